"""The page of training in a real window: lists, entry, re-sits, certificates, courses, plan, hours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gridadmin.domain.queues import Target
from gridadmin.domain.training import Attendance, SessionState
from gridadmin.jobs.office import OpenOffice
from gridadmin.reports.preview import page_count
from gridadmin.services.qualifications_book import certificates_by_worker
from gridadmin.services.training import list_courses
from gridadmin.services.training_lists import get_session, list_sessions
from gridadmin.services.training_plan import list_plan
from gridadmin.services.workers import get_worker
from gridadmin.ui.pages import Desk
from gridadmin.ui.sheet_import import SheetImportDialog
from gridadmin.ui.training.page import TrainingPage
from gridadmin.ui.training.tab import TrainingTab
from tests.peopled_offices import TODAY
from tests.ui.training.conftest import Trained

Settle = Callable[[], None]
CTRL = Qt.KeyboardModifier.ControlModifier


def key(page: TrainingPage, which: Qt.Key) -> None:
    QTest.keyClick(page.pane.grid.cells, which, CTRL)


def scores(office: OpenOffice, session: Any) -> dict[str, int | None]:
    return {row.name: row.entry.score for row in office.read(get_session, session, TODAY).attendees}


def test_the_page_opens_on_what_waits(page: TrainingPage, trained: Trained) -> None:
    assert [row.form.title for row in page.lists.table.model().rows()] == ["第二期"]  # type: ignore[attr-defined]
    assert page.pane.detail is not None
    assert page.pane.detail.row.id == trained.waiting
    assert page.pane.detail.row.state is SessionState.TO_ENTER


def test_results_are_pasted_by_name_and_saved_as_one_act(
    page: TrainingPage, office: OpenOffice, trained: Trained, settle: Settle
) -> None:
    page.pane.focus_grid()
    QGuiApplication.clipboard().setText("姓名\t出勤\t成绩\n王五\t√\t91.5\n张三\t√\t59\n李四\t请假\t\n无名\t√\t60")
    page.pane.grid.paste(QGuiApplication.clipboard().text())
    assert page.pane.grid.model.faults() == []
    assert "无名" in page.pane.grid.said()
    key(page, Qt.Key.Key_S)
    settle()
    settle()
    assert scores(office, trained.waiting) == {"张三": 590, "李四": None, "王五": 915}
    assert page.pane.detail is not None
    assert page.pane.detail.row.state is SessionState.DONE
    assert {row.name for row in page.pane.detail.to_resit} == {"张三", "李四"}
    office.undo()
    assert set(scores(office, trained.waiting).values()) == {None}


def test_results_of_a_sheet_are_imported_from_the_menu_of_the_session(
    page: TrainingPage,
    office: OpenOffice,
    trained: Trained,
    settle: Settle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "成绩.csv"
    path.write_text("姓名,出勤,成绩\n王五,√,91.5\n张三,也许,59\n", encoding="gbk")
    told: list[str] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_words: (str(path), ""))
    for module in ("sheet_import", "training.session_pane"):
        monkeypatch.setattr(f"gridadmin.ui.{module}.tell", lambda _parent, title, *_words: told.append(title))
    taken = next(action for action in page.pane.menu.actions() if action.objectName() == "import_results")
    page.pane.grid.model.set_texts([(0, page.pane.grid.model.place_of("score"), "77")])
    taken.trigger()
    assert told == ["Save what was typed first."]
    page.pane._discard()
    taken.trigger()
    settle()
    dialog = page.findChildren(SheetImportDialog)[-1]
    assert {row.name: row.serious for row in dialog.model.rows()} == {"王五": False, "张三": True}
    dialog.import_rows()
    settle()
    settle()
    assert told[-1] == "成绩.csv is imported"
    assert scores(office, trained.waiting) == {"张三": None, "李四": None, "王五": 915}
    place = page.pane.grid.model.place_of("score")
    assert "91.5" in [page.pane.grid.model.text(row, place) for row in range(3)], "the page shows what came"


def test_what_is_typed_survives_another_session_and_a_reload(
    page: TrainingPage, trained: Trained, settle: Settle
) -> None:
    page.pane.grid.model.set_texts([(0, page.pane.grid.model.place_of("score"), "77")])
    page.open_session(trained.done)
    settle()
    assert not page.pane.grid.model.is_dirty()
    page.open_session(trained.waiting)
    settle()
    assert page.pane.grid.model.value(0, "score") == 770
    page.reload()
    settle()
    settle()
    assert page.pane.grid.model.value(0, "score") == 770
    page.pane._discard()
    assert not page.pane.grid.model.is_dirty()


def test_unreadable_cells_hold_saving_back(page: TrainingPage, office: OpenOffice, trained: Trained) -> None:
    page.pane.grid.choose(0, "score")
    page.pane.grid.paste("八十")
    page.pane.save()
    assert "八十" in page.pane.grid.said()
    assert set(scores(office, trained.waiting).values()) == {None}


def test_a_session_from_its_course_with_its_list(
    page: TrainingPage, office: OpenOffice, dialog: Callable[[], Any], settle: Settle
) -> None:
    page.menu.actions()[0].trigger()
    form = dialog()
    form.form.editor("held_on").set_value(date(2026, 11, 20))
    form.save()
    settle()
    settle()
    detail = page.pane.detail
    assert detail is not None
    assert (detail.row.form.held_on, detail.row.form.hours, detail.row.state) == (
        date(2026, 11, 20), 80, SessionState.UPCOMING,
    )  # fmt: skip
    assert page.lists.table.current_row().id == detail.row.id
    page.pane.invite.click()
    settle()
    settle()
    assert page.pane.detail is not None
    assert len(page.pane.detail.attendees) == 4
    page.pane.grid.cells.select_block(0, 1, 2, 2)
    page.pane._on_menu("remove")
    settle()
    settle()
    assert len(office.read(get_session, detail.row.id, TODAY).attendees) == 2


def test_the_sheet_is_made_and_saved(
    page: TrainingPage, dialog: Callable[[], Any], settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "sheet.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    monkeypatch.setattr("gridadmin.ui.paper_dialog.QDesktopServices.openUrl", lambda _url: True)
    page.pane.sheet.click()
    settle()
    dialog().save.click()
    settle()
    assert page_count(out.read_bytes()) == 1


def test_who_failed_is_asked_to_a_resit(
    page: TrainingPage, office: OpenOffice, trained: Trained, dialog: Callable[[], Any], settle: Settle
) -> None:
    page.open_session(trained.done)
    settle()
    page.pane.resit.click()
    form = dialog()
    form.form.editor("held_on").set_value(date(2026, 11, 25))
    form.save()
    settle()
    settle()
    detail = page.pane.detail
    assert detail is not None
    assert {row.name for row in detail.attendees} == {"李四", "王五"}
    assert detail.resit_of == "第一期"
    assert detail.row.form.hours == 0


def test_certificates_for_who_passed(page: TrainingPage, office: OpenOffice, trained: Trained, settle: Settle) -> None:
    page.open_session(trained.done)
    settle()
    assert page.pane.certify.isVisible()
    page.pane.certify.click()
    settle()
    settle()
    (row,) = office.read(certificates_by_worker, [trained.people.workers["张三"]])[trained.people.workers["张三"]]
    assert (row.issued_on, row.expires_on) == (TODAY, date(2029, 11, 2))
    assert not page.pane.certify.isVisible()
    assert page.pane.cards.isVisible()


def test_another_place_calling_off_and_deleting(
    page: TrainingPage, office: OpenOffice, trained: Trained, dialog: Callable[[], Any], settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    page.pane._on_menu("sister")
    form = dialog()
    form.form.editor("held_on").set_value(date(2026, 10, 21))
    form.form.editor("place").set_value("便民服务中心")
    form.save()
    settle()
    settle()
    made = page.pane.detail
    assert made is not None
    assert [row.id for row in made.sisters] == [trained.waiting]
    page.pane._on_menu("call_off")
    settle()
    settle()
    assert office.read(get_session, made.row.id, TODAY).row.state is SessionState.CANCELLED
    page.open_session(made.row.id)  # the view of what waits no longer shows it
    settle()
    monkeypatch.setattr("gridadmin.ui.training.session_acts.ask", lambda *_args, **_more: True)
    page.pane._on_menu("delete")
    settle()
    settle()
    assert made.row.id not in {row.id for row in office.read(list_sessions, TODAY)}


def test_courses_and_the_plan(
    page: TrainingPage, office: OpenOffice, dialog: Callable[[], Any], settle: Settle
) -> None:
    page.show_target(Target("training", "courses"))
    settle()
    page.new_record()
    form = dialog()
    form.form.editor("name").set_value("安全培训")
    form.form.editor("hours").set_value(35)
    form.save()
    settle()
    assert [(row.form.name, row.form.hours) for row in office.read(list_courses, TODAY)] == [
        ("业务培训", 80), ("安全培训", 35),
    ]  # fmt: skip
    page.show_target(Target("training", "plan"))
    settle()
    assert page.detail.plan.row is not None
    page.new_record()
    form = dialog()
    form.form.editor("course_id").set_value(page.courses.lists.courses[1].id)
    form.form.editor("month").set_value(12)
    form.save()
    settle()
    assert [(row.course, row.form.month) for row in office.read(list_plan, 2026, TODAY)] == [
        ("业务培训", 3), ("安全培训", 12),
    ]  # fmt: skip


def test_hours_lead_to_the_person_and_are_exported(
    page: TrainingPage, went: list[Target], settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gridadmin.ui.list_export.tell", lambda *_args: None)
    page.show_target(Target("training", "short"))
    settle()
    settle()
    names = [row.name for row in page.lists.table.model().rows()]  # type: ignore[attr-defined]
    assert "王五" in names
    QTest.keyClick(page.lists.table, Qt.Key.Key_Return)
    assert went[-1].view == "training"
    out = tmp_path / "short.xlsx"
    monkeypatch.setattr("gridadmin.ui.list_export.ask_where", lambda *_args: out)
    page.export_list()
    settle()
    sheet = load_workbook(out).active
    assert sheet is not None
    assert "王五" in {cell.value for row in sheet.iter_rows() for cell in row}


def test_another_day_is_read_only(page: TrainingPage, desk: Desk, trained: Trained, settle: Settle) -> None:
    desk.as_of, desk.read_only = date(2026, 4, 1), True
    page.reload()
    settle()
    page.open_session(trained.done)
    settle()
    assert page.pane.grid.model.read_only
    assert not page.pane.resit.isVisible()
    assert page.pane.detail is not None
    assert page.pane.detail.attendees[0].entry.attendance is Attendance.PRESENT


def test_the_tab_of_a_person(
    qtbot: QtBot, desk: Desk, office: OpenOffice, trained: Trained, went: list[Target], settle: Settle
) -> None:
    tab = TrainingTab(desk)
    qtbot.addWidget(tab)
    tab.resize(460, 600)
    tab.show()
    tab.show_worker(office.read(get_worker, trained.people.workers["张三"], TODAY), TODAY, False)
    settle()
    assert [row.title for row in tab.view.model.rows()] == ["第二期", "第一期"]
    assert "16" in tab.view.note.text()
    assert not tab.grab().isNull()
    tab.view.table.row_opened.emit(tab.view.model.rows()[0])
    assert went[-1] == Target("training", record_id=str(trained.waiting))


def test_a_plain_session_has_no_exam_to_repeat(page: TrainingPage, office: OpenOffice, trained: Trained) -> None:
    detail = office.read(get_session, trained.done, TODAY)
    plain = replace(detail, row=replace(detail.row, form=replace(detail.row.form, pass_mark=None)))
    assert plain.to_resit == ()
