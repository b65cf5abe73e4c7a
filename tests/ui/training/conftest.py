"""The page of training over a real office with a few people, a course and two sessions in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from gridadmin.domain.queues import Target
from gridadmin.domain.training import Attendance, CourseForm, Entry, SessionForm
from gridadmin.domain.training_plan import PlanForm
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.qualifications import list_certificate_types
from gridadmin.services.training import create_course, record_session
from gridadmin.services.training_plan import create_plan_line
from gridadmin.ui.background import Background
from gridadmin.ui.pages import Desk
from gridadmin.ui.preferences import PreferenceStore
from gridadmin.ui.training.page import TrainingPage
from tests.peopled_offices import TODAY, People, filled
from tests.real_offices import real_office

DO = Message("Do")


@dataclass
class Trained:
    """What was put into the office: the people, the course, a session that is done and one to be entered."""

    people: People
    course: UUID
    done: UUID
    waiting: UUID


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def trained(office: OpenOffice) -> Trained:
    people = filled(office)
    kind = office.read(list_certificate_types)[0].id
    form = CourseForm("业务培训", hours=80, pass_mark=600, certificate_type_id=kind, place="三楼会议室")
    course = office.act(DO, create_course, form)
    office.act(DO, create_plan_line, PlanForm(2026, course, 3, 2))

    def session(title: str, day: date, **entries: Entry) -> UUID:
        held = SessionForm(course, title, day, hours=80, pass_mark=600, place="三楼会议室")
        marks = {people.workers[name]: entry for name, entry in entries.items()}
        return office.act(DO, record_session, held, marks)

    passed, failed = Entry(Attendance.PRESENT, score=850), Entry(Attendance.PRESENT, score=500)
    done = session("第一期", date(2026, 3, 10), 张三=passed, 李四=failed, 王五=Entry(Attendance.LEAVE))
    waiting = session("第二期", date(2026, 10, 20), 张三=Entry(), 李四=Entry(), 王五=Entry())
    return Trained(people, course, done, waiting)


@pytest.fixture
def went() -> list[Target]:
    return []


@pytest.fixture
def desk(background: Background, preferences: PreferenceStore, went: list[Target]) -> Desk:
    return Desk(background, preferences, TODAY, went.append)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, trained: Trained, settle: Callable[[], None]) -> TrainingPage:
    made = TrainingPage(desk)
    qtbot.addWidget(made)
    desk.background.changed.connect(lambda words: made.reload() if made.features & words else None)
    made.resize(1300, 700)
    made.show()
    made.activateWindow()
    made.reload()
    settle()
    settle()
    return made


@pytest.fixture
def dialog(page: TrainingPage, settle: Callable[[], None]) -> Callable[[], Any]:
    """The dialog that the page has opened last."""

    def opened() -> Any:
        settle()
        shown = [found for found in page.findChildren(QDialog) if found.isVisible()]
        assert shown, "no dialog is open"
        return shown[-1]

    return opened
