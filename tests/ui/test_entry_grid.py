"""The grid for entering, with real keys and a real clipboard."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_
from gridadmin.ui.entry_grid import EntryColumn, EntryGrid, EntryModel, EntryRow, Unreadable
from gridadmin.ui.tables import RIGHT
from gridadmin.ui.theme import Theme

CTRL = Qt.KeyboardModifier.ControlModifier
NOT_A_NUMBER = N_("“{text}” is no number.")
NAMES = ("张三", "李四", "王五", "赵六", "孙七")


def read_number(text: str) -> int:
    if not text.isdigit():
        raise InvalidError(NOT_A_NUMBER, text=text)
    return int(text)


COLUMNS = (
    EntryColumn("name", "姓名", 8, frozen=True),
    EntryColumn("attendance", "出勤", 8, str, cycle=("到", "缺")),
    EntryColumn("score", "成绩", 6, read_number, align=RIGHT),
    EntryColumn("hours", "学时", 6, read_number, align=RIGHT),
    EntryColumn("total", "合计", 6),
)


def rows(count: int = 5) -> list[EntryRow]:
    return [EntryRow(n, {"name": NAMES[n]}, NAMES[n]) for n in range(count)]


@pytest.fixture
def grid(qtbot: QtBot) -> EntryGrid:
    made = EntryGrid(COLUMNS)
    made.model.set_rows(rows())
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    made.activateWindow()
    made.cells.setFocus()
    qtbot.waitUntil(made.cells.hasFocus)
    return made


def column(grid: EntryGrid, key: str) -> list[Any]:
    return [grid.model.value(row, key) for row in range(len(grid.model.rows))]


def paste(grid: EntryGrid, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(grid.cells, Qt.Key.Key_V, CTRL)


def type_text(grid: EntryGrid, text: str, end: Qt.Key) -> None:
    QTest.keyClicks(grid.cells, text[0])
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    QTest.keyClicks(editor, text[1:])
    QTest.keyClick(editor, end)
    QApplication.processEvents()


def test_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    model = EntryModel(COLUMNS)
    qtmodeltester.check(model)
    model.set_rows(rows())
    model.set_values([(0, 2, 5)])
    model.undo()
    model.set_columns(COLUMNS[:3], rows(2))


def test_typing_goes_on_as_in_a_spreadsheet(grid: EntryGrid) -> None:
    grid.choose(0, "score")
    type_text(grid, "85", Qt.Key.Key_Return)
    type_text(grid, "90", Qt.Key.Key_Tab)
    type_text(grid, "4", Qt.Key.Key_Down)
    type_text(grid, "3", Qt.Key.Key_Left)
    assert column(grid, "score")[:2] == [85, 90]
    assert column(grid, "hours")[1:3] == [4, 3]
    place = grid.cells.currentIndex()
    assert (place.row(), place.column()) == (2, 2)


def test_a_block_goes_in_from_the_cursor_on(grid: EntryGrid) -> None:
    grid.choose(1, "score")
    paste(grid, "80\t4\n70\t3\n")
    assert column(grid, "score") == [None, 80, 70, None, None]
    assert column(grid, "hours") == [None, 4, 3, None, None]
    assert grid.model.changes() == {1: {"score": 80, "hours": 4}, 2: {"score": 70, "hours": 3}}


def test_a_block_goes_into_the_selected_rows(grid: EntryGrid) -> None:
    grid.choose(0, "score")
    select = grid.cells.selectionModel()
    select.clear()
    for row in (0, 2, 4):
        select.select(grid.model.index(row, 2), select.SelectionFlag.Select)
    paste(grid, "1\n2\n3")
    assert column(grid, "score") == [1, None, 2, None, 3]


def test_one_value_fills_a_selection(grid: EntryGrid) -> None:
    grid.cells.select_block(1, 3, 2, 3)
    paste(grid, "60")
    assert column(grid, "score") == column(grid, "hours") == [None, 60, 60, 60, None]


def test_what_is_too_long_is_told(grid: EntryGrid) -> None:
    grid.choose(3, "score")
    paste(grid, "1\n2\n3\n4")
    assert column(grid, "score") == [None, None, None, 1, 2]
    assert "2" in grid.said()


def test_names_bring_their_values_to_the_right_rows(grid: EntryGrid) -> None:
    grid.choose(0, "score")
    paste(grid, "姓名\t学时\t成绩\n孙七\t4\t77\n张三\t3\t66\n周八\t2\t55")
    assert column(grid, "score") == [66, None, None, None, 77]
    assert column(grid, "hours") == [3, None, None, None, 4]
    assert "周八" in grid.said()


def test_values_beside_names_go_in_at_the_cursor(grid: EntryGrid) -> None:
    grid.choose(0, "hours")
    paste(grid, "李四\t8\n王五\t7")
    assert column(grid, "hours") == [None, 8, 7, None, None]


def test_what_cannot_be_read_stays_and_is_told(grid: EntryGrid) -> None:
    grid.choose(0, "score")
    paste(grid, "85\n缺考")
    assert grid.model.faults() == [(1, 2)]
    cell = grid.model.cell(1, 2)
    assert isinstance(cell, Unreadable)
    assert cell.text == "缺考"
    assert "缺考" in grid.said()
    assert grid.model.changes() == {0: {"score": 85}}


def test_undo_takes_back_a_whole_paste_then_belongs_to_the_window(grid: EntryGrid, qtbot: QtBot) -> None:
    pressed: list[int] = []
    shortcut = QShortcut(QKeySequence("Ctrl+Z"), grid)
    shortcut.activated.connect(lambda: pressed.append(1))
    grid.choose(0, "score")
    paste(grid, "1\n2\n3")
    QTest.keyClick(grid.cells, Qt.Key.Key_Z, CTRL)
    assert column(grid, "score") == [None] * 5
    assert not grid.model.is_dirty()
    assert pressed == []
    QTest.keyClick(grid.cells, Qt.Key.Key_Y, CTRL)
    assert column(grid, "score")[:3] == [1, 2, 3]
    QTest.keyClick(grid.cells, Qt.Key.Key_Z, CTRL)
    QTest.keyClick(grid.cells, Qt.Key.Key_Z, CTRL)
    assert pressed == [1]


def test_fill_down_delete_copy_and_space(grid: EntryGrid) -> None:
    grid.model.set_values([(0, 2, 88)])
    grid.cells.select_block(0, 3, 2, 2)
    QTest.keyClick(grid.cells, Qt.Key.Key_D, CTRL)
    assert column(grid, "score") == [88, 88, 88, 88, None]
    grid.choose(4, "score")
    QTest.keyClick(grid.cells, Qt.Key.Key_D, CTRL)  # one row alone: from above
    assert column(grid, "score")[4] == 88
    grid.cells.select_block(1, 2, 2, 3)
    QTest.keyClick(grid.cells, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "88\t\n88\t"
    QTest.keyClick(grid.cells, Qt.Key.Key_Delete)
    assert column(grid, "score") == [88, None, None, 88, 88]
    grid.cells.setCurrentIndex(grid.model.index(0, 1))
    grid.cells.select_block(0, 1, 1, 1)
    QTest.keyClick(grid.cells, Qt.Key.Key_Space)
    assert column(grid, "attendance")[:2] == ["到", "到"]
    QTest.keyClick(grid.cells, Qt.Key.Key_Space)
    assert column(grid, "attendance")[:2] == ["缺", "缺"]


def test_figures_of_the_page_follow_each_edit_once(grid: EntryGrid) -> None:
    told: list[set[int]] = []

    def recompute(changed: set[int]) -> None:
        told.append(changed)
        model = grid.model
        totals = [(model.value(n, "score") or 0) + (model.value(n, "hours") or 0) for n in range(len(model.rows))]
        model.set_column("total", totals)

    grid.model.edited.connect(recompute)
    grid.choose(0, "score")
    paste(grid, "80\t4\n70\t3")
    assert told == [{0, 1}]
    assert column(grid, "total") == [84, 73, 0, 0, 0]
    assert grid.model.can_undo()
    grid.model.undo()
    assert not grid.model.is_dirty()  # a figure is nothing to save


def test_ctrl_s_asks_to_save_and_a_locked_grid_takes_nothing(grid: EntryGrid, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.save_asked):
        QTest.keyClick(grid.cells, Qt.Key.Key_S, CTRL)
    grid.set_read_only(True)
    paste(grid, "1")
    QTest.keyClicks(grid.cells, "5")
    assert not grid.model.is_dirty()


def test_names_stay_while_the_cells_scroll(qtbot: QtBot, theme: Theme) -> None:
    wide = [EntryColumn("name", "姓名", 8, frozen=True)]
    wide += [EntryColumn(f"i{n}", f"指标{n}", 8, read_number) for n in range(20)]
    grid = EntryGrid(wide)
    grid.model.set_rows([EntryRow(n, {"name": f"人{n}"}) for n in range(60)])
    qtbot.addWidget(grid)
    grid.resize(500, 300)
    grid.show()
    grid.cells.setCurrentIndex(grid.model.index(59, 20))
    assert grid.names.verticalScrollBar().value() == grid.cells.verticalScrollBar().value() > 0
    assert grid.names.isColumnHidden(1)
    assert grid.cells.isColumnHidden(0)
    assert grid.names.mapTo(grid, QPoint(0, 0)).x() == 0
    theme.use(text_percent=150)
    assert not grid.grab().isNull()


def test_six_thousand_scores_go_in_at_once(qtbot: QtBot) -> None:
    columns = [EntryColumn("name", "姓名", 8, frozen=True)]
    columns += [EntryColumn(f"i{n}", f"指标{n}", 8, read_number) for n in range(20)]
    grid = EntryGrid(columns)
    grid.model.set_rows([EntryRow(n, {"name": f"人{n}"}, f"人{n}") for n in range(300)])
    qtbot.addWidget(grid)
    grid.resize(1200, 700)
    grid.show()
    grid.choose(0, "i0")
    block = "\n".join("\t".join(str((row * 7 + n) % 101) for n in range(20)) for row in range(300))
    began = process_time()
    assert grid.paste(block) == 6000
    QApplication.processEvents()
    assert process_time() - began < 0.3  # 0.05 s on a machine that does nothing else
    began = process_time()
    named = "\n".join(f"人{row}\t" + "\t".join(str((row * 3 + n) % 101) for n in range(20)) for row in range(300))
    grid.paste(named)
    QApplication.processEvents()
    assert process_time() - began < 0.3
    assert grid.model.value(299, "i19") == (299 * 3 + 19) % 101
