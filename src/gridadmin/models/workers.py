"""Grid workers: the person, dated profile and phones, spells of employment, appointments, attestations."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.domain.workers import (
    AppointmentRole,
    Condition,
    EmploymentKind,
    ExitReason,
    PhonePurpose,
    Sex,
    WorkerSource,
)
from gridadmin.models.base import Record, references


class Worker(Record):
    """A person who is, was or will be a grid worker; one row for ever, whatever leaves and returns.

    `name_pinyin` and `name_initials` are derived from the name when it is written, so that search needs no pinyin data.
    """

    __tablename__ = "worker"
    feature = "workers"
    __table_args__ = (Index(None, "name_pinyin", "id"),)  # the first page of the list

    name: Mapped[str] = mapped_column(index=True)
    name_pinyin: Mapped[str] = mapped_column(info={"derived": True})
    name_initials: Mapped[str] = mapped_column(info={"derived": True})
    id_number: Mapped[str | None] = mapped_column(unique=True)
    birth_date: Mapped[date | None]
    sex: Mapped[Sex]
    ethnicity: Mapped[str | None]
    community_id: Mapped[UUID | None] = mapped_column(references("community.id"))
    address: Mapped[str | None]
    emergency_contact: Mapped[str | None]
    emergency_phone: Mapped[str | None]
    photo: Mapped[str | None]
    remarks: Mapped[str | None]


class WorkerProfile(Record):
    """Facts of a person that change with time, holding from a day on until the next row (GB/T 4762, GB/T 4658)."""

    __tablename__ = "worker_profile"
    feature = "workers"
    __table_args__ = (Index(None, "worker_id", "valid_from", unique=True),)

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"))
    valid_from: Mapped[date]
    political_status: Mapped[str | None]
    education: Mapped[str | None]


class WorkerPhone(Record):
    """A phone number and the days it was in use; `valid_from` None = since before the office kept it."""

    __tablename__ = "worker_phone"
    feature = "workers"

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    number: Mapped[str] = mapped_column(index=True)
    purpose: Mapped[PhonePurpose]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class Employment(Record):
    """A spell of service (Art 2, 12, 24): first day to last day."""

    __tablename__ = "employment"
    feature = "workers"

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    kind: Mapped[EmploymentKind]
    source: Mapped[WorkerSource]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    exit_reason: Mapped[ExitReason | None]
    document: Mapped[str | None]


class Appointment(Record):
    """Work on a grid: who, which grid, as what, first day to last day, by which paper."""

    __tablename__ = "appointment"
    feature = "workers"

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    grid_id: Mapped[UUID] = mapped_column(references("grid.id"), index=True)
    role: Mapped[AppointmentRole]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    document: Mapped[str | None]


class Attestation(Record):
    """A person's word on a condition of Art 11 that cannot be computed."""

    __tablename__ = "attestation"
    feature = "workers"

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    condition: Mapped[Condition]
    met: Mapped[bool]
    attested_by: Mapped[str]
    attested_on: Mapped[date]
    remark: Mapped[str | None]
