"""What is entered in an assessment: the columns of the grid, and what a cell may say.

A cell holds points, a rate, a number of times, or events by the codes of their clauses: `K1*2 K3`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from gridadmin.domain.assessment import HUNDRED, ZERO, Assessor, Indicator, Method, SchemeDefinition, Section
from gridadmin.domain.assessment_rounding import plain_number
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.text import narrow
from gridadmin.i18n import N_

MOST_DIGITS = 3  # after the point, of what is entered
MOST_TIMES = 9999
_TIMES = re.compile(r"(.+)[*×xX](\d{1,4})")
_BETWEEN = re.compile(r"[\s,，;；、+]+")


@dataclass(frozen=True)
class Event:
    """So many times of a clause, with the day and what proves it where the clerk says so."""

    clause: str
    times: int = 1
    on: date | None = None
    note: str = ""


Entry = Decimal | tuple[Event, ...]
Entries = Mapping[str, Entry]


@dataclass(frozen=True)
class EntryColumn:
    """One column of the entry grid.

    Attributes:
        key: `indicator`, or `indicator/assessor` where several score it.
        most: the highest number that can be entered; None where events or an unlimited number are.
    """

    key: str
    section: Section
    indicator: Indicator
    assessor: Assessor | None = None
    most: Decimal | None = None

    @property
    def title(self) -> str:
        """What the column is called in one line: the indicator, with the assessor where there are several."""
        return f"{self.indicator.name}（{self.assessor.name}）" if self.assessor else self.indicator.name

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands above the column: section, indicator, and the assessor where there are several."""
        names = (self.section.name, self.indicator.name)
        return (*names, self.assessor.name) if self.assessor else names


def share_of(indicator: Indicator, assessor: Assessor) -> Decimal:
    """Return an assessor's own share of the maximum; shares are exact in what schemes say, else cut at 3 digits."""
    weights = sum((each.weight for each in indicator.assessors), ZERO)
    return (indicator.maximum * assessor.weight / weights).quantize(Decimal("0.001"))


def entry_columns(definition: SchemeDefinition, round_key: str) -> tuple[EntryColumn, ...]:
    """Return the columns of the entry grid of a round, in the order of the scheme."""
    return tuple(
        column
        for section in definition.sections_of(round_key)
        for indicator in section.indicators
        for column in _columns(section, indicator)
    )


def _columns(section: Section, indicator: Indicator) -> tuple[EntryColumn, ...]:
    if indicator.assessors:
        return tuple(
            EntryColumn(f"{indicator.key}/{who.key}", section, indicator, who, _most(indicator, who))
            for who in indicator.assessors
        )
    return (EntryColumn(indicator.key, section, indicator, None, _most(indicator, None)),)


def _most(indicator: Indicator, assessor: Assessor | None) -> Decimal | None:
    match indicator.method:
        case Method.POINTS:
            return share_of(indicator, assessor) if assessor and indicator.shares else indicator.ceiling
        case Method.RATE:
            return HUNDRED * 10  # rates above 100 % are real; they count as 100
        case Method.COUNT:
            return Decimal(MOST_TIMES)
        case Method.EVENTS:
            return None


def read_entry(column: EntryColumn, written: str, known: Entry | None = None) -> Entry | None:
    """Read what was typed or pasted into a cell; None = the cell was emptied.

    Args:
        column: the column of the cell.
        written: as typed; full-width digits and a sign for per cent are fine.
        known: what the cell holds; events that stay keep their days and notes.

    Raises:
        InvalidError: says what is wrong with it and what may stand there.
    """
    text = narrow(written).strip()
    if not text:
        return None
    number = _number(text.removesuffix("%").strip() if column.indicator.method is Method.RATE else text)
    if number is not None:
        return _checked(column, number, text)
    if column.indicator.method is not Method.EVENTS:
        raise InvalidError(N_("“{value}” is not a number."), value=written)
    return _events(column.indicator, text, known)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and "e" not in text.lower() else None


def _checked(column: EntryColumn, number: Decimal, text: str) -> Decimal:
    indicator = column.indicator
    least = indicator.least if indicator.method in (Method.POINTS, Method.EVENTS) else ZERO
    most = indicator.ceiling if indicator.method is Method.EVENTS else column.most
    if number < least or (most is not None and number > most):
        raise InvalidError(
            N_("{value} does not fit “{indicator}”: from {least} to {most}."),
            value=text,
            indicator=column.headings[-1],
            least=plain_number(least),
            most="∞" if most is None else plain_number(most),
        )
    if indicator.method is Method.COUNT and number != number.to_integral_value():
        raise InvalidError(N_("“{value}” is not a whole number of times."), value=text)
    if number != number.quantize(Decimal(1).scaleb(-MOST_DIGITS)):
        raise InvalidError(
            N_("“{value}” has more than {digits} digits after the point."), value=text, digits=MOST_DIGITS
        )
    return number


def _events(indicator: Indicator, text: str, known: Entry | None) -> tuple[Event, ...]:
    codes = {clause.code.casefold(): clause.code for clause in indicator.clauses}
    times: dict[str, int] = {}
    for word in filter(None, _BETWEEN.split(text)):
        code, count = _clause_in(word, codes)
        if code is None:
            raise InvalidError(
                N_("“{value}” is no clause of “{indicator}”. Its clauses: {codes}."),
                value=word,
                indicator=indicator.name,
                codes=" ".join(codes.values()),
            )
        times[code] = times.get(code, 0) + count
    return _keeping(times, known if isinstance(known, tuple) else ())


def _clause_in(word: str, codes: Mapping[str, str]) -> tuple[str | None, int]:
    """The clause that a word names, and how often: `K1`, `K1*2`, `k1x2`; a code may itself have an x in it."""
    whole = codes.get(word.casefold())
    match = None if whole else _TIMES.fullmatch(word)
    return (codes.get(match[1].casefold()), int(match[2])) if match else (whole, 1)


def _keeping(times: Mapping[str, int], known: tuple[Event, ...]) -> tuple[Event, ...]:
    """Events by their counts; where a clause keeps its count, what was known of its events stays."""
    kept: list[Event] = []
    for code, count in times.items():
        held = [event for event in known if event.clause == code]
        if count and sum(event.times for event in held) == count:
            kept.extend(held)
        elif count:
            kept.append(Event(code, count))
    return tuple(kept)


def shown_entry(entry: Entry | None) -> str:
    """Return what a cell shows, which `read_entry` reads back."""
    if entry is None:
        return ""
    if isinstance(entry, Decimal):
        return plain_number(entry)
    times: dict[str, int] = {}
    for event in entry:
        times[event.clause] = times.get(event.clause, 0) + event.times
    return " ".join(f"{code}*{count}" if count > 1 else code for code, count in times.items())


def add_event(entry: Entry | None, event: Event) -> tuple[Event, ...]:
    """Return a cell with one more event; points that were given as a number make way for it."""
    return (*(entry if isinstance(entry, tuple) else ()), event)


def entries_to_json(entries: Entries) -> dict[str, Any]:
    """Return the entries of a sheet as plain JSON: points as text, events as maps; what is empty is left out."""
    return {key: _entry_to_json(entry) for key, entry in entries.items()}


def _entry_to_json(entry: Entry) -> Any:
    if isinstance(entry, Decimal):
        return plain_number(entry)
    return [
        {"clause": event.clause, "times": event.times}
        | ({"on": event.on.isoformat()} if event.on else {})
        | ({"note": event.note} if event.note else {})
        for event in entry
    ]


def entries_from_json(stored: Mapping[str, Any]) -> dict[str, Entry]:
    """Return the entries that were stored; ValueError or KeyError where they are not what this program writes."""
    return {key: _entry_from_json(value) for key, value in stored.items()}


def _entry_from_json(value: Any) -> Entry:
    if isinstance(value, str):
        return Decimal(value)
    return tuple(
        Event(
            str(each["clause"]),
            int(each["times"]),
            date.fromisoformat(each["on"]) if each.get("on") else None,
            str(each.get("note", "")),
        )
        for each in value
    )


def with_entry(entries: Entries, key: str, entry: Entry | None) -> dict[str, Entry]:
    """Return entries with one cell changed, or emptied."""
    changed = {name: value for name, value in entries.items() if name != key}
    if entry is not None:
        changed[key] = entry
    return changed


def without_unknown(entries: Entries, columns: Sequence[EntryColumn]) -> dict[str, Entry]:
    """Return the entries that a definition has columns for."""
    known = {column.key for column in columns}
    return {key: entry for key, entry in entries.items() if key in known}
