"""What narrows the list of grids: views, the switch for ended ones, the box, and the chips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from gridadmin.domain.grids import DedicatedKind, GridKind, GridSetting
from gridadmin.domain.grids_list import GridLine, GridView, in_view
from gridadmin.domain.search import searchable
from gridadmin.i18n import _
from gridadmin.ui.fields import TextField
from gridadmin.ui.layouts import button, column, row, tool_button, with_icon
from gridadmin.ui.panes import FilterChips, Switch, ViewTabs
from gridadmin.ui.tokens import ROOMY, SNUG, TAB_EDGE, TIGHT

EXISTING, ENDED_TOO = "existing", "ended"


@dataclass(frozen=True)
class GridFilter:
    """What the list shows; `ended` has those that existed before the day too."""

    view: GridView = GridView.ALL
    ended: bool = False
    kind: GridKind | None = None
    dedicated_kind: DedicatedKind | None = None
    setting: GridSetting | None = None
    community_id: UUID | None = None
    text: str = ""

    def shows(self, line: GridLine, found_by: str) -> bool:
        """Return whether a line is shown; `found_by` is what it can be typed as."""
        found = line.row
        wanted = (
            (self.kind, found.kind),
            (self.dedicated_kind, found.dedicated_kind),
            (self.setting, found.setting),
            (self.community_id, found.community_id),
        )
        alike = all(asked is None or asked == has for asked, has in wanted)
        return alike and in_view(line, self.view) and all(word in found_by for word in searchable(self.text).split())


class GridFilterBar(QWidget):
    """Holds the filter of the list.

    Signals:
        changed: the filter is another one now; `ended_changed`: ended grids are wanted, or no longer.
        columns_asked: the column chooser is wanted.
    """

    changed = Signal()
    ended_changed = Signal()
    columns_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.filter = GridFilter()
        self._communities: dict[UUID, str] = {}
        self.views = ViewTabs([(view.value, view.label) for view in GridView])
        self.views.chosen.connect(lambda key: self._set(view=GridView(key)))
        self.switch = Switch([(EXISTING, _("Existing")), (ENDED_TOO, _("Ended too"))], EXISTING)
        self.switch.chosen.connect(self._on_switch)
        self.box = TextField(_("Name, initials, code, village or worker"))
        self.box.setClearButtonEnabled(True)
        self.box.changed.connect(lambda: self._set(text=self.box.text()))
        self.menu = QMenu(self)
        narrow = with_icon(button(" " + _("Filter")), "list-filter")
        narrow.setMenu(self.menu)
        columns = tool_button("columns-3", _("Choose columns"), self.columns_asked.emit)
        self.chips = FilterChips()
        self.chips.removed.connect(self._on_removed)
        line = row(self.switch, self.box, narrow, columns, spacing=SNUG)
        line.setStretch(1, 1)
        self.setLayout(
            column(
                row(self.views, margins=(TAB_EDGE, 0, 0, 0)),
                column(line, self.chips, spacing=TIGHT, margins=(ROOMY, 0, SNUG, SNUG)),
                spacing=TIGHT,
            )
        )
        self._fill_menu()

    def show_lines(self, lines: Sequence[GridLine]) -> None:
        """Offer the communities that occur and count the views."""
        communities = {line.row.community_id: line.row.community for line in lines}
        if communities != self._communities:
            self._communities = communities
            self._fill_menu()
        for view in GridView:
            self.views.show_count(view.value, view.label, sum(in_view(line, view) for line in lines))

    def clear(self) -> None:
        """Take every filter away."""
        self._on_removed("")
        self.views.choose(GridView.ALL.value)

    def only_community(self, community_id: UUID) -> None:
        """Show one community alone."""
        self.clear()
        self._set(community_id=community_id)

    def words(self) -> dict[str, str]:
        """Return what is in force, in words, by the name of the filter."""
        wanted = self.filter
        words = {
            "kind": wanted.kind.label if wanted.kind else "",
            "dedicated_kind": wanted.dedicated_kind.label if wanted.dedicated_kind else "",
            "setting": wanted.setting.label if wanted.setting else "",
            "community_id": self._communities.get(wanted.community_id, "") if wanted.community_id else "",
            "text": f"“{wanted.text.strip()}”" if wanted.text.strip() else "",
        }
        return {key: text for key, text in words.items() if text}

    def _on_switch(self, key: str) -> None:
        self.filter = replace(self.filter, ended=key == ENDED_TOO)
        self.ended_changed.emit()

    def _on_removed(self, key: str) -> None:
        if key in ("", "text"):
            self.box.clear()
        names = [key] if key else ["kind", "dedicated_kind", "setting", "community_id"]
        self._set(**{name: None for name in names if name != "text"})

    def _set(self, **changes: object) -> None:
        self.filter = replace(self.filter, **changes)  # type: ignore[arg-type] # the names are those of the filter
        self.chips.show_filters(self.words())
        self.changed.emit()

    def _fill_menu(self) -> None:
        self.menu.clear()
        self.menu.addSection(_("Kind"))
        for kind in GridKind:
            self.menu.addAction(kind.label, partial(self._set, kind=kind))
        dedicated = self.menu.addMenu(_("Dedicated to"))
        for purpose in DedicatedKind:
            dedicated.addAction(purpose.label, partial(self._set, dedicated_kind=purpose))
        self.menu.addSection(_("Setting"))
        for setting in GridSetting:
            self.menu.addAction(setting.label, partial(self._set, setting=setting))
        places = self.menu.addMenu(_("Community or village"))
        for key, name in self._communities.items():
            places.addAction(name, partial(self._set, community_id=key))
