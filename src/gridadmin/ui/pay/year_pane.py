"""A year's cost of pay month by month, as a chart and as a table; every month opens its run."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QScrollArea, QWidget

from gridadmin.domain.pay_overview import MonthCost
from gridadmin.domain.queues import Target
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_, Message, _
from gridadmin.services.pay_overview import pay_years, year_costs
from gridadmin.ui.charts import Bar, BarChart
from gridadmin.ui.fields import ChoiceField, Option
from gridadmin.ui.layouts import column, label, panel, row
from gridadmin.ui.list_export import export_seen
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import action_button
from gridadmin.ui.pay.runs_columns import amount_column, yuan_shown
from gridadmin.ui.pay.tabs import PayPane
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import RIGHT, Column, TableModel
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


class YearPane(PayPane):
    """The year's cost."""

    features = frozenset({"pay"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.year = ChoiceField()
        self.year.setAccessibleName(_("Year"))
        self.year.setMinimumWidth(current().px(96))
        self.chart = BarChart()
        self.model: TableModel[MonthCost] = TableModel(cost_columns(), self)
        self.table = RecordTable(self.model, "pay/year", desk.preferences)
        self.acts = [self.year, action_button(_("Export"), "download", self.export_list, Key.EXPORT.shown())]
        self._build()
        self.year.changed.connect(self._read)
        self.chart.chosen.connect(self._open_month)
        self.table.row_opened.connect(lambda found: self._open_month(str(found.month)))

    def reload(self) -> None:
        """Read the years and the one that is shown again."""
        self.desk.background.read(pay_years, done=self._show_years, caller=self)

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
        """Ctrl+E: the months as a workbook."""
        export_seen(self, self.desk, self.table, Message(N_("Cost of pay {year}"), {"year": self.year.value()}))

    def panes(self) -> list[QWidget]:
        """The chart and the table."""
        return [self.chart, self.table]

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
        self.setLayout(column(area))

    def _show_years(self, years: Sequence[int]) -> None:
        kept = self.year.value() or (years[0] if years else self.desk.as_of.year)
        self.year.blockSignals(True)
        self.year.set_options([Option(year, str(year)) for year in sorted({*years, kept}, reverse=True)])
        self.year.set_value(kept)
        self.year.blockSignals(False)
        self._read()

    def _read(self) -> None:
        year: int | None = self.year.value()
        if year is not None:
            self.desk.background.read(year_costs, year, done=self.show_costs, caller=self)

    def _open_month(self, month: str) -> None:
        self.desk.go(Target("pay", "runs", month))
