"""A roster of 100 000 rows: first paint and scroll frames of our table beside Qt's own QSqlTableModel, in one run.

    QT_QPA_PLATFORM=offscreen python -m benchmarks.table_ui [ROWS]

Prints one JSON line: milliseconds of processor time, and ratios to the floor. Everything is measured to the end of
the paint; our table
is given its pages by a direct source, so that the figures hold SQL, model, delegate and paint, but no thread switch.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtSql import QSqlDatabase, QSqlTableModel
from PySide6.QtWidgets import QApplication, QTableView

from benchmarks.people import COLUMNS, roster_file
from gridadmin.config import find_resources
from gridadmin.ui.paged_table import PAGE, FirstPage, PagedModel, TableQuery
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import Column
from gridadmin.ui.theme import Theme, use_theme

Row = tuple[str, ...]
FRAMES = 200


class DirectSource:
    """Answers at once from a SQLite connection."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)

    def first_page(self, query: TableQuery, done: Callable[[FirstPage[Row]], None]) -> None:
        total = self._connection.execute("select count(*) from worker").fetchone()[0]
        done(FirstPage(self._all(f"select * from worker order by {self._order(query)} limit {PAGE}"), total))

    def ids(self, query: TableQuery, done: Callable[[Sequence[Any]], None]) -> None:
        done([row[0] for row in self._connection.execute(f"select id from worker order by {self._order(query)}")])

    def rows(self, ids: Sequence[Any], done: Callable[[Sequence[Row]], None]) -> None:
        marks = ", ".join("?" * len(ids))
        found = {row[0]: row for row in self._connection.execute(f"select * from worker where id in ({marks})", ids)}
        done([found[number] for number in ids])

    def _all(self, sql: str) -> list[Row]:
        return self._connection.execute(sql).fetchall()

    def _order(self, query: TableQuery) -> str:
        return f"{query.sort} {'desc' if query.descending else ''}, id" if query.sort else "id"


def cell(place: int) -> Callable[[Row], str]:
    return lambda row: row[place]


def timed(act: Callable[..., Any], view: QTableView) -> float:
    """Return the milliseconds of processor time of an act and of one whole paint after it.

    Processor time, because it is the figure that holds on a machine with other work; on an idle one it is the wall's.
    """
    QApplication.processEvents()
    begun = time.process_time()
    act()
    view.viewport().repaint()
    return (time.process_time() - begun) * 1000


def percentile(values: list[float], share: float) -> float:
    return round(sorted(values)[min(len(values) - 1, int(len(values) * share))], 2)


def measure(view: QTableView, show: Callable[[], Any], to_end: Callable[[], Any]) -> dict[str, float]:
    view.resize(1150, 700)
    view.show()
    QApplication.processEvents()
    figures = {"first_paint": round(timed(show, view), 1), "to_end": round(timed(to_end, view), 1)}
    bar = view.verticalScrollBar()
    bar.setValue(0)
    QApplication.processEvents()
    step = bar.pageStep()
    frames = [timed(lambda: bar.setValue(bar.value() + step), view) for _ in range(FRAMES)]
    dice = random.Random(3)
    jumps = [timed(lambda: bar.setValue(dice.randrange(bar.maximum())), view) for _ in range(60)]
    for name, values in (("frame", frames), ("jump", jumps)):
        figures[f"{name}_p50"], figures[f"{name}_p99"] = percentile(values, 0.5), percentile(values, 0.99)
    return figures


def measure_floor(path: Path) -> dict[str, float]:
    database = QSqlDatabase.addDatabase("QSQLITE")
    database.setDatabaseName(str(path))
    database.open()
    model, view = QSqlTableModel(None, database), QTableView()
    model.setTable("worker")

    def show() -> None:
        model.select()
        view.setModel(model)

    def to_end() -> None:
        while model.canFetchMore():
            model.fetchMore()
        view.scrollToBottom()

    return measure(view, show, to_end)


def measure_ours(path: Path) -> dict[str, float]:
    columns = tuple(Column[Row](name, name, 14, cell(place)) for place, name in enumerate(COLUMNS))
    model = PagedModel(columns, DirectSource(path))
    view = RecordTable(model)
    figures = measure(view, lambda: model.ask(TableQuery()), view.scrollToBottom)
    figures["sort_by_name"] = round(timed(lambda: model.sort(1), view), 1)
    return figures


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    application = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        path = roster_file(Path(folder), count)
        floor = measure_floor(path)
        theme = use_theme(Theme(find_resources()))
        ours = measure_ours(path)
        ratios = {name: round(ours[name] / floor[name], 2) for name in floor if floor[name]}
        print(json.dumps({"rows": count, "floor_ms": floor, "ours_ms": ours, "ratio": ratios}))
    theme.deleteLater()
    application.quit()


if __name__ == "__main__":
    main()
