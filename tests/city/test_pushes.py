"""Every row of the table in docs/exchange.md, section 5."""

from __future__ import annotations

from gridadmin.wire.push import ConflictKind, Result
from tests.city.cities import City, change, worker


def test_a_new_record_is_there(city: City) -> None:
    person = city.id()
    outcome = city.send(worker(person, address="城关村12号"))
    assert (outcome.result, outcome.seq) == (Result.APPLIED, 1)
    assert city.fields(person) == {"name": "张三", "sex": "1", "address": "城关村12号"}


def test_a_change_of_what_was_seen_is_written_and_of_another_value_is_a_conflict(city: City) -> None:
    person = city.id()
    city.send(worker(person, address="12号"))
    assert city.send(change("worker", person, address=("12号", "8号")), actor="王芳").result is Result.APPLIED
    outcome = city.send(change("worker", person, address=("12号", "21号"), remarks=(None, "新")))
    assert outcome.result is Result.MERGED
    (conflict,) = outcome.conflicts
    assert (conflict.kind, conflict.was, conflict.mine, conflict.theirs) == (ConflictKind.VALUE, "12号", "21号", "8号")
    assert (conflict.by, conflict.at) == ("王芳", city.now)
    assert city.fields(person)["remarks"] == "新"
