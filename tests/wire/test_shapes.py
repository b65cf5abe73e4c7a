"""Reading a body in one go says what the codecs say, whatever comes in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
