"""The second page of the change-over: everything that follows, what will be done ticked, and the last word."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from gridadmin.domain.workers_changeover import ChangeoverOutcome, ConsequenceLine, LineTone
from gridadmin.i18n import _
from gridadmin.ui.layouts import badge, column, icon_label, label, panel, row
from gridadmin.ui.listing import joined
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.tokens import MEDIUM, SNUG, TIGHT

SHOWN_NOTES = 6


class ConsequencesPage(ScrollPane):
    """Shows a change-over that is about to be done, or was done."""

    def __init__(self) -> None:
        super().__init__()
        self._boxes: dict[str, QCheckBox] = {}

    def show_outcome(self, outcome: ChangeoverOutcome, done: bool) -> None:
        """Show what follows; once it is done there is nothing to untick."""
        self._boxes = {}
        lines = [self._line(line, done) for line in outcome.lines]
        self.fill(self._head(outcome, done), *lines)

    def without(self) -> frozenset[str]:
        """Return the keys of what was unticked."""
        return frozenset(key for key, box in self._boxes.items() if not box.isChecked())

    def _head(self, outcome: ChangeoverOutcome, done: bool) -> QWidget:
        grids = joined(grid.name for grid in outcome.grids)
        words = _("{outgoing} until {last} → {incoming} from {first}").format(
            outgoing=outcome.outgoing, last=outcome.last_day, incoming=outcome.incoming, first=outcome.first_day
        )
        coming = badge(_("Will come into force on {day}").format(day=outcome.first_day), "accent")
        mark = None if outcome.in_force else coming
        state = badge(_("Change-over done"), "good") if done else None
        head = row(label(words, "strong", wrap=True), 1, mark, state, spacing=SNUG)
        head.setStretch(0, 1)
        return panel("accent", column(head, label(grids, "caption", wrap=True), spacing=TIGHT, margins=(MEDIUM,) * 4))

    def _line(self, line: ConsequenceLine, done: bool) -> QWidget:
        notes = joined(line.notes[:SHOWN_NOTES]) + (" …" if len(line.notes) > SHOWN_NOTES else "")
        words = column(
            label(str(line.text), wrap=True), label(notes, "caption", wrap=True) if notes else None, spacing=2
        )
        line_row = row(self._mark(line, done), words, spacing=SNUG)
        line_row.setStretch(1, 1)
        holder = QWidget()
        holder.setLayout(line_row)
        return holder

    def _mark(self, line: ConsequenceLine, done: bool) -> QWidget:
        if line.tone is LineTone.ACT and not done:
            box = QCheckBox()
            box.setChecked(line.ticked)
            box.setAccessibleName(str(line.text))
            self._boxes[line.key] = box
            return box
        if line.tone is LineTone.WARNING:
            return icon_label("triangle-alert", "warning")
        if line.tone is LineTone.ACT:
            return icon_label("circle-check" if line.ticked else "x", "good" if line.ticked else "faint")
        return icon_label("info", "muted")
