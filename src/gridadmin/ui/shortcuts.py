"""Every key of the window in one list, and the sheet that shows it (F1). Excel's habits come first."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QWidget

from gridadmin.i18n import N_, _
from gridadmin.ui.layouts import badge, button, column, label, panel, resize_to, row
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, WIDE


class Key(Enum):
    """A key, its sequence and what it does; `Alt+1` stands for Alt+1 to Alt+9."""

    FIND = "Ctrl+K", N_("Find anything: a person, a grid, a community")
    NEW = "Ctrl+N", N_("New record in this list")
    EDIT = "F2", N_("Edit the selected record (Enter does it too)")
    SAVE = "Ctrl+S", N_("Save")
    SAVE_AND_NEXT = "Ctrl+Return", N_("Save and go to the next record")
    TODAY = "Ctrl+;", N_("Today's date in a date field")
    COPY = "Ctrl+C", N_("Copy the selected rows, ready for a spreadsheet")
    PASTE = "Ctrl+V", N_("Entry grid: put a copied block in, by ID number or name where it has them, else by place")
    FILL_DOWN = "Ctrl+D", N_("Entry grid: fill down")
    FILTER = "Ctrl+F", N_("Filter this list")
    EXPORT = "Ctrl+E", N_("Export exactly what is seen")
    PRINT = "Ctrl+P", N_("Print")
    UNDO = "Ctrl+Z", N_("Undo the last act")
    REDO = "Ctrl+Y", N_("Redo what was undone")
    REFRESH = "F5", N_("Read again")
    NEXT_PANE = "F6", N_("Next pane")
    NEXT_RECORD = "Ctrl+Down", N_("Next record of the list")
    PREVIOUS_RECORD = "Ctrl+Up", N_("Previous record of the list")
    CHANGEOVER = "H", N_("Change-over: somebody leaves the selected grid, or the selected person leaves")
    THEIRS = "1", N_("Exchange: take the city's value and go to the next difference")
    MINE = "2", N_("Exchange: take our own value and go to the next difference")
    LATER = "3", N_("Exchange: leave the difference for later and go to the next")
    PAGE = "Alt+1", N_("Pages 1 to 9 of the navigation")
    LARGER = "Ctrl++", N_("Larger text (Ctrl and the wheel do it too)")
    SMALLER = "Ctrl+-", N_("Smaller text")
    NORMAL_SIZE = "Ctrl+0", N_("Text at 100 %")
    LEAVE = "Esc", N_("Leave without losing text: the draft is kept until the program is closed")
    KEYS = "F1", N_("This list of keys")

    def __init__(self, sequence: str, msgid: str) -> None:
        self.sequence = sequence
        self.msgid = msgid

    @property
    def keys(self) -> QKeySequence:
        """The sequence as Qt knows it."""
        return QKeySequence(self.sequence)

    def shown(self) -> str:
        """Return the key as it is printed on a key sheet."""
        if self is Key.PAGE:
            return "Alt+1 … 9"
        return self.sequence.replace("Return", "Enter").replace("Down", "↓").replace("Up", "↑")


def on_key(key: Key, widget: QWidget, act: object, whole_window: bool = True) -> QShortcut:
    """Have a key call `act()` while the widget's window is active, or only while the widget has the focus."""
    shortcut = QShortcut(key.keys, widget)
    context = Qt.ShortcutContext.WindowShortcut if whole_window else Qt.ShortcutContext.WidgetWithChildrenShortcut
    shortcut.setContext(context)
    shortcut.activated.connect(act)
    return shortcut


class KeysDialog(QDialog):
    """The key sheet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keys"))
        grid = QGridLayout()
        half = (len(Key) + 1) // 2
        for place, key in enumerate(Key):
            line, side = place % half, place // half * 2
            grid.addWidget(badge(key.shown(), "accent"), line, side, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(_(key.msgid), wrap=True), line, side + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        grid.setProperty("units", MEDIUM)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(panel("card", column(grid, 1, margins=(ROOMY,) * 4, spacing=SNUG)))
        close = button(_("Close"), self.accept, "primary")
        self.setLayout(column(label(_("Keys"), "heading"), area, row(1, close), spacing=MEDIUM, margins=(WIDE,) * 4))
        resize_to(self, 860, 560)
