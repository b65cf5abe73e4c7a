"""Looking back at paid months: what each is worth by what is known now, and what makes up for the difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_person import (
    BACK,
    MonthEntry,
    PersonElement,
    PersonFacts,
    Post,
    RunTables,
    reckon_elements,
    spans_between,
)
from gridadmin.domain.pay_service import Spell
from gridadmin.domain.pay_standards import Assessed, ElementLine, Formula
from gridadmin.i18n import N_


def check_spells(spells: Sequence[Spell], first: date) -> None:
    """Check that nobody is employed twice on one day, from a day on.

    Raises:
        InvalidError: two spells hold on one day; both are named.
    """
    for one, other in pairwise(sorted(spells, key=lambda spell: spell.first)):
        meet = max(other.first, first)
        if meet <= min(one.last or date.max, other.last or date.max):
            raise InvalidError(
                N_("two employments hold on {day}: {kind} from {first} and {other_kind} from {second}. End one."),
                day=meet.isoformat(), kind=one.kind.message, first=one.first.isoformat(),
                other_kind=other.kind.message, second=other.first.isoformat(),
            )  # fmt: skip


class MonthParts(NamedTuple):
    """What decides about somebody's elements of a month."""

    spells: tuple[Spell, ...]
    posts: tuple[Post, ...]
    elements: tuple[PersonElement, ...]
    entries: tuple[MonthEntry, ...]
    results: tuple[Assessed, ...]


class MonthElements:
    """The elements of one month; people of whom the same is known get the same, reckoned once.

    Most people of an office serve whole months as one and the same, so that a look back at a year costs a few dozen
    reckonings instead of thousands.
    """

    def __init__(self, tables: RunTables) -> None:
        self.tables = tables
        self.month, self._first, self._last = tables.month, tables.month.first_day, tables.month.last_day
        self._assessed = any(each.formula in (Formula.GRADE, Formula.SCORE) for each in tables.standards)
        self._known: dict[tuple[object, ...], tuple[ElementLine, ...]] = {}

    def of(self, parts: MonthParts, facts: Callable[[], PersonFacts]) -> tuple[ElementLine, ...]:
        """Return somebody's elements, as `reckon_elements` of the facts, which are asked for where nobody had them."""
        spans = spans_between(parts.spells, parts.posts, self._first, self._last)
        key = (spans, parts.results if self._assessed else (), parts.entries, parts.elements)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = reckon_elements(facts(), self.tables, spans)
        return found


def back_pay(
    month: Month, due: Sequence[ElementLine], paid: Mapping[tuple[str, Nature], int]
) -> tuple[ElementLine, ...]:
    """Return the elements that make what was paid for a month what is due: 补发 above zero, 扣回 below.

    Args:
        due: the month's elements by what is known now. paid: what was paid for it, earlier back pay included.
    """
    sums: dict[tuple[str, Nature], int] = {}
    names: dict[str, str] = {}
    for line in due:
        sums[line.code, line.nature] = sums.get((line.code, line.nature), 0) + line.amount
        names[line.code] = line.name
    found = []
    for code, nature in dict.fromkeys((*sums, *paid)):
        was, now = paid.get((code, nature), 0), sums.get((code, nature), 0)
        if was != now:
            told = {"month": str(month), "code": code, "was": was, "is": now}
            found.append(ElementLine(BACK, names.get(code, code), nature, now - was, BACK, told))
    return tuple(found)
