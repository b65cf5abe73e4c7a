"""The queues of the home page as tiles: at most nine, a queue of nothing greyed, never hidden."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from gridadmin.domain.queues import MOST_QUEUES, Queue, Tone
from gridadmin.i18n import _
from gridadmin.ui.layouts import Tile, badge, column, icon_label, label, row
from gridadmin.ui.theme import current, fit_layout
from gridadmin.ui.tokens import ICON_LARGE, MEDIUM, ROOMY, SNUG, TIGHT

_TONES = {Tone.CALM: "muted", Tone.GOOD: "good", Tone.WARNING: "warning", Tone.URGENT: "danger"}
_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class QueueTile(Tile):
    """One queue as a tile: icon, count, and the next act."""

    def __init__(self, queue: Queue) -> None:
        calm = queue.count == 0
        urgent = queue.tone is Tone.URGENT and not calm
        tone = "faint" if calm else _TONES[queue.tone]
        mark = badge(_("Urgent"), "danger") if urgent else None
        figure = label(str(queue.count), "figure", "faint" if calm else "danger" if urgent else "")
        title = label(str(queue.title), "strong", "faint" if calm else "", wrap=True)
        note = label(str(queue.note), "caption", "faint" if calm else "", wrap=True) if queue.note else None
        picture = column(icon_label(queue.icon or "inbox", tone, ICON_LARGE), 1, margins=(0, SNUG, 0, 0))
        figure.setMinimumWidth(current().px(46))
        head = row(title, mark, spacing=SNUG)
        head.setStretch(0, 1)
        words = column(head, note, 1, spacing=TIGHT, margins=(0, SNUG, 0, 0))
        whole = row(picture, column(figure, 1), words, spacing=MEDIUM, margins=(ROOMY, SNUG, MEDIUM, SNUG))
        whole.setStretch(2, 1)
        super().__init__(whole)
        self.queue = queue
        self.setProperty("calm", calm)
        self.setAccessibleName(f"{queue.title}: {queue.count}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, as the space bar does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class QueueGrid(QWidget):
    """Tiles in as many columns as fit; arrows move between them.

    Signals:
        opened: the Queue whose tile was pressed.
    """

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._tiles: list[QueueTile] = []
        self._grid = QGridLayout()
        self._grid.setProperty("units", MEDIUM)
        self._grid.setProperty("margin_units", [0, 0, 0, 0])
        fit_layout(current(), self._grid)
        self.setLayout(self._grid)
        self._columns = 0
        current().changed.connect(self._arrange)

    def show_queues(self, queues: Sequence[Queue]) -> None:
        """Show the queues; the tile that had the focus keeps it."""
        focused = next((tile.queue.key for tile in self._tiles if tile.hasFocus()), "")
        for tile in self._tiles:
            self._grid.removeWidget(tile)
            tile.deleteLater()
        self._tiles = [QueueTile(queue) for queue in queues[:MOST_QUEUES]]
        for tile in self._tiles:
            tile.clicked.connect(lambda _checked=False, queue=tile.queue: self.opened.emit(queue))
        self._columns = 0
        self._arrange()
        for tile in self._tiles:
            if tile.queue.key == focused:
                tile.setFocus()

    def tiles(self) -> list[QueueTile]:
        """Return the tiles in reading order."""
        return list(self._tiles)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the tiles for the new width."""
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move between tiles."""
        steps = {**_ARROWS, Qt.Key.Key_Up: -self._columns, Qt.Key.Key_Down: self._columns}
        places = [place for place, tile in enumerate(self._tiles) if tile.hasFocus()]
        step = steps.get(Qt.Key(event.key()))
        if step is None or not places:
            super().keyPressEvent(event)
        elif 0 <= places[0] + step < len(self._tiles):
            self._tiles[places[0] + step].setFocus()

    def _arrange(self) -> None:
        columns = max(1, min(3, self.width() // current().px(250)))
        if columns == self._columns:
            return
        for number in range(3):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)
        for place, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, place // columns, place % columns)
        self._columns = columns
