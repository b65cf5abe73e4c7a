"""The fields of forms. Each has `value()`, `set_value()`, and the signals `changed`, `left` and `submitted`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QSortFilterProxyModel, QStringListModel, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QCompleter, QPlainTextEdit

from gridadmin.domain.entries import half_width, typed_date
from gridadmin.i18n import N_, Message
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.text_field import TextField
from gridadmin.ui.theme import current

__all__ = ["ChoiceField", "CodeField", "DateField", "NoteField", "Option", "TextField"]


class CodeField(TextField):
    """An ID number, phone or code: half-width, without blanks."""

    def tidy(self) -> None:
        """Make the text half-width, without blanks."""
        if (narrow := half_width(self.text())) != self.text():
            self.setText(narrow)

    def value(self) -> str | None:
        """Return the code, None when there is none."""
        return half_width(self.text()) or None


class DateField(TextField):
    """A day, typed as clerks write it; Ctrl+; is today."""

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        super().__init__("2026-03-01")
        self._today = today

    def value(self) -> date | None:
        """Return the day, None for an empty or unreadable text (`fault()` tells them apart)."""
        try:
            return typed_date(self.text(), self._today())
        except ValueError:
            return None

    def set_value(self, value: Any) -> None:
        """Show a day."""
        self.setText(value.isoformat() if isinstance(value, date) else "")

    def fault(self) -> Message | None:
        """Return what is wrong when the text is no day."""
        if self.text().strip() and self.value() is None:
            return Message(N_("“{text}” is not a day. Write it like 2026-3-1."), {"text": self.text().strip()})
        return None

    def tidy(self) -> None:
        """Write the day as 2026-03-01."""
        day = self.value()
        if day is not None and self.text() != day.isoformat():
            self.set_value(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+; writes today's date."""
        if QKeySequence(event.keyCombination()) == Key.TODAY.keys:
            self.set_value(self._today())
        else:
            super().keyPressEvent(event)


@dataclass(frozen=True)
class Option:
    """A choice: the value that is kept, what is shown, and what it can be found by (pinyin initials, codes)."""

    value: Any
    text: str
    found_by: str = ""


class ChoiceField(QComboBox):
    """A code list with type-ahead: any part of the text, or the beginning of the pinyin initials."""

    changed = Signal()
    left = Signal()
    submitted = Signal()

    def __init__(self, options: Sequence[Option] = (), placeholder: str = "") -> None:
        super().__init__()
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)  # a long option must not make the form wider than its dialog
        edit = TextField(placeholder)
        self.setLineEdit(edit)  # makes it editable; `setEditable` would build the list that drops down at once
        edit.left.connect(self._on_left)
        edit.submitted.connect(self.submitted)
        self._options: tuple[Option, ...] = ()
        self._filter = _OptionFilter(self)
        completer = QCompleter(self._filter, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.popup().setProperty("look", "popup")
        self.setCompleter(completer)
        edit.textEdited.connect(self._filter.look_for)
        self.currentIndexChanged.connect(lambda _place: self.changed.emit())
        current().changed.connect(self.updateGeometry)
        self.set_options(options)

    def set_options(self, options: Sequence[Option]) -> None:
        """Replace the choices; the value is kept where it is still among them."""
        kept = self.value()
        self._options = tuple(options)
        self.blockSignals(True)
        self.clear()
        self.addItems([option.text for option in self._options])
        self.blockSignals(False)
        self._filter.use(self._options)
        self.set_value(kept)

    def value(self) -> Any:
        """Return the value of the option whose text stands in the field, None when there is none."""
        text = self.currentText().strip()
        return next((option.value for option in self._options if option.text == text), None)

    def set_value(self, value: Any) -> None:
        """Show the option of a value."""
        place = next((place for place, option in enumerate(self._options) if option.value == value), -1)
        self.setCurrentIndex(place)
        if place < 0:
            self.clearEditText()
        if (edit := self.lineEdit()) is not None:
            edit.setCursorPosition(0)  # a long choice is read from its beginning

    def fault(self) -> Message | None:
        """Return what is wrong when the typed text is no choice."""
        text = self.currentText().strip()
        if text and self.value() is None:
            return Message(N_("“{text}” is not in the list. Type a part of it or its initials."), {"text": text})
        return None

    def _on_left(self) -> None:
        """Take the only option that what was typed can mean."""
        if self.value() is None and self.currentText().strip():
            meant = self._filter.matching(self.currentText())
            if len(meant) == 1:
                self.set_value(meant[0].value)
        self.left.emit()


class _OptionFilter(QSortFilterProxyModel):
    """The options that what was typed can mean; code lists are short, so a proxy is cheap here."""

    def __init__(self, parent: ChoiceField) -> None:
        super().__init__(parent)
        self._texts = QStringListModel(self)
        self._options: tuple[Option, ...] = ()
        self._typed = ""
        self.setSourceModel(self._texts)

    def use(self, options: tuple[Option, ...]) -> None:
        self._options, self._typed = options, ""
        self._texts.setStringList([option.text for option in options])

    def look_for(self, typed: str) -> None:
        self._typed = typed
        self.invalidateFilter()

    def matching(self, typed: str) -> list[Option]:
        return [option for option in self._options if _means(option, typed)]

    def filterAcceptsRow(self, source_row: int, _parent: object) -> bool:
        return not self._typed or _means(self._options[source_row], self._typed)


def _means(option: Option, typed: str) -> bool:
    wanted = typed.strip().casefold()
    return wanted in option.text.casefold() or any(
        word.startswith(wanted) for word in option.found_by.casefold().split()
    )


class NoteField(QPlainTextEdit):
    """Several lines of text; Tab leaves the field."""

    changed = Signal()
    left = Signal()
    submitted = Signal()

    def __init__(self, lines: int = 3) -> None:
        super().__init__()
        self._lines = lines
        self.setTabChangesFocus(True)
        self.textChanged.connect(self.changed)
        current().changed.connect(self._fit)
        self._fit()

    def value(self) -> str | None:
        """Return the text without blanks at its ends, None when there is none."""
        return self.toPlainText().strip() or None

    def set_value(self, value: Any) -> None:
        """Show a text."""
        self.setPlainText("" if value is None else str(value))

    def fault(self) -> Message | None:
        """Any text is good."""
        return None

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the field was left."""
        super().focusOutEvent(event)
        self.left.emit()

    def _fit(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * self._lines + current().px(22))
