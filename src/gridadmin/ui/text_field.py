"""The line of text that every form and the login use.

It lies apart from the other fields because the login is painted with it, and takes the namespace `Qt` only where a key
arrives: making the thousand enumeration members of that namespace is a tenth of the start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from gridadmin.i18n import Message

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent


class TextField(QLineEdit):
    """One line of text that keeps every code point; Enter that ends a composition in the input method never submits."""

    changed = Signal()
    left = Signal()
    submitted = Signal()

    def __init__(self, placeholder: str = "") -> None:
        super().__init__()
        self._composing = False
        self.setPlaceholderText(placeholder)
        self.textChanged.connect(lambda _text: self.changed.emit())

    def value(self) -> Any:
        """Return the text without blanks at its ends, None when there is none."""
        return self.text().strip() or None

    def set_value(self, value: Any) -> None:
        """Show a value."""
        self.setText("" if value is None else str(value))

    def fault(self) -> Message | None:
        """Return what is wrong with the typed text whatever the form, None when it can be read."""
        return None

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether an input method is in the middle of a word."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter submits, but not while a word is being composed."""
        from PySide6.QtCore import Qt

        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not enter or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif self._composing:
            event.accept()
        else:
            self.tidy()
            self.submitted.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tidy what was typed and tell that the field was left."""
        from PySide6.QtCore import Qt

        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.tidy()
            self.left.emit()

    def tidy(self) -> None:
        """Bring what was typed into the form in which it is kept."""
