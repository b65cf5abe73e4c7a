"""Pictures of the manual: pages, dialogs and steps of the practice office, as small PNGs.

    python tools/manual_pictures.py [--only NAME …] [--out docs/pictures]

Each picture is a function `name(stage)` that brings the window to where the manual describes it. Needs no display.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tools.screenshots import HEIGHT, WIDTH, wait_idle  # noqa: E402 - the path and the platform come first

COLOURS = 256
LARGEST = 120_000  # bytes of a picture
ROSTER = "大迷魂阵村花名册.xlsx"


class Stage:
    """The window of the practice office in one language and theme, and the folder for its pictures."""

    def __init__(self, desktop: Any, out: Path, roster: Path, suffix: str = "") -> None:
        self.desktop, self.out, self.roster, self.suffix = desktop, out, roster, suffix

    @property
    def window(self) -> Any:
        """The main window."""
        return self.desktop.window

    def wait(self) -> None:
        """Let every answer arrive and be drawn."""
        wait_idle(self.desktop.background)

    def page(self, feature: str, view: str = "") -> Any:
        """Show a page, and a view of it; return the page."""
        from gridadmin.domain.queues import Target

        self.window.go(Target(feature, view))
        self.wait()
        return self.window.page()

    def dialog(self) -> Any:
        """Return the dialog that is open."""
        from PySide6.QtWidgets import QApplication

        self.wait()
        found = QApplication.activeModalWidget()
        assert found is not None, "no dialog is open"
        return found

    def keep(self, name: str, *, over: Any = None, alone: bool = False) -> None:
        """Write the window with what lies over it, or that alone, as a small PNG."""
        self.wait()
        shot = over.grab() if alone else self.window.grab()
        if over is not None and not alone:
            lay_over(shot, over)
        write_small(shot.toImage(), self.out / f"{name}{self.suffix}.png")
        if over is not None and hasattr(over, "reject"):
            over.done(0)  # no question about a draft
            self.wait()


def lay_over(shot: Any, dialog: Any) -> None:
    """Paint a dialog over the window, which is dimmed behind it."""
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QColor, QPainter, QPen

    small = dialog.grab()
    place = QPoint((shot.width() - small.width()) // 2, max((shot.height() - small.height()) // 2, 8))
    painter = QPainter(shot)
    painter.fillRect(shot.rect(), QColor(0, 0, 0, 90))
    painter.drawPixmap(place, small)
    painter.setPen(QPen(QColor("#9AA4B5"), 1))
    painter.drawRect(small.rect().translated(place))
    painter.end()


def write_small(image: Any, path: Path) -> None:
    """Write an image with a palette, compressed as far as it goes."""
    from PIL import Image
    from PySide6.QtGui import QImage

    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    size = (plain.width(), plain.height())
    picture = Image.frombuffer("RGB", size, bytes(plain.constBits()), "raw", "RGB", plain.bytesPerLine(), 1)
    picture.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size <= LARGEST, f"{path.name} has {path.stat().st_size} bytes"
    print(path, path.stat().st_size)


def main() -> int:
    """Take the pictures that are asked for, all of them without words."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    words.add_argument("--only", nargs="*", default=[])
    asked = words.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["GRIDADMIN_HOME"] = home
        take(asked.out, asked.only, Path(home) / ROSTER)
    return 0


def take(out: Path, only: list[str], roster: Path) -> None:
    """Build the practice office once; take the Chinese pictures, then a dark and an English one for the README."""
    from PySide6.QtWidgets import QApplication

    from gridadmin.config import load_config
    from gridadmin.jobs.practice import build_practice
    from gridadmin.jobs.practice_roster import write_practice_roster
    from tools.manual_scenes import BEFORE, README, SCENES

    application = QApplication([])
    config = load_config()
    office = build_practice(config.practice)
    write_practice_roster(office, roster)
    office.close()
    runs = ((("zh_CN", "light"), "", BEFORE | SCENES), *README)
    for look, suffix, scenes in runs:
        wanted = {name: scene for name, scene in scenes.items() if not only or name + suffix in only}
        if wanted:
            play(application, config, look, Stage(None, out, roster, suffix), wanted)
    if not only or "exchange" in only:
        take_exchange(application, config, Stage(None, out, roster))


def take_exchange(application: Any, config: Any, stage: Stage) -> None:
    """Take the pictures of an office that exchanges; they want a city and a PostgreSQL server for a minute."""
    from gridadmin.app import use_languages
    from tools.manual_exchange import exchange_cards, exchange_setup, exchanging_town

    use_languages(config, application, "zh_CN")  # the city speaks as well
    folder = stage.roster.parent
    look = ("zh_CN", "light")
    with exchanging_town(config.practice, folder) as office:
        play(application, config, look, stage, {"exchange": exchange_cards}, lambda _config: office)
    play(application, config, look, stage, {"exchange": exchange_setup}, as_if_real)


def as_if_real(config: Any) -> Any:
    """Open the practice office as if it were a real one."""
    from gridadmin.jobs.practice import open_practice

    office = open_practice(config)
    office.practice = False
    return office


def play(
    application: Any,
    config: Any,
    look: tuple[str, str],
    stage: Stage,
    scenes: dict[str, Callable[[Stage], None]],
    open_office: Callable[[Any], Any] | None = None,
) -> None:
    """Open the program in a language and theme, and play the scenes in their order."""
    from gridadmin.app import DesktopApp, use_languages
    from gridadmin.jobs.practice import open_practice
    from gridadmin.ui.theme import Theme, use_theme
    from tools.manual_scenes import BEFORE

    language, theme = look
    stage.desktop = desktop = DesktopApp(config, application)
    desktop.preferences.now = replace(desktop.preferences.now, language=language, theme=theme, text_percent=100)
    use_languages(config, application, language)
    desktop.theme = use_theme(Theme(config.resources, theme, 100))
    for name in [name for name in scenes if name in BEFORE]:
        scenes[name](stage)
    desktop.show_office((open_office or open_practice)(config))
    stage.window.resize(WIDTH, HEIGHT)
    for name in [name for name in scenes if name not in BEFORE]:
        scenes[name](stage)
    desktop.background.shut()
    stage.window.close()


if __name__ == "__main__":
    sys.exit(main())
