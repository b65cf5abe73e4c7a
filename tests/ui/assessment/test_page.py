"""The page of assessment on a small real office: entering, publishing, objecting, correcting, the editor, the tab."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from gridadmin.domain.assessment import Band
from gridadmin.domain.assessment_bands import Hole
from gridadmin.domain.assessment_periods import PeriodState
from gridadmin.domain.assessment_rows import ObjectionDecision
from gridadmin.domain.imports import Outcome
from gridadmin.domain.queues import Target
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.assessment_results import list_objections
from gridadmin.services.assessment_schemes import list_schemes
from gridadmin.services.workers import get_worker
from gridadmin.ui.assessment.page import AssessmentPage
from gridadmin.ui.assessment.pane import OBJECTIONS, RESULTS
from gridadmin.ui.assessment.scheme_dialog import SchemeDialog, SchemeTask
from gridadmin.ui.assessment.worker_tab import AssessmentTab
from gridadmin.ui.background import Background
from gridadmin.ui.pages import Desk
from gridadmin.ui.preferences import PreferenceStore
from gridadmin.ui.sheet_import import SheetImportDialog
from tests.assessment_offices import enter, hire, publish, template, with_period, with_scheme
from tests.real_offices import real_office

D = Decimal
NOON = datetime(2026, 10, 9, 4, tzinfo=UTC)
DAY = NOON.date()
MARKS = {"check": "18", "visit": "17", "ask": "16", "look": "19", "listen": "15"}
Settle = Callable[[], None]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path / "real") as opened:
        opened.clock = lambda: NOON
        yield opened


@pytest.fixture
def people(office: OpenOffice) -> list[UUID]:
    return [hire(office, f"某{name}") for name in "甲乙丙丁戊"]


@pytest.fixture
def period(office: OpenOffice, people: list[UUID]) -> UUID:
    assert people
    return with_period(office, with_scheme(office, template("A8")), "quarter", 2026, 3)


@pytest.fixture
def desk(background: Background, preferences: PreferenceStore) -> Desk:
    return Desk(background, preferences, DAY, lambda _target: None)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, period: UUID, settle: Settle) -> AssessmentPage:
    assert period
    made = AssessmentPage(desk)
    desk.background.changed.connect(lambda _words: made.reload())
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.reload()
    settle()
    return made


def dialog(page: AssessmentPage) -> Any:
    return next(found for found in page.findChildren(QDialog) if found.isVisible())


def save(page: AssessmentPage, settle: Settle, **values: object) -> None:
    """Fill the form of the dialog that is open and save it."""
    shown = dialog(page)
    for key, value in values.items():
        shown.form.editor(key.replace("cell_", "cell:")).set_value(value)
    shown.save()
    settle()


def test_totals_ranks_and_quotas_follow_every_key(page: AssessmentPage, people: list[UUID], settle: Settle) -> None:
    entry = page.pane.entry
    model = entry.grid.model
    first = model.place_of("check")
    assert model.text(0, model.place_of(":score")) == "(0)"
    model.set_texts([(0, first + at, text) for at, text in enumerate(MARKS.values())])
    assert [model.text(0, model.place_of(key)) for key in (":score", ":rank", ":grade")] == ["85", "1", "良好"]
    model.set_texts([(1, first + at, "20") for at in range(5)])
    assert model.text(0, model.place_of(":rank")) == "2"
    assert model.text(1, model.place_of(":grade")) == "优秀"
    model.set_texts([(2, first + at, "19.5") for at in range(5)])
    assert model.text(2, model.place_of(":grade")) == "良好↓", "one fifth of five people is one place"
    model.set_texts([(2, first, "21")])
    assert entry.grid.model.faults() == [(2, first)]
    assert page.pane.save.isEnabled()
    entry.save()
    settle()
    assert not page.pane.save.isEnabled()
    assert page.pane.whole is not None
    assert page.pane.whole.period.scored == 2
    assert people


def test_scores_of_a_sheet_are_imported_into_the_period(
    page: AssessmentPage, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "评分.csv"
    path.write_text("姓名,查,访,问,看,听\n某甲,18,17,16,19,15\n某乙,21,1,1,1,1\n", encoding="gbk")
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getOpenFileName", lambda *_words: (str(path), ""))
    monkeypatch.setattr("gridadmin.ui.sheet_import.tell", lambda *_words: None)
    model = page.pane.entry.grid.model
    model.set_texts([(0, model.place_of("check"), "5")])
    assert not page.pane.scores.isEnabled(), "what was typed is saved first"
    model.set_texts([(0, model.place_of("check"), "")])
    assert page.pane.scores.isEnabled()
    page.pane.scores.click()
    settle()
    dialog = page.findChildren(SheetImportDialog)[-1]
    shown = {row.name: row for row in dialog.model.rows()}
    assert shown["某甲"].outcome.outcome is Outcome.NEW
    assert shown["某乙"].outcome.outcome is Outcome.REJECTED
    assert shown["某乙"].words.startswith("B3: 21 does not fit “查”")
    dialog.import_rows()
    settle()
    settle()
    names = [person.name for person in page.pane.entry.whole.assessed]  # type: ignore[union-attr]
    model = page.pane.entry.grid.model
    assert model.text(names.index("某甲"), model.place_of(":score")) == "85"
    assert model.text(names.index("某乙"), model.place_of("check")) == ""


def test_publishing_asks_once_and_then_only_corrections(
    page: AssessmentPage, office: OpenOffice, people: list[UUID], period: UUID, settle: Settle
) -> None:
    enter(office, period, dict.fromkeys(people, MARKS))
    page.reload()
    settle()
    page.pane.publish_asked.emit()
    dialog(page).accept()
    settle()
    assert page.pane.whole is not None
    assert page.pane.whole.period.state is PeriodState.OBJECTIONS
    assert not page.pane.publish.isVisible()
    assert page.pane.notices.isVisible()
    page.pane.tabs.choose(RESULTS)
    line = page.pane.line()
    assert line is not None
    page.pane.person_asked.emit("object", line)
    save(page, settle, filed_on=DAY, grounds="少算一次走访")
    page.pane.tabs.choose(OBJECTIONS)
    assert page.pane.objections.rows()[0].grounds == "少算一次走访"
    page.pane.decide_asked.emit(page.pane.objections.rows()[0])
    values = {"decision": ObjectionDecision.UPHELD, "decided_on": DAY, "decided_by": "考核小组", "reasons": "属实"}
    save(page, settle, **values, cell_listen="20")
    assert office.read(list_objections, DAY)[0].decision is ObjectionDecision.UPHELD
    now = page.pane.whole.participant(line.worker_id)
    assert now is not None
    assert now.score == D(90)
    page.pane.person_asked.emit("correct", now)
    save(page, settle, reason="笔误", cell_check="很好")
    assert "is not a number" in str(dialog(page).form.messages())
    dialog(page).reject()


def test_a_person_is_left_out_with_a_reason(page: AssessmentPage, settle: Settle) -> None:
    line = page.pane.line()
    assert line is not None
    page.pane.person_asked.emit("excuse", line)
    save(page, settle, reason="产假")
    assert page.pane.whole is not None
    left_out = page.pane.whole.participant(line.worker_id)
    assert left_out is not None
    assert left_out.excused == "产假"
    assert page.pane.whole.period.assessed == 4


def test_another_day_shows_and_changes_nothing(page: AssessmentPage, settle: Settle) -> None:
    page.desk.read_only = True
    page.reload()
    settle()
    assert page.pane.entry.grid.model.read_only
    assert not page.pane.publish.isVisible()


def test_a_target_opens_its_period(page: AssessmentPage, period: UUID, settle: Settle) -> None:
    page.show_target(Target("assessment", record_id=str(period)))
    settle()
    assert page.pane.whole is not None
    assert page.pane.whole.period.id == period


@pytest.fixture
def editor(qtbot: QtBot, desk: Desk, office: OpenOffice) -> SchemeDialog:
    assert office
    made = SchemeDialog(None, desk, SchemeTask(template("A2"), date(2026, 1, 1)))
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_editor_draws_holes_and_refuses_overlaps(editor: SchemeDialog, office: OpenOffice, settle: Settle) -> None:
    assert editor.picture.holes == (Hole(D(60), D(69)),)
    assert editor.picture.words() == ["Scores from 60 to 69 are in no grade."]
    assert editor.save.isEnabled(), "a hole is real, and shown"
    grades = editor.bands.grid.model
    grades.set_texts([(2, grades.place_of("most"), "85")])
    assert [(a.name, b.name) for a, b in editor.picture.overlaps] == [("合格", "基本合格")]
    assert not editor.save.isEnabled()
    grades.set_texts([(2, grades.place_of("most"), "79"), (2, grades.place_of("least"), "60")])
    assert not editor.picture.holes
    editor.keep()
    settle()
    kept = office.read(list_schemes)[0].versions[0].definition
    assert kept == replace(
        template("A2"), bands=(*template("A2").bands[:2], Band("基本合格", D(60), D(79)), template("A2").bands[3])
    )


def test_the_editor_says_what_it_cannot_read(editor: SchemeDialog) -> None:
    lines = editor.lines.grid.model
    lines.set_texts([(1, lines.place_of("clauses"), "XX1 信息稿")])
    assert not editor.save.isEnabled()
    assert "needs a code, a text and points" in str(editor.problems[0].reason)


def test_the_tab_of_a_person_shows_results_and_corrections(
    qtbot: QtBot, desk: Desk, office: OpenOffice, people: list[UUID], period: UUID, settle: Settle
) -> None:
    enter(office, period, dict.fromkeys(people, MARKS))
    publish(office, period, date(2026, 10, 8))
    tab = AssessmentTab(desk)
    qtbot.addWidget(tab)
    tab.show_worker(office.read(get_worker, people[0], DAY), DAY, False)
    settle()
    rows = tab.model.rows()
    assert [(row.score, row.grade, row.rank, row.final) for row in rows] == [(D(85), "良好", 1, False)]
    tab.show_worker(office.read(get_worker, people[0], DAY), date(2026, 10, 7), False)
    settle()
    assert tab.model.rows() == []
