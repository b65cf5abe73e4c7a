"""What the dialogs of a person start from: the form as it stands, who has an ID number, who can be chosen."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.phones import phone_rank
from gridadmin.domain.workers import PhonePurpose, PhoneRow, WorkerForm, WorkerRow, WorkerStatus
from gridadmin.domain.workers_changes import KnownPerson
from gridadmin.models.workers import Worker
from gridadmin.services.dated import covers
from gridadmin.services.workers import get_worker, list_workers, worker_rows


def worker_form(session: Session, worker_id: UUID, on: date) -> WorkerForm:
    """Return the form of a person as the facts stand on a day; NotFoundError where the person is gone."""
    detail = get_worker(session, worker_id, on)
    row = detail.row
    return WorkerForm(
        name=row.name,
        id_number=row.id_number,
        birth_date=row.birth_date,
        sex=row.sex,
        ethnicity=row.ethnicity,
        political_status=row.political_status,
        education=row.education,
        mobile=_number(detail.phones, PhonePurpose.MOBILE, on),
        duty_phone=_number(detail.phones, PhonePurpose.DUTY, on),
        address=detail.address,
        emergency_contact=detail.emergency_contact,
        emergency_phone=detail.emergency_phone,
        remarks=detail.remarks,
        effective_on=on,
        version=row.version,
    )


def _number(phones: tuple[PhoneRow, ...], purpose: PhonePurpose, on: date) -> str | None:
    holding = [p for p in phones if p.purpose is purpose and covers(p.valid_from, p.valid_to, on)]
    return min(holding, key=phone_rank).number if holding else None


def person_with_number(session: Session, id_number: str, on: date) -> KnownPerson | None:
    """Return who has an ID number, None where nobody has: the way to a re-hire instead of a second person."""
    worker_id = session.scalar(select(Worker.id).where(Worker.id_number == id_number.upper()))
    if worker_id is None:
        return None
    (row,) = worker_rows(session, [worker_id], on)
    return KnownPerson(row.id, row.name, row.status is WorkerStatus.ACTIVE, row.ended_on)


def workers_in_service(session: Session, on: date) -> list[WorkerRow]:
    """Return who can be appointed on a day, in the order of pinyin."""
    return list_workers(session, on, WorkerStatus.ACTIVE)
