from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.models.backup_thinning import Keep, backup_moment, backup_name, superfluous

TODAY = date(2026, 3, 10)  # a Tuesday
FEW = Keep(days=2, daily=3, weekly=2, monthly=2)

# (moment, kept), the newest first
TABLE = [
    ("2026-03-10 17:00", True),  # today: all
    ("2026-03-10 08:00", True),
    ("2026-03-09 17:00", True),  # yesterday: all
    ("2026-03-09 08:00", True),
    ("2026-03-08 17:00", True),  # daily 1: the last of the day
    ("2026-03-08 08:00", False),
    ("2026-03-05 12:00", True),  # daily 2: a day without backups costs nothing
    ("2026-03-04 23:59", True),  # daily 3
    ("2026-03-04 00:01", False),
    ("2026-03-03 12:00", False),  # same week as the last that was kept
    ("2026-03-01 12:00", True),  # weekly 1
    ("2026-02-28 12:00", False),
    ("2026-02-23 12:00", False),
    ("2026-02-20 12:00", True),  # weekly 2
    ("2026-02-12 12:00", False),  # same month as the last that was kept
    ("2026-01-31 12:00", True),  # monthly 1
    ("2026-01-01 12:00", False),
    ("2025-12-24 12:00", True),  # monthly 2
    ("2025-12-01 12:00", False),
    ("2025-11-30 12:00", False),  # older than all that is kept
    ("2020-01-01 12:00", False),
]


def moments(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M")


def test_the_table() -> None:
    gone = superfluous([moments(text) for text, _kept in TABLE], TODAY, FEW)
    assert [(text, moments(text) not in gone) for text, _kept in TABLE] == TABLE


def test_a_year_of_daily_backups() -> None:
    year = [datetime(2026, 3, 10, 12) - timedelta(days=days) for days in range(365)]
    kept = sorted(set(year) - superfluous(year, TODAY), reverse=True)
    assert len(kept) == 2 + 12 + 8 + 10  # the year is over before twelve months are
    assert kept[:14] == year[:14]
    assert [moment.weekday() for moment in kept[14:22]] == [6] * 8


MOMENTS = st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2026, 12, 31)), max_size=60)
DAYS = st.dates(date(2019, 1, 1), date(2027, 12, 31))


@given(MOMENTS, DAYS)
def test_the_newest_always_stays_whatever_the_clock_says(made: list[datetime], today: date) -> None:
    gone = superfluous(made, today)
    assert gone <= set(made)
    if made:
        assert max(made) not in gone


@given(MOMENTS, DAYS)
def test_what_was_thinned_is_not_thinned_again(made: list[datetime], today: date) -> None:
    kept = set(made) - superfluous(made, today)
    assert superfluous(kept, today) == set()


@given(MOMENTS, DAYS)
def test_not_more_stay_than_the_rule_says(made: list[datetime], today: date) -> None:
    kept = set(made) - superfluous(made, today)
    older = [moment for moment in kept if (today - moment.date()).days >= 2]
    assert len(older) <= 1 + 12 + 8 + 12


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_the_moment_stands_in_the_name(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert backup_moment(Path("x") / backup_name(moment)) == moment


@pytest.mark.parametrize(
    "name",
    [
        "gridadmin-20261102-093000.gabackup.part",
        "gridadmin-20261102-093000.zip",
        "Copy of gridadmin-20261102-093000.gabackup",
        "gridadmin-20261302-093000.gabackup",
        "keep me.gabackup",
    ],
)
def test_other_files_are_not_ours(name: str) -> None:
    assert backup_moment(Path(name)) is None
