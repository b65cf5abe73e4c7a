"""A person's tax year: how the basic deduction counts, sums before the program was taken up, what was confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError, NotPermittedError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_people import SixtyProof, YearRow
from gridadmin.domain.pay_reading import read_tables
from gridadmin.domain.pay_rounding import round_amount
from gridadmin.domain.pay_runs import CLOSED, RunKind, RunState
from gridadmin.domain.pay_tax import MONTHS_A_YEAR, BasicMode, YearSoFar, qualifies_for_sixty
from gridadmin.i18n import N_, Message
from gridadmin.models.ids import new_id
from gridadmin.models.pay import PayLine, PayRun, PayYear
from gridadmin.models.workers import Employment, Worker
from gridadmin.services.assignment import assign
from gridadmin.services.pay_parameters import get_pay_parameters
from gridadmin.services.pay_people import NEEDS_REASON
from gridadmin.services.worker_records import require_worker

SUMS = tuple(each.name for each in fields(YearSoFar))


def set_tax_year(
    session: Session, worker_id: UUID, year: int, mode: BasicMode, evidence: str, opening: YearSoFar | None = None
) -> None:
    """Record how the basic deduction of a person's tax year is counted, and the sums before the program was taken up.

    Args:
        opening: None leaves the sums as they are.

    Raises:
        InvalidError: another mode than the ordinary one without its evidence, sums that no year has, or a first job of
            the year with sums of earlier months.
    """
    worker = require_worker(session, worker_id)
    if mode is not BasicMode.ORDINARY and not evidence.strip():
        raise InvalidError(
            N_("{name}: this deduction needs its evidence, such as the declaration."),
            {"evidence": Message(N_("Enter the declaration and its day."))}, name=worker.name,
        )  # fmt: skip
    row = _tax_year(session, worker_id, year)
    sums = opening if opening is not None else _opening(row)
    if not 0 <= sums.months <= MONTHS_A_YEAR or min(sums.withheld, sums.income, sums.special, sums.additional) < 0:
        raise InvalidError(N_("{name}: a year has up to 12 months, and its sums are not below zero."), name=worker.name)
    if mode is BasicMode.FIRST_JOB and sums.months:
        raise InvalidError(
            N_("{name} had wages in {months} months of {year} already: that is no first job of the year."),
            {"mode": Message(N_("Choose how months are counted, or empty the opening sums."))},
            name=worker.name, months=sums.months, year=year,
        )  # fmt: skip
    values = {name: round_amount(getattr(sums, name)) for name in SUMS}
    assign(row, mode=mode, evidence=evidence.strip() or None, **values)


def confirm_deduction(session: Session, worker_id: UUID, month: Month, amount: int, reason: str) -> None:
    """Record the basic deduction so far that the tax office's own client shows for payments of a month.

    Raises:
        InvalidError: no reason, or an amount below zero.
        NotPermittedError: the person was paid in the month or later, so that no line would be reckoned by it any more.
    """
    worker = require_worker(session, worker_id)
    if not reason.strip() or amount < 0:
        raise InvalidError(NEEDS_REASON, {"reason": Message(NEEDS_REASON)})
    _refuse_settled(session, worker, month)
    row = _tax_year(session, worker_id, month.year)
    assign(row, basic_confirmed=amount, confirmed_month=month.number, confirmed_reason=reason.strip())


def _refuse_settled(session: Session, worker: Worker, month: Month) -> None:
    """Refuse what comes after the payments of a month; a draft of the month is reckoned again, so that it may come."""
    query = select(PayRun.pay_date, PayRun.state).join(PayLine, PayLine.run_id == PayRun.id)
    query = query.where(
        PayLine.worker_id == worker.id, PayRun.kind == RunKind.REGULAR, PayRun.pay_date >= month.first_day
    )
    runs = session.execute(query.order_by(PayRun.pay_date)).all()
    if runs and not any(run.state is RunState.DRAFT and Month.of(run.pay_date) == month for run in runs):
        first = runs[0]
        raise NotPermittedError(
            N_(
                "{name}: the payment of {day} is {state} already; a deduction confirmed for {month} would change"
                " nothing. Reopen that run first, or confirm what the client shows for the next payment."
            ),
            name=worker.name, day=first.pay_date.isoformat(), state=first.state.message, month=month,
        )  # fmt: skip


def withdraw_confirmation(session: Session, worker_id: UUID, year: int) -> str:
    """Let the program count the basic deduction again, and return the person's name; NotFoundError where it does."""
    row = session.scalar(select(PayYear).where(PayYear.worker_id == worker_id, PayYear.year == year))
    name = require_worker(session, worker_id).name
    if row is None or row.basic_confirmed is None:
        raise NotFoundError(N_("{name}: no deduction of {year} was confirmed by hand."), name=name, year=year)
    assign(row, basic_confirmed=None, confirmed_month=None, confirmed_reason=None)
    return name


def _tax_year(session: Session, worker_id: UUID, year: int) -> PayYear:
    found: PayYear | None = session.scalar(select(PayYear).where(PayYear.worker_id == worker_id, PayYear.year == year))
    if found is None:
        sums = dict.fromkeys(SUMS, 0)
        found = PayYear(id=new_id(), worker_id=worker_id, year=year, mode=BasicMode.ORDINARY, **sums)
        session.add(found)
    return found


def _opening(row: PayYear) -> YearSoFar:
    return YearSoFar(**{name: getattr(row, name) for name in SUMS})


def list_years(session: Session, year: int, known_on: date, worker_id: UUID | None = None) -> list[YearRow]:
    """Return the tax year of everybody in service in it, by name, with what speaks for the 60 000 rule.

    Who is paid in the year or has sums of it is among them: whoever left in December is paid in January, which is in
    the new tax year.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    in_service = select(Employment.worker_id).where(
        Employment.started_on <= last, (Employment.ended_on.is_(None)) | (Employment.ended_on >= first)
    )
    paid = select(PayLine.worker_id).join(PayRun, PayRun.id == PayLine.run_id)
    paid = paid.where(PayRun.pay_date >= first, PayRun.pay_date <= last)
    known = select(PayYear.worker_id).where(PayYear.year == year)
    query = select(Worker.id, Worker.name).where(Worker.id.in_(union(in_service, paid, known)))
    if worker_id is not None:
        query = query.where(Worker.id == worker_id)
    recorded = {row.worker_id: row for row in session.scalars(select(PayYear).where(PayYear.year == year))}
    proofs = prove_sixty(session, year, known_on)
    people = {row.id: row.name for row in session.execute(query.order_by(Worker.name_pinyin, Worker.id))}
    return [_row(key, name, year, recorded.get(key), proofs.get(key)) for key, name in people.items()]


def _row(worker_id: UUID, name: str, year: int, row: PayYear | None, proof: SixtyProof | None) -> YearRow:
    if row is None:
        return YearRow(worker_id, name, year, BasicMode.ORDINARY, "", YearSoFar(), None, proof, recorded=False)
    confirmed = None
    if row.basic_confirmed is not None and row.confirmed_month is not None:
        confirmed = (row.confirmed_month, row.basic_confirmed, row.confirmed_reason or "")
    return YearRow(
        worker_id, name, year, row.mode, row.evidence or "", _opening(row), confirmed, proof, recorded=True
    )  # fmt: skip


def prove_sixty(session: Session, year: int, known_on: date) -> dict[UUID, SixtyProof]:
    """Return what the program's own records say about the 60 000 rule of a year (STA notice 2020 No. 19).

    The year before counts whole: twelve months of wages paid by this unit, and at most 60 000 yuan of them, bonus and
    untaxed parts included. Only who is in service when the year begins is asked about.
    """
    before = year - 1
    months: dict[UUID, set[Month]] = {}
    income: dict[UUID, int] = {}
    query = select(PayLine.worker_id, PayLine.gross, PayLine.bonus, PayRun.kind, PayRun.pay_date)
    query = query.join(PayRun, PayRun.id == PayLine.run_id).where(
        PayLine.category == IncomeCategory.WAGES, PayRun.state.in_(CLOSED),
        PayRun.pay_date >= date(before, 1, 1), PayRun.pay_date <= date(before, 12, 31),
    )  # fmt: skip
    for key, gross, bonus, kind, paid_on in session.execute(query):
        income[key] = income.get(key, 0) + gross + bonus
        if kind is RunKind.REGULAR:
            months.setdefault(key, set()).add(Month.of(paid_on))
    openings: dict[UUID, Any] = {
        row.worker_id: row for row in session.scalars(select(PayYear).where(PayYear.year == before)) if row.months
    }
    rules = read_tables(get_pay_parameters(session), Month(year, 1), known_on).wages
    found = {}
    for key in _serving_on(session, date(year, 1, 1)) & (months.keys() | openings.keys()):
        opening = openings.get(key)
        opened = opening.months if opening else 0
        total = income.get(key, 0) + (opening.income if opening else 0)
        counted = opened + len(months.get(key, ()))
        proof = qualifies_for_sixty(total, counted, rules)
        found[key] = SixtyProof(before, counted, total, opened, proof)
    return found


def _serving_on(session: Session, day: date) -> set[UUID]:
    query = select(Employment.worker_id).where(
        Employment.started_on <= day, (Employment.ended_on.is_(None)) | (Employment.ended_on >= day)
    )
    return set(session.scalars(query))


def confirm_sixty(session: Session, year: int, worker_ids: Sequence[UUID], known_on: date) -> int:
    """Confirm the 60 000 rule for people whom the program's own records prove it of, and return how many.

    Raises:
        InvalidError: somebody is not proven; the message names the person and what is missing.
        NotPermittedError: the year's pay was paid already, so that its first month was withheld the ordinary way.
    """
    paid = session.scalar(
        select(PayRun.pay_date).where(
            PayRun.state.in_(CLOSED), PayRun.pay_date >= date(year, 1, 1), PayRun.pay_date <= date(year, 12, 31)
        ).limit(1)
    )  # fmt: skip
    if paid is not None:
        raise NotPermittedError(
            N_(
                "The 60 000 rule holds from January on, and pay was paid on {day} already. Set it for one person with"
                " evidence where the tax office's client has it."
            ),
            day=paid.isoformat(),
        )
    if not worker_ids:
        raise InvalidError(N_("Choose somebody first."))
    proofs = prove_sixty(session, year, known_on)
    for worker_id in worker_ids:
        proof = proofs.get(worker_id)
        if proof is None or not proof.qualifies:
            raise InvalidError(
                N_("{name}: the records here do not prove it; {months} months were paid in {year}, twelve are needed,"
                   " and at most 60 000 yuan."),
                name=require_worker(session, worker_id).name, months=proof.months if proof else 0, year=year - 1,
            )  # fmt: skip
        set_tax_year(session, worker_id, year, BasicMode.SIXTY, str(proof.words))
    return len(worker_ids)
