"""Enrolments in insurance: what is entered, how a base is found, who is to be registered by when. Amounts in fen.

Sources: Social Insurance Law art. 58 (30 days); bases are the monthly average of last year's pay, for new people the
first month's wage, between floor and ceiling of the month (`facts` of the pay parameters). Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from gridadmin.domain.insurance import ONE_DAY, STATUTORY, Fault, InsuredPerson, runs_of
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.pay_contributions import average_base, clamp_base
from gridadmin.domain.pay_rounding import round_amount, yuan_text
from gridadmin.domain.pay_tables import BaseLimits, Scheme
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_, Message


@dataclass(frozen=True)
class EnrolmentForm:
    """An enrolment as it is corrected."""

    scheme: Scheme
    first: Month
    last: Month | None
    base: int
    reason: str = ""
    end_reason: str = ""


@dataclass(frozen=True)
class EnrolmentRow:
    """A person's base in one scheme, from month to month, both included.

    Attributes:
        applied: the base between floor and ceiling of the month looked at; the base itself where none is known.
    """

    id: UUID
    worker_id: UUID
    name: str
    scheme: Scheme
    first: Month
    last: Month | None
    base: int
    applied: int
    reason: str | None
    end_reason: str | None = None
    version: int = 1

    def holds_in(self, month: Month) -> bool:
        """Tell whether the enrolment holds in a month."""
        return self.first <= month and (self.last is None or month <= self.last)


@dataclass(frozen=True)
class InsuredRow:
    """A person of a month: who serves full-time, and who is enrolled though not in service.

    Attributes:
        serves: whether the person serves full-time in the month. entered_on: since when, where that is so.
        bases: scheme -> (declared base, base applied). missing: statutory schemes that lack.
        due_on: until when to be registered, where something lacks. is_late: whether that day is over.
        first, last: the months of the enrolments that hold.
    """

    worker_id: UUID
    name: str
    serves: bool
    entered_on: date | None
    bases: Mapping[Scheme, tuple[int, int]]
    missing: tuple[Scheme, ...]
    due_on: date | None
    is_late: bool
    first: Month | None
    last: Month | None
    statutory: tuple[Scheme, ...] = STATUTORY


def insured_row(
    person: InsuredPerson, month: Month, today: date, limits: Mapping[Scheme, BaseLimits]
) -> InsuredRow | None:
    """Return how a person stands in a month; None for somebody with neither full-time service nor an enrolment."""
    runs = runs_of(person.spells, EmploymentKind.FULL_TIME)
    run = next((each for each in reversed(runs) if each.meets(month.first_day, month.last_day)), None)
    held = [each for each in person.enrolments if each.covers(month)]
    if run is None and not held:
        return None
    bases = {
        each.scheme: (each.base, round_amount(clamp_base(each.base, limits.get(each.scheme, BaseLimits()))))
        for each in held
    }
    missing = person.missing_in(month) if run is not None else ()
    due_on = run.register_by if run is not None and missing else None
    ends = [each.last for each in held if each.last is not None]
    return InsuredRow(
        person.worker_id, person.name, run is not None, run.first if run else None, bases, missing, due_on,
        due_on is not None and today > due_on, min((each.first for each in held), default=None),
        max(ends) if ends and len(ends) == len(held) else None,
    )  # fmt: skip


class BaseSource(LabelledEnum):
    """What a suggested base comes from."""

    AVERAGE = "average", N_("last year's monthly average pay")
    FIRST_MONTH = "first_month", N_("the first month's wage")
    STANDARD = "standard", N_("a whole month's wage by the pay standards")
    NOTHING = "nothing", N_("no pay is known")


@dataclass(frozen=True)
class KnownPay:
    """What a base is suggested from, in fen.

    Attributes:
        last_year: (months paid, all pay of them) of the calendar year before.
        first_month: the first month's wage as it was reckoned. standard: a whole month by the standards.
    """

    last_year: tuple[int, int] = (0, 0)
    first_month: int | None = None
    standard: int | None = None


@dataclass(frozen=True)
class BaseSuggestion:
    """A base with how it was found.

    Attributes:
        found: the wage it comes from; applied: the same between floor and ceiling.
    """

    source: BaseSource
    found: int
    applied: int
    limits: BaseLimits
    reckoning: Message


def suggest_base(known: KnownPay, limits: BaseLimits) -> BaseSuggestion:
    """Return the base of a person by what is known of the pay: last year's average, else the first month's wage.

    Where no pay is known the floor is suggested: nobody's base lies below it.
    """
    source, found = _found(known)
    applied = round_amount(clamp_base(found, limits))
    values: dict[str, object] = {"source": source.message, "found": yuan_text(found), "applied": yuan_text(applied)}
    if source is BaseSource.AVERAGE:
        months, total = known.last_year
        values |= {"total": yuan_text(total), "months": months}
        words = N_("{source}: {total} ÷ {months} months = {found}")
    else:
        words = N_("{source}: {found}")
    parts = [source.message if source is BaseSource.NOTHING else Message(words, values)]
    if applied > found:
        parts.append(Message(N_("below the floor {floor}, so {applied}"), {
            "floor": yuan_text(limits.floor or 0), "applied": yuan_text(applied),
        }))  # fmt: skip
    elif applied < found:
        parts.append(Message(N_("above the ceiling {ceiling}, so {applied}"), {
            "ceiling": yuan_text(limits.ceiling or 0), "applied": yuan_text(applied),
        }))  # fmt: skip
    reckoning = parts[0] if len(parts) == 1 else Message(N_("{first}; {then}"), {"first": parts[0], "then": parts[1]})
    return BaseSuggestion(source, found, applied, limits, reckoning)


def _found(known: KnownPay) -> tuple[BaseSource, int]:
    months, total = known.last_year
    if months:
        return BaseSource.AVERAGE, average_base(total, months)
    if known.first_month is not None:
        return BaseSource.FIRST_MONTH, known.first_month
    if known.standard is not None:
        return BaseSource.STANDARD, known.standard
    return BaseSource.NOTHING, 0


@dataclass(frozen=True)
class DueRegistration:
    """A full-timer who is not in every statutory scheme yet.

    Attributes:
        due_on: the last day of the 30 days of art. 58. explained: why it is in order nevertheless.
    """

    worker_id: UUID
    name: str
    entered_on: date
    due_on: date
    schemes: tuple[Scheme, ...]
    explained: str | None = None

    def is_late(self, day: date) -> bool:
        """Tell whether the 30 days are over."""
        return day > self.due_on


def due_registrations(people: Iterable[InsuredPerson], as_of: date, until: date) -> list[DueRegistration]:
    """Return who is in full-time service on a day, or enters up to another one, and not in every statutory scheme.

    Somebody who is to be registered from a later month on counts as not registered: the month of entry is due.
    """
    found = []
    for person in people:
        for run in runs_of(person.spells, EmploymentKind.FULL_TIME):
            if run.first > until or (run.last is not None and run.last < as_of):
                continue
            month = max(Month.of(run.first), Month.of(as_of))
            missing = person.missing_in(month)
            if missing:
                reason = person.reason_for(Fault.NOT_ENROLLED, missing, month)
                found.append(
                    DueRegistration(person.worker_id, person.name, run.first, run.register_by, missing, reason)
                )
            break
    return sorted(found, key=lambda each: (each.due_on, each.name))


@dataclass(frozen=True)
class EndingCover:
    """A policy whose end leaves part-timers without cover.

    Attributes:
        last: the last day of the policy. names: who is in service on the day after and on no other list then.
    """

    policy_id: UUID
    title: str
    last: date
    names: tuple[str, ...]


def ending_covers(people: Sequence[InsuredPerson], as_of: date, until: date) -> list[EndingCover]:
    """Return the policies that end up to a day and leave somebody without cover who serves part-time then.

    One that ended before stands there as long as somebody who was on its list is still without cover.
    """
    left: dict[UUID, tuple[str, date, list[str]]] = {}
    for person in people:
        if not person.covers:
            continue
        newest = max(person.covers, key=lambda each: each.ends)
        day = max(newest.ends + ONE_DAY, as_of)
        runs = runs_of(person.spells, EmploymentKind.PART_TIME)
        serving = any(run.first <= newest.ends and (run.last is None or run.last >= day) for run in runs)
        if newest.ends == newest.policy.last <= until and serving:
            left.setdefault(newest.policy.id, (newest.policy.title, newest.policy.last, []))[2].append(person.name)
    return sorted(
        (EndingCover(key, title, last, tuple(names)) for key, (title, last, names) in left.items()),
        key=lambda each: (each.last, each.title),
    )


@dataclass(frozen=True)
class InsuranceFacts:
    """How insurance stands on a day, for the checks of the statute.

    Attributes:
        due: who serves full-time and is not in every statutory scheme. uncovered: who serves part-time without cover.
    """

    due: Mapping[UUID, DueRegistration] = field(default_factory=dict)
    uncovered: frozenset[UUID] = frozenset()

    def late(self, day: date) -> tuple[DueRegistration, ...]:
        """Return whose 30 days are over and who is not explained."""
        return tuple(each for each in self.due.values() if each.explained is None and each.is_late(day))


NO_INSURANCE = InsuranceFacts()


def insurance_facts(people: Sequence[InsuredPerson], as_of: date) -> InsuranceFacts:
    """Return how insurance stands on a day."""
    bare = frozenset(
        person.worker_id
        for person in people
        if any(run.meets(as_of, as_of) for run in runs_of(person.spells, EmploymentKind.PART_TIME))
        and not any(cover.covers(as_of) for cover in person.covers)
    )
    return InsuranceFacts({each.worker_id: each for each in due_registrations(people, as_of, as_of)}, bare)
