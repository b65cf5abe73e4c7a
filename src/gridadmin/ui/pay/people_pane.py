"""The tab 人员: personal elements, income categories, declarations and tax years, each a list with its acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from gridadmin.domain.months import Month
from gridadmin.domain.pay_deductions import AdditionalKind
from gridadmin.domain.pay_people import CategoryRow
from gridadmin.domain.queues import Target
from gridadmin.domain.workers import WorkerStatus
from gridadmin.i18n import Message, _
from gridadmin.jobs.pay_imports import DeclarationPlace, OpeningPlace
from gridadmin.services.pay_declarations import list_declarations
from gridadmin.services.pay_people import list_categories, list_elements
from gridadmin.services.pay_years import list_years
from gridadmin.services.workers import list_workers
from gridadmin.ui.code_options import worker_options
from gridadmin.ui.fields import Option
from gridadmin.ui.layouts import button, column, row
from gridadmin.ui.list_export import export_seen
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import ViewTabs
from gridadmin.ui.pay.entered_imports import declarations_import, openings_import
from gridadmin.ui.pay.people_acts import PeopleActs
from gridadmin.ui.pay.people_columns import category_columns, declaration_columns, element_columns, year_columns
from gridadmin.ui.pay.tabs import PayPane
from gridadmin.ui.sheet_import import RehearsedImport, choose_sheet
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import ColumnModel, TableModel, fitted
from gridadmin.ui.text_field import TextField
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG

ELEMENTS, CATEGORIES, DECLARATIONS, YEARS = "elements", "categories", "declarations", "years"


@dataclass(frozen=True)
class _List:
    """One of the lists: its table, and its acts as (text, icon, what it does)."""

    table: RecordTable
    model: TableModel[Any]
    acts: tuple[tuple[str, str, Callable[[], object]], ...]


class PeoplePane(PayPane):
    """What is entered about people."""

    features = frozenset({"pay", "workers"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._people: list[Option] = []
        self._wanted: UUID | None = None
        self._rows: dict[str, Sequence[Any]] = {}
        self.forms = PeopleActs(self, desk, self._today)
        titles = (
            (ELEMENTS, _("Personal elements")), (CATEGORIES, _("Income categories")),
            (DECLARATIONS, _("Declared deductions")), (YEARS, _("Tax years")),
        )  # fmt: skip
        self.views, self.box = ViewTabs(titles), TextField(_("Name"))
        self.lists = {key: self._make(key) for key, _title in titles}
        self._build()
        self.views.chosen.connect(self._on_view)
        self.box.changed.connect(self._show_rows)

    @property
    def seen(self) -> _List:
        """The list that is open."""
        return self.lists[self.views.value()]

    def reload(self) -> None:
        """Read the list that is open again, and the people to choose from."""
        self.desk.background.read(list_workers, self._today(), WorkerStatus.ACTIVE, done=self._keep_people, caller=self)
        self._read()

    def show_target(self, target: Target) -> None:
        """Open one of the lists, and somebody in it."""
        if target.view in self.lists:
            self.views.choose(target.view)
        if target.record_id:
            self._wanted = UUID(target.record_id)
            self.box.clear()
            self._show_rows()

    def new_record(self) -> None:
        """Ctrl+N: the first act of the list."""
        if not self.desk.read_only:
            self.seen.acts[0][2]()

    def filter_list(self) -> None:
        """Ctrl+F: somebody's rows."""
        self.box.setFocus()
        self.box.selectAll()

    def export_list(self) -> None:
        """Ctrl+E: the list as it is seen."""
        title = Message("{name}", {"name": self.views.tabText(self.views.currentIndex())})
        export_seen(self, self.desk, self.seen.table, title, (self.box.value(),) if self.box.value() else ())

    def panes(self) -> list[QWidget]:
        """The list that is open."""
        return [self.seen.table]

    def _make(self, key: str) -> _List:
        columns = self._columns_of(key)
        model: TableModel[Any] = TableModel(fitted(columns), self)
        whole: ColumnModel[Any] = model
        table = RecordTable(whole, f"pay/{key}", self.desk.preferences)
        table.setProperty("look", "flat")
        table.set_empty(_("Nothing is entered here."))
        openers: dict[str, Callable[[Any], object]] = {
            ELEMENTS: self.forms.correct_element,
            DECLARATIONS: self.forms.correct_declaration,
            YEARS: self.forms.set_year,
            CATEGORIES: lambda row_: self.forms.set_category([_who(row_)]),
        }
        opened = openers[key]
        table.row_opened.connect(lambda row_: None if row_ is None or self.desk.read_only else opened(row_))
        return _List(table, model, self._acts_of(key))

    def _acts_of(self, key: str) -> tuple[tuple[str, str, Callable[[], object]], ...]:
        if key == ELEMENTS:
            return self._element_acts()
        if key == CATEGORIES:
            return self._category_acts()
        return self._declaration_acts() if key == DECLARATIONS else self._year_acts()

    def _columns_of(self, key: str) -> Any:
        if key == ELEMENTS:
            return element_columns(lambda: self.desk.as_of)
        if key == CATEGORIES:
            return category_columns()
        return declaration_columns() if key == DECLARATIONS else year_columns()

    def _element_acts(self) -> tuple[tuple[str, str, Callable[[], object]], ...]:
        return (
            (_("New element …"), "plus", lambda: self.forms.enter_element(None, self._people)),
            (_("Ends …"), "log-out", lambda: self._on_row(self.forms.end_element)),
            (_("Correct"), "pencil", lambda: self._on_row(self.forms.correct_element)),
            (_("Take away"), "trash-2", lambda: self._on_row(self.forms.remove_element)),
        )

    def _category_acts(self) -> tuple[tuple[str, str, Callable[[], object]], ...]:
        chosen = lambda: self.forms.set_category([_who(each) for each in self.seen.table.selected_rows()])  # noqa: E731
        return (
            (_("Set for the chosen …"), "pencil", chosen),
            (_("Take away"), "trash-2", lambda: self._on_row(self._drop_category)),
        )

    def _declaration_acts(self) -> tuple[tuple[str, str, Callable[[], object]], ...]:
        sheet = declarations_import(DeclarationPlace(self._today()))
        return (
            (_("New declaration …"), "plus", self._choose_kind),
            (_("Ends …"), "log-out", lambda: self._on_row(self.forms.end_declaration)),
            (_("Correct"), "pencil", lambda: self._on_row(self.forms.correct_declaration)),
            (_("Take away"), "trash-2", lambda: self._on_row(self.forms.remove_declaration)),
            (_("Import …"), "file-input", lambda: self._import(sheet)),
        )

    def _year_acts(self) -> tuple[tuple[str, str, Callable[[], object]], ...]:
        return (
            (_("Tax year …"), "pencil", lambda: self._on_row(self.forms.set_year)),
            (_("Confirm the 60 000 rule"), "check",
             lambda: self.forms.confirm_sixty(self.seen.table.selected_rows())),
            (_("Confirmed deduction …"), "badge-check", lambda: self._on_row(self.forms.confirm)),
            (_("Import opening sums …"), "file-input", self._import_openings),
        )  # fmt: skip

    def year(self) -> int:
        """Return the tax year looked at: from December on the one that comes."""
        return self.desk.as_of.year + (self.desk.as_of.month == 12)

    def _build(self) -> None:
        self._stack, self._bars = QStackedWidget(), QStackedWidget()
        for each in self.lists.values():
            self._stack.addWidget(each.table)
            bar = QWidget()
            made = [
                button(text, act, "" if place else "primary", icon) for place, (text, icon, act) in enumerate(each.acts)
            ]
            bar.setLayout(row(*made, 1, spacing=SNUG))
            self._bars.addWidget(bar)
        self._bars.setFixedHeight(self._bars.sizeHint().height())
        self.box.setClearButtonEnabled(True)
        head = row(self.views, 1, self.box, spacing=SNUG, margins=(0, 0, ROOMY, 0))
        tools = row(self._bars, margins=(MEDIUM, SNUG, MEDIUM, SNUG))
        whole = column(head, tools, self._stack, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _on_view(self, key: str) -> None:
        place = list(self.lists).index(key)
        self._stack.setCurrentIndex(place)
        self._bars.setCurrentIndex(place)
        self._read()

    def _read(self) -> None:
        key, day = self.views.value(), self.desk.as_of
        readers: dict[str, tuple[Any, ...]] = {
            ELEMENTS: (list_elements, day),
            CATEGORIES: (list_categories, day),
            DECLARATIONS: (list_declarations, Month.of(day), day),
            YEARS: (list_years, self.year(), day),
        }
        fn, *args = readers[key]
        self.desk.background.read(fn, *args, done=partial(self.show_rows, key), caller=self)
        self._bars.setEnabled(not self.desk.read_only)

    def show_rows(self, key: str, rows: Sequence[Any]) -> None:
        """Show the rows of a list; the cursor stays on its row."""
        self._rows[key] = rows
        if key == self.views.value():
            self._show_rows()
            self.said.emit(self._words(rows))

    def _show_rows(self) -> None:
        wanted = (self.box.value() or "").casefold()
        rows = [each for each in self._rows.get(self.views.value(), ()) if wanted in each.worker.casefold()]
        chosen = self.seen.table.current_row()
        self.seen.model.set_rows(rows)
        shown = self.seen.model.rows()
        kept = _key(chosen) if chosen is not None else None
        wanted = [place for place, each in enumerate(shown) if each.worker_id == self._wanted]
        places = wanted or [place for place, each in enumerate(shown) if _key(each) == kept]
        self._wanted = None if wanted else self._wanted
        self.seen.table.choose(places[0] if places else 0)

    def _words(self, rows: Sequence[Any]) -> str:
        match self.views.value():
            case "categories":
                words = _("{count} persons    {missing} part-timers without an income category")
                return words.format(count=len(rows), missing=sum(each.missing for each in rows))
            case "years":
                words = _("Tax year {year}    {count} persons    60 000 rule proposed for {proposed}")
                return words.format(year=self.year(), count=len(rows), proposed=sum(each.proposed for each in rows))
        return _("{count} entries").format(count=len(rows))

    def _keep_people(self, rows: Sequence[Any]) -> None:
        self._people = worker_options(rows)

    def _on_row(self, act: Callable[[Any], object]) -> None:
        chosen = self.seen.table.current_row()
        if chosen is not None:
            act(chosen)

    def _drop_category(self, chosen: CategoryRow) -> None:
        if chosen.category is not None and chosen.valid_from is not None:
            self.forms.remove_category(_who(chosen), chosen.valid_from, chosen.category)

    def _choose_kind(self) -> None:
        menu = QMenu(self)
        for kind in AdditionalKind:
            menu.addAction(kind.label, partial(self.forms.declare, kind, None, self._people))
        menu.popup(self._bars.mapToGlobal(self._bars.rect().bottomLeft()))

    def _import_openings(self) -> None:
        self._import(openings_import(OpeningPlace(self.year())))

    def _import(self, sheet: RehearsedImport) -> None:
        choose_sheet(self, self.desk, _("Import …"), sheet)

    def _today(self) -> date:
        office: Any = self.desk.background.office
        today: date = office.today()
        return today


def _who(row_: Any) -> Any:
    return row_.worker_id, row_.worker


def _key(row_: Any) -> Any:
    return getattr(row_, "id", row_.worker_id)
