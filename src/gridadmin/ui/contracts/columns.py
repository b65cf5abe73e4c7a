"""The columns of the lists of contracts, of what lapses, of exits and of change-overs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from gridadmin.domain.contracts import ContractRow
from gridadmin.domain.contracts_lapses import ContractLapse
from gridadmin.domain.queues import Tone
from gridadmin.domain.workers_changeover import ChangeoverRow
from gridadmin.domain.workers_handover import ExitRow
from gridadmin.i18n import N_, _
from gridadmin.ui.listing import joined
from gridadmin.ui.tables import RIGHT, Column

Day = Callable[[], date]


def lapse_columns() -> tuple[Column[ContractLapse], ...]:
    """Return the columns of what of contracts wants attention."""
    return (
        Column("day", N_("Day"), 11, lambda row: row.day.isoformat(), tone=_lapse_tone),
        Column("name", N_("Name"), 12, lambda row: row.name),
        Column("kind", N_("What"), 20, lambda row: row.kind.label, tone=_lapse_tone, badge=True),
        Column("what", N_("What lapses"), 42, lambda row: str(row.what)),
        Column("breaks", N_("What follows"), 54, lambda row: " ".join(map(str, row.breaks))),
    )


def contract_columns(day: Day) -> tuple[Column[ContractRow], ...]:
    """Return the columns of the contracts as of a day."""
    return (
        Column("name", N_("Name"), 12, lambda row: row.worker_name),
        Column("kind", N_("Kind of contract"), 20, lambda row: row.kind.label),
        Column(
            "state", N_("State"), 12, lambda row: _state(row, day()), tone=lambda row: _tone(row, day()), badge=True
        ),
        Column("started_on", N_("First day"), 11, lambda row: row.started_on.isoformat()),
        Column("ends_on", N_("Agreed last day"), 14, _ends),
        Column("signed_on", N_("Signed on"), 11, lambda row: _day(row.signed_on)),
        Column("probation_until", N_("Probation until"), 11, lambda row: _day(row.probation_until)),
        Column("scans", N_("Pages"), 6, lambda row: str(row.scans or ""), lambda row: row.scans, align=RIGHT),
        Column("employer", N_("Employer"), 24, lambda row: row.employer),
        Column("number", N_("Number"), 24, lambda row: row.number or ""),
        Column("ended_on", N_("Contract ended on"), 11, lambda row: _day(row.ended_on), chosen=False),
        Column("term", N_("Term"), 14, lambda row: row.term.label, chosen=False),
    )


def exit_columns(day: Day) -> tuple[Column[ExitRow], ...]:
    """Return the columns of who left, as of a day."""
    return (
        Column("left_on", N_("Left on"), 11, lambda row: row.left_on.isoformat()),
        Column("name", N_("Name"), 12, lambda row: row.worker_name),
        Column("kind", N_("Kind"), 8, lambda row: row.kind.label),
        Column("reason", N_("Reason"), 14, lambda row: row.reason.label if row.reason else ""),
        Column("state", N_("Hand-over"), 14, lambda row: exit_words(row, day()), tone=lambda row: exit_tone(row, day()),
               badge=True),
        Column("open", N_("Still open"), 10, lambda row: str(len(row.open_items(day())) or ""), align=RIGHT),
        Column("overdue", N_("What is past its day"), 50, lambda row: _late(row, day())),
    )  # fmt: skip


def changeover_columns(day: Day) -> tuple[Column[ChangeoverRow], ...]:
    """Return the columns of change-overs."""
    return (
        Column("effective_on", N_("From"), 11, lambda row: row.effective_on.isoformat()),
        Column(
            "state", N_("State"), 12, lambda row: _coming(row, day()), tone=lambda row: _new(row, day()), badge=True
        ),
        Column("grid", N_("Grid"), 22, lambda row: row.grid_name, lambda row: row.grid_code),
        Column("outgoing", N_("Leaves"), 12, lambda row: row.outgoing),
        Column("incoming", N_("Takes over"), 12, lambda row: row.incoming),
        Column("reason", N_("Reason"), 16, lambda row: row.reason.label if row.reason else _("Stays in service")),
        Column("document", N_("Document"), 18, lambda row: row.document or ""),
    )


def exit_words(row: ExitRow, day: date) -> str:
    """Return how a hand-over stands in words."""
    if not row.items:
        return _("no list")
    late, waiting = len(row.overdue_items(day)), len(row.open_items(day))
    if late:
        return _("{count} past their day").format(count=late)
    return _("{count} open").format(count=waiting) if waiting else _("complete")


def _late(row: ExitRow, day: date) -> str:
    return joined(item.title for item in row.overdue_items(day))


def exit_tone(row: ExitRow, day: date) -> str:
    """Return the colour of it."""
    if row.overdue_items(day):
        return "danger"
    return "warning" if not row.items or row.open_items(day) else "good"


def _lapse_tone(row: ContractLapse) -> str:
    return "danger" if row.tone is Tone.URGENT else "warning"


def _state(row: ContractRow, day: date) -> str:
    if row.started_on > day:
        return _("to come")
    if not row.holds_on(day):
        return _("over")
    return _("in force") if row.signed_on is not None else _("not signed")


def _tone(row: ContractRow, day: date) -> str:
    if row.holds_on(day):
        return "good" if row.signed_on is not None else "warning"
    return "muted"


def _ends(row: ContractRow) -> str:
    return row.ends_on.isoformat() if row.ends_on else row.term.label


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _coming(row: ChangeoverRow, day: date) -> str:
    return _("to come into force") if row.effective_on > day else _("in force")


def _new(row: ChangeoverRow, day: date) -> str:
    return "accent_text" if row.effective_on > day else "muted"
