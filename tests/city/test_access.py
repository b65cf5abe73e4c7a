"""The access record: what is kept, what is not, for how long, and through an outage."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

from gridadmin.city.access import MOST_WAITING, AccessRecord, list_access
from gridadmin.city.visits import Visit
from gridadmin.models.ids import new_id
from tests.city.cities import MORNING

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def visit(at: datetime = MORNING, **values: object) -> Visit:
    made = Visit(new_id(), at, "POST", "pull", who="town-371525101-1", scope="town:371525101", status=200)
    for name, value in values.items():
        setattr(made, name, value)
    return made


def kept(engine: Engine) -> list[tuple[str, str, int, int, str]]:
    rows = list_access(engine, LONG_AGO, (), None, 100)
    return [(row.who, row.address, row.status, row.given, row.problem) for row in rows]


def test_what_went_in_or_out_is_kept_and_what_was_refused(city_engine: Engine) -> None:
    record = AccessRecord(city_engine, 400, lambda: MORNING)
    record.note(visit(given=7))
    record.note(visit(address="push", received=2, given=0))
    record.note(visit(status=403, problem="forbidden"))
    record.note(visit(address="token", who="", scope="", status=401, problem="token-invalid"))
    for nothing in (visit(), visit(status=429), visit(who="", status=401), visit(who="", address="other", status=404)):
        record.note(nothing)
    for address in ("enrol", "token"):
        record.note(visit(address=address, who="", scope="", status=429, problem="too-many"))
        record.note(visit(address=address, who="", scope="", status=400, problem="malformed"))
        record.note(visit(address=address, who="", scope="", status=401, problem="signature-invalid"))
    record.write()
    record.write()
    assert sorted(kept(city_engine)) == [
        ("", "token", 401, 0, "token-invalid"),
        ("town-371525101-1", "pull", 200, 7, ""),
        ("town-371525101-1", "pull", 403, 0, "forbidden"),
        ("town-371525101-1", "push", 200, 0, ""),
    ]


def test_the_newest_come_first_and_can_be_narrowed(city_engine: Engine) -> None:
    record = AccessRecord(city_engine, 400, lambda: MORNING)
    for hour in range(3):
        record.note(visit(MORNING + timedelta(hours=hour), given=hour + 1))
    record.note(visit(given=9, scope="county:371525", who="county-371525-1"))
    record.write()
    assert [row.given for row in list_access(city_engine, LONG_AGO, ["town:371525101"], None, 2)] == [3, 2]
    assert [row.given for row in list_access(city_engine, LONG_AGO, (), "county-371525-1", 9)] == [9]
    assert list_access(city_engine, MORNING + timedelta(days=1), (), None, 9) == []


def test_what_is_too_old_is_forgotten(city_engine: Engine) -> None:
    record = AccessRecord(city_engine, 400, lambda: MORNING)
    record.note(visit(MORNING - timedelta(days=401), given=1))
    record.note(visit(MORNING - timedelta(days=399), given=2))
    record.write()
    record.forget()
    assert [row[3] for row in kept(city_engine)] == [2]


def test_a_database_that_is_away_for_long_does_not_fill_the_memory(city_engine: Engine) -> None:
    record = AccessRecord(city_engine, 400, lambda: MORNING)
    one = visit(given=1)
    for number in range(MOST_WAITING + 10):
        one.id = UUID(int=number)
        record.note(one)
    assert len(record._waiting) == MOST_WAITING


def test_a_commit_whose_answer_was_lost_holds_nothing_up(city_engine: Engine) -> None:
    """The database was restarted at that moment: what it has already is not written twice, and the rest follows."""
    record = AccessRecord(city_engine, 400, lambda: MORNING)
    first, second = visit(given=1), visit(given=2)
    record.note(first)

    @event.listens_for(city_engine, "commit", once=True)
    def lose_the_answer(connection: Connection) -> None:
        connection.connection.commit()
        raise OperationalError("COMMIT", {}, Exception("server closed the connection unexpectedly"))

    with pytest.raises(OperationalError):
        record.write()
    record.note(second)
    record.write()
    assert sorted(row[3] for row in kept(city_engine)) == [1, 2]
