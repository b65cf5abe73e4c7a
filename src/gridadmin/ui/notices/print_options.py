"""The choices of the print dialog: which boards, which look, which size, with photos or without."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QWidget

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.notices import BoardTemplate, board_size
from gridadmin.i18n import N_, _
from gridadmin.ui.fields import TextField
from gridadmin.ui.layouts import Tile, column, label, restyle, row
from gridadmin.ui.panes import Switch
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, SNUG, TIGHT

SIZES = ("A4", "A3", "A2", "600x900")
FREE = "free"
TEMPLATE_COLOURS = {
    BoardTemplate.STANDARD_BLUE: ("#0A2E6E", "#F5B541", "#0F56C0"),
    BoardTemplate.RED_CORRIDOR: ("#B3141F", "#FFD36B", "#B3141F"),
    BoardTemplate.LARGE_PRINT: ("#0A2E6E", "#F5B541", "#0A2E6E"),
}
"""Band, ornament and numbers of each template, as they are printed whatever the theme of the window."""


class PrintScope(Enum):
    """Which boards to print; the words are those of the dialog."""

    STALE = N_("All boards that are not true")
    SELECTED = N_("The selected boards")
    THIS = N_("This board")
    COMMUNITY = N_("All of this community")
    ALL = N_("All boards of the office")


class TemplatePicture(QWidget):
    """A board in small: the colours of a template and where things stand on it."""

    def __init__(self, template: BoardTemplate) -> None:
        super().__init__()
        self._template = template
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Return the size of the small board."""
        units = (84, 60) if self._template.is_landscape else (60, 84)
        return QSize(*(current().px(side) for side in units))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint band, cards, lines and foot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        band, gold, accent = (QColor(colour) for colour in TEMPLATE_COLOURS[self._template])
        width, height = float(self.width()), float(self.height())

        def fill(x: float, y: float, w: float, h: float, colour: QColor) -> None:
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(x * width, y * height, w * width, h * height), 1.5, 1.5)

        large = self._template is BoardTemplate.LARGE_PRINT
        fill(0, 0, 1, 1, QColor("#F7FAFF"))
        fill(0, 0, 1, 0.24, band)
        fill(0, 0.24, 1, 0.02, gold)
        fill(0.08, 0.08, 0.5, 0.09, QColor("#FFFFFF"))
        fill(0.72, 0.09, 0.2, 0.06, gold)
        for card in range(2 if large else 3):
            share = 0.42 if large else 0.26
            fill(0.06 + card * (share + 0.04), 0.32, share, 0.2, QColor("#DCE6F5"))
        for line in range(3 if large else 5):
            step = 0.1 if large else 0.058
            fill(0.06, 0.58 + line * step, 0.04, step * 0.5, accent)
            fill(0.13, 0.58 + line * step, 0.78 - line % 2 * 0.12, step * 0.4, QColor("#AEB9CA"))
        fill(0, 0.87, 1, 0.13, band)


class PrintOptions(QWidget):
    """Template, size and photos.

    Signals:
        changed: something else is chosen now.
    """

    changed = Signal()

    def __init__(self, template: BoardTemplate, size: str) -> None:
        super().__init__()
        self.template = template
        self.tiles: dict[BoardTemplate, Tile] = {}
        for each in BoardTemplate:
            self.tiles[each] = self._tile(each)
        named = {"A4": "A4", "A3": "A3", "A2": "A2", "600x900": "600×900 mm", FREE: _("Other")}
        wished = size if size in SIZES else FREE
        self.sizes = Switch(list(named.items()), wished)
        self.sizes.chosen.connect(self._on_size)
        self.free = TextField("500x700")
        self.free.set_value(size if wished == FREE else None)
        self.free.setToolTip(_("Width × height in millimetres, such as 500x700"))
        self.free.changed.connect(self.changed)
        self.free.setVisible(wished == FREE)
        self.photos = QCheckBox(_("With photos"))
        self.photos.toggled.connect(lambda _on: self.changed.emit())
        templates = row(*self.tiles.values(), spacing=SNUG)
        self.setLayout(
            column(
                label(_("Template"), "caption"),
                templates,
                label(_("Size"), "caption"),
                row(self.sizes, self.free, 1, spacing=SNUG),
                self.photos,
                spacing=SNUG,
            )
        )

    @property
    def size_name(self) -> str:
        """The size as it is named."""
        chosen = self.sizes.value()
        return str(self.free.value() or "") if chosen == FREE else chosen

    def fault(self) -> str:
        """Return what is wrong with the size; empty for nothing."""
        try:
            board_size(self.size_name, self.template)
        except InvalidError as error:
            return str(error)
        return ""

    def _tile(self, template: BoardTemplate) -> Tile:
        words = label(template.label, "caption", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setMinimumHeight(words.fontMetrics().lineSpacing() * 2)
        picture = row(1, TemplatePicture(template), 1)
        tile = Tile(column(1, picture, 1, words, spacing=TIGHT, margins=(SNUG, SNUG, SNUG, SNUG)))
        tile.setCheckable(True)
        tile.setChecked(template is self.template)
        tile.setAccessibleName(template.label)
        tile.clicked.connect(partial(self._on_template, template))
        return tile

    def _on_template(self, template: BoardTemplate, _checked: bool = False) -> None:
        self.template = template
        for each, tile in self.tiles.items():
            tile.setChecked(each is template)
            restyle(tile)
        self.changed.emit()

    def _on_size(self, key: str) -> None:
        self.free.setVisible(key == FREE)
        if key == FREE:
            self.free.setFocus()
        self.changed.emit()


class ScopeChoice(QWidget):
    """Which boards: one line each, with what it comes to.

    Signals:
        changed: another scope is chosen now.
    """

    changed = Signal()

    def __init__(self, scopes: Sequence[tuple[PrintScope, str]], first: PrintScope) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._lines: dict[PrintScope, QRadioButton] = {}
        for scope, note in scopes:
            line = QRadioButton(f"{_(scope.value)}  {note}".rstrip())
            line.setChecked(scope is first)
            line.toggled.connect(lambda on: self.changed.emit() if on else None)
            self._group.addButton(line)
            self._lines[scope] = line
        self.communities = QCheckBox(_("The boards of communities and villages too (Art 15)"))
        self.communities.toggled.connect(lambda _on: self.changed.emit())
        self.setLayout(column(*self._lines.values(), self.communities, spacing=SNUG, margins=(0, 0, 0, MEDIUM)))

    def value(self) -> PrintScope:
        """Return the scope that is chosen."""
        return next(scope for scope, line in self._lines.items() if line.isChecked())

    def choose(self, scope: PrintScope) -> None:
        """Choose a scope as if it were clicked."""
        self._lines[scope].setChecked(True)
