"""Every figure of the month can be asked "which ones?", and the answer has as many rows as the figure says."""

from __future__ import annotations

import pytest

from gridadmin.domain.statistics import monthly_tables
from gridadmin.domain.statistics_indicators import INDICATORS
from gridadmin.domain.statistics_reading import MonthReading
from gridadmin.domain.statistics_rows import THIS_MONTH, figure_rows, rows_behind
from gridadmin.domain.tables import Share, Table
from tests.domain.test_statistics import small_office
from tests.offices import large_office, month

LARGE = month(large_office())
SUMMED = {"grids": (11, 12)}  # households and residents are sums over the rows, not their number
PEOPLE_AND_GRIDS = ("grids", "workers", "movements", "boards")


def figures(table: Table, key: str) -> list[tuple[int, int, int]]:
    rows = (*table.rows, *((table.total,) if table.total else ()))
    found = []
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if column in SUMMED.get(key, ()) or isinstance(cell, str):
                continue
            if isinstance(cell, int):
                found.append((place, column, cell))
            elif isinstance(cell, Share):
                found.append((place, column, cell.part))
    return found


@pytest.mark.parametrize("facts", [small_office(), LARGE], ids=["small", "large"])
@pytest.mark.parametrize("key", PEOPLE_AND_GRIDS)
def test_a_figure_has_as_many_rows_as_it_says(facts: object, key: str) -> None:
    reading = MonthReading(facts)  # type: ignore[arg-type]
    table = monthly_tables(reading.facts).table(key)
    for place, column, figure in figures(table, key):
        rows = rows_behind(reading, key, place, column)
        assert len(rows) == figure, (key, place, column)


def test_each_indicator_has_its_rows() -> None:
    reading = MonthReading(LARGE)
    statistics = monthly_tables(LARGE)
    for place, indicator in enumerate(INDICATORS):
        figure = statistics.figures[indicator.key]
        wanted = figure.part if isinstance(figure, Share) else figure
        assert len(figure_rows(reading, indicator.key)) == wanted
        assert rows_behind(reading, "summary", place, THIS_MONTH) == figure_rows(reading, indicator.key)


def test_words_and_definitions_have_no_rows() -> None:
    reading = MonthReading(LARGE)
    assert rows_behind(reading, "summary", 0, 1) == ()
    assert rows_behind(reading, "grids", 0, 0) == ()
    assert rows_behind(reading, "workers", 0, 1) == ()
    assert rows_behind(reading, "nothing", 0, 0) == ()


def test_a_row_leads_to_the_page_of_what_it_is() -> None:
    reading = MonthReading(small_office())
    grid = figure_rows(reading, "grids")[0]
    assert grid.target.feature == "grids"
    assert grid.target.record_id == str(reading.grids[0].id)
    assert figure_rows(reading, "leavers")[0].name == "孙敏"
    assert rows_behind(reading, "boards", 0, 1)[0].target.feature == "notices"
    assert rows_behind(reading, "names", 0, 1)[0].target.feature == "workers"
