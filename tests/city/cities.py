"""A city exchange as tests use it, and the messages that an office would send to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Engine

from gridadmin.city.callers import Caller
from gridadmin.city.exchange import LIMITS, Exchange
from gridadmin.city.ids import Now, timed_uuid
from gridadmin.wire.enrolment import EnrolRequest, Limits, TokenRequest
from gridadmin.wire.groups import Act, Change, DeleteRecord, Group, NewRecord, Op, RestoreRecord, SetFields
from gridadmin.wire.history import START, History, Point
from gridadmin.wire.pull import PullReply, PullRequest, Row
from gridadmin.wire.push import Outcome, PushReply, PushRequest
from gridadmin.wire.scopes import Scope, parse_scope
from gridadmin.wire.values import Json

TOWN, OTHER_TOWN = parse_scope("town:371525101"), parse_scope("town:371525002")
COUNTY, CITY = parse_scope("county:371525"), parse_scope("city:3715")
MORNING = datetime(2026, 3, 1, 0, 30, tzinfo=UTC)


class City:
    """A city and one office of it; everything random comes from one seed, and the clock is set by hand.

    Attributes:
        town, county, city: its scopes. caller: the office. seen: the newest history point that it was shown.
    """

    def __init__(self, engine: Engine, seed: int = 7, limits: Limits = LIMITS, town: Scope = TOWN) -> None:
        self.random, self.now = Random(seed), MORNING
        self.engine = engine
        self.exchange = Exchange(engine, random=self.random, clock=lambda: self.now, limits=limits)
        self.town, (self.county, self.city) = town, town.above
        self.caller = Caller(f"town-{town.code}-1", town, self.id())
        self.number = 0
        self.seen: History | None = None

    def later(self, **parts: float) -> None:
        """Let time pass."""
        self.now += timedelta(**parts)

    def id(self) -> UUID:
        """Return a new id."""
        return timed_uuid(Now(self.now, self.random))

    def enrol(self, scope: Scope) -> Caller:
        """Enrol an office and return it as its token shows it."""
        return self.exchange.caller(self.token(scope))

    def token(self, scope: Scope) -> str:
        """Enrol an office and return a token."""
        code = self.exchange.issue_code(scope, "网格中心", "管理员")
        request = EnrolRequest(code=code, replica=self.id(), schema=1, program="gridadmin 1.0.0")
        reply = self.exchange.enrol(request)
        given = TokenRequest(client_id=reply.client_id, client_secret=reply.client_secret)
        return self.exchange.token(given).access_token

    def group(self, *ops: Op, confirmed: int = 0, actor: str = "李敏") -> Group:
        """Return a group of one act."""
        act = Act(id=self.id(), at=self.now, actor=actor, sentence="Change {name}", values={"name": "张三"})
        return Group(mid=self.id(), schema=1, acts=(act,), ops=ops, confirmed_deletions=confirmed)

    def push(self, *groups: Group, **parts: Any) -> PushReply:
        """Push groups as the office."""
        self.number += 1
        given: dict[str, Any] = {
            "schema": 1,
            "replica": self.caller.replica,
            "number": self.number,
            "scope": self.caller.scope,
        }
        request = PushRequest(groups=groups, history=self.seen, **given | parts)
        reply = self.exchange.push(self.caller, PushRequest.from_bytes(request.to_bytes()))
        self.seen = reply.history
        return PushReply.from_bytes(reply.to_bytes())

    def send(self, *ops: Op, **parts: Any) -> Outcome:
        """Push one group of some operations and return what became of it."""
        group = self.group(*ops, **parts)
        return self.push(group).outcomes[group.mid]

    def publish(self, publisher: Scope, *ops: Op, scope: Scope | None = None) -> Outcome:
        """Publish one group as county or city."""
        group = self.group(*ops, actor="县网格中心")
        return self.exchange.publish(publisher, scope or self.town, [group])[group.mid]

    def page(self, cursors: Mapping[Scope, Point], **parts: Any) -> PullReply:
        """Pull one page."""
        given: dict[str, Any] = {"schema": 1, "replica": self.caller.replica, "history": self.seen}
        request = PullRequest(cursors=cursors, **given | parts)
        return self.exchange.pull(self.caller, PullRequest.from_bytes(request.to_bytes()))

    def page_text(self, cursors: Mapping[Scope, Point], **parts: Any) -> bytes:
        """Return the same page as it travels."""
        given: dict[str, Any] = {"schema": 1, "replica": self.caller.replica, "history": self.seen}
        return self.exchange.pull_page(self.caller, PullRequest(cursors=cursors, **given | parts)).body

    def pull(self, scope: Scope | None = None, **parts: Any) -> dict[UUID, Row]:
        """Pull everything of one scope from nothing and return the newest state of each record."""
        rows: dict[UUID, Row] = {}
        scope = scope or self.caller.scope
        cursors = {scope: START}
        while True:
            reply = self.page(cursors, **parts)
            rows |= {row.id: row for page in reply.pages for row in page.rows}
            if reply.done:
                return rows
            cursors = {page.scope: page.upto for page in reply.pages}

    def fields(self, record_id: UUID) -> dict[str, Json]:
        """Return the fields of a record as a pull shows them."""
        return dict(self.pull()[record_id].f)


def worker(record_id: UUID, **fields: Json) -> NewRecord:
    """Return the making of a person."""
    return NewRecord(t="worker", id=record_id, f={"name": "张三", "sex": "1"} | fields)


def new(t: str, record_id: UUID, **fields: Json) -> NewRecord:
    """Return the making of a record."""
    return NewRecord(t=t, id=record_id, f=fields)


def back(t: str, record_id: UUID, **fields: Json) -> RestoreRecord:
    """Return the bringing back of a record."""
    return RestoreRecord(t=t, id=record_id, f=fields)


def change(t: str, record_id: UUID, **fields: tuple[Json, Json]) -> SetFields:
    """Return a change of fields: was, now."""
    return SetFields(t=t, id=record_id, set={name: Change(*pair) for name, pair in fields.items()})


def gone(t: str, record_id: UUID, **fields: Json) -> DeleteRecord:
    """Return a deletion, with what was seen."""
    return DeleteRecord(t=t, id=record_id, was=fields)
