"""What is entered of a person in one act though it is several records: one form instead of three."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.workers import AppointmentForm, AttestationForm, EmploymentForm, WorkerForm
from gridadmin.services.employment import appoint_worker, start_employment
from gridadmin.services.worker_records import attest_condition, create_worker


def enter_worker(
    session: Session,
    form: WorkerForm,
    today: date,
    service: EmploymentForm | None = None,
    post: AppointmentForm | None = None,
) -> UUID:
    """Enter a person, begin the service and appoint to a grid, as far as each is given; return the person's id.

    Raises:
        InvalidError: as `create_worker`, `start_employment` and `appoint_worker`; nothing is entered then.
    """
    worker_id = create_worker(session, form, today)
    session.flush()
    if service is not None:
        start_employment(session, worker_id, service)
        session.flush()
    if post is not None:
        appoint_worker(session, worker_id, post)
    return worker_id


def attest_conditions(session: Session, worker_id: UUID, forms: Sequence[AttestationForm]) -> int:
    """Record a person's word on several conditions of Art 11 at once and return how many."""
    for form in forms:
        attest_condition(session, worker_id, form)
    return len(forms)
