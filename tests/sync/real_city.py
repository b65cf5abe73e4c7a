"""The real handlers of the city behind the port that an office calls, and offices that are enrolled with it."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.city.callers import Caller
from gridadmin.city.exchange import Exchange
from gridadmin.city.storage import make_tables, open_city
from gridadmin.jobs.office import OpenOffice, utc_now
from gridadmin.models.exchange import Replica
from gridadmin.models.ids import new_id
from gridadmin.sync.applying import Applied, apply_stage
from gridadmin.sync.packed import plain_of
from gridadmin.sync.points import note_history
from gridadmin.sync.pulling import is_staged, next_pull, stage_page
from gridadmin.wire.enrolment import SCHEMA, Capabilities, EnrolReply, EnrolRequest, TokenRequest
from gridadmin.wire.groups import Act, Group, Op
from gridadmin.wire.history import History
from gridadmin.wire.message import Message
from gridadmin.wire.pull import PullReply, PullRequest
from gridadmin.wire.push import Outcome, PushReply, PushRequest
from gridadmin.wire.recovery import DigestReply, DigestRequest, KnownReply, KnownRequest, RowsReply, RowsRequest
from gridadmin.wire.scopes import Scope, parse_scope
from tests.real_offices import NOON, TOWNSHIP

MessageT = TypeVar("MessageT", bound=Message)
TOWN = parse_scope(f"town:{TOWNSHIP}")
COUNTY, CITY = TOWN.above


def travelled(message: MessageT) -> MessageT:
    """Return a message as the other side reads it."""
    return type(message).from_bytes(message.to_bytes())


class RealCity:
    """The city's handlers without HTTP; one object for each office that calls.

    Attributes:
        exchange: the handlers. reply: what enrolment gave. calls: names of the calls so far.
    """

    clock_offset: float | None = None

    def __init__(self, exchange: Exchange, reply: EnrolReply) -> None:
        self.exchange, self.reply = exchange, reply
        self.calls: list[str] = []
        token = TokenRequest(client_id=reply.client_id, client_secret=reply.client_secret)
        self._token = exchange.token(token).access_token

    def _caller(self, call: str) -> Caller:
        self.calls.append(call)
        return self.exchange.caller(self._token)

    def capabilities(self) -> Capabilities:
        """Return who answers."""
        return travelled(self.exchange.capabilities())

    def push(self, body: bytes, meanwhile: Callable[[], None] | None = None) -> PushReply:
        """Take a sealed push."""
        if meanwhile is not None:
            meanwhile()
        return travelled(self.exchange.push(self._caller("push"), PushRequest.from_bytes(plain_of(body))))

    def pull(self, request: PullRequest) -> PullReply:
        """Return the next page."""
        body = self.exchange.pull_page(self._caller("pull"), travelled(request)).body
        return replace(PullReply.from_bytes(body), packed=gzip.compress(body, 1))

    def known(self, request: KnownRequest) -> KnownReply:
        """Return which groups are there."""
        return travelled(self.exchange.known(self._caller("known"), travelled(request)))

    def digest(self, request: DigestRequest) -> DigestReply:
        """Return digests."""
        return travelled(self.exchange.digest(self._caller("digest"), travelled(request)))

    def rows(self, request: RowsRequest) -> RowsReply:
        """Return records."""
        return travelled(self.exchange.rows(self._caller("rows"), travelled(request)))

    def attachment_offset(self, name: str) -> int | None:
        """Return how much of an attachment is there."""
        raise NotImplementedError

    def send_attachment(self, name: str, offset: int, piece: bytes, size: int) -> None:
        """Send a piece of an attachment."""
        raise NotImplementedError

    def fetch_attachment(self, name: str, offset: int) -> bytes:
        """Return a piece of an attachment."""
        raise NotImplementedError


def new_city(seed: int = 7, url: str = "sqlite://", clock: Callable[[], datetime] = lambda: NOON) -> Exchange:
    """Return the handlers over an empty database, in memory unless an address is given."""
    engine = open_city(url)
    random = Random(seed)
    make_tables(engine, random)
    return Exchange(engine, random=random, clock=clock)


def enrolled(exchange: Exchange, office: OpenOffice, scope: Scope = TOWN) -> RealCity:
    """Enrol an office and return the city as it calls it."""
    replica = new_id()
    code = exchange.issue_code(scope, "网格中心", "管理员")
    reply = travelled(exchange.enrol(EnrolRequest(code=code, replica=replica, schema=SCHEMA, program="gridadmin")))
    office.exchange(_note_enrolment, reply, replica)
    return RealCity(exchange, reply)


def _note_enrolment(session: Session, reply: EnrolReply, replica: UUID) -> None:
    session.add(
        Replica(
            id=replica,
            scope=str(reply.scope),
            reads=[str(scope) for scope in reply.reads],
            name=reply.name,
            address="https://city.example",
            settings={},
            client_id=reply.client_id,
            secret_place="database",
            epoch=None,
            number=0,
            collected=0,
            full=True,
            recovering=False,
            pulled_schema=0,
        )
    )
    session.flush()
    note_history(session, reply.history)


def pull(office: OpenOffice, city: RealCity, limit: int = 1000) -> Applied:
    """Pull until everything is here, and apply it."""
    while not office.read(is_staged):
        reply = city.pull(office.read(next_pull, limit))
        office.exchange(stage_page, reply)
    return office.exchange(apply_stage, office.clock())


class Colleague:
    """Another computer of the office, as far as the city sees it: pushes operations that a test writes down."""

    def __init__(self, exchange: Exchange, scope: Scope = TOWN) -> None:
        self.exchange, self.scope = exchange, scope
        code = exchange.issue_code(scope, "网格中心", "管理员")
        request = EnrolRequest(code=code, replica=new_id(), schema=SCHEMA, program="gridadmin")
        reply = exchange.enrol(request)
        token = TokenRequest(client_id=reply.client_id, client_secret=reply.client_secret)
        self._caller = exchange.caller(exchange.token(token).access_token)
        self._number = 0
        self._seen: History | None = None

    def do(self, *ops: Op, sentence: str = "Change {name}", actor: str = "李敏") -> Outcome:
        """Do one act and return what became of it."""
        return self.do_all([group_of(*ops, sentence=sentence, actor=actor)])[0]

    def do_all(self, groups: Sequence[Group]) -> list[Outcome]:
        """Push groups and return what became of them."""
        self._number += 1
        request = PushRequest(
            schema=SCHEMA,
            replica=self._caller.replica or new_id(),
            number=self._number,
            scope=self.scope,
            groups=tuple(groups),
            history=self._seen,
        )
        reply = self.exchange.push(self._caller, travelled(request))
        self._seen = reply.history
        return [reply.outcomes[group.mid] for group in groups]


def publish(exchange: Exchange, *ops: Op, publisher: Scope = COUNTY, scope: Scope = TOWN) -> Outcome:
    """Publish operations as county or city."""
    group = group_of(*ops, actor="县网格中心", sentence="Publish")
    return exchange.publish(publisher, scope, [group])[group.mid]


def group_of(*ops: Op, sentence: str = "Change {name}", actor: str = "李敏", at: datetime | None = None) -> Group:
    """Return a group of one act."""
    act = Act(id=new_id(), at=at or utc_now(), actor=actor, sentence=sentence, values={"name": "张三"})
    return Group(mid=new_id(), schema=SCHEMA, acts=(act,), ops=ops)
