"""Groups of other computers stand in the page that brought them, and come out of it as they were."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.city.exchange import Exchange
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import OutboxGroup, PulledPage, StagedPage
from gridadmin.models.ids import new_id
from gridadmin.sync.journal_reading import city_knows
from gridadmin.sync.kept_pages import kept_groups, write_out
from gridadmin.sync.pruning import KEPT, prune
from gridadmin.sync.pulling import drop_stage, next_pull, stage_page
from gridadmin.wire.enrolment import SCHEMA
from gridadmin.wire.groups import Change, DeleteRecord, Group, NewRecord, SetFields
from tests.real_offices import real_office
from tests.sync.attempts import at_rest, fields_at, go
from tests.sync.real_city import Colleague, RealCity, group_of
from tests.sync.test_received_groups import rows_at
from tests.sync.test_recovery import backup, restore


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    """The computer that has received."""
    with real_office(tmp_path) as opened:
        yield opened


def making(*names: str, **fields: Any) -> Group:
    """Return a group that makes persons."""
    return group_of(*(NewRecord(t="worker", id=new_id(), f={"name": each, "sex": "1", **fields}) for each in names))


def moving(person: UUID, was: str | None, now: str) -> Group:
    """Return a group that changes an address."""
    return group_of(SetFields(t="worker", id=person, set={"address": Change(was, now)}))


def pages(office: OpenOffice) -> set[int]:
    """Return the pages that are there."""
    return office.read(lambda session: set(session.scalars(select(PulledPage.n))))


def places(office: OpenOffice) -> dict[UUID, int | None]:
    """Return in which page each group stands, None for what is written out."""
    query = select(OutboxGroup.mid, OutboxGroup.page, OutboxGroup.body)

    def read(session: Session) -> dict[UUID, int | None]:
        found = session.execute(query).all()
        assert all((row.page is None) == bool(row.body) for row in found), "never in both, never in none"
        return {row.mid: row.page for row in found}

    return office.read(read)


def content(office: OpenOffice, *groups: Group) -> list[bytes]:
    """Return groups as they would be sent again."""
    found = office.read(kept_groups, [group.mid for group in groups])
    return sorted(group.to_bytes() for group in found)


def sent(*groups: Group) -> list[bytes]:
    """Return groups as the colleague has sent them."""
    return sorted(group.to_bytes() for group in groups)


def test_several_groups_of_a_page_go_again_as_they_were_sent(
    office: OpenOffice, exchange: Exchange, city: RealCity, colleague: Colleague
) -> None:
    at_rest(office, city)
    before = backup(exchange)
    first, second = making("张三", "李四", address="甲\n“乙”"), making("王五")
    moved = moving(first.ops[0].id, "甲\n“乙”", "丙")
    colleague.do_all([first, second, moved])
    at_rest(office, city)
    (page,) = pages(office)
    assert {group.mid: page for group in (first, second, moved)}.items() <= places(office).items()
    assert content(office, first, second, moved) == sent(first, second, moved)
    restore(exchange, before)
    assert go(office, city).recovered
    at_rest(office, city)
    assert fields_at(exchange, first.ops[0].id) == {"name": "张三", "sex": "1", "address": "丙"}
    assert [each.result.value for each in Colleague(exchange).do_all([first, second, moved])] == ["applied"] * 3
    assert set(places(office).values()) == {None}, "what went again is written out"
    assert not pages(office)


def test_written_out_is_the_same_as_kept(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    first, second = making("张三", address='甲\\\t"乙”\u2028'), making("李四", remarks="")
    colleague.do_all([first, second])
    at_rest(office, city)
    assert content(office, first, second) == sent(first, second)
    office.exchange(write_out, [first.mid])
    assert places(office)[first.mid] is None
    assert places(office)[second.mid] is not None
    assert content(office, first, second) == sent(first, second)


def test_a_page_that_is_mostly_about_other_things_does_not_stay(
    office: OpenOffice, city: RealCity, colleague: Colleague
) -> None:
    """Whole records beside a group that changes one field of each: more than the groups themselves."""
    made = making(*"一二三四五")
    colleague.do_all([made])
    at_rest(office, city)
    before = pages(office)
    moved = [moving(op.id, None, "城关村") for op in made.ops]
    one_more = making("六")
    colleague.do_all([*moved, one_more])
    at_rest(office, city)
    assert pages(office) == before
    assert content(office, *moved, one_more) == sent(*moved, one_more)


def test_a_page_goes_with_the_last_of_its_groups(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    colleague.do_all([making("张三"), making("李四")])
    at_rest(office, city)
    start = office.clock()
    office.exchange(prune, start + KEPT - timedelta(days=1))
    assert len(pages(office)) == 1
    assert office.exchange(prune, start + KEPT + timedelta(days=1)) >= 2
    assert not pages(office)


def test_what_is_dropped_from_the_stage_leaves_kept_pages_alone(
    office: OpenOffice, city: RealCity, colleague: Colleague
) -> None:
    kept = making("张三")
    colleague.do_all([kept])
    at_rest(office, city)
    before = pages(office)
    colleague.do_all([making("李四")])
    for _ in range(2):
        office.exchange(stage_page, city.pull(office.read(next_pull, 1)))
        staged = office.read(lambda session: set(session.scalars(select(StagedPage.n))))
        assert staged == pages(office) - before
    office.exchange(prune, office.clock())
    assert len(pages(office)) == 3, "pruning leaves the stage alone"
    office.exchange(drop_stage)
    assert pages(office) == before
    assert content(office, kept) == sent(kept)
    at_rest(office, city)


def test_a_kept_group_follows_its_record_to_another_id(
    office: OpenOffice, exchange: Exchange, city: RealCity, colleague: Colleague
) -> None:
    """The city lost it, and somebody entered the person anew: what goes again is about the one that is there."""
    at_rest(office, city)
    before, number = backup(exchange), "371525198001010006"
    first = making("张三", id_number=number, address="城关村")
    colleague.do_all([first])
    at_rest(office, city)
    assert places(office)[first.mid] is not None
    restore(exchange, before)
    anew = making("张三", id_number=number)
    Colleague(exchange).do_all([anew])
    assert go(office, city).recovered
    at_rest(office, city)
    assert rows_at(exchange) == [{"name": "张三", "sex": "1", "id_number": number, "address": "城关村"}]
    assert fields_at(exchange, anew.ops[0].id) is not None


def test_a_deletion_in_a_kept_page_is_known(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    """What brings the record back has to be told from what makes it anew."""
    person, person_fields = new_id(), {"name": "张三", "sex": "1"}
    gone = group_of(
        NewRecord(t="worker", id=person, f=person_fields),
        NewRecord(t="worker", id=new_id(), f=person_fields),
        DeleteRecord(t="worker", id=person, was=person_fields),
    )
    colleague.do_all([gone])
    at_rest(office, city)
    assert places(office)[gone.mid] is not None

    def forget(session: Session) -> bool:
        session.connection().exec_driver_sql("DELETE FROM city_record")
        return city_knows(session, person, gone.acts[0].id)

    assert office.exchange(forget)
    assert office.read(lambda session: session.scalar(select(PulledPage.schema))) == SCHEMA
