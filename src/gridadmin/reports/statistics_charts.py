"""The chart sheet of the monthly workbook: native charts that read the figures from their tables."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.chart import BarChart, DoughnutChart, Reference, Series
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.workbook import Workbook

from gridadmin.domain.grids import GridKind
from gridadmin.domain.statistics import MonthlyStatistics
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_, Message
from gridadmin.reports.workbook import PaperOffice, PaperPlace, new_sheet, set_up_page
from gridadmin.reports.workbook_cells import CellStyles, Style, write
from gridadmin.reports.workbook_lines import across

COLOURS = ("2F75B5", "ED7D31")
SHEET_COLUMNS = 15
WIDE_CM, LEFT_CM, RIGHT_CM, TALL_CM, LOW_CM = 25.6, 13.0, 12.1, 8.6, 7.4
Bar = tuple[str, int]


def add_charts(
    workbook: Workbook,
    styles: CellStyles,
    statistics: MonthlyStatistics,
    places: Mapping[str, PaperPlace],
    office: PaperOffice,
) -> None:
    """Add the chart sheet: grids by community and kind, workers by kind, workers by age."""
    sheet = new_sheet(workbook, Message(N_("Charts")).text())
    title = Message(N_("Grids and workers in pictures, {month}"), {"month": statistics.month})
    write(sheet, (1, 1), title, Style.TITLE, styles)
    across(sheet, 1, 1, SHEET_COLUMNS)
    sheet.row_dimensions[1].height = 42
    sheet.sheet_view.showGridLines = False
    sheet.add_chart(_grids_chart(places["grids"]), "A2")
    sheet.add_chart(_kinds_chart(places["movements"]), "A20")
    sheet.add_chart(_ages_chart(statistics, places["workers"]), "I20")
    set_up_page(sheet, landscape=True, office=office)
    sheet.page_setup.fitToHeight = 1


def _grids_chart(place: PaperPlace) -> BarChart:
    bars = [(kind.label, 3 + index) for index, kind in enumerate(GridKind)]
    chart = _bars(place, (place.first_row, place.last_row), 1, bars)
    chart.grouping, chart.overlap = "stacked", 100
    chart.title = Message(N_("Grids by community and kind")).text()
    _size(chart, WIDE_CM, TALL_CM)
    return chart


def _ages_chart(statistics: MonthlyStatistics, place: PaperPlace) -> BarChart:
    table = statistics.table("workers")
    age = Message(N_("Age"))
    rows = [place.first_row + index for index, row in enumerate(table.rows) if row[0] == age]
    part_time = 4 + len(table.headings[3].columns)
    bars = [(EmploymentKind.FULL_TIME.label, 4), (EmploymentKind.PART_TIME.label, part_time)]
    chart = _bars(place, (rows[0], rows[-1]), 2, bars)
    chart.title = Message(N_("Workers by age")).text()
    _size(chart, RIGHT_CM, LOW_CM)
    return chart


def _bars(place: PaperPlace, rows: tuple[int, int], names: int, bars: list[Bar]) -> BarChart:
    """Return an upright bar chart of columns of a table over the names in another of its columns."""
    chart = BarChart()
    chart.type, chart.gapWidth = "col", 60
    for (label, column), colour in zip(bars, COLOURS, strict=True):
        series = Series(Reference(place.sheet, min_col=column, min_row=rows[0], max_row=rows[1]))
        series.tx = SeriesLabel(v=label)
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        chart.series.append(series)
    chart.set_categories(Reference(place.sheet, min_col=names, min_row=rows[0], max_row=rows[1]))
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill="D9D9D9")))
    chart.y_axis.number_format = "0"
    chart.legend = Legend(legendPos="t")
    return chart


def _kinds_chart(place: PaperPlace) -> DoughnutChart:
    chart = DoughnutChart(holeSize=55)
    values = Reference(place.sheet, min_col=place.columns, min_row=place.first_row, max_row=place.last_row)
    series = Series(values)
    series.data_points = [
        DataPoint(idx=index, spPr=GraphicalProperties(solidFill=colour)) for index, colour in enumerate(COLOURS)
    ]
    series.dLbls = DataLabelList()
    series.dLbls.showVal = series.dLbls.showPercent = True
    series.dLbls.showCatName = series.dLbls.showSerName = series.dLbls.showLegendKey = False
    white = CharacterProperties(sz=1000, b=True, solidFill="FFFFFF")
    series.dLbls.txPr = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=white), endParaRPr=white)])
    chart.series.append(series)
    chart.set_categories(Reference(place.sheet, min_col=1, min_row=place.first_row, max_row=place.last_row))
    chart.title = Message(N_("Full-timers and part-timers")).text()
    chart.legend = Legend(legendPos="r")
    _size(chart, LEFT_CM, LOW_CM)
    return chart


def _size(chart: BarChart | DoughnutChart, width_cm: float, height_cm: float) -> None:
    chart.width, chart.height = width_cm, height_cm  # type: ignore[assignment]  # centimetres; openpyxl's stub says int
