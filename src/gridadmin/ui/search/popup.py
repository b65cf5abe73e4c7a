"""The popup of the global search: every keystroke shows its list, from memory, without waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gridadmin.domain.search import SearchHit
from gridadmin.i18n import _
from gridadmin.ui.fields import TextField
from gridadmin.ui.layouts import column, icon_label, label, row
from gridadmin.ui.tables import ROW_ROLE, Index
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, RADIUS, SNUG

_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
_KIND_ICONS = {
    "workers": "circle-user",
    "grids": "map-pin",
    "notices": "presentation",
    "matters": "inbox",
    "discipline": "shield-check",
    "training": "graduation-cap",
}

_VIEW_ICONS = {"qualifications": "badge-check", "contracts": "file-text"}


class HitModel(QAbstractListModel):
    """The hits as a list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hits: list[SearchHit] = []

    def set_rows(self, hits: list[SearchHit]) -> None:
        """Replace the hits."""
        self.beginResetModel()
        self._hits = list(hits)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of hits."""
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title, or the hit itself."""
        if not index.isValid():
            return None
        hit = self._hits[index.row()]
        return {int(Qt.ItemDataRole.DisplayRole): hit.title, ROW_ROLE: hit}.get(role)


class HitPainter(QStyledItemDelegate):
    """Paints a hit: icon of its kind, title, and at the right what tells it from its namesakes."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one hit."""
        hit: SearchHit = index.data(ROW_ROLE)
        theme, rect = current(), QRect(option.rect)  # type: ignore[attr-defined] # missing in the stubs
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined] # as above
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_soft"))
            painter.drawRoundedRect(rect.adjusted(theme.px(6), 1, -theme.px(6), -1), theme.px(RADIUS), theme.px(RADIUS))
        icon = _VIEW_ICONS.get(hit.target.view) or _KIND_ICONS.get(hit.target.feature, "file-text")
        size = theme.px(18)
        spot = QRect(rect.left() + theme.px(16), rect.center().y() - size // 2, size, size)
        theme.icon(icon, "faint" if hit.faded else "accent_text").paint(painter, spot)
        words = rect.adjusted(theme.px(44), 0, -theme.px(18), 0)
        painter.setPen(theme.colour("faint" if hit.faded else "text"))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), hit.title)
        used = painter.fontMetrics().horizontalAdvance(hit.title) + theme.px(24)
        painter.setPen(theme.colour("muted"))
        room = max(words.width() - used, 0)
        about = "  ·  ".join(filter(None, (hit.subtitle, _(hit.kind))))
        text = painter.fontMetrics().elidedText(about, Qt.TextElideMode.ElideRight, room)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a hit at the text size in use."""
        height: int = option.fontMetrics.height()  # type: ignore[attr-defined] # missing in the stubs
        return QSize(100, height + current().px(16))


class SearchPopup(QFrame):
    """A field and its list of hits.

    Signals:
        chosen: the SearchHit that was opened.
    """

    chosen = Signal(object)

    def __init__(self, search: Callable[[str], list[SearchHit]], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("panel", "card")
        self._search = search
        self.field = TextField(
            _("Name, pinyin initials, grid, phone, ID number; a case, a session, the number of a paper")
        )
        self.model = HitModel(self)
        self.list = QListView()
        self.list.setProperty("look", "flat")
        self.list.setModel(self.model)
        self.list.setItemDelegate(HitPainter(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(lambda index: self._open(index.data(ROW_ROLE)))
        self._note = label("", "caption")
        top = row(icon_label("search"), self.field, margins=(MEDIUM, MEDIUM, MEDIUM, SNUG))
        foot = row(self._note, margins=(MEDIUM, SNUG, MEDIUM, SNUG))
        self.setLayout(column(top, self.list, foot, spacing=0))
        self.field.textChanged.connect(self.look_for)
        self.field.submitted.connect(self._open_current)
        self.look_for("")

    def open_over(self, anchor: QWidget) -> None:
        """Show the popup over the widget that stands for it, ready to be typed into."""
        width = max(anchor.width(), current().px(640))
        place = anchor.mapToGlobal(QPoint(min(0, anchor.width() - width), 0))
        self.setGeometry(QRect(place, QSize(width, current().px(430))))
        self.field.selectAll()
        self.show()
        self.field.setFocus()

    def look_for(self, text: str) -> None:
        """Show the hits for a text."""
        hits = self._search(text) if text.strip() else []
        self.model.set_rows(hits)
        if hits:
            self.list.setCurrentIndex(self.model.index(0, 0))
            self._note.setText(_("{count} found. Enter opens, arrows choose.").format(count=len(hits)))
        elif text.strip():
            self._note.setText(_("Nothing found for “{text}”. Leavers are searched too.").format(text=text.strip()))
        else:
            self._note.setText(_("Type a part of a name, initials like “zs”, or the last digits of a number."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go through the hits while the field keeps the focus."""
        step = _MOVES.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        last = self.model.rowCount() - 1
        place = min(max(self.list.currentIndex().row() + step, 0), last)
        if last >= 0:
            self.list.setCurrentIndex(self.model.index(place, 0))

    def _open_current(self) -> None:
        self._open(self.list.currentIndex().data(ROW_ROLE))

    def _open(self, hit: SearchHit | None) -> None:
        if hit is not None:
            self.hide()
            self.chosen.emit(hit)
