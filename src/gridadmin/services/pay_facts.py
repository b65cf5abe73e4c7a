"""What is known of everybody's pay, loaded once; for any month it gives the facts that a line is reckoned from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.assessment import PeriodKind
from gridadmin.domain.months import Month
from gridadmin.domain.pay_deductions import Declaration
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_look_back import MonthParts
from gridadmin.domain.pay_person import Enrolment, MonthEntry, PersonElement, PersonFacts, Post
from gridadmin.domain.pay_runs import year_of
from gridadmin.domain.pay_service import Spell
from gridadmin.domain.pay_standards import Assessed, ElementLine
from gridadmin.domain.pay_tax import YearSoFar
from gridadmin.models.assessment import (
    AssessmentPeriod,
    AssessmentResult,
    AssessmentScheme,
    AssessmentSchemeVersion,
)
from gridadmin.models.base import Record
from gridadmin.models.insurance import InsuranceEnrolment
from gridadmin.models.pay import PayCategory, PayDeclaration, PayElement, PayEntry, PayYear
from gridadmin.models.workers import Appointment, Employment, Worker
from gridadmin.services.dated import columns_of
from gridadmin.services.pay_past import PaidLine, PaidLines

_KINDS = {1: PeriodKind.MONTH, 3: PeriodKind.QUARTER, 6: PeriodKind.HALF_YEAR, 12: PeriodKind.YEAR}
_OwnedT = TypeVar("_OwnedT", bound=Record)


class FactBook:
    """Everybody's dated facts as they are known on a day."""

    def __init__(self, session: Session, known_on: date, lines: PaidLines) -> None:
        self._known_on, self._lines = known_on, lines
        self.names: dict[UUID, str] = {row.id: row.name for row in session.execute(select(Worker.id, Worker.name))}
        self._spells = _owned(session, Employment, "started_on")
        self._posts = _owned(session, Appointment, "started_on")
        self._elements = _owned(session, PayElement, "valid_from")
        self._categories = _owned(session, PayCategory, "valid_from")
        self._declarations = _owned(session, PayDeclaration, "first_month")
        self._entries = _owned(session, PayEntry, "month")
        self._years = _owned(session, PayYear, "year")
        self._enrolments = _owned(session, InsuranceEnrolment, "first_month")
        self._results = {worker_id: tuple(found) for worker_id, found in _results(session, known_on).items()}
        self._known: dict[UUID, tuple[tuple[Spell, ...], tuple[Post, ...], tuple[PersonElement, ...]]] = {}

    def people(self) -> Iterable[UUID]:
        """Return everybody that there is, by name."""
        return sorted(self.names, key=lambda each: (self.names[each], each))

    def spells(self, worker_id: UUID) -> tuple[Spell, ...]:
        """Return somebody's spells of service."""
        return self._lasting(worker_id)[0]

    def of_month(self, worker_id: UUID, month: Month) -> PersonFacts:
        """Return what decides about the elements of a month; without tax year, insurance and what is owed."""
        return PersonFacts(worker_id, self.names[worker_id], **self.parts_of(worker_id, month)._asdict())

    def parts_of(self, worker_id: UUID, month: Month) -> MonthParts:
        """Return what decides about the elements of a month."""
        rows = self._entries.get(worker_id)
        first = month.first_day if rows else None
        entries = tuple(_entry(row) for row in rows if row.month == first) if rows else ()
        return MonthParts(*self._lasting(worker_id), entries, self._results.get(worker_id, ()))

    def _lasting(self, worker_id: UUID) -> tuple[tuple[Spell, ...], tuple[Post, ...], tuple[PersonElement, ...]]:
        """Return what is the same for every month that is looked at."""
        if worker_id not in self._known:
            self._known[worker_id] = (
                tuple(Spell(row.started_on, row.ended_on, row.kind) for row in self._spells[worker_id]),
                tuple(Post(row.started_on, row.ended_on, row.role) for row in self._posts[worker_id]),
                tuple(_element(row) for row in self._elements[worker_id]),
            )
        return self._known[worker_id]

    def of_line(self, worker_id: UUID, month: Month, pay_month: Month, back: Sequence[ElementLine] = ()) -> PersonFacts:
        """Return everything that a line of a month is reckoned from."""
        base = self.of_month(worker_id, month)
        paid = [line for line in self._lines.of(worker_id) if line.pay_month.year == pay_month.year]
        year = self._year(worker_id, pay_month.year)
        opening = _opening(year)
        confirmed = year.basic_confirmed if year and year.confirmed_month == pay_month.number else None
        waged = [line for line in paid if line.category is IncomeCategory.WAGES]
        labour = [line.details["tax"] for line in paid if _is_labour_of(line, pay_month)]
        return PersonFacts(
            **{name: getattr(base, name) for name in _MONTHLY},
            categories=tuple((row.valid_from, row.category) for row in self._categories[worker_id]),
            enrolments=tuple(_enrolment(row) for row in self._enrolments[worker_id]),
            declarations=tuple(_declaration(row) for row in self._declarations[worker_id]),
            opening=opening,
            year=year_of(paid[-1].details, opening) if paid else opening,
            first_paid=next((line.pay_month for line in waged if line.is_regular), None),
            additional_told=sum(line.additional for line in waged),
            **({"mode": year.mode} if year else {}),
            basic_confirmed=confirmed,
            labour_before=sum(told["labour"] for told in labour),
            labour_withheld=sum(told["tax"] for told in labour),
            owed=self._lines.owed(worker_id),
            back=tuple(back),
        )

    def used_bonus(self, worker_id: UUID, year: int) -> bool:
        """Tell whether a bonus was already taxed by itself in a tax year."""
        return self._lines.used_bonus(worker_id, year)

    def _year(self, worker_id: UUID, year: int) -> Any:
        return next((row for row in self._years[worker_id] if row.year == year), None)


def _is_labour_of(line: PaidLine, pay_month: Month) -> bool:
    return line.category is IncomeCategory.LABOUR and line.is_regular and line.pay_month == pay_month


_MONTHLY = ("worker_id", "name", "spells", "posts", "elements", "entries", "results")


def _owned(session: Session, record: type[_OwnedT], order: str) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in session.execute(select(*columns_of(record)).order_by(getattr(record, order), record.id)):
        found[row.worker_id].append(row)
    return found


def _results(session: Session, known_on: date) -> dict[UUID, list[Assessed]]:
    """Return what was announced by a day; a correction stands after the result that it corrects."""
    found: dict[UUID, list[Assessed]] = defaultdict(list)
    columns = (
        AssessmentResult.worker_id, AssessmentScheme.name, AssessmentPeriod.first_day, AssessmentPeriod.last_day,
        AssessmentResult.grade, AssessmentResult.score_milli,
    )  # fmt: skip
    query = (
        select(*columns)
        .join(AssessmentPeriod, AssessmentPeriod.id == AssessmentResult.period_id)
        .join(AssessmentSchemeVersion, AssessmentSchemeVersion.id == AssessmentPeriod.scheme_version_id)
        .join(AssessmentScheme, AssessmentScheme.id == AssessmentSchemeVersion.scheme_id)
        .where(AssessmentResult.announced_on <= known_on)
        .order_by(AssessmentPeriod.last_day, AssessmentResult.announced_on, AssessmentResult.id)
    )
    for worker_id, scheme, first_day, last_day, grade, score in session.execute(query):
        kind = _KINDS[Month.of(last_day).since(Month.of(first_day)) + 1]
        found[worker_id].append(Assessed(scheme, kind, last_day, grade, Decimal(score) / 1000))
    return found


def _element(row: Any) -> PersonElement:
    return PersonElement(
        row.code, row.name, row.nature, row.amount, row.valid_from, row.valid_to, row.prorated, row.reason
    )


def _entry(row: Any) -> MonthEntry:
    number = Decimal(row.number) / 1000
    return MonthEntry(row.kind, row.code, row.reason, row.name, row.nature, number, row.amount, row.grade or "")


def _enrolment(row: Any) -> Enrolment:
    last = Month.of(row.last_month) if row.last_month else None
    return Enrolment(row.scheme, Month.of(row.first_month), last, row.base)


def _declaration(row: Any) -> Declaration:
    last = Month.of(row.last_month) if row.last_month else None
    return Declaration(row.kind, Month.of(row.first_month), last, row.percent, row.share, row.tier, row.subject or "")


def _opening(year: Any) -> YearSoFar:
    if year is None:
        return YearSoFar()
    return YearSoFar(
        year.months, year.income, year.exempt, year.special, year.additional, year.other, year.relief, year.withheld
    )
