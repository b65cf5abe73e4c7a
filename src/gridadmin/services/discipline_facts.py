"""Discipline and supervision on a day, for the checks of the statute and the home page."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.compliance_duties import IN_FORCE_FROM
from gridadmin.domain.discipline import CaseRow
from gridadmin.domain.discipline_facts import DisciplineFacts, Dismissal
from gridadmin.domain.discipline_steps import why_no_dismissal
from gridadmin.domain.workers import ExitReason
from gridadmin.models.workers import Employment, Worker
from gridadmin.services.discipline_cases import list_cases
from gridadmin.services.discipline_problems import list_problems


def discipline_facts(session: Session, as_of: date) -> DisciplineFacts:
    """Return what stands on a day."""
    cases = list_cases(session, as_of)
    by_worker: dict[UUID, list[CaseRow]] = {}
    for case in cases:
        by_worker.setdefault(case.worker_id, []).append(case)
    return DisciplineFacts(
        cases=tuple(cases),
        problems=tuple(list_problems(session, as_of)),
        dismissals=tuple(
            Dismissal(worker_id, name, last_day, _is_led_to(by_worker.get(worker_id, []), last_day))
            for worker_id, name, last_day in _dismissed(session, as_of)
        ),
    )


def bare_dismissals_of(session: Session, as_of: date, worker_id: UUID) -> tuple[Dismissal, ...]:
    """Return the dismissals of a person by a day that no case on file led to."""
    cases = list_cases(session, as_of, worker_id)
    return tuple(
        Dismissal(worker_id, name, last_day, by_case=False)
        for owner, name, last_day in _dismissed(session, as_of)
        if owner == worker_id and not _is_led_to(cases, last_day)
    )


def _is_led_to(cases: list[CaseRow], last_day: date) -> bool:
    return any(why_no_dismissal(case.steps, last_day) is None for case in cases)


def _dismissed(session: Session, as_of: date) -> list[tuple[UUID, str, date]]:
    query = (
        select(Worker.id, Worker.name, Employment.ended_on)
        .join(Employment, Employment.worker_id == Worker.id)
        .where(Employment.exit_reason == ExitReason.DISMISSED)
        .where(Employment.ended_on >= IN_FORCE_FROM, Employment.ended_on <= as_of)
        .order_by(Employment.ended_on, Worker.name_pinyin)
    )
    return [(row.id, row.name, row.ended_on) for row in session.execute(query) if row.ended_on is not None]
