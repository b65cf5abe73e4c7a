"""The guard before every dismissal (Art 14): no case that led to it, no dismissal."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.compliance_duties import IN_FORCE_FROM
from gridadmin.domain.discipline_steps import why_no_dismissal
from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_, Message
from gridadmin.models.discipline import DisciplineCase
from gridadmin.services.discipline_cases import steps_of


def require_dismissal(session: Session, worker_id: UUID, name: str, last_day: date) -> None:
    """Refuse to dismiss somebody for whom no case was walked to the delivery of the decision.

    What happened before the regulation was in force (Art 25) is not asked for. Raises InvalidError that names the step
    which is missing.
    """
    if not lacks_case(session, worker_id, last_day):
        return
    raise InvalidError(
        N_("{name} cannot be dismissed like this. {why} Walk the case under “Rewards and discipline” first (Art 14)."),
        {
            "reason": Message(
                N_("A dismissal is the end of a case: facts, evidence, notice, statement, decision, delivery.")
            )
        },
        name=name,
        why=_why(session, worker_id, last_day),
    )


def lacks_case(session: Session, worker_id: UUID, last_day: date) -> bool:
    """Return whether somebody who was dismissed on a day should have a case on file (Art 14) and has none."""
    return last_day >= IN_FORCE_FROM and not has_dismissal(session, worker_id, last_day)


def has_dismissal(session: Session, worker_id: UUID, last_day: date) -> bool:
    """Return whether a case on file leads to a dismissal on that day."""
    return any(why_no_dismissal(steps_of(session, case), last_day) is None for case in _cases(session, worker_id))


def _why(session: Session, worker_id: UUID, last_day: date) -> Message:
    reasons = [why_no_dismissal(steps_of(session, case), last_day) for case in _cases(session, worker_id)]
    found = [reason for reason in reasons if reason is not None]
    return found[-1] if found else Message(N_("No case is on file."))


def _cases(session: Session, worker_id: UUID) -> list[UUID]:
    query = select(DisciplineCase.id).where(DisciplineCase.worker_id == worker_id).order_by(DisciplineCase.number)
    return list(session.scalars(query))
