"""The records of training as services hand them to each other."""

from __future__ import annotations

from dataclasses import fields
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.training import Audience, CourseForm
from gridadmin.i18n import N_
from gridadmin.models.training import TrainingCourse, TrainingSession


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
