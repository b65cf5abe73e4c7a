"""Buckets and places: what may come, and what may be under way."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.city.pacing import MOST_KEYS, Buckets, UnderWay, neighbourhood


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


@given(st.integers(0x2000 << 48, (0x4000 << 48) - 1), st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_an_ipv6_address_counts_with_its_subnet(subnet: int, one: int, other: int) -> None:
    """Who has a line has 2^64 addresses, and the next line has others."""
    first, second = (str(IPv6Address(subnet << 64 | host)) for host in (one, other))
    assert neighbourhood(first) == neighbourhood(second)
    assert neighbourhood(str(IPv6Address((subnet ^ 1) << 64 | one))) != neighbourhood(first)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_counts_alone_however_it_is_written(address: IPv4Address) -> None:
    spelled = str(address)
    written = (spelled, f"::ffff:{spelled}", str(IPv6Address(f"::ffff:{spelled}")), f"64:ff9b::{spelled}")
    assert {neighbourhood(each) for each in written} == {spelled}


def test_what_is_no_address_counts_as_it_is() -> None:
    assert [neighbourhood(each) for each in ("", "unknown", "2001:db8::g")] == ["", "unknown", "2001:db8::g"]


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
