"""Photos between two computers of an office and a city, over real HTTP that breaks off anywhere."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.exchange import Connection, RoundResult
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models import attachments
from gridadmin.models.attachments import encode_photo, measure_jpeg
from gridadmin.models.exchange import AttachmentState, GroupState
from gridadmin.models.storage import for_acts
from gridadmin.services.worker_records import set_photo
from gridadmin.sync.attachments import (
    MOST_MISSED,
    MOST_TURNS,
    PhotoTraffic,
    ask_for_all_again,
    count_waiting,
    exchange_attachments,
    list_waiting,
    note_photos,
)
from gridadmin.sync.city import NoAnswerError
from gridadmin.sync.http import HttpCity
from gridadmin.sync.outbox import groups_in, set_state
from gridadmin.sync.rounds import note_round
from gridadmin.wire.problems import ProblemError, ProblemType
from tests.real_offices import real_office, with_worker
from tests.sync.enrolled_offices import collect, enrol
from tests.sync.photo_shelf import Shelf, picture
from tests.sync.raw_server import LIMITS, city, raw_server
from tests.sync.test_http import CREDENTIALS, NOW


@contextmanager
def reached(shelf: Shelf) -> Iterator[HttpCity]:
    with raw_server(city(shelf)) as server:
        found = HttpCity(Connection(server.address), CREDENTIALS, clock=lambda: NOW)
        try:
            yield found
        finally:
            found.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path / "first") as opened:
        yield opened


@pytest.fixture
def second(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path / "second") as opened:
        yield opened


def with_photo(office: OpenOffice, shade: int = 1, side: int = 60, person: str = "张三") -> tuple[UUID, str]:
    """Enter a person with a photo; return the person and the photo's digest."""
    worker = with_worker(office, person)
    digest = office.put_photo(picture(shade, side))
    office.act(Message("Photo"), set_photo, worker, digest)
    return worker, digest


def refer(office: OpenOffice, digest: str) -> None:
    """Let a record of an office refer to a photo that is not there, as a pulled one does."""
    office.act(Message("Photo"), set_photo, with_worker(office), digest)


def turn(office: OpenOffice, state: GroupState) -> None:
    """Let everything that is in the queue be in a state."""

    def write(session: Session) -> None:
        set_state(session, [group.mid for group in groups_in(session, *GroupState)], state)

    office.exchange(write)


def test_a_photo_goes_up_and_comes_down_byte_for_byte(office: OpenOffice, second: OpenOffice) -> None:
    _person, digest = with_photo(office, side=120)
    content = office.photo(digest)
    assert content is not None
    assert len(content) > LIMITS.chunk_bytes
    shelf = Shelf()
    changed: list[frozenset[str]] = []
    second.on_changed = changed.append
    with reached(shelf) as found:
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(sent=1)
        assert shelf.asked.count("PATCH") == -(-len(content) // LIMITS.chunk_bytes)
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic()
        refer(second, digest)
        assert second.photo(digest) is None
        changed.clear()
        assert exchange_attachments(second, second, found, LIMITS) == PhotoTraffic(received=1)
        assert shelf.asked.count("HEAD") == 1, "what is done is not asked for again"
    assert second.photo(digest) == content
    assert len(changed) == 1
    assert "workers" in changed[0], "and every other feature that keeps pictures"


def test_a_photo_that_is_not_there_yet_waits(office: OpenOffice, second: OpenOffice) -> None:
    _person, digest = with_photo(office)
    refer(second, digest)
    with reached(Shelf()) as found:
        assert exchange_attachments(second, second, found, LIMITS) == PhotoTraffic(waiting=1)
        assert second.read(list_waiting, outgoing=False) == [f"sha256:{digest}"]
        exchange_attachments(office, office, found, LIMITS)
        assert exchange_attachments(second, second, found, LIMITS) == PhotoTraffic(received=1)
    assert second.read(count_waiting) == 0


def test_the_city_has_it_already(office: OpenOffice, second: OpenOffice) -> None:
    _person, digest = with_photo(office)
    content = office.photo(digest)
    assert content is not None
    shelf = Shelf({f"sha256:{digest}": bytearray(content)}, {f"sha256:{digest}"})
    with reached(shelf) as found:
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(sent=1)
    assert shelf.asked == ["HEAD"]


def test_a_photo_of_a_refused_change_is_there_once_it_is_taken(office: OpenOffice, second: OpenOffice) -> None:
    """However long the clerk takes to mend it: what no record refers to the city drops after 30 days."""
    enrol(office)
    _person, digest = with_photo(office)
    refer(second, digest)
    collect(office)
    turn(office, GroupState.REFUSED)
    shelf = Shelf()
    with reached(shelf) as found:
        exchange_attachments(office, office, found, LIMITS)
        shelf.held.clear()
        shelf.complete.clear()
        turn(office, GroupState.WAITING)
        exchange_attachments(office, office, found, LIMITS)
        assert exchange_attachments(second, second, found, LIMITS) == PhotoTraffic(received=1)


def test_a_photo_that_was_lost_here_comes_though_its_record_is_refused(office: OpenOffice) -> None:
    enrol(office)
    content = picture(3)
    refer(office, sha256(content).hexdigest())
    collect(office)
    turn(office, GroupState.REFUSED)
    name = f"sha256:{sha256(content).hexdigest()}"
    with reached(Shelf({name: bytearray(content)}, {name})) as found:
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(received=1)


def test_a_city_that_knows_nothing_of_it_may_say_so(office: OpenOffice) -> None:
    with_photo(office)
    shelf = Shelf(says_not_found=True)
    with reached(shelf) as found:
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(sent=1)


@pytest.mark.parametrize("lost", range(4))
def test_every_answer_may_be_lost(office: OpenOffice, lost: int) -> None:
    _person, digest = with_photo(office, side=200)
    shelf = Shelf(lost={lost, lost + 1})
    with reached(shelf) as found:
        with pytest.raises(NoAnswerError):
            exchange_attachments(office, office, found, LIMITS)
        assert office.read(count_waiting) == 1
        assert exchange_attachments(office, office, found, LIMITS).sent == 1
    assert bytes(shelf.held[f"sha256:{digest}"]) == office.photo(digest)


@pytest.mark.parametrize("lost", range(4))
def test_one_lost_answer_is_not_noticed(office: OpenOffice, lost: int) -> None:
    _person, digest = with_photo(office, side=200)
    shelf = Shelf(lost={lost})
    with reached(shelf) as found:
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(sent=1)
    assert bytes(shelf.held[f"sha256:{digest}"]) == office.photo(digest)


@settings(max_examples=25)
@given(cuts=st.lists(st.integers(0, 3000), max_size=5), start=st.integers(0, 2500))
def test_both_ways_go_on_at_any_byte(cuts: list[int], start: int) -> None:
    content = encode_photo(picture(1))[0]
    name = f"sha256:{sha256(content).hexdigest()}"
    shelf = Shelf({name: bytearray(content[:start])}, cuts=cuts)
    with reached(shelf) as found:
        offset = found.attachment_offset(name)
        assert offset == min(start, len(content))
        for place in range(offset, len(content), LIMITS.chunk_bytes):
            found.send_attachment(name, place, content[place : place + LIMITS.chunk_bytes], len(content))
        if start >= len(content):
            shelf.complete.add(name)
        assert found.attachment_offset(name) is None
        came = b""
        while len(came) < len(content):
            try:
                came += found.fetch_attachment(name, len(came))
            except NoAnswerError:
                assert shelf.asked[-1] == "GET"
        assert found.fetch_attachment(name, len(came)) == b""
    assert came == content


def test_somebody_else_sends_the_same(office: OpenOffice) -> None:
    with_photo(office)
    shelf = Shelf(shifts=3)
    with reached(shelf) as found:
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(sent=1)
    endless = Shelf(shifts=10**6)
    office.exchange(ask_for_all_again)
    with reached(endless) as found:
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(refused=1, waiting=1)
    assert endless.asked.count("PATCH") == MOST_TURNS


def test_a_spoilt_photo_is_sent_once_more(office: OpenOffice) -> None:
    _person, digest = with_photo(office)
    with reached(Shelf(spoils=1)) as found:
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(sent=1)
    office.exchange(ask_for_all_again)
    shelf = Shelf(spoils=99)
    with reached(shelf) as found:
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(refused=1, waiting=1)
    assert shelf.asked.count("HEAD") == 2
    assert office.photo(digest) is not None


def test_one_that_cannot_pass_does_not_stop_the_others(office: OpenOffice) -> None:
    with_photo(office, 1, 60, "张三")
    with_photo(office, 2, 60, "李四")
    with reached(Shelf(refuses=ProblemType.TOO_LARGE)) as found, pytest.raises(NoAnswerError):
        exchange_attachments(office, office, found, LIMITS)  # HEAD is never too large: a gateway said that
    small = Shelf()
    with reached(small) as found:
        tiny = type(LIMITS)(**{**vars(LIMITS), "attachment_bytes": 65_536})
        with_photo(office, 3, 900, "王五")
        assert exchange_attachments(office, office, found, tiny) == PhotoTraffic(sent=2, refused=1, waiting=1)


@pytest.mark.parametrize("kind", [ProblemType.REVOKED, ProblemType.UNAVAILABLE, ProblemType.TOKEN_INVALID])
def test_what_concerns_the_exchange_as_a_whole_ends_it(office: OpenOffice, kind: ProblemType) -> None:
    with_photo(office)
    with reached(Shelf(refuses=kind)) as found, pytest.raises(ProblemError):
        exchange_attachments(office, office, found, LIMITS)
    assert office.read(count_waiting) == 1


HOSTILE = {
    "a program": b"MZ" + bytes(3000),
    "a page": b"<html><script>alert(1)</script></html>",
    "a picture of another kind": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "half a JPEG": picture(5)[:900],
    "nothing": b"",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_picture_is_not_kept(office: OpenOffice, content: bytes) -> None:
    digest = sha256(content).hexdigest()
    refer(office, digest)
    name = f"sha256:{digest}"
    with reached(Shelf({name: bytearray(content)}, {name})) as found:
        assert exchange_attachments(office, office, found, LIMITS).received == 0
        exchange_attachments(office, office, found, LIMITS)
    assert office.photo(digest) is None
    with pytest.raises(InvalidError):
        office.receive_photo(digest, content)


def test_another_picture_than_the_one_named_is_not_kept(office: OpenOffice) -> None:
    digest = sha256(b"wanted").hexdigest()
    refer(office, digest)
    name = f"sha256:{digest}"
    with reached(Shelf({name: bytearray(picture(1))}, {name})) as found:
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(waiting=1)
    with pytest.raises(InvalidError):
        office.receive_photo(digest, picture(1))


def test_a_photo_nobody_refers_to_is_forgotten_and_sent_again_when_somebody_does(office: OpenOffice) -> None:
    person, digest = with_photo(office)
    shelf = Shelf()
    with reached(shelf) as found:
        exchange_attachments(office, office, found, LIMITS)
        office.act(Message("Photo"), set_photo, person, None)
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic()
        assert office.read(lambda session: list(session.scalars(select(AttachmentState)))) == []
        shelf.held.clear()  # 30 days later
        shelf.complete.clear()
        office.undo()
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(sent=1)
    assert f"sha256:{digest}" in shelf.complete


def test_after_a_recovery_every_photo_is_asked_for_once(office: OpenOffice) -> None:
    with_photo(office, 1, 60, "张三")
    with_photo(office, 2, 60, "李四")
    with reached(Shelf()) as found:
        assert exchange_attachments(office, office, found, LIMITS).sent == 2
    office.exchange(ask_for_all_again)
    restored = Shelf()
    with reached(restored) as found:
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(sent=2)
    assert len(restored.complete) == 2


def lose(office: OpenOffice, digest: str) -> None:
    """Let a photo vanish from the office's files, as a damaged file of photos does."""
    with for_acts(office.photos).begin() as connection:
        attachments.forget(connection, [digest])


def test_a_photo_that_is_lost_here_is_fetched(office: OpenOffice) -> None:
    _person, digest = with_photo(office)
    content = office.photo(digest)
    with reached(Shelf()) as found:
        exchange_attachments(office, office, found, LIMITS)
        for _time in range(2):  # after it was sent, and after it was fetched
            lose(office, digest)
            assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(received=1)
            assert office.photo(digest) == content


def test_a_photo_that_appears_here_is_sent(office: OpenOffice) -> None:
    _person, digest = with_photo(office)
    office.exchange(note_photos, frozenset())
    assert office.read(list_waiting, outgoing=False) == [f"sha256:{digest}"]
    office.exchange(note_photos, office.photo_digests())
    assert office.read(list_waiting, outgoing=True) == [f"sha256:{digest}"]


def test_a_photo_that_is_damaged_here_is_not_sent(office: OpenOffice) -> None:
    with_photo(office)
    with for_acts(office.photos).begin() as connection:
        connection.execute(update(attachments.attachments).values(content=b"damaged"))
    shelf = Shelf()
    with reached(shelf) as found:
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(refused=1, waiting=1)
    assert shelf.asked == []


def test_missing_photos_are_asked_for_a_few_at_a_time_and_none_is_left_out(office: OpenOffice) -> None:
    there = picture(1)
    digest = sha256(there).hexdigest()
    names = [sha256(bytes([n])).hexdigest() for n in range(3 * MOST_MISSED)]
    for photo in (*names, digest):
        refer(office, photo)
    shelf = Shelf({f"sha256:{digest}": bytearray(there)}, {f"sha256:{digest}"})
    office.exchange(note_round, RoundResult(complete=True), NOW)
    with reached(shelf) as found:
        for attempt in range(1, 3 * MOST_MISSED):
            if exchange_attachments(office, office, found, LIMITS).received:
                break
            assert shelf.asked.count("GET") == attempt * MOST_MISSED
            office.exchange(note_round, RoundResult(complete=True), NOW + timedelta(seconds=61 * attempt))
    assert office.photo(digest) == there


def test_a_received_photo_is_measured() -> None:
    content, width, height = encode_photo(picture(3, 80))
    assert measure_jpeg(content) == (width, height) == (80, 80)
    with pytest.raises(InvalidError):
        measure_jpeg(gzip.compress(content))
