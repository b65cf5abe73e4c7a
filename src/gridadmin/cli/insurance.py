"""`insurance reconcile`: who worked uninsured, who is insured but gone, who is on no list, whose policy lapsed."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_table
from gridadmin.cli.pay_words import month_word
from gridadmin.cli.words import Verbs, add_group, add_verb
from gridadmin.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridadmin.domain.insurance import InsuranceFinding
    from gridadmin.domain.months import Month


def add_verbs(verbs: Verbs) -> None:
    """Add `insurance reconcile`."""
    group = add_group(verbs, "insurance", _("insurance of grid workers"), "what")
    reconcile = add_verb(group, "reconcile", _("hold a month's service against insurance"), run_reconcile)
    reconcile.add_argument(
        "--month", metavar="YYYY-MM", type=month_word, required=True, help=_("the month asked about")
    )


def run_reconcile(words: Namespace) -> int:
    """Reconcile a month; what does not fit is a finding, not a failure of the command."""
    from gridadmin.jobs.insurance import reconcile_month

    with opened(words) as office:
        findings = reconcile_month(office, words.month)
    document = reconciliation_document(words.month, findings)
    emit(words, document, lambda: _print(findings))
    return 0


def reconciliation_document(month: Month, findings: Sequence[InsuranceFinding]) -> Document:
    """Return the findings with how many there are of each fault."""
    from gridadmin.domain.insurance import Fault

    counts = Counter(finding.fault for finding in findings)
    return {
        "month": str(month),
        "counts": {fault.value: counts[fault] for fault in Fault},
        "findings": [
            {
                "id": finding.worker_id,
                "name": finding.name,
                "fault": finding.fault.value,
                "words": str(finding.words),
                "schemes": [scheme.value for scheme in finding.schemes],
                "due_on": finding.due_on,
            }
            for finding in findings
        ],
    }  # fmt: skip


def _print(findings: Sequence[InsuranceFinding]) -> None:
    rows = [(finding.name, finding.fault, str(finding.words)) for finding in findings]
    print_table((_("Name"), _("Result"), _("Facts")), rows)
