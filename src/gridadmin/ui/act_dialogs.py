"""A form whose saving is an act: what the service refuses stands under its field, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gridadmin.domain.errors import GridAdminError
from gridadmin.i18n import Message
from gridadmin.ui.background import Background
from gridadmin.ui.form_dialog import FormDialog


@dataclass(frozen=True)
class Act:
    """A service to be run under its sentence; `args` are what follows the session."""

    sentence: Message | Callable[[Any], Message]
    fn: Callable[..., Any]
    args: tuple[Any, ...] = ()


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
    dialog.open()
    return dialog
