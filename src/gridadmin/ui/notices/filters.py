"""What narrows the list of boards: views, whose boards, the community, and a box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridadmin.domain.notices_lists import BoardLine
from gridadmin.i18n import _
from gridadmin.ui.fields import ChoiceField, Option, TextField
from gridadmin.ui.layouts import column, row
from gridadmin.ui.notices.columns import VIEWS
from gridadmin.ui.panes import Switch, ViewTabs
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import ROOMY, SNUG, TAB_EDGE

GRIDS, COMMUNITIES, BOTH = "grids", "communities", "both"


class BoardFilterBar(QWidget):
    """Holds the filter of the list; the list is in memory, so it is applied here.

    Signals:
        changed: the filter is another one now.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.views = ViewTabs([(key, _(title)) for key, (title, _shows) in VIEWS.items()])
        self.views.chosen.connect(lambda _key: self.changed.emit())
        kinds = [(GRIDS, _("Grids")), (COMMUNITIES, _("Communities")), (BOTH, _("Both"))]
        self.kinds = Switch(kinds, GRIDS)
        self.kinds.chosen.connect(lambda _key: self.changed.emit())
        self.community = ChoiceField(placeholder=_("Every community"))
        self.community.setAccessibleName(_("Community or village"))
        self.community.changed.connect(self.changed)
        self.box = TextField(_("Grid, place or code"))
        self.box.setClearButtonEnabled(True)
        self.box.changed.connect(self.changed)
        line = row(self.kinds, self.community, self.box, spacing=SNUG, margins=(ROOMY, SNUG, ROOMY, SNUG))
        self.community.setMinimumWidth(current().px(90))
        self.box.setMinimumWidth(current().px(50))
        line.setStretch(1, 2)
        line.setStretch(2, 3)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setLayout(column(row(self.views, margins=(TAB_EDGE, 0, 0, 0)), line, spacing=0))

    def show_lines(self, lines: Sequence[BoardLine]) -> None:
        """Offer the communities of the boards, and write the counts of the views."""
        names = {line.subject.community_id: line.community for line in lines}
        options = [Option(None, _("Every community"))]
        self.community.set_options(options + [Option(key, name) for key, name in names.items()])
        self.show_counts(lines)

    def show_counts(self, lines: Iterable[BoardLine]) -> None:
        """Write how many boards each view shows under the other filters."""
        narrowed = [line for line in lines if self._is_wanted(line)]
        for key, (title, shows) in VIEWS.items():
            self.views.show_count(key, _(title), sum(map(shows, narrowed)))

    def apply(self, lines: Iterable[BoardLine]) -> list[BoardLine]:
        """Return the boards that pass."""
        shows = VIEWS[self.views.value()][1]
        return [line for line in lines if shows(line) and self._is_wanted(line)]

    def clear(self) -> None:
        """Show every board of every kind."""
        self.box.clear()
        self.community.set_value(None)
        self.kinds.choose(BOTH)
        self.views.choose("all")

    def open_view(self, key: str) -> None:
        """Open a view as the home page leads to it: of all communities, without words in the box."""
        self.box.clear()
        self.community.set_value(None)
        self.views.choose(key)

    def _is_wanted(self, line: BoardLine) -> bool:
        kind = self.kinds.value()
        if kind != BOTH and line.is_community != (kind == COMMUNITIES):
            return False
        community = self.community.value()
        if community is not None and line.subject.community_id != community:
            return False
        words = (self.box.value() or "").casefold()
        return not words or any(words in text.casefold() for text in (line.name, line.code, line.place, line.community))
