"""Periods of assessment on the calendar, months in post, who is assessed, and in what state a period is on a day."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from gridadmin.domain.assessment import Eligibility, PeriodKind
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_, Message

ONE_DAY = timedelta(days=1)
MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12}


class PeriodState(LabelledEnum):
    """How far a period is, computed from its dates whenever it is read."""

    ENTRY = "entry", N_("Scores are entered")
    OBJECTIONS = "objections", N_("Published, open to objections")
    DECISIONS = "decisions", N_("Objections to be decided")
    FINAL = "final", N_("Final")


@dataclass(frozen=True)
class Span:
    """A period of the calendar: first and last day, both included."""

    kind: PeriodKind
    year: int
    number: int
    first: date
    last: date


def span_of(kind: PeriodKind, year: int, number: int) -> Span:
    """Return the days of a period; ValueError where a year has no such one (a 13th month, a 5th quarter)."""
    length = MONTHS[kind]
    if not 1 <= number <= 12 // length:
        raise ValueError(f"{kind.value} {number}")
    last_month = number * length
    last = date(year, last_month, calendar.monthrange(year, last_month)[1])
    return Span(kind, year, number, date(year, last_month - length + 1, 1), last)


def number_on(kind: PeriodKind, day: date) -> int:
    """Return which period of its year a day lies in."""
    return (day.month - 1) // MONTHS[kind] + 1


def span_on(kind: PeriodKind, day: date) -> Span:
    """Return the period that a day lies in."""
    return span_of(kind, day.year, number_on(kind, day))


def period_words(kind: PeriodKind, year: int, number: int) -> Message:
    """Return how a period is called: 2026, the first half of 2026, quarter 3 of 2026, September 2026."""
    match kind:
        case PeriodKind.YEAR:
            return Message(N_("Year {year}"), {"year": year})
        case PeriodKind.HALF_YEAR:
            msgid = N_("First half of {year}") if number == 1 else N_("Second half of {year}")
            return Message(msgid, {"year": year})
        case PeriodKind.QUARTER:
            return Message(N_("{year}, quarter {number}"), {"year": year, "number": number})
        case PeriodKind.MONTH:
            return Message(N_("{year}, month {number}"), {"year": year, "number": number})


def after_months(start: date, months: int) -> date:
    """Return the day on which so many months from a first day on are over.

    The day of the same number, or the first of the month after where the month has no such day: who begins on
    31 August has served six months when February is over, who begins on 29 February a year on 1 March.
    """
    at = start.month - 1 + months
    year, month = start.year + at // 12, at % 12 + 1
    if start.day <= calendar.monthrange(year, month)[1]:
        return date(year, month, start.day)
    return date(year + month // 12, month % 12 + 1, 1)


def months_in_post(start: date, on: date) -> int:
    """Return the whole months served from a first day to the end of a day, both included; 0 before the first day."""
    if on < start:
        return 0
    months = (on.year - start.year) * 12 + on.month - start.month + 1
    while after_months(start, months) > on + ONE_DAY:
        months -= 1
    return months


class Spell(Protocol):
    """A spell of service."""

    @property
    def kind(self) -> EmploymentKind:
        """Full-time or part-time."""

    @property
    def started_on(self) -> date:
        """The first day."""

    @property
    def ended_on(self) -> date | None:
        """The last day; None while it is open."""


def service_on(spells: Sequence[Spell], day: date) -> tuple[EmploymentKind, date] | None:
    """Return the kind of service on a day and the first day of the unbroken service; None for who does not serve.

    Spells that follow each other without a day between are unbroken: a change between full-time and part-time, say.
    """
    held = next((s for s in spells if s.started_on <= day and (s.ended_on is None or day <= s.ended_on)), None)
    if held is None:
        return None
    first = held.started_on
    for spell in sorted(spells, key=lambda each: each.started_on, reverse=True):
        if spell.ended_on is not None and spell.ended_on + ONE_DAY == first:
            first = spell.started_on
    return held.kind, first


def why_not_assessed(rule: Eligibility, spells: Sequence[Spell], last_day: date) -> Message | None:
    """Return why somebody is not assessed in a period that ends on a day; None for who is."""
    service = service_on(spells, last_day)
    if service is None:
        ended = [spell.ended_on for spell in spells if spell.ended_on is not None and spell.ended_on < last_day]
        if ended:
            return Message(N_("Left on {day}"), {"day": max(ended).isoformat()})
        return Message(N_("Not in service on {day}"), {"day": last_day.isoformat()})
    kind, first = service
    if kind not in rule.kinds:
        return Message(N_("{kind}: not assessed by this scheme"), {"kind": kind.message})
    served = months_in_post(first, last_day)
    if served < rule.months:
        values = {"served": served, "needed": rule.months, "first": first.isoformat()}
        return Message(N_("In post since {first}: {served} months of {needed}"), values)
    return None


def state_of(published_on: date | None, objections_until: date | None, undecided: int, day: date) -> PeriodState:
    """Return the state of a period on a day.

    Args:
        published_on: None before the publication.
        objections_until: the last day for objections.
        undecided: objections filed by the day and not decided on it.
        day: the day looked at.
    """
    if published_on is None or published_on > day:
        return PeriodState.ENTRY
    if objections_until is not None and day <= objections_until:
        return PeriodState.OBJECTIONS
    return PeriodState.DECISIONS if undecided else PeriodState.FINAL
