"""Writing training: courses, sessions at places and times, their lists, what is entered, re-sits (Art 23)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.training import CourseForm, CourseRow, Entry, SessionForm, show_tenths
from gridadmin.i18n import N_, Message
from gridadmin.models.ids import new_id
from gridadmin.models.training import TrainingAttendee, TrainingCourse, TrainingPlanLine, TrainingSession
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.dated import chunks
from gridadmin.services.scans import remove_all_scans
from gridadmin.services.training_book import course_form, require_course, require_session

ENTERED = ("attendance", "hours", "score", "remark")
SCANS = "training_scan"


def list_courses(session: Session, as_of: date, *, retired: bool = False) -> list[CourseRow]:
    """Return the courses in the order of their names, with their sessions by a day; retired ones where asked for."""
    held: dict[UUID, list[date]] = {}
    query = select(TrainingSession.course_id, TrainingSession.held_on).where(TrainingSession.cancelled_on.is_(None))
    for course_id, day in session.execute(query):
        held.setdefault(course_id, []).append(day)
    rows = []
    for course in session.scalars(select(TrainingCourse).order_by(TrainingCourse.name, TrainingCourse.id)):
        days = held.get(course.id, [])
        past = [day for day in days if day <= as_of]
        gone = course.retired_on is not None and course.retired_on <= as_of
        if retired or not gone:
            rows.append(
                CourseRow(course.id, course_form(course), len(past), max(past, default=None), len(days) - len(past))
            )
    return rows


def create_course(session: Session, form: CourseForm) -> UUID:
    """Add a course and return its id; InvalidError where fields are wrong."""
    _check_course(session, form)
    course = TrainingCourse(id=new_id(), **_course_values(form))
    session.add(course)
    return course.id


def update_course(session: Session, course_id: UUID, form: CourseForm) -> None:
    """Change a course; sessions that were made from it stay as they are. Raises as `create_course`, ConflictError."""
    course = require_course(session, course_id)
    require_version(course, form.version, course.name)
    _check_course(session, form, course_id)
    assign(course, **_course_values(form))


def delete_course(session: Session, course_id: UUID) -> None:
    """Delete a course that was never held; InvalidError where there are sessions or lines of a plan."""
    course = require_course(session, course_id)
    for record in (TrainingSession, TrainingPlanLine):
        if session.scalar(select(record.id).where(record.course_id == course_id).limit(1)) is not None:
            raise InvalidError(N_("{name} has sessions or stands in a plan. Retire it instead."), name=course.name)
    session.delete(course)


def create_session(session: Session, form: SessionForm, worker_ids: Sequence[UUID] = ()) -> UUID:
    """Arrange a session, with a list where one is given, and return its id; InvalidError where fields are wrong."""
    _check_session(session, form)
    made = TrainingSession(id=new_id(), **_session_values(form))
    session.add(made)
    session.flush()
    _invite(session, made.id, worker_ids)
    return made.id


def record_session(session: Session, form: SessionForm, entries: Mapping[UUID, Entry]) -> UUID:
    """Record a session with its list and what is entered for each person at once; return its id."""
    _check_session(session, form)
    made = TrainingSession(id=new_id(), **_session_values(form))
    session.add(made)
    for worker_id, entry in entries.items():
        values = {name: getattr(entry, name) for name in ENTERED}
        session.add(TrainingAttendee(id=new_id(), session_id=made.id, worker_id=worker_id, **values))
    return made.id


def update_session(session: Session, session_id: UUID, form: SessionForm) -> None:
    """Change a session. Raises NotFoundError, ConflictError (a lost race), InvalidError (fields are wrong)."""
    known = require_session(session, session_id)
    require_version(known, form.version, known.title)
    _check_session(session, form)
    values = _session_values(form)
    for fixed in ("resit_of_id", "series_id"):
        values.pop(fixed)  # what it repeats and belongs to is decided when it is arranged
    assign(known, **values)


def delete_session(session: Session, session_id: UUID) -> None:
    """Delete a session with its list; InvalidError where something was entered or others go back to it."""
    found = require_session(session, session_id)
    attendees = _attendees(session, session_id)
    if any(getattr(row, name) is not None for row in attendees for name in ENTERED):
        raise InvalidError(N_("Attendance or results of {title} are entered. Call it off instead."), title=found.title)
    linked = (TrainingSession.resit_of_id == session_id) | (TrainingSession.series_id == session_id)
    if session.scalar(select(TrainingSession.id).where(linked, TrainingSession.id != session_id).limit(1)) is not None:
        raise InvalidError(N_("Other sessions go back to {title}. Delete them first."), title=found.title)
    for row in attendees:
        session.delete(row)
    remove_all_scans(session, SCANS, session_id)
    session.flush()
    session.delete(found)


def add_sister(session: Session, session_id: UUID, form: SessionForm) -> UUID:
    """Arrange the same training at another place or time and return the new session's id; its list is empty."""
    first = require_session(session, session_id)
    series = first.series_id or first.id
    assign(first, series_id=series)
    return create_session(session, replace(form, course_id=first.course_id, series_id=series, resit_of_id=None))


def invite(session: Session, session_id: UUID, worker_ids: Sequence[UUID]) -> int:
    """Put persons on the list and return how many are new; who is on it, or on that of a sister, is left out."""
    require_session(session, session_id)
    return _invite(session, session_id, worker_ids)


def uninvite(session: Session, attendee_ids: Sequence[UUID]) -> int:
    """Take persons off a list and return how many; InvalidError where something was entered for one of them."""
    rows = _by_id(session, attendee_ids)
    if any(getattr(row, name) is not None for row in rows for name in ENTERED):
        raise InvalidError(N_("Something is entered for some of them. Empty their cells first."))
    for row in rows:
        session.delete(row)
    return len(rows)


def put_entries(session: Session, session_id: UUID, changes: Mapping[UUID, Mapping[str, Any]]) -> int:
    """Enter attendance, hours, scores and remarks for some of a list and return for how many anything changed.

    Args:
        session: within an act.
        session_id: whose list.
        changes: attendee id -> field of `Entry` -> value; what is not named stays.

    Raises:
        NotFoundError: the session or somebody on the list is gone. InvalidError: a score above the full mark.
    """
    held = require_session(session, session_id)
    rows = {row.id: row for row in _by_id(session, list(changes)) if row.session_id == session_id}
    if len(rows) < len(changes):
        raise NotFoundError(N_("Somebody is no longer on the list. Reload it and enter again."))
    over = [values["score"] for values in changes.values() if (values.get("score") or 0) > held.full_mark]
    if over:
        raise InvalidError(
            N_("A score of {score} is above the full mark of {full}."),
            score=show_tenths(max(over)),
            full=show_tenths(held.full_mark),
        )
    return sum(
        assign(rows[key], **{name: values[name] for name in ENTERED if name in values})
        for key, values in changes.items()
    )


def _invite(session: Session, session_id: UUID, worker_ids: Sequence[UUID]) -> int:
    held = require_session(session, session_id)
    taken = set(session.scalars(select(TrainingAttendee.worker_id).where(TrainingAttendee.session_id == session_id)))
    if held.series_id is not None:
        sisters = select(TrainingSession.id).where(
            TrainingSession.series_id == held.series_id, TrainingSession.cancelled_on.is_(None)
        )
        taken |= set(
            session.scalars(select(TrainingAttendee.worker_id).where(TrainingAttendee.session_id.in_(sisters)))
        )
    new = [key for key in dict.fromkeys(worker_ids) if key not in taken]
    session.add_all(TrainingAttendee(id=new_id(), session_id=session_id, worker_id=key) for key in new)
    return len(new)


def _attendees(session: Session, session_id: UUID) -> Sequence[TrainingAttendee]:
    return session.scalars(select(TrainingAttendee).where(TrainingAttendee.session_id == session_id)).all()


def _by_id(session: Session, ids: Sequence[UUID]) -> list[TrainingAttendee]:
    found: list[TrainingAttendee] = []
    for piece in chunks(ids):
        found += session.scalars(select(TrainingAttendee).where(TrainingAttendee.id.in_(piece)))
    return found


def _course_values(form: CourseForm) -> dict[str, Any]:
    values = {each.name: getattr(form, each.name) for each in fields(form) if each.name not in ("audience", "version")}
    return values | {"name": form.name.strip(), "audience_view": form.audience.to_json()}


def _session_values(form: SessionForm) -> dict[str, Any]:
    values = {each.name: getattr(form, each.name) for each in fields(form) if each.name != "version"}
    return values | {"title": form.title.strip()}


def _check_course(session: Session, form: CourseForm, course_id: UUID | None = None) -> None:
    wrong = _wrong_marks(form)
    if not form.name.strip():
        wrong["name"] = Message(N_("Enter the name of the course."))
    same = session.scalars(select(TrainingCourse.id).where(TrainingCourse.name == form.name.strip()))
    if any(key != course_id for key in same):
        wrong["name"] = Message(N_("There is a course of this name already."))
    _refuse(N_("The course cannot be saved like this."), wrong)


def _check_session(session: Session, form: SessionForm) -> None:
    require_course(session, form.course_id)
    wrong = _wrong_marks(form)
    if not form.title.strip():
        wrong["title"] = Message(N_("Enter what the session is called."))
    if form.starts_at and form.ends_at and form.ends_at <= form.starts_at:
        wrong["ends_at"] = Message(N_("The end lies before the beginning."))
    _refuse(N_("The training session cannot be saved like this."), wrong)


def _wrong_marks(form: CourseForm | SessionForm) -> dict[str, Message]:
    wrong: dict[str, Message] = {}
    if form.hours < 0:
        wrong["hours"] = Message(N_("Hours cannot be less than 0."))
    if form.full_mark <= 0:
        wrong["full_mark"] = Message(N_("The full mark must be more than 0."))
    if form.pass_mark is not None and not 0 <= form.pass_mark <= form.full_mark:
        wrong["pass_mark"] = Message(N_("The pass mark must lie between 0 and the full mark."))
    return wrong


def _refuse(msgid: str, wrong: dict[str, Message]) -> None:
    if wrong:
        raise InvalidError(msgid, wrong)


def copy_attendees(session: Session, session_id: UUID, only: Iterable[UUID] | None = None) -> list[UUID]:
    """Return who is on a list, for another session; `only` narrows it to some of the persons."""
    wanted = None if only is None else set(only)
    found = (row.worker_id for row in _attendees(session, session_id))
    return [key for key in found if wanted is None or key in wanted]
