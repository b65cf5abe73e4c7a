"""Enrolment: a code becomes an identity; a second one a new identity, with the queue as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, KeyRefusedError, NotFoundError
from gridadmin.domain.exchange import Connection
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import GroupState, OutboxGroup, Replica, ScopePoint, SealedPush, StagedPage
from gridadmin.models.ids import new_id
from gridadmin.sync.city import NoAnswerError
from gridadmin.sync.credentials import DATABASE
from gridadmin.sync.enrolment import (
    Application,
    Enrolled,
    change_connection,
    enrol,
    enrolment_code,
    open_city,
    read_enrolled,
)
from gridadmin.sync.http import HttpCity
from gridadmin.sync.recovery import renew_replica
from gridadmin.wire.enrolment import EnrolReply, EnrolRequest
from gridadmin.wire.history import History, Point
from gridadmin.wire.problems import ProblemError, ProblemType
from gridadmin.wire.scopes import parse_scope
from tests.real_offices import TOWNSHIP, real_office
from tests.sync.raw_server import Asked, Said, city, ok, problem, raw_server
from tests.sync.test_http import NOW, PULL, PULLED

TOWN, COUNTY, CITY = (parse_scope(text) for text in (f"town:{TOWNSHIP}", "county:371525", "city:3715"))
SECRET = "s" * 32


class Desk:
    """A city's enrolment: it answers every code, with what it is told to."""

    def __init__(self, scope: str = f"town:{TOWNSHIP}", reads: tuple[str, ...] = ()) -> None:
        self.scope, self.reads = parse_scope(scope), tuple(parse_scope(text) for text in reads)
        self.epoch = UUID(int=5)
        self.requests: list[EnrolRequest] = []
        self.answer: Said | None = None

    def __call__(self, asked: Asked) -> Said:
        if asked.target == "/pull":
            return ok(PULLED)
        self.requests.append(EnrolRequest.from_bytes(asked.plain))
        if self.answer is not None:
            return self.answer
        client = f"town-{self.scope.code}-{len(self.requests)}"
        reply = EnrolReply(
            client_id=client,
            client_secret=SECRET,
            scope=self.scope,
            reads=self.reads or (self.scope, *self.scope.above),
            name="冠县崇文街道网格化服务管理中心",
            history=History(epoch=self.epoch, seen={self.scope: Point(3, 99)}),
        )
        return ok(reply)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


def enrolled_at(office: OpenOffice, desk: Desk, code: str = "K7QM-3XHD-9PWA", replica: UUID | None = None) -> Enrolled:
    with raw_server(city(desk)) as server:
        connection = Connection(server.address, proxy="")
        found = HttpCity(connection, None, clock=lambda: NOW)
        application = Application(connection, code, "办公室1号机")
        try:
            return enrol(office, found, application, replica=replica or new_id(), office_key=office.key, keyring=None)
        finally:
            found.close()


def rows(office: OpenOffice) -> tuple[Replica, dict[str, tuple[int, int, int, int]]]:
    def read(session: Session) -> tuple[Replica, dict[str, tuple[int, int, int, int]]]:
        points = session.scalars(select(ScopePoint))
        return session.scalars(select(Replica)).one(), {
            point.scope: (point.cursor_seq, point.cursor_tag, point.seen_seq, point.seen_tag) for point in points
        }

    return office.read(read)


def test_the_first_enrolment(office: OpenOffice, tmp_path: Path) -> None:
    assert office.read(read_enrolled) is None
    desk, replica = Desk(), new_id()
    made = enrolled_at(office, desk, "k7qm 3xhd9pwa", replica)
    assert office.read(read_enrolled) == made
    assert desk.requests[0].code == "K7QM-3XHD-9PWA"
    assert (desk.requests[0].replica, desk.requests[0].computer) == (replica, "办公室1号机")
    row, points = rows(office)
    assert (row.id, row.scope, row.client_id, row.secret_place) == (
        replica,
        f"town:{TOWNSHIP}",
        made.client_id,
        DATABASE,
    )
    assert (row.epoch, row.full, row.collected, row.number, row.stopped) == (desk.epoch, True, 0, 0, None)
    assert row.reads == [str(TOWN), str(COUNTY), str(CITY)]
    assert points == {str(TOWN): (0, 0, 3, 99), str(COUNTY): (0, 0, 0, 0), str(CITY): (0, 0, 0, 0)}
    assert SECRET not in json.dumps(row.settings)
    assert not any(SECRET.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_the_city_is_reached_with_what_was_kept(office: OpenOffice) -> None:
    desk = Desk()
    with raw_server(city(desk)) as server:
        connection = Connection(server.address, signer="hmac-sm3", app_key="office")
        found = HttpCity(connection, None, clock=lambda: NOW)
        application = Application(connection, "K7QM3XHD9PWA", signing_secret="gateway")
        made = enrol(office, found, application, replica=new_id(), office_key=office.key, keyring=None)
        found.close()
        reached = open_city(made, office_key=office.key, keyring=None, clock=lambda: NOW)
        assert reached.pull(PULL) == PULLED
        reached.close()
        form = next(asked for asked in server.asked if asked.target == "/token")
        assert f"client_secret={SECRET}".encode() in form.body
        assert form.headers["x-app-key"] == "office"
    with pytest.raises(KeyRefusedError, match="Enrol again"):
        open_city(made, office_key=bytes(32), keyring=None, clock=lambda: NOW)


def queue(session: Session) -> None:
    """A group that is sealed, one that is refused, a page that is staged, a place that was reached."""
    for n, state in enumerate((GroupState.SEALED, GroupState.REFUSED, GroupState.DONE)):
        session.add(OutboxGroup(mid=UUID(int=n + 1), n=n, state=state, body=b"", act_ids=[], queued_at=NOW))
    session.add(SealedPush(number=7, body=b"sealed under the old id"))
    session.add(StagedPage(n=1, head=b"", survey=b""))
    point = session.get(ScopePoint, str(TOWN))
    replica = session.scalars(select(Replica)).one()
    assert point is not None
    point.cursor_seq, point.cursor_tag, point.seen_seq = 12, 34, 15
    replica.number, replica.collected, replica.full, replica.stopped = 7, 55, False, {"msgid": "revoked"}


def states(session: Session) -> dict[int, GroupState]:
    return {group.n: group.state for group in session.scalars(select(OutboxGroup))}


def test_enrolling_again_keeps_the_queue_and_takes_a_new_id(office: OpenOffice) -> None:
    first = enrolled_at(office, Desk())
    office.exchange(queue)
    desk = Desk()
    desk.epoch = UUID(int=6)
    second = enrolled_at(office, desk)
    assert second.replica != first.replica
    row, points = rows(office)
    assert (row.id, row.collected, row.full, row.number, row.stopped) == (second.replica, 55, False, 0, None)
    assert row.epoch == UUID(int=5), "the first request has to show that the city is another one, or was restored"
    assert points[str(TOWN)] == (12, 34, 15, 99), "what was reached stays; what was seen is what counts"
    assert office.read(states) == {0: GroupState.WAITING, 1: GroupState.REFUSED, 2: GroupState.DONE}
    assert office.read(lambda session: session.scalars(select(SealedPush)).all()) == []


@pytest.mark.parametrize(
    ("scope", "reads"),
    [
        ("town:371525003", ()),
        ("county:371525", ()),
        (f"town:{TOWNSHIP}", ("county:371525",)),
        (f"town:{TOWNSHIP}", (f"town:{TOWNSHIP}", "town:371525003")),
    ],
)
def test_another_townships_code_is_refused(office: OpenOffice, scope: str, reads: tuple[str, ...]) -> None:
    with pytest.raises(InvalidError, match="another township"):
        enrolled_at(office, Desk(scope, reads))
    assert office.read(read_enrolled) is None


def test_a_refused_code_changes_nothing(office: OpenOffice) -> None:
    first = enrolled_at(office, Desk())
    desk = Desk()
    desk.answer = problem(ProblemType.CODE_INVALID)
    with pytest.raises(ProblemError):
        enrolled_at(office, desk)
    desk.answer = Said(b"")
    with pytest.raises(NoAnswerError):
        enrolled_at(office, desk)
    assert office.read(read_enrolled) == first


def test_a_mistyped_code_is_not_sent(office: OpenOffice) -> None:
    desk = Desk()
    for typed in ("", "K7QM-3XHD-9PW", "K7QM-3XHD-9PW0", "K7QM-3XHD-9PWAA", "０７QM-3XHD-9PWA"):
        with pytest.raises(InvalidError, match="12"):
            enrolled_at(office, desk, typed)
    assert desk.requests == []
    assert enrolment_code(" k7qm—3xhd—9pwa\n") == "K7QM-3XHD-9PWA"


def test_another_way_to_the_same_city(office: OpenOffice) -> None:
    with pytest.raises(NotFoundError):
        office.exchange(change_connection, Connection("https://city.example"))
    first = enrolled_at(office, Desk())
    way = Connection("https://city.example", ca_file="/ca.pem", proxy="")
    office.exchange(change_connection, way)
    second = office.read(read_enrolled)
    assert second is not None
    assert (second.connection, second.kept, second.replica) == (way, first.kept, first.replica)


def test_a_new_identity_goes_on_with_the_same_credentials(office: OpenOffice) -> None:
    """A database that learned of its copy takes another id; the city knows it by its credentials as before."""
    desk = Desk()
    with raw_server(city(desk)) as server:
        connection = Connection(server.address, proxy="")
        found = HttpCity(connection, None, clock=lambda: NOW)
        application = Application(connection, "K7QM-3XHD-9PWA")
        first = enrol(office, found, application, replica=new_id(), office_key=office.key, keyring=None)
        found.close()
        for _ in range(2):  # of three copies, one after another
            office.exchange(renew_replica)
            office.exchange(change_connection, connection)
            now = office.read(read_enrolled)
            assert now is not None
            assert (now.replica != first.replica, now.connection) == (True, connection)
            reached = open_city(now, office_key=office.key, keyring=None, clock=lambda: NOW)
            assert reached.pull(PULL) == PULLED
            reached.close()
    again = enrolled_at(office, desk)
    assert office.read(read_enrolled) == again
    open_city(again, office_key=office.key, keyring=None, clock=lambda: NOW).close()
