"""What is new here goes in by a shorter way, and leaves the same rows and the same entries as the longer one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.city.exchange import Exchange
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import CityRecord
from gridadmin.models.ids import new_id
from gridadmin.models.journal import JournalEntry
from gridadmin.services.journal import record_classes
from gridadmin.sync import arriving
from gridadmin.sync.arriving import Arriving
from gridadmin.wire.groups import Change, DeleteRecord, NewRecord, RestoreRecord, SetFields
from tests.real_offices import real_office
from tests.sync.real_city import Colleague, RealCity, enrolled, pull

OWN = "数据交换"


def a_life(exchange: Exchange) -> None:
    """What a colleague did: most of it plain and much alike, some of it with a longer story."""
    colleague = Colleague(exchange)
    plain, changed, gone, back, twice = (new_id() for _ in range(5))
    person = {"name": "张三", "sex": "1", "address": "甲\n“乙”'s", "birth_date": "1980-01-01"}
    colleague.do(NewRecord(t="worker", id=plain, f=person | {"id_number": None}))
    colleague.do(*(NewRecord(t="worker", id=new_id(), f=person | {"name": f"李{n}"}) for n in range(60)))
    for each in (changed, gone, back):
        colleague.do(NewRecord(t="worker", id=each, f=person))
    colleague.do(SetFields(t="worker", id=changed, set={"address": Change(person["address"], None)}))
    colleague.do(DeleteRecord(t="worker", id=gone, was=person), DeleteRecord(t="worker", id=back, was=person))
    colleague.do(RestoreRecord(t="worker", id=back, f=person | {"name": "王五"}))
    phone = {"worker_id": str(plain), "number": "05350000001", "kind": "landline", "valid_from": "2026-01-01"}
    colleague.do(NewRecord(t="worker_phone", id=twice, f=phone))


def everything(office: OpenOffice) -> Any:
    """All rows, all that the city is known to have, and the journal without its salts and times."""

    def read(session: Session) -> Any:
        rows = {
            name: sorted(map(repr, session.execute(select(record.__table__)).all()))
            for name, record in record_classes().items()
            if name in ("worker", "worker_phone")
        }
        city = sorted(map(repr, session.execute(select(CityRecord.__table__)).all()))
        entries = session.execute(select(JournalEntry.operation, JournalEntry.record_id, JournalEntry.payload))
        return rows, city, [(op, None if op == "act" else each, _bare(payload)) for op, each, payload in entries]

    return office.read(read)


def _bare(payload: str) -> dict[str, Any]:
    return {name: value[:2] for name, value in json.loads(payload).items()}


def pulled(exchange: Exchange, folder: Path, limit: int) -> Any:
    with real_office(folder) as office:
        before = len(everything(office)[2])
        city: RealCity = enrolled(exchange, office)
        pull(office, city, limit)
        assert office.verify().ok
        rows, held, entries = everything(office)
        return rows, held, entries[before:]


@pytest.mark.parametrize("limit", [3, 1000])
def test_both_ways_lead_to_the_same(
    exchange: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    a_life(exchange)
    entered: list[int] = []
    enter_rest = Arriving.enter_rest

    def counted(self: Arriving, *args: Any) -> int:
        entered.append(enter_rest(self, *args))
        return entered[-1]

    monkeypatch.setattr(arriving.Arriving, "enter_rest", counted)
    short = pulled(exchange, tmp_path / "short", limit)
    assert sum(entered) >= 20
    monkeypatch.setattr(arriving.Arriving, "sift", lambda *_args: None)
    assert pulled(exchange, tmp_path / "long", limit) == short
