"""Training in the practice office's past: courses, a plan for each year, sessions with attendance and results."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache, partial
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.config import find_resources
from gridadmin.domain.training import (
    TO_RESIT,
    Attendance,
    Audience,
    CourseForm,
    CourseKind,
    Entry,
    SessionForm,
    result_of,
)
from gridadmin.domain.training_plan import PlanForm
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.practice_acts import Acts
from gridadmin.jobs.practice_lives import REFERENCE_DAY, Life
from gridadmin.jobs.practice_timeline import PAPERS, Timeline
from gridadmin.services.qualifications import list_certificate_types
from gridadmin.services.training import create_course, record_session
from gridadmin.services.training_plan import create_plan_line

SEED = 20220105
FIRST_YEAR, LAST_YEAR = 2022, 2026
FULL = EmploymentKind.FULL_TIME
NEW_FOR_DAYS = 370  # so long after the first day somebody still counts as new for the entry course
TO_ENTER, UPCOMING = date(2026, 10, 27), date(2026, 11, 12)
ALL_COURSES = date(2022, 1, 10)
DAYS = {
    ("meeting", 3): 18, ("business", 4): 13, ("law", 5): 17, ("meeting", 6): 16, ("safety", 6): 9,
    ("business", 9): 15, ("meeting", 9): 22, ("entry", 10): 20, ("meeting", 12): 21,
}  # fmt: skip


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    path = find_resources() / "defaults" / "practice_training.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def plan_training(timeline: Timeline, office: OpenOffice, acts: Acts, lives: Sequence[Life]) -> None:
    """Plan courses, plans and sessions; draws of its own, so that everybody else's life stays as it was."""
    clerk = _Trainer(office, acts, lives, Random(SEED))  # no secret: the same office every time is what is wanted
    timeline.at(ALL_COURSES, PAPERS, clerk.make_courses)
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        timeline.at(date(year, 1, 12), PAPERS, partial(clerk.make_plan, year))
        for key, month in _words()["plan"]:
            day = date(year, month, DAYS[key, month])
            if day <= REFERENCE_DAY:
                timeline.at(day, PAPERS, partial(clerk.hold, key))
    timeline.at(TO_ENTER, PAPERS, clerk.hold_without_results)
    timeline.at(REFERENCE_DAY - timedelta(days=2), PAPERS, clerk.arrange_next)


class _Trainer:
    """Who arranges the training and enters who came."""

    def __init__(self, office: OpenOffice, acts: Acts, lives: Sequence[Life], chance: Random) -> None:
        self._office, self._acts, self._lives, self._chance = office, acts, lives, chance
        self._courses: dict[str, UUID] = {}
        self._numbers: dict[tuple[str, int], int] = {}

    def make_courses(self, _day: date) -> None:
        """Enter the courses."""
        types = {kind.name: kind.id for kind in self._office.read(list_certificate_types)}
        for row in _words()["courses"]:
            values = {name: value for name, value in row.items() if name not in ("key", "view", "kind", "certificate")}
            audience = Audience(kind=FULL if row.get("view") == "full_time" else None)
            certificate = types.get(row.get("certificate", ""))
            form = CourseForm(
                kind=CourseKind(row["kind"]), audience=audience, certificate_type_id=certificate, **values
            )
            sentence = Message(N_("Add the course {name}"), {"name": form.name})
            self._courses[row["key"]] = self._office.act(sentence, create_course, form)

    def make_plan(self, year: int, _day: date) -> None:
        """Enter the plan of a year, as the paper of January has it."""
        forms = [
            PlanForm(
                year=year, course_id=self._courses[key], month=month, sessions=2 if key == "business" else 1,
                audience=_for_whom(key), person_in_charge=_words()["in_charge"], document=f"侨办发〔{year}〕3号",
            )
            for key, month in _words()["plan"]
        ]  # fmt: skip
        sentence = Message(N_("Enter the training plan of {year}"), {"year": year})
        self._office.act(sentence, _add_lines, forms)

    def hold(self, key: str, day: date) -> None:
        """Hold a course, at two places where everybody comes, and a re-sit five weeks later for who failed."""
        people = self._meant(key, day)
        if not people:
            return
        if key != "business":
            self._record(key, day, people)
            return
        half = len(people) // 2
        first = self._record(key, day, people[:half])
        second = day + timedelta(days=1)
        self._record(key, second, people[half:], series_id=first, **_words()["second_place"])

    def hold_without_results(self, day: date) -> None:
        """Hold a session on whose list nothing is entered yet."""
        people = [life for life in self._meant("safety", day) if life.village.endswith(("002", "003", "004", "005"))]
        form = self._form("safety", day)
        self._act(form, {self._acts.worker_id(life): Entry() for life in people})

    def arrange_next(self, _day: date) -> None:
        """Arrange a session that is still to come; on its list stands who is new."""
        people = [self._acts.worker_id(life) for life in self._meant("entry", REFERENCE_DAY)]
        self._act(self._form("entry", UPCOMING), {who: Entry() for who in people})

    def _meant(self, key: str, day: date) -> list[Life]:
        """Return who is to come, in the order of villages."""
        found = [life for life in self._lives if _kind_on(life, day) is not None]
        if key in ("law", "meeting"):
            found = [life for life in found if _kind_on(life, day) is FULL]
        if key == "entry":
            found = [life for life in found if life.first_day > day - timedelta(days=NEW_FOR_DAYS)]
        return sorted(found, key=lambda life: (life.village, life.first_day))

    def _record(self, key: str, day: date, people: Sequence[Life], **changes: Any) -> UUID:
        form = self._form(key, day, **changes)
        entries = {self._acts.worker_id(life): self._entry(form) for life in people}
        made = self._act(form, entries)
        missing = [who for who, entry in entries.items() if result_of(entry, form.pass_mark) in TO_RESIT]
        failed = missing if form.pass_mark is not None else []
        recent = day > REFERENCE_DAY - timedelta(days=90)
        if failed and not recent:  # the newest failures still wait for their re-sit
            again = self._form(key, day + timedelta(days=35), resit_of_id=made, hours=0, title=f"{form.title}（补考）")
            marks = {who: Entry(Attendance.PRESENT, score=600 + 10 * self._chance.randrange(30)) for who in failed}
            self._act(again, marks)
        return made

    def _entry(self, form: SessionForm) -> Entry:
        drawn = self._chance.random()
        score = None if form.pass_mark is None else min(max(round(self._chance.gauss(82, 10)), 35), 100) * 10
        if drawn < 0.93:
            return Entry(Attendance.PRESENT, score=score)
        if drawn < 0.95:
            return Entry(Attendance.LATE, hours=max(form.hours - 10, 0), score=score)
        if drawn < 0.985:
            return Entry(Attendance.LEAVE, remark=self._chance.choice(_words()["excuses"]))
        return Entry(Attendance.ABSENT)

    def _form(self, key: str, day: date, **changes: Any) -> SessionForm:
        row = next(each for each in _words()["courses"] if each["key"] == key)
        number = self._numbers.get((key, day.year), 0) + ("title" not in changes)
        self._numbers[key, day.year] = number
        values: dict[str, Any] = {
            "title": f"{row['name']}第{number}期",
            "held_on": day,
            "course_id": self._courses[key],
        }
        values |= {name: row[name] for name in ("place", "starts_at", "trainer", "hours", "pass_mark", "full_mark")}
        return SessionForm(**(values | changes))

    def _act(self, form: SessionForm, entries: dict[UUID, Entry]) -> UUID:
        facts = {"title": form.title, "count": len(entries)}
        sentence = Message(N_("Record the training session {title}: {count} persons"), facts)
        return self._office.act(sentence, record_session, form, entries)


def _kind_on(life: Life, day: date) -> EmploymentKind | None:
    spells = (spell for spell in life.spells if spell.started_on <= day and (spell.ended_on or day) >= day)
    return next((spell.kind for spell in spells), None)


def _for_whom(key: str) -> str:
    return {"law": "专职网格员", "meeting": "专职网格员", "entry": "新任网格员"}.get(key, "全体网格员")


def _add_lines(session: Session, forms: Sequence[PlanForm]) -> None:
    for form in forms:
        create_plan_line(session, form)
