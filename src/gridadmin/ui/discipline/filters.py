"""What narrows the list of cases, problems and rewards: views and a box."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridadmin.domain.discipline_list import VIEWS, DisciplineLine
from gridadmin.i18n import _
from gridadmin.ui.fields import TextField
from gridadmin.ui.layouts import column, row
from gridadmin.ui.panes import ViewTabs
from gridadmin.ui.tokens import ROOMY, SNUG, TAB_EDGE


class DisciplineFilterBar(QWidget):
    """Holds the filter of the list; the list is in memory, so it is applied here.

    Signals:
        changed: the filter is another one now.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.views = ViewTabs([(key, _(title)) for key, (title, _shows) in VIEWS.items()])
        self.views.chosen.connect(lambda _key: self.changed.emit())
        self.box = TextField(_("Name, grid, number or a word of the facts"))
        self.box.setClearButtonEnabled(True)
        self.box.changed.connect(self.changed)
        line = row(self.box, spacing=SNUG, margins=(ROOMY, SNUG, ROOMY, SNUG))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setLayout(column(row(self.views, margins=(TAB_EDGE, 0, 0, 0)), line, spacing=0))

    def apply(self, lines: Iterable[DisciplineLine]) -> list[DisciplineLine]:
        """Return the lines that pass, and write how many each view would show."""
        narrowed = [line for line in lines if self._is_wanted(line)]
        for key, (title, shows) in VIEWS.items():
            self.views.show_count(key, _(title), sum(map(shows, narrowed)))
        shows = VIEWS[self.views.value()][1]
        return [line for line in narrowed if shows(line)]

    def open_view(self, key: str) -> None:
        """Open a view, without words in the box."""
        self.box.clear()
        self.views.choose(key)

    def _is_wanted(self, line: DisciplineLine) -> bool:
        words = (self.box.value() or "").casefold()
        texts = (line.who, line.what, line.state.label, line.case.number if line.case else "")
        return not words or any(words in text.casefold() for text in texts)
