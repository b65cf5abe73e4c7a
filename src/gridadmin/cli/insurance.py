"""`list insurance`, `insurance enrol|end|cover|uncover|explain|reconcile`: insurance without a window (Art 22)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from gridadmin.cli.opening import opened, progress_of
from gridadmin.cli.output import Document, emit, print_facts, print_table
from gridadmin.cli.pay_words import month_word
from gridadmin.cli.words import Verbs, add_group, add_verb, day
from gridadmin.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridadmin.domain.insurance import InsuranceFinding
    from gridadmin.domain.insurance_enrolments import EnrolmentRow
    from gridadmin.domain.months import Month
    from gridadmin.domain.pay_tables import Scheme

VIEWS = ("enrolments", "due")
FAULTS = ("not_enrolled", "gone", "twice", "on_no_list", "listed_late", "lapsed", "listed_gone")


def add_lists(lists: Verbs) -> None:
    """Add `list insurance`."""
    verb = add_verb(lists, "insurance", _("list enrolments of a month, or who is to be registered"), run_list)
    verb.add_argument("--month", metavar="YYYY-MM", type=month_word, default=None, help=_("the month; that of today"))
    verb.add_argument("--view", choices=VIEWS, default="enrolments", help=_("enrolments; who is to be registered"))
    verb.add_argument("--worker", metavar="KEY", default=None, help=_("all enrolments of one person, past ones too"))


def add_verbs(verbs: Verbs) -> Verbs:
    """Add the verbs of `insurance`; returns their group."""
    group = add_group(verbs, "insurance", _("insurance of grid workers"), "what")
    begin = _about(group, "enrol", _("enrol somebody, with the suggested base where none is given"), run_enrol)
    begin.add_argument("--from", dest="month", metavar="YYYY-MM", type=month_word, required=True,
                       help=_("the first month"))  # fmt: skip
    begin.add_argument("--base", metavar="YUAN", default=None, help=_("the base; suggested where it is left out"))
    end = _about(group, "end", _("let enrolments of somebody end with a month"), run_end)
    end.add_argument("--last", dest="month", metavar="YYYY-MM", type=month_word, required=True,
                     help=_("the last month"))  # fmt: skip
    for verb in (begin, end):
        verb.add_argument(
            "--scheme", metavar="NAME", action="append", default=None, help=_("a scheme; can be repeated")
        )
        verb.add_argument("--reason", metavar="TEXT", default="", help=_("why"))
    cover = _about(group, "cover", _("put somebody on the list of an accident policy"), run_cover)
    cover.add_argument("--policy", metavar="NUMBER", required=True, help=_("the number of the policy"))
    cover.add_argument("--from", dest="day", metavar="DATE", type=day, required=True, help=_("the first day"))
    uncover = _about(group, "uncover", _("take somebody off the lists of accident policies"), run_uncover)
    uncover.add_argument("--last", dest="day", metavar="DATE", type=day, required=True, help=_("the last day"))
    _add_explain(group)
    reconcile = add_verb(group, "reconcile", _("hold service against insurance, month by month"), run_reconcile)
    reconcile.add_argument(
        "--month", metavar="YYYY-MM", type=month_word, required=True, help=_("the month asked about")
    )
    reconcile.add_argument("--months", metavar="N", type=int, default=1, help=_("how many months from there; 1"))
    changes = add_verb(group, "changes", _("the month's list for the insurance bureau, as a workbook"), run_changes)
    changes.add_argument("--month", metavar="YYYY-MM", type=month_word, required=True, help=_("the month"))
    changes.add_argument("--out", metavar="FILE", type=Path, default=None, help=_("the workbook (.xlsx)"))
    changes.add_argument("--columns", metavar="FILE", type=Path, default=None,
                         help=_("the bureau's own columns (JSON); see docs/manual"))  # fmt: skip
    changes.add_argument("--unmask", action="store_true", help=_("full ID numbers and phones; asking is journaled"))
    return group


def _about(group: Verbs, name: str, summary: str, run: object) -> ArgumentParser:
    verb = add_verb(group, name, summary, run)  # type: ignore[arg-type]
    verb.add_argument("--worker", metavar="KEY", required=True, help=_("the person, by name, ID number or id"))
    return verb


def _add_explain(group: Verbs) -> None:
    verb = _about(group, "explain", _("record why a finding is in order"), run_explain)
    verb.add_argument("--fault", choices=FAULTS, required=True, help=_("what does not fit"))
    verb.add_argument("--month", metavar="YYYY-MM", type=month_word, required=True, help=_("the first month"))
    verb.add_argument("--until", metavar="YYYY-MM", type=month_word, default=None,
                      help=_("the last month; the same where it is left out"))  # fmt: skip
    verb.add_argument("--open", action="store_true", help=_("until further notice"))
    verb.add_argument("--scheme", metavar="NAME", action="append", default=None, help=_("a scheme; can be repeated"))
    verb.add_argument("--reason", metavar="TEXT", required=True, help=_("why it is in order"))


def run_list(words: Namespace) -> int:
    """List enrolments of a month or of a person, or who is to be registered."""
    from gridadmin.domain.months import Month
    from gridadmin.services.insurance_bases import list_enrolments
    from gridadmin.services.insurance_clock import list_due_registrations
    from gridadmin.services.workers import find_worker_id

    with opened(words) as office:
        today = office.today()
        month = words.month or Month.of(today)
        if words.view == "due":
            due = office.read(list_due_registrations, today, max(today, month.last_day))
            documents: list[Document] = [
                {
                    "id": each.worker_id, "name": each.name, "entered_on": each.entered_on, "due_on": each.due_on,
                    "late": each.is_late(today), "schemes": [scheme.value for scheme in each.schemes],
                    "explained": each.explained,
                }
                for each in due
            ]  # fmt: skip
            rows = [(each.name, each.entered_on, each.due_on, [str(s.label) for s in each.schemes]) for each in due]
            headings = (_("Name"), _("Entered on"), _("Register by"), _("Not enrolled in"))
            emit(words, documents, lambda: print_table(headings, rows))
            return 0
        who = office.read(find_worker_id, words.worker) if words.worker else None
        found = office.read(list_enrolments, month, today, worker_id=who, ended=who is not None)
    emit(words, [enrolment_document(row) for row in found], lambda: _print_enrolments(found))
    return 0


def run_enrol(words: Namespace) -> int:
    """Enrol somebody as one act."""
    from gridadmin.domain.insurance import STATUTORY
    from gridadmin.domain.pay_rounding import parse_yuan
    from gridadmin.jobs.insurance import enrol_worker

    schemes = _schemes(words.scheme) or STATUTORY
    base = None if words.base is None else parse_yuan(words.base)
    with opened(words) as office:
        suggested, rows = enrol_worker(office, words.worker, words.month, schemes, base, words.reason)
    reckoned = {scheme.value: str(each.reckoning) for scheme, each in suggested.bases.items() if scheme in schemes}
    document: Document = {
        "name": suggested.name,
        "suggested": reckoned,
        "enrolments": [enrolment_document(row) for row in rows],
    }
    emit(words, document, lambda: _print_enrolments(rows))
    return 0


def run_end(words: Namespace) -> int:
    """End enrolments as one act."""
    from gridadmin.domain.pay_tables import Scheme
    from gridadmin.jobs.insurance import end_worker

    with opened(words) as office:
        ended, rows = end_worker(
            office, words.worker, words.month, words.reason, _schemes(words.scheme) or tuple(Scheme)
        )
    document: Document = {"ended": ended, "enrolments": [enrolment_document(row) for row in rows]}
    emit(words, document, lambda: _print_enrolments(rows))
    return 0


def run_cover(words: Namespace) -> int:
    """Put somebody on a list as one act."""
    from gridadmin.jobs.insurance import cover_worker

    with opened(words) as office:
        count = cover_worker(office, words.worker, words.policy, words.day)
    emit(words, {"policy": words.policy, "added": count}, lambda: print_facts({_("Put on the list"): count}))
    return 0


def run_uncover(words: Namespace) -> int:
    """Take somebody off the lists as one act."""
    from gridadmin.jobs.insurance import uncover_worker

    with opened(words) as office:
        count = uncover_worker(office, words.worker, words.day)
    emit(words, {"removed": count}, lambda: print_facts({_("Taken off the list"): count}))
    return 0


def run_explain(words: Namespace) -> int:
    """Record why a finding is in order."""
    from gridadmin.domain.insurance import Fault
    from gridadmin.jobs.insurance import explain_worker
    from gridadmin.services.insurance_reconciliation import ExplanationForm

    last = None if words.open else words.until or words.month
    schemes = _schemes(words.scheme)
    form = ExplanationForm(UUID(int=0), Fault(words.fault), schemes, words.month, last, words.reason)
    with opened(words) as office:
        explain_worker(office, words.worker, form)
    document: Document = {
        "fault": words.fault,
        "schemes": [scheme.value for scheme in schemes],
        "from": str(words.month),
        "until": str(last) if last else None,
        "reason": words.reason,
    }
    emit(words, document, lambda: print_facts({_("Explained"): words.reason}))
    return 0


def run_reconcile(words: Namespace) -> int:
    """Reconcile months; what does not fit is a finding, not a failure of the command."""
    from gridadmin.jobs.insurance import reconcile_month

    with opened(words) as office:
        findings = reconcile_month(office, words.month, words.months)
    document = reconciliation_document(words.month, words.months, findings)
    emit(words, document, lambda: _print(findings))
    return 0


def run_changes(words: Namespace) -> int:
    """List what changes in a month, and write the list where a file is given."""
    from gridadmin.domain.masking import mask_id_number
    from gridadmin.domain.pay_rounding import yuan_text
    from gridadmin.jobs.insurance_papers import ListOptions, month_changes, write_changes

    with opened(words) as office:
        if words.out is None:
            lines = month_changes(office, words.month)
        else:
            lines = write_changes(
                office, words.month, words.out, ListOptions(words.unmask, words.columns), progress_of(words)
            )
    rows: list[Document] = [
        {
            "id": line.of.worker_id, "name": line.of.name, "id_number": mask_id_number(line.id_number) or None,
            "change": line.of.change.value, "reason": str(line.reason), "month": str(line.of.month),
            "bases": {scheme.value: yuan_text(base) for scheme, base in line.of.bases.items()},
        }
        for line in lines
    ]  # fmt: skip
    table = [(each["name"], line.of.change, str(line.reason), str(line.of.month),
              [scheme.label for scheme in line.schemes]) for each, line in zip(rows, lines, strict=True)]  # fmt: skip
    headings = (_("Name"), _("Kind of change"), _("Reason"), _("Month"), _("Schemes"))
    document: Document = {"month": str(words.month), "file": words.out, "changes": rows}
    emit(words, document, lambda: print_table(headings, table))
    return 0


def reconciliation_document(month: Month, months: int, findings: Sequence[InsuranceFinding]) -> Document:
    """Return the findings with how many there are of each fault; explained ones are counted apart."""
    from gridadmin.domain.insurance import Fault

    counts = Counter(finding.fault for finding in findings if finding.explained is None)
    return {
        "month": str(month),
        "months": months,
        "counts": {fault.value: counts[fault] for fault in Fault},
        "explained": sum(finding.explained is not None for finding in findings),
        "findings": [
            {
                "id": finding.worker_id,
                "name": finding.name,
                "month": str(finding.month),
                "fault": finding.fault.value,
                "words": str(finding.words),
                "schemes": [scheme.value for scheme in finding.schemes],
                "due_on": finding.due_on,
                "breach": finding.fault.is_breach,
                "mend": finding.fault.mend.value,
                "explained": finding.explained,
            }
            for finding in findings
        ],
    }  # fmt: skip


def enrolment_document(row: EnrolmentRow) -> Document:
    """Return an enrolment as the documented keys; amounts in yuan as text."""
    from gridadmin.domain.pay_rounding import yuan_text

    return {
        "id": row.id,
        "worker": row.worker_id,
        "name": row.name,
        "scheme": row.scheme.value,
        "from": str(row.first),
        "until": str(row.last) if row.last else None,
        "base": yuan_text(row.base),
        "applied": yuan_text(row.applied),
        "reason": row.reason,
        "end_reason": row.end_reason,
    }


def _schemes(names: Sequence[str] | None) -> tuple[Scheme, ...]:
    """Return schemes by their names; an unknown one is an InvalidError that names those that there are."""
    from gridadmin.domain.errors import InvalidError
    from gridadmin.domain.pay_tables import Scheme
    from gridadmin.i18n import N_

    known = {word: scheme for scheme in Scheme for word in (scheme.value, scheme.label)}
    for name in names or ():
        if name not in known:
            raise InvalidError(
                N_("There is no scheme “{name}”; there are {known}."), name=name, known="、".join(Scheme)
            )
    return tuple(dict.fromkeys(known[name] for name in names or ()))


def _print_enrolments(rows: Sequence[EnrolmentRow]) -> None:
    from gridadmin.domain.pay_rounding import yuan_text

    headings = (_("Name"), _("Scheme"), _("From month"), _("Until month"), _("Base"), _("Base applied"), _("Reason"))
    print_table(
        headings,
        [
            (row.name, row.scheme, str(row.first), str(row.last or ""), yuan_text(row.base), yuan_text(row.applied),
             row.end_reason or row.reason or "")
            for row in rows
        ],
    )  # fmt: skip


def _print(findings: Sequence[InsuranceFinding]) -> None:
    rows = [
        (str(finding.month), finding.name, finding.fault, str(finding.words), finding.explained or "")
        for finding in findings
    ]
    print_table((_("Month"), _("Name"), _("Result"), _("Facts"), _("Explained")), rows)
