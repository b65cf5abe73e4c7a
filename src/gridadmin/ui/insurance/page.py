"""The page of insurance: enrolments, the month's list for the bureau, accident policies, service held against both."""

from __future__ import annotations

from gridadmin.i18n import N_
from gridadmin.ui.pages import Desk
from gridadmin.ui.pay.tabbed_page import TabbedPage
from gridadmin.ui.pay.tabs import PayTabSpec

TITLE = N_("Insurance")
PLACE = "gridadmin.ui.insurance"
TABS: tuple[PayTabSpec, ...] = (
    PayTabSpec("enrolments", N_("Enrolments"), f"{PLACE}.enrolments_pane:EnrolmentsPane"),
    PayTabSpec("changes", N_("Month's changes"), f"{PLACE}.changes_pane:ChangesPane"),
    PayTabSpec("policies", N_("Accident policies"), f"{PLACE}.policies_pane:PoliciesPane"),
    PayTabSpec("reconcile", N_("Reconciliation"), f"{PLACE}.reconcile_pane:ReconcilePane", ("not_enrolled",)),
)


class InsurancePage(TabbedPage):
    """Insurance of grid workers (Art 22)."""

    features = frozenset({"insurance", "workers", "pay", "office"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TITLE, "insurance", TABS)
