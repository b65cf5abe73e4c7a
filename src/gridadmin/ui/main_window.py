"""The frame: navigation, top bar, pages built on the first visit, status line. It knows no feature."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.exchange import ExchangeState, ExchangeStatus, RoundResult
from gridadmin.domain.office_overview import Overview
from gridadmin.domain.queues import Target
from gridadmin.domain.search import SearchHit
from gridadmin.i18n import Message, _
from gridadmin.ui.as_of import PastBanner
from gridadmin.ui.background import Background
from gridadmin.ui.dialogs import show_error
from gridadmin.ui.exchange.loop import ExchangeLoop, LoopWork
from gridadmin.ui.layouts import column, restyle, row
from gridadmin.ui.leaving import Leaving
from gridadmin.ui.navigation import Navigation
from gridadmin.ui.pages import Desk, Page, PageSpec
from gridadmin.ui.preferences import PreferenceStore
from gridadmin.ui.search.popup import SearchPopup
from gridadmin.ui.shortcuts import KeysDialog
from gridadmin.ui.text_size import follow_text_size
from gridadmin.ui.theme import current
from gridadmin.ui.top_bar import PracticeRibbon, StatusLine, TopBar
from gridadmin.ui.window_keys import bind_keys

NARROW = 1000  # units: a narrower window shows its navigation as icons alone


@dataclass(frozen=True)
class FrameWork:
    """What the frame itself asks of the office; each is given by the composition root, None while it is not there.

    Attributes:
        undo, redo: jobs `job(office, progress=…)` that return the sentence of what they did, None for nothing.
        undo_hint: job that returns the sentence that Ctrl+Z would undo, or None.
        backup_note: job that returns a Message about the last verified backup, or None.
        back_up: job that backs up what was changed, before the office is left.
        overview: job `job(office, as_of, progress=…)` that returns the home page.
        search: hits for a text, from memory: it is called at every keystroke.
        exchange: what the exchange with the city asks of the office.
    """

    undo: Callable[..., Message | None] | None = None
    redo: Callable[..., Message | None] | None = None
    undo_hint: Callable[..., Message | None] | None = None
    backup_note: Callable[..., Message | None] | None = None
    back_up: Callable[..., bool] | None = None
    overview: Callable[..., Overview] | None = None
    search: Callable[[str], list[SearchHit]] | None = None
    exchange: LoopWork | None = None


class MainWindow(QMainWindow):
    """The window of an opened office.

    Signals:
        left: the clerk logs out.
        page_shown: the feature word of the page that is shown now.
    """

    left = Signal()
    page_shown = Signal(str)

    def __init__(
        self,
        background: Background,
        preferences: PreferenceStore,
        specs: Sequence[PageSpec],
        work: FrameWork | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__()
        self._background, self._preferences, self._today = background, preferences, today
        self._work = work or FrameWork()
        self._specs = {spec.feature: spec for spec in specs}
        self._pages: dict[str, Page] = {}
        self._stale: set[str] = set()
        self._shown = ""
        search = self._work.search or (lambda _text: [])
        self.desk = Desk(background, preferences, today(), self.go, search=search, overview=self._work.overview)
        self.desk.leave = self._leave_closed
        self.exchange = ExchangeLoop(background, self._work.exchange, self) if self._work.exchange else None
        self.desk.exchange = self.exchange
        self.leaving = Leaving(self, background, self._work.back_up)
        self._build()
        self._connect()
        bind_keys(self, self)
        follow_text_size(self, preferences)
        self._tell_frame()

    def go(self, target: Target) -> None:
        """Show a page, and the view or record on it that the target names."""
        self.show_page(target.feature)
        if target.view or target.record_id:
            self._pages[target.feature].show_target(target)

    def show_page(self, feature: str) -> None:
        """Show a page; it is built on the first visit, and read again when it is stale."""
        if feature not in self._pages:
            page = self._specs[feature].build(self.desk)
            self._pages[feature] = page
            self._stack.addWidget(page)
            page.reload()
        elif feature in self._stale:
            self._pages[feature].reload()
        self._stale.discard(feature)
        self._shown = feature
        self._stack.setCurrentWidget(self._pages[feature])
        self._navigation.mark(feature)
        self.page_shown.emit(feature)

    def page(self) -> Page:
        """Return the page that is shown."""
        return self._pages[self._shown]

    def set_as_of(self, day: date) -> None:
        """Look at another day: the window is tinted, pages are read-only and are read again."""
        self.desk.as_of, self.desk.read_only = day, day != self._today()
        self._top.as_of.show_day(day)
        self._banner.show_day(day, self._today())
        tinted = (self, self.centralWidget(), self._top, self._navigation, self._status)
        for widget in tinted:
            restyle(widget, past=self.desk.read_only)
        self._read_again(set(self._pages))

    def _leave_closed(self) -> None:
        self.leaving.is_done = True  # the office was closed by a restore: there is nothing to back up
        self._stop_exchange()
        self.left.emit()

    def open_search(self) -> None:
        """Show the global search under its button."""
        self._search.open_over(self._top.search)

    def undo(self) -> None:
        """Undo the last act of this office."""
        self._run(self._work.undo, _("Undone: {act}"))

    def redo(self) -> None:
        """Redo what was undone last."""
        self._run(self._work.redo, _("Redone: {act}"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the pages the room of the navigation where large text makes the window narrow."""
        super().resizeEvent(event)
        self._fit_navigation()

    def _fit_navigation(self) -> None:
        narrow = self.width() < current().px(NARROW)
        self._navigation.make_narrow(narrow, self._preferences.now.navigation_open)

    def leave(self) -> None:
        """Log out, after what was changed is backed up."""
        self.leaving.then(self._leave)

    def _leave(self) -> None:
        self._stop_exchange()
        self.left.emit()

    def _stop_exchange(self) -> None:
        if self.exchange is not None:
            self.exchange.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Back up what was changed, then keep the window's place and end what runs."""
        if not self.leaving.is_done:
            event.ignore()
            self.leaving.then(self.close)
            return
        self._preferences.remember("window", [self.width(), self.height(), self.isMaximized()])
        self._stop_exchange()
        self._background.shut()
        super().closeEvent(event)

    def _build(self) -> None:
        office = self._background.office
        name, account = (office.name, office.account_name) if office else ("gridadmin", "")
        self.setWindowTitle(f"{name} — gridadmin")
        self._top = TopBar(name, account, self._today)
        self._navigation = Navigation(list(self._specs.values()), self._preferences.now.navigation_open)
        self._banner, self._status, self._stack = PastBanner(), StatusLine(), QStackedWidget()
        self._search = SearchPopup(self.desk.search, self)
        ribbon = PracticeRibbon() if office is not None and office.practice else None
        body = row(self._navigation, column(self._top, self._banner, self._stack, spacing=0), spacing=0)
        central = QWidget()
        central.setLayout(column(ribbon, body, self._status, spacing=0))
        self.setCentralWidget(central)
        width, height, maximised = self._preferences.recall("window", [1366, 728, False])
        self.resize(width, height)
        if maximised:
            self.showMaximized()

    def _connect(self) -> None:
        self._navigation.chosen.connect(self.show_page)
        current().changed.connect(self._fit_navigation)
        self._navigation.folded.connect(lambda folded: self._preferences.change(navigation_open=not folded))
        self._top.search_asked.connect(self.open_search)
        self._top.day_chosen.connect(self.set_as_of)
        self._top.keys_asked.connect(lambda: KeysDialog(self).exec())
        self._top.leave_asked.connect(self.leave)
        self._top.exchange.clicked.connect(self._go_to_exchange)
        if self.exchange is not None:
            self.exchange.changed.connect(self._show_exchange)
            self.exchange.came_back.connect(self._on_exchanged)
        self._banner.left.connect(lambda: self.set_as_of(self._today()))
        self._status.undo_asked.connect(self.undo)
        self._search.chosen.connect(lambda hit: self.go(hit.target))
        self._background.changed.connect(self._on_changed)
        self._background.busy.connect(self._status.show_busy)
        self._background.on_failed = self._on_failed

    def _on_failed(self, error: GridAdminError) -> None:
        show_error(self, error)

    def _on_changed(self, words: frozenset[str]) -> None:
        self._read_again({feature for feature, page in self._pages.items() if page.features & words})
        self._tell_frame()

    def _go_to_exchange(self) -> None:
        """Open the page of the exchange: where something wants a decision, at that."""
        wants = self.exchange is not None and self.exchange.status.state is ExchangeState.ATTENTION
        self.go(Target("exchange", "open" if wants else ""))

    def _on_exchanged(self, result: RoundResult) -> None:
        """Read again what an attempt changes without a record that came: what waits, attempts so far, to-dos."""
        words: set[str] = set()
        if result.conflicts or result.refused or not result.complete:
            words = {"exchange", "workers", "grids"}  # the home page's queue, and the marks on records
        touched = {feature for feature, page in self._pages.items() if page.features & words}
        self._read_again(touched | ({"exchange"} & self._pages.keys()))

    def _read_again(self, features: set[str]) -> None:
        self._stale |= features
        if self._shown in self._stale:
            self._stale.discard(self._shown)
            self.page().reload()

    def _tell_frame(self) -> None:
        if self._background.office is None:
            return
        if self._work.undo_hint is not None:
            self._background.run(self._work.undo_hint, done=self._show_undo_hint, caller=self)
        if self._work.backup_note is not None:
            self._background.run(self._work.backup_note, done=self._show_backup, caller=self)

    def _show_undo_hint(self, sentence: Message | None) -> None:
        self._status.show_undo(str(sentence) if sentence else "")

    def _show_backup(self, note: Message | None) -> None:
        if note:
            self._status.show_backup(str(note))

    def _show_exchange(self, status: ExchangeStatus) -> None:
        loop = self.exchange
        self._top.exchange.show_status(status, loop.next_at if loop is not None else None)

    def _run(self, job: Callable[..., Any] | None, note: str) -> None:
        if job is not None:
            self._background.run(job, done=lambda act: self._say_done(note, act), caller=self)

    def _say_done(self, note: str, act: Message | None) -> None:
        self._status.show_note(note.format(act=act) if act else _("There is nothing left to undo."))
