"""One icon set (Lucide, ISC), kept as SVG, tinted for the theme and drawn at the size in use."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer


class IconSet:
    """Draws icons of a folder in any colour.

    A name is that of the file without `.svg`; a name that is not there is a mistake in the program: FileNotFoundError.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._drawn: dict[tuple[str, str, str, int], QIcon] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}

    def names(self) -> list[str]:
        """Return the names of all icons."""
        return sorted(path.stem for path in self._folder.glob("*.svg"))

    def icon(self, name: str, colour: str, faded: str, size: int) -> QIcon:
        """Return the icon in `colour` for `size` logical pixels; `faded` is its colour on a disabled widget."""
        key = (name, colour, faded, size)
        if key not in self._drawn:
            icon = QIcon()
            for ratio in sorted({1.0, finest_screen()}):
                icon.addPixmap(self.pixmap(name, colour, size, ratio))
                icon.addPixmap(self.pixmap(name, faded, size, ratio), QIcon.Mode.Disabled)
            self._drawn[key] = icon
        return self._drawn[key]

    def pixmap(self, name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
        """Draw the icon in `size` logical pixels on a screen with `ratio` device pixels each."""
        key = (name, colour, size, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._draw(name, colour, size, ratio)
        return self._pixmaps[key]

    def _draw(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        drawing = _source(self._folder / f"{name}.svg").replace(b"currentColor", colour.encode())
        device = round(size * ratio)
        pixmap = QPixmap(QSize(device, device))
        pixmap.fill(QColor(0, 0, 0, 0))
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(0, 0, device, device))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap


def finest_screen() -> float:
    """Return the most device pixels that a logical pixel has on any screen."""
    screens = QGuiApplication.screens()
    return max((screen.devicePixelRatio() for screen in screens), default=1.0)


@lru_cache(maxsize=256)
def _source(path: Path) -> bytes:
    return path.read_bytes()
