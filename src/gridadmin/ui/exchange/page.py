"""The page of the exchange: how it stands, what waits, what wants a decision, and what was exchanged when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.exchange import ExchangeState, ExchangeStatus, PendingGroup
from gridadmin.domain.exchange_cards import CHOICES, QUESTIONS, ExchangeView, IssueCard
from gridadmin.domain.queues import Target
from gridadmin.i18n import N_, _
from gridadmin.jobs.exchange import settle_issues, view_exchange
from gridadmin.ui.dialogs import ask, show_error
from gridadmin.ui.exchange.cards import GRAVE, QuestionPanel
from gridadmin.ui.exchange.columns import (
    RoundLine,
    conflict_columns,
    pending_columns,
    refusal_columns,
    round_columns,
    round_lines,
)
from gridadmin.ui.exchange.issues import IssuesView
from gridadmin.ui.exchange.reconciliation import ReconciliationPane
from gridadmin.ui.exchange.setup import SetupPane
from gridadmin.ui.exchange.state_panel import StatePanel
from gridadmin.ui.exchange.words import times
from gridadmin.ui.layouts import column, row, with_icon
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import PageHeader, ViewTabs, action_button
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel
from gridadmin.ui.tokens import ROOMY, SNUG, TAB_EDGE

TABS: dict[str, str] = {
    "setup": N_("Take part"),
    "pending": N_("To be sent"),
    "conflict": N_("Conflicts"),
    "refusal": N_("Sent back"),
    "orphan": N_("Not at the city"),
    "rounds": N_("Attempts so far"),
    "file": N_("By file"),
}
ALWAYS = "file"  # a city without the exchange exports lists
TITLE = N_("Exchange")


class ExchangePage(Page):
    """The exchange of the office with its city."""

    features = frozenset({"exchange", "journal"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: ExchangeView | None = None
        self._wanted: UUID | None = None
        self._wants_open = False
        self.state = StatePanel()
        self.questions: list[QuestionPanel] = []
        self.setup, self.by_file = SetupPane(desk), ReconciliationPane(desk)
        self.pending: TableModel[PendingGroup] = TableModel(pending_columns(), self)
        self.rounds: TableModel[RoundLine] = TableModel(round_columns(), self)
        self.pending_table = RecordTable(self.pending, "exchange/pending", desk.preferences)
        self.rounds_table = RecordTable(self.rounds, "exchange/rounds", desk.preferences)
        self.issues = {
            "conflict": IssuesView("conflict", conflict_columns(), desk.preferences),
            "refusal": IssuesView("refusal", refusal_columns(), desk.preferences),
            "orphan": IssuesView("orphan", refusal_columns(), desk.preferences),
        }
        self.tabs = ViewTabs([(key, _(title)) for key, title in TABS.items()])
        self.tabs.setAccessibleName(_(TITLE))
        self._build()
        self._connect()

    def reload(self) -> None:
        """Read everything again."""
        self.desk.background.run(view_exchange, done=self.show_view, caller=self)
        self.by_file.reload()

    def show_view(self, view: ExchangeView) -> None:
        """Show what was read."""
        is_first, self.view = self.view is None, view
        if is_first and view.status.state is ExchangeState.BY_FILE:
            self.tabs.choose(ALWAYS)
        self._show_tabs(view.status)
        for act in (self._now, self._settings):
            act.setVisible(view.status.has_line)
        self.setup.show_office()
        self._show_status(self.desk.exchange.status if self.desk.exchange is not None else view.status)
        self._show_lists(view)
        if self._wanted is not None:
            self._choose_record(self._wanted)
        if self._wants_open:
            self._open_first()

    def show_target(self, target: Target) -> None:
        """Open a tab, or the issue of a record."""
        if target.record_id:
            self._wanted = UUID(target.record_id)
            self._choose_record(self._wanted)
        elif target.view == "open":
            self._wants_open = True
            self._open_first()
        else:
            self.tabs.choose(target.view)

    def panes(self) -> list[QWidget]:
        """The list of the tab that is open, and what stands beside it."""
        if self.tabs.value() == ALWAYS:
            return [self.by_file.table]
        shown = self.issues.get(self.tabs.value())
        return [shown.table, shown.pane] if shown is not None else [self._lists.currentWidget()]

    def exchange_now(self) -> None:
        """Exchange at once; an attempt that is under way is ended."""
        loop = self.desk.exchange
        if loop is not None and loop.is_out:
            loop.halt()
        elif loop is not None:
            loop.now()

    def settle(self, cards: Sequence[IssueCard], choice: str) -> None:
        """Do what was chosen about some issues; what cannot be had back at a keystroke asks once more."""
        if choice == "mend" and cards[0].target is not None:
            self.desk.go(cards[0].target)
        elif not cards[0].warning(choice) or self._is_sure(cards, choice):
            ids = tuple(issue_id for card in cards for issue_id in card.ids)
            self.desk.background.run(
                settle_issues, ids, choice, done=self._on_settled, failed=self._on_failed, caller=self
            )

    def _is_sure(self, cards: Sequence[IssueCard], choice: str) -> bool:
        words = [cards[0].warning(choice)]
        if choice == "give_up":
            restored = [line for card in cards for line in card.lines][:6]
            words += [f"{line.field}：{line.theirs or line.was or '—'}" for line in restored]
        title = f"{_(CHOICES[choice])}：{cards[0].subject}"
        if len(cards) > 1:
            title = _("{act}: {count} records").format(act=_(CHOICES[choice]), count=len(cards))
        return ask(self.window(), title, "\n".join(words), _(CHOICES[choice]), grave=choice in GRAVE)

    def _build(self) -> None:
        self._settings = action_button(
            _("Connection …"), "settings", lambda: self.desk.go(Target("settings", "exchange"))
        )
        self._now = action_button(_("Exchange now"), "refresh-cw", self.exchange_now, main=True)
        self.header = PageHeader(_(TITLE), self._settings, self._now)
        self._lists = QStackedWidget()
        for part in (self.setup, self.pending_table, *self.issues.values(), self.rounds_table, self.by_file):
            part.setProperty("look", "flat")
            self._lists.addWidget(part)
        self._say_empty()
        self._asked: QVBoxLayout = column(spacing=SNUG)
        self.by_file.setMinimumHeight(1)  # or the lists could not be low in a small window either
        self._above = QWidget()
        self._above.setLayout(column(self.state, self._asked, spacing=SNUG, margins=(ROOMY, 0, ROOMY, 0)))
        tabs = row(self.tabs, margins=(TAB_EDGE, SNUG, 0, 0))
        whole = column(self.header, self._above, tabs, self._lists, spacing=0)
        whole.setStretch(3, 1)
        self.setLayout(whole)

    def _say_empty(self) -> None:
        self.pending_table.set_empty(_("Nothing waits: everything that was entered is at the city."))
        self.rounds_table.set_empty(_("There was no attempt yet."))
        words = {
            "conflict": _("No conflicts: nobody changed at the city what you changed here."),
            "refusal": _("The city has sent nothing back."),
            "orphan": _("Everything that this office holds is at the city, too."),
        }
        for key, text in words.items():
            self.issues[key].table.set_empty(text)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._lists.setCurrentIndex)
        self.tabs.chosen.connect(self._on_tab)
        for view in self.issues.values():
            view.settled.connect(self.settle)
            view.opened.connect(self.desk.go)
        self.setup.enrolled.connect(self._on_enrolled)
        if self.desk.exchange is not None:
            self.desk.exchange.changed.connect(self._show_status)
            self.desk.exchange.progressed.connect(self.state.show_progress)

    def _on_tab(self, key: str) -> None:
        self._show_above()
        if key in self.issues and not self.tabs.hasFocus():  # by the mouse: 1, 2 and 3 are for the list
            self.issues[key].table.setFocus()

    def _show_tabs(self, status: ExchangeStatus) -> None:
        """Show the tabs of an office that takes part; who has no line to the city yet may have one."""
        takes_part = status.state is not ExchangeState.NOT_ENROLLED
        wanted = dict.fromkeys(TABS, takes_part) | {"setup": not status.has_line, ALWAYS: True}
        if not wanted[self.tabs.value()]:
            self.tabs.choose("pending" if takes_part else "setup")
        for place, key in enumerate(TABS):
            self.tabs.setTabVisible(place, wanted[key])
        self._show_above()

    def _show_above(self) -> None:
        """Show state and questions; above the files the questions alone, since they say themselves how they stand."""
        is_by_file = self.tabs.value() == ALWAYS
        takes_part = self.view is not None and self.view.status.state is not ExchangeState.NOT_ENROLLED
        self.state.setVisible(not is_by_file)
        self._above.setVisible(takes_part and (not is_by_file or bool(self.questions)))

    def _show_status(self, status: ExchangeStatus) -> None:
        loop = self.desk.exchange
        self.state.show_status(status)
        if status.state is ExchangeState.NOT_ENROLLED:
            self.header.say("")
        else:
            next_at = loop.next_at if loop is not None else None
            said = [status.name, *times(status, datetime.now().astimezone(), next_at)]
            self.header.say("  ·  ".join(filter(None, said)))
        is_out = loop is not None and loop.is_out
        self._now.setEnabled(loop is not None)
        self._now.setText(" " + (_("Stop") if is_out else _("Exchange now")))
        with_icon(self._now, "x" if is_out else "refresh-cw", "on_accent")

    def _show_lists(self, view: ExchangeView) -> None:
        may_act = not self.desk.read_only
        self.pending.set_rows(view.pending)
        self.rounds.set_rows(round_lines(view.rounds))
        self.tabs.show_count("pending", _(TABS["pending"]), len(view.pending))
        for key, shown in self.issues.items():
            cards = view.of_kind(key)
            shown.show_cards(cards, may_act)
            self.tabs.show_count(key, _(TABS[key]), len(cards))
        while (item := self._asked.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.questions = [QuestionPanel(card, may_act) for card in view.of_kind(*QUESTIONS)]
        for asked in self.questions:
            asked.chosen.connect(lambda card, choice: self.settle((card,), choice))
            self._asked.addWidget(asked)
        self._show_above()

    def _choose_record(self, record_id: UUID) -> None:
        for key, shown in self.issues.items():
            if shown.choose_record(record_id):
                self._wanted = None
                self.tabs.choose(key)
                return

    def _open_first(self) -> None:
        """Open the first tab in which something wants a decision."""
        for key, shown in self.issues.items():
            if shown.model.rowCount():
                self._wants_open = False
                self.tabs.choose(key)
                shown.table.setFocus()
                return

    def _on_settled(self, _count: int) -> None:
        self.reload()

    def _on_failed(self, error: GridAdminError) -> None:
        show_error(self.window(), error)
        self.reload()

    def _on_enrolled(self) -> None:
        self.reload()
        if self.desk.exchange is not None:
            self.desk.exchange.now()
