"""The columns of pay standards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from gridadmin.domain.pay_standards_words import formula_words, holders_words
from gridadmin.i18n import N_, _
from gridadmin.services.pay_standards import StandardRow
from gridadmin.ui.tables import RIGHT, Column

Names = Callable[[], dict[str, str]]


def standard_columns(day: Callable[[], date], names: Names) -> tuple[Column[StandardRow], ...]:
    """Return the columns of standards as of a day; `names` are those of the elements, for percentages."""
    return (
        Column("place", N_("No."), 4, lambda row: str(row.place), lambda row: row.place, RIGHT),
        Column("name", N_("Element of pay"), 16, lambda row: row.standard.name),
        Column("words", N_("Formula"), 36, lambda row: str(formula_words(row.standard, names()))),
        Column("whom", N_("Applies to"), 16, lambda row: holders_words(row.standard)),
        Column(
            "state", N_("State"), 10, lambda row: _state(row, day()), tone=lambda row: _tone(row, day()), badge=True
        ),
        Column("from", N_("From"), 11, lambda row: row.standard.valid_from.isoformat()),
        Column("to", N_("To"), 11, lambda row: row.standard.valid_to.isoformat() if row.standard.valid_to else ""),
        Column("document", N_("Document"), 18, lambda row: row.standard.document),
        Column("nature", N_("What it does"), 14, lambda row: row.standard.nature.label, chosen=False),
        Column("code", N_("Code"), 12, lambda row: row.standard.code, chosen=False),
    )


def _state(row: StandardRow, day: date) -> str:
    if row.standard.valid_from > day:
        return _("to come")
    return _("over") if row.standard.valid_to is not None and row.standard.valid_to < day else _("in force")


def _tone(row: StandardRow, day: date) -> str:
    if row.standard.valid_from > day:
        return "accent_text"
    return "muted" if row.standard.valid_to is not None and row.standard.valid_to < day else "good"
