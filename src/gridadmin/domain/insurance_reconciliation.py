"""Who is insured and who should be, month by month: social insurance of full-timers, accident policies of part-timers.

Pure; months and days are arguments. What nobody can know yet is no fault: days after the day that is asked on do not
count, and whoever entered within the last 30 days is in time (Social Insurance Law art. 58).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gridadmin.domain.insurance import (
    ONE_DAY,
    Cover,
    Fault,
    InsuranceFinding,
    InsuredPerson,
    Run,
    listed_schemes,
    runs_of,
)
from gridadmin.domain.months import Month
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_, Message


@dataclass(frozen=True)
class MonthSwitches:
    """Whether the month of entry or leaving is insured; switches of the place (`InsuranceRules`)."""

    entry_full: bool = True
    leaving_full: bool = True


BOTH = MonthSwitches()


def reconcile(
    people: Sequence[InsuredPerson], month: Month, known_on: date, switches: MonthSwitches = BOTH
) -> list[InsuranceFinding]:
    """Return everything that does not fit in a month, by person; each fault of a person once.

    What was explained is there, too, with its reason.

    Args:
        known_on: the day that is asked on; of the month only the days up to it count.
    """
    if month.first_day > known_on:
        return []
    found = []
    for person in people:
        for finding in _of_person(person, month, known_on, switches):
            found.append(replace(finding, explained=person.reason_for(finding.fault, finding.schemes, month)))
    return found


def reconcile_months(
    people: Sequence[InsuredPerson], first: Month, count: int, known_on: date, switches: MonthSwitches = BOTH
) -> list[InsuranceFinding]:
    """Return the findings of several months, month by month."""
    months = (first.plus(number) for number in range(count))
    return [finding for month in months for finding in reconcile(people, month, known_on, switches)]


def _of_person(
    person: InsuredPerson, month: Month, known_on: date, switches: MonthSwitches
) -> Iterator[InsuranceFinding]:
    yield from _not_enrolled(person, month, known_on, switches)
    yield from _gone(person, month)
    yield from _twice(person, month)
    yield from _uncovered(person, month, known_on)
    yield from _listed_gone(person, month, known_on)


def _not_enrolled(
    person: InsuredPerson, month: Month, known_on: date, switches: MonthSwitches
) -> Iterator[InsuranceFinding]:
    seen = min(month.last_day, known_on)
    missing = person.missing_in(month)
    if not missing:
        return
    runs = [run for run in runs_of(person.spells, EmploymentKind.FULL_TIME) if run.meets(month.first_day, seen)]
    due = [run for run in runs if _is_insured(run, month, switches)]
    if not due or known_on <= due[0].register_by:
        return
    by = due[0].register_by
    values = {"schemes": listed_schemes(missing), "first": due[0].first.isoformat(), "due": by.isoformat()}
    words = Message(N_("in service since {first}, not in {schemes}; to be registered by {due}"), values)
    yield InsuranceFinding(person.worker_id, person.name, month, Fault.NOT_ENROLLED, words, missing, by)


def _is_insured(run: Run, month: Month, switches: MonthSwitches) -> bool:
    """Tell whether a month with some days of full-time service is to be insured."""
    enters = Month.of(run.first) == month
    leaves = run.last is not None and Month.of(run.last) == month
    return (switches.entry_full or not enters) and (switches.leaving_full or not leaves)


def _gone(person: InsuredPerson, month: Month) -> Iterator[InsuranceFinding]:
    enrolled = tuple(dict.fromkeys(person.schemes_in(month)))
    runs = runs_of(person.spells, EmploymentKind.FULL_TIME)
    if not enrolled or any(run.meets(month.first_day, month.last_day) for run in runs):
        return
    values = {"schemes": listed_schemes(enrolled)}
    ended = [run.last for run in runs if run.last is not None and run.last < month.first_day]
    if ended:
        words = Message(N_("in {schemes}, though full-time service ended on {last}"), {
            **values, "last": max(ended).isoformat(),
        })  # fmt: skip
    elif runs:
        words = Message(N_("in {schemes}, though full-time service begins on {first} only"), {
            **values, "first": runs[0].first.isoformat(),
        })  # fmt: skip
    else:
        words = Message(N_("in {schemes}, though never in full-time service"), values)
    yield InsuranceFinding(person.worker_id, person.name, month, Fault.GONE, words, enrolled)


def _twice(person: InsuredPerson, month: Month) -> Iterator[InsuranceFinding]:
    enrolled = person.schemes_in(month)
    twice = tuple(scheme for scheme in Scheme if enrolled.count(scheme) > 1)
    if twice:
        words = Message(N_("two bases in {schemes}; end one of the enrolments"), {"schemes": listed_schemes(twice)})
        yield InsuranceFinding(person.worker_id, person.name, month, Fault.TWICE, words, twice)


def _uncovered(person: InsuredPerson, month: Month, known_on: date) -> Iterator[InsuranceFinding]:
    seen = min(month.last_day, known_on)
    for run in runs_of(person.spells, EmploymentKind.PART_TIME):
        if run.meets(month.first_day, seen):
            first, last = max(run.first, month.first_day), min(run.last or date.max, seen)
            gap = _first_gap(person.covers, first, last)
            if gap is not None:
                fault, words = _gap_words(person.covers, run, gap, last)
                yield InsuranceFinding(person.worker_id, person.name, month, fault, words)
                return


def _first_gap(covers: Sequence[Cover], first: date, last: date) -> date | None:
    """Return the first day of a time that no cover holds on; None where every day is covered."""
    day = first
    while day <= last:
        ends = [cover.ends for cover in covers if cover.covers(day)]
        if not ends:
            return day
        day = max(ends) + ONE_DAY if max(ends) < last else last + ONE_DAY
    return None


def _gap_words(covers: Sequence[Cover], run: Run, gap: date, last: date) -> tuple[Fault, Message]:
    """Return which fault a gap is: the cover ended in this service, begins later in the month, or there is none."""
    former = [cover for cover in covers if run.first <= cover.ends < gap]
    if former:
        cover = max(former, key=lambda each: each.ends)
        values = {"policy": cover.policy.title, "last": cover.ends.isoformat()}
        return Fault.LAPSED, Message(N_("covered by {policy} until {last} only"), values)
    later = [cover for cover in covers if gap < cover.first <= last]
    if later:
        cover = min(later, key=lambda each: each.first)
        values = {"policy": cover.policy.title, "gap": gap.isoformat(), "first": cover.first.isoformat()}
        return Fault.LISTED_LATE, Message(N_("without cover from {gap}, on {policy} from {first} only"), values)
    return Fault.ON_NO_LIST, Message(N_("part-time in service, on the list of no accident policy"))


def _listed_gone(person: InsuredPerson, month: Month, known_on: date) -> Iterator[InsuranceFinding]:
    seen = min(month.last_day, known_on)
    held = [cover for cover in person.covers if cover.first <= seen and cover.ends >= month.first_day]
    serves = any(
        spell.first <= month.last_day and (spell.last is None or spell.last >= month.first_day)
        for spell in person.spells
    )
    if held and not serves:
        words = Message(
            N_("on the list of {policy}, but not in service in this month"), {"policy": held[-1].policy.title}
        )
        yield InsuranceFinding(person.worker_id, person.name, month, Fault.LISTED_GONE, words)
