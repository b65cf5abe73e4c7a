"""Training: courses, the plan of a year, sessions, and who was on their lists (Art 23)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.domain.training import Attendance, CourseKind
from gridadmin.models.base import CanonicalJson, Record, references
from gridadmin.models.scans import ScanPage


class TrainingCourse(Record):
    """A course, the template of its sessions; hours and marks in tenths, times as `09:00`.

    Whoever passes gets a certificate of `certificate_type_id`, or has it renewed.
    """

    __tablename__ = "training_course"
    feature = "training"

    name: Mapped[str]
    kind: Mapped[CourseKind]
    hours: Mapped[int]
    pass_mark: Mapped[int | None]
    full_mark: Mapped[int]
    audience_view: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    place: Mapped[str | None]
    starts_at: Mapped[str | None]
    trainer: Mapped[str | None]
    content: Mapped[str | None]
    certificate_type_id: Mapped[UUID | None] = mapped_column(references("certificate_type.id"))
    retired_on: Mapped[date | None]


class TrainingPlanLine(Record):
    """A line of the plan of a year: a course in a month, how often, for whom."""

    __tablename__ = "training_plan_line"
    feature = "training"

    year: Mapped[int] = mapped_column(index=True)
    course_id: Mapped[UUID] = mapped_column(references("training_course.id"), index=True)
    month: Mapped[int]
    sessions: Mapped[int]
    audience: Mapped[str | None]
    person_in_charge: Mapped[str | None]
    document: Mapped[str | None]
    remarks: Mapped[str | None]


class TrainingSession(Record):
    """One gathering at a place and time.

    Sessions with one `series_id` (the id of the first of them) are one training at several places or times;
    `resit_of_id` is the session whose exam is taken again.
    """

    __tablename__ = "training_session"
    feature = "training"

    course_id: Mapped[UUID] = mapped_column(references("training_course.id"), index=True)
    title: Mapped[str]
    held_on: Mapped[date] = mapped_column(index=True)
    starts_at: Mapped[str | None]
    ends_at: Mapped[str | None]
    place: Mapped[str | None]
    trainer: Mapped[str | None]
    hours: Mapped[int]
    pass_mark: Mapped[int | None]
    full_mark: Mapped[int]
    remarks: Mapped[str | None]
    cancelled_on: Mapped[date | None]
    resit_of_id: Mapped[UUID | None] = mapped_column(references("training_session.id"), index=True)
    series_id: Mapped[UUID | None] = mapped_column(references("training_session.id"), index=True)


class TrainingAttendee(Record):
    """A person on the list of a session, and what was entered; hours and score in tenths."""

    __tablename__ = "training_attendee"
    feature = "training"
    __table_args__ = (Index(None, "session_id", "worker_id", unique=True),)

    session_id: Mapped[UUID] = mapped_column(references("training_session.id"))
    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    attendance: Mapped[Attendance | None]
    hours: Mapped[int | None]
    score: Mapped[int | None]
    remark: Mapped[str | None]


class TrainingScan(ScanPage):
    """A page of the materials of a session: hand-outs, the signed sheet, photos of the room."""

    __tablename__ = "training_scan"
    feature = "training"
    owner = "session_id"

    session_id: Mapped[UUID] = mapped_column(references("training_session.id"), index=True)
