"""Enrolment in insurance: who is in which scheme with what base, from which month to which."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_
from gridadmin.models.ids import new_id
from gridadmin.models.insurance import InsuranceEnrolment
from gridadmin.services.assignment import assign
from gridadmin.services.worker_records import require_worker


def enrol(
    session: Session, worker_id: UUID, first: Month, bases: Mapping[Scheme, int], reason: str | None = None
) -> int:
    """Enrol somebody from a month on with a base for each scheme; a base that held before ends. Return how many began.

    Raises:
        InvalidError: a base below zero, or an enrolment that begins in that month or later already.
    """
    worker = require_worker(session, worker_id)
    for scheme, base in bases.items():
        if base < 0:
            raise InvalidError(N_("A contribution base cannot be below zero."))
        for known in _rows(session, worker_id, scheme):
            if known.first_month >= first.first_day:
                raise InvalidError(
                    N_("{name} is enrolled in {scheme} from {month} already. Correct that enrolment."),
                    name=worker.name, scheme=scheme.message, month=Month.of(known.first_month),
                )  # fmt: skip
            if known.last_month is None or known.last_month >= first.first_day:
                assign(known, last_month=first.plus(-1).first_day)
        session.add(
            InsuranceEnrolment(
                id=new_id(), worker_id=worker_id, scheme=scheme, first_month=first.first_day, base=base, reason=reason
            )
        )
    return len(bases)


def end_enrolments(session: Session, worker_id: UUID, last: Month) -> int:
    """Let every enrolment of somebody end with a month and return how many ended; one that had not begun is removed."""
    require_worker(session, worker_id)
    ended = 0
    for scheme in Scheme:
        for row in _rows(session, worker_id, scheme):
            if row.last_month is not None and row.last_month <= last.first_day:
                continue
            ended += 1
            if row.first_month > last.first_day:
                session.delete(row)
            else:
                assign(row, last_month=last.first_day)
    return ended


def _rows(session: Session, worker_id: UUID, scheme: Scheme) -> list[InsuranceEnrolment]:
    query = select(InsuranceEnrolment).where(
        InsuranceEnrolment.worker_id == worker_id, InsuranceEnrolment.scheme == scheme
    )
    return list(session.scalars(query.order_by(InsuranceEnrolment.first_month)))
