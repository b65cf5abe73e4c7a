"""What sheets are imported about pay: entries of a month, declared deductions, opening sums; and how changes read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from gridadmin.domain.imports import ImportChange
from gridadmin.domain.pay_people import EntryColumn
from gridadmin.i18n import N_, _
from gridadmin.jobs.pay_imports import DeclarationPlace, EntryPlace, OpeningPlace, preview_rows, run_rows
from gridadmin.ui.pay.people_columns import TIERS
from gridadmin.ui.pay.people_forms import SUM_TITLES
from gridadmin.ui.pay.runs_columns import yuan_shown
from gridadmin.ui.sheet_import import RehearsedImport, change_words

DECLARED_TITLES = {
    "last": N_("Until month"), "percent": N_("Share"), "share": N_("Share of a month"), "tier": N_("Size of the city"),
}  # fmt: skip
OPENING_TITLES = {"months": N_("Months here before"), **SUM_TITLES}


def entries_import(place: EntryPlace, columns: Sequence[EntryColumn]) -> RehearsedImport:
    """Return the import of a month's entries; `columns` are those of the month."""
    known = {each.key: each for each in columns}

    def title(key: str) -> str:
        return known[key].name if key in known else key

    def show(change: ImportChange, value: Any) -> str:
        if value is None or isinstance(value, str):
            return value or ""
        money = change.field in known and known[change.field].is_money
        return yuan_shown(value) if money else f"{Decimal(value).normalize():f}"

    return RehearsedImport(preview_rows, run_rows, place, change_words(title, show))


def declarations_import(place: DeclarationPlace) -> RehearsedImport:
    """Return the import of declared deductions."""

    def show(change: ImportChange, value: Any) -> str:
        if value in (None, ""):
            return ""
        if change.field == "share":
            return yuan_shown(value)
        if change.field == "percent":
            return f"{value}%"
        return _(TIERS[value]) if value in TIERS else str(value)

    words = change_words(lambda key: _(DECLARED_TITLES.get(key, key)), show)
    return RehearsedImport(preview_rows, run_rows, place, words)


def openings_import(place: OpeningPlace) -> RehearsedImport:
    """Return the import of opening sums."""

    def show(change: ImportChange, value: Any) -> str:
        return str(value) if change.field == "months" else yuan_shown(int(value))

    words = change_words(lambda key: _(OPENING_TITLES.get(key, key)), show)
    return RehearsedImport(preview_rows, run_rows, place, words)
