"""The page of everything that lapses in the next months: the line of time, the sheet of a month, and what breaks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from gridadmin.domain.lapses import DEFAULT_MONTHS, Lapse, horizon
from gridadmin.i18n import N_, Message, _
from gridadmin.services.lapses import list_lapses
from gridadmin.ui.lapses.columns import TONES, day_text, lapse_columns
from gridadmin.ui.lapses.filters import LapseFilterBar
from gridadmin.ui.lapses.month_grid import MonthGrid
from gridadmin.ui.layouts import badge, button, column, label, panel, row
from gridadmin.ui.list_export import export_seen
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import ListDetail, PageHeader, action_button
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT

TITLE = N_("Expiry calendar")
MONTHS = "lapses/months"


class LapsePage(Page):
    """What will lapse and what it will break; Enter goes to where it is mended."""

    features = frozenset(
        {"workers", "grids", "office", "discipline", "qualifications", "contracts", "training", "assessment"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.lapses: tuple[Lapse, ...] = ()
        self.bar = LapseFilterBar()
        kept = desk.preferences.recall(MONTHS, DEFAULT_MONTHS)
        self.bar.months.choose(str(kept) if isinstance(kept, int) else str(DEFAULT_MONTHS))
        self.model: TableModel[Lapse] = TableModel(lapse_columns(), self)
        self.table = RecordTable(self.model, "lapses", desk.preferences)
        self.table.setProperty("look", "flat")
        self.grid, self.day_pane = MonthGrid(), ScrollPane()
        self._build()
        self.bar.changed.connect(self._show_list)
        self.bar.months_chosen.connect(self._on_months)
        self.table.row_chosen.connect(self._on_row)
        self.table.row_opened.connect(lambda lapse: desk.go(lapse.target))
        self.grid.day_chosen.connect(self._on_day)

    @property
    def until(self) -> date:
        """The last day that is looked ahead to."""
        return horizon(self.desk.as_of, int(self.bar.months.value()))

    def reload(self) -> None:
        """Read what lapses again."""
        self.desk.background.read(list_lapses, self.desk.as_of, self.until, done=self.show_lapses, caller=self)

    def show_lapses(self, lapses: Sequence[Lapse]) -> None:
        """Show what was read."""
        self.lapses = tuple(lapses)
        self._show_list()

    def filter_list(self) -> None:
        """Ctrl+F."""
        self.bar.box.setFocus()
        self.bar.box.selectAll()

    def export_list(self) -> None:
        """Ctrl+E: the list as it is seen."""
        view = self.bar.views.tabText(self.bar.views.currentIndex())
        export_seen(self, self.desk, self.table, Message(TITLE), (view,))

    def panes(self) -> list[QWidget]:
        """The list and the sheet of the month."""
        return [self.table, self.grid]

    def _build(self) -> None:
        export = action_button(_("Export"), "download", self.export_list, Key.EXPORT.shown())
        self.header = PageHeader(_(TITLE), export)
        listing, side = QWidget(), QWidget()
        listed = column(self.bar, self.table, spacing=0)
        listed.setStretch(1, 1)
        listing.setLayout(listed)
        beside = column(self.grid, self.day_pane, spacing=MEDIUM, margins=(ROOMY, MEDIUM, MEDIUM, 0))
        beside.setStretch(1, 1)
        side.setLayout(beside)
        whole = column(self.header, ListDetail(listing, side, "lapses", self.desk.preferences), spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.table.set_empty(_("Nothing lapses like this."), _("Show all"), self.bar.show_all)

    def _show_list(self) -> None:
        kept: Lapse | None = self.table.current_row()
        rows = self.bar.apply(self.lapses, self.desk.as_of, self.until)
        self.model.set_rows(rows)
        self.grid.show_lapses(self.lapses, self.desk.as_of)
        self.table.choose(self._place_of(kept))
        if not rows:
            self._show_day(self.desk.as_of)
        late = sum(lapse.day < self.desk.as_of for lapse in self.lapses)
        words = _("{count} lapse until {until}, {late} of them are past their day; {breaking} break something")
        breaking = sum(bool(lapse.breaks) for lapse in self.lapses)
        values = {"count": len(self.lapses), "until": self.until.isoformat(), "late": late, "breaking": breaking}
        self.header.say(words.format(**values))

    def _place_of(self, kept: Lapse | None) -> int:
        """Return where the cursor stays, else what comes next: what is overdue lies above it."""
        shown = self.model.rows()
        same = [place for place, lapse in enumerate(shown) if lapse == kept]
        ahead = [place for place, lapse in enumerate(shown) if lapse.day >= self.desk.as_of]
        return next(iter([*same, *ahead]), 0)

    def _on_months(self, months: int) -> None:
        self.desk.preferences.remember(MONTHS, months)
        self.bar.views.choose("all")
        self.reload()

    def _on_row(self, lapse: Lapse | None) -> None:
        if lapse is not None:
            self._show_day(lapse.day)

    def _on_day(self, day: date) -> None:
        """A day of the sheet: the cursor goes to what lapses on it, where the list shows that."""
        places = [place for place, lapse in enumerate(self.model.rows()) if lapse.day == day]
        if places:
            self.table.choose(places[0])
        self._show_day(day)

    def _show_day(self, day: date) -> None:
        self.grid.show_day(day)
        found = [lapse for lapse in self.lapses if lapse.day == day]
        nothing = label(_("Nothing lapses on {day}.").format(day=day.isoformat()), "muted", wrap=True)
        self.day_pane.fill(*([self._card(lapse) for lapse in found] or [nothing]))

    def _card(self, lapse: Lapse) -> QWidget:
        opened = button(_("Open"), lambda: self.desk.go(lapse.target), "quiet", "arrow-right")
        head = row(
            badge(lapse.kind.label, TONES[lapse.tone]), label(day_text(lapse), "caption"), 1, opened, spacing=SNUG
        )
        broken = [label(words.text(), tone="danger", wrap=True) for words in lapse.breaks]
        return panel(
            "card",
            column(head, label(lapse.what.text(), "strong", wrap=True), *broken, spacing=TIGHT, margins=(MEDIUM,) * 4),
        )
