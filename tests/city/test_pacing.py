"""Buckets and places: what may come, and what may be under way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.city.pacing import MOST_KEYS, Buckets, UnderWay


class Seconds:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_taken_and_then_the_rate_holds() -> None:
    clock = Seconds()
    bucket = Buckets(rate=2, burst=3, clock=clock)
    assert [bucket.take("a") for _ in range(3)] == [0, 0, 0]
    assert bucket.take("a") == 0.5
    assert bucket.take("b") == 0
    clock.now += 0.5
    assert bucket.take("a") == 0
    assert bucket.take("a") == 0.5


@given(st.lists(st.floats(0, 5), max_size=60), st.integers(1, 10), st.integers(1, 20))
def test_never_more_than_burst_and_rate_allow(pauses: list[float], rate: int, burst: int) -> None:
    clock = Seconds()
    bucket, taken = Buckets(rate, burst, clock), 0
    for pause in pauses:
        clock.now += pause
        taken += bucket.take("a") == 0
    assert taken <= burst + rate * sum(pauses) + 1e-6


def test_only_so_many_keys_are_remembered() -> None:
    bucket = Buckets(rate=1, burst=1, clock=Seconds())
    for number in range(MOST_KEYS + 50):
        bucket.take(str(number))
    assert len(bucket._levels) == MOST_KEYS


def test_places_are_given_back_whatever_happens() -> None:
    places = UnderWay(most=1)
    with places.enter("a") as first, places.enter("a") as second, places.enter("b") as other:
        assert (first, second, other, places.count("a")) == (True, False, True, 1)
    assert places.count("a") == 0
    try:
        with places.enter("a"):
            raise KeyError
    except KeyError:
        assert places.count("a") == 0
