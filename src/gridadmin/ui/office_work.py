"""What the frame asks of an opened office: undo, the home page, the search, the backup on leaving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gridadmin.domain.search import SearchHit
from gridadmin.jobs import exchange, office_overview
from gridadmin.ui.background import Background
from gridadmin.ui.exchange.loop import Line, LoopWork
from gridadmin.ui.main_window import FrameWork
from gridadmin.ui.search.office_index import FEATURES, OfficeIndex, build_index


class OfficeSearch(QObject):
    """The global search of an office: read in the background, read again when people, grids or villages changed."""

    def __init__(self, background: Background, today: Callable[[], date]) -> None:
        super().__init__()
        self._background, self._today = background, today
        self._index = OfficeIndex()

    def start(self, window: QWidget) -> None:
        """Read the index now and after every change, as long as the window is there."""
        self.setParent(window)
        self._background.changed.connect(self._on_changed)
        self._read()

    def find(self, text: str) -> list[SearchHit]:
        """Return the hits for a text, from memory."""
        return self._index.find(text)

    def _on_changed(self, words: frozenset[str]) -> None:
        if words & FEATURES:
            self._read()

    def _read(self) -> None:
        self._background.read(build_index, self._today(), done=self._use, caller=self)

    def _use(self, index: OfficeIndex) -> None:
        self._index = index


def frame_work(search: OfficeSearch) -> FrameWork:
    """Return the jobs of the frame."""
    return FrameWork(
        undo=office_overview.undo_last,
        redo=office_overview.redo_last,
        undo_hint=office_overview.undo_hint,
        backup_note=office_overview.backup_note,
        back_up=office_overview.back_up_if_changed,
        overview=office_overview.overview,
        search=search.find,
        exchange=LoopWork(exchange.read_status, _open_line),
    )


def _open_line(office: Any, steps: Any) -> Line:
    from gridadmin.jobs.exchange_city import CityLine  # with the first attempt: it brings all of sync/

    return CityLine(office, steps)
