"""Dates as clerks write them: 1985.6, 1985-06-30, 1985年6月, 85年3月, 19850630, Excel serials, 至今.

Nothing is guessed: a two-digit year needs the ID number or the other dates of its column, 1985.1 in a number cell may
be January or October, 3/4/2023 needs a column that shows which comes first. What stays open is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.text import clean_text, narrow, squeeze
from gridadmin.i18n import N_

_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 73_050  # 1927-05-18 to 2099-12-31
_CLOCK = re.compile(r"[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_WORDS = re.compile(r"(出生|生于|生|起|以来|入职|任职)")
_SEPARATOR = r"[./\-—–_年。,、\\ ]"
_YEAR_FIRST = re.compile(rf"(\d{{4}}|\d{{2}}){_SEPARATOR}+(?:(\d{{1,2}})(?:{_SEPARATOR}|月)*(?:(\d{{1,2}})[日号]?)?)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[./\-](\d{1,2})[./\-](\d{4})")
_COMPACT = re.compile(r"((?:19|20)\d{2}|\d{2}(?=\d{4}$))(\d{2})(\d{2})?")
_OPEN_END = frozenset(("至今", "现在", "目前", "今", "在岗", "在职", "长期", "持续至今"))
_CHINESE_DIGITS = str.maketrans("〇零○Ｏ一二三四五六七八九", "0000123456789")
_CHINESE_TEN = re.compile("([一二三]?)十([一二三四五六七八九]?)")
_WINDOW_YEARS = 15


class Precision(StrEnum):
    """How much of a date is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True)
class PartialDate:
    """A date of which only the year, or the year and month, may be known."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def precision(self) -> Precision:
        """How much is known."""
        if self.day is not None:
            return Precision.DAY
        return Precision.YEAR if self.month is None else Precision.MONTH

    @property
    def first_day(self) -> date:
        """The first day that the date covers; the date itself where it is whole."""
        return date(self.year, self.month or 1, self.day or 1)

    def covers(self, day: date) -> bool:
        """Tell whether a day agrees with everything that is known."""
        return self.year == day.year and self.month in (None, day.month) and self.day in (None, day.day)

    def __str__(self) -> str:
        parts = (f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part))
        return "-".join(parts)


class DayOrder(StrEnum):
    """Which comes first in dates whose year stands last."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True)
class ColumnFormat:
    """What the dates of one column say about each other.

    Attributes:
        day_order: for 3/4/2023; None where the column does not show it, or contradicts itself.
        padded_months: months in number cells are written 1985.06, so 1985.1 means October.
        years: first and last year among the dates whose century is written or known; None where there is none.
    """

    day_order: DayOrder | None = None
    padded_months: bool = False
    years: tuple[int, int] | None = None


def is_open_end(value: object) -> bool:
    """Tell whether a cell says that something still holds: 至今, 现在, 在岗 …"""
    return isinstance(value, str) and squeeze(value) in _OPEN_END


def infer_column_format(values: Iterable[object], known: Iterable[date] = ()) -> ColumnFormat:
    """Infer one format for a column of dates.

    Args:
        values: the column's cells as they were read.
        known: dates of the same meaning that are certain, such as birth dates from ID numbers.
    """
    years = [day.year for day in known]
    padded, orders = False, set()
    for value in values:
        if isinstance(value, date):
            years.append(value.year)
            continue
        text = _normalised(value)
        padded = padded or (isinstance(value, float) and re.fullmatch(r"\d{4}\.0[1-9]", text) is not None)
        if last := _YEAR_LAST.fullmatch(text):
            orders.update(_order_shown(int(last[1]), int(last[2])))
        years += [int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d{2})(?=\D|\d{4}$|\d{2}$|$)", text)]
    order = orders.pop() if len(orders) == 1 else None
    return ColumnFormat(order, padded, (min(years), max(years)) if years else None)


def _order_shown(first: int, second: int) -> set[DayOrder]:
    if first > 12:
        return {DayOrder.DAY_FIRST}
    return {DayOrder.MONTH_FIRST} if second > 12 else set()


def parse_date(value: object, column: ColumnFormat | None = None, known: date | None = None) -> PartialDate:
    """Read a date from a cell: a date, a number (Excel serial, 19850630, 1985.6) or text.

    Args:
        value: the cell as it was read.
        column: what the other cells of the column say; see `infer_column_format`.
        known: the same date from a surer source (the ID number); it settles a century or a month, never more.

    Raises:
        InvalidError: unreadable, impossible or ambiguous, with the reason and how to write it.
    """
    if isinstance(value, datetime | date):
        return _of_date_cell(value, known)
    column = column or ColumnFormat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        if _FIRST_SERIAL <= value <= _LAST_SERIAL:
            return _of_date_cell(_EXCEL_EPOCH + timedelta(days=int(value)), known)
        if isinstance(value, float) and re.fullmatch(r"\d{2,4}\.1", str(value)):
            return _january_or_october(str(value), column, known)
    return _from_text(_normalised(value), str(value), column, known)


@lru_cache(maxsize=2048, typed=True)
def _normalised(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = narrow(clean_text(str(value)))
    if "年" in text or "月" in text:
        text = _CHINESE_TEN.sub(_chinese_ten, text).translate(_CHINESE_DIGITS)
    return _WORDS.sub("", _CLOCK.sub("", text)).strip(" .,、。-/")


def _chinese_ten(match: re.Match[str]) -> str:
    tens, ones = match[1] or "一", match[2]
    return f"{tens}{ones or '0'}"


def _of_date_cell(day: date, known: date | None) -> PartialDate:
    """Read a date cell. Of 1985年6月 Excel makes the 1st of June: beside a surer date of that month only it is said."""
    if day.day == 1 and known and (known.year, known.month) == (day.year, day.month):
        return PartialDate(day.year, day.month)
    return PartialDate(day.year, day.month, day.day)


def _january_or_october(text: str, column: ColumnFormat, known: date | None) -> PartialDate:
    year = _full_year(text.split(".")[0], text, column, known)
    if known and known.year == year and known.month in (1, 10):
        return PartialDate(year, known.month)
    if column.padded_months:
        return PartialDate(year, 10)
    raise InvalidError(
        N_("{value} may mean January or October: Excel drops the 0 of a number. Write {year}-01 or {year}-10 as text."),
        value=text,
        year=year,
    )


def _from_text(text: str, shown: str, column: ColumnFormat, known: date | None) -> PartialDate:
    if matched := _YEAR_LAST.fullmatch(text):
        return _year_last(matched, shown, column, known)
    if matched := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        year = _full_year(matched[1], shown, column, known)
        return _checked(year, matched[2], matched[3], shown)
    if re.fullmatch(r"(19|20)\d{2}", text):
        return PartialDate(int(text))
    raise InvalidError(
        N_("“{value}” is not a date. Write it as 1985-06-30, or 1985-06 where the day is not known."), value=shown
    )


def _year_last(matched: re.Match[str], shown: str, column: ColumnFormat, known: date | None) -> PartialDate:
    first, second, year = int(matched[1]), int(matched[2]), int(matched[3])
    if known and known.year == year and {known.month, known.day} == {first, second}:
        return PartialDate(known.year, known.month, known.day)
    orders = _order_shown(first, second) or ({column.day_order} if column.day_order else set())
    if not orders and first != second:
        raise InvalidError(N_("{value}: day and month cannot be told apart. Write it as year-month-day."), value=shown)
    day, month = (first, second) if DayOrder.DAY_FIRST in orders else (second, first)
    return _checked(year, str(month), str(day), shown)


def _full_year(digits: str, shown: str, column: ColumnFormat, known: date | None) -> int:
    if len(digits) == 4:
        year = int(digits)
        if not 1900 <= year <= 2100:
            raise InvalidError(
                N_("“{value}” is not a date. Write it as 1985-06-30, or 1985-06 where the day is not known."),
                value=shown,
            )
        return year
    candidates = (1900 + int(digits), 2000 + int(digits))
    if known and known.year in candidates:
        return known.year
    if column.years:
        first, last = column.years[0] - _WINDOW_YEARS, column.years[1] + _WINDOW_YEARS
        fitting = [year for year in candidates if first <= year <= last]
        if len(fitting) == 1:
            return fitting[0]
    raise InvalidError(
        N_("{value}: the century is not written ({first} or {second}?). Write the year with four digits."),
        value=shown, first=candidates[0], second=candidates[1],
    )  # fmt: skip


def _checked(year: int, month: str | None, day: str | None, shown: str) -> PartialDate:
    partial = PartialDate(year, int(month) if month else None, int(day) if day else None)
    try:
        if partial.month == 0 or partial.day == 0:
            raise ValueError
        _ = partial.first_day
    except ValueError:
        raise InvalidError(N_("“{value}” is an impossible date. Compare it with the paper."), value=shown) from None
    return partial
