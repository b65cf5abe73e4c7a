"""What is forgotten after half a year, and what is not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import ExchangeRound, Issue, OutboxGroup, OutboxRecord
from gridadmin.sync.issues import list_issues
from gridadmin.sync.pruning import KEPT, prune
from gridadmin.wire.groups import Change, SetFields
from tests.sync.attempts import at_rest, go, losing, person, settle
from tests.sync.real_city import Colleague, RealCity
from tests.sync.test_collecting import address, bare_worker


def left(office: OpenOffice) -> tuple[int, ...]:
    """Return how many groups, index rows, issues and attempts are kept."""

    def count(session: Session) -> tuple[int, ...]:
        tables = (OutboxGroup, OutboxRecord, Issue, ExchangeRound)
        return tuple(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)

    return office.read(count)


def at(office: OpenOffice, moment: datetime) -> None:
    office.clock = lambda: moment


@pytest.fixture
def start(office: OpenOffice) -> datetime:
    return office.clock()


def test_half_a_year_later_only_what_is_open_is_left(
    office: OpenOffice, city: RealCity, colleague: Colleague, start: datetime
) -> None:
    """One card is settled, one is not: the group that it is about stays, as does what was never sent."""
    people = [person(office, city), person(office, city)]
    for worker in people:
        colleague.do(SetFields(t="worker", id=worker, set={"address": Change(was=None, now="城关村8号")}))
        office.act(Message("Change"), address, worker, "城关村21号")
        go(office, city)
        if worker == people[0]:
            settle(office, "theirs")
    with losing(city, "push"):
        office.act(Message("Enter"), bare_worker)
        go(office, city)
    before = left(office)
    assert office.exchange(prune, start + KEPT) == 0
    assert left(office) == before
    later = start + KEPT + timedelta(days=1)
    assert office.exchange(prune, later) > 0
    groups, _index, issues, rounds = left(office)
    assert (groups, issues, rounds) == (2, 1, 2)
    (card,) = office.read(list_issues)
    assert card.record_id == people[1]
    settle(office, "mine")
    at(office, later)
    at_rest(office, city)


def test_it_happens_once_a_day_by_itself_unless_the_clock_is_wrong(
    office: OpenOffice, city: RealCity, start: datetime
) -> None:
    person(office, city)
    at(office, start + KEPT + timedelta(days=2))
    city.clock_offset = -(KEPT.total_seconds())
    at_rest(office, city)
    assert left(office)[0] > 0
    city.clock_offset = 2.0
    at(office, start + KEPT + timedelta(days=4))
    at_rest(office, city)
    assert left(office)[0] == 0
    person(office, city)
    assert left(office)[0] == 1
