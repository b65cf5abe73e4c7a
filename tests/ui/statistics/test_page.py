"""The page of the month: the workbook's own tables, every figure a way to its rows, the workbook in four clicks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from gridadmin.domain.queues import Target
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.statistics import monthly_statistics
from gridadmin.ui.pages import Desk
from gridadmin.ui.paper_table import PaperTable, cell_text
from gridadmin.ui.statistics.months import month_after, month_before
from gridadmin.ui.statistics.page import TITLES, StatisticsPage
from tests.ui.papers import dialog_of, shown

Settle = Callable[[], None]


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> StatisticsPage:
    return shown(qtbot, desk, StatisticsPage, settle)


def test_it_opens_on_the_month_before(page: StatisticsPage) -> None:
    assert page.months.month == date(2026, 10, 1)
    assert page.view is not None
    assert page.view.statistics.last == date(2026, 10, 31)


def test_tables_are_those_of_the_workbook(page: StatisticsPage, office: OpenOffice) -> None:
    statistics = monthly_statistics(office, 2026, 10)
    for key in ("summary", "grids", "workers", "movements", "boards", "names"):
        page.show_target(Target("statistics", key))
        table = statistics.table(key)
        rows = (*table.rows, *((table.total,) if table.total else ()))
        assert page.table.paper.rowCount() == len(rows)
        seen = [
            [page.table.paper.index(place, column).data() for column in range(len(table.columns))]
            for place in range(len(rows))
        ]
        assert seen == [[cell_text(cell) for cell in row] for row in rows]
        assert not page.grab().isNull()


def test_the_model_behaves(page: StatisticsPage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.table.paper)


def test_a_figure_opens_its_rows_and_a_row_its_page(page: StatisticsPage, went: list[Target], qtbot: QtBot) -> None:
    page.tabs.choose("summary")
    figure = page.table.paper.index(0, 3)
    place = page.table.visualRect(figure).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    dialog = dialog_of(page)
    assert dialog.model.rowCount() == int(figure.data())
    dialog.box.setText("没有这样的网格")
    assert dialog.model.rowCount() == 0
    dialog.box.clear()
    dialog.table.choose(0)
    chosen = dialog.table.current_row()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert went == [chosen.target]


def test_the_keyboard_opens_figures_too(page: StatisticsPage, qtbot: QtBot) -> None:
    page.tabs.choose("grids")
    total = page.table.paper.rowCount() - 1
    page.table.setCurrentIndex(page.table.paper.index(total, 1))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    dialog = dialog_of(page)
    assert dialog.model.rowCount() == int(page.table.paper.index(total, 1).data())
    dialog.reject()
    page.table.setCurrentIndex(page.table.paper.index(total, 0))
    with qtbot.assertNotEmitted(page.table.figure_opened):
        qtbot.keyClick(page.table, Qt.Key.Key_Return)


def test_pictures_open_rows(page: StatisticsPage, qtbot: QtBot, settle: Settle) -> None:
    page.tabs.choose("pictures")
    settle()
    page.pictures.kinds.parts[0].click()
    dialog_of(page).reject()
    page.pictures.grids.setFocus()
    qtbot.keyClick(page.pictures.grids, Qt.Key.Key_Down)
    qtbot.keyClick(page.pictures.grids, Qt.Key.Key_Up)
    qtbot.keyClick(page.pictures.grids, Qt.Key.Key_Return)
    dialog_of(page).reject()
    assert not page.grab().isNull()


def test_checks_are_shown(page: StatisticsPage) -> None:
    page.tabs.choose("checks")
    assert page.view is not None
    assert page.checks.body.count() == len(page.view.statistics.checks)


def test_months_go_back_and_never_into_the_future(page: StatisticsPage, settle: Settle) -> None:
    page.months.choose(month_after(page.months.month))
    settle()
    assert page.months.month == date(2026, 11, 1)
    page.months.choose(month_after(page.months.month))
    assert page.months.month == date(2026, 11, 1)
    page.months.choose(month_before(date(2024, 1, 31)))
    settle()
    assert page.view is not None
    assert page.view.statistics.first == date(2023, 12, 1)


def test_the_workbook_in_four_clicks(
    page: StatisticsPage, qtbot: QtBot, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page, the month that is preset, the button, the file dialog's own: no other click is needed."""
    out = tmp_path / "month.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    qtbot.mouseClick(page._make, Qt.MouseButton.LeftButton)
    settle()
    assert len(load_workbook(out).sheetnames) == 7
    dialog_of(page).accept()
    assert page._make.isEnabled()


def test_cells_are_copied_as_spreadsheets_paste_them(page: StatisticsPage, qtbot: QtBot) -> None:
    from PySide6.QtGui import QGuiApplication

    page.tabs.choose("summary")
    table: PaperTable = page.table
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("1\t")
    assert len(TITLES) == page.tabs.count()
