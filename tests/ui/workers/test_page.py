"""The list of workers and the person beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gridadmin.domain.exchange import IssueRow, IssueValue
from gridadmin.domain.exchange_cards import IssueCard, value_lines
from gridadmin.domain.queues import Target
from gridadmin.domain.workers import EmploymentKind, WorkerStatus
from gridadmin.domain.workers_list import WorkerView
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.models.keyslots import utc_now
from gridadmin.services.journal import list_acts
from gridadmin.services.worker_records import set_photo
from gridadmin.ui.pages import Desk
from gridadmin.ui.theme import Theme
from gridadmin.ui.workers.page import WorkersPage
from tests.peopled_offices import People

Settle = Callable[[], None]


def names(page: WorkersPage) -> list[str]:
    rows = [page.model.row_at(place) for place in range(page.model.rowCount())]
    return [row.name for row in rows if row is not None]


def shown(page: WorkersPage) -> str:
    return page.pane.detail.row.name if page.pane.detail else ""


def test_the_model_is_one(page: WorkersPage, qtmodeltester: Any) -> None:
    qtmodeltester.check(page.model)


def test_the_page_opens_with_those_in_service_and_the_first_of_them(page: WorkersPage) -> None:
    assert names(page) == ["李四", "欧阳娜娜", "王五", "张三"]
    assert shown(page) == "李四"
    assert page.bar.views.tabText(1) == "Files to complete 1"


def test_leavers_are_one_click_away(page: WorkersPage, settle: Settle) -> None:
    page.bar.switch.choose(WorkerStatus.LEFT.value)
    settle()
    assert names(page) == ["赵六"]
    assert shown(page) == "赵六"


def test_a_view_shows_what_its_queue_counts(page: WorkersPage, settle: Settle) -> None:
    page.show_target(Target("workers", "no_phone"))
    settle()
    assert names(page) == ["王五"]
    page.bar.views.choose(WorkerView.TURNING_18)
    settle()
    assert names(page) == ["孙小"]
    assert page.bar.switch.value() == "all"


def test_the_box_narrows_and_its_chip_widens(qtbot: QtBot, page: WorkersPage, settle: Settle) -> None:
    page.filter_list()
    qtbot.keyClicks(page.bar.box, "zs")
    page.bar.box.submitted.emit()
    settle()
    assert names(page) == ["张三"]
    assert page.bar.words() == {"text": "“zs”"}
    page.bar.chips.removed.emit("text")
    settle()
    assert len(names(page)) == 4


def test_somebody_hidden_by_the_filters_is_shown_when_asked_for(
    page: WorkersPage, people: People, settle: Settle, qtbot: QtBot
) -> None:
    page.bar.box.setText("zs")
    page.bar.box.submitted.emit()
    settle()
    page.show_target(Target("workers", record_id=str(people.workers["赵六"])))
    settle()
    qtbot.waitUntil(lambda: getattr(page.table.current_row(), "name", "") == "赵六")
    assert shown(page) == "赵六"
    assert page.bar.words() == {}


def test_a_finding_of_article_11_opens_the_conditions(page: WorkersPage, people: People, settle: Settle) -> None:
    page.show_target(Target("workers", "attestations", str(people.workers["王五"])))
    settle()
    assert shown(page) == "王五"
    assert page.pane.tabs.value() == "conditions"
    assert len(page.pane.findings) == 7


def test_another_day_shows_another_list_and_locks_all_but_corrections(
    page: WorkersPage, desk: Desk, settle: Settle
) -> None:
    desk.as_of, desk.read_only = date(2026, 3, 1), True
    page.reload()
    settle()
    assert "赵六" in names(page)
    assert page.pane._edit.text().strip() == "Correct"
    assert not page._new.isEnabled()


def test_a_change_by_another_page_is_read_again_and_the_cursor_stays(
    page: WorkersPage, office: OpenOffice, people: People, settle: Settle
) -> None:
    page.table.choose(2)
    settle()
    office.act(Message("Photo"), set_photo, people.workers["王五"], None)
    page.reload()
    settle()
    assert page.table.current_row().name == shown(page) == "王五"


def test_ids_are_masked_until_they_are_asked_for_and_that_is_journaled(
    page: WorkersPage, office: OpenOffice, settle: Settle
) -> None:
    column = [found.key for found in page.model.columns].index("id_number")
    assert "********" in page.model.index(0, column).data()
    page._reveal.click()
    settle()
    assert "********" not in page.model.index(0, column).data()
    assert str(office.read(list_acts)[0].sentence) == "Looked at the full ID numbers of 4 persons"
    page._reveal.click()
    assert "********" in page.model.index(0, column).data()
    page.pane.facts.reveal_asked.emit()
    settle()
    assert str(office.read(list_acts)[0].sentence) == "Looked at the full ID number of 李四"


def test_what_is_seen_is_exported(
    page: WorkersPage, tmp_path: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("gridadmin.ui.list_export.tell", lambda _parent, _title, text, _tone: told.append(text))
    page.bar._set(kind=EmploymentKind.FULL_TIME)
    settle()
    page.export_to(tmp_path / "seen.xlsx")
    settle()
    assert told == [str(tmp_path / "seen.xlsx")]
    sheet = openpyxl.load_workbook(tmp_path / "seen.xlsx").active
    assert sheet is not None
    cells = {str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None}
    assert {"欧阳娜娜", "王五", "张三", "ID number"} <= cells
    assert "李四" not in cells
    assert not any(text.isdigit() and len(text) == 18 for text in cells)


def test_the_roster_of_the_day_is_written_in_its_usual_form(
    page: WorkersPage, office: OpenOffice, tmp_path: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "花名册.xlsx"
    monkeypatch.setattr("gridadmin.ui.list_export.ask_where", lambda *_args: out)
    monkeypatch.setattr("gridadmin.ui.list_export.tell", lambda *_args: None)
    page.bar._set(kind=EmploymentKind.FULL_TIME)
    settle()
    page.official.click()
    settle()
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    cells = {str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None}
    assert {"李四", "王五", "ID number"} <= cells, "everybody in service, whatever the list is narrowed to"
    assert not any(text.isdigit() and len(text) == 18 for text in cells)
    assert "full ID" not in str(office.read(list_acts)[0].sentence)


def test_keys_step_through_the_records(page: WorkersPage, settle: Settle) -> None:
    page.table.setFocus()
    page.table.step(1)
    settle()
    assert shown(page) == "欧阳娜娜"


def test_a_grid_of_a_person_leads_to_the_grid(page: WorkersPage, people: People, went: list[Target]) -> None:
    page.pane.service.grid_opened.emit(people.grids["two"])
    assert went == [Target("grids", record_id=str(people.grids["two"]))]


def test_an_empty_list_offers_the_way_back(page: WorkersPage, settle: Settle) -> None:
    page.bar.box.setText("nobody-at-all")
    page.bar.box.submitted.emit()
    settle()
    assert names(page) == []
    assert shown(page) == ""
    page.bar.show_everybody()
    settle()
    assert len(names(page)) == 6


def test_nothing_above_the_tabs_is_cut_off_in_large_text(page: WorkersPage, theme: Theme) -> None:
    theme.use(text_percent=150)
    reason = "The city has another value, which was not known here when this was entered."
    issue = IssueRow(
        new_id(), "conflict", "value", utc_now(), Message(reason), "worker", new_id(), "欧阳娜娜",
        (IssueValue("address", "城关村12号", "城关街道振华社区8号楼1单元501室", None),), None, None, ("mine",),
    )  # fmt: skip
    page.pane._name.setText("阿依古丽·买买提江")
    page.pane._names.arrange()
    page.pane.flag.show_cards([IssueCard(issue, value_lines(issue, {}), None)])
    page.resize(1276, 640)  # in a window of 1366 × 768
    for _round in range(6):
        QApplication.processEvents()
    texts = [each for each in page.pane.findChildren(QLabel) if each.isVisible() and each.wordWrap() and each.text()]
    above = [each for each in texts if each.mapTo(page.pane, each.rect().topLeft()).y() < page.pane.tabs.y()]
    assert {"阿依古丽·买买提江", reason} <= {each.text() for each in above}
    assert [each.text() for each in above if each.height() < each.heightForWidth(each.width())] == []
    assert page.pane._name.height() < 2 * page.pane._name.fontMetrics().height()
