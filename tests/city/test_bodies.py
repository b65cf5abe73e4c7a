"""Bodies are read within bounds, before and after decompression."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import ClientDisconnect

from gridadmin.city.bodies import Intake, check_media, unpack
from gridadmin.city.settings import Settings
from gridadmin.wire.problems import ProblemError, ProblemType

GZIP = {"content-encoding": "gzip"}
MOST = 4 * 2**20


def refused(act: Callable[[], object]) -> ProblemType:
    with pytest.raises(ProblemError) as error:
        act()
    return error.value.problem.type


@given(st.binary(max_size=5_000))
def test_what_was_packed_is_unpacked(content: bytes) -> None:
    assert unpack(gzip.compress(content), GZIP, MOST) == content
    assert unpack(content, {}, MOST) == content


def test_a_bomb_stops_at_the_bound() -> None:
    assert refused(lambda: unpack(gzip.compress(bytes(50 * 2**20)), GZIP, MOST)) is ProblemType.TOO_LARGE


def test_a_bomb_below_the_bound_is_known_by_how_it_swells() -> None:
    assert refused(lambda: unpack(gzip.compress(bytes(3 * 2**20)), GZIP, MOST)) is ProblemType.TOO_LARGE


def test_honest_text_that_packs_well_passes() -> None:
    records = b"".join(b'{"t":"worker","id":"%032x","f":{"name":"x"}},' % n for n in range(40_000))
    assert len(unpack(gzip.compress(records), GZIP, MOST)) == len(records)


@pytest.mark.parametrize("cut", [0, 1, 5, 12, -1, -8])
def test_gzip_that_ends_early_is_malformed(cut: int) -> None:
    packed = gzip.compress(b"some text that is long enough" * 9)
    assert refused(lambda: unpack(packed[:cut], GZIP, MOST)) is ProblemType.MALFORMED


@pytest.mark.parametrize("tail", [b"x", gzip.compress(b"another", mtime=0)], ids=["bytes", "gzip"])
def test_nothing_may_follow_the_gzip(tail: bytes) -> None:
    assert refused(lambda: unpack(gzip.compress(b"text") + tail, GZIP, MOST)) is ProblemType.MALFORMED


@given(st.binary(max_size=400))
def test_bytes_that_are_no_gzip_are_malformed(content: bytes) -> None:
    try:
        gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        assert refused(lambda: unpack(content, GZIP, MOST)) is ProblemType.MALFORMED


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/html"},
        {"content-type": "application/json; charset=gbk"},
        {"content-type": "application/jsonx"},
        {"content-type": "application/json", "content-encoding": "br"},
        {"content-type": "application/json", "content-encoding": "gzip, gzip"},
    ],
)
def test_other_media_are_refused(headers: dict[str, str]) -> None:
    assert refused(lambda: check_media(headers, "application/json")) is ProblemType.MEDIA


@pytest.mark.parametrize(
    "media", ["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"']
)
def test_the_same_medium_is_spelled_in_several_ways(media: str) -> None:
    check_media({"content-type": media, "content-encoding": "gzip"}, "application/json")


def intake(parts: list[bytes | None], settings: Settings | None = None, length: int | None = None) -> Intake:
    """Return a body that comes in parts; None is a client that sends nothing any more."""
    waiting = list(parts)

    async def receive() -> dict[str, Any]:
        if not waiting:
            return {"type": "http.disconnect"}
        part = waiting.pop(0)
        if part is None:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": part, "more_body": bool(waiting)}

    header = (b"transfer-encoding", b"chunked") if length is None else (b"content-length", str(length).encode())
    return Intake({"type": "http", "headers": [header]}, receive, settings or Settings())


def read(body: Intake, most: int = MOST, on_large: Callable[[], None] = lambda: None) -> bytes:
    async def work() -> bytes:
        return await body.read(most, on_large)

    return asyncio.run(work())


def test_a_body_comes_in_parts() -> None:
    body = intake([b"ab", b"", b"cd"])
    assert (read(body), body.size, body.unread) == (b"abcd", 4, False)


def test_a_body_that_says_that_it_is_too_large_is_not_read() -> None:
    body = intake([b"x" * 100], length=100)
    assert refused(lambda: read(body, most=99)) is ProblemType.TOO_LARGE
    assert (body.size, body.unread) == (0, True)


def test_a_body_that_turns_out_too_large_is_not_read_on() -> None:
    body = intake([b"x" * 60, b"x" * 60, b"x" * 60])
    assert refused(lambda: read(body, most=100)) is ProblemType.TOO_LARGE
    assert body.size == 120


def test_a_large_body_asks_for_its_place() -> None:
    asked: list[int] = []
    read(intake([b"x" * 2**20, b"x", b"x"]), on_large=lambda: asked.append(1))
    assert asked == [1]


def test_a_client_that_falls_silent_is_too_slow() -> None:
    body = intake([b"x", None], Settings(body_idle=0.02))
    assert refused(lambda: read(body)) is ProblemType.TOO_SLOW


def test_a_client_that_drips_is_too_slow() -> None:
    async def drip() -> dict[str, Any]:
        await asyncio.sleep(0.005)
        return {"type": "http.request", "body": b"x", "more_body": True}

    settings = Settings(body_idle=5, body_grace=0.05, body_pace=1_000)
    body = Intake({"type": "http", "headers": [(b"content-length", b"9000")]}, drip, settings)
    assert refused(lambda: read(body)) is ProblemType.TOO_SLOW


def test_a_client_that_went_is_not_answered() -> None:
    with pytest.raises(ClientDisconnect):
        read(intake([], length=5))


def test_what_is_still_on_its_way_is_drained_within_bounds() -> None:
    async def drain(body: Intake, most: int) -> int:
        await body.drain(most, 0.05)
        return body.size

    assert asyncio.run(drain(intake([b"x" * 10] * 9), 1_000)) == 90
    assert asyncio.run(drain(intake([b"x" * 10] * 9), 30)) == 30
    assert asyncio.run(drain(intake([b"x" * 10, None]), 1_000)) == 10
