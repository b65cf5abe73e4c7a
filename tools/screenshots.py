"""Pictures of every page on the practice office, for the manual and for looking at one's own work.

    python tools/screenshots.py OUT [--language zh_CN en] [--theme light dark] [--percent 100 150] [--page home …]
    python tools/screenshots.py OUT --exchanging …    # the exchange of an office with cards, with a real city

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
    words.add_argument("--exchanging", action="store_true")
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
    if asked.exchanging:
        take_exchange(application, config, asked)
        return
    for look in itertools.product(asked.language, asked.theme, asked.percent):
        grab_pages(application, config, look, asked)


def take_exchange(application: object, config: object, asked: argparse.Namespace) -> None:
    """Grab the tabs of the exchange, a flagged person, the home page and the settings of an office with cards."""
    from gridadmin.config import Config
    from tools.manual_exchange import exchanging_town

    assert isinstance(config, Config)
    with exchanging_town(config.practice, config.home) as office:
        for look in itertools.product(asked.language, asked.theme, asked.percent):
            grab_exchange(application, config, office, look, asked.out)


def grab_exchange(application: object, config: object, office: object, look: tuple[str, str, int], out: Path) -> None:
    """Grab the pictures of one look; the office stays open for the next."""
    from typing import Any

    from gridadmin.domain.queues import Target
    from gridadmin.ui.exchange.page import TABS

    desktop: Any = open_desktop(application, config, look, office)
    window, background = desktop.window, desktop.background
    window.exchange.stop()
    window.go(Target("exchange"))
    wait_idle(background)
    card = next(iter(window.page().view.of_kind("conflict")))
    ways = {f"exchange-{key}": Target("exchange", key) for key in TABS if key != "setup"}
    ways |= {"exchange-flag": card.target, "exchange-home": Target("home")}
    ways |= {"exchange-settings": Target("settings", "exchange")}
    for name, target in ways.items():
        window.go(target)
        wait_idle(background)
        path = out / f"{name}-{'-'.join(map(str, look))}.png"
        window.grab().save(str(path))
        print(path)
    window.leaving.is_done = True
    background.office = None  # it stays open for the next look
    background.shut()
    window.close()


def open_desktop(application: object, config: object, look: tuple[str, str, int], office: object) -> object:
    """Open the window of an office in one language, theme and text size."""
    from PySide6.QtWidgets import QApplication

    from gridadmin.app import DesktopApp, use_languages
    from gridadmin.config import Config
    from gridadmin.ui.theme import Theme, use_theme

    assert isinstance(application, QApplication)
    assert isinstance(config, Config)
    language, theme, percent = look
    desktop = DesktopApp(config, application)
    desktop.preferences.now = replace(desktop.preferences.now, language=language, theme=theme, text_percent=percent)
    use_languages(config, application, language)
    desktop.theme = use_theme(Theme(config.resources, theme, percent))
    desktop.show_office(office)
    assert desktop.window is not None
    desktop.window.resize(WIDTH, HEIGHT)
    return desktop


def grab_pages(application: object, config: object, look: tuple[str, str, int], asked: argparse.Namespace) -> None:
    """Grab every page in one language, theme and text size."""
    from typing import Any

    from gridadmin.config import Config
    from gridadmin.jobs.practice import open_practice
    from gridadmin.ui.page_list import PAGES

    assert isinstance(config, Config)
    desktop: Any = open_desktop(application, config, look, open_practice(config))
    window = desktop.window
    for spec in PAGES:
        if not asked.page or spec.feature in asked.page:
            window.show_page(spec.feature)
            wait_idle(desktop.background)
            path = asked.out / f"{spec.feature}-{'-'.join(map(str, look))}.png"
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
