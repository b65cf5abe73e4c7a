"""`list pay-runs`: the runs of pay with their sums and steps, and what waits."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_facts, print_table
from gridadmin.cli.words import Verbs, add_verb
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.domain.pay_runs import PayRunRow
    from gridadmin.jobs.pay import Outlook

SUMS = ("gross", "employee", "employer", "tax", "net")


def add_lists(lists: Verbs) -> None:
    """Add `list pay-runs`."""
    verb = add_verb(lists, "pay-runs", _("list the runs of pay with their sums, and what waits"), run_list)
    verb.add_argument("--year", metavar="YYYY", type=int, default=None, help=_("only the months of this year"))


def run_list(words: Namespace) -> int:
    """List the runs."""
    from gridadmin.jobs.pay import outlook

    with opened(words) as office:
        found = outlook(office)
    runs = [row for row in found.runs if words.year in (None, row.month.year)]
    document = {"next": _next_document(found), "adjustment": _due_document(found), "runs": list(map(_run, runs))}
    emit(words, document, lambda: _print(document))
    return 0


def _run(row: PayRunRow) -> Document:
    from gridadmin.domain.pay_rounding import yuan_text

    return {
        "id": row.id, "month": str(row.month), "kind": row.kind.value, "state": row.state.value,
        "pay_date": row.pay_date, "known_on": row.known_on, "people": row.people,
        **{name: yuan_text(getattr(row, name)) for name in SUMS}, "steps": [list(step) for step in row.steps],
    }  # fmt: skip


def _next_document(found: Outlook) -> Document:
    upcoming = found.upcoming
    state = upcoming.state.value if upcoming.state else None
    return {"month": str(upcoming.month), "pay_date": upcoming.pay_date, "state": state}


def _due_document(found: Outlook) -> Document | None:
    from gridadmin.domain.pay_rounding import yuan_text

    due = found.adjustment
    if due is None:
        return None
    return {
        "months": [str(month) for month in due.months], "people": due.people, "employee": yuan_text(due.employee),
        "employer": yuan_text(due.employer), "papers": list(due.papers),
    }  # fmt: skip


def _print(document: Document) -> None:
    from gridadmin.domain.pay_runs import RunKind, RunState

    headings = (_("Month"), _("Kind"), _("State"), _("Paid on"), _("Persons"), _("Gross pay"), _("Net pay"))
    rows = [
        (
            run["month"], RunKind(run["kind"]).label, RunState(run["state"]).label, run["pay_date"].isoformat(),
            run["people"], run["gross"], run["net"],
        )
        for run in document["runs"]
    ]  # fmt: skip
    print_table(headings, rows)
    due = document["adjustment"]
    if due is not None:
        print()
        print_facts({_("Back-adjustment of insurance"): ", ".join(due["months"]), _("Persons"): due["people"]})
