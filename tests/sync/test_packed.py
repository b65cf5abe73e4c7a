"""Bodies put together from packed parts are what any reader of gzip reads, and travel as they are where they can."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.sync.packed import Putting, is_packed, pack_part, plain_of
from tests.sync.raw_server import CAPABILITIES, city, ok
from tests.sync.test_http import PUSHED, reached

CONTENTS = st.lists(st.binary() | st.text().map(str.encode) | st.just(b"x" * 70_000), max_size=6)


@given(CONTENTS, st.data())
def test_any_parts_make_one_member(contents: list[bytes], data: st.DataObject) -> None:
    """Whether they were packed before, by this program or an older one, or not at all."""
    body = Putting()
    for content in contents:
        packed = data.draw(
            st.sampled_from((None, pack_part(content), zlib.compress(content, 1), zlib.compress(content)))
        )
        body.add(content, packed)
    whole = body.whole()
    assert is_packed(whole)
    assert gzip.decompress(whole) == plain_of(whole) == b"".join(contents)
    one = zlib.decompressobj(zlib.MAX_WBITS | 16)
    assert one.decompress(whole) == b"".join(contents)
    assert one.eof
    assert not one.unused_data, "several members are not taken everywhere"


@given(st.binary())
def test_a_part_is_read_by_zlib(content: bytes) -> None:
    assert zlib.decompress(pack_part(content)) == content


def sealed(plain: bytes) -> bytes:
    """Return a packed push."""
    body = Putting()
    body.add(plain)
    return body.whole()


PLAIN = b'{"groups":["' + b"xyz" * 90_000 + b'"]}'


def test_a_packed_push_travels_as_it_is_on_a_fast_line() -> None:
    """How fast the line is, the first large body tells."""
    body = sealed(bytes(range(256)) * 2_000)
    with reached(city(lambda _asked: ok(PUSHED))) as (found, server):
        for _time in range(2):
            found.push(body)
    first, second = server.asked[-2:]
    assert first.plain == second.plain == plain_of(body)
    assert second.headers["content-encoding"] == "gzip"
    assert second.body == body or len(first.body) < 32_768


def test_a_packed_push_travels_plain_where_the_city_does_not_unpack() -> None:
    alone = ok(type(CAPABILITIES)(**{**vars(CAPABILITIES), "compressions": ()}))
    usual = city(lambda _asked: ok(PUSHED))
    with reached(lambda asked: alone if asked.target == "/" else usual(asked)) as (found, server):
        found.push(sealed(PLAIN))
    assert server.asked[-1].body == PLAIN
    assert "content-encoding" not in server.asked[-1].headers


def test_what_is_done_meanwhile_is_done_and_its_errors_are_told() -> None:
    done: list[int] = []

    def fail() -> None:
        done.append(0)
        raise IndexError

    with reached(city(lambda _asked: ok(PUSHED))) as (found, server):
        assert found.push(sealed(PLAIN), lambda: done.append(server.port)) == PUSHED
        with pytest.raises(IndexError):
            found.push(sealed(PLAIN), fail)
        assert found.push(sealed(PLAIN), lambda: done.append(1)) == PUSHED
    assert done == [server.port, 0, 1]
    assert server.lines()[2:] == ["POST /push"] * 3
