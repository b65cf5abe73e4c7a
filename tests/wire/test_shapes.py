"""Reading a body in one go says what the codecs say, whatever comes in."""

from __future__ import annotations

import zlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridadmin.sync.stage import read_groups, read_pages
from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.groups import Act, NewRecord, PastGroup
from gridadmin.wire.message import Message
from gridadmin.wire.pull import PullReply
from gridadmin.wire.push import PushRequest
from gridadmin.wire.shapes import PUSH, REPLY, read_canonical, spell
from tests.wire.strategies import VALUES, messages_of
from tests.wire.test_messages import ANY, changed, places

QUICK = [PullReply, PushRequest]
some = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def by_codecs(cls: type[Message], body: bytes) -> Message:
    """What the codecs alone make of a body."""
    return Message.from_bytes.__func__(cls, body)  # type: ignore[attr-defined, no-any-return]


def said(read: Any, *args: Any) -> Any:
    """What reading gives: a message, or what is wrong and where."""
    try:
        return read(*args)
    except MalformedMessageError as error:
        return error.pointer, str(error.message.msgid)


@pytest.mark.parametrize("cls", QUICK)
@given(st.data())
@some
def test_a_sound_body(cls: type[Message], data: st.DataObject) -> None:
    body = data.draw(messages_of(cls)).to_bytes()
    assert cls.from_bytes(body) == by_codecs(cls, body)


@pytest.mark.parametrize("cls", QUICK)
@given(st.data())
@some
def test_a_body_with_anything_in_any_place(cls: type[Message], data: st.DataObject) -> None:
    value = data.draw(messages_of(cls)).to_json()
    body = canonical_json(changed(value, data.draw(st.sampled_from(places(value))), data.draw(ANY)))
    raw = body.encode("utf-8", "surrogatepass")
    assert said(cls.from_bytes, raw) == said(by_codecs, cls, raw)


@given(st.dictionaries(st.text(), VALUES))
def test_the_quick_spelling_is_the_canonical_one(value: dict[str, Any]) -> None:
    assert spell(value) == canonical_json(value).encode("utf-8")


def test_plain_bodies_are_read_in_one_go() -> None:
    """Else all of it would be right, and slow."""
    act = b'{"actor":"\xe6\x9d\x8e","at":"2026-03-01T00:30:00.000000+00:00","id":"%s","sentence":"Do"}' % _ID
    op = b'{"f":{"name":"\xe5\xbc\xa0\\n"},"id":"%s","k":"new","t":"worker"}' % _ID
    history = b'"history":{"epoch":"%s","seen":{"town:371525101":[3,7]}}' % _ID
    group = b'{"acts":[%s],"by":"township","mid":"%s","ops":[%s],"seq":3}' % (act, _ID, op)
    row = b'{"f":{"name":"\xe5\xbc\xa0"},"id":"%s","t":"worker","ver":3}' % _ID
    page = b'{"groups":[%s],"rows":[%s],"scope":"town:371525101","upto":[3,7]}' % (group, row)
    pulled = b'{"digests":{},"done":true,%s,"pages":[%s]}' % (history, page)
    assert read_canonical(REPLY, pulled) is not None
    (scope,) = PullReply.from_bytes(pulled).pages
    assert isinstance(scope.groups[0], PastGroup)
    assert isinstance(scope.groups[0].acts[0], Act)
    assert scope.groups[0].ops[0] == NewRecord(t="worker", id=scope.rows[0].id, f={"name": "张\n"})
    sent = b'{"acts":[%s],"mid":"%s","ops":[%s],"schema":1}' % (act, _ID, op)
    pushed = b'{"groups":[%s],%s,"number":1,"replica":"%s","schema":1,"scope":"town:371525101"}' % (sent, history, _ID)
    assert read_canonical(PUSH, pushed) is not None
    assert read_canonical(PUSH, pushed.replace(b'"number":1', b'"number": 1')) is None
    assert read_canonical(REPLY, pulled.replace(b'"ver":3', b'"ver":3,"ver":3')) is None


_ID = b"0192f0c4-7d1c-7a3e-8000-0000000000a1"


def a_page(op: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """A reply with one row and one operation."""
    key = "01920000-0000-7000-8000-000000000001"
    act = {"id": key, "at": "2026-03-01T00:00:00.000000+00:00", "actor": "李敏", "sentence": "Do"}
    group = {"mid": key, "seq": 1, "by": "township", "acts": [act], "ops": [{"t": "worker", "id": key} | op]}
    page = {"scope": "town:371525101", "upto": [2, 2], "groups": [group]}
    page["rows"] = [{"t": "worker", "id": key, "ver": 2, "f": {"name": "张三"}} | row]
    return {"history": {"epoch": key, "seen": {"town:371525101": [2, 2]}}, "pages": [page], "done": False}


@pytest.mark.parametrize("kind", ["new", "back"])
def test_the_fields_that_a_lean_page_leaves_out_are_put_back(kind: str) -> None:
    lean = canonical_json(a_page({"k": kind}, {})).encode()
    whole = canonical_json(a_page({"k": kind, "f": {"name": "张三"}}, {})).encode()
    assert read_canonical(REPLY, lean) is not None
    assert PullReply.from_bytes(lean) == PullReply.from_bytes(whole) == by_codecs(PullReply, lean)
    assert {len(read_groups(zlib.compress(each))[0][1][0]["ops"][0]["f"]) for each in (lean, whole)} == {1}
    assert read_pages(zlib.compress(lean)) == list(PullReply.from_bytes(whole).pages)


@pytest.mark.parametrize(
    ("op", "row"),
    [
        ({"k": "new"}, {"deleted": True, "f": {}}),
        ({"k": "new"}, {"t": "worker_phone"}),
        ({"k": "back"}, {"id": "01920000-0000-7000-8000-000000000002"}),
        ({"k": "del"}, {}),
        ({"k": "set"}, {}),
    ],
)
def test_fields_that_stand_nowhere_are_missing(op: dict[str, Any], row: dict[str, Any]) -> None:
    body = canonical_json(a_page(op, row)).encode()
    for read in (PullReply.from_bytes, lambda each: by_codecs(PullReply, each)):
        with pytest.raises(MalformedMessageError) as found:
            read(body)
        assert found.value.pointer.startswith("/pages/0/groups/0/ops/0/")


def test_a_push_is_never_lean() -> None:
    pushed = {"schema": 1, "replica": "01920000-0000-7000-8000-000000000001", "number": 1, "scope": "town:371525101"}
    group = a_page({"k": "new"}, {})["pages"][0]["groups"][0]
    pushed["groups"] = [{name: group[name] for name in ("mid", "acts", "ops")} | {"schema": 1}]
    with pytest.raises(MalformedMessageError) as found:
        PushRequest.from_bytes(canonical_json(pushed).encode())
    assert found.value.pointer == "/groups/0/ops/0/f"
