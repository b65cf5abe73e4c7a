"""The words of training for the journal; hours and marks are kept in tenths and told as they are written."""

from __future__ import annotations

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.training import Attendance, CourseKind
from gridadmin.i18n import N_

RECORDS: dict[str, str] = {
    "training_course": N_("Course"),
    "training_plan_line": N_("Line of the training plan"),
    "training_session": N_("Training session"),
    "training_attendee": N_("Training of a person"),
    "training_scan": N_("Scanned page of training materials"),
}

FIELDS: dict[str, str] = {
    "hours": N_("Training hours"),
    "pass_mark": N_("Pass mark"),
    "full_mark": N_("Full mark"),
    "starts_at": N_("Begins at"),
    "ends_at": N_("Ends at"),
    "trainer": N_("Trainer"),
    "content": N_("Content"),
    "retired_on": N_("Out of use from"),
    "year": N_("Year"),
    "month": N_("Month"),
    "certificate_type_id": N_("Certificate for who passes"),
    "course_id": N_("Course"),
    "sessions": N_("Sessions"),
    "audience": N_("For whom"),
    "person_in_charge": N_("Person in charge"),
    "title": N_("Title"),
    "held_on": N_("Day"),
    "cancelled_on": N_("Called off on"),
    "resit_of_id": N_("Re-sit of"),
    "series_id": N_("Together with"),
    "session_id": N_("Training session"),
    "attendance": N_("Attendance"),
    "score": N_("Score"),
}

ENUMS: dict[tuple[str, str], type[LabelledEnum]] = {
    ("training_course", "kind"): CourseKind,
    ("training_attendee", "attendance"): Attendance,
}

TENTHS = frozenset({"hours", "pass_mark", "full_mark", "score"})
