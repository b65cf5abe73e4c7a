"""The tabs of the page of pay; each part adds its line here, nothing in the page."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gridadmin.domain.queues import Target
from gridadmin.i18n import N_
from gridadmin.ui.pages import Desk


class PayPane(QWidget):
    """One tab of the page of pay.

    It is made when it is opened for the first time. `reload` is called whenever it is opened, on F5, for another day
    looked at, and when one of its `features` changed while it is seen.

    Attributes:
        features: the feature words whose changes it wants to hear of.
        acts: its buttons, shown in the header of the page while it is seen; the main one last. Set in `__init__`.

    Signals:
        said: the line of facts under the title of the page.
    """

    features: frozenset[str] = frozenset({"pay"})
    said = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.acts: list[QWidget] = []

    def reload(self) -> None:
        """Read again what the pane shows."""
        raise NotImplementedError

    def show_target(self, target: Target) -> None:
        """Select a record; the target's view is the key of this tab, or one of the tab's own views."""

    def new_record(self) -> None:
        """Ctrl+N."""

    def filter_list(self) -> None:
        """Ctrl+F."""

    def export_list(self) -> None:
        """Ctrl+E."""

    def print_page(self) -> None:
        """Ctrl+P."""

    def panes(self) -> list[QWidget]:
        """Return the widgets that F6 goes through."""
        return []


@dataclass(frozen=True)
class PayTabSpec:
    """A tab by its key, its title (a msgid) and the class that shows it, as `module:Class`.

    Attributes:
        views: further view words of a `Target` that open this tab.
    """

    key: str
    title: str
    place: str
    views: tuple[str, ...] = ()

    def make(self, desk: Desk) -> PayPane:
        """Import and make the tab."""
        module, _, name = self.place.partition(":")
        pane: PayPane = getattr(import_module(module), name)(desk)
        return pane


PAY_TABS: tuple[PayTabSpec, ...] = (
    PayTabSpec("runs", N_("Monthly payment"), "gridadmin.ui.pay.runs_pane:RunsPane"),
    PayTabSpec("entries", N_("Entries of the month"), "gridadmin.ui.pay.entries_pane:EntriesPane"),
    PayTabSpec(
        "people", N_("By person"), "gridadmin.ui.pay.people_pane:PeoplePane",
        ("elements", "categories", "declarations", "years"),
    ),
    PayTabSpec("standards", N_("Standards"), "gridadmin.ui.pay.standards_pane:StandardsPane"),
    PayTabSpec("parameters", N_("Parameters"), "gridadmin.ui.pay.parameters_pane:ParametersPane"),
    PayTabSpec("bank", N_("Bank"), "gridadmin.ui.pay.bank_pane:BankPane"),
    PayTabSpec("year", N_("Cost of the year"), "gridadmin.ui.pay.year_pane:YearPane", ("funds",)),
)  # fmt: skip
