"""The state of the exchange on its page: an icon, one sentence, figures and times, and what is in the way."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QFrame

from gridadmin.domain.exchange import ExchangeState, ExchangeStatus
from gridadmin.i18n import _
from gridadmin.ui.exchange.words import LEADS, LOOKS, figures, times
from gridadmin.ui.layouts import column, icon_label, label, restyle, row, with_icon
from gridadmin.ui.tokens import ICON_LARGE, MEDIUM, ROOMY, TIGHT


class StatePanel(QFrame):
    """Says how the exchange stands."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = icon_label("cloud", "faint", ICON_LARGE)
        self._word = label("", "lead")
        self._lead = label("", wrap=True)
        self._figures = label("", "caption", wrap=True)
        self._problem = label("", tone="warning", wrap=True)
        for words in (self._lead, self._figures, self._problem):
            words.setMinimumWidth(1)
        head = row(self._word, self._lead, spacing=MEDIUM)
        head.setStretch(1, 1)
        lines = column(head, self._figures, self._problem, spacing=TIGHT)
        whole = row(column(self._icon, 1), lines, spacing=MEDIUM, margins=(ROOMY, MEDIUM, ROOMY, MEDIUM))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_status(self, status: ExchangeStatus, now: datetime, next_at: datetime | None) -> None:
        """Show a state; `now` decides which times want their day."""
        icon, tone = LOOKS[status.state]
        with_icon(self._icon, icon, tone, ICON_LARGE)
        self._word.setText(status.state.label)
        restyle(self._word, tone=tone if tone in ("good", "warning", "danger", "faint") else "")
        self._lead.setText(_(LEADS[status.state]))
        self._figures.setText("    ".join([*times(status, now, next_at), *figures(status)]))
        self._problem.setText(str(status.problem or ""))
        self._problem.setVisible(status.problem is not None)
        restyle(self, panel="danger" if status.state is ExchangeState.STOPPED else "card")
