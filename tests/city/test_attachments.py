"""Attachments in pieces: resumed, repeated, checked, and nobody else's."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import pytest

from gridadmin.city.attachments import Piece, keep_piece, upload_state
from gridadmin.city.exchange import LIMITS
from gridadmin.city.quotas import Quotas
from gridadmin.wire.attachments import UploadState
from gridadmin.wire.enrolment import Limits
from gridadmin.wire.problems import ProblemError, ProblemType
from tests.city.cities import City, change, worker
from tests.city.conftest import own_town
from tests.city.test_points import problem

CONTENT = bytes(range(256)) * 40
TOO_LARGE = ProblemType.TOO_LARGE
NOTHING = UploadState(0, False)
NAME = f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"


@pytest.fixture
def city(shared_city: City) -> City:
    """A city; its tables are shared, its scopes are not."""
    return shared_city


def send(city: City, start: int, end: int, name: str = NAME) -> UploadState:
    """Send a part of the attachment."""
    state = UploadState(start, end >= len(CONTENT), len(CONTENT))
    return city.exchange.receive_attachment(city.caller, name, state, CONTENT[start:end])


def test_it_comes_in_pieces_and_goes_on_where_it_stopped(city: City) -> None:
    assert city.exchange.attachment(city.caller, NAME) == NOTHING
    assert send(city, 0, 4_000) == UploadState(4_000, False)
    assert city.exchange.attachment(city.caller, NAME) == UploadState(4_000, False)
    assert problem(lambda: city.exchange.read_attachment(city.caller, NAME, 0, 10)) is ProblemType.NOT_FOUND
    with pytest.raises(ProblemError) as raised:
        send(city, 0, 4_000)
    assert (raised.value.problem.type, raised.value.problem.more) == (ProblemType.OFFSET_MISMATCH, {"offset": 4_000})
    assert send(city, 4_000, 8_000) == UploadState(8_000, False)
    whole = UploadState(len(CONTENT), True, len(CONTENT))
    assert send(city, 8_000, len(CONTENT)) == whole
    assert send(city, 8_000, len(CONTENT)) == whole, "a repetition does no harm"
    assert city.exchange.attachment(city.caller, NAME) == whole
    for offset, size in ((0, 10), (3_990, 30), (3_000, 7_000), (0, 20_000), (len(CONTENT), 5), (9_999_999, 5)):
        part = city.exchange.read_attachment(city.caller, NAME, offset, size)
        assert part == CONTENT[offset : offset + size]


def test_another_content_is_dropped(city: City) -> None:
    other = f"sm3:{'0' * 64}"
    send(city, 0, 4_000, other)
    assert problem(lambda: send(city, 4_000, len(CONTENT), other)) is ProblemType.HASH_MISMATCH
    assert city.exchange.attachment(city.caller, other) == NOTHING
    sm3 = f"sm3:{hashlib.new('sm3', CONTENT).hexdigest()}"
    assert send(city, 0, len(CONTENT), sm3).complete


def test_whoever_did_not_send_it_does_not_learn_that_it_is_there(city: City) -> None:
    send(city, 0, len(CONTENT))
    mine, city.caller = city.caller, City(city.engine, seed=9).caller
    assert city.exchange.attachment(city.caller, NAME) == NOTHING
    assert problem(lambda: city.exchange.read_attachment(city.caller, NAME, 0, 1)) is ProblemType.NOT_FOUND
    city.caller = mine
    assert problem(lambda: city.exchange.attachment(city.caller, "../x")) is ProblemType.NOT_FOUND


def test_pieces_and_attachments_have_a_largest_size(city: City) -> None:
    city.exchange.limits = Limits.from_json(LIMITS.to_json() | {"chunk_bytes": 5_000, "attachment_bytes": 65_536})
    assert problem(lambda: send(city, 0, 6_000)) is ProblemType.TOO_LARGE


def test_an_office_has_room_for_so_many_attachments(city: City) -> None:
    """What is too much is refused for itself: what is there goes on, and other offices have room of their own."""
    city.exchange.quotas = Quotas(scope_attachments=2)
    send(city, 0, 4_000)
    names = [f"sha256:{hashlib.sha256(bytes([n])).hexdigest()}" for n in range(2)]
    said = UploadState(0, True, 1)
    assert city.exchange.receive_attachment(city.caller, names[0], said, bytes([0])).complete
    assert problem(partial(city.exchange.receive_attachment, city.caller, names[1], said, bytes([1]))) is TOO_LARGE
    assert send(city, 4_000, len(CONTENT)).complete
    assert city.exchange.receive_attachment(city.caller, names[0], said, bytes([0])).complete
    other = City(city.engine, seed=11, town=own_town())
    assert other.exchange.receive_attachment(other.caller, names[1], said, bytes([1])).complete


def test_an_office_has_room_for_so_many_bytes(city: City) -> None:
    city.exchange.quotas = Quotas(scope_attachment_bytes=len(CONTENT))
    small = f"sha256:{hashlib.sha256(b'1').hexdigest()}"
    receive = partial(city.exchange.receive_attachment, city.caller)
    send(city, 0, 4_000)
    assert send(city, 4_000, len(CONTENT)).complete
    assert problem(lambda: receive(small, UploadState(0, True), b"1")) is TOO_LARGE
    city.exchange.quotas = Quotas(scope_attachment_bytes=len(CONTENT) + 1)
    assert problem(lambda: receive(small, UploadState(0, False, 2), b"1")) is TOO_LARGE, "before the rest has come"
    assert receive(small, UploadState(0, True), b"1").complete


def test_what_no_record_refers_to_is_kept_for_a_month(city: City) -> None:
    send(city, 0, len(CONTENT))
    city.later(days=31)
    person = worker(city.id(), photo=NAME.removeprefix("sha256:"))
    city.send(person)
    city.exchange.forget(city.town)
    assert city.exchange.attachment(city.caller, NAME).complete
    city.later(days=31)
    city.send(change("worker", person.id, photo=(NAME.removeprefix("sha256:"), None)))
    city.exchange.forget(city.town)
    assert is_here(city), "it may be taken back tomorrow"
    city.later(days=31)
    city.exchange.forget(city.town)
    assert city.exchange.attachment(city.caller, NAME) == NOTHING


def is_here(city: City) -> bool:
    """Return whether the attachment is here, without asking for it: who asks may send the record next."""
    with city.engine.connect() as connection:
        return upload_state(connection, city.town, NAME).complete


@pytest.mark.parametrize("says", ["asks", "sends it once more"])
def test_what_an_office_takes_for_sent_is_kept_for_a_month_from_then(city: City, says: str) -> None:
    send(city, 0, len(CONTENT))
    city.later(days=31)
    told = city.exchange.attachment(city.caller, NAME) if says == "asks" else send(city, 0, len(CONTENT))
    assert told.complete
    city.later(days=29)
    city.exchange.forget(city.town)
    assert is_here(city)
    city.later(days=2)
    city.exchange.forget(city.town)
    assert not is_here(city)


def test_what_is_completed_while_the_night_looks_at_it_stays(city: City) -> None:
    """Half of a photo has lain there for a month; the rest comes in the very minute in which it would be dropped."""
    send(city, 0, 4_000)
    city.later(days=31)
    with ThreadPoolExecutor(1) as night:
        with city.engine.begin() as connection:
            rest = Piece(UploadState(4_000, True), CONTENT[4_000:])
            kept = keep_piece(connection, city.caller.scope, NAME, rest, city.now, LIMITS)
            assert isinstance(kept, UploadState)
            forgetting = night.submit(city.exchange.forget, city.town)
            with suppress(TimeoutError):  # it waits for the piece
                forgetting.result(0.5)
        forgetting.result(20)
    assert city.exchange.attachment(city.caller, NAME).complete
    assert city.exchange.read_attachment(city.caller, NAME, 0, len(CONTENT)) == CONTENT


def test_a_piece_that_comes_while_the_others_are_dropped_leaves_nothing_behind(city: City) -> None:
    """Two computers send the same photo, one of them damaged; whichever is first, it can be sent again."""
    send(city, 0, 4_000)
    with ThreadPoolExecutor(1) as other:
        with city.engine.begin() as connection:
            ended = Piece(UploadState(4_000, True), b"damaged")
            answer = keep_piece(connection, city.caller.scope, NAME, ended, city.now, LIMITS)
            assert isinstance(answer, ProblemError)
            second = other.submit(problem, lambda: send(city, 4_000, 8_000))
            with suppress(TimeoutError):  # it waits, or has done what it can
                second.result(0.5)
        assert second.result(20) is ProblemType.OFFSET_MISMATCH
    for start in range(0, len(CONTENT), 4_000):
        state = send(city, start, start + 4_000)
    assert state.complete
