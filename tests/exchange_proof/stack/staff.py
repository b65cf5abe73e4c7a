"""What county and city staff publish: grids with their versions, communities, parameters, answers to proposals."""

from __future__ import annotations

import json
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from gridadmin.city.exchange import Exchange
from gridadmin.city.tables import record
from gridadmin.models.ids import new_id
from gridadmin.wire.groups import Act, Change, DeleteRecord, Group, NewRecord, Op, SetFields
from gridadmin.wire.push import Result
from gridadmin.wire.scopes import Scope
from gridadmin.wire.values import Json
from tests.exchange_proof.stack.book import Book

Rows = list[tuple[UUID, bool, dict[str, Any]]]


class Staff:
    """The county's and the city's desk."""

    def __init__(self, random: Random, book: Book, exchange: Exchange, at: datetime) -> None:
        self._random, self._book, self._exchange, self._at = random, book, exchange, at

    def publish(self, town: Scope) -> str:
        """Publish something and return what became of it."""
        county, city = town.above
        luck = self._random.random()
        if luck < 0.5:
            return self._send(county, town, self._grid(town))
        if luck < 0.7:
            return self._send(county, town, self._community(town))
        if luck < 0.8:
            return self._send(county, town, self._answer(town))
        publisher = self._random.choice((county, city))
        return self._send(publisher, publisher, self._parameter(publisher))

    def _send(self, publisher: Scope, scope: Scope, ops: list[Op]) -> str:
        if not ops:
            return "nothing"
        act = Act(id=new_id(), at=self._at, actor="县网格中心", sentence="Publish")
        group = Group(mid=new_id(), schema=1, acts=(act,), ops=tuple(ops))
        result: Result = self._exchange.publish(publisher, scope, [group])[group.mid].result
        return f"{ops[0].t} {result.value}"

    def _rows(self, scope: Scope, t: str) -> Rows:
        where = (record.c.scope == str(scope), record.c.type == t, record.c.deleted.is_(False))
        with self._exchange.engine.connect() as connection:
            query = select(record.c.id, record.c.stand_in, record.c.fields).where(*where).order_by(record.c.id)
            return [(row.id, row.stand_in, json.loads(row.fields)) for row in connection.execute(query)]

    def _grid(self, town: Scope) -> list[Op]:
        """Publish a grid: what the county has published already it changes, what is new or a stand-in it makes."""
        communities = sorted(self._rows(town, "community"), key=lambda row: str(row[2]["code"]))[:3]
        if not communities:
            return []
        community_id, _stand_in, community = self._random.choice(communities)
        code = f"{community['code']}{self._random.randrange(1, 3):03d}"
        known = [row for row in self._rows(town, "grid") if row[2]["code"] == code and not row[1]]
        if not known:
            return self._new_grid(code, community_id)
        versions = [row for row in self._rows(town, "grid_version") if row[2]["grid_id"] == str(known[0][0])]
        published = [row for row in versions if not row[1]]
        if not published:
            return []
        version_id, _stand_in, fields = self._random.choice(published)
        if self._random.random() < 0.2:
            return [DeleteRecord(t="grid_version", id=version_id, was=fields)]
        changes = {"name": Change(fields["name"], f"县{self._random.randrange(50)}网格")}
        return [SetFields(t="grid_version", id=version_id, set=changes)]

    def _new_grid(self, code: str, community_id: UUID) -> list[Op]:
        grid_id = new_id()
        version: dict[str, Json] = {
            "grid_id": str(grid_id),
            "valid_from": "2023-11-01",
            "name": f"县{self._random.randrange(50)}网格",
            "kind": "comprehensive",
            "community_id": str(community_id),
            "area": "东至文化路，西至新华街",
            "households": 400,
            "residents": 1000,
            "setting": "rural",
        }
        return [
            NewRecord(t="grid", id=grid_id, f={"code": code, "valid_from": "2023-11-01"}),
            NewRecord(t="grid_version", id=new_id(), f=version),
        ]

    def _community(self, town: Scope) -> list[Op]:
        rows = sorted(self._rows(town, "community"), key=lambda row: str(row[2]["code"]))[:3]
        if not rows:
            return []
        record_id, stand_in, fields = self._random.choice(rows)
        name = f"县{self._random.randrange(50)}村"
        if stand_in:
            return [NewRecord(t="community", id=new_id(), f=fields | {"name": name})]
        return [SetFields(t="community", id=record_id, set={"name": Change(fields["name"], name)})]

    def _parameter(self, scope: Scope) -> list[Op]:
        day = f"2025-01-0{self._random.randrange(1, 4)}"
        known = [row for row in self._rows(scope, "parameter") if row[2]["valid_from"] == day]
        note = f"注{self._random.randrange(50)}"
        if known:
            record_id, _stand_in, fields = known[0]
            if self._random.random() < 0.3:
                return [DeleteRecord(t="parameter", id=record_id, was=fields)]
            return [SetFields(t="parameter", id=record_id, set={"note": Change(fields["note"], note)})]
        fields = {
            "key": "board.review_days",
            "value": 30,
            "unit": "天",
            "valid_from": day,
            "source": "文件",
            "certainty": "assumed",
            "note": note,
        }
        return [NewRecord(t="parameter", id=new_id(), f=fields)]

    def _answer(self, town: Scope) -> list[Op]:
        filed = [row for row in self._rows(town, "grid_proposal") if row[2]["status"] == "filed"]
        if not filed:
            return []
        return [SetFields(t="grid_proposal", id=filed[0][0], set={"status": Change("filed", "accepted")})]
