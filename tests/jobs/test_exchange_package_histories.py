"""The history that both sides share, by file: a city that was restored, and an office that was away too long."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from gridadmin.city.packages import take_package
from gridadmin.city.tables import history, package, record
from gridadmin.cli.exchange_files import receipt_facts
from gridadmin.domain.exchange_cards import AWAY
from gridadmin.i18n import Message
from gridadmin.jobs.exchange import list_cards
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.workers import Worker
from gridadmin.sync.settling import settle_issue
from gridadmin.ui.exchange.package_words import receipt_words
from tests.exchange_proof.stack.book import words_about
from tests.jobs.sticks import Stick, waiting
from tests.jobs.test_exchange_package_accidents import address, move
from tests.real_offices import business_state, with_worker
from tests.sync.real_city import TOWN
from tests.sync.test_collecting import bare_worker


def test_a_city_restored_without_a_new_epoch_is_found(stick: Stick, first: OpenOffice, second: OpenOffice) -> None:
    person = with_worker(first, "张三")
    stick.round_trip(first, "first")
    stick.round_trip(second, "second")
    database = stick.city.engine.raw_connection().driver_connection
    assert database is not None
    backup = database.serialize()
    move(first, person, "新村1号")
    stick.round_trip(first, "first")
    assert waiting(first) == 0
    database.deserialize(backup)
    for name in ("李四", "王五", "赵六"):  # the city goes on, past the place that the first computer has seen
        with_worker(second, name)
        stick.round_trip(second, "second")
    assert stick.round_trip(first, "first").rewound
    assert address(first, person) == "新村1号"
    stick.round_trip(first, "first")
    stick.round_trip(second, "second")
    assert (address(first, person), address(second, person)) == ("新村1号", "新村1号")


def test_a_restored_city_that_stands_still_is_found_too(stick: Stick, first: OpenOffice) -> None:
    """It counts its publications anew, so that the number tells nothing; nobody else has written anything since."""
    person = with_worker(first, "张三")
    stick.round_trip(first, "first")
    database = stick.city.engine.raw_connection().driver_connection
    assert database is not None
    backup = database.serialize()
    for place in ("新村1号", "新村2号", "新村3号"):
        move(first, person, place)
        stick.round_trip(first, "first")
    database.deserialize(backup)
    assert stick.round_trip(first, "first").rewound
    stick.round_trip(first, "first")
    with stick.city.engine.connect() as connection:
        fields = connection.execute(select(record.c.fields).where(record.c.id == person)).scalar_one()
    assert "新村3号" in fields


@pytest.mark.parametrize("first_receipt", [True, False], ids=["read", "never_read"])
def test_an_office_that_was_away_too_long_looks_at_what_waits(
    stick: Stick, first: OpenOffice, second: OpenOffice, first_receipt: bool
) -> None:
    """What the city had from it, and has forgotten, was undone there meanwhile; sent again it would live once more."""
    with_worker(first, "张三")
    if first_receipt:
        stick.round_trip(first, "first")
    person = first.act(Message("Enter"), bare_worker)
    take_package(stick.city, stick.carry_out(first).read_bytes())
    stick.round_trip(second, "second")
    second.act(Message("Delete"), lambda session: session.delete(session.get_one(Worker, person)))
    stick.round_trip(second, "second")
    years_pass(stick)
    late = with_worker(first, "王五")
    taken = take_package(stick.city, stick.carry_out(first).read_bytes())
    assert (taken.expired, taken.groups) == (True, 0)
    receipt = stick.carry_back(first, "first")
    assert (receipt.expired, receipt.rewound) == (True, False)
    assert AWAY in receipt_words(receipt)[1]
    assert receipt_facts(receipt)["To do"] == AWAY
    while cards := list_cards(first):  # what is given up takes along what needs it
        issue = cards[0].issue
        assert issue.kind == "expired"
        choice = "send" if str(late) in first.read(words_about, issue.id) else "give_up"
        first.exchange(settle_issue, issue.id, choice, first.clock())
    assert not stick.round_trip(first, "first").expired
    names = {row["name"] for row in business_state(first)["worker"].values()}
    assert names == {"张三", "王五"}
    with stick.city.engine.connect() as connection:
        there = connection.execute(select(record.c.id).where(record.c.deleted.is_(False))).scalars().all()
    assert late in there
    assert person not in there


def years_pass(stick: Stick) -> None:
    """Let everything become older than the city keeps; it goes on, so that something is behind it."""
    with stick.city.engine.begin() as connection:
        long_ago = datetime(2020, 1, 1, tzinfo=UTC)
        connection.execute(update(history).values(at=long_ago))
        connection.execute(update(package).values(at=long_ago))
    stick.city.forget(TOWN)
