"""Service held against insurance: twenty planted faults are found, and nothing else; no fault where all fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.insurance import STATUTORY, Cover, Fault, InsuredPerson, Policy, reconcile
from gridadmin.domain.months import Month
from gridadmin.domain.pay import Scheme
from gridadmin.domain.pay_person import Enrolment, Spell
from gridadmin.domain.workers import EmploymentKind

FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME
MARCH, TODAY = Month(2026, 3), date(2026, 11, 1)
POLICY = Policy(UUID(int=9), "保险公司", "P1", date(2026, 1, 1), date(2026, 12, 31))
OLD = Policy(UUID(int=8), "保险公司", "P0", date(2025, 1, 1), date(2025, 12, 31))


def full(number: int = 0, first: date = date(2024, 5, 1), last: date | None = None) -> InsuredPerson:
    """Somebody full-time, enrolled from the month of entry to that of leaving."""
    end = Month.of(last) if last else None
    enrolments = tuple(Enrolment(scheme, Month.of(first), end, 457300) for scheme in STATUTORY)
    return InsuredPerson(UUID(int=number), f"人{number}", (Spell(first, last, FULL),), enrolments)


def part(number: int = 0, first: date = date(2024, 5, 1), last: date | None = None) -> InsuredPerson:
    """Somebody part-time, on the lists of both years."""
    covers = tuple(Cover(policy, max(first, policy.first), last) for policy in (OLD, POLICY) if policy.last >= first)
    return InsuredPerson(UUID(int=number), f"人{number}", (Spell(first, last, PART),), covers=covers)


def without(scheme: Scheme) -> Callable[[InsuredPerson], InsuredPerson]:
    return lambda person: replace(person, enrolments=tuple(e for e in person.enrolments if e.scheme is not scheme))


PLANTED: list[tuple[Fault, EmploymentKind, Callable[[InsuredPerson], InsuredPerson]]] = [
    *((Fault.NOT_ENROLLED, FULL, without(scheme)) for scheme in STATUTORY),
    (Fault.NOT_ENROLLED, FULL, lambda p: replace(p, enrolments=())),
    (
        Fault.NOT_ENROLLED,
        FULL,
        lambda p: replace(p, enrolments=tuple(replace(e, first=Month(2026, 4)) for e in p.enrolments)),
    ),
    (
        Fault.NOT_ENROLLED,
        FULL,
        lambda p: replace(p, enrolments=tuple(replace(e, last=Month(2026, 2)) for e in p.enrolments)),
    ),
    (Fault.GONE, FULL, lambda p: replace(p, spells=(Spell(date(2024, 5, 1), date(2026, 2, 28), FULL),))),
    (Fault.GONE, FULL, lambda p: replace(p, spells=())),
    (Fault.GONE, FULL, lambda p: replace(p, spells=(Spell(date(2026, 4, 1), None, FULL),))),
    (Fault.GONE, FULL, lambda p: replace(p, spells=(Spell(date(2024, 5, 1), date(2025, 3, 1), FULL),))),
    *(
        (Fault.TWICE, FULL, lambda p, s=scheme: replace(p, enrolments=(*p.enrolments, Enrolment(s, MARCH, None, 1))))
        for scheme in (Scheme.PENSION, Scheme.INJURY)
    ),
    (Fault.ON_NO_LIST, PART, lambda p: replace(p, covers=())),
    (Fault.ON_NO_LIST, PART, lambda p: replace(p, covers=(Cover(POLICY, date(2026, 4, 1), None),))),
    (Fault.LAPSED, PART, lambda p: replace(p, covers=(Cover(OLD, OLD.first, None),))),
    (Fault.LAPSED, PART, lambda p: replace(p, covers=(Cover(POLICY, POLICY.first, date(2026, 3, 30)),))),
    (Fault.LAPSED, PART, lambda p: replace(p, covers=(Cover(POLICY, POLICY.first, date(2026, 2, 1)),))),
    (Fault.LISTED_GONE, PART, lambda p: replace(p, spells=(Spell(date(2024, 5, 1), date(2026, 2, 28), PART),))),
    (Fault.LISTED_GONE, PART, lambda p: replace(p, spells=())),
]


def test_twenty_planted_faults_are_found_and_nothing_else() -> None:
    assert len(PLANTED) == 20
    people = [full(number) if number % 3 else part(number) for number in range(300)]
    places = {FULL: [n for n in range(300) if n % 3], PART: [n for n in range(300) if not n % 3]}
    random, expected = Random("faults"), {}
    assert reconcile(people, MARCH, TODAY) == []
    for fault, kind, plant in PLANTED:
        number = places[kind].pop(random.randrange(len(places[kind])))
        people[number] = plant(people[number])
        expected[people[number].worker_id] = fault
    found = reconcile(people, MARCH, TODAY)
    assert {finding.worker_id: finding.fault for finding in found} == expected
    assert len(found) == 20


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


@pytest.mark.parametrize(("days", "late"), [(0, False), (30, False), (31, True)])
def test_thirty_days_to_register(days: int, late: bool) -> None:
    person = replace(full(1, date(2026, 3, 10)), enrolments=())
    found = reconcile([person], MARCH, date(2026, 3, 10) + timedelta(days))
    assert bool(found) == late
    assert [finding.due_on for finding in found] == [date(2026, 4, 9)] * late


def test_who_changes_from_full_to_part_time_within_the_month() -> None:
    spells = (Spell(date(2024, 5, 1), date(2026, 3, 15), FULL), Spell(date(2026, 3, 16), None, PART))
    enrolments = tuple(replace(each, last=MARCH) for each in full().enrolments)
    person = InsuredPerson(UUID(int=1), "人", spells, enrolments, (Cover(POLICY, date(2026, 3, 16), None),))
    assert reconcile([person], MARCH, TODAY) == []
    (finding,) = reconcile([replace(person, covers=())], MARCH, TODAY)
    assert finding.fault is Fault.ON_NO_LIST
