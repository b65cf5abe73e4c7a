from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from gridadmin.domain.queues import Target
from gridadmin.domain.search import SearchHit
from gridadmin.ui.background import Background
from gridadmin.ui.paged_table import PAGE, FirstPage, PagedModel, ServiceSource, TableQuery
from gridadmin.ui.preferences import PreferenceStore
from gridadmin.ui.search.popup import HitModel
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import RIGHT, ROW_ROLE, SORT_ROLE, Column, TableModel
from gridadmin.ui.theme import Theme


@dataclass(frozen=True)
class Worker:
    id: int
    name: str
    years: int | None


COLUMNS = (
    Column[Worker]("name", "Name", 12, lambda row: row.name),
    Column[Worker](
        "years", "Years", 8, lambda row: "" if row.years is None else str(row.years), lambda row: row.years, RIGHT
    ),
)
ROWS = [Worker(1, "李四", 10), Worker(2, "张三", None), Worker(3, "王五", 9)]


def test_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    model = TableModel(COLUMNS)
    qtmodeltester.check(model)
    model.set_rows(ROWS)
    model.sort(1)
    model.set_rows(ROWS[:1])


def test_sorts_native_values_with_gaps_last(qtbot: QtBot) -> None:
    model = TableModel(COLUMNS)
    model.set_rows(ROWS)
    held = QPersistentModelIndex(model.index(0, 0))
    model.sort(1)
    assert [row.years for row in model.rows()] == [9, 10, None]
    assert held.data(ROW_ROLE) is ROWS[0]
    assert model.index(0, 1).data(SORT_ROLE) == 9
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert [row.years for row in model.rows()] == [10, 9, None]
    model.set_rows(ROWS)
    assert [row.years for row in model.rows()] == [10, 9, None]


class Services:
    """1 000 workers behind three services; counts what was asked."""

    def __init__(self, count: int = 1000) -> None:
        self.people = [Worker(number, f"人{number:04}", number % 40) for number in range(count)]
        self.asked: list[str] = []

    def ordered(self, query: TableQuery) -> list[Worker]:
        key = {"years": lambda row: (row.years, row.id)}.get(query.sort, lambda row: row.id)
        return sorted(self.people, key=key, reverse=query.descending)

    def first_page(self, _session: object, query: TableQuery) -> FirstPage[Worker]:
        self.asked.append("first")
        return FirstPage(self.ordered(query)[:PAGE], len(self.people))

    def ids(self, _session: object, query: TableQuery) -> Sequence[int]:
        self.asked.append("ids")
        return [row.id for row in self.ordered(query)]

    def rows(self, _session: object, ids: Sequence[int]) -> Sequence[Worker]:
        self.asked.append("rows")
        return [self.people[number] for number in ids]


@pytest.fixture
def services() -> Services:
    return Services()


@pytest.fixture
def paged(background: Background, services: Services) -> PagedModel[Worker]:
    return PagedModel(COLUMNS, ServiceSource(background, services.first_page, services.ids, services.rows))


def test_paged_model_reads_only_what_is_looked_at(
    paged: PagedModel[Worker], services: Services, settle: Callable[[], None]
) -> None:
    paged.ask(TableQuery())
    settle()
    assert paged.rowCount() == 1000
    assert paged.index(50, 0).data() == "人0050"
    assert services.asked == ["first"]
    assert paged.index(950, 0).data() is None
    settle()
    assert paged.index(950, 0).data() == "人0950"
    assert services.asked == ["first", "ids", "rows"]


def test_paged_model_sorts_by_its_source(paged: PagedModel[Worker], settle: Callable[[], None]) -> None:
    paged.sort(1, Qt.SortOrder.DescendingOrder)
    settle()
    assert paged.row_at(0) == Worker(999, "人0999", 39)
    paged.row_at(999)
    settle()
    assert paged.row_at(999) == Worker(0, "人0000", 0)


def test_paged_model_follows_a_table_that_shrank(
    paged: PagedModel[Worker], services: Services, settle: Callable[[], None]
) -> None:
    paged.ask(TableQuery())
    settle()
    del services.people[300:]
    paged.row_at(250)
    settle()
    assert paged.rowCount() == 300
    paged.row_at(250)
    settle()
    assert paged.row_at(250) == Worker(250, "人0250", 10)


def test_paged_model_drops_pages_passed_by(
    paged: PagedModel[Worker], services: Services, settle: Callable[[], None]
) -> None:
    paged.ask(TableQuery())
    settle()
    for place in range(100, 1000, 100):
        paged.row_at(place)
    settle()
    assert services.asked.count("rows") <= 5
    assert paged.row_at(900) is not None


def test_paged_model_keeps_qts_rules(
    paged: PagedModel[Worker], qtmodeltester: ModelTester, settle: Callable[[], None]
) -> None:
    paged.ask(TableQuery())
    settle()
    qtmodeltester.check(paged)


def test_hits_keep_qts_rules(qtmodeltester: ModelTester) -> None:
    model = HitModel()
    model.set_rows([SearchHit("人", "张三", "城关03", Target("workers", record_id="1"))])
    qtmodeltester.check(model)


@pytest.fixture
def table(qtbot: QtBot, preferences: PreferenceStore) -> RecordTable:
    model = TableModel(COLUMNS)
    model.set_rows(ROWS)
    view = RecordTable(model, "workers", preferences)
    qtbot.addWidget(view)
    view.resize(600, 300)
    view.show()
    return view


def test_copies_rows_for_a_spreadsheet(table: RecordTable) -> None:
    table.selectAll()
    table.copy()
    assert QGuiApplication.clipboard().text() == "Name\tYears\n李四\t10\n张三\t\n王五\t9"


def test_enter_and_f2_open_the_row(table: RecordTable, qtbot: QtBot) -> None:
    table.choose(1)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F2):
        with qtbot.waitSignal(table.row_opened) as opened:
            qtbot.keyClick(table, key)
        assert opened.args == [ROWS[1]]


def test_cursor_moves_through_the_list(table: RecordTable, qtbot: QtBot) -> None:
    table.choose(0)
    with qtbot.waitSignal(table.row_chosen) as chosen:
        table.step(1)
    assert chosen.args == [ROWS[1]]
    table.step(5)
    assert table.current_row() is ROWS[1]


def test_widths_and_hidden_columns_are_remembered(
    table: RecordTable, preferences: PreferenceStore, qtbot: QtBot
) -> None:
    table.setColumnWidth(0, 222)
    table._switch_column(1, False)
    assert table.shown_keys() == ["name"]
    model = TableModel(COLUMNS)
    again = RecordTable(model, "workers", preferences)
    qtbot.addWidget(again)
    assert again.shown_keys() == ["name"]
    again.show()
    again._switch_column(1, True)
    again.fit()
    assert again.columnWidth(0) == 222


def test_the_last_column_cannot_be_hidden(table: RecordTable) -> None:
    table._switch_column(0, False)
    table._switch_column(1, False)
    assert table.shown_keys() == ["years"]


def test_text_size_reaches_rows_and_columns(table: RecordTable, theme: Theme) -> None:
    before = (table.rowHeight(0), table.columnWidth(0))
    theme.use(text_percent=150)
    assert table.rowHeight(0) > before[0] * 1.3
    assert table.columnWidth(0) > before[1] * 1.3


def test_an_empty_list_says_what_fills_it(table: RecordTable, qtbot: QtBot) -> None:
    pressed: list[int] = []
    table.set_empty("Nobody yet.", "Import", lambda: pressed.append(1))
    assert not table._empty.isVisible()
    model = table.model()
    assert isinstance(model, TableModel)
    model.set_rows([])
    assert table._empty.isVisible()
    table._empty._button.click()
    assert pressed == [1]


def test_painting_every_kind_of_cell(table: RecordTable, theme: Theme) -> None:
    columns = (
        Column[Worker]("kind", "Kind", 6, lambda row: row.name * 9, tone=lambda _row: "good", badge=True),
        Column[Worker]("name", "Name", 4, lambda row: row.name * 9, tone=lambda _row: "muted"),
    )
    view = RecordTable(TableModel(columns))
    model = view.model()
    assert isinstance(model, TableModel)
    model.set_rows(ROWS)
    view.selectRow(0)
    assert not view.grab().isNull()
