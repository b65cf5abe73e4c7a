"""Persons who may be one: finding them, and merging them in an act that can be undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.workers import DuplicatePair, WorkerRow
from gridadmin.domain.workers_merge import merged_birth_date, merged_sex
from gridadmin.i18n import N_, Message
from gridadmin.models.base import Record
from gridadmin.models.training import TrainingAttendee
from gridadmin.models.workers import Employment, Worker, WorkerPhone, WorkerProfile
from gridadmin.services.assignment import assign
from gridadmin.services.duplicates_pay import join_tax_years, refuse_shared_run
from gridadmin.services.journal import record_classes
from gridadmin.services.worker_records import require_worker
from gridadmin.services.workers import list_workers

FILLABLE = ("id_number", "ethnicity", "community_id", "address", "photo")
EMERGENCY = ("emergency_contact", "emergency_phone")
DATED = ("political_status", "education")


def find_duplicates(session: Session, as_of: date) -> list[DuplicatePair]:
    """Return pairs of persons who may be one: same name and birth date, or same name and phone.

    The ID number decides, the name never does alone: two persons with two ID numbers are two.
    """
    by_name: dict[str, list[WorkerRow]] = defaultdict(list)
    for row in list_workers(session, as_of):
        by_name[row.name.rstrip("0123456789")].append(row)
    pairs = []
    for rows in by_name.values():
        for position, first in enumerate(rows):
            for second in rows[position + 1 :]:
                reason = _reason(first, second)
                if reason is not None:
                    pairs.append(DuplicatePair(first, second, reason))
    return pairs


def _reason(first: WorkerRow, second: WorkerRow) -> Message | None:
    if first.id_number and second.id_number:
        return None
    if first.birth_date and first.birth_date == second.birth_date:
        return Message(N_("Same name and birth date"))
    if set(first.phones) & set(second.phones):
        return Message(N_("Same name and phone"))
    return None


def merge_workers(session: Session, kept_id: UUID, merged_id: UUID) -> str:
    """Make two persons one: everything of the second goes to the first, which fills its gaps; return the name.

    Remarks of both are kept, one below the other.

    Raises:
        InvalidError: it is one person already, both have ID numbers that differ, their service overlaps, or one run
            of pay has a line of each.
    """
    kept, merged = _refuse_merge(session, kept_id, merged_id)
    gaps = _gaps(kept, merged)
    _move(session, kept_id, merged_id)
    session.delete(merged)
    session.flush()  # the ID number is unique: it is free only when the second row is gone
    assign(kept, **gaps)
    return kept.name


def why_not_merge(session: Session, kept_id: UUID, merged_id: UUID) -> Message | None:
    """Return why two files cannot become one, None where they can; asked before anybody is offered the merge."""
    try:
        _refuse_merge(session, kept_id, merged_id)
    except InvalidError as error:
        return error.message
    return None


def _refuse_merge(session: Session, kept_id: UUID, merged_id: UUID) -> tuple[Worker, Worker]:
    """Return both persons; InvalidError where they cannot be one."""
    kept, merged = require_worker(session, kept_id), require_worker(session, merged_id)
    if kept_id == merged_id:
        raise InvalidError(N_("This is one and the same person already."))
    if kept.id_number and merged.id_number:
        raise InvalidError(
            N_("{first} and {second} have different ID numbers; they are two persons."),
            first=kept.name,
            second=merged.name,
        )
    _refuse_overlap(session, kept, merged)
    refuse_shared_run(session, kept_id, merged_id)
    return kept, merged


def _gaps(kept: Worker, merged: Worker) -> dict[str, object]:
    """What the first person lacks and the second has."""
    names = (*FILLABLE, *EMERGENCY) if _agree(kept, merged, EMERGENCY) else FILLABLE
    gaps = {name: getattr(merged, name) for name in names if getattr(kept, name) is None}
    gaps["remarks"] = _both(kept.remarks, merged.remarks)
    return gaps | {"birth_date": merged_birth_date(kept, merged), "sex": merged_sex(kept, merged)}


def _agree(kept: Worker, merged: Worker, names: Sequence[str]) -> bool:
    """Whether facts that say something only together may be taken from both: a phone of Li is no phone of Wang."""
    pairs = [(getattr(kept, name), getattr(merged, name)) for name in names]
    return all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)


def _both(first: str | None, second: str | None) -> str | None:
    """Return two remarks as one, in which no line stands twice."""
    lines = dict.fromkeys(line for remark in (first, second) for line in (remark or "").splitlines())
    return "\n".join(lines) if first and second else first or second


def _refuse_overlap(session: Session, kept: Worker, merged: Worker) -> None:
    query = select(Employment).where(Employment.worker_id.in_([kept.id, merged.id])).order_by(Employment.started_on)
    spells = session.scalars(query).all()
    for earlier, later in pairwise(spells):
        if later.started_on <= (earlier.ended_on or date.max):
            raise InvalidError(
                N_("The service of {name} would overlap from {date} on. Correct one of the spells first."),
                name=kept.name,
                date=later.started_on.isoformat(),
            )


def _move(session: Session, kept_id: UUID, merged_id: UUID) -> None:
    _move_training(session, kept_id, merged_id)
    join_tax_years(session, kept_id, merged_id)
    for record, name in _references():
        for row in session.scalars(select(record).where(getattr(record, name) == merged_id)):
            assign(row, **{name: kept_id})
    numbers = set(session.scalars(select(WorkerPhone.number).where(WorkerPhone.worker_id == kept_id)))
    for phone in session.scalars(select(WorkerPhone).where(WorkerPhone.worker_id == merged_id)):
        if phone.number in numbers:
            session.delete(phone)
        else:
            assign(phone, worker_id=kept_id)
    _move_profiles(session, kept_id, merged_id)


def _move_training(session: Session, kept_id: UUID, merged_id: UUID) -> None:
    """Make two lines on the list of one training session one; the other lines move with everything else."""
    query = select(TrainingAttendee)
    kept = {row.session_id: row for row in session.scalars(query.where(TrainingAttendee.worker_id == kept_id))}
    for row in session.scalars(query.where(TrainingAttendee.worker_id == merged_id)).all():
        twin = kept.get(row.session_id)
        if twin is not None:
            gaps = {
                name: getattr(row, name) for name in ("attendance", "hours", "score") if getattr(twin, name) is None
            }
            assign(twin, **gaps, remark=_both(twin.remark, row.remark))
            session.delete(row)
    session.flush()


def _references() -> Iterator[tuple[type[Record], str]]:
    """Give every column of every record that names a person, without those that need more than a new name."""
    for record in record_classes().values():
        if record not in (WorkerPhone, WorkerProfile):
            columns = record.__table__.columns
            yield from (
                (record, each.name)
                for each in columns
                if any(key.column.table.name == "worker" for key in each.foreign_keys)
            )


def _move_profiles(session: Session, kept_id: UUID, merged_id: UUID) -> None:
    """Make two series of dated facts one, in which a fact that one series knows never gives way to a gap."""
    kept = {row.valid_from: row for row in _profiles(session, kept_id)}
    moved = []
    for profile in _profiles(session, merged_id):
        twin = kept.get(profile.valid_from)
        if twin is None:
            assign(profile, worker_id=kept_id)
            moved.append(profile)
        else:
            assign(twin, **{name: getattr(profile, name) for name in DATED if getattr(twin, name) is None})
            session.delete(profile)
    before: WorkerProfile | None = None
    for row in sorted([*kept.values(), *moved], key=lambda row: row.valid_from):
        if before is not None:
            assign(row, **{name: getattr(before, name) for name in DATED if getattr(row, name) is None})
        before = row


def _profiles(session: Session, worker_id: UUID) -> Sequence[WorkerProfile]:
    return session.scalars(select(WorkerProfile).where(WorkerProfile.worker_id == worker_id)).all()
