"""Service held against insurance: everybody's spells, enrolments and accident cover, loaded in five statements."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.insurance import Cover, InsuranceFinding, InsuredPerson, Policy, reconcile
from gridadmin.domain.months import Month
from gridadmin.domain.pay_person import Enrolment, Spell
from gridadmin.models.insurance import AccidentCover, AccidentPolicy, InsuranceEnrolment
from gridadmin.models.workers import Employment, Worker


def reconcile_insurance(session: Session, month: Month, today: date) -> list[InsuranceFinding]:
    """Return everybody whose service and insurance do not fit in a month, by name."""
    return reconcile(insured_people(session), month, today)


def insured_people(session: Session) -> list[InsuredPerson]:
    """Return what is known of everybody's service and insurance, by name."""
    spells, enrolments, covers = _spells(session), _enrolments(session), _covers(session)
    rows = session.execute(select(Worker.id, Worker.name).order_by(Worker.name_pinyin, Worker.id))
    return [
        InsuredPerson(row.id, row.name, tuple(spells[row.id]), tuple(enrolments[row.id]), tuple(covers[row.id]))
        for row in rows
    ]


def _spells(session: Session) -> dict[UUID, list[Spell]]:
    columns = (Employment.worker_id, Employment.started_on, Employment.ended_on, Employment.kind)
    found: dict[UUID, list[Spell]] = defaultdict(list)
    for row in session.execute(select(*columns).order_by(Employment.started_on)):
        found[row.worker_id].append(Spell(row.started_on, row.ended_on, row.kind))
    return found


def _enrolments(session: Session) -> dict[UUID, list[Enrolment]]:
    found: dict[UUID, list[Enrolment]] = defaultdict(list)
    for row in session.scalars(select(InsuranceEnrolment).order_by(InsuranceEnrolment.first_month)):
        last = Month.of(row.last_month) if row.last_month else None
        found[row.worker_id].append(Enrolment(row.scheme, Month.of(row.first_month), last, row.base))
    return found


def _covers(session: Session) -> dict[UUID, list[Cover]]:
    policies = {row.id: _policy(row) for row in session.scalars(select(AccidentPolicy))}
    found: dict[UUID, list[Cover]] = defaultdict(list)
    for row in session.scalars(select(AccidentCover).order_by(AccidentCover.valid_from)):
        found[row.worker_id].append(Cover(policies[row.policy_id], row.valid_from, row.valid_to))
    return found


def _policy(row: Any) -> Policy:
    return Policy(row.id, row.insurer, row.number, row.valid_from, row.valid_to)
