"""Grid workers on a day: the roster, one person's detail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.phones import phone_rank
from gridadmin.domain.workers import (
    AppointmentRow,
    AttestationRow,
    EmploymentRow,
    PhoneRow,
    WorkerDetail,
    WorkerRow,
    WorkerStatus,
)
from gridadmin.i18n import N_
from gridadmin.models.base import Record
from gridadmin.models.grids import Grid, GridVersion
from gridadmin.models.office import Community
from gridadmin.models.workers import Appointment, Attestation, Employment, Worker, WorkerPhone, WorkerProfile
from gridadmin.services.dated import chunks, columns_of, covers, version_on

RecordT = TypeVar("RecordT", bound=Record)


def list_workers(session: Session, as_of: date, status: WorkerStatus | None = None) -> list[WorkerRow]:
    """Return the roster on a day in the order of pinyin; all, or only those in service or those who left."""
    workers = session.scalars(select(Worker).order_by(Worker.name_pinyin, Worker.id)).all()
    rows = _worker_rows(session, workers, as_of, everybody=True)
    return [row for row in rows if status is None or row.status is status]


def worker_rows(session: Session, worker_ids: Sequence[UUID], as_of: date) -> list[WorkerRow]:
    """Return the rows of some workers on a day, in the order of the ids; those who are gone are left out."""
    found: dict[UUID, Worker] = {}
    for piece in chunks(worker_ids):
        found |= {worker.id: worker for worker in session.scalars(select(Worker).where(Worker.id.in_(piece)))}
    return _worker_rows(session, [found[key] for key in worker_ids if key in found], as_of)


def get_worker(session: Session, worker_id: UUID, as_of: date) -> WorkerDetail:
    """Return everything kept about one person, as of a day; NotFoundError where the person is gone."""
    worker = session.get(Worker, worker_id)
    if worker is None:
        raise NotFoundError(N_("The person is no longer there."))
    facts = _load_facts(session, [worker_id])
    attested = select(Attestation).where(Attestation.worker_id == worker_id).order_by(Attestation.attested_on)
    return WorkerDetail(
        row=_worker_row(worker, facts, as_of),
        address=worker.address,
        emergency_contact=worker.emergency_contact,
        emergency_phone=worker.emergency_phone,
        remarks=worker.remarks,
        phones=tuple(_phone_row(phone) for phone in facts.phones[worker_id]),
        employments=tuple(_employment_row(spell) for spell in facts.employments[worker_id]),
        appointments=tuple(facts.appointment_row(row, as_of) for row in facts.appointments[worker_id]),
        attestations=tuple(_attestation_row(row) for row in session.scalars(attested)),
    )


def find_worker_id(session: Session, key: str) -> UUID:
    """Return the id of the person with an ID number, a name that occurs once, or an id.

    Raises:
        NotFoundError: nobody, or several persons of that name; the message says which and the way out.
    """
    by_number = session.scalar(select(Worker.id).where(Worker.id_number == key.upper()))
    if by_number is not None:
        return by_number
    named = session.scalars(select(Worker.id).where(Worker.name == key)).all()
    if len(named) == 1:
        return named[0]
    if named:
        raise NotFoundError(N_("{count} persons are called {name}. Give the ID number."), count=len(named), name=key)
    wanted = _as_uuid(key)
    if wanted is not None and session.get(Worker, wanted) is not None:
        return wanted
    raise NotFoundError(N_("There is no grid worker {key} in this office."), key=key)


def _as_uuid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


@dataclass(frozen=True)
class _Place:
    """A grid with its versions and the days of its existence."""

    code: str
    versions: list[GridVersion]
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class _Facts:
    """What belongs to some workers, by worker id, spells in the order of their first day."""

    profiles: dict[UUID, list[WorkerProfile]]
    phones: dict[UUID, list[WorkerPhone]]
    employments: dict[UUID, list[Employment]]
    appointments: dict[UUID, list[Appointment]]
    grids: dict[UUID, _Place]
    communities: dict[UUID, str]

    def appointment_row(self, row: Appointment, as_of: date) -> AppointmentRow:
        grid = self.grids[row.grid_id]
        held = version_on(grid.versions, as_of)
        return AppointmentRow(
            id=row.id,
            grid_id=row.grid_id,
            grid_code=grid.code,
            grid_name=held.name if held else grid.code,
            role=row.role,
            started_on=row.started_on,
            ended_on=row.ended_on,
            document=row.document,
            version=row.version,
        )

    def _serving(self, worker_id: UUID, as_of: date) -> list[Appointment]:
        """The appointments that count on a day: within the service, and to grids that exist (Art 10)."""
        if not any(covers(spell.started_on, spell.ended_on, as_of) for spell in self.employments[worker_id]):
            return []
        held = [row for row in self.appointments[worker_id] if covers(row.started_on, row.ended_on, as_of)]
        places = self.grids
        return [r for r in held if covers(places[r.grid_id].valid_from, places[r.grid_id].valid_to, as_of)]

    def community(self, worker: Worker, appointments: Sequence[Appointment], as_of: date) -> str:
        """The community of the person's first grid, else the one written on the person."""
        for appointment in appointments:
            held = version_on(self.grids[appointment.grid_id].versions, as_of)
            if held is not None:
                return self.communities[held.community_id]
        return self.communities.get(worker.community_id, "") if worker.community_id else ""


def _worker_rows(
    session: Session, workers: Sequence[Worker], as_of: date, *, everybody: bool = False
) -> list[WorkerRow]:
    facts = _load_facts(session, None if everybody else [worker.id for worker in workers])
    return [_worker_row(worker, facts, as_of) for worker in workers]


def _load_facts(session: Session, ids: Sequence[UUID] | None) -> _Facts:
    appointments = _owned(session, Appointment, Appointment.worker_id, ids, lambda row: (row.started_on, row.id))
    only = None if ids is None else list({row.grid_id for rows in appointments.values() for row in rows})
    return _Facts(
        profiles=_owned(session, WorkerProfile, WorkerProfile.worker_id, ids, lambda row: row.valid_from),
        phones=_owned(session, WorkerPhone, WorkerPhone.worker_id, ids, _phone_order),
        employments=_owned(session, Employment, Employment.worker_id, ids, lambda row: (row.started_on, row.id)),
        appointments=appointments,
        grids=_grids(session, only),
        communities={row.id: row.name for row in session.execute(select(Community.id, Community.name))},
    )


def _grids(session: Session, ids: Sequence[UUID] | None) -> dict[UUID, _Place]:
    """Return the grids with some ids, or all."""
    versions = _owned(session, GridVersion, GridVersion.grid_id, ids, lambda row: row.valid_from)
    every = select(Grid.id, Grid.code, Grid.valid_from, Grid.valid_to)
    pieces = [every] if ids is None else [every.where(Grid.id.in_(piece)) for piece in chunks(ids)]
    return {
        row.id: _Place(row.code, versions[row.id], row.valid_from, row.valid_to)
        for query in pieces
        for row in session.execute(query)
    }


def _owned(
    session: Session,
    record: type[RecordT],
    owner: InstrumentedAttribute[UUID],
    ids: Sequence[UUID] | None,
    order: Callable[[RecordT], Any],
) -> dict[UUID, list[RecordT]]:
    grouped: dict[UUID, list[RecordT]] = defaultdict(list)
    every = select(*columns_of(record))
    queries = [every] if ids is None else [every.where(owner.in_(piece)) for piece in chunks(ids)]
    for query in queries:
        for row in session.execute(query):
            grouped[getattr(row, owner.key)].append(cast(RecordT, row))  # its columns are all that is read
    for rows in grouped.values():
        rows.sort(key=order)
    return grouped


def _phone_order(phone: WorkerPhone) -> tuple[bool, tuple[int, date, UUID]]:
    return phone.valid_to is not None, phone_rank(phone)


def _worker_row(worker: Worker, facts: _Facts, as_of: date) -> WorkerRow:
    profile = version_on(facts.profiles[worker.id], as_of)
    spell = _spell_on(facts.employments[worker.id], as_of)
    appointments = facts._serving(worker.id, as_of)
    return WorkerRow(
        id=worker.id,
        name=worker.name,
        initials=worker.name_initials,
        id_number=worker.id_number,
        sex=worker.sex,
        birth_date=worker.birth_date,
        ethnicity=worker.ethnicity,
        political_status=profile.political_status if profile else None,
        education=profile.education if profile else None,
        kind=spell.kind if spell else None,
        source=spell.source if spell else None,
        status=_status(spell, as_of),
        started_on=spell.started_on if spell else None,
        ended_on=spell.ended_on if spell else None,
        phones=_numbers(facts.phones[worker.id], as_of),
        grids=tuple(facts.appointment_row(row, as_of) for row in appointments),
        community=facts.community(worker, appointments, as_of),
        photo=worker.photo,
        version=worker.version,
    )


def _spell_on(spells: Sequence[Employment], as_of: date) -> Employment | None:
    """The spell that holds on the day, else the last one begun before it."""
    begun = [spell for spell in spells if spell.started_on <= as_of]
    holding = [spell for spell in begun if covers(spell.started_on, spell.ended_on, as_of)]
    spells_to_show = holding or begun
    return spells_to_show[-1] if spells_to_show else None


def _status(spell: Employment | None, as_of: date) -> WorkerStatus | None:
    if spell is None:
        return None
    return WorkerStatus.ACTIVE if covers(spell.started_on, spell.ended_on, as_of) else WorkerStatus.LEFT


def _numbers(phones: Sequence[WorkerPhone], as_of: date) -> tuple[str, ...]:
    return tuple(
        phone.number for phone in sorted(phones, key=phone_rank) if covers(phone.valid_from, phone.valid_to, as_of)
    )


def _phone_row(phone: WorkerPhone) -> PhoneRow:
    return PhoneRow(phone.id, phone.number, phone.purpose, phone.valid_from, phone.valid_to)


def _employment_row(spell: Employment) -> EmploymentRow:
    return EmploymentRow(
        id=spell.id,
        kind=spell.kind,
        source=spell.source,
        started_on=spell.started_on,
        ended_on=spell.ended_on,
        exit_reason=spell.exit_reason,
        document=spell.document,
        version=spell.version,
    )


def _attestation_row(row: Attestation) -> AttestationRow:
    return AttestationRow(row.id, row.condition, row.met, row.attested_by, row.attested_on, row.remark)
