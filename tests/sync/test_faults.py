"""Every call of the client's port through every fault of a line, against a server written from the document alone.

Whatever a line does, a call gives the city's answer or NoAnswerError, and the same call once more on a good line gives
what it would have given at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

import pytest

from gridadmin.domain.exchange import Connection
from gridadmin.models.ids import new_id
from gridadmin.sync.city import NoAnswerError
from gridadmin.sync.credentials import Credentials
from gridadmin.sync.http import HttpCity
from gridadmin.sync.line import Patience
from gridadmin.wire.enrolment import EnrolReply, EnrolRequest
from gridadmin.wire.groups import Act, Group, NewRecord
from gridadmin.wire.history import START, History
from gridadmin.wire.pull import PullRequest
from gridadmin.wire.push import PushRequest, Result
from gridadmin.wire.recovery import DigestRequest, KnownRequest, RowsRequest
from tests.conformance.minimal_server import minimal_server
from tests.fault_proxy import SILENT, FaultProxy, fault_proxy
from tests.faults import PASS, Fault, Kind
from tests.real_offices import TOWNSHIP

NOW = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
PHOTO = bytes(range(256)) * 40
PHOTO_NAME = f"sha256:{sha256(PHOTO).hexdigest()}"
FAULTS = [
    *(Fault(kind) for kind in Kind if kind not in (Kind.PASS, Kind.CORRUPT)),  # TLS notices what CORRUPT does
    Fault(Kind.CUT_REPLY, at=1),
    Fault(Kind.CUT_REPLY, at=-1),
    Fault(Kind.CUT_REPLY, at=-20),
    Fault(Kind.CUT_REQUEST, at=40),
    Fault(Kind.CUT_REQUEST, at=-1),
    Fault(Kind.WRONG_LENGTH, at=-7),
    *(Fault(kind, status=status) for kind in (Kind.ANSWER, Kind.ANSWER_AFTER) for status in (429, 500, 503, 504)),
]


@dataclass
class Office:
    """One replica at the city, and the requests of one exchange."""

    proxy: FaultProxy
    city: HttpCity
    patience: Patience
    enrolled: EnrolReply
    replica: UUID = field(default_factory=new_id)
    person: UUID = field(default_factory=new_id)

    def push(self) -> PushRequest:
        act = Act(id=new_id(), at=NOW, actor="李敏", sentence="Enter")
        made = NewRecord(t="worker", id=self.person, f={"name": "张三" * 400, "sex": "1"})
        group = Group(mid=new_id(), schema=1, acts=(act,), ops=(made,))
        return PushRequest(
            schema=1, replica=self.replica, number=1, scope=self.enrolled.scope, groups=(group,), history=None
        )

    def pull(self) -> PullRequest:
        cursors = dict.fromkeys(self.enrolled.reads, START)
        return PullRequest(schema=1, replica=self.replica, cursors=cursors, history=None)


@contextmanager
def office() -> Iterator[Office]:
    with minimal_server() as (address, staff), fault_proxy(address) as proxy:
        connection, replica = Connection(proxy.address, proxy=""), new_id()
        joining = HttpCity(connection, None, clock=lambda: NOW)
        request = EnrolRequest(code=staff.issue_code(TOWNSHIP), replica=replica, schema=1, program="gridadmin")
        enrolled = joining.enrol(request)
        joining.close()
        credentials = Credentials(enrolled.client_id, enrolled.client_secret)
        patience = Patience(read_s=20)
        found = HttpCity(connection, credentials, clock=lambda: NOW, patience=patience)
        try:
            yield Office(proxy, found, patience, enrolled, replica)
        finally:
            found.close()


def steps(here: Office) -> dict[str, Callable[[], object]]:
    """Return one exchange's calls in order, each giving what does not depend on how often it was made."""
    push = here.push()
    (mid,) = (group.mid for group in push.groups)
    asked = {"schema": 1, "replica": here.replica, "scope": here.enrolled.scope}
    half = len(PHOTO) // 2

    def pulled() -> object:
        reply = here.city.pull(here.pull())
        return reply.done, [row.id for page in reply.pages for row in page.rows], reply.digests

    return {
        "capabilities": lambda: here.city.capabilities().service,
        "push": lambda: here.city.push(push.to_bytes()).outcomes[mid].result,
        "pull": pulled,
        "known": lambda: here.city.known(KnownRequest(mids=(mid,), **asked)).have,  # type: ignore[arg-type]
        "digest": lambda: here.city.digest(DigestRequest(**asked)).types,  # type: ignore[arg-type]
        "rows": lambda: [row.f for row in here.city.rows(RowsRequest(t="worker", ids=(here.person,), **asked)).rows],  # type: ignore[arg-type]
        "first piece": lambda: sent(here.city, 0, PHOTO[:half]),
        "offset": lambda: here.city.attachment_offset(PHOTO_NAME),
        "last piece": lambda: sent(here.city, half, PHOTO[half:]),
        "content": lambda: fetched(here.city),
    }


def sent(city: HttpCity, offset: int, piece: bytes) -> object:
    """Send a piece, unless it is there: what a sender does after it missed an answer."""
    there = city.attachment_offset(PHOTO_NAME)
    if there is not None and there < offset + len(piece):
        city.send_attachment(PHOTO_NAME, there, piece[there - offset :], len(PHOTO))
    return city.attachment_offset(PHOTO_NAME)


def fetched(city: HttpCity) -> bytes:
    content = b""
    while piece := city.fetch_attachment(PHOTO_NAME, len(content)):
        content += piece
    return content


def test_a_good_line() -> None:
    with office() as here:
        answers = {name: call() for name, call in steps(here).items()}
        assert answers["push"] is Result.APPLIED
        assert answers["content"] == PHOTO
        assert (answers["first piece"], answers["offset"], answers["last piece"]) == (5120, 5120, None)


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_every_fault_at_every_step(fault: Fault) -> None:
    with office() as here:
        for name, call in steps(here).items():
            firsts = [attempt(here, call, script) for script in scripts(fault)]
            here.proxy.follow([])
            here.proxy.arrive()
            again = call()
            assert call() == again, f"{name}: repeating it changes something"
            assert all(first in (again, None) for first in firsts), name


def scripts(fault: Fault) -> list[list[Fault]]:
    """Return a fault once and, where a call goes out again by itself after it, twice."""
    return [[fault], [fault, fault]] if fault.kind in SILENT else [[fault]]


def attempt(here: Office, call: Callable[[], object], script: list[Fault]) -> object:
    """Make a call on a bad line; None where there was no answer. Nothing else may come, as the city is content."""
    here.proxy.follow(script)
    if script[-1].kind is Kind.STALL:
        object.__setattr__(here.patience, "read_s", 0.2)
    try:
        return call()
    except NoAnswerError:
        return None
    finally:
        object.__setattr__(here.patience, "read_s", 20.0)


def test_a_token_that_gets_lost_is_asked_for_again() -> None:
    with office() as here:
        for kind in (Kind.DROP_REQUEST, Kind.DROP_REPLY, Kind.PORTAL, Kind.ANSWER_AFTER):
            times = 2 if kind in SILENT else 1  # once alone, and the call goes out again by itself
            found = HttpCity(
                Connection(here.proxy.address),
                Credentials(here.enrolled.client_id, here.enrolled.client_secret),
                clock=lambda: NOW,
            )
            here.proxy.follow([PASS, *[Fault(kind)] * times])
            seen = len(here.proxy.seen)
            with pytest.raises(NoAnswerError):
                found.pull(here.pull())
            assert found.pull(here.pull()).done
            lines = [each.line for each in here.proxy.seen[seen:]]
            assert lines == ["GET /", *["POST /token"] * times, "GET /", "POST /token", "POST /pull"]
            found.close()


def test_a_push_that_arrives_twice_and_late_is_applied_once() -> None:
    with office() as here:
        push = here.push()
        for fault in (Fault(Kind.DUPLICATE_TOGETHER), Fault(Kind.ARRIVE_LATER, later=2), Fault(Kind.DUPLICATE_LATER)):
            here.city.capabilities()
            here.proxy.follow([PASS, fault])
            attempt(here, lambda: here.city.push(push.to_bytes()), [fault])
            here.proxy.arrive()
        reply = here.city.push(push.to_bytes())
        assert reply.outcomes[push.groups[0].mid].result is Result.APPLIED
        rows = [row for page in here.city.pull(here.pull()).pages for row in page.rows]
        assert [row.id for row in rows] == [here.person]
        assert isinstance(reply.history, History)
