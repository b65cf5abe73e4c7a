"""What a change means for months that are paid already: told once, after it was saved."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from gridadmin.i18n import _
from gridadmin.services.pay_touched import Change
from gridadmin.ui.dialogs import MessageDialog


def tell_change(parent: QWidget, result: Any) -> None:
    """Say which paid months a change touches and what makes up for them; nothing where there are none.

    Args:
        result: of the act: a `Change`, or a pair with one as its second part.
    """
    change = result[1] if isinstance(result, tuple) else result
    if isinstance(change, Change) and change.note is not None:
        dialog = MessageDialog(parent, _("Saved"), str(change.note), "warning")
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
