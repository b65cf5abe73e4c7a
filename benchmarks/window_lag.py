"""How long each page of the window stands still on the practice office, while a clerk walks through all of it.

    python -m benchmarks lag

A timer ticks on the GUI thread; the longest time between two ticks is the longest time in which the window could not
answer. The walk opens every page, goes down its lists, opens its tabs, filters, reads again, and looks at another day.
What is judged is the processor time of the GUI thread within a gap, for that is what the page itself takes; the wall
time of the gap holds on a quiet machine and is printed beside it.
"""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.measure import Figure, clean_environment, run_child
from benchmarks.startup import display, practice_home

LONGEST_MS = 100
ROWS, PAUSE_MS = 4, 30
WALK = "from benchmarks.window_lag import walk; walk()"


def measure_lag(folder: Path) -> list[Figure]:
    """Return the longest gap of each page, in milliseconds."""
    with display() as screen:
        said = run_child(WALK, clean_environment(practice_home(folder), **screen)).said
    return [
        Figure(f"longest stop, {name} ({gap['step']})", gap["cpu"], "ms", LONGEST_MS, gap["wall"], "by the wall")
        for name, gap in said.items()
    ]


class Walk:
    """Takes steps on the GUI thread, each when all answers of the one before have arrived, and watches the gaps."""

    def __init__(self, desktop: Any, steps: Iterator[tuple[str, str, Callable[[], object]]]) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._desktop, self._steps = desktop, steps
        self.gaps: dict[str, dict[str, Any]] = defaultdict(lambda: {"cpu": 0.0, "wall": 0.0, "step": ""})
        self._where = ("", "")
        self._wall, self._cpu = time.perf_counter(), time.thread_time()
        self._ticks = QTimer(desktop.application_object, interval=2, timerType=Qt.TimerType.PreciseTimer)
        self._ticks.timeout.connect(self._on_tick)
        self._next = QTimer(desktop.application_object, interval=PAUSE_MS)
        self._next.timeout.connect(self._on_next)
        self._ticks.start()
        self._next.start()

    def _on_tick(self) -> None:
        wall, cpu = time.perf_counter(), time.thread_time()
        gap: dict[str, Any] = {
            "cpu": (cpu - self._cpu) * 1000,
            "wall": (wall - self._wall) * 1000,
            "step": self._where[1],
        }
        if self._where[0] and gap["cpu"] > self.gaps[self._where[0]]["cpu"]:
            self.gaps[self._where[0]] = gap
        if os.environ.get("LAG_TRACE") and gap["cpu"] > LONGEST_MS / 2:
            print(self._where, gap, flush=True)
        self._wall, self._cpu = wall, cpu

    def _on_next(self) -> None:
        if not self._desktop.background.is_idle:
            return
        step = next(self._steps, None)
        if step is None:
            self._ticks.stop()
            self._next.stop()
            rounded = {k: {**g, "cpu": round(g["cpu"], 1), "wall": round(g["wall"], 1)} for k, g in self.gaps.items()}
            print(json.dumps(rounded, ensure_ascii=False), flush=True)
            os._exit(0)
        self._where = step[:2]
        step[2]()


def steps(window: Any) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """Yield page, word and act of each step of the walk."""
    from PySide6.QtWidgets import QTabBar, QTableView

    from gridadmin.ui.page_list import PAGES

    for spec in PAGES:
        yield spec.feature, "open", lambda name=spec.feature: window.show_page(name)  # type: ignore[misc]
        page = window.page()
        for bar in page.findChildren(QTabBar):
            for place in range(bar.count()):
                yield spec.feature, "tab", lambda bar=bar, place=place: bar.setCurrentIndex(place)  # type: ignore[misc]
        for view in page.findChildren(QTableView):
            yield from _down_a_list(spec.feature, view)
        yield spec.feature, "filter", page.filter_list
        yield from _type(spec.feature, window, "zs")
        yield spec.feature, "read again", page.reload
    day = window.desk.as_of
    yield "frame", "another day", lambda: window.set_as_of(day - timedelta(days=400))
    yield "frame", "today again", lambda: window.set_as_of(day)
    for spec in PAGES:
        yield spec.feature, "come back", lambda name=spec.feature: window.show_page(name)  # type: ignore[misc]
    yield "frame", "search", window.open_search
    yield from _type("search", window, "wang1390000")


def _down_a_list(name: str, view: Any) -> Iterator[tuple[str, str, Callable[[], object]]]:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    if not view.isVisible():
        return
    yield name, "focus", view.setFocus
    for _row in range(ROWS):
        yield name, "next row", lambda: QTest.keyClick(view, Qt.Key.Key_Down)
    yield name, "to the end", lambda: QTest.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)


def _type(name: str, _window: Any, text: str) -> Iterator[tuple[str, str, Callable[[], object]]]:
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QLineEdit

    for letter in text:
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit):
            yield name, "keystroke", lambda field=field, letter=letter: QTest.keyClick(field, letter)  # type: ignore[misc]
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit):
        yield name, "clear", field.clear


def walk() -> None:
    """Open the practice office in this process and walk; prints the gaps and ends the process."""
    from PySide6.QtCore import QCoreApplication, QTimer

    from gridadmin import app
    from gridadmin.ui.login import opening

    def typing(self: Any, _login: object) -> None:
        self.background.call(opening.preload, done=lambda _: self.open_practice())

    def show_office(self: Any, office: Any, show: Any = app.DesktopApp.show_office) -> None:
        show(self, office)
        self.application_object = QCoreApplication.instance()
        QTimer.singleShot(500, lambda: setattr(self, "walk", Walk(self, steps(self.window))))

    setattr(app.DesktopApp, "_prepare_login", typing)  # noqa: B010 - mypy would refuse the plain assignment
    setattr(app.DesktopApp, "show_office", show_office)  # noqa: B010
    setattr(app.DesktopApp, "start", app.DesktopApp.show_login)  # noqa: B010
    app.run()
