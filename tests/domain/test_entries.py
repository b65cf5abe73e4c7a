from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.entries import half_width, typed_date

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    "text", ["2026.3.1", "2026-3-1", "2026/03/01", "2026年3月1日", "20260301", "3-1", "3.1", "3月1日"]
)
def test_reads_what_clerks_type(text: str) -> None:
    assert typed_date(text, TODAY) == date(2026, 3, 1)


def test_today_and_nothing() -> None:
    assert typed_date("今天", TODAY) == TODAY
    assert typed_date("  ", TODAY) is None


@pytest.mark.parametrize("text", ["85.3.1", "2026-2-30", "abc", "2026", "13-1"])
def test_never_guesses(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        typed_date(text, TODAY)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_written_day_is_read_back(day: date) -> None:
    for text in (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日"):
        assert typed_date(text, TODAY) == day


@given(st.text())
def test_half_width_is_stable_and_blank_free(text: str) -> None:
    once = half_width(text)
    assert not any(sign.isspace() for sign in once)


def test_half_width_of_an_id_number() -> None:
    assert half_width(" ３７１５０２ 19850101 000x\u200b") == "37150219850101000X"
