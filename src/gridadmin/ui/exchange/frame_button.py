"""The exchange in the top bar: icon and word, the figures in its tooltip, and the way to its page."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QPushButton

from gridadmin.domain.exchange import ExchangeState, ExchangeStatus
from gridadmin.i18n import _
from gridadmin.ui.exchange.words import LOOKS, hint, short_words
from gridadmin.ui.layouts import with_icon


class ExchangeButton(QPushButton):
    """Says in a word how the exchange stands."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "quiet")
        self.setAutoDefault(False)
        self.show_status(ExchangeStatus(ExchangeState.NOT_ENROLLED), None)

    def show_status(self, status: ExchangeStatus, next_at: datetime | None) -> None:
        """Show a state."""
        icon, tone = LOOKS[status.state]
        with_icon(self, icon, tone)
        is_told = status.state is not ExchangeState.NOT_ENROLLED
        words = short_words(status)
        self.setText(f" {words}" if is_told else "")
        self.setAccessibleName(_("Exchange with the city: {state}").format(state=words))
        self.setToolTip(hint(status, datetime.now().astimezone(), next_at))
