"""The step bar of an import: four steps, the one in hand marked, those behind ticked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from gridadmin.i18n import N_, _
from gridadmin.ui.layouts import button, label, restyle, row
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT

STEPS: Sequence[tuple[str, str]] = (
    ("map", N_("Match columns")),
    ("preview", N_("Preview")),
    ("fix", N_("Correct cells")),
    ("import", N_("Import")),
)


class StepBar(QFrame):
    """Shows where the clerk is; steps that can be gone to are buttons.

    Signals:
        chosen: the key of a step.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("panel", "bar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._buttons: dict[str, QPushButton] = {}
        items: list[QWidget] = []
        for place, (key, title) in enumerate(STEPS, 1):
            made = button(f"{place}  {_(title)}", partial(self.chosen.emit, key), "step")
            self._buttons[key] = made
            if items:
                items.append(label("›", tone="faint"))
            items.append(made)
        self.setLayout(row(*items, 1, spacing=SNUG, margins=(MEDIUM, TIGHT, ROOMY, TIGHT)))

    def show_step(self, key: str, open_steps: Sequence[str] = ()) -> None:
        """Mark a step; only `open_steps` can be gone to."""
        keys = [name for name, _title in STEPS]
        for place, (name, made) in enumerate(self._buttons.items()):
            state = "now" if name == key else "done" if place < keys.index(key) else ""
            made.setEnabled(name in open_steps and name != key)
            restyle(made, step=state)
            made.setText(f"{'✓' if state == 'done' else place + 1}  {_(dict(STEPS)[name])}")
