"""The bar on top: whose office, search, the day, the exchange with the city, the account. And the line at the foot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QSizePolicy, QWidget

from gridadmin.i18n import _
from gridadmin.ui.as_of import AsOfButton
from gridadmin.ui.exchange.frame_button import ExchangeButton
from gridadmin.ui.layouts import button, icon_label, label, restyle, row, with_icon
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.tokens import MEDIUM, SNUG


class TopBar(QFrame):
    """The frame's own controls.

    Signals:
        search_asked, keys_asked, leave_asked: as named; day_chosen: the as-of date.
    """

    search_asked = Signal()
    keys_asked = Signal()
    leave_asked = Signal()
    day_chosen = Signal(object)

    def __init__(self, office: str, account: str, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self.setProperty("panel", "bar")
        name = label(office, "strong")
        name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.search = button(_("Find a person, a grid, a board …"), self.search_asked.emit, "search", "search")
        self.search.setToolTip(Key.FIND.shown())
        self.search.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.as_of = AsOfButton(today)
        self.as_of.chosen.connect(self.day_chosen)
        self.exchange = ExchangeButton()
        self.account = self._account_button(account)
        line = row(
            icon_label("building-2", "accent_text"), name, self.search, self.as_of, self.exchange, self.account,
            spacing=MEDIUM, margins=(MEDIUM, SNUG, MEDIUM, SNUG),
        )  # fmt: skip
        line.setStretch(2, 1)
        self.setLayout(line)

    def _account_button(self, account: str) -> QPushButton:
        menu = QMenu(self)
        for text, signal in ((_("Keys"), self.keys_asked), (_("Log out"), self.leave_asked)):
            action = QAction(text, menu)
            action.triggered.connect(lambda _checked=False, asked=signal: asked.emit())
            menu.addAction(action)
        made = button(account, look="quiet", icon="circle-user")
        made.setMenu(menu)
        return made


class StatusLine(QFrame):
    """The line at the foot: what Ctrl+Z would undo, what is being worked on, the last backup that was verified.

    Signals:
        undo_asked: the undo hint was clicked.
    """

    undo_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("panel", "foot")
        self._undo = with_icon(button("", self.undo_asked.emit, "quiet"), "undo-2", "muted", 14)
        self._undo.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._note = label("", "caption")
        self._busy = label("", "caption")
        self._backup = label(_("No verified backup yet"), "caption", "warning")
        self.setLayout(
            row(self._undo, self._note, 1, self._busy, self._backup, spacing=MEDIUM, margins=(SNUG, 1, MEDIUM, 1))
        )
        self.show_undo("")

    def show_undo(self, sentence: str) -> None:
        """Say which act Ctrl+Z would undo; an empty sentence says that there is none."""
        self._undo.setVisible(bool(sentence))
        self._undo.setText(" " + _("{key} undoes: {act}").format(key=Key.UNDO.shown(), act=sentence))

    def show_backup(self, text: str, tone: str = "good") -> None:
        """Say when the last backup was verified."""
        self._backup.setText(text)
        restyle(self._backup, tone=tone)

    def show_note(self, text: str) -> None:
        """Say what has just been done; it stays until the next is done."""
        self._note.setText(text)

    def show_busy(self, busy: bool) -> None:
        """Say that something is being worked on."""
        self._busy.setText(_("Working …") if busy else "")


class PracticeRibbon(QFrame):
    """The band over a practice office: nobody may take it for the real one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "practice")
        text = label(_("Practice office: invented people. Nothing leaves it, and its prints are watermarked."))
        self.setLayout(row(1, icon_label("flask-conical", "on_accent"), text, 1, margins=(MEDIUM, 3, MEDIUM, 3)))
