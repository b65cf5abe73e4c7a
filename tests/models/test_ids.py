from __future__ import annotations

import time
from datetime import UTC, datetime
from unittest.mock import patch
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.models.ids import id_from, new_id

TICKS = st.integers(0, 2**60 - 1)
RANDOM = st.integers(0, 2**64 - 1)


def milliseconds(value: UUID) -> int:
    return value.int >> 80


@given(TICKS, RANDOM)
def test_every_id_is_a_uuid_of_version_7(tick: int, random: int) -> None:
    made = id_from(tick, random)
    assert made.version == 7
    assert made.variant == RFC_4122
    assert milliseconds(made) == tick >> 12


@given(TICKS, TICKS, RANDOM, RANDOM)
def test_ids_sort_by_their_tick(first: int, second: int, a: int, b: int) -> None:
    if first != second:
        assert (id_from(first, a) < id_from(second, b)) == (first < second)
        assert (str(id_from(first, a)) < str(id_from(second, b))) == (first < second)


def test_the_example_of_the_standard() -> None:
    # RFC 9562, appendix A.6
    assert id_from(0x017F22E279B0 << 12 | 0xCC3, 0x18C4DC0C0C07398F) == UUID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")


def test_ids_only_grow() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(set(made))


def test_an_id_carries_the_moment_it_was_made() -> None:
    now = datetime.now(UTC).timestamp() * 1000
    assert abs(milliseconds(new_id()) - now) < 5000


def test_a_clock_that_is_set_back_does_not_reorder_ids() -> None:
    before = new_id()
    with patch.object(time, "time_ns", return_value=time.time_ns() - 3600 * 10**9):
        later = [new_id() for _ in range(5000)]
    assert [before, *later] == sorted([before, *later])
