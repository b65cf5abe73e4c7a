"""Settings: how the window looks, and what this office is, works by, is opened with, and is kept safe by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, cast

from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from gridadmin.domain.queues import Target
from gridadmin.i18n import N_, _
from gridadmin.ui.layouts import column
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import PageHeader, ViewTabs
from gridadmin.ui.settings.appearance import AppearancePane
from gridadmin.ui.tokens import ROOMY, SNUG


class Pane(Protocol):
    """A part of the settings."""

    def reload(self) -> None:
        """Read again what it shows."""


def _office(desk: Desk) -> QWidget:
    from gridadmin.ui.settings.office import OfficePane

    return OfficePane(desk)


def _communities(desk: Desk) -> QWidget:
    from gridadmin.ui.settings.office import CommunitiesPane

    return CommunitiesPane(desk)


def _parameters(desk: Desk) -> QWidget:
    from gridadmin.ui.settings.parameters import ParametersPane

    return ParametersPane(desk)


def _accounts(desk: Desk) -> QWidget:
    from gridadmin.ui.settings.accounts import AccountsPane

    return AccountsPane(desk)


def _backups(desk: Desk) -> QWidget:
    from gridadmin.ui.settings.backups import BackupsPane

    return BackupsPane(desk)


def _exchange(desk: Desk) -> QWidget:
    from gridadmin.ui.exchange.connection import ConnectionPane

    return ConnectionPane(desk)


def _about(desk: Desk) -> QWidget:
    from gridadmin.ui.settings.about import AboutPane

    return AboutPane(desk)


# Key, title, and what builds the pane on its first visit: heavy parts are imported only then.
PARTS: tuple[tuple[str, str, Callable[[Desk], QWidget]], ...] = (
    ("appearance", N_("Appearance"), AppearancePane),
    ("office", N_("This office"), _office),
    ("communities", N_("Communities and villages"), _communities),
    ("parameters", N_("Parameters"), _parameters),
    ("accounts", N_("Accounts and keys"), _accounts),
    ("backups", N_("Backups"), _backups),
    ("exchange", N_("Exchange with the city"), _exchange),
    ("about", N_("About"), _about),
)


class SettingsPage(Page):
    """One tab for each part."""

    features = frozenset({"office", "accounts", "exchange"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.tabs = ViewTabs([(key, _(title)) for key, title, _build in PARTS])
        self.tabs.setAccessibleName(_("Settings"))
        self.stack = QStackedWidget()
        self._parts: dict[str, QWidget] = {}
        self.tabs.chosen.connect(self.open_part)
        holder = QWidget()
        holder.setLayout(column(self.tabs, margins=(SNUG, 0, ROOMY, 0)))
        self.setLayout(column(PageHeader(_("Settings")), holder, self.stack, spacing=0))
        self.open_part("appearance")
        appearance = cast(AppearancePane, self._parts["appearance"])
        self.theme_switch, self.slider = appearance.theme_switch, appearance.slider
        self.languages = appearance.languages

    def part(self, key: str) -> QWidget:
        """Return a part, built where this is its first visit."""
        if key not in self._parts:
            build = next(build for name, _title, build in PARTS if name == key)
            made = build(self.desk)
            self._parts[key] = made
            inner = QWidget()
            inner.setLayout(column(made, margins=(ROOMY, SNUG, ROOMY, ROOMY)))
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setWidget(inner)
            self.stack.addWidget(area)
        return self._parts[key]

    def open_part(self, key: str) -> None:
        """Show a part and read it."""
        made = self.part(key)
        self.stack.setCurrentIndex(list(self._parts).index(key))
        self.tabs.choose(key)
        cast(Pane, made).reload()

    def reload(self) -> None:
        """Read the part that is shown again."""
        cast(Pane, self._parts[self.tabs.value()]).reload()

    def show_target(self, target: Target) -> None:
        """Open a part by its key."""
        if target.view in {key for key, _title, _build in PARTS}:
            self.tabs.choose(target.view)

    def panes(self) -> list[QWidget]:
        """The tabs and the part."""
        return [self.tabs, self._parts[self.tabs.value()]]
