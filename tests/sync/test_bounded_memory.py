"""I10: what an exchange takes of memory is bounded by a page and a push, not by the backlog."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Worker
from gridadmin.sync import journal_reading, long_acts
from gridadmin.sync.portions import Portions
from gridadmin.wire.enrolment import Limits
from gridadmin.wire.groups import NewRecord
from tests.real_offices import real_office
from tests.sync.attempts import go
from tests.sync.real_city import Colleague, RealCity, enrolled, group_of, new_city
from tests.sync.test_collecting import bare_worker

pytestmark = pytest.mark.slow
FEW, MANY = 100, 300
TEXT = "走访" * 1_000  # 4 KB as Python holds it, 6 KB on its way, and twice where the act comes with the record
MOST_EACH = 5_000
"""Bytes that a record more may take: what is noted about it (below 3 000), never the record itself (above 10 000)."""


class SmallPortions(Portions):
    """Pages and pushes of one size, whatever succeeds."""

    def grow_push(self, limits: Limits) -> None:
        """Stay."""

    def grow_page(self, limits: Limits) -> None:
        """Stay."""


@pytest.fixture(autouse=True)
def _few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the journal be read in parts that are smaller than the backlogs here."""
    monkeypatch.setattr(journal_reading, "AT_ONCE", 100)
    monkeypatch.setattr(long_acts, "AT_ONCE", 50)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def city(office: OpenOffice) -> RealCity:
    return enrolled(new_city(), office)


def peak_of(office: OpenOffice, city: RealCity) -> int:
    """Exchange everything and return the bytes that it took at most."""
    tracemalloc.start()
    try:
        assert go(office, city, SmallPortions(groups=20, bytes=100_000, rows=50)).complete
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def grows(office: OpenOffice, city: RealCity, fill: Callable[[int], None]) -> float:
    """Return how many bytes a record more takes, once everything was used before."""
    peaks = []
    for count in (FEW, FEW, MANY):
        fill(count)
        peaks.append(peak_of(office, city))
    return (peaks[2] - peaks[1]) / (MANY - FEW)


def test_what_is_fetched(office: OpenOffice, city: RealCity) -> None:
    colleague = Colleague(city.exchange)

    def fill(count: int) -> None:
        for _ in range(0, count, 100):
            fields = {"name": "张三", "sex": "1", "remarks": TEXT}
            colleague.do_all([group_of(NewRecord(t="worker", id=new_id(), f=fields)) for _ in range(100)])

    assert grows(office, city, fill) < MOST_EACH


def test_what_is_sent(office: OpenOffice, city: RealCity) -> None:
    def fill(count: int) -> None:
        def enter(session: Session) -> None:
            for number in range(20):
                session.get_one(Worker, bare_worker(session, f"人{number}")).remarks = TEXT

        for _ in range(0, count, 20):
            office.act(Message("Enter"), enter)

    assert grows(office, city, fill) < MOST_EACH
