"""Who logs in: the names of the accounts, or a name that is typed where they cannot be read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox

from gridadmin.ui.text_field import TextField


class AccountField(QComboBox):
    """A choice of names that is light enough for the first window; forms use `fields.ChoiceField`."""

    def __init__(self) -> None:
        super().__init__()
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setLineEdit(TextField())  # makes it editable; `setEditable` would build the list that drops down at once

    def offer(self, names: Sequence[str], last: str = "") -> None:
        """Offer names; the last one used is chosen, else the first."""
        self.clear()
        self.addItems(names)
        self.setCurrentIndex(names.index(last) if last in names else min(len(names), 1) - 1)

    def value(self) -> str:
        """Return the name as it stands in the field."""
        return self.currentText().strip()
