"""Every township of the city can be set up; its numbers are dated data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from gridadmin.domain.errors import ConflictError, NotFoundError, StorageError
from gridadmin.domain.office import OfficeForm
from gridadmin.domain.parameters import Certainty, Parameter
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.models.keyslots import FileSlotStore, KdfCost, KeySlots, new_key
from gridadmin.models.office import Office
from gridadmin.models.schema import migrate
from gridadmin.models.storage import open_database
from gridadmin.services.divisions import list_townships, villages_of
from gridadmin.services.office import (
    add_community,
    get_office,
    get_parameters,
    list_communities,
    set_community_urban,
    set_parameter,
    set_up_office,
    update_office,
)
from tests.real_offices import TOWNSHIP, real_office

DO = Message("Do")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[OpenOffice]:
    """Tables without an office."""
    key = new_key()
    engine = open_database(tmp_path / "office.db", key, create=True)
    migrate(engine, lambda: None)
    store = FileSlotStore(tmp_path / "keyslots.json")
    slots, _code = KeySlots.create(store, key, new_id(), cost=KdfCost(memory_kib=64, iterations=1, lanes=1))
    yield OpenOffice(engine=engine, photos=engine, location=str(tmp_path), slots=slots, key=key)
    engine.dispose()


@pytest.mark.slow
def test_every_township_of_the_city_can_be_set_up(empty: OpenOffice) -> None:
    townships = list_townships()
    assert len(townships) == 136
    total = 0

    def set_up(session: Session, code: str) -> tuple[str, str, list[str]]:
        set_up_office(session, code)
        office = get_office(session)
        assert get_parameters(session).rows
        return office.county, office.township, [row.code for row in list_communities(session)]

    for county, township in townships:
        found = empty.rehearse(set_up, township.code)
        assert found[:2] == (county.name, township.name)
        assert found[2] == sorted(row.code for row in villages_of(township.code))
        assert found[2], f"{township.name} has no community"
        total += len(found[2])
    assert total == 2408
    with pytest.raises(StorageError, match="never set up"):
        empty.read(get_office)


@pytest.mark.parametrize("code", ["371525", "371525002001", "370102001", "", "３７１５２５００２"])
def test_what_is_no_township_of_the_city_is_refused(empty: OpenOffice, code: str) -> None:
    with pytest.raises(NotFoundError, match="not a township of Liaocheng"):
        empty.set_up(DO, set_up_office, code)


def test_an_office_is_set_up_once(office: OpenOffice) -> None:
    with pytest.raises(StorageError, match="already"):
        office.set_up(DO, set_up_office, TOWNSHIP)


def test_what_stands_on_papers_is_the_offices_own(office: OpenOffice) -> None:
    row = office.read(get_office)
    hotlines = (("政务服务便民热线", "12345"), ("报警", "110"))
    office.act(DO, update_office, OfficeForm(" 网格中心 ", "0635-2100000", hotlines, None, row.version))
    changed = office.read(get_office)
    assert (changed.organisation, changed.hotlines, changed.township) == ("网格中心", hotlines, row.township)
    office.undo()
    assert office.read(get_office) == row.__class__(**(vars(row) | {"version": changed.version + 1}))


def test_a_new_community_has_a_code_of_its_own(office: OpenOffice) -> None:
    added = office.act(DO, add_community, f"{TOWNSHIP}199", "新社区居民委员会")
    rows = {row.id: row for row in office.read(list_communities)}
    assert rows[added].urban
    office.act(DO, lambda session: set_community_urban(session, added, urban=False))
    assert not {row.id: row for row in office.read(list_communities)}[added].urban
    with pytest.raises(ConflictError, match="does not fit"):
        office.act(DO, add_community, f"{TOWNSHIP}199", "另一个")


def parameter(value: int | None, day: date, source: str = "") -> Parameter:
    return Parameter("test.number", value, "人", day, source, Certainty.LOCAL_RULE)


def test_a_parameter_holds_from_its_day_until_the_next(office: OpenOffice) -> None:
    first, second = date(2024, 1, 1), date(2025, 7, 1)
    office.act(DO, set_parameter, parameter(3, second, "聊网发〔2025〕1号"))
    office.act(DO, set_parameter, parameter(2, first))
    table = office.read(get_parameters)
    days = (date(2023, 12, 31), first, date(2025, 6, 30), second, date(2030, 1, 1))
    assert [table.number("test.number", day) for day in days] == [None, 2, 2, 3, 3]
    office.act(DO, set_parameter, parameter(4, second, "更正"))
    rows = [row for row in office.read(get_parameters).rows if row.key == "test.number"]
    assert [(row.value, row.source) for row in rows] == [(2, ""), (4, "更正")]
    office.act(DO, set_parameter, parameter(None, date(2026, 1, 1)))
    assert office.read(get_parameters).number("test.number", date(2026, 1, 1)) is None
    assert office.verify().ok


def test_there_is_one_office_row(office: OpenOffice) -> None:
    assert len(office.read(lambda session: session.query(Office.id).all())) == 1
