"""Service held against insurance: no fault where all fits, and the same answer as a count of every single day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridadmin.domain.insurance import (
    STATUTORY,
    Cover,
    Explanation,
    Fault,
    InsuranceFinding,
    InsuredPerson,
    Policy,
)
from gridadmin.domain.insurance_enrolments import due_registrations, ending_covers
from gridadmin.domain.insurance_reconciliation import MonthSwitches, reconcile, reconcile_months
from gridadmin.domain.months import Month
from gridadmin.domain.pay import Scheme
from gridadmin.domain.pay_person import Enrolment
from gridadmin.domain.pay_service import Spell
from gridadmin.domain.workers import EmploymentKind

FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME
MARCH, TODAY = Month(2026, 3), date(2026, 11, 1)
POLICY = Policy(UUID(int=9), "保险公司", "P1", date(2026, 1, 1), date(2026, 12, 31))
OLD = Policy(UUID(int=8), "保险公司", "P0", date(2025, 1, 1), date(2025, 12, 31))
DAY = timedelta(days=1)


def full(number: int = 0, first: date = date(2024, 5, 1), last: date | None = None) -> InsuredPerson:
    """Somebody full-time, enrolled from the month of entry to that of leaving."""
    end = Month.of(last) if last else None
    enrolments = tuple(Enrolment(scheme, Month.of(first), end, 457300) for scheme in STATUTORY)
    return InsuredPerson(UUID(int=number), f"人{number}", (Spell(first, last, FULL),), enrolments)


def part(number: int = 0, first: date = date(2024, 5, 1), last: date | None = None) -> InsuredPerson:
    """Somebody part-time, on the lists of both years."""
    covers = tuple(Cover(policy, max(first, policy.first), last) for policy in (OLD, POLICY) if policy.last >= first)
    return InsuredPerson(UUID(int=number), f"人{number}", (Spell(first, last, PART),), covers=covers)


DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@given(DAYS, st.none() | DAYS, st.sampled_from((full, part)), st.integers(0, 35))
def test_who_is_insured_as_served_is_in_order_in_every_month(
    first: date, last: date | None, make: Callable[..., InsuredPerson], at: int
) -> None:
    last = max(first, last) if last else None
    month = Month(2024, 1).plus(at)
    person = make(1, first, last)
    if make is part and month.year == 2024:
        return  # before the first policy of these tests
    assert reconcile([person], month, date(2027, 6, 1)) == []


# A world of three months, drawn so that edges meet: days and months fall on few values.
BEGIN = date(2026, 1, 1)
NEAR = st.integers(-40, 130).map(lambda days: BEGIN + timedelta(days))
SPAN = st.tuples(NEAR, st.none() | st.integers(0, 60))
MONTHS = st.integers(-2, 4).map(Month(2026, 1).plus)


@st.composite
def spells(draw: st.DrawFn) -> tuple[Spell, ...]:
    """Spells of service in the order of time that do not overlap; some follow each other without a day between."""
    found: list[Spell] = []
    day = BEGIN + timedelta(draw(st.integers(-60, 60)))
    for _number in range(draw(st.integers(0, 3))):
        last = day + timedelta(draw(st.integers(0, 70)))
        open_end = draw(st.integers(0, 4)) == 0
        found.append(Spell(day, None if open_end else last, draw(st.sampled_from((FULL, PART)))))
        if open_end:
            break
        day = last + timedelta(draw(st.sampled_from((1, 1, 2, 9, 40))))
    return tuple(found)


@st.composite
def enrolments(draw: st.DrawFn) -> tuple[Enrolment, ...]:
    """Enrolments that may overlap, in three schemes at most."""
    found = []
    for scheme in draw(st.lists(st.sampled_from((*STATUTORY, Scheme.HOUSING_FUND)), max_size=6)):
        first = draw(MONTHS)
        months = draw(st.none() | st.integers(0, 3))
        found.append(Enrolment(scheme, first, None if months is None else first.plus(months), 1))
    return tuple(found)


@st.composite
def covers(draw: st.DrawFn) -> tuple[Cover, ...]:
    """Covers on policies that may end before them."""
    found = []
    for number in range(draw(st.integers(0, 3))):
        first = draw(NEAR)
        policy = Policy(UUID(int=number + 1), "保", str(number), first, first + timedelta(draw(st.integers(0, 90))))
        own = first + timedelta(draw(st.integers(0, (policy.last - first).days)))
        found.append(Cover(policy, own, draw(st.none() | st.just(own + timedelta(draw(st.integers(0, 50)))))))
    return tuple(found)


def days_of(month: Month) -> list[date]:
    return [month.first_day + timedelta(number) for number in range(month.days)]


def serves(person: InsuredPerson, day: date, kind: EmploymentKind | None = None) -> bool:
    return any(
        spell.first <= day and (spell.last is None or day <= spell.last) and kind in (None, spell.kind)
        for spell in person.spells
    )


def entered(person: InsuredPerson, day: date) -> date:
    """Go back day by day to the first one of the full-time service that holds on a day."""
    while serves(person, day - DAY, FULL):
        day -= DAY
    return day


def counted(person: InsuredPerson, month: Month, known_on: date) -> set[tuple[Fault, tuple[Scheme, ...]]]:
    """Find the faults of a month by looking at every single day of it, without any notion of a spell or a run."""
    if month.first_day > known_on:
        return set()
    found: set[tuple[Fault, tuple[Scheme, ...]]] = set()
    schemes = [e.scheme for e in person.enrolments if e.first <= month and (e.last is None or month <= e.last)]
    known = [day for day in days_of(month) if day <= known_on]
    full_days = [day for day in known if serves(person, day, FULL)]
    missing = tuple(scheme for scheme in STATUTORY if scheme not in schemes)
    if full_days and missing and (known_on - entered(person, full_days[0])).days > 30:
        found.add((Fault.NOT_ENROLLED, missing))
    if schemes and not any(serves(person, day, FULL) for day in days_of(month)):
        found.add((Fault.GONE, tuple(dict.fromkeys(schemes))))
    double = tuple(scheme for scheme in Scheme if schemes.count(scheme) > 1)
    if double:
        found.add((Fault.TWICE, double))
    bare = [day for day in known if serves(person, day, PART) and not covered(person, day)]
    if bare:
        found.add((accident_fault(person, bare[0], known), ()))
    if any(covered(person, day) for day in known) and not any(serves(person, day) for day in days_of(month)):
        found.add((Fault.LISTED_GONE, ()))
    return found


def covered(person: InsuredPerson, day: date) -> bool:
    return any(c.first <= day <= c.policy.last and (c.last is None or day <= c.last) for c in person.covers)


def accident_fault(person: InsuredPerson, bare: date, known: list[date]) -> Fault:
    """Walk back through the service, then on through the month, until there is a day with cover."""
    day = bare
    while serves(person, day - DAY, PART):
        day -= DAY
        if covered(person, day):
            return Fault.LAPSED
    day = bare
    while day + DAY in known and serves(person, day + DAY, PART):
        day += DAY
        if covered(person, day):
            return Fault.LISTED_LATE
    return Fault.ON_NO_LIST


@settings(max_examples=150)
@given(spells(), enrolments(), covers(), st.integers(-1, 3), st.integers(0, 200))
def test_the_faults_are_those_of_a_count_of_every_day(
    service: tuple[Spell, ...], enrolled: tuple[Enrolment, ...], held: tuple[Cover, ...], at: int, known: int
) -> None:
    person = InsuredPerson(UUID(int=1), "人", service, enrolled, held)
    month, known_on = Month(2026, 1).plus(at), BEGIN + timedelta(known)
    found = reconcile([person], month, known_on)
    assert {(each.fault, each.schemes) for each in found} == counted(person, month, known_on)
    assert len({each.fault for each in found}) == len(found), "each fault of a person once"


@pytest.mark.parametrize(("days", "late"), [(0, False), (30, False), (31, True)])
def test_thirty_days_to_register(days: int, late: bool) -> None:
    person = replace(full(1, date(2026, 3, 10)), enrolments=())
    asked = date(2026, 3, 10) + timedelta(days)
    found = reconcile([person], MARCH, asked)
    assert bool(found) == late
    assert [finding.due_on for finding in found] == [date(2026, 4, 9)] * late
    (due,) = due_registrations([person], asked, asked)
    assert (due.due_on, due.schemes, due.is_late(asked)) == (date(2026, 4, 9), STATUTORY, late)


def test_a_new_term_does_not_restart_the_clock() -> None:
    first, second = Spell(date(2025, 1, 1), date(2026, 3, 14), FULL), Spell(date(2026, 3, 15), None, FULL)
    person = InsuredPerson(UUID(int=1), "人", (first, second))
    (finding,) = reconcile([person], MARCH, date(2026, 3, 20))
    assert finding.due_on == date(2025, 1, 31)
    assert "2025-01-01" in str(finding.words)


def test_who_is_to_enter_is_in_the_calendar_before() -> None:
    person = InsuredPerson(UUID(int=1), "人", (Spell(date(2026, 12, 1), None, FULL),))
    assert due_registrations([person], TODAY, date(2026, 11, 30)) == []
    (due,) = due_registrations([person], TODAY, date(2026, 12, 31))
    assert (due.entered_on, due.due_on) == (date(2026, 12, 1), date(2026, 12, 31))
    assert due_registrations([full()], TODAY, TODAY) == []


def test_switches_of_the_place() -> None:
    leaver = replace(full(1, date(2026, 1, 1), date(2026, 3, 10)), enrolments=())
    assert [f.fault for f in reconcile([leaver], MARCH, TODAY)] == [Fault.NOT_ENROLLED]
    assert reconcile([leaver], MARCH, TODAY, MonthSwitches(leaving_full=False)) == []
    newcomer = replace(full(1, date(2026, 3, 10)), enrolments=())
    assert reconcile([newcomer], MARCH, TODAY, MonthSwitches(entry_full=False)) == []
    assert len(reconcile([newcomer], MARCH.plus(1), TODAY, MonthSwitches(entry_full=False))) == 1


def test_only_what_is_explained_in_full_is_explained() -> None:
    two = (Scheme.PENSION, Scheme.UNEMPLOYMENT)
    person = full()
    person = replace(person, enrolments=tuple(each for each in person.enrolments if each.scheme not in two))

    def asked(*schemes: Scheme, last: Month | None = None) -> list[str | None]:
        told = tuple(Explanation(Fault.NOT_ENROLLED, s, MARCH, last, "退休返聘", TODAY) for s in schemes)
        found = reconcile_months([replace(person, explanations=told)], MARCH, 2, TODAY)
        return [finding.explained for finding in found]

    assert asked() == [None, None]
    assert asked(Scheme.PENSION) == [None, None]
    assert asked(*two) == ["退休返聘", "退休返聘"]
    assert asked(*two, last=MARCH) == ["退休返聘", None]


def test_a_policy_that_ends_leaves_who_is_on_no_other() -> None:
    until = date(2027, 3, 1)
    follower = Policy(UUID(int=7), "保险公司", "P2", date(2027, 1, 1), date(2027, 12, 31))
    renewed = part(2)
    renewed = replace(renewed, covers=(*renewed.covers, Cover(follower, follower.first, None)))
    gone = part(3, last=date(2026, 12, 31))
    back = part(4, last=date(2025, 6, 30))
    back = replace(back, spells=(*back.spells, Spell(date(2026, 9, 1), None, PART)))
    (ending,) = ending_covers([part(1), renewed, gone, back], TODAY, until)
    assert (ending.policy_id, ending.last, ending.names) == (POLICY.id, POLICY.last, ("人1",))
    assert ending_covers([part(1)], TODAY, date(2026, 12, 30)) == []
    assert ending_covers([part(1)], date(2027, 6, 1), date(2027, 7, 1)) == [ending], "until it is mended"


def words(found: list[InsuranceFinding]) -> list[str]:
    return [str(each.words) for each in found]


def test_the_words_say_what_happened() -> None:
    early = replace(full(1, date(2026, 4, 1)), enrolments=full().enrolments)
    assert "begins on 2026-04-01 only" in words(reconcile([early], MARCH, TODAY))[0]
    late = replace(part(), covers=(Cover(POLICY, date(2026, 3, 9), None),))
    (text,) = words(reconcile([late], MARCH, TODAY))
    assert "without cover from 2026-03-01" in text
    assert "from 2026-03-09 only" in text
