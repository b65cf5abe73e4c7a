"""What narrows the list of grid workers: views, the switch, the box, and the chips that say what is in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QMenu, QWidget

from gridadmin.domain.office import CommunityRow
from gridadmin.domain.workers import AppointmentRole, EmploymentKind, WorkerStatus
from gridadmin.domain.workers_list import WorkerCounts, WorkerFilter, WorkerView
from gridadmin.i18n import _
from gridadmin.services.workers_search import ALL, in_view
from gridadmin.ui.fields import TextField
from gridadmin.ui.layouts import button, column, row, tool_button, with_icon
from gridadmin.ui.panes import FilterChips, Switch, ViewTabs
from gridadmin.ui.tokens import ROOMY, SNUG, TAB_EDGE, TIGHT

TYPING_MS = 120
STATUSES = {WorkerStatus.ACTIVE.value: WorkerStatus.ACTIVE, WorkerStatus.LEFT.value: WorkerStatus.LEFT, ALL: None}


class WorkerFilterBar(QWidget):
    """Holds the filter of the list.

    Signals:
        changed: the filter is another one now.
        columns_asked: the column chooser is wanted.
    """

    changed = Signal()
    columns_asked = Signal()

    def __init__(self, as_of: date) -> None:
        super().__init__()
        self.filter = WorkerFilter(as_of)
        self._communities: dict[UUID, str] = {}
        self.views = ViewTabs([(view.value, view.label) for view in WorkerView])
        self.views.chosen.connect(self._on_view)
        self.switch = Switch([*((s.value, s.label) for s in WorkerStatus), (ALL, _("All"))], WorkerStatus.ACTIVE.value)
        self.switch.chosen.connect(lambda key: self._set(status=STATUSES[key]))
        self.box = TextField(_("Name, pinyin, phone or ID number"))
        self.box.setClearButtonEnabled(True)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(lambda: self._set(text=self.box.text()))
        self.box.changed.connect(self._typing.start)
        self.box.submitted.connect(self._on_submitted)
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

    def show_communities(self, rows: Sequence[CommunityRow]) -> None:
        """Offer the communities of the office in the menu."""
        self._communities = {found.id: found.name for found in rows}
        self._fill_menu()

    def show_counts(self, counts: WorkerCounts) -> None:
        """Write the counts behind the switch and the views."""
        self.switch.show_counts(counts.by_status)
        for view in WorkerView:
            if view.value in counts.by_view:
                self.views.show_count(view.value, view.label, counts.by_view[view.value])

    def look_at(self, day: date, today: date) -> None:
        """Show another day; on a past one, persons who began later are not there yet."""
        self.filter = replace(self.filter, as_of=day, later_starters=day >= today)

    def open_view(self, key: str) -> None:
        """Open a view without any other filter."""
        self.clear()
        self.views.choose(key)

    def clear(self) -> None:
        """Take every filter away, so that what is looked for cannot be hidden by one."""
        self._typing.stop()
        self.box.blockSignals(True)
        self.box.clear()
        self.box.blockSignals(False)
        self._set(kind=None, role=None, community_id=None, text="")

    def show_everybody(self) -> None:
        """Leave the view and show persons in service and leavers without filters."""
        self.views.choose(WorkerView.ALL.value)
        self.clear()
        self.switch.choose(ALL)

    @property
    def shows_everybody(self) -> bool:
        """Whether nothing is in force that could hide somebody."""
        return self.views.value() == WorkerView.ALL.value and self.filter.status is None and not self.words()

    def words(self) -> dict[str, str]:
        """Return what is in force, in words, by the name of the filter."""
        wanted = self.filter
        words = {
            "kind": wanted.kind.label if wanted.kind else "",
            "role": wanted.role.label if wanted.role else "",
            "community_id": self._communities.get(wanted.community_id, "") if wanted.community_id else "",
            "text": f"“{wanted.text.strip()}”" if wanted.text.strip() else "",
        }
        return {key: text for key, text in words.items() if text}

    def _on_view(self, key: str) -> None:
        self.filter = in_view(self.filter, WorkerView(key))
        status = self.filter.status
        self.switch.blockSignals(True)
        self.switch.choose(status.value if status else ALL)
        self.switch.blockSignals(False)
        self._set()

    def _on_submitted(self) -> None:
        self._typing.stop()  # it would come back to this text after it was cleared
        self._set(text=self.box.text())

    def _on_removed(self, key: str) -> None:
        if key in ("", "text"):
            self.box.clear()
            self._typing.stop()
        names = [key] if key else ["kind", "role", "community_id", "text"]
        self._set(**{name: "" if name == "text" else None for name in names})

    def _set(self, **changes: object) -> None:
        self.filter = replace(self.filter, **changes)  # type: ignore[arg-type] # the names are those of the filter
        self.chips.show_filters(self.words())
        self.changed.emit()

    def _fill_menu(self) -> None:
        self.menu.clear()
        self.menu.addSection(_("Kind"))
        for kind in EmploymentKind:
            self.menu.addAction(kind.label, partial(self._set, kind=kind))
        self.menu.addSection(_("Role on the grid"))
        for role in AppointmentRole:
            self.menu.addAction(role.label, partial(self._set, role=role))
        places = self.menu.addMenu(_("Community or village"))
        for key, name in self._communities.items():
            places.addAction(name, partial(self._set, community_id=key))
