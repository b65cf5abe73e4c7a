"""`check`: what the regulation asks of the office on a day, and whether it is met."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_table, texts
from gridadmin.cli.words import Verbs, add_as_of, add_verb
from gridadmin.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridadmin.domain.compliance_duties import Finding


def add_verbs(verbs: Verbs) -> None:
    """Add `check`."""
    check = add_verb(verbs, "check", _("check the office against the regulation"), run_check)
    add_as_of(check)
    check.add_argument("--article", metavar="N", default=None, help=_("only this article"))
    check.add_argument(
        "--out", metavar="PATH", type=Path, default=None, help=_("write the findings as a workbook, too")
    )


def run_check(words: Namespace) -> int:
    """Check; duties that are not met are findings, not failures of the command."""
    from gridadmin.jobs.compliance import check_office, write_findings

    with opened(words) as office:
        as_of = words.as_of or office.today()
        found = write_findings(office, as_of, words.out) if words.out else check_office(office, as_of)
    findings = [finding for finding in found if words.article in (None, finding.article)]
    document = check_document(as_of, findings)
    emit(words, document, lambda: _print(findings, document))
    return 0


def check_document(as_of: date, findings: Sequence[Finding]) -> Document:
    """Return the findings with how many there are of each result."""
    from gridadmin.domain.compliance_duties import Result

    counts = Counter(finding.result for finding in findings)
    return {
        "as_of": as_of,
        "counts": {result.value: counts[result] for result in Result},
        "findings": [
            {
                "article": finding.article,
                "duty": finding.duty,
                "subject_type": finding.subject_type.value,
                "subject": finding.subject,
                "result": finding.result.value,
                "case": finding.case,
                "facts": texts(finding.facts),
                "remedy": str(finding.remedy) if finding.remedy else None,
            }
            for finding in findings
        ],
    }


def _print(findings: Sequence[Finding], document: Document) -> None:
    """For people: what is not met and what waits for a person; what is met is a number."""
    from gridadmin.domain.compliance_duties import Result

    print_table((_("Result"), _("Findings")), [(Result(key), count) for key, count in document["counts"].items()])
    open_ones = [f for f in findings if f.result in (Result.NOT_MET, Result.NEEDS_PERSON)]
    open_ones.sort(key=lambda finding: finding.result is not Result.NOT_MET)
    if open_ones:
        print()
        headings = (_("Article"), _("Result"), _("Subject"), _("Facts"), _("Remedy"))
        print_table(headings, [(f.article, f.result, f.subject, texts(f.facts), f.remedy) for f in open_ones])
