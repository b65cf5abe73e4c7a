"""`list contracts`, `list contract-lapses`, `list exits`: what of contracts lapses, who left, what is handed over."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_table, texts
from gridadmin.cli.words import Verbs, add_as_of, add_verb, day
from gridadmin.i18n import _

if TYPE_CHECKING:
    from datetime import date

    from gridadmin.domain.contracts import ContractRow
    from gridadmin.domain.contracts_lapses import ContractLapse
    from gridadmin.domain.workers_handover import ExitRow

LOOK_AHEAD_DAYS = 90


def add_lists(lists: Verbs) -> None:
    """Add `list contracts`, `list contract-lapses` and `list exits`."""
    add_as_of(add_verb(lists, "contracts", _("list contracts, those that ended too"), run_contracts))
    lapses = add_verb(
        lists, "contract-lapses", _("list contracts that lack, lapsed or will lapse, with the law"), run_lapses
    )
    add_as_of(lapses)
    lapses.add_argument(
        "--days", metavar="N", type=int, default=LOOK_AHEAD_DAYS, help=_("how many days are looked ahead; 90")
    )
    exits = add_verb(lists, "exits", _("list who left, with the hand-over list"), run_exits)
    add_as_of(exits)
    exits.add_argument("--since", metavar="DATE", type=day, default=None, help=_("only who left on that day or later"))


def run_contracts(words: Namespace) -> int:
    """List contracts with how each stands on a day."""
    from gridadmin.services.contracts import list_contracts

    with opened(words) as office:
        as_of = words.as_of or office.today()
        rows = office.read(list_contracts)
    emit(words, [contract_document(row, as_of) for row in rows], lambda: _print_contracts(rows, as_of))
    return 0


def run_lapses(words: Namespace) -> int:
    """List what of contracts wants attention."""
    from gridadmin.services.contracts import list_lapses

    with opened(words) as office:
        as_of = words.as_of or office.today()
        rows = office.read(list_lapses, as_of, as_of + timedelta(days=words.days))
    emit(words, [lapse_document(row) for row in rows], lambda: _print_lapses(rows))
    return 0


def run_exits(words: Namespace) -> int:
    """List leavers with their hand-over lists."""
    from gridadmin.services.workers_handover import list_exits

    with opened(words) as office:
        as_of = words.as_of or office.today()
        rows = office.read(list_exits, as_of, words.since)
    emit(words, [exit_document(row, as_of) for row in rows], lambda: _print_exits(rows, as_of))
    return 0


def contract_document(row: ContractRow, as_of: date) -> Document:
    """Return a contract as the documented keys."""
    return {
        "id": row.id,
        "worker": row.worker_name,
        "kind": row.kind.value,
        "term": row.term.value,
        "employer": row.employer,
        "number": row.number,
        "signed_on": row.signed_on,
        "started_on": row.started_on,
        "ends_on": row.ends_on,
        "probation_until": row.probation_until,
        "weekly_hours": row.weekly_hours,
        "ended_on": row.ended_on,
        "end_reason": row.end_reason.value if row.end_reason else None,
        "holds": row.holds_on(as_of),
        "scans": row.scans,
    }


def lapse_document(row: ContractLapse) -> Document:
    """Return a lapse as the documented keys."""
    return {
        "kind": row.kind.value,
        "day": row.day,
        "worker": row.name,
        "what": row.what,
        "breaks": texts(row.breaks),
        "tone": row.tone.value,
    }


def exit_document(row: ExitRow, as_of: date) -> Document:
    """Return a leaver as the documented keys."""
    return {
        "worker": row.worker_name,
        "kind": row.kind.value,
        "left_on": row.left_on,
        "reason": row.reason.value if row.reason else None,
        "items": [
            {
                "item": item.item,
                "title": item.title,
                "basis": item.basis,
                "due_on": item.due_on,
                "state": item.state_on(as_of).value,
                "done_on": item.done_on,
                "done_by": item.done_by,
            }
            for item in row.items
        ],
    }


def _print_contracts(rows: list[ContractRow], as_of: date) -> None:
    headings = (_("Name"), _("Kind"), _("Term"), _("Employer"), _("Signed on"), _("From"), _("Until"), _("Holds"))
    print_table(
        headings,
        [
            (
                row.worker_name,
                row.kind,
                row.term,
                row.employer,
                row.signed_on,
                row.started_on,
                row.last_day,
                "✓" if row.holds_on(as_of) else "",
            )
            for row in rows
        ],
    )


def _print_lapses(rows: list[ContractLapse]) -> None:
    headings = (_("Day"), _("Kind"), _("What lapses"), _("What follows"))
    print_table(headings, [(row.day, row.kind, row.what, row.breaks) for row in rows])


def _print_exits(rows: list[ExitRow], as_of: date) -> None:
    headings = (_("Left on"), _("Name"), _("Reason"), _("Open"), _("Past its day"), _("What is past its day"))
    print_table(
        headings,
        [
            (
                row.left_on,
                row.worker_name,
                row.reason,
                len(row.open_items(as_of)) if row.items else "—",
                len(row.overdue_items(as_of)),
                [item.title for item in row.overdue_items(as_of)],
            )
            for row in rows
        ],
    )
