"""Rows and columns with the distances of the tokens, and the small widgets that every page is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gridadmin.ui.theme import current, dress_widget, fit_layout
from gridadmin.ui.tokens import ICON, SNUG

AnyWidget = TypeVar("AnyWidget", bound=QWidget)
Margins = tuple[int, int, int, int]
Item = QWidget | QLayout | int | None

# Qt.TextFormat.PlainText as a property takes it: the login is painted without the namespace `Qt` (see `text_field`).
_PLAIN_TEXT = 0


def column(*items: Item, spacing: int = SNUG, margins: Margins = (0, 0, 0, 0)) -> QVBoxLayout:
    """Return a layout from top to bottom; an int is a stretch, None is left out; distances in units, grow with text."""
    layout = QVBoxLayout()
    _fill(layout, items, spacing, margins)
    return layout


def row(*items: Item, spacing: int = SNUG, margins: Margins = (0, 0, 0, 0)) -> QHBoxLayout:
    """Return a layout from left to right; see `column`."""
    layout = QHBoxLayout()
    _fill(layout, items, spacing, margins)
    return layout


def _fill(layout: QBoxLayout, items: tuple[Item, ...], spacing: int, margins: Margins) -> None:
    layout.setProperty("units", spacing)
    layout.setProperty("margin_units", list(margins))
    fit_layout(current(), layout)
    for item in items:
        if isinstance(item, QWidget):
            layout.addWidget(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        elif item is not None:
            layout.addStretch(item)


def panel(look: str, layout: QLayout) -> QFrame:
    """Return a surface (`card`, `plain`, `bar`, `foot`, `side`, `warning`, `danger`, `accent`) around a layout."""
    frame = QFrame()
    frame.setProperty("panel", look)
    frame.setLayout(layout)
    if look in ("bar", "foot"):
        frame.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return frame


def label(text: str, look: str = "", tone: str = "", wrap: bool = False) -> QLabel:
    """Return a text; looks: caption, muted, strong, title, heading, figure; tones: danger, warning, good, faint."""
    widget = QLabel(text)
    widget.setProperty("textFormat", _PLAIN_TEXT)
    widget.setProperty("look", look)
    widget.setProperty("tone", tone)
    widget.setWordWrap(wrap)
    return widget


def badge(text: str, tone: str = "") -> QLabel:
    """Return a small rounded word; tones: danger, warning, good, accent, or none."""
    from PySide6.QtCore import Qt

    widget = label(text, tone=tone)
    widget.setProperty("badge", True)
    widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
    widget.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return widget


def with_icon(widget: AnyWidget, name: str, colour: str = "muted", size: int = ICON) -> AnyWidget:
    """Give a button or label an icon that follows theme and text size; returns the widget."""
    widget.setProperty("icon_name", name)
    widget.setProperty("icon_colour", colour)
    widget.setProperty("icon_units", size)
    dress_widget(current(), widget)
    return widget


def icon_label(name: str, colour: str = "muted", size: int = ICON) -> QLabel:
    """Return an icon as a widget of its own."""
    return with_icon(QLabel(), name, colour, size)


def button(text: str, on_click: Callable[[], object] | None = None, look: str = "", icon: str = "") -> QPushButton:
    """Return a push button; looks: primary (one for each surface), danger, quiet, or none."""
    widget = QPushButton(f" {text}" if icon and text else text)
    widget.setAccessibleName(text)
    widget.setProperty("look", look)
    widget.setAutoDefault(False)
    if icon:
        with_icon(widget, icon, {"primary": "on_accent", "danger": "danger"}.get(look, "muted"))
    if on_click is not None:
        widget.clicked.connect(lambda _checked=False: on_click())
    return widget


class Tile(QPushButton):
    """A button that holds a layout, and is as large as the layout wants."""

    def __init__(self, content: QLayout) -> None:
        from PySide6.QtCore import Qt

        super().__init__()
        self.setProperty("look", "tile")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setLayout(content)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """Return the size of the content."""
        layout = self.layout()
        return layout.totalSizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the size below which words would be cut."""
        layout = self.layout()
        return layout.totalMinimumSize() if layout is not None else super().minimumSizeHint()


def tool_button(icon: str, hint: str, on_click: Callable[[], object] | None = None) -> QToolButton:
    """Return a button of an icon alone; the hint is its tooltip and its name for screen readers."""
    widget = with_icon(QToolButton(), icon)
    widget.setToolTip(hint)
    widget.setAccessibleName(hint)
    if on_click is not None:
        widget.clicked.connect(lambda _checked=False: on_click())
    return widget


def rule() -> QFrame:
    """Return a hair line between two parts of a surface."""
    frame = QFrame()
    frame.setProperty("panel", "rule")
    return frame


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties that the style sheet reads and have the widget painted by them."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def resize_to(widget: QWidget, width: int, height: int) -> None:
    """Give a window a size in units, at most nine tenths of its screen."""
    theme, screen = current(), widget.screen().availableGeometry()
    widget.resize(min(theme.px(width), screen.width() * 9 // 10), min(theme.px(height), screen.height() * 9 // 10))
