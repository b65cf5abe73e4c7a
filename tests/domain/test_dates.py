"""Clerks' dates: read whole or in part, never guessed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.dates import ColumnFormat, DayOrder, Precision, infer_column_format, is_open_end, parse_date
from gridadmin.domain.errors import InvalidError

DAYS = st.dates(date(1930, 1, 1), date(2090, 12, 31))
WHOLE = [
    "{0:%Y-%m-%d}",
    "{0:%Y/%m/%d}",
    "{0:%Y.%m.%d}",
    "{0:%Y%m%d}",
    "{0.year}年{0.month}月{0.day}日",
    "{0.year}.{0.month}.{0.day}",
    "{0:%Y-%m-%d} 00:00:00",
]
MONTHS = ["{0.year}.{0.month}", "{0:%Y-%m}", "{0.year}年{0.month}月", "{0.year}/{0.month}", "{0.year}年{0.month}月起"]


@given(DAYS, st.sampled_from(WHOLE))
def test_whole_dates(day: date, form: str) -> None:
    read = parse_date(form.format(day))
    assert (read.precision, read.first_day) == (Precision.DAY, day)


@given(DAYS, st.sampled_from(MONTHS))
def test_months_stay_months(day: date, form: str) -> None:
    read = parse_date(form.format(day))
    assert read.precision is Precision.MONTH
    assert read.covers(day)
    assert not read.covers(day + timedelta(days=40))


@given(DAYS)
def test_excel_serials_and_date_cells(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert parse_date(serial).first_day == parse_date(float(serial)).first_day == day
    assert parse_date(day).first_day == parse_date(datetime(day.year, day.month, day.day, 8)).first_day == day


@given(DAYS)
def test_a_month_that_excel_made_a_date_agrees_with_the_id_number(day: date) -> None:
    """Who types 1985年6月 gets the cell 1985-06-01 that shows 1985年6月."""
    first = day.replace(day=1)
    for cell in (first, datetime(first.year, first.month, 1), (first - date(1899, 12, 30)).days):
        assert parse_date(cell, known=day).covers(day)
        assert not parse_date(cell, known=first - timedelta(days=1)).covers(first - timedelta(days=1))
        assert parse_date(cell).precision is Precision.DAY


@given(st.integers(0, 99), st.integers(1, 12))
def test_a_century_is_never_guessed_alone(year: int, month: int) -> None:
    for form in (f"{year:02d}年{month}月", f"{year:02d}.{month}"):
        with pytest.raises(InvalidError, match=r"century|date"):
            parse_date(form)


@given(DAYS)
def test_the_id_number_tells_the_century(day: date) -> None:
    assert parse_date(f"{day.year % 100:02d}年{day.month}月", known=day).covers(day)


@given(st.lists(st.dates(date(1950, 1, 1), date(1999, 12, 31)), min_size=1), st.integers(0, 99))
def test_the_column_tells_the_century_only_near_its_own_years(days: list[date], year: int) -> None:
    column = infer_column_format([day.isoformat() for day in days])
    first, last = min(days).year - 15, max(days).year + 15
    fitting = [candidate for candidate in (1900 + year, 2000 + year) if first <= candidate <= last]
    if len(fitting) == 1:
        assert parse_date(f"{year:02d}年3月", column).year == fitting[0]
    else:
        with pytest.raises(InvalidError, match="century"):
            parse_date(f"{year:02d}年3月", column)


def test_a_number_cell_may_have_lost_the_nought_of_october() -> None:
    with pytest.raises(InvalidError, match="January or October"):
        parse_date(1985.1)
    assert parse_date("1985.1").month == 1
    assert parse_date("1985.10").month == 10
    assert parse_date(1985.11).month == 11
    assert parse_date(1985.1, infer_column_format([1985.06, 1985.1])).month == 10
    assert parse_date(1985.1, known=date(1985, 10, 3)).month == 10
    assert parse_date(1985.1, known=date(1985, 1, 3)).month == 1


def test_day_and_month_are_told_apart_by_the_column() -> None:
    assert infer_column_format(["3/4/2023", "25/4/2023"]).day_order is DayOrder.DAY_FIRST
    assert infer_column_format(["3/4/2023", "4/25/2023"]).day_order is DayOrder.MONTH_FIRST
    assert infer_column_format(["25/4/2023", "4/25/2023"]).day_order is None
    with pytest.raises(InvalidError, match="day and month"):
        parse_date("3/4/2023")
    assert parse_date("3/4/2023", ColumnFormat(DayOrder.DAY_FIRST)).first_day == date(2023, 4, 3)
    assert parse_date("3/4/2023", known=date(2023, 3, 4)).first_day == date(2023, 3, 4)
    assert parse_date("4/4/2023").first_day == date(2023, 4, 4)


@pytest.mark.parametrize("text", ["1985-02-30", "1985.13", "1985年0月", "上个月", "13/13/2023", "", "2月30日", "9999"])
def test_impossible_dates_are_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        parse_date(text)


def test_chinese_numerals_and_open_ends() -> None:
    assert parse_date("一九八五年十二月二十三日").first_day == date(1985, 12, 23)
    assert parse_date("二〇二三年十月").month == 10
    assert all(map(is_open_end, ("至今", " 现在 ", "在岗")))
    assert not is_open_end("2023")
    assert str(parse_date("1985.6")) == "1985-06"
    assert parse_date("1985").precision is Precision.YEAR


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.booleans()))
def test_anything_else_is_an_expected_error(value: object) -> None:
    infer_column_format([value])
    with suppress(InvalidError):
        assert parse_date(value).first_day
