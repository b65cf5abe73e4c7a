"""The parts of the change-over: the reason by one key, and the field that finds people by what is typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QSizePolicy, QWidget

from gridadmin.domain.workers import ExitReason
from gridadmin.domain.workers_changeover import IncomingChoice, find_people
from gridadmin.i18n import N_, _
from gridadmin.ui.fields import TextField
from gridadmin.ui.layouts import button, column, label, restyle
from gridadmin.ui.theme import current, fit_layout
from gridadmin.ui.tokens import TIGHT

STAYS = "stays"
REASONS: tuple[tuple[str, str], ...] = (
    (ExitReason.RESIGNED.value, ExitReason.RESIGNED.msgid),
    (ExitReason.TERM_ENDED.value, ExitReason.TERM_ENDED.msgid),
    (ExitReason.TRANSFERRED.value, ExitReason.TRANSFERRED.msgid),
    (ExitReason.RETIRED.value, ExitReason.RETIRED.msgid),
    (ExitReason.DISMISSED.value, ExitReason.DISMISSED.msgid),
    (ExitReason.DIED.value, ExitReason.DIED.msgid),
    (ExitReason.OTHER.value, ExitReason.OTHER.msgid),
    (STAYS, N_("Stays in service")),
)
PER_ROW = 4


class ReasonChips(QWidget):
    """The reasons as buttons with a digit each; a digit or a click chooses one.

    Signals:
        chosen: a reason was chosen by the clerk.
    """

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        grid = QGridLayout()
        grid.setProperty("units", TIGHT)
        grid.setProperty("margin_units", [0, 0, 0, 0])
        fit_layout(current(), grid)
        for place, (key, msgid) in enumerate(REASONS):
            made = button(f"{place + 1}  {_(msgid)}", partial(self.choose, key))
            made.setCheckable(True)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._group.addButton(made)
            self.buttons[key] = made
            grid.addWidget(made, place // PER_ROW, place % PER_ROW)
        self.setLayout(grid)

    def value(self) -> str | None:
        """Return the key of the reason, None while none is chosen."""
        return next((key for key, made in self.buttons.items() if made.isChecked()), None)

    def reason(self) -> ExitReason | None:
        """Return why service ends; None where it does not."""
        key = self.value()
        return None if key in (None, STAYS) else ExitReason(key)

    def choose(self, key: str) -> None:
        """Choose a reason and tell."""
        for each, made in self.buttons.items():
            made.setChecked(each == key)
            restyle(made, look="primary" if each == key else "")
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses, arrows go through the reasons."""
        digit = event.key() - int(Qt.Key.Key_1)
        if 0 <= digit < len(REASONS):
            self.choose(REASONS[digit][0])
        else:
            super().keyPressEvent(event)


class PeopleField(QWidget):
    """Finds people while one types: initials, a part of the name, a phone or an ID number; else offers somebody new.

    Signals:
        changed: another person is meant. submitted: Enter in the field.
    """

    changed = Signal()
    submitted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = TextField(_("Name, initials like “zs”, phone or ID number"))
        self.field.textEdited.connect(self._look_for)
        self.field.submitted.connect(self.submitted)
        self._people: tuple[IncomingChoice, ...] = ()
        self._hits: tuple[IncomingChoice, ...] = ()
        self._place = 0
        self._lines = column(spacing=0)
        self.setLayout(column(self.field, self._lines, spacing=TIGHT))
        self.setFocusProxy(self.field)

    def set_people(self, people: Sequence[IncomingChoice]) -> None:
        """Say who can be found."""
        self._people = tuple(people)
        self._look_for(self.field.text())

    def person(self) -> IncomingChoice | None:
        """Return who is meant; None where nobody is found."""
        return self._hits[self._place] if self._hits else None

    def typed(self) -> str:
        """Return what was typed, to be the name or ID number of somebody new."""
        return self.field.text().strip()

    def is_new(self) -> bool:
        """Whether what was typed is nobody whom the office knows."""
        return bool(self.typed()) and not self._hits

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go through those who were found."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None or not self._hits:
            super().keyPressEvent(event)
            return
        self._choose(min(max(self._place + step, 0), len(self._hits) - 1))

    def _choose(self, place: int) -> None:
        self._place = place
        self._show()
        self.changed.emit()

    def _look_for(self, typed: str) -> None:
        self._hits, self._place = find_people(self._people, typed), 0
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for place, person in enumerate(self._hits):
            self._lines.addWidget(self._line(place, person))
        if self.is_new():
            self._lines.addWidget(label(_("Nobody of that name is on file: fill in who it is."), "muted", wrap=True))

    def _line(self, place: int, person: IncomingChoice) -> QWidget:
        note = (
            person.note if person.serving else " · ".join(part for part in (_("not in service"), person.note) if part)
        )
        made = button(f"{person.name}    {note}", partial(self._choose, place), "link")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # a long note is cut, not the page
        if place == self._place:
            font = made.font()
            font.setBold(True)
            made.setFont(font)
            made.setText("▸ " + made.text())
        return made
