"""What the frame knows of a page: its word, name, icon and where its class is; it is built on the first visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from typing import Protocol, cast

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from gridadmin.domain.exchange import ExchangeStatus
from gridadmin.domain.office_overview import Overview
from gridadmin.domain.queues import Target
from gridadmin.domain.search import SearchHit
from gridadmin.ui.background import Background
from gridadmin.ui.preferences import PreferenceStore


@dataclass(frozen=True)
class PageSpec:
    """An entry of the navigation.

    Attributes:
        factory: `module:Class`, imported on the first visit; called with the Desk.
        icon: name in the icon set.
        apart: stands at the foot of the navigation (settings).
    """

    feature: str
    title: str
    icon: str
    factory: str
    apart: bool = False

    @property
    def module(self) -> str:
        """The name of the page's module."""
        return self.factory.partition(":")[0]

    def build(self, desk: Desk) -> Page:
        """Import the page's module and build it."""
        name = self.factory.partition(":")[2]
        return cast(Page, getattr(import_module(self.module), name)(desk))


class Exchange(Protocol):
    """What pages need of the exchange that goes on behind them (`exchange.loop`)."""

    changed: SignalInstance
    came_back: SignalInstance
    progressed: SignalInstance
    status: ExchangeStatus

    @property
    def is_out(self) -> bool:
        """Whether an attempt is under way."""

    @property
    def next_at(self) -> datetime | None:
        """When the next attempt begins by itself."""

    def now(self) -> None:
        """Begin an attempt at once."""

    def halt(self) -> None:
        """End the attempt that is under way."""

    def read_status(self, then_s: float | None = None) -> None:
        """Read how the exchange stands; begin an attempt in so many seconds."""


@dataclass
class Desk:
    """What every page is given: the door to the database, the settings, the day looked at, the way to others.

    Attributes:
        exchange: the loop that exchanges with the city; None where the frame has none.
        leave: go to the login without touching the office any more (it was closed by a restore).
    """

    background: Background
    preferences: PreferenceStore
    as_of: date
    go: Callable[[Target], None]
    read_only: bool = False
    leave: Callable[[], object] = field(default=lambda: None)
    search: Callable[[str], list[SearchHit]] = field(default=lambda _text: [])
    overview: Callable[..., Overview] | None = None
    exchange: Exchange | None = None


class Page(QWidget):
    """A page of the window. Override what the page can do; the frame calls it for the keys of `shortcuts`."""

    features: frozenset[str] = frozenset()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def reload(self) -> None:
        """Read again what the page shows; called on F5, for a new as-of date, and when one of `features` changed."""

    def show_target(self, target: Target) -> None:
        """Open a named view or select a record."""

    def new_record(self) -> None:
        """Ctrl+N."""

    def filter_list(self) -> None:
        """Ctrl+F."""

    def export_list(self) -> None:
        """Ctrl+E."""

    def print_page(self) -> None:
        """Ctrl+P."""

    def next_pane(self) -> None:
        """F6: the next widget of `panes()` gets the focus."""
        panes = self.panes()
        holders = [place for place, pane in enumerate(panes) if pane.hasFocus() or pane.isAncestorOf(self._focused())]
        if panes:
            panes[(holders[0] + 1) % len(panes) if holders else 0].setFocus()

    def step_record(self, distance: int) -> None:
        """Ctrl+Down and Ctrl+Up: the cursor of the page's list moves, wherever the focus is."""
        for pane in self.panes():
            step: Callable[[int], None] | None = getattr(pane, "step", None)
            if step is not None:
                step(distance)
                return

    def panes(self) -> list[QWidget]:
        """Return the widgets that F6 goes through."""
        return []

    def _focused(self) -> QWidget:
        return self.window().focusWidget() or self
