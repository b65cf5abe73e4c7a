"""The blue panel with the name, beside the login and the first run."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from gridadmin.i18n import _
from gridadmin.ui.layouts import column, icon_label, label, panel, row
from gridadmin.ui.tokens import MEDIUM, WIDE


def brand_panel(office: str = "") -> QFrame:
    """Return the panel; under the name stands the office, where it is known."""
    points = (_("Files that stand an inspection"), _("Boards ready to print"), _("Figures that can be explained"))
    lines = [row(icon_label("check", "on_accent"), label(text, wrap=True), spacing=MEDIUM) for text in points]
    for line in lines:
        line.setStretch(1, 1)
    words = label(office or _("Grid workers of the township"), "lead", wrap=True)
    name = label("gridadmin", "heading")
    content = column(
        icon_label("layout-grid", "on_accent", 40), name, words, 1, *lines, spacing=MEDIUM, margins=(WIDE + 8,) * 4
    )
    return panel("brand", content)
