"""How the window looks: applies the tokens as palette, style sheet and base font, and again when they change.

The theme is one for the process, as Qt's own palette is: `current()` gives it to whoever paints or builds a widget.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLayout, QWidget

from gridadmin.ui.fonts import load_fonts, window_font
from gridadmin.ui.icons import IconSet, finest_screen
from gridadmin.ui.preferences import LARGEST_TEXT, SMALLEST_TEXT
from gridadmin.ui.stylesheet import stylesheet
from gridadmin.ui.tokens import DARK, ICON, LIGHT, SCALE, Colours

_current: list[Theme] = []


class Theme(QObject):
    """Colours, sizes and icons in use.

    Signals:
        changed: theme or text size are new; every widget that exists has been dressed already.
    """

    changed = Signal()

    def __init__(self, resources: Path, mode: str = "light", text_percent: int = 100) -> None:
        super().__init__()
        self.mode = mode
        self.text_percent = text_percent
        self.icons = IconSet(resources / "icons")
        self._resources = resources
        self._families = load_fonts(resources / "fonts")
        self._unit = 1.0
        self.colours = self._chosen_colours()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)

    def px(self, units: float) -> int:
        """Return pixels for a distance of the tokens at the text size in use."""
        return max(1, round(units * self._unit)) if units else 0

    def font(self, step: str = "body", bold: bool = False) -> QFont:
        """Return the font of a step of the scale of type."""
        font = window_font(self._families, self.text_percent)
        font.setPointSizeF(font.pointSizeF() * SCALE[step])
        font.setBold(bold)
        return font

    def icon(self, name: str, colour: str = "muted", size: int = ICON) -> QIcon:
        """Return an icon of the set; `colour` is a name of `Colours`, `size` in units."""
        return self.icons.icon(name, getattr(self.colours, colour), self.colours.line_strong, self.px(size))

    def colour(self, name: str) -> QColor:
        """Return a colour of the theme by its name in `Colours`."""
        return QColor(getattr(self.colours, name))

    def use(self, mode: str | None = None, text_percent: int | None = None) -> None:
        """Change theme or text size; reaches every widget, dialog and table that exists."""
        self.mode = mode or self.mode
        self.text_percent = min(max(text_percent or self.text_percent, SMALLEST_TEXT), LARGEST_TEXT)
        self.apply()

    def apply(self) -> None:
        """Put palette, font and style sheet on the application and dress the widgets that exist."""
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            raise RuntimeError("a theme needs its QApplication")
        self.colours = self._chosen_colours()
        base = self.font()
        # 13.33 pixels are 10 points on a 96 dpi screen: the size at which a unit is one pixel.
        self._unit = QFontMetricsF(base).fontDpi() / 96 * base.pointSizeF() / 10
        application.setFont(base)
        application.setPalette(_palette(self.colours))
        application.setStyleSheet(stylesheet(self.colours, self.px, base.pointSizeF(), self._resources / "icons"))
        for widget in QApplication.topLevelWidgets():
            self.dress(widget)
        self.changed.emit()

    def dress(self, root: QWidget) -> None:
        """Give icons and layouts below a widget the colours and distances in use."""
        for layout in root.findChildren(QLayout):
            fit_layout(self, layout)
        for widget in (root, *root.findChildren(QWidget)):
            dress_widget(self, widget)

    def _chosen_colours(self) -> Colours:
        if self.mode == "auto":
            # What the style makes of the system's scheme: to ask for the scheme itself costs a tenth of the start,
            # for it is a member of the namespace `Qt` (see `text_field`).
            window = QApplication.style().standardPalette().color(QPalette.ColorRole.Window)
            return DARK if window.lightness() < 128 else LIGHT
        return DARK if self.mode == "dark" else LIGHT

    def _on_system_scheme_changed(self) -> None:
        if self.mode == "auto" and _current and _current[0] is self:
            self.apply()


def use_theme(theme: Theme) -> Theme:
    """Make a theme the one of the process and apply it."""
    _current[:] = [theme]
    QApplication.setStyle("Fusion")
    theme.apply()
    return theme


def current() -> Theme:
    """Return the theme of the process; there is none before `use_theme`, and asking then is a bug."""
    return _current[0]


def fit_layout(theme: Theme, layout: QLayout) -> None:
    """Set the margins and spacing that a layout was given in units (see `layouts.column`)."""
    spacing, margins = layout.property("units"), layout.property("margin_units")
    if spacing is not None:
        layout.setSpacing(theme.px(spacing))
    if margins is not None:
        layout.setContentsMargins(*(theme.px(units) for units in margins))


def dress_widget(theme: Theme, widget: QWidget) -> None:
    """Draw the icon that a widget was given by name (see `layouts.with_icon`)."""
    name = widget.property("icon_name")
    if not name:
        return
    size, colour = widget.property("icon_units") or ICON, widget.property("icon_colour") or "muted"
    if isinstance(widget, QAbstractButton):
        widget.setIcon(theme.icon(name, colour, size))
        widget.setIconSize(QSize(theme.px(size), theme.px(size)))
    elif isinstance(widget, QLabel):
        # Of the finest screen: to ask a widget that is in no window yet takes milliseconds.
        tint = getattr(theme.colours, colour)
        widget.setPixmap(theme.icons.pixmap(name, tint, theme.px(size), finest_screen()))


def _palette(colours: Colours) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, colour in (
        (role.Window, colours.window),
        (role.WindowText, colours.text),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.stripe),
        (role.Text, colours.text),
        (role.Button, colours.surface),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.danger),
        (role.ToolTipBase, colours.surface),
        (role.ToolTipText, colours.text),
        (role.PlaceholderText, colours.faint),
        (role.Highlight, colours.selection),
        (role.HighlightedText, colours.text),
        (role.Link, colours.accent_text),
        (role.Accent, colours.accent),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.faint))
    return palette
