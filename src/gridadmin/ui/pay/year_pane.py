"""A year's cost of pay: month by month, where every month opens its run; by fund source; its statements."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from gridadmin.domain.pay_overview import MonthCost
from gridadmin.domain.queues import Target
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_, Message, _
from gridadmin.services.pay_funds import YearChoices, year_choices
from gridadmin.services.pay_overview import year_costs
from gridadmin.ui.charts import Bar, BarChart
from gridadmin.ui.fields import ChoiceField, Option
from gridadmin.ui.layouts import column, label, panel, row
from gridadmin.ui.list_export import export_seen
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import ViewTabs, action_button
from gridadmin.ui.pay.funds_view import FundsView
from gridadmin.ui.pay.runs_columns import amount_column, yuan_shown
from gridadmin.ui.pay.tabs import PayPane
from gridadmin.ui.pay.year_dialog import open_year_statements
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import RIGHT, Column, TableModel, fitted
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, WIDE


def cost_columns() -> tuple[Column[MonthCost], ...]:
    """Return the columns of months."""
    return (
        Column("month", N_("Month"), 9, lambda row: str(row.month), sort=lambda row: row.month),
        Column("people", N_("Persons"), 6, lambda row: str(row.people), sort=lambda row: row.people, align=RIGHT),
        amount_column("full_time", N_("Full-time, gross"), 13),
        amount_column("part_time", N_("Part-time, gross"), 13),
        amount_column("gross", N_("Gross pay"), 13),
        amount_column("employer", N_("Unit's contributions"), 13),
        amount_column("cost", N_("Cost"), 14),
        amount_column("employee", N_("Contributions"), 12),
        amount_column("tax", N_("Tax"), 11),
        amount_column("net", N_("Net pay"), 13),
    )


MONTHS, FUNDS = "months", "funds"


class YearPane(PayPane):
    """The year's cost, by month or by fund source."""

    features = frozenset({"pay"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.year = ChoiceField()
        self.year.setAccessibleName(_("Year"))
        self.year.setMinimumWidth(current().px(96))
        self.chart = BarChart()
        self.model: TableModel[MonthCost] = TableModel(fitted(cost_columns()), self)
        self.table = RecordTable(self.model, "pay/year", desk.preferences)
        self.views = ViewTabs([(MONTHS, _("By month")), (FUNDS, _("Fund sources and budget"))])
        self.funds = FundsView(desk)
        self.acts = [
            self.year,
            action_button(_("Year statements …"), "printer", self.print_page, Key.PRINT.shown()),
            action_button(_("Export"), "download", self.export_list, Key.EXPORT.shown()),
        ]
        self._build()
        self.year.changed.connect(self._read)
        self.views.chosen.connect(self._on_view)
        self.funds.said.connect(self.said)
        self.chart.chosen.connect(self._open_month)
        self.table.row_opened.connect(lambda found: self._open_month(str(found.month)))

    def reload(self) -> None:
        """Read the years and the one that is shown again."""
        self.desk.background.read(year_choices, self.desk.as_of, done=self._show_years, caller=self)

    def show_target(self, target: Target) -> None:
        """Open one of the two views."""
        if target.view == FUNDS:
            self.views.choose(FUNDS)

    def new_record(self) -> None:
        """Ctrl+N: a budget, where budgets are seen."""
        if self.views.value() == FUNDS:
            self.funds.enter_budget()

    def print_page(self) -> None:
        """Ctrl+P: the statements of the year."""
        open_year_statements(self, self.desk, self.year.value())

    def show_costs(self, rows: Sequence[MonthCost]) -> None:
        """Show the months of a year."""
        self.model.set_rows(rows)
        words = [_("{kind}, gross").format(kind=kind.label) for kind in EmploymentKind] + [_("Unit's contributions")]
        bars = [Bar(str(each.month), str(each.month), (each.full_time, each.part_time, each.employer)) for each in rows]
        self.chart.show_bars(bars, words, yuan_shown)
        sums = {name: sum(getattr(each, name) for each in rows) for name in ("cost", "gross", "employer", "net")}
        for name, text in self._sums.items():
            text.setText(yuan_shown(sums[name]))
        self.said.emit(_("{count} months of {year}").format(count=len(rows), year=self.year.value() or ""))

    def export_list(self) -> None:
        """Ctrl+E: the months, or the fund sources, as a workbook."""
        if self.views.value() == FUNDS:
            self.funds.export_list()
            return
        export_seen(self, self.desk, self.table, Message(N_("Cost of pay {year}"), {"year": self.year.value()}))

    def panes(self) -> list[QWidget]:
        """What is seen: the chart and the table, or sources and rules."""
        return self.funds.panes() if self.views.value() == FUNDS else [self.chart, self.table]

    def _build(self) -> None:
        self._sums = {}
        figures = []
        for name, title in (
            ("cost", N_("Cost")),
            ("gross", N_("Gross pay")),
            ("employer", N_("Unit's contributions")),
            ("net", N_("Net pay")),
        ):
            self._sums[name] = label("", "title")
            figures.append(column(label(_(title), "caption"), self._sums[name], spacing=2))
        sums = row(*figures, 1, spacing=WIDE)
        self.table.setProperty("look", "flat")
        self.table.set_empty(_("No run of this year."))
        self.table.setMinimumHeight(current().px(240))
        body = column(
            panel("card", column(sums, self.chart, spacing=MEDIUM, margins=(ROOMY,) * 4)),
            panel("card", column(self.table, margins=(SNUG,) * 4)),
            spacing=MEDIUM,
            margins=(ROOMY, SNUG, ROOMY, ROOMY),
        )
        body.setStretch(1, 1)
        holder = QWidget()
        holder.setLayout(body)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(holder)
        self._stack = QStackedWidget()
        self._stack.addWidget(area)
        self._stack.addWidget(self.funds)
        bar = row(self.views, margins=(0, SNUG, 0, 0))
        bar.setStretch(0, 1)
        whole = column(bar, self._stack, spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _on_view(self, key: str) -> None:
        self._stack.setCurrentIndex((MONTHS, FUNDS).index(key))
        self._read()

    def _show_years(self, found: YearChoices) -> None:
        kept = self.year.value() or found.first
        self.year.blockSignals(True)
        self.year.set_options([Option(year, str(year)) for year in found.years])
        self.year.set_value(kept)
        self.year.blockSignals(False)
        self._read()

    def _read(self) -> None:
        year: int | None = self.year.value()
        if year is None:
            return
        if self.views.value() == FUNDS:
            self.funds.read(year)
        else:
            self.desk.background.read(year_costs, year, done=self.show_costs, caller=self)

    def _open_month(self, month: str) -> None:
        self.desk.go(Target("pay", "runs", month))
