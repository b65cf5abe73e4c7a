"""The records of training as services hand them to each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.training import Audience, CourseForm, Entry
from gridadmin.i18n import N_
from gridadmin.models.training import TrainingAttendee, TrainingCourse, TrainingSession


@dataclass(frozen=True)
class Listed:
    """Somebody on a list: the attendee's id, the person, what was entered."""

    id: UUID
    session_id: UUID
    worker_id: UUID
    entry: Entry


def course_form(course: TrainingCourse) -> CourseForm:
    """Return what a course says."""
    same = {each.name: getattr(course, each.name) for each in fields(CourseForm) if each.name != "audience"}
    return CourseForm(audience=Audience.from_json(course.audience_view), **same)


def require_course(session: Session, course_id: UUID) -> TrainingCourse:
    """Return a course; NotFoundError where it is gone."""
    course = session.get(TrainingCourse, course_id)
    if course is None:
        raise NotFoundError(N_("The course is no longer there."))
    return course


def require_session(session: Session, session_id: UUID) -> TrainingSession:
    """Return a session; NotFoundError where it is gone."""
    found = session.get(TrainingSession, session_id)
    if found is None:
        raise NotFoundError(N_("The training session is no longer there."))
    return found


def attendees_of(session: Session, session_ids: Iterable[UUID] | None = None) -> Mapping[UUID, list[Listed]]:
    """Return the lists of some sessions, or of all, by session."""
    found: dict[UUID, list[Listed]] = defaultdict(list)
    table = TrainingAttendee
    query = select(
        table.id, table.session_id, table.worker_id, table.attendance, table.hours, table.score, table.remark
    )
    if session_ids is not None:
        query = query.where(table.session_id.in_(list(session_ids)))
    for key, owner, worker_id, attendance, hours, score, remark in session.execute(query):
        found[owner].append(Listed(key, owner, worker_id, Entry(attendance, hours, score, remark)))
    return found
