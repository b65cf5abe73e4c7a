"""Photos between two computers of an office and a city, over real HTTP that breaks off anywhere."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.exchange import Connection
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.attachments import encode_photo, measure_jpeg
from gridadmin.models.exchange import AttachmentState
from gridadmin.services.worker_records import set_photo
from gridadmin.sync.attachments import (
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
from gridadmin.wire.attachments import UploadState, parse_attachment_name
from gridadmin.wire.problems import MEDIA_TYPE, STATUSES, ProblemError, ProblemType
from tests.real_offices import real_office, with_worker
from tests.sync.raw_server import LIMITS, Asked, Said, city, http, problem, raw_server
from tests.sync.test_http import CREDENTIALS, NOW


def picture(shade: int, side: int = 60) -> bytes:
    """Return a JPEG of noise, so that it has a few kilobytes."""
    target = io.BytesIO()
    Image.effect_noise((side, side), 40 + shade).convert("RGB").save(target, "JPEG", quality=90)
    return target.getvalue()


@dataclass
class Shelf:
    """A city's attachments, as docs/exchange.md, section 11, has them; and what goes wrong with the next requests.

    Attributes:
        cuts: for the next answers to GET: after how many bytes the connection breaks.
        lost: the answers to these of the next requests, counted, never arrive, though they were done.
    """

    held: dict[str, bytearray] = field(default_factory=dict)
    complete: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)
    shifts: int = 0
    spoils: int = 0
    refuses: ProblemType | None = None
    says_not_found: bool = False

    def __call__(self, asked: Asked) -> Said:
        name = asked.target.rpartition("/")[2]
        self.asked.append(asked.method)
        said = self._refusal(asked) or getattr(self, f"_{asked.method.lower()}")(name, asked)
        return Said(b"") if len(self.asked) - 1 in self.lost else said

    def _refusal(self, asked: Asked) -> Said | None:
        if self.refuses is None:
            return None
        status = STATUSES[self.refuses]
        return Said(http(status, b"", MEDIA_TYPE)) if asked.method == "HEAD" else problem(self.refuses)

    def _state(self, name: str) -> Said:
        state = UploadState(len(self.held.get(name, b"")), name in self.complete)
        head = "".join(f"{key}: {value}\r\n" for key, value in state.to_headers().items())
        return Said(f"HTTP/1.1 204 X\r\n{head}\r\n".encode(), stays=True)

    def _head(self, name: str, _asked: Asked) -> Said:
        if self.says_not_found and name not in self.held:
            return Said(http(404, b"", MEDIA_TYPE), stays=True)
        return self._state(name)

    def _patch(self, name: str, asked: Asked) -> Said:
        said = UploadState.from_headers(asked.headers)
        held = self.held.setdefault(name, bytearray())
        if self.shifts:  # another computer of the office sent a byte in between
            self.shifts -= 1
            held += asked.body[:1]
        if name in self.complete:
            return self._state(name)
        if said.offset != len(held) or len(asked.body) > LIMITS.chunk_bytes:
            return problem(ProblemType.OFFSET_MISMATCH, Upload_Offset=str(len(held)))
        held += asked.body
        if said.complete:
            assert said.length == len(held)
            if self.spoils or not parse_attachment_name(name).fits(bytes(held)):
                self.spoils -= 1
                del self.held[name]
                return problem(ProblemType.HASH_MISMATCH)
            self.complete.add(name)
        return self._state(name)

    def _get(self, name: str, asked: Asked) -> Said:
        if name not in self.complete:
            return problem(ProblemType.NOT_FOUND)
        offset = int(asked.headers.get("range", "bytes=0-")[6:-1])
        content = http(206 if offset else 200, bytes(self.held[name][offset:]), "application/octet-stream")
        if self.cuts:
            head, _, body = content.partition(b"\r\n\r\n")
            return Said(head + b"\r\nConnection: close\r\n\r\n" + body[: self.cuts.pop(0)])
        return Said(content, stays=True)


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
    assert changed == [frozenset({"workers"})]


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


def test_a_city_that_knows_nothing_of_it_may_say_so(office: OpenOffice) -> None:
    with_photo(office)
    shelf = Shelf(says_not_found=True)
    with reached(shelf) as found:
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(sent=1)


@pytest.mark.parametrize("lost", range(4))
def test_every_answer_may_be_lost(office: OpenOffice, lost: int) -> None:
    _person, digest = with_photo(office, side=200)
    shelf = Shelf(lost={lost})
    with reached(shelf) as found:
        with pytest.raises(NoAnswerError):
            exchange_attachments(office, office, found, LIMITS)
        assert office.read(count_waiting) == 1
        assert exchange_attachments(office, office, found, LIMITS).sent == 1
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
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(refused=1)
    assert endless.asked.count("PATCH") == MOST_TURNS


def test_a_spoilt_photo_is_sent_once_more(office: OpenOffice) -> None:
    _person, digest = with_photo(office)
    with reached(Shelf(spoils=1)) as found:
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(sent=1)
    office.exchange(ask_for_all_again)
    shelf = Shelf(spoils=99)
    with reached(shelf) as found:
        assert exchange_attachments(office, office, found, LIMITS) == PhotoTraffic(refused=1)
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
        assert exchange_attachments(office, office, found, tiny) == PhotoTraffic(sent=2, refused=1)


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


def test_a_photo_that_is_lost_here_is_fetched_and_one_that_appears_is_sent(office: OpenOffice) -> None:
    _person, digest = with_photo(office)
    office.exchange(note_photos, frozenset())
    assert office.read(list_waiting, outgoing=False) == [f"sha256:{digest}"]
    office.exchange(note_photos, office.photo_digests())
    assert office.read(list_waiting, outgoing=True) == [f"sha256:{digest}"]


def test_a_received_photo_is_measured() -> None:
    content, width, height = encode_photo(picture(3, 80))
    assert measure_jpeg(content) == (width, height) == (80, 80)
    with pytest.raises(InvalidError):
        measure_jpeg(gzip.compress(content))
