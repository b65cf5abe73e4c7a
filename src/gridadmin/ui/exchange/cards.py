"""One issue in full: what it is about, the values side by side, and a button for each thing that can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QWidget

from gridadmin.domain.exchange_cards import IssueCard, ValueLine
from gridadmin.i18n import N_, _
from gridadmin.ui.layouts import badge, button, column, icon_label, label, panel, row
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.theme import current, fit_layout
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT

TONES = {"conflict": "warning", "refusal": "danger", "orphan": "warning"}
ICONS = {"mine": "check", "theirs": "download", "mend": "pencil", "give_up": "undo-2", "keep": "upload",
         "delete": "trash-2", "confirm": "check", "send": "upload", "same": "users"}  # fmt: skip
KEYS = {"mine": Key.MINE, "theirs": Key.THEIRS}
MAIN = ("mend", "keep", "confirm", "send")
GRAVE = ("give_up", "delete")
LATER = N_("Later")
NARROW = 480  # units: narrower, three values do not fit side by side, however short the words of their buttons


class IssuePane(ScrollPane):
    """The issue under the cursor of a list.

    Signals:
        chosen: the IssueCard and the choice that was made.
        later: it is left as it is, and the next one is wanted.
        opened: the Target of its record.
    """

    chosen = Signal(object, str)
    later = Signal()
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.card: IssueCard | None = None
        self._may_act, self._room, self._is_narrow = True, 0, False
        self.acts: dict[str, QPushButton] = {}

    def show_card(self, card: IssueCard | None, may_act: bool = True) -> None:
        """Show an issue, None for nothing."""
        self.card, self.acts, self._may_act = card, {}, may_act
        if card is None:
            self.fill()
            return
        body = self._conflict if card.issue.kind == "conflict" else self._refusal
        self.fill(self._head(card), *body(card, may_act))
        space = current().px(ROOMY)
        self.body.setContentsMargins(space, current().px(MEDIUM), space, space)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put values and buttons below each other where there is no room for them side by side, and back."""
        super().resizeEvent(event)
        if self.card is not None and (self.viewport().width() < self._room) != self._is_narrow:
            self.show_card(self.card, self._may_act)

    def _measure(self, room: int) -> None:
        """Take note of the width that what is shown needs to stand side by side, margins of the pane included."""
        self._room = room + 2 * current().px(ROOMY)
        self._is_narrow = self.viewport().width() < self._room

    def _head(self, card: IssueCard) -> QWidget:
        title = label(card.subject, "title", wrap=True)
        title.setMinimumWidth(1)
        opened = None
        if card.target is not None:
            opened = button(_("Open"), partial(self.opened.emit, card.target), "quiet", "arrow-right")
        head = row(title, badge(str(card.kind), TONES.get(card.issue.kind, "")), opened, spacing=SNUG)
        head.setStretch(0, 1)
        holder = QWidget()
        holder.setLayout(column(head, label(str(card.issue.reason), "muted", wrap=True), spacing=TIGHT))
        return holder

    def _conflict(self, card: IssueCard, may_act: bool) -> list[QWidget]:
        acts = [self._later(), self._act(card, "mine", may_act), self._act(card, "theirs", may_act)]
        self._measure(max(current().px(NARROW), _three_columns(acts)))
        grid = QGridLayout()
        grid.setProperty("units", SNUG)
        grid.setProperty("margin_units", [0, 0, 0, 0])
        fit_layout(current(), grid)
        lines = self._below(grid, card) if self._is_narrow else self._beside(grid, card)
        for place, act in enumerate(acts):
            if self._is_narrow:
                grid.addWidget(act, lines + len(acts) - place, 0, 1, 2)
            else:
                grid.addWidget(act, lines, place)
        return [panel("card", column(grid, margins=(ROOMY,) * 4))]

    def _beside(self, grid: QGridLayout, card: IssueCard) -> int:
        """Put the three values of each field beside each other; return the next free line."""
        for place, (title, note) in enumerate(_sides(card)):
            grid.addWidget(_heading(title, note), 0, place)
            grid.setColumnStretch(place, 1)
        for line, values in enumerate(card.lines):
            if values.field:
                grid.addWidget(label(values.field, "caption"), 1 + 2 * line, 0, 1, 3)
            for place, shown in enumerate(_values(values)):
                grid.addWidget(shown, 2 + 2 * line, place)
        return 1 + 2 * len(card.lines)

    def _below(self, grid: QGridLayout, card: IssueCard) -> int:
        """Put the three values of each field below each other; return the next free line."""
        grid.setColumnStretch(1, 1)
        line = 0
        for values in card.lines:
            if values.field:
                grid.addWidget(label(values.field, "caption"), line, 0, 1, 2)
            for (title, note), shown in zip(_sides(card), _values(values), strict=True):
                line += 1
                grid.addWidget(_heading(title, note), line, 0)
                grid.addWidget(shown, line, 1)
            line += 1
        return line

    def _refusal(self, card: IssueCard, may_act: bool) -> list[QWidget]:
        parts: list[QWidget] = []
        if card.lines:
            parts.append(
                panel("card", column(*map(_told, card.lines), spacing=SNUG, margins=(ROOMY, MEDIUM, ROOMY, MEDIUM)))
            )
        acts = [*(self._act(card, choice, may_act) for choice in card.issue.choices), self._later()]
        self._measure(_side_by_side(acts))
        holder = QWidget()
        holder.setLayout(column(*acts, spacing=SNUG) if self._is_narrow else row(*acts, 1, spacing=SNUG))
        return [*parts, holder]

    def _act(self, card: IssueCard, choice: str, may_act: bool) -> QPushButton:
        look = "primary" if _is_main(card, choice) else "danger" if choice in GRAVE else ""
        on_click: Callable[[], object] = partial(self.chosen.emit, card, choice)
        words = card.choice_word(choice)
        if choice in KEYS:
            words = f"{KEYS[choice].shown()}  {words}"
        made = button(words, on_click, look, ICONS.get(choice, ""))
        made.setEnabled(may_act and choice in card.issue.choices)
        self.acts[choice] = made
        return made

    def _later(self) -> QPushButton:
        return button(f"{Key.LATER.shown()}  {_(LATER)}", self.later.emit, "quiet")


def _side_by_side(acts: Sequence[QWidget]) -> int:
    """Return the width of buttons in a row."""
    return sum(act.sizeHint().width() for act in acts) + (len(acts) - 1) * current().px(SNUG)


def _three_columns(acts: Sequence[QWidget]) -> int:
    """Return the width of the card whose columns are as wide as the widest button: a wider one squeezes the others."""
    widest = max(act.sizeHint().width() for act in acts)
    return len(acts) * widest + (len(acts) - 1) * current().px(SNUG) + 2 * current().px(ROOMY)


def _is_main(card: IssueCard, choice: str) -> bool:
    """Whether a choice is what is usually done: the first that is offered, unless it throws something away."""
    return choice in MAIN and choice == card.issue.choices[0]


def _sides(card: IssueCard) -> tuple[tuple[str, str], ...]:
    """Return the headings of the three values; of mine and the city's, who made it and when."""
    issue = card.issue
    mine, city = _made(issue.entered_by, issue.entered_at), _made(issue.by, issue.at)
    return (_("As it was"), ""), (_("What I entered"), mine), (_("What the city has"), city)


def _made(by: str | None, at: datetime | None) -> str:
    when = f"{at.astimezone():%m-%d %H:%M}" if at else ""
    return " · ".join(part for part in (by, when) if part)


def _values(values: ValueLine) -> list[QWidget]:
    """Return the three values of a field, each on its colour, with what differs from the first marked."""
    looks = (("value", values.was, None), ("accent", values.mine, values.was), ("warning", values.theirs, values.was))
    return [_value(look, text, before) for look, text, before in looks]


def _value(look: str, text: str, before: str | None) -> QWidget:
    words = QLabel(escape(text or "—") if before is None else _marked(text, before))
    words.setTextFormat(Qt.TextFormat.RichText)
    words.setWordWrap(True)
    words.setMinimumWidth(1)
    words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return panel(look, column(words, 1, margins=(MEDIUM,) * 4))


def _heading(title: str, note: str) -> QWidget:
    holder = QWidget()
    words = label(note, "caption", wrap=True)
    words.setMinimumWidth(1)
    holder.setLayout(column(label(title, "strong"), words, 1, spacing=2))
    return holder


def _told(values: ValueLine) -> QWidget:
    """A field of a refused record: what was entered, and what the city has."""
    words = label(values.mine or "—", "strong", "danger", wrap=True)
    beside = _("at the city: {value}").format(value=values.theirs) if values.theirs else ""
    beside = beside or _("as it was: {value}").format(value=values.was or "—")
    city = label(beside, "caption", wrap=True)
    line = row(label(values.field, "caption"), column(words, city, spacing=2), spacing=MEDIUM)
    line.setStretch(0, 2)
    line.setStretch(1, 5)
    holder = QWidget()
    holder.setLayout(line)
    return holder


def _marked(text: str, before: str) -> str:
    """Return a value with the part marked in which it differs from the one before."""
    if not text:
        return "—"
    start, end = changed_part(before, text)
    if not before or (start, end) == (0, len(text)):
        return f"<b>{escape(text)}</b>"
    return f"{escape(text[:start])}<b>{escape(text[start:end])}</b>{escape(text[end:])}"


def changed_part(before: str, now: str) -> tuple[int, int]:
    """Return where a text begins and ends to differ from the one before it."""
    short = min(len(before), len(now))
    start = next((place for place in range(short) if before[place] != now[place]), short)
    tail = next((place for place in range(short - start) if before[-1 - place] != now[-1 - place]), short - start)
    return start, len(now) - tail


class QuestionPanel(QFrame):
    """A guard that wants a yes before the exchange goes on: many deletions, a long absence.

    Signals:
        chosen: the IssueCard and the choice that was made.
    """

    chosen = Signal(object, str)

    def __init__(self, card: IssueCard, may_act: bool) -> None:
        super().__init__()
        self.setProperty("panel", "warning")
        self.acts: dict[str, QPushButton] = {}
        words = row(label(str(card.kind), "strong"), label(str(card.issue.reason), wrap=True), spacing=MEDIUM)
        words.setStretch(1, 1)
        acts = row(spacing=SNUG)
        for choice in card.issue.choices:
            made = button(
                card.choice_word(choice),
                partial(self.chosen.emit, card, choice),
                "primary" if _is_main(card, choice) else "",
            )
            made.setEnabled(may_act)
            self.acts[choice] = made
            acts.addWidget(made)
        line = row(icon_label("triangle-alert", "warning"), words, acts, spacing=MEDIUM,
                   margins=(ROOMY, SNUG, MEDIUM, SNUG))  # fmt: skip
        line.setStretch(1, 1)
        self.setLayout(line)
