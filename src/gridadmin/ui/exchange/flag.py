"""The mark on a record about which the exchange wants a decision: what is wrong, in the city's words, and the way."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from gridadmin.domain.exchange_cards import IssueCard
from gridadmin.domain.queues import Target
from gridadmin.i18n import _
from gridadmin.jobs.exchange import record_cards
from gridadmin.ui.layouts import button, column, icon_label, label, panel, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.tokens import MEDIUM, SNUG

MOST_SHOWN = 3


class RecordFlag(QWidget):
    """Stands above a record's facts; hidden while nothing is open about it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._record: UUID | None = None
        self._lines = column(spacing=SNUG)
        self.setLayout(self._lines)
        self.hide()

    def show_record(self, record_id: UUID) -> None:
        """Read what is open about a record and what belongs to it."""
        if record_id != self._record:
            self.show_cards(())
        self._record = record_id
        done = partial(self._on_read, record_id)
        self._desk.background.run(record_cards, record_id, done=done, caller=self)

    def show_cards(self, cards: Sequence[IssueCard]) -> None:
        """Show what is open, the first few of it."""
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for card in cards[:MOST_SHOWN]:
            self._lines.addWidget(self._flag(card))
        self.setVisible(bool(cards))

    def _on_read(self, record_id: UUID, cards: Sequence[IssueCard]) -> None:
        if record_id == self._record:
            self.show_cards(cards)

    def _flag(self, card: IssueCard) -> QWidget:
        tone = "danger" if card.issue.kind == "refusal" else "warning"
        fields = f"{card.kind} · {card.fields}" if card.fields else str(card.kind)
        target = Target("exchange", record_id=str(card.issue.record_id)) if card.issue.record_id else Target("exchange")
        settle = button(_("Settle …"), partial(self._desk.go, target), "quiet", "arrow-right")
        head = row(icon_label("triangle-alert", tone), label(fields, "strong", tone, wrap=True), settle, spacing=SNUG)
        head.setStretch(1, 1)
        values = [_("entered here: {value}").format(value=line.mine) for line in card.lines if line.mine]
        told = label("；".join(values), "caption", wrap=True) if values else None
        line = column(head, label(str(card.issue.reason), wrap=True), told, spacing=2,
                      margins=(MEDIUM, SNUG, SNUG, SNUG))  # fmt: skip
        return panel(tone, line)
