"""The columns of runs and of their lines; amounts in yuan, an amount of nothing is left empty."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from gridadmin.domain.pay_runs import Concern, PayLineRow, PayRunRow, RunKind, RunState
from gridadmin.i18n import N_
from gridadmin.ui.listing import joined
from gridadmin.ui.tables import RIGHT, Column, fitting

STATE_TONES = {
    RunState.DRAFT: "warning",
    RunState.CHECKED: "accent_text",
    RunState.APPROVED: "accent_text",
    RunState.PAID: "good",
    RunState.LOCKED: "muted",
}
_STATES = tuple(RunState)


def yuan_shown(fen: int) -> str:
    """Return an amount as screens show it: `1,234.50`."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def _amount(name: str, row: Any) -> str:
    fen = getattr(row, name)
    return yuan_shown(fen) if fen else ""


def _order(name: str, row: Any) -> int:
    fen: int = getattr(row, name)
    return fen


def amount_column(
    name: str, title: str, width: int = 11, tone: Callable[[Any], str] | None = None, *, chosen: bool = True
) -> Column[Any]:
    """Return a column of amounts; its key is the field that holds them, in fen."""
    return Column(
        name,
        title,
        fitting(title, width),
        partial(_amount, name),
        sort=partial(_order, name),
        align=RIGHT,
        tone=tone,
        chosen=chosen,
    )


def run_columns() -> tuple[Column[PayRunRow], ...]:
    """Return the columns of runs."""
    return (
        Column("month", N_("Month"), 7, lambda row: str(row.month), sort=lambda row: (row.month, row.pay_date)),
        Column("kind", N_("Kind"), 9, lambda row: row.kind.label, tone=_kind_tone),
        Column(
            "state", N_("State"), 8, lambda row: row.state.label, sort=lambda row: _STATES.index(row.state),
            tone=lambda row: STATE_TONES[row.state], badge=True,
        ),
        amount_column("net", N_("Net pay"), 11),
        Column("people", N_("Persons"), 5, lambda row: str(row.people), sort=lambda row: row.people, align=RIGHT),
        Column("pay_date", N_("Paid on"), 11, lambda row: row.pay_date.isoformat(), chosen=False),
        amount_column("gross", N_("Gross pay"), 13, chosen=False),
        amount_column("employee", N_("Contributions"), chosen=False),
        amount_column("tax", N_("Tax"), chosen=False),
        amount_column("employer", N_("Unit's contributions"), 13, chosen=False),
    )  # fmt: skip


def _kind_tone(row: PayRunRow) -> str:
    return "accent_text" if row.kind is RunKind.ADJUSTMENT else ""


def line_columns() -> tuple[Column[PayLineRow], ...]:
    """Return the columns of the lines of a run; the key of an amount is that of its figure in the explanation."""
    return (
        Column("name", N_("Name"), 8, lambda row: row.name),
        amount_column("gross", N_("Gross pay"), 10),
        amount_column("bonus", N_("Annual bonus"), 9),
        amount_column("employee", N_("Contributions"), 9),
        amount_column("tax", N_("Tax"), 8),
        amount_column("kept", N_("Kept back"), 8),
        amount_column("owed_before", N_("Owed before"), 9),
        amount_column("net", N_("Net pay"), 10),
        amount_column("owed", N_("Carried to the next month"), 9, lambda _row: "warning"),
        amount_column("employer", N_("Unit's contributions"), 9),
        Column("concerns", N_("To look at"), 18, _concerns, tone=lambda _row: "warning"),
        Column("category", N_("Income category"), 9, lambda row: row.category.label, chosen=False),
        Column("days", N_("Days in service"), 7, _days, align=RIGHT, chosen=False),
    )


def concerns_of(row: PayLineRow) -> tuple[Concern, ...]:
    """Return what somebody should look at in a line."""
    return tuple(Concern(key) for key in row.details.get("concerns", ()))


def _concerns(row: PayLineRow) -> str:
    return joined(concern.label for concern in concerns_of(row))


def _days(row: PayLineRow) -> str:
    days, whole = row.details["days"]
    return f"{days}/{whole}" if whole else ""
