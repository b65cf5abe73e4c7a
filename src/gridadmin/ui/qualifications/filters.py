"""What narrows the list of certificates: views, the switch, the kind, the box, and chips for what is in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from gridadmin.domain.qualifications import CertificateType
from gridadmin.domain.qualifications_list import CertificateFilter, CertificateLine, QualificationView
from gridadmin.domain.workers import EmploymentKind, WorkerStatus
from gridadmin.i18n import _
from gridadmin.ui.fields import TextField
from gridadmin.ui.layouts import button, column, row, tool_button, with_icon
from gridadmin.ui.panes import FilterChips, Switch, ViewTabs
from gridadmin.ui.tokens import ROOMY, SNUG, TAB_EDGE, TIGHT

ALL, CARDS = "all", "cards"
STATUSES = {WorkerStatus.ACTIVE.value: WorkerStatus.ACTIVE, WorkerStatus.LEFT.value: WorkerStatus.LEFT, ALL: None}
PLAIN = CertificateFilter(view=QualificationView.BREACH)


class QualificationFilterBar(QWidget):
    """Holds the filter of the list; the list is in memory, so it is applied here.

    Signals:
        changed: the filter is another one now. columns_asked: the column chooser is wanted.
        cards_asked: whether the register of cards is wanted instead of the list.
    """

    changed = Signal()
    columns_asked = Signal()
    cards_asked = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.filter = PLAIN
        self._types: Sequence[CertificateType] = ()
        self._communities: list[str] = []
        titles = [(view.value, view.label) for view in QualificationView]
        self.views = ViewTabs([*titles, (CARDS, _("Work cards"))])
        self.views.chosen.connect(self._on_view)
        self.switch = Switch([*((s.value, s.label) for s in WorkerStatus), (ALL, _("All"))], WorkerStatus.ACTIVE.value)
        self.switch.chosen.connect(lambda key: self._set(status=STATUSES[key]))
        self.box = TextField(_("Name, initials, grid or number"))
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
        self._narrowing = QWidget()
        self._narrowing.setLayout(column(line, self.chips, spacing=TIGHT, margins=(ROOMY, 0, SNUG, SNUG)))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setLayout(column(row(self.views, margins=(TAB_EDGE, 0, 0, 0)), self._narrowing, spacing=TIGHT))
        self._fill_menu()

    def show_lines(self, lines: Sequence[CertificateLine]) -> None:
        """Offer the kinds and communities that occur, and write the counts of the views."""
        self._types = list({line.type.id: line.type for line in lines}.values())
        self._communities = sorted({line.worker.community for line in lines if line.worker.community})
        self._fill_menu()
        self.show_counts(lines)

    def show_counts(self, lines: Iterable[CertificateLine]) -> None:
        """Write how many lines each view and each choice of the switch shows under the other filters."""
        found = list(lines)
        for view in QualificationView:
            wanted = replace(self.filter, view=view)
            self.views.show_count(view.value, view.label, sum(map(wanted.passes, found)))
        counts = {key: sum(map(replace(self.filter, status=status).passes, found)) for key, status in STATUSES.items()}
        self.switch.show_counts(counts)

    def apply(self, lines: Iterable[CertificateLine]) -> list[CertificateLine]:
        """Return the lines that pass."""
        return [line for line in lines if self.filter.passes(line)]

    def open_view(self, key: str) -> None:
        """Open a view as the home page leads to it: without any other filter."""
        self.clear()
        self.views.choose(key)

    def show_all(self) -> None:
        """Leave the view and show everybody's certificates without filters."""
        self.clear()
        self.switch.choose(ALL)
        self.views.choose(QualificationView.ALL.value)

    def clear(self) -> None:
        """Take every filter but the view away."""
        self.box.blockSignals(True)
        self.box.clear()
        self.box.blockSignals(False)
        self._set(kind=None, type_id=None, community=None, month=None, needed_only=False, text="")

    def show_month(self, month: str | None) -> None:
        """Show what expires in a month, whatever the view was."""
        self.views.choose(QualificationView.ALL.value)
        self._set(month=month)

    @property
    def shows_cards(self) -> bool:
        """Whether the register of cards is open."""
        return self.views.value() == CARDS

    def words(self) -> dict[str, str]:
        """Return what is in force, in words, by the name of the filter."""
        wanted = self.filter
        names = {kind.id: kind.name for kind in self._types}
        words = {
            "kind": wanted.kind.label if wanted.kind else "",
            "type_id": names.get(wanted.type_id, "") if wanted.type_id else "",
            "community": wanted.community or "",
            "month": _("expires in {month}").format(month=wanted.month) if wanted.month else "",
            "needed_only": _("needed for the post") if wanted.needed_only else "",
            "text": f"“{wanted.text.strip()}”" if wanted.text.strip() else "",
        }
        return {key: text for key, text in words.items() if text}

    def _on_view(self, key: str) -> None:
        self._narrowing.setVisible(key != CARDS)
        self.cards_asked.emit(key == CARDS)
        if key != CARDS:
            self._set(view=QualificationView(key))

    def _on_removed(self, key: str) -> None:
        if key in ("", "text"):
            self.box.clear()
        plain = {"text": "", "needed_only": False}
        names = [key] if key else ["kind", "type_id", "community", "month", "needed_only", "text"]
        self._set(**{name: plain.get(name) for name in names})

    def _set(self, **changes: object) -> None:
        self.filter = replace(self.filter, **changes)  # type: ignore[arg-type] # the names are those of the filter
        self.chips.show_filters(self.words())
        self.changed.emit()

    def _fill_menu(self) -> None:
        self.menu.clear()
        self.menu.addAction(_("Needed for the post only"), partial(self._set, needed_only=True))
        self.menu.addSection(_("Kind of certificate"))
        for found in self._types:
            self.menu.addAction(found.name, partial(self._set, type_id=found.id))
        self.menu.addSection(_("Kind"))
        for kind in EmploymentKind:
            self.menu.addAction(kind.label, partial(self._set, kind=kind))
        places = self.menu.addMenu(_("Community or village"))
        for name in self._communities:
            places.addAction(name, partial(self._set, community=name))
