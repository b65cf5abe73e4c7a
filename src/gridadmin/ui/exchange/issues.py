"""A list of issues with the one under the cursor beside it; several can be settled alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gridadmin.domain.exchange_cards import CHOICES, IssueCard
from gridadmin.i18n import _
from gridadmin.ui.exchange.cards import MAIN, IssuePane
from gridadmin.ui.layouts import button, column, label, panel, row
from gridadmin.ui.panes import ListDetail
from gridadmin.ui.preferences import PreferenceStore
from gridadmin.ui.shortcuts import Key, on_key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import Column, TableModel
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG

FOR_MANY = ("mine", "theirs", "keep", "delete", "give_up")
SHARES = [460, 640]  # of the width at first: three values stand side by side at the right


class IssuesView(ListDetail):
    """Issues of one kind.

    Signals:
        settled: the IssueCards and what the clerk chose for them.
        opened: the Target of a record.
    """

    settled = Signal(object, str)
    opened = Signal(object)

    def __init__(self, name: str, columns: Sequence[Column[IssueCard]], preferences: PreferenceStore) -> None:
        self.model: TableModel[IssueCard] = TableModel(columns)
        self.table = RecordTable(self.model, f"exchange/{name}", preferences)
        self.table.setProperty("look", "flat")
        self.pane = IssuePane()
        self._may_act = True
        self._count = label("", "strong")
        self._acts = row(spacing=SNUG)
        self._foot = panel("foot", row(self._count, 1, self._acts, spacing=SNUG, margins=(ROOMY, SNUG, MEDIUM, SNUG)))
        self._foot.hide()
        listing = QWidget()
        listed = column(self.table, self._foot, spacing=0)
        listed.setStretch(0, 1)
        listing.setLayout(listed)
        super().__init__(listing, self.pane, f"exchange/{name}", preferences)
        if preferences.recall(f"split/exchange/{name}") is None:
            self.setSizes(SHARES)
        self.table.row_chosen.connect(self._on_chosen)
        self.table.row_opened.connect(self._on_opened)
        self.table.selection_changed.connect(self._on_selection)
        self.pane.chosen.connect(lambda card, choice: self.settled.emit((card,), choice))
        self.pane.later.connect(self.skip)
        self.pane.opened.connect(self.opened)
        for key, choice in ((Key.MINE, "mine"), (Key.THEIRS, "theirs")):
            on_key(key, self, partial(self.choose, choice), whole_window=False)
        on_key(Key.LATER, self, self.skip, whole_window=False)

    def show_cards(self, cards: Sequence[IssueCard], may_act: bool) -> None:
        """Show issues; the cursor stays on its issue, or on the place of one that was settled."""
        kept, place = self.table.current_row(), max(self.table.currentIndex().row(), 0)
        self._may_act = may_act
        self.model.set_rows(cards)
        self.table.choose(self._place_of(kept.issue.id if kept is not None else None, min(place, len(cards) - 1)))
        if not cards:
            self.pane.show_card(None)

    def choose_record(self, record_id: UUID) -> bool:
        """Put the cursor on the first issue of a record, or of what belongs to it; False where there is none."""
        wanted = str(record_id)
        for place, card in enumerate(self.model.rows()):
            if wanted in (str(card.issue.record_id), card.target.record_id if card.target else ""):
                self.table.choose(place)
                return True
        return False

    def choose(self, choice: str) -> None:
        """Settle the issue under the cursor, where that can be chosen for it."""
        act = self.pane.acts.get(choice)
        if act is not None and act.isEnabled():
            act.click()

    def skip(self) -> None:
        """Leave the issue under the cursor for later; behind the last comes the first."""
        count = self.model.rowCount()
        if count:
            self.table.choose((self.table.currentIndex().row() + 1) % count)

    def _place_of(self, issue_id: UUID | None, otherwise: int) -> int:
        places = [place for place, card in enumerate(self.model.rows()) if card.issue.id == issue_id]
        return places[0] if places else otherwise

    def _on_chosen(self, card: IssueCard | None) -> None:
        self.pane.show_card(card, self._may_act)

    def _on_opened(self, card: IssueCard) -> None:
        if card.target is not None:
            self.opened.emit(card.target)

    def _on_selection(self, count: int) -> None:
        cards = tuple(self.table.selected_rows())
        choices = [choice for choice in FOR_MANY if all(choice in card.issue.choices for card in cards)]
        self._foot.setVisible(count > 1 and self._may_act and bool(choices))
        self._count.setText(_("{count} selected").format(count=count))
        while (item := self._acts.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for choice in choices:
            act = partial(self.settled.emit, cards, choice)
            self._acts.addWidget(button(_(CHOICES[choice]), act, "primary" if choice in MAIN else ""))
