"""The list of a month for the insurance bureau (社保增减员表): who joins, who leaves, whose base changes. Pure.

A month is held against the one before it. Which columns the bureau wants, in which order and under which headings, is
data (`resources/defaults/insurance_change_columns.json`); a heading that no bureau has confirmed carries a mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.insurance import InsuredPerson
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.pay_contributions import clamp_base
from gridadmin.domain.pay_rounding import round_amount
from gridadmin.domain.pay_tables import BaseLimits, Scheme
from gridadmin.i18n import N_, Message

UNVERIFIED = "※"
PLAIN_KEYS = ("number", "name", "id_type", "id_number", "change", "reason", "month", "form", "phone", "remark")
BASE = "base:"


SHEET_WORDS: dict[Scheme, tuple[str, ...]] = {
    Scheme.PENSION: ("养老保险缴费基数", "养老保险基数", "养老基数", "养老保险", "养老"),
    Scheme.MEDICAL: ("医疗保险缴费基数", "医疗保险基数", "医疗基数", "医疗保险", "医疗"),
    Scheme.UNEMPLOYMENT: ("失业保险缴费基数", "失业保险基数", "失业基数", "失业保险", "失业"),
    Scheme.INJURY: ("工伤保险缴费基数", "工伤保险基数", "工伤基数", "工伤保险", "工伤"),
    Scheme.HOUSING_FUND: ("住房公积金缴存基数", "公积金基数", "住房公积金", "公积金"),
}
"""Headings under which sheets bring a base, the surest first."""


class InsuranceChange(LabelledEnum):
    """What changes for somebody from one month to the next."""

    INCREASE = "increase", N_("Joins")
    DECREASE = "decrease", N_("Leaves insurance")
    BASE = "base", N_("New base")


@dataclass(frozen=True)
class ChangedSchemes:
    """What changes for one person: the schemes with their bases in fen, as they are applied.

    Attributes:
        month: the first month of what begins; the last one of what ends.
    """

    worker_id: UUID
    name: str
    change: InsuranceChange
    month: Month
    bases: Mapping[Scheme, int]


@dataclass(frozen=True)
class ChangeLine:
    """A line of the list, with what the bureau wants to know of the person."""

    of: ChangedSchemes
    reason: Message | str
    id_number: str
    phone: str
    form: Message | str

    @property
    def schemes(self) -> tuple[Scheme, ...]:
        """The schemes that it concerns."""
        return tuple(self.of.bases)


def changed_schemes(
    people: Sequence[InsuredPerson], month: Month, limits: Mapping[Scheme, BaseLimits]
) -> list[ChangedSchemes]:
    """Return what changes from the month before to a month: all who join, then who leave, then new bases; by name.

    Bases are held between the limits of the month on both sides, so that new limits alone change nobody's.
    """
    found = [change for person in people for change in _changes(person, month, limits)]
    order = list(InsuranceChange)
    return sorted(found, key=lambda each: order.index(each.change))


def _changes(person: InsuredPerson, month: Month, limits: Mapping[Scheme, BaseLimits]) -> Iterator[ChangedSchemes]:
    before, now = (_bases(person, each, limits) for each in (month.plus(-1), month))
    joins = {scheme: base for scheme, base in now.items() if scheme not in before}
    leaves = {scheme: base for scheme, base in before.items() if scheme not in now}
    changes = {scheme: base for scheme, base in now.items() if scheme in before and before[scheme] != base}
    for change, when, bases in (
        (InsuranceChange.INCREASE, month, joins),
        (InsuranceChange.DECREASE, month.plus(-1), leaves),
        (InsuranceChange.BASE, month, changes),
    ):
        if bases:
            yield ChangedSchemes(person.worker_id, person.name, change, when, bases)


def _bases(person: InsuredPerson, month: Month, limits: Mapping[Scheme, BaseLimits]) -> dict[Scheme, int]:
    return {
        each.scheme: round_amount(clamp_base(each.base, limits.get(each.scheme, BaseLimits())))
        for each in person.enrolments
        if each.covers(month)
    }


@dataclass(frozen=True)
class ListColumn:
    """A column of the list.

    Attributes:
        key: what stands in it; `base:<scheme>` is a base. verified: whether a bureau has confirmed the heading.
    """

    key: str
    title: str
    width: float | None = None
    verified: bool = False

    @property
    def heading(self) -> str:
        """The heading with its mark."""
        return self.title if self.verified else f"{self.title}{UNVERIFIED}"

    @property
    def scheme(self) -> Scheme | None:
        """The scheme whose base stands in it."""
        return Scheme(self.key.removeprefix(BASE)) if self.key.startswith(BASE) else None


@dataclass(frozen=True)
class ListLayout:
    """The list as a bureau wants it."""

    title: str
    source: str
    columns: tuple[ListColumn, ...]


def read_layout(document: Mapping[str, Any]) -> ListLayout:
    """Return the layout that a document describes: title, source and columns with key, title, width, verified.

    Raises:
        InvalidError: an unknown or repeated key, or no column at all; it names the key and those that there are.
    """
    known = (*PLAIN_KEYS, *(f"{BASE}{scheme.value}" for scheme in Scheme))
    columns: list[ListColumn] = []
    for row in document.get("columns", ()):
        key = str(row.get("key", ""))
        if key not in known or any(key == each.key for each in columns):
            raise InvalidError(
                N_("The list has no column “{key}”, or has it twice. There are: {known}"),
                key=key, known="、".join(known),
            )  # fmt: skip
        title = str(row.get("title") or key)
        columns.append(ListColumn(key, title, row.get("width"), bool(row.get("verified", False))))
    if not columns:
        raise InvalidError(N_("A list for the bureau needs at least one column."))
    return ListLayout(str(document.get("title", "")), str(document.get("source", "")), tuple(columns))
