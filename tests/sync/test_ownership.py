"""What county and city have published: this office cannot change it, imports leave it alone, wider numbers hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.city.exchange import Exchange
from gridadmin.domain.errors import NotPermittedError
from gridadmin.domain.imports import Outcome
from gridadmin.domain.parameters import Certainty, Parameter
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.grids import Grid, GridVersion
from gridadmin.models.office import Parameter as StoredParameter
from gridadmin.services.grid_imports import import_grids
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.journal import record_history
from gridadmin.services.office import get_parameters, set_community_urban, set_parameter
from gridadmin.services.ownership import find_locked
from gridadmin.sync.portions import Portions
from gridadmin.sync.round import exchange_once
from gridadmin.wire.groups import NewRecord
from tests.real_offices import TODAY, business_state, grid_rows, real_office, with_grids
from tests.sync.real_city import CITY, RealCity, publish


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    """An office of its own."""
    with real_office(tmp_path) as opened:
        yield opened


def go(office: OpenOffice, city: RealCity) -> None:
    """Exchange once, without a problem."""
    result = exchange_once(office, city, now=office.clock, portions=Portions())
    assert (result.problem, result.complete) == (None, True)


def publish_grid(office: OpenOffice, exchange: Exchange, code: str) -> UUID:
    """Let the county publish a grid that the office keeps for it, with another area; return the grid."""
    state = business_state(office)
    grid_id = next(key for key, row in state["grid"].items() if row["code"] == code)
    version_id, version = next((k, v) for k, v in state["grid_version"].items() if v["grid_id"] == grid_id)
    theirs = {
        "grid_id": str(grid_id), "valid_from": version["valid_from"].isoformat(), "name": version["name"],
        "kind": version["kind"].value, "community_id": str(version["community_id"]), "area": "县里划定的范围",
        "setting": version["setting"].value,
    }  # fmt: skip
    outcome = publish(
        exchange,
        NewRecord(t="grid", id=UUID(int=1), f={"code": code, "valid_from": "2023-11-01"}),
        NewRecord(t="grid_version", id=UUID(int=2), f=theirs | {"grid_id": str(UUID(int=1))}),
    )
    assert outcome.result in ("applied", "merged"), outcome
    assert version_id
    return grid_id


def test_a_published_grid_is_the_countys(office: OpenOffice, exchange: Exchange, city: RealCity) -> None:
    """Its fields refuse the township's hand, her own do not; what a sheet says differently is told and not taken."""
    codes = with_grids(office, 1)
    go(office, city)
    grid_id = publish_grid(office, exchange, codes[0])
    go(office, city)
    state = business_state(office)
    version_id = next(key for key, row in state["grid_version"].items() if row["grid_id"] == grid_id)
    assert state["grid_version"][version_id]["area"] == "县里划定的范围"
    for change in (_new_area, _delete_version):
        with pytest.raises(NotPermittedError):
            office.act(Message("Change"), change, version_id)
    office.act(Message("Change"), _new_remark, grid_id)
    assert "area" in office.read(find_locked, "grid_version", [version_id])[version_id]
    rows = grid_rows(office, 1)
    report = office.act(Message("Import"), import_grids, rows, ImportOptions(TODAY))
    told = [problem for problem in report.problems if problem.reason.msgid.startswith("The county publishes grid")]
    assert len(told) == 1
    assert {row.outcome for row in report.outcomes} == {Outcome.UNCHANGED}
    sentences = [row.act.actor for row in office.read(record_history, [version_id])]
    assert "县网格中心" in sentences
    assert office.verify().ok


def test_a_stand_in_is_ours(office: OpenOffice, city: RealCity) -> None:
    """What the office keeps for the county it may change, before and after the first exchange."""
    go(office, city)
    community = next(iter(business_state(office)["community"]))
    office.act(Message("Change"), set_community_urban, community, urban=True)
    go(office, city)
    assert business_state(office)["community"][community]["urban"] is True


def test_the_citys_number_holds(office: OpenOffice, exchange: Exchange, city: RealCity) -> None:
    """The widest publisher's value counts on a day, and the office's own is shown as overruled."""
    go(office, city)
    key = "art8.residents_high"
    publish(
        exchange,
        NewRecord(
            t="parameter",
            id=UUID(int=5),
            f={
                "key": key, "value": 1234, "unit": "人", "valid_from": "2026-01-01", "source": "聊网办〔2026〕1号",
                "certainty": "local_rule", "note": "",
            },
        ),
        publisher=CITY,
        scope=CITY,
    )  # fmt: skip
    go(office, city)
    mine = Parameter(key, 1500, "人", date(2026, 6, 1), "", Certainty.ASSUMED)
    office.act(Message("Set"), set_parameter, mine)
    table = office.read(get_parameters)
    assert table.number(key, date(2026, 7, 1)) == 1234
    assert table.number(key, date(2025, 12, 31)) != 1234
    assert table.overruled(replace(mine), date(2026, 7, 1))
    with pytest.raises(NotPermittedError):
        office.act(Message("Set"), _set_value, key)


def _set_value(session: Session, key: str) -> None:
    query = select(StoredParameter).where(StoredParameter.key == key, StoredParameter.publisher == "city")
    session.scalars(query).one().value = 1


def _new_area(session: Session, version_id: UUID) -> None:
    session.get_one(GridVersion, version_id).area = "我们的范围"


def _delete_version(session: Session, version_id: UUID) -> None:
    session.delete(session.get_one(GridVersion, version_id))


def _new_remark(session: Session, grid_id: UUID) -> None:
    session.get_one(Grid, grid_id).remarks = "一处"
