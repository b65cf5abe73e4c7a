"""Forms: a label, a field, and under the field what is wrong with it and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QGridLayout, QWidget

from gridadmin.i18n import N_, Message, _
from gridadmin.ui.layouts import column, label, restyle, row
from gridadmin.ui.theme import current, fit_layout
from gridadmin.ui.tokens import MEDIUM, TIGHT

Check = Callable[[Any], Message | None]


class Editor(Protocol):
    """What a form needs of a field; the classes of `fields` have it, and so can a page's own widget."""

    changed: SignalInstance
    left: SignalInstance
    submitted: SignalInstance

    def value(self) -> Any:
        """Return what is kept."""

    def set_value(self, value: Any) -> None:
        """Show a value."""

    def fault(self) -> Message | None:
        """Return what is wrong with the text whatever the form."""


@dataclass(frozen=True)
class FieldSpec:
    """A field as data.

    Attributes:
        title: msgid of the label.
        hint: msgid under the field while nothing is wrong.
        check: looked at when the field is left; returns what is wrong and the fix.
    """

    key: str
    title: str
    editor: Any
    required: bool = False
    hint: str = ""
    check: Check | None = None


@dataclass
class _Line:
    spec: FieldSpec
    message: Any
    faults: dict[str, str] = field(default_factory=dict)


class Form(QWidget):
    """Fields in one or two columns.

    Signals:
        changed: something was typed; `is_dirty()` tells whether it differs from what was set.
        submitted: Enter in a field.
    """

    changed = Signal()
    submitted = Signal()

    def __init__(self, columns: int = 1) -> None:
        super().__init__()
        self._lines: dict[str, _Line] = {}
        self._set: dict[str, Any] = {}
        self._columns = columns
        self._grid = QGridLayout()
        self._grid.setProperty("units", MEDIUM)
        self._grid.setProperty("margin_units", [0, 0, 0, 0])
        for number in range(columns):
            self._grid.setColumnStretch(number, 1)
        fit_layout(current(), self._grid)
        self.setLayout(self._grid)

    def add(self, spec: FieldSpec, whole_row: bool = False) -> Any:
        """Add a field and return its editor; `whole_row` gives it both columns."""
        mark = label("*", tone="danger") if spec.required else None
        title = label(_(spec.title), "strong")
        title.setBuddy(spec.editor)
        spec.editor.setAccessibleName(_(spec.title))
        message = label(_(spec.hint), "caption", wrap=True)
        if not spec.hint:
            message.hide()  # never shown here: before it has its place it would be a window of its own
        holder = QWidget()
        holder.setLayout(column(row(title, mark, 1, spacing=TIGHT), spec.editor, message, 1, spacing=TIGHT))
        self._place(holder, whole_row)
        self._lines[spec.key] = _Line(spec, message)
        spec.editor.changed.connect(self._on_typed(spec.key))
        spec.editor.left.connect(lambda: self.check(spec.key))
        spec.editor.submitted.connect(self.submitted)
        self._set[spec.key] = spec.editor.value()
        return spec.editor

    def editor(self, key: str) -> Any:
        """Return the editor of a field."""
        return self._lines[key].spec.editor

    def values(self) -> dict[str, Any]:
        """Return the value of every field."""
        return {key: line.spec.editor.value() for key, line in self._lines.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show values and take them as what is saved; fields without one are emptied."""
        self.fill(values)
        self._set = self.values()

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show values as if they had been typed (a draft)."""
        for key, line in self._lines.items():
            line.spec.editor.set_value(values.get(key))
            self._say(key, {})

    def is_dirty(self) -> bool:
        """Whether anything differs from what was set."""
        return self.values() != self._set or any(line.spec.editor.fault() for line in self._lines.values())

    def check(self, key: str) -> bool:
        """Check one field and say under it what is wrong; returns whether it can be saved."""
        spec = self._lines[key].spec
        wrong = spec.editor.fault()
        value = spec.editor.value()
        if wrong is None and spec.required and value is None:
            wrong = Message(N_("Please fill in this field."))
        if wrong is None and value is not None and spec.check is not None:
            wrong = spec.check(value)
        self._say(key, {"error": str(wrong)} if wrong else {})
        return wrong is None

    def check_all(self) -> bool:
        """Check every field; the first that is wrong gets the focus."""
        wrong = [key for key in self._lines if not self.check(key)]
        if wrong:
            self.editor(wrong[0]).setFocus()
        return not wrong

    def show_faults(self, errors: Mapping[str, object], warnings: Mapping[str, object] | None = None) -> None:
        """Show what a service found: errors in red, warnings in amber; the first named field gets the focus."""
        warned = warnings or {}
        for key in self._lines:
            found = {"error": errors.get(key), "warning": warned.get(key)}
            self._say(key, {kind: str(text) for kind, text in found.items() if text})
        first = next((key for key in self._lines if key in errors or key in warned), None)
        if first is not None:
            self.editor(first).setFocus()

    def messages(self) -> dict[str, str]:
        """Return what stands under the fields as faults, by field."""
        return {key: " ".join(line.faults.values()) for key, line in self._lines.items() if line.faults}

    def set_read_only(self, read_only: bool) -> None:
        """Lock the fields, for another day than today or a record that another owns."""
        for line in self._lines.values():
            line.spec.editor.setEnabled(not read_only)

    def _place(self, holder: QWidget, whole_row: bool) -> None:
        used = self._grid.property("used") or 0
        if whole_row and used % self._columns:
            used += 1
        span = self._columns if whole_row else 1
        self._grid.addWidget(holder, used // self._columns, used % self._columns, 1, span)
        self._grid.setProperty("used", used + span)

    def _on_typed(self, key: str) -> Callable[[], None]:
        def on_typed() -> None:
            if self._lines[key].faults:
                self.check(key)  # what was red turns right at the keystroke that mends it
            self.changed.emit()

        return on_typed

    def _say(self, key: str, faults: dict[str, str]) -> None:
        line = self._lines[key]
        line.faults = faults
        worst = "error" if "error" in faults else "warning" if faults else ""
        text = " ".join(faults.values()) or _(line.spec.hint)
        line.message.setText(text)
        line.message.setVisible(bool(text))
        restyle(line.message, tone={"error": "danger", "warning": "warning"}.get(worst, ""))
        restyle(line.spec.editor, fault=worst)
