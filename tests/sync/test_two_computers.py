"""Two computers of one office and the real city: both end with the same records and the same histories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from gridadmin.city.exchange import Exchange
from gridadmin.domain.errors import ConflictError
from gridadmin.domain.exchange import RoundResult
from gridadmin.domain.workers import AppointmentForm, AppointmentRole, EmploymentForm, EmploymentKind, WorkerSource
from gridadmin.i18n import Message
from gridadmin.jobs.accounts import accounts_and_keys, add_key_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.employment import appoint_worker, start_employment
from gridadmin.services.grids import find_grid_id
from gridadmin.services.journal import list_acts, record_history
from gridadmin.services.worker_records import create_worker, update_worker
from gridadmin.services.workers_forms import worker_form as worker_form_of
from gridadmin.sync.issues import list_issues
from gridadmin.sync.portions import Portions
from gridadmin.sync.round import exchange_once
from gridadmin.sync.settling import settle_issue
from tests.real_offices import (
    TODAY,
    business_state,
    id_number,
    opened,
    real_office,
    with_grids,
    with_worker,
    worker_form,
)
from tests.sync.real_city import RealCity, enrolled, new_city, pull
from tests.sync.replaying import assert_replays

BORN = date(1988, 3, 5)


@pytest.fixture
def exchange() -> Exchange:
    """An empty city."""
    return new_city()


@pytest.fixture
def first(tmp_path: Path) -> Iterator[OpenOffice]:
    """One computer of the office."""
    (tmp_path / "first").mkdir()
    with real_office(tmp_path / "first") as office:
        yield office


@pytest.fixture
def second(tmp_path: Path) -> Iterator[OpenOffice]:
    """Another one."""
    (tmp_path / "second").mkdir()
    with real_office(tmp_path / "second") as office:
        yield office


def go(office: OpenOffice, city: RealCity) -> RoundResult:
    """Exchange once, which has to end without a problem."""
    result = exchange_once(office, city, now=office.clock, portions=Portions())
    assert result.problem is None, str(result.problem)
    assert result.complete
    return result


def facts(office: OpenOffice) -> dict[str, dict[UUID, dict[str, Any]]]:
    """Return every record."""
    return business_state(office)


def histories(office: OpenOffice, *records: str) -> dict[UUID, list[Any]]:
    """Return for each record of some types who did what to it."""
    found: dict[UUID, list[Any]] = {}
    for record_type in records:
        for record_id in business_state(office)[record_type]:
            rows = office.read(record_history, [record_id])
            found[record_id] = [(row.act.id, row.act.actor, row.act.sentence, row.changes) for row in rows]
    return found


def numbered(name: str, sequence: int = 0, **values: Any) -> Any:
    """Return a form of a person with an ID number."""
    return worker_form(name, id_number=id_number("371525", BORN, sequence), birth_date=BORN, **values)


def test_a_day_in_two_rooms(first: OpenOffice, second: OpenOffice, exchange: Exchange) -> None:
    """What one enters the other shows, with the history."""
    here, there = enrolled(exchange, first), enrolled(exchange, second)
    codes = with_grids(first)
    go(first, here)
    go(second, there)
    assert facts(first) == facts(second)
    person = with_worker(second, "李四")
    grid = second.read(find_grid_id, codes[0])
    form = AppointmentForm(grid, AppointmentRole.WORKER, TODAY)
    second.act(Message("Appoint"), appoint_worker, person, form)
    go(second, there)
    go(first, here)
    go(second, there)
    assert facts(first) == facts(second)
    assert first.read(record_history, [person])[0].act.id == second.read(record_history, [person])[0].act.id
    assert first.verify().ok
    assert second.verify().ok
    before = len(first.read(list_acts))
    assert go(first, here).received == 0
    assert len(first.read(list_acts)) == before


def test_the_same_person_entered_twice_is_one(first: OpenOffice, second: OpenOffice, exchange: Exchange) -> None:
    """Adoption by the ID number: before the first exchange and after it; differing fields become cards."""
    here, there = enrolled(exchange, first), enrolled(exchange, second)
    first.act(Message("Enter"), create_worker, numbered("张三", mobile="13900000001"), TODAY)
    second.act(Message("Enter"), create_worker, numbered("张三", mobile="13900000001", address="城关村1号"), TODAY)
    for office, city in ((first, here), (second, there), (first, here), (second, there)):
        go(office, city)
    assert facts(first) == facts(second)
    state = facts(first)
    assert len(state["worker"]) == len(state["worker_profile"]) == len(state["worker_phone"]) == 1
    assert next(iter(state["worker"].values()))["address"] == "城关村1号"
    first.act(Message("Enter"), create_worker, numbered("王五", 1, mobile="13900000002"), TODAY)
    second.act(Message("Enter"), create_worker, numbered("王五", 1, mobile="13900000002"), TODAY)
    for office, city in ((first, here), (second, there), (first, here), (second, there)):
        go(office, city)
    assert facts(first) == facts(second)
    state = facts(first)
    assert len(state["worker"]) == len(state["worker_profile"]) == len(state["worker_phone"]) == 2
    assert first.verify().ok
    assert second.verify().ok


def test_who_is_entered_under_the_number_of_somebody_known_has_one_spell_of_service(
    first: OpenOffice, second: OpenOffice, exchange: Exchange
) -> None:
    """The first computer corrects a number to the one under which the second has just entered a new person."""
    here, there = enrolled(exchange, first), enrolled(exchange, second)
    spell = EmploymentForm(EmploymentKind.FULL_TIME, WorkerSource.CITY_PLAN, TODAY)
    worker = first.act(Message("Enter"), create_worker, numbered("赵海燕", mobile="13900000102"), TODAY)
    first.act(Message("Employ"), start_employment, worker, spell)
    for office, city in ((first, here), (second, there)):
        go(office, city)
    corrected = replace(first.read(worker_form_of, worker, TODAY), id_number=numbered("", 2).id_number)
    first.act(Message("Correct"), update_worker, worker, replace(corrected, effective_on=TODAY), TODAY)
    another = second.act(Message("Enter"), create_worker, numbered("孙丽华", 2, mobile="13900000105"), TODAY)
    second.act(Message("Employ"), start_employment, another, spell)
    for office, city in ((first, here), (second, there), (first, here), (second, there)):
        go(office, city)
    (question,) = second.read(list_issues)
    second.exchange(settle_issue, question.id, "same", second.clock())
    for office, city in ((second, there), (first, here), (second, there)):
        go(office, city)
    assert facts(first) == facts(second)
    assert len(facts(first)["worker"]) == len(facts(first)["employment"]) == 1
    (card,) = second.read(list_issues)
    assert "became one person" in card.reason.text()


def test_an_adopted_record_keeps_its_history(
    first: OpenOffice, second: OpenOffice, exchange: Exchange, tmp_path: Path
) -> None:
    """What was done under the old id is shown under the new one, also of the account by which the office is opened."""
    here, there = enrolled(exchange, first), enrolled(exchange, second)
    first.act(Message("Enter here"), create_worker, numbered("张三"), TODAY)
    second.act(Message("Enter there"), create_worker, numbered("张三"), TODAY)
    go(first, here)
    go(second, there)
    person = next(iter(facts(second)["worker"]))
    assert person in facts(first)["worker"]
    sentences = {row.act.sentence.msgid for row in second.read(record_history, [person])}
    assert sentences == {"Enter here", "Enter there"}
    entered = next(act for act in second.read(list_acts) if act.sentence.msgid == "Enter there")
    with pytest.raises(ConflictError):  # undoing it would delete the city's record
        second.undo_act(entered.id)
    assert_replays(second)
    assert len(facts(second)["account"]) == 1
    second.close()
    with opened(str(tmp_path / "second" / "office"), tmp_path / "second" / "clerk.key") as again:
        assert again.account.id in facts(again)["account"]


def test_an_open_window_follows_its_account(
    first: OpenOffice, second: OpenOffice, exchange: Exchange, tmp_path: Path
) -> None:
    """Her account takes the city's id while the window is open, and Ctrl+Z finds what she did before and after."""
    here, there = enrolled(exchange, first), enrolled(exchange, second)
    go(first, here)
    before = second.act(Message("Enter"), create_worker, worker_form("李四"), TODAY)
    former = second.account.id
    go(second, there)
    assert second.account == first.account != former
    after = second.act(Message("Enter"), create_worker, worker_form("王五"), TODAY)
    go(second, there)
    go(first, here)
    assert {act.account_id for act in first.read(list_acts, 2)} == {first.account.id, former}
    for gone in (after, before):
        undone = second.undo()
        assert undone is not None
        assert gone not in facts(second)["worker"]
    assert second.redo() is not None
    assert before in facts(second)["worker"]
    second.account = replace(second.account, id=former)  # as in the window of a colleague on the same server
    assert second.undo() is not None
    assert before not in facts(second)["worker"]
    add_key_file(second, tmp_path / "other.key")
    key_ids = {slot.account_id for slot in second.slots.slots if slot.label == second.account.name}
    assert key_ids == {former}
    assert sum(bool(each.ways) for each in accounts_and_keys(second)) == 1


def test_pages_do_not_matter(first: OpenOffice, second: OpenOffice, exchange: Exchange) -> None:
    """However a pull is cut into pages, the same stands there afterwards."""
    here, there = enrolled(exchange, first), enrolled(exchange, second)
    with_grids(first)
    with_worker(first)
    go(first, here)
    pull(second, there, limit=3)
    pull(first, here)
    assert facts(first) == facts(second)
    assert_replays(second)
