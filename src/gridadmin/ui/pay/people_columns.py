"""The columns of personal elements, income categories, declarations and tax years."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from gridadmin.domain.months import Month
from gridadmin.domain.pay_deductions import AdditionalKind, Declaration
from gridadmin.domain.pay_people import CategoryRow, DeclarationRow, ElementRow, YearRow
from gridadmin.domain.pay_rounding import yuan_text
from gridadmin.domain.pay_tax import BasicMode
from gridadmin.i18n import N_, _
from gridadmin.ui.pay.runs_columns import yuan_shown
from gridadmin.ui.tables import RIGHT, Column

TIERS = {
    "large": N_("Rent, large city"),
    "medium": N_("Rent, more than a million people"),
    "small": N_("Rent, other cities"),
}


def element_columns(day: Callable[[], date]) -> tuple[Column[ElementRow], ...]:
    """Return the columns of personal elements as of a day."""
    return (
        Column("name", N_("Name"), 12, lambda row: row.worker),
        Column("element", N_("Element of pay"), 18, lambda row: row.element.name),
        Column("amount", N_("Amount of a month"), 17, lambda row: yuan_shown(row.element.amount),
               lambda row: row.element.amount, RIGHT),
        Column("nature", N_("What it does"), 14, lambda row: row.element.nature.label),
        Column("from", N_("From"), 11, lambda row: row.element.valid_from.isoformat()),
        Column("to", N_("To"), 11, lambda row: row.element.valid_to.isoformat() if row.element.valid_to else "",
               tone=lambda row: "muted" if row.element.valid_to and row.element.valid_to < day() else ""),
        Column("reason", N_("Reason"), 36, lambda row: row.element.reason),
    )  # fmt: skip


def category_columns() -> tuple[Column[CategoryRow], ...]:
    """Return the columns of income categories."""
    return (
        Column("name", N_("Name"), 12, lambda row: row.worker),
        Column("kind", N_("Kind"), 8, lambda row: row.kind.label),
        Column("category", N_("Income category"), 20, category_words,
               tone=lambda row: "danger" if row.missing else "" if row.category else "muted", badge=True),
        Column("from", N_("From"), 11, lambda row: row.valid_from.isoformat() if row.valid_from else ""),
        Column("reason", N_("Reason"), 50, lambda row: row.reason),
    )  # fmt: skip


def category_words(row: CategoryRow) -> str:
    """Return as what somebody's money is taxed, or that it has to be recorded still."""
    if row.category is not None:
        return row.category.label
    return _("not recorded") if row.missing else _("wages, as full-timers are paid")


def declaration_columns() -> tuple[Column[DeclarationRow], ...]:
    """Return the columns of declarations."""
    return (
        Column("name", N_("Name"), 12, lambda row: row.worker),
        Column("kind", N_("What is declared"), 20, lambda row: row.item.kind.label),
        Column("subject", N_("For whom or what"), 16, lambda row: row.item.subject),
        Column("terms", N_("Share"), 22, lambda row: terms_words(row.item)),
        Column("amount", N_("This month"), 11, lambda row: yuan_shown(row.amount) if row.amount else "",
               lambda row: row.amount, RIGHT),
        Column("first", N_("From month"), 10, lambda row: str(row.item.first)),
        Column("last", N_("Until month"), 10, lambda row: str(row.item.last or "")),
    )  # fmt: skip


def terms_words(item: Declaration) -> str:
    """Return the share, the percentage or the size of the city of a declaration."""
    if item.kind in (AdditionalKind.CHILD, AdditionalKind.INFANT):
        return f"{item.percent}%"
    if item.kind is AdditionalKind.ELDERLY:
        return _("only child") if item.share is None else _("share {amount}").format(amount=yuan_text(item.share))
    return _(TIERS[item.tier]) if item.tier in TIERS else ""


def year_columns() -> tuple[Column[YearRow], ...]:
    """Return the columns of tax years."""
    return (
        Column("name", N_("Name"), 12, lambda row: row.worker),
        Column("mode", N_("Basic deduction"), 26, mode_words, tone=_mode_tone, badge=True),
        Column("proof", N_("60 000 rule by the records"), 34, proof_words),
        Column("opening", N_("Opening months"), 10, lambda row: str(row.opening.months or ""),
               lambda row: row.opening.months, RIGHT),
        Column("income", N_("Opening income"), 13,
               lambda row: yuan_shown(int(row.opening.income)) if row.opening.income else "",
               lambda row: row.opening.income, RIGHT),
        Column("withheld", N_("Opening tax withheld"), 13,
               lambda row: yuan_shown(row.opening.withheld) if row.opening.withheld else "", align=RIGHT),
        Column("confirmed", N_("Confirmed by hand"), 22, confirmed_words),
        Column("evidence", N_("Evidence"), 34, lambda row: row.evidence),
    )  # fmt: skip


def mode_words(row: YearRow) -> str:
    """Return how the basic deduction counts."""
    return _("60 000 rule proposed") if row.proposed else row.mode.label


def _mode_tone(row: YearRow) -> str:
    if row.proposed:
        return "warning"
    return "muted" if row.mode is BasicMode.ORDINARY else "good"


def proof_words(row: YearRow) -> str:
    """Return what the records say about the 60 000 rule."""
    if row.proof is None:
        return ""
    words = _("{year}: {months} months, {income} yuan")
    return words.format(year=row.proof.year, months=row.proof.months, income=yuan_shown(row.proof.income))


def confirmed_words(row: YearRow) -> str:
    """Return what was confirmed by hand."""
    if row.confirmed is None:
        return ""
    month, amount, reason = row.confirmed
    return f"{Month(row.year, month)}: {yuan_shown(amount)} {reason}"
