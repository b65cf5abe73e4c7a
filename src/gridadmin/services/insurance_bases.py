"""Reading enrolments with the base that counts, and suggesting bases from what was paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.insurance_enrolments import (
    BaseSuggestion,
    EnrolmentRow,
    InsuredRow,
    KnownPay,
    insured_row,
    suggest_base,
)
from gridadmin.domain.months import Month
from gridadmin.domain.pay_contributions import clamp_base
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_person import reckon_elements
from gridadmin.domain.pay_rounding import round_amount
from gridadmin.domain.pay_runs import RunKind
from gridadmin.domain.pay_service import Spell
from gridadmin.domain.pay_tables import BaseLimits, Scheme
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import Message
from gridadmin.models.insurance import InsuranceEnrolment
from gridadmin.models.pay import PayLine, PayRun, PayYear
from gridadmin.models.workers import Worker
from gridadmin.services.dated import chunks
from gridadmin.services.insurance_facts import insured_people, month_or_none
from gridadmin.services.pay_facts import FactBook
from gridadmin.services.pay_parameters import TablesBook
from gridadmin.services.pay_past import PaidLines

Limits = Mapping[Scheme, BaseLimits]


def list_enrolments(
    session: Session, month: Month, known_on: date, *, worker_id: UUID | None = None, ended: bool = False
) -> list[EnrolmentRow]:
    """Return the enrolments that hold in a month, by name and scheme; `ended`: all of every time."""
    limits = limits_of(session, month, known_on)
    query = select(InsuranceEnrolment, Worker.name).join(Worker, Worker.id == InsuranceEnrolment.worker_id)
    if worker_id is not None:
        query = query.where(InsuranceEnrolment.worker_id == worker_id)
    query = query.order_by(Worker.name_pinyin, Worker.id, InsuranceEnrolment.first_month, InsuranceEnrolment.id)
    rows = [_row(each, name, limits) for each, name in session.execute(query)]
    shown = rows if ended else [row for row in rows if row.holds_in(month)]
    order = list(Scheme)
    people = {row.worker_id: place for place, row in reversed(list(enumerate(shown)))}
    return sorted(shown, key=lambda row: (people[row.worker_id], order.index(row.scheme), row.first))


def list_insured(session: Session, month: Month, today: date) -> list[InsuredRow]:
    """Return who serves full-time in a month or is enrolled in it, by name; who lacks something first."""
    limits = limits_of(session, month, today)
    rows = [insured_row(person, month, today, limits) for person in insured_people(session)]
    found = [row for row in rows if row is not None]
    return sorted(found, key=lambda row: (not row.is_late, row.serves and not row.missing))


@dataclass(frozen=True)
class DeclarationRow:
    """A person of the yearly declaration.

    Attributes:
        bases: declared bases that hold in the month. suggested: what is suggested, with its reckoning.
    """

    worker_id: UUID
    name: str
    id_number: str
    bases: Mapping[Scheme, int]
    suggested: int
    reckoning: Message


def list_declaration(session: Session, month: Month, today: date) -> list[DeclarationRow]:
    """Return everybody who is enrolled in a month, with the base that last year's pay gives."""
    people = [row for row in list_insured(session, month, today) if row.bases]
    numbers = {row.id: row.id_number for row in session.execute(select(Worker.id, Worker.id_number))}
    found = {each.worker_id: each for each in suggest_bases(session, month, today, [row.worker_id for row in people])}
    rows = []
    for row in people:
        each = next(iter(found[row.worker_id].bases.values()))
        bases = {scheme: base for scheme, (base, _applied) in row.bases.items()}
        rows.append(
            DeclarationRow(row.worker_id, row.name, numbers[row.worker_id] or "", bases, each.found or each.applied,
                           each.reckoning)
        )  # fmt: skip
    return rows


def limits_of(session: Session, month: Month, known_on: date) -> Limits:
    """Return floor and ceiling of every scheme in a month by what is known; nothing where no limits are known."""
    try:
        tables = TablesBook(session, known_on).of(month, month)
    except InvalidError:  # a month before the first parameters: there is nothing to hold a base against
        return {}
    return {scheme: rule.limits for scheme, rule in tables.rules.insurance.schemes.items()}


def _row(row: InsuranceEnrolment, name: str, limits: Limits) -> EnrolmentRow:
    applied = round_amount(clamp_base(row.base, limits.get(row.scheme, BaseLimits())))
    return EnrolmentRow(
        row.id, row.worker_id, name, row.scheme, Month.of(row.first_month), month_or_none(row.last_month), row.base,
        applied, row.reason, row.end_reason, row.version,
    )  # fmt: skip


@dataclass(frozen=True)
class SuggestedBases:
    """The bases of one person for a month on, by scheme."""

    worker_id: UUID
    name: str
    bases: Mapping[Scheme, BaseSuggestion]


def suggest_bases(session: Session, month: Month, known_on: date, people: Sequence[UUID]) -> list[SuggestedBases]:
    """Return the bases of people from a month on: last year's monthly average, else the first whole month's wage.

    Raises:
        InvalidError: the parameters of the month are missing.
    """
    tables = TablesBook(session, known_on).of(month, month)
    last_year = _last_year(session, month.year - 1)
    first = _first_months(session, [each for each in people if each not in last_year])
    book = FactBook(session, known_on, PaidLines(session, month, month, None))
    found = []
    for worker_id in people:
        known = KnownPay(last_year.get(worker_id, (0, 0)), first.get(worker_id))
        if not known.last_year[0] and known.first_month is None:
            facts = replace(
                book.of_month(worker_id, month), entries=(),
                spells=(Spell(month.first_day, None, EmploymentKind.FULL_TIME),),
            )  # fmt: skip
            lines = [line for line in reckon_elements(facts, tables) if line.nature is not Nature.KEPT]
            known = replace(known, standard=sum(line.amount for line in lines) if lines else None)
        schemes = tables.rules.insurance.schemes
        bases = {scheme: suggest_base(known, rule.limits) for scheme, rule in schemes.items()}
        found.append(SuggestedBases(worker_id, book.names[worker_id], bases))
    return found


def _last_year(session: Session, year: int) -> dict[UUID, tuple[int, int]]:
    """Return (months, pay) of a calendar year: what runs paid, and what was paid before the program was taken up."""
    months: dict[UUID, set[date]] = defaultdict(set)
    sums: dict[UUID, int] = defaultdict(int)
    query = (
        select(PayLine.worker_id, PayRun.month, PayLine.gross, PayLine.bonus)
        .join(PayRun, PayRun.id == PayLine.run_id)
        .where(PayRun.month >= date(year, 1, 1), PayRun.month <= date(year, 12, 1), PayRun.kind == RunKind.REGULAR)
    )
    for row in session.execute(query):
        if row.gross or row.bonus:
            months[row.worker_id].add(row.month)
            sums[row.worker_id] += row.gross + row.bonus
    counted = {worker_id: (len(months[worker_id]), sums[worker_id]) for worker_id in months}
    before = select(PayYear.worker_id, PayYear.months, PayYear.income).where(PayYear.year == year, PayYear.months > 0)
    for worker_id, number, income in session.execute(before):
        known = counted.get(worker_id, (0, 0))
        counted[worker_id] = (known[0] + number, known[1] + income)
    return counted


def _first_months(session: Session, people: Sequence[UUID]) -> dict[UUID, int]:
    """Return people's wages of the first month that was paid in whole."""
    query = (
        select(PayLine.worker_id, PayLine.gross, PayLine.details)
        .join(PayRun, PayRun.id == PayLine.run_id)
        .where(PayRun.kind == RunKind.REGULAR, PayLine.gross > 0)
        .order_by(PayRun.month.desc())
    )
    rows = (row for some in chunks(people) for row in session.execute(query.where(PayLine.worker_id.in_(some))))
    return {row.worker_id: row.gross for row in rows if row.details["days"][0] >= row.details["days"][1]}
