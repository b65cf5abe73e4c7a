"""A scanned page seen large; arrows go through the pages of the record."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QWidget

from gridadmin.domain.scans import ScanRow
from gridadmin.i18n import _
from gridadmin.ui.layouts import button, column, label, resize_to, row, tool_button
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import Switch
from gridadmin.ui.scans.pictures import thumbnail
from gridadmin.ui.tokens import MEDIUM, SNUG

RESIZED_MS = 90
WHOLE = QSize(100_000, 100_000)
_STEPS = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_Down: 1,
}  # fmt: skip


class ScanViewer(QDialog):
    """Shows one page at a time, fitted into the window or pixel by pixel.

    Signals:
        remove_asked: the ScanRow that is shown; the viewer closes.
    """

    remove_asked = Signal(object)

    def __init__(self, parent: QWidget, desk: Desk, rows: Sequence[ScanRow], place: int) -> None:
        super().__init__(parent)
        self._desk, self._rows, self._place = desk, tuple(rows), place
        self._title, self._count = label("", "title"), label("", "caption")
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area = QScrollArea()
        self._area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area.setWidget(self._picture)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.zoom = Switch([("fit", _("Fit")), ("percent", "100 %")], "fit")
        self.zoom.chosen.connect(lambda _key: self._draw())
        self._before = tool_button("chevron-left", _("Previous page"), partial(self.turn, -1))
        self._after = tool_button("chevron-right", _("Next page"), partial(self.turn, 1))
        remove = button(_("Remove the page"), self._remove, "danger")
        remove.setVisible(not desk.read_only)
        bar = row(self.zoom, 1, self._before, self._count, self._after)
        foot = row(remove, 1, button(_("Close"), self.accept, "primary"))
        whole = column(self._title, bar, self._area, foot, spacing=SNUG, margins=(MEDIUM,) * 4)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self._late = QTimer(self, singleShot=True, interval=RESIZED_MS)
        self._late.timeout.connect(self._draw)
        resize_to(self, 900, 760)
        self.turn(0)

    def turn(self, step: int) -> None:
        """Go on or back by pages."""
        self._place = min(max(self._place + step, 0), len(self._rows) - 1)
        page = self._rows[self._place]
        self.setWindowTitle(page.title)
        self._title.setText(page.title)
        self._count.setText(f"{self._place + 1} / {len(self._rows)}")
        self._before.setEnabled(self._place > 0)
        self._after.setEnabled(self._place < len(self._rows) - 1)
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and page keys turn pages."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.turn(step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw a fitted page again when the size has settled."""
        super().resizeEvent(event)
        if self.zoom.value() == "fit":
            self._late.start()

    def _draw(self) -> None:
        office: Any = self._desk.background.office
        ratio = self.devicePixelRatioF()
        room = self._area.viewport().size() * ratio if self.zoom.value() == "fit" else WHOLE
        digest = self._rows[self._place].digest
        done = partial(self._show, digest)
        self._desk.background.call(thumbnail, office, digest, room, done=done, caller=self)

    def _show(self, digest: str, image: QImage | None) -> None:
        if digest != self._rows[self._place].digest:
            return  # another page was asked for in the meantime
        if image is None:
            self._picture.setText(_("The picture is not here yet."))
            self._picture.adjustSize()
            return
        picture = QPixmap.fromImage(image)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self._picture.setPixmap(picture)
        self._picture.resize(picture.deviceIndependentSize().toSize())

    def _remove(self) -> None:
        page = self._rows[self._place]
        self.accept()
        self.remove_asked.emit(page)
