"""The page of pay."""

from __future__ import annotations

from gridadmin.i18n import N_
from gridadmin.ui.pages import Desk
from gridadmin.ui.pay.tabbed_page import TabbedPage
from gridadmin.ui.pay.tabs import PAY_TABS

TITLE = N_("Pay")


class PayPage(TabbedPage):
    """Pay of grid workers (Art 22)."""

    features = frozenset({"pay", "workers", "assessment", "insurance", "office"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TITLE, "pay", PAY_TABS)
