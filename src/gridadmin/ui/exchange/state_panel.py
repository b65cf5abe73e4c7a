"""The state of the exchange on its page: an icon, a word, one sentence, and what is in the way."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from gridadmin.domain.exchange import ExchangeState, ExchangeStatus
from gridadmin.i18n import Message, _
from gridadmin.ui.exchange.words import LEADS, LOOKS, beside_tabs
from gridadmin.ui.layouts import column, icon_label, label, restyle, row, with_icon
from gridadmin.ui.tokens import ICON_LARGE, MEDIUM, ROOMY, SNUG, TIGHT

UNDER_WAY = (ExchangeState.RUNNING, ExchangeState.RECOVERING)


class StatePanel(QFrame):
    """Says how the exchange stands."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = icon_label("cloud", "faint", ICON_LARGE)
        self._word = label("", "lead")
        self._lead = label("", wrap=True)
        self._figures = label("", "caption", wrap=True)
        self._problem = label("", tone="warning", wrap=True)
        self._clock = label("", tone="warning", wrap=True)
        self._progress = label("", "caption", wrap=True)
        self._progress.hide()
        for words in (self._lead, self._figures, self._problem, self._clock, self._progress):
            words.setMinimumWidth(1)
        head = row(self._word, self._lead, spacing=MEDIUM)
        head.setStretch(1, 1)
        lines = column(head, self._progress, self._problem, self._clock, self._figures, spacing=TIGHT)
        whole = row(column(self._icon, 1), lines, spacing=MEDIUM, margins=(ROOMY, SNUG, ROOMY, SNUG))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_status(self, status: ExchangeStatus) -> None:
        """Show a state; what the tabs below count is not said twice."""
        icon, tone = LOOKS[status.state]
        with_icon(self._icon, icon, tone, ICON_LARGE)
        self._word.setText(status.state.label)
        restyle(self._word, tone=tone if tone in ("good", "warning", "danger", "faint") else "")
        self._lead.setText(_(LEADS[status.state]))
        words = beside_tabs(status)
        self._figures.setText("    ".join(words))
        self._figures.setVisible(bool(words))
        self._progress.setVisible(status.state in UNDER_WAY and bool(self._progress.text()))
        if status.state not in UNDER_WAY:
            self._progress.setText("")
        self._problem.setText(str(status.problem or ""))
        self._problem.setVisible(status.problem is not None)
        self._clock.setText(str(status.clock_warning or ""))
        self._clock.setVisible(status.clock_warning is not None)
        restyle(self, panel="danger" if status.state is ExchangeState.STOPPED else "card")

    def show_progress(self, done: int, total: int, text: Message | None) -> None:
        """Say how far an attempt has got."""
        count = _("{done} of {total}").format(done=done, total=total) if total else ""
        self._progress.setText("  ".join(part for part in (str(text or ""), count) if part))
        self._progress.setVisible(bool(self._progress.text()))
