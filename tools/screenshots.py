"""Pictures of every page on the practice office, for the manual and for looking at one's own work.

    python tools/screenshots.py OUT [--language zh_CN en] [--theme light dark] [--percent 100 150] [--page home …]

Writes OUT/<page>-<language>-<theme>-<percent>.png at 1366×768. Needs no display.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
WIDTH, HEIGHT = 1366, 768
SETTLE_MS = 250  # after the last answer: pictures drawn in idle time


def main() -> int:
    """Take the pictures that the command line asks for."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("out", type=Path)
    words.add_argument("--language", nargs="+", default=["zh_CN"])
    words.add_argument("--theme", nargs="+", default=["light"])
    words.add_argument("--percent", nargs="+", type=int, default=[100])
    words.add_argument("--page", nargs="*", default=[])
    asked = words.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["GRIDADMIN_HOME"] = home
        take_pictures(asked)
    return 0


def take_pictures(asked: argparse.Namespace) -> None:
    """Open the practice office once for each look and grab every page."""
    from PySide6.QtWidgets import QApplication

    from gridadmin.config import load_config
    from gridadmin.jobs.practice import build_practice

    application = QApplication([])
    config = load_config()
    build_practice(config.practice).close()
    for look in itertools.product(asked.language, asked.theme, asked.percent):
        grab_pages(application, config, look, asked)


def grab_pages(application: object, config: object, look: tuple[str, str, int], asked: argparse.Namespace) -> None:
    """Grab every page in one language, theme and text size."""
    from PySide6.QtWidgets import QApplication

    from gridadmin.app import DesktopApp, use_languages
    from gridadmin.config import Config
    from gridadmin.jobs.practice import open_practice
    from gridadmin.ui.page_list import PAGES
    from gridadmin.ui.theme import Theme, use_theme

    assert isinstance(application, QApplication)
    assert isinstance(config, Config)
    language, theme, percent = look
    desktop = DesktopApp(config, application)
    desktop.preferences.now = replace(desktop.preferences.now, language=language, theme=theme, text_percent=percent)
    use_languages(config, application, language)
    desktop.theme = use_theme(Theme(config.resources, theme, percent))
    desktop.show_office(open_practice(config))
    window = desktop.window
    assert window is not None
    window.resize(WIDTH, HEIGHT)
    for spec in PAGES:
        if not asked.page or spec.feature in asked.page:
            window.show_page(spec.feature)  # type: ignore[attr-defined]
            wait_idle(desktop.background)
            path = asked.out / f"{spec.feature}-{language}-{theme}-{percent}.png"
            window.grab().save(str(path))
            print(path)
    desktop.background.shut()
    window.close()


def wait_idle(background: object) -> None:
    """Let the window work until every answer has arrived and been drawn."""
    from PySide6.QtCore import QEventLoop, QTimer

    from gridadmin.ui.background import Background

    assert isinstance(background, Background)
    for _round in range(3):
        loop = QEventLoop()
        if not background.is_idle:
            background.idle.connect(loop.quit)
            loop.exec()
            background.idle.disconnect(loop.quit)
        QTimer.singleShot(SETTLE_MS, loop.quit)
        loop.exec()


if __name__ == "__main__":
    sys.exit(main())
