"""Everybody's spells, enrolments, accident cover and what was explained, loaded in a handful of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.insurance import Cover, Explanation, InsuredPerson, Policy
from gridadmin.domain.months import Month
from gridadmin.domain.pay_person import Enrolment
from gridadmin.domain.pay_service import Spell
from gridadmin.domain.workers import PhonePurpose
from gridadmin.models.base import Record
from gridadmin.models.insurance import AccidentCover, AccidentPolicy, InsuranceEnrolment, InsuranceExplanation
from gridadmin.models.workers import Employment, Worker, WorkerPhone
from gridadmin.services.dated import columns_of

_Made = TypeVar("_Made")


def insured_people(session: Session, worker_id: UUID | None = None) -> list[InsuredPerson]:
    """Return what is known of everybody's service and insurance, or of one person's, by name."""
    read = _Reading(session, worker_id)
    spells, enrolments, covers, explained = read.spells(), read.enrolments(), read.covers(), read.explanations()
    query = select(Worker.id, Worker.name).order_by(Worker.name_pinyin, Worker.id)
    rows = session.execute(query if worker_id is None else query.where(Worker.id == worker_id))
    return [
        InsuredPerson(
            row.id, row.name, tuple(spells[row.id]), tuple(enrolments[row.id]), tuple(covers[row.id]),
            tuple(explained[row.id]),
        )
        for row in rows
    ]  # fmt: skip


def phones_of(session: Session) -> dict[UUID, str]:
    """Return the phone in use of everybody who has one, the mobile before the one on duty."""
    query = select(WorkerPhone.worker_id, WorkerPhone.number, WorkerPhone.purpose)
    rows = session.execute(query.where(WorkerPhone.valid_to.is_(None)).order_by(WorkerPhone.valid_from)).all()
    found = {row.worker_id: row.number for row in rows}
    return found | {row.worker_id: row.number for row in rows if row.purpose is PhonePurpose.MOBILE}


class _Reading:
    """Reads the rows of everybody, or of one person, in the order of time."""

    def __init__(self, session: Session, worker_id: UUID | None) -> None:
        self._session, self._worker_id = session, worker_id

    def spells(self) -> dict[UUID, list[Spell]]:
        return self._read(Employment, "started_on", lambda row: Spell(row.started_on, row.ended_on, row.kind))

    def enrolments(self) -> dict[UUID, list[Enrolment]]:
        return self._read(InsuranceEnrolment, "first_month", _enrolment)

    def covers(self) -> dict[UUID, list[Cover]]:
        policies = {
            row.id: Policy(row.id, row.insurer, row.number, row.valid_from, row.valid_to)
            for row in self._session.execute(select(*columns_of(AccidentPolicy)))
        }
        return self._read(
            AccidentCover, "valid_from", lambda row: Cover(policies[row.policy_id], row.valid_from, row.valid_to)
        )

    def explanations(self) -> dict[UUID, list[Explanation]]:
        return self._read(InsuranceExplanation, "first_month", _explanation)

    def _read(self, record: type[Record], order: str, make: Callable[[Any], _Made]) -> dict[UUID, list[_Made]]:
        columns = record.__table__.c
        query = select(*columns_of(record)).order_by(columns[order], columns.id)
        if self._worker_id is not None:
            query = query.where(columns.worker_id == self._worker_id)
        found: dict[UUID, list[_Made]] = defaultdict(list)
        for row in self._session.execute(query):
            found[row.worker_id].append(make(row))
        return found


def _enrolment(row: Any) -> Enrolment:
    return Enrolment(row.scheme, Month.of(row.first_month), month_or_none(row.last_month), row.base)


def _explanation(row: Any) -> Explanation:
    return Explanation(
        row.fault, row.scheme, Month.of(row.first_month), month_or_none(row.last_month), row.reason, row.explained_on
    )


def month_or_none(day: date | None) -> Month | None:
    """Return the month of a day that may be missing."""
    return None if day is None else Month.of(day)
