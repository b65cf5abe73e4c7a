"""Who may change what of courses, sessions, attendance and required hours (培训): the township's own records."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridadmin.domain.training import Attendance, CourseKind
from gridadmin.wire.owner_fields import DAY, JSON, NOTE, PERSONAL, TEXT, UNTIL, WHOLE, about, choice, optional, refers
from gridadmin.wire.owner_terms import Owner, RecordOwners
from gridadmin.wire.owners_scans import scan_page

TRAINING: Mapping[str, RecordOwners] = MappingProxyType(
    {
        "training_course": RecordOwners(
            Owner.TOWNSHIP,
            {
                "name": TEXT, "kind": choice(CourseKind), "hours": WHOLE, "pass_mark": optional(WHOLE),
                "full_mark": WHOLE, "audience_view": optional(JSON), "place": NOTE, "starts_at": NOTE,
                "trainer": about(PERSONAL, NOTE), "content": NOTE,
                "certificate_type_id": optional(refers("certificate_type")), "retired_on": UNTIL,
            },
            since=2,
        ),
        "training_plan_line": RecordOwners(
            Owner.TOWNSHIP,
            {
                "year": WHOLE, "course_id": refers("training_course"), "month": WHOLE, "sessions": WHOLE,
                "audience": NOTE, "person_in_charge": about(PERSONAL, NOTE), "document": NOTE, "remarks": NOTE,
            },
            since=2,
        ),
        "training_session": RecordOwners(
            Owner.TOWNSHIP,
            {
                "course_id": refers("training_course"), "title": TEXT, "held_on": DAY, "starts_at": NOTE,
                "ends_at": NOTE, "place": NOTE, "trainer": about(PERSONAL, NOTE), "hours": WHOLE,
                "pass_mark": optional(WHOLE), "full_mark": WHOLE, "remarks": NOTE, "cancelled_on": UNTIL,
                "resit_of_id": optional(refers("training_session")),
                "series_id": optional(refers("training_session")),
            },
            since=2,
        ),
        "training_attendee": RecordOwners(
            Owner.TOWNSHIP,
            {
                "session_id": refers("training_session"), "worker_id": refers("worker"),
                "attendance": about(PERSONAL, optional(choice(Attendance))),
                "hours": about(PERSONAL, optional(WHOLE)), "score": about(PERSONAL, optional(WHOLE)),
                "remark": about(PERSONAL, NOTE),
            },
            natural_key=("session_id", "worker_id"),
            since=2,
        ),
        "training_scan": scan_page("session_id", "training_session"),
    }
)  # fmt: skip
