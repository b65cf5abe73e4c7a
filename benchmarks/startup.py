"""From exec to the painted login, beside an empty PySide6 window; then from the accepted key to the home page.

`python -m benchmarks startup home`. Under Xvfb where it is installed, else on Qt's offscreen platform.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.measure import Figure, Run, clean_environment, interleaved, median, run_child

EMPTY = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
def painted():
    print("{}", flush=True)
    os._exit(0)
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, painted)
app = QApplication(sys.argv)
window = Window()
window.setWindowTitle("empty")
window.resize(1000, 650)
window.menuBar().addMenu("文件")
window.setCentralWidget(QLabel("空窗口"))
window.statusBar().showMessage("就绪")
window.show()
app.exec()
"""

LOGIN = """
import os
import gridadmin.app as app
def painted(self, login):
    print("{}", flush=True)
    os._exit(0)
app.DesktopApp._prepare_login = painted
app.DesktopApp.start = app.DesktopApp.show_login
app.run()
"""

# What the clerk waits for: the key is accepted, the office opens, the window is built, the home page is read and
# painted. Before it the login stands for half a second after everything has been loaded: she is typing.
HOME = """
import json, os, time
import gridadmin.app as app
from PySide6.QtCore import QTimer
from benchmarks.measure import resident_mb
from gridadmin.ui.home.page import HomePage
from gridadmin.ui.login import opening
said, began = {}, []
def typing(self, login):
    self.background.call(opening.preload, done=lambda _: QTimer.singleShot(500, lambda: enter(self)))
def enter(self):
    began[:] = time.perf_counter(), time.process_time()
    self.open_practice()
def shown(self, found, show=HomePage.show_overview):
    show(self, found)
    self.window().repaint()
    if not said:
        said.update(wall=time.perf_counter() - began[0], cpu=time.process_time() - began[1])
        QTimer.singleShot(3000, end)
def end():
    print(json.dumps({**said, "resident": resident_mb(), "highest": resident_mb("VmHWM")}), flush=True)
    os._exit(0)
HomePage.show_overview = shown
app.DesktopApp._prepare_login = typing
app.DesktopApp.start = app.DesktopApp.show_login
app.run()
"""

PRACTICE = """
from gridadmin.config import load_config
from gridadmin.jobs.practice import open_practice
open_practice(load_config()).close()
print("{}")
"""


@contextmanager
def display() -> Iterator[dict[str, str]]:
    """Give the environment of a display: an Xvfb of our own, or Qt's offscreen platform where there is none."""
    if shutil.which("Xvfb") is None:
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout is not None
        yield {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{server.stdout.readline().strip()}"}
    finally:
        server.terminate()
        server.wait()


def practice_home(folder: Path) -> Path:
    """Return a user's folder with a practice office, built where it is not there yet."""
    home = folder / "home"
    if not (home / "practice").exists():
        run_child(PRACTICE, clean_environment(home))
    return home


def measure_startup(folder: Path, rounds: int = 7) -> list[Figure]:
    """Return the login beside an empty window."""
    home = folder / "login"
    with display() as screen:
        environment = clean_environment(home, **screen)
        children = [partial(run_child, code, environment) for code in (EMPTY, LOGIN)]
        empty, login = interleaved(rounds, *children)
    return [
        Figure("start → login painted, wall", *_pair(login, empty, "wall"), worst_ratio=1.5),
        Figure("start → login painted, processor", *_pair(login, empty, "cpu")),
    ]


def _pair(ours: list[Run], empty: list[Run], clock: str) -> tuple[float, str, None, float, str]:
    mine, peer = (median([getattr(run, clock) for run in runs]) * 1000 for runs in (ours, empty))
    return mine, "ms", None, peer, "empty window"


def measure_home(folder: Path, rounds: int = 5) -> list[Figure]:
    """Return the home page of the practice office beside the start of an empty window."""
    home = practice_home(folder)
    with display() as screen:
        environment = clean_environment(home, **screen)
        children = [partial(run_child, code, environment) for code in (EMPTY, HOME)]
        empty, shown = interleaved(rounds, *children)
    wall, cpu = (median([run.said[clock] for run in shown]) * 1000 for clock in ("wall", "cpu"))
    peer_wall, peer_cpu = (median([getattr(run, clock) for run in empty]) * 1000 for clock in ("wall", "cpu"))
    resident = median([run.said["resident"] for run in shown])
    return [
        Figure("key accepted → home page, wall", wall, "ms", None, peer_wall, "empty window", 3),
        Figure("key accepted → home page, processor", cpu, "ms", None, peer_cpu, "empty window"),
        Figure("resident with home page and search", resident, "MB", 160),
    ]
