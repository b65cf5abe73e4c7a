"""A page of tabs: each made on the first visit, with its own acts in the header; what they show is theirs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QWidget

from gridadmin.domain.queues import Target
from gridadmin.i18n import _
from gridadmin.ui.layouts import column, row
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import PageHeader, ViewTabs
from gridadmin.ui.pay.tabs import PayPane, PayTabSpec
from gridadmin.ui.tokens import SNUG, TAB_EDGE


class TabbedPage(Page):
    """The frame around the tabs of pay and of insurance.

    Args:
        title: msgid of the page. name: under which the tab last open is remembered. specs: of the tabs.
    """

    def __init__(self, desk: Desk, title: str, name: str, specs: Sequence[PayTabSpec]) -> None:
        super().__init__(desk)
        self._specs, self._remembered = tuple(specs), f"tab/{name}"
        self._made: dict[str, PayPane] = {}
        self._stale: set[str] = set()
        self._said: dict[str, str] = {}
        self._holders: dict[str, QWidget] = {}
        self.tabs = ViewTabs([(spec.key, _(spec.title)) for spec in self._specs])
        self._stack = QStackedWidget()
        self._acts = row(spacing=SNUG)
        holder = QWidget()
        holder.setLayout(self._acts)
        self.header = PageHeader(_(title), holder)
        whole = column(self.header, row(self.tabs, margins=(TAB_EDGE, 0, 0, 0)), self._stack, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.tabs.chosen.connect(self._on_tab)
        kept = str(desk.preferences.recall(self._remembered, self._specs[0].key))
        self.tabs.choose(kept)
        self._show_tab(self.tabs.value())

    @property
    def pane(self) -> PayPane:
        """The tab that is seen."""
        return self._made[self.tabs.value()]

    def pane_of(self, key: str) -> PayPane:
        """Open a tab by its key and return it."""
        self.tabs.choose(key)
        return self.pane

    def reload(self) -> None:
        """Read the tab that is seen again; the others when they are opened."""
        self._stale = set(self._made)
        self._read()

    def show_target(self, target: Target) -> None:
        """Open a tab, and a record in it."""
        for spec in self._specs:
            if target.view and target.view in (spec.key, *spec.views):
                self.tabs.choose(spec.key)
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

    def _on_tab(self, key: str) -> None:
        self.desk.preferences.remember(self._remembered, key)
        self._show_tab(key)
        self._read()

    def _show_tab(self, key: str) -> None:
        if key not in self._made:
            spec = next(spec for spec in self._specs if spec.key == key)
            made = self._made[key] = spec.make(self.desk)
            made.said.connect(lambda text, which=key: self._say(which, text))
            self._stack.addWidget(made)
            self._stale.add(key)
            holder = self._holders[key] = QWidget()
            holder.setLayout(row(*made.acts, spacing=SNUG))
            self._acts.addWidget(holder)
        self._stack.setCurrentWidget(self._made[key])
        for which, holder in self._holders.items():
            holder.setVisible(which == key)
        self.header.say(self._said.get(key, ""))

    def _read(self) -> None:
        if self.tabs.value() in self._stale:
            self._stale.discard(self.tabs.value())
            self.pane.reload()

    def _say(self, key: str, text: str) -> None:
        self._said[key] = text
        if key == self.tabs.value():
            self.header.say(text)
