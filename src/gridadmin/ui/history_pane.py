"""The history of a record: each act with its sentence, who and when, what it changed; one act can be undone here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QFrame, QWidget

from gridadmin.domain.journal import ActRow
from gridadmin.domain.journal_words import ChangeLine, HistoryEntry
from gridadmin.i18n import _
from gridadmin.jobs.workers import undo_one
from gridadmin.ui.background import Background
from gridadmin.ui.dialogs import ask
from gridadmin.ui.layouts import badge, button, column, label, panel, row
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.tokens import MEDIUM, SNUG, TIGHT

MOST_SHOWN = 60


class HistoryPane(ScrollPane):
    """Shows the history that a service `read(session, record_id)` returns; reads it when it is first seen."""

    def __init__(self, background: Background, read: Callable[..., list[HistoryEntry]]) -> None:
        super().__init__()
        self._background, self._read = background, read
        self._wanted: UUID | None = None
        self._stale = False
        self._may_undo = True

    def show_record(self, record_id: UUID | None, may_undo: bool = True) -> None:
        """Show the history of a record, at once if the pane is seen, else when it is."""
        self._wanted, self._may_undo, self._stale = record_id, may_undo, True
        if self.isVisible():
            self._fill()

    def showEvent(self, event: Any) -> None:
        """Read what is wanted now that it is seen."""
        super().showEvent(event)
        self._fill()

    def show_entries(self, entries: Sequence[HistoryEntry]) -> None:
        """Show acts, the newest first."""
        self.fill_by_and_by(self._items(entries))

    def _items(self, entries: Sequence[HistoryEntry]) -> Iterator[QWidget]:
        for entry in entries[:MOST_SHOWN]:
            yield self._entry(entry)
        if len(entries) > MOST_SHOWN:
            more = _("{count} older acts are not shown; the journal has them.").format(count=len(entries) - MOST_SHOWN)
            yield label(more, "caption", wrap=True)
        if not entries:
            yield label(_("Nothing has been recorded yet."), "muted")

    def _fill(self) -> None:
        if self._stale:
            self._stale = False
            if self._wanted is None:
                self.show_entries(())
            else:
                self._background.read(self._read, self._wanted, done=self.show_entries, caller=self)

    def _entry(self, entry: HistoryEntry) -> QFrame:
        act = entry.act
        undone = badge(_("undone"), "warning") if act.undone_by else None
        head = row(label(str(act.sentence), "strong", wrap=True), undone, spacing=SNUG)
        head.setStretch(0, 1)
        when = f"{act.at.astimezone():%Y-%m-%d %H:%M} · {act.actor}"
        can_undo = self._may_undo and act.undoable and act.undone_by is None and act.undoes is None
        undo = button(_("Undo this act"), partial(self._ask_undo, act), "quiet", "undo-2") if can_undo else None
        lines = [
            part
            for record, found in groupby(entry.lines, lambda line: str(line.record))
            for part in _record(record, found)
        ]
        return panel(
            "card",
            column(head, row(label(when, "caption"), 1, undo), *lines, spacing=TIGHT, margins=(MEDIUM,) * 4),
        )

    def _ask_undo(self, act: ActRow) -> None:
        text = _("Every field gets back its former value. The undo is an act of its own and can be undone too.")
        if ask(self.window(), str(act.sentence), text, _("Undo this act")):
            self._background.run(undo_one, act.id, caller=self)


def _record(record: str, lines: Iterable[ChangeLine]) -> Iterator[QWidget]:
    """Yield the name of a record and, below it, what was changed in it."""
    yield label(record, "strong")
    for line in lines:
        before = str(line.was)
        change = f"{before} → {line.now or '—'}" if before else str(line.now)
        words = row(label(str(line.field), "muted", wrap=True), label(change, wrap=True), spacing=SNUG)
        words.setStretch(0, 2)
        words.setStretch(1, 4)
        holder = QWidget()
        holder.setLayout(words)
        yield holder
