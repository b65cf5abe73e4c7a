"""What needs no window: the history told short, the part of a value that differs, how states are said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.config import find_resources
from gridadmin.domain.exchange import ExchangeState, ExchangeStatus, RoundRow
from gridadmin.i18n import Message
from gridadmin.ui.exchange.cards import changed_part
from gridadmin.ui.exchange.columns import round_lines
from gridadmin.ui.exchange.words import LEADS, LOOKS, figures, hint, short_words

NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)
OFFLINE = Message("no connection")


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), st.sampled_from([None, OFFLINE]), st.booleans())))
def test_the_history_loses_no_attempt(told: list[tuple[int, int, Message | None, bool]]) -> None:
    rounds = [RoundRow(n, NOON - timedelta(minutes=n), *each) for n, each in enumerate(told)]
    lines = round_lines(rounds)
    assert sum(line.count for line in lines) == len(rounds)
    assert sum(line.first.sent for line in lines) == sum(found.sent for found in rounds)
    assert [line.first.at for line in lines] == sorted((line.first.at for line in lines), reverse=True)
    assert all(line.count == 1 for line in lines if line.first.sent or line.first.received)
    for one, two in pairwise(lines):
        dull = not (one.first.sent or one.first.received or two.first.sent or two.first.received)
        assert not dull or (str(one.problem), one.first.recovered) != (str(two.problem), two.first.recovered)


@given(st.text("城关村12", max_size=8), st.text("城关村12", max_size=8))
def test_what_differs_lies_between_what_is_alike(before: str, now: str) -> None:
    start, end = changed_part(before, now)
    assert 0 <= start <= end <= len(now)
    assert now[:start] == before[:start]
    assert now[end:] == before[len(before) - (len(now) - end) :]
    assert (start == end and len(before) == len(now)) == (before == now)


def test_every_state_has_a_look_and_a_sentence() -> None:
    names = {path.stem for path in (find_resources() / "icons").glob("*.svg")}
    assert set(LOOKS) == set(LEADS) == set(ExchangeState)
    assert {icon for icon, _tone in LOOKS.values()} <= names


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(660, "11 minutes"), (7_199, "120 minutes"), (7_200, "2 hours"), (172_799, "48 hours"), (172_800, "2 days")],
)
def test_a_clock_that_is_far_off_is_told_and_nothing_else(seconds: int, words: str) -> None:
    slow = ExchangeStatus(ExchangeState.AT_REST, clock_offset_seconds=seconds)
    fast = ExchangeStatus(ExchangeState.AT_REST, clock_offset_seconds=-seconds)
    assert f"{words} slow" in hint(slow, NOON, None)
    assert f"{words} fast" in hint(fast, NOON, None)
    assert "clock" not in hint(ExchangeStatus(ExchangeState.AT_REST), NOON, None)
    assert short_words(slow) == short_words(fast) == "Exchanged"


def test_a_state_is_said_with_its_figure() -> None:
    waiting = ExchangeStatus(ExchangeState.WAITING, pending=3, photos=1, reached=NOON)
    assert short_words(waiting) == "To be sent 3"
    assert figures(waiting) == ["3 to be sent", "1 photos on their way"]
    settling = ExchangeStatus(ExchangeState.ATTENTION, conflicts=1, refused=1, questions=1, problem=OFFLINE)
    assert short_words(settling) == "To be settled 3"
    assert str(OFFLINE) in hint(settling, NOON, NOON + timedelta(days=1))
    assert short_words(ExchangeStatus(ExchangeState.AT_REST)) == "Exchanged"
