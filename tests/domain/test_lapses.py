"""Looking ahead: what ends breaks what nobody else holds, and being away changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.lapses import LapseKind, by_month, horizon, in_order
from gridadmin.domain.lapses_staffing import PostFact, grid_lapses, staffing_lapses
from gridadmin.domain.months import Month
from gridadmin.domain.workers import EmploymentKind
from tests.offices import community, grid, id_of

FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME
TODAY = date(2026, 9, 1)
FAR = date(2028, 1, 1)
VILLAGE = community("城关村")
GRID = grid(VILLAGE, 1)
DAYS = st.dates(date(2026, 8, 1), date(2027, 6, 30))
POSTS = st.lists(
    st.builds(
        lambda name, kind, start, length: PostFact(
            id_of(name), name, kind, GRID.id, start, start + timedelta(days=length) if length is not None else None
        ),
        st.sampled_from(["甲", "乙", "丙"]),
        st.sampled_from([FULL, PART]),
        DAYS,
        st.none() | st.integers(0, 300),
    ),
    max_size=6,
)


def post(name: str, end: date | None, kind: EmploymentKind = FULL, start: date = date(2024, 1, 1)) -> PostFact:
    return PostFact(id_of(name), name, kind, GRID.id, start, end, leaves=False)


def test_the_last_worker_leaves_a_grid_bare_and_a_successor_does_not() -> None:
    alone = list(staffing_lapses([post("甲", date(2026, 9, 11))], [GRID], TODAY, FAR))
    assert [lapse.day for lapse in alone] == [date(2026, 9, 12)]
    assert [str(broken) for broken in alone[0].breaks] == [f"{GRID.name} will have no grid worker (Art 10)"]
    followed = [post("甲", date(2026, 9, 11)), post("乙", None, start=date(2026, 9, 12))]
    assert not any(lapse.breaks for lapse in staffing_lapses(followed, [GRID], TODAY, FAR))
    late = [post("甲", date(2026, 9, 11)), post("乙", None, start=date(2026, 9, 13))]
    assert [len(lapse.breaks) for lapse in staffing_lapses(late, [GRID], TODAY, FAR)] == [1]


def test_the_last_full_timer_is_missed() -> None:
    posts = [post("甲", date(2026, 9, 11)), post("乙", None, PART)]
    (lapse,) = staffing_lapses(posts, [GRID], TODAY, FAR)
    assert [str(broken) for broken in lapse.breaks] == [f"{GRID.name} will have no full-timer (Art 10)"]


@given(POSTS)
def test_a_grid_is_called_bare_exactly_where_it_is(posts: list[PostFact]) -> None:
    for lapse in staffing_lapses(posts, [GRID], TODAY, FAR):
        there = [one for one in posts if one.covers(lapse.day)]
        said = [str(broken) for broken in lapse.breaks]
        assert any("no grid worker" in words for words in said) == (not there)
    bare = {lapse.day for lapse in staffing_lapses(posts, [GRID], TODAY, FAR) if lapse.breaks}
    day = TODAY
    while day < date(2028, 1, 1):  # day by day, as an inspector would
        held = [one for one in posts if one.covers(day)]
        after = [one for one in posts if one.covers(day + timedelta(days=1))]
        if held and not after:
            assert day + timedelta(days=1) in bare
        day += timedelta(days=1)


@given(POSTS, st.integers(0, 60), st.none() | DAYS, st.none() | DAYS)
def test_three_weeks_of_absence_change_nothing(
    posts: list[PostFact], away: int, review: date | None, ends: date | None
) -> None:
    """What is still ahead on the day of the return is what was told before, word for word; what is overdue is shown."""
    drawn = grid(VILLAGE, 1, exception_reason="暂无人选" if review else None, exception_review_on=review, valid_to=ends)
    back = TODAY + timedelta(days=away)

    def seen(day: date) -> list[tuple[date, str, tuple[str, ...]]]:
        lapses = in_order([*staffing_lapses(posts, [drawn], day, FAR), *grid_lapses([drawn], day, FAR)], FAR)
        return [(lapse.day, str(lapse.what), tuple(map(str, lapse.breaks))) for lapse in lapses]

    assert [one for one in seen(TODAY) if one[0] > back] == [one for one in seen(back) if one[0] > back]
    overdue = [one for one in seen(back) if one[0] < back]
    assert {one[0] for one in overdue} <= {review}


@given(DAYS, st.integers(0, 36))
def test_the_horizon_is_the_same_day_of_a_later_month(day: date, months: int) -> None:
    until = horizon(day, months)
    assert Month.of(until).since(Month.of(day)) == months
    assert until.day == min(day.day, Month.of(until).days)


def test_months_come_in_order_and_what_is_overdue_before_them() -> None:
    drawn = [
        grid(VILLAGE, at, exception_reason="暂无人选", exception_review_on=day)
        for at, day in enumerate((date(2026, 6, 30), date(2026, 9, 30), date(2026, 11, 2), TODAY), 1)
    ]
    lapses = in_order(grid_lapses(drawn, TODAY, FAR), FAR)
    assert [(month, len(some)) for month, some in by_month(lapses, TODAY)] == [
        (None, 1),
        (Month(2026, 9), 2),
        (Month(2026, 11), 1),
    ]
    assert {lapse.kind for lapse in lapses} == {LapseKind.EXCEPTION}
