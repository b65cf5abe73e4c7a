"""A form whose saving is an act: what the service refuses stands under its field, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.i18n import Message
from gridadmin.ui.background import Background
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.forms import Form
from gridadmin.ui.pages import Desk
from gridadmin.ui.theme import current


@dataclass(frozen=True)
class Act:
    """A service to be run under its sentence; `args` are what follows the session."""

    sentence: Message | Callable[[Any], Message]
    fn: Callable[..., Any]
    args: tuple[Any, ...] = ()


AROUND_FORM, LOWEST = 160, 240  # units for title, notes and buttons
ActOf = Callable[[dict[str, Any]], Act]


def open_act_dialog(
    background: Background,
    dialog: FormDialog,
    act_of: ActOf,
    done: Callable[[Any, bool], None] | None = None,
    refused: Callable[[GridAdminError], None] | None = None,
) -> FormDialog:
    """Show a form dialog; saving runs the act made from its values, `done` gets the result and whether to go on.

    What the service refuses goes to `refused`, by default to the dialog.
    """

    def save(values: dict[str, Any], _reason: str, following: bool) -> None:
        act = act_of(values)

        def saved(result: Any) -> None:
            dialog.saved()
            if following:
                dialog.accept()
            if done is not None:
                done(result, following)

        background.act(act.sentence, act.fn, *act.args, done=saved, failed=refused or dialog.refused, caller=dialog)

    dialog.save_asked.connect(save)
    dialog.finished.connect(dialog.deleteLater)
    fit(dialog)
    dialog.open()
    return dialog


def fit(dialog: FormDialog) -> None:
    """Make a dialog as high as its form needs, at most as high as it was made."""
    needed = dialog.form.sizeHint().height() + current().px(AROUND_FORM)
    dialog.resize(dialog.width(), min(dialog.height(), max(needed, current().px(LOWEST))))


class FormActs:
    """The acts over a pane that a form asks for; `today` is the day on which things are done."""

    def __init__(self, parent: QWidget, desk: Desk, today: Callable[[], date]) -> None:
        self._parent, self._desk, self._today = parent, desk, today

    def _open(self, title: str, form: Form, name: str, act_of: ActOf, start: dict[str, Any]) -> FormDialog:
        """Show a form that begins with some values; its draft is kept under `name`."""
        dialog = FormDialog(self._parent, title, form, name)
        open_act_dialog(self._desk.background, dialog, act_of, self._done)
        dialog.start(start)
        return dialog

    def _done(self, result: Any, _following: bool) -> None:
        """Hear what an act gave, and whether the next one is entered at once."""
