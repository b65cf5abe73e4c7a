"""The page of insurance: enrolments, the month's list for the bureau, accident policies, service held against both."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from gridadmin.domain.queues import Target
from gridadmin.i18n import N_, _
from gridadmin.ui.insurance.changes_pane import ChangesPane
from gridadmin.ui.insurance.enrolments_pane import EnrolmentsPane
from gridadmin.ui.insurance.policies_pane import PoliciesPane
from gridadmin.ui.insurance.reconcile_pane import ReconcilePane
from gridadmin.ui.layouts import column, row
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import PageHeader, ViewTabs
from gridadmin.ui.pay.tabs import PayPane
from gridadmin.ui.tokens import SNUG, TAB_EDGE

TITLE = N_("Insurance")
TABS: tuple[tuple[str, str, type[PayPane]], ...] = (
    ("enrolments", N_("Enrolments"), EnrolmentsPane),
    ("changes", N_("Month's changes"), ChangesPane),
    ("policies", N_("Accident policies"), PoliciesPane),
    ("reconcile", N_("Reconciliation"), ReconcilePane),
)


class InsurancePage(Page):
    """Insurance of grid workers (Art 22): four tabs, each read when it is opened."""

    features = frozenset({"insurance", "workers", "pay", "office"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.tabs = ViewTabs([(key, _(title)) for key, title, _kind in TABS])
        self._stack = QStackedWidget()
        self._panes: dict[str, PayPane] = {}
        self._said: dict[str, str] = {}
        self._acts = row(spacing=SNUG)
        self._holders: dict[str, QWidget] = {}
        for key, _title, kind in TABS:
            self._add(key, kind(desk))
        holder = QWidget()
        holder.setLayout(self._acts)
        self.header = PageHeader(_(TITLE), holder)
        whole = column(self.header, row(self.tabs, margins=(TAB_EDGE, 0, 0, 0)), self._stack, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.tabs.choose(str(desk.preferences.recall("tab/insurance", "enrolments")))
        self.tabs.chosen.connect(self._on_tab)
        self._show_tab(self.tabs.value())

    @property
    def pane(self) -> PayPane:
        """The tab that is seen."""
        return self._panes[self.tabs.value()]

    def pane_of(self, key: str) -> PayPane:
        """Open a tab by its key and return it."""
        self.tabs.choose(key)
        return self.pane

    def reload(self) -> None:
        """Read the tab that is seen again; the others are read when they are opened."""
        self.pane.reload()

    def show_target(self, target: Target) -> None:
        """Open a tab, and a record in it; the queue of the home page opens the reconciliation."""
        view = "reconcile" if target.view == "not_enrolled" else target.view
        self.tabs.choose(view)
        self.pane.show_target(target)

    def new_record(self) -> None:
        """Ctrl+N."""
        self.pane.new_record()

    def filter_list(self) -> None:
        """Ctrl+F."""
        self.pane.filter_list()

    def export_list(self) -> None:
        """Ctrl+E."""
        self.pane.export_list()

    def print_page(self) -> None:
        """Ctrl+P."""
        self.pane.print_page()

    def panes(self) -> list[QWidget]:
        """What the tab goes through."""
        return self.pane.panes()

    def _add(self, key: str, pane: PayPane) -> None:
        self._panes[key] = pane
        self._stack.addWidget(pane)
        pane.said.connect(lambda text, which=key: self._say(which, text))
        holder = self._holders[key] = QWidget()
        holder.setLayout(row(*pane.acts, spacing=SNUG))
        self._acts.addWidget(holder)

    def _on_tab(self, key: str) -> None:
        self.desk.preferences.remember("tab/insurance", key)
        self._show_tab(key)
        self.pane.reload()

    def _show_tab(self, key: str) -> None:
        self._stack.setCurrentWidget(self._panes[key])
        for which, holder in self._holders.items():
            holder.setVisible(which == key)
        self.header.say(self._said.get(key, ""))

    def _say(self, key: str, text: str) -> None:
        self._said[key] = text
        if key == self.tabs.value():
            self.header.say(text)
