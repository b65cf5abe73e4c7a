"""Back-off: the bounds of docs/exchange.md, section 13, and what no order of events may break."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.sync.backoff import FIRST_S, IDLE_S, LONGEST_ASKED_S, LONGEST_S, Pace, pause

SHARES = st.floats(0, 1)
NOWS = st.floats(0, 1e7)
ASKED = st.none() | st.floats(0, 1e9)


@given(st.integers(0, 10_000), SHARES)
def test_between_half_and_the_whole_of_a_doubling_time(failures: int, share: float) -> None:
    whole = min(LONGEST_S, FIRST_S * 2 ** min(failures, 60))
    assert whole / 2 <= pause(failures, share) <= whole


def test_the_series() -> None:
    assert [pause(n, 1) for n in range(11)] == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800]


@given(st.integers(0, 100), SHARES, st.floats(0, LONGEST_ASKED_S))
def test_what_the_city_asks_for_is_never_undercut(failures: int, share: float, asked: float) -> None:
    assert pause(failures, share, asked) >= max(asked, pause(failures, share))
    assert pause(failures, share, asked) <= max(asked * 1.1, pause(failures, share))


@given(st.integers(0, 100), SHARES, st.floats(0, 1e300))
def test_nobody_silences_an_office_for_longer_than_a_day(failures: int, share: float, asked: float) -> None:
    assert pause(failures, share, asked) <= LONGEST_ASKED_S * 1.1


@given(st.lists(st.tuples(st.booleans(), NOWS, SHARES, ASKED), max_size=30))
def test_any_order_of_successes_and_failures(events: list[tuple[bool, float, float, float | None]]) -> None:
    pace = Pace()
    in_a_row = 0
    for succeeded, now, share, asked in events:
        pace = pace.after_success(now) if succeeded else pace.after_failure(now, share, asked)
        in_a_row = 0 if succeeded else in_a_row + 1
        assert pace.failures == in_a_row
        assert pace.is_due(now, at_once=True)
        assert pace.due is not None
        assert pace.is_due(pace.due)
        assert not pace.is_due(now)
        if succeeded:
            assert abs(pace.wait(now) - IDLE_S) < 1e-3
        elif asked is None:
            assert FIRST_S / 2 - 1e-3 <= pace.wait(now) <= LONGEST_S + 1e-3


def test_the_first_attempt_is_due() -> None:
    assert Pace().is_due(0)


@given(NOWS, SHARES)
def test_an_update_is_asked_for_at_the_slowest_pace(now: float, share: float) -> None:
    pace = Pace().after_update_needed(now, share)
    assert LONGEST_S / 2 - 1e-3 <= pace.wait(now) <= LONGEST_S + 1e-3
