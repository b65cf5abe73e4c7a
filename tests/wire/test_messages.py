"""Every message: there and back, names of newer schemas kept, and whatever else comes in refused with its place."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.groups import Act, Group
from gridadmin.wire.history import History
from gridadmin.wire.message import Message
from gridadmin.wire.pull import PullReply, PullRequest
from gridadmin.wire.push import Outcome, PushRequest
from gridadmin.wire.values import DEEPEST, checked_value, decode, is_plain
from tests.wire.strategies import INNER, ROOTS, VALUES, messages_of

EVERY = [*ROOTS, *INNER]
some = settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
ANY = VALUES | st.just(10**30) | st.just("\0") | st.just("\ud800") | st.just(["x"] * 5)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for name, item in inner for place in places(item, (*at, name)))]


def follow(value: Any, pointer: str) -> None:
    """Go to where a pointer points; its last name may be the one that is missing. Fails where nothing is."""
    names = [name.replace("~1", "/").replace("~0", "~") for name in pointer.split("/")[1:]]
    for name in names[:-1]:
        value = value[int(name) if isinstance(value, list) else name]


def changed(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    """The value with another one at a place."""
    if not place:
        return new
    whole = copy.deepcopy(value)
    holder = whole
    for name in place[:-1]:
        holder = holder[name]
    holder[place[-1]] = new
    return whole


@pytest.mark.parametrize("cls", EVERY)
@given(st.data())
@some
def test_there_and_back(cls: type[Message], data: st.DataObject) -> None:
    message = data.draw(messages_of(cls))
    body = message.to_bytes()
    again = cls.from_bytes(body)
    assert again == message
    assert again.to_bytes() == body
    assert body.decode() == canonical_json(json.loads(body))


@pytest.mark.parametrize("cls", EVERY)
@given(st.data(), st.dictionaries(st.from_regex("new_[a-z]{1,8}", fullmatch=True), VALUES, min_size=1, max_size=4))
@some
def test_names_of_a_newer_schema_survive(cls: type[Message], data: st.DataObject, newer: dict[str, Any]) -> None:
    sent = data.draw(messages_of(cls)).to_json() | newer
    message = cls.from_json(sent)
    assert {name: message.more[name] for name in newer} == newer
    assert message.to_json() == sent


@pytest.mark.parametrize("cls", EVERY)
@given(st.data())
@some
def test_whatever_is_wrong_is_said_with_its_place(cls: type[Message], data: st.DataObject) -> None:
    sound = data.draw(messages_of(cls)).to_json()
    place = data.draw(st.sampled_from(places(sound)))
    broken = changed(sound, place, data.draw(ANY))
    try:
        cls.from_json(broken).to_bytes()
    except MalformedMessageError as error:
        follow(broken, error.pointer)


@pytest.mark.parametrize("cls", EVERY)
@given(st.data())
@some
def test_a_missing_part_is_named(cls: type[Message], data: st.DataObject) -> None:
    sound = data.draw(messages_of(cls)).to_json()
    name = data.draw(st.sampled_from(cls.describe()["required"]))
    del sound[name]
    with pytest.raises(MalformedMessageError) as caught:
        cls.from_json(sound)
    assert caught.value.pointer == f"/{name}"


@pytest.mark.parametrize("cls", ROOTS)
@given(st.binary(max_size=60) | st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass")))
@some
def test_any_bytes_are_refused(cls: type[Message], body: bytes) -> None:
    with pytest.raises(MalformedMessageError):
        cls.from_bytes(body)


@pytest.mark.parametrize("cls", ROOTS)
@given(VALUES)
@some
def test_any_json_is_refused(cls: type[Message], value: Any) -> None:
    with pytest.raises(MalformedMessageError):
        cls.from_json(value)


MID = "0192f0c4-7d1c-7a3e-8000-000000000001"
EPOCH = "0192f0c4-7d1c-7a3e-8000-0000000000ee"
AN_ACT = {"id": MID, "at": "2026-03-01T08:30:00+08:00", "actor": "李", "sentence": "{name}", "values": {"name": "张"}}
AN_OP = {"k": "set", "t": "worker", "id": MID, "set": {"address": [None, "城关"]}}
A_GROUP = {"mid": MID, "schema": 1, "acts": [AN_ACT], "ops": [AN_OP]}
A_PUSH = {"schema": 1, "replica": MID, "number": 1, "scope": "town:371525101", "groups": [A_GROUP]}
DEEP: Any = "x"
for _level in range(DEEPEST + 1):
    DEEP = [DEEP]

WRONG: list[tuple[type[Message], Any, tuple[Any, ...], Any, str, str]] = [
    (PushRequest, A_PUSH, ("schema",), True, "/schema", "expected a whole number from 1 to 9999, found a truth value"),
    (PushRequest, A_PUSH, ("schema",), None, "/schema", "found null"),
    (PushRequest, A_PUSH, ("replica",), MID.upper(), "/replica", "expected a UUID in lower case"),
    (PushRequest, A_PUSH, ("scope",), "town:3715", "/scope", "“town:3715” is no scope"),
    (PushRequest, A_PUSH, ("groups",), [], "/groups", "at least 1 are needed"),
    (PushRequest, A_PUSH, ("groups",), [A_GROUP] * 501, "/groups", "501 items; at most 500"),
    (PushRequest, A_PUSH, ("groups",), [A_GROUP] * 2, "/groups/1/mid", "the mid stands twice"),
    (PushRequest, A_PUSH, ("groups", 0, "ops", 0, "k"), "drop", "/groups/0/ops/0/k", "one of new, set, del, back"),
    (PushRequest, A_PUSH, ("groups", 0, "ops", 0, "set"), {}, "/groups/0/ops/0/set", "at least 1"),
    (Group, A_GROUP, ("ops", 0, "set", "address"), ["a"], "/ops/0/set/address", "expected [was, now]"),
    (Group, A_GROUP, ("ops", 0, "set", "address"), None, "/ops/0/set/address", "expected [was, now], found null"),
    (Group, A_GROUP, ("ops", 0, "set", "address", 1), "a\0b", "/ops/0/set/address/1", "U+0000"),
    (Group, A_GROUP, ("ops", 0, "set", "address", 1), "\ud800", "/ops/0/set/address/1", "U+D800"),
    (Group, A_GROUP, ("ops", 0, "set", "address", 1), 2**53, "/ops/0/set/address/1", "outside"),
    (Group, A_GROUP, ("ops", 0, "set", "address", 1), "x" * 100_001, "/ops/0/set/address/1", "100001 characters"),
    (Group, A_GROUP, ("ops", 0, "set", "address", 1), DEEP, "/ops/0/set/address/1" + "/0" * 8, "nested more than 8"),
    (Group, A_GROUP, ("ops", 0, "t"), "worker; DROP", "/ops/0/t", "expected a text like"),
    (Group, A_GROUP, ("acts",), [], "/acts", "at least 1"),
    (Act, AN_ACT, ("at",), "2026-03-01 08:30", "/at", "expected a moment"),
    (Act, AN_ACT, ("at",), "2026-02-30T08:30:00Z", "/at", "expected a moment"),
    (Act, AN_ACT, ("at",), "0001-01-01T00:00:00+09:00", "/at", "expected a moment"),
    (Act, AN_ACT, ("values", "a~/b"), 1.5, "/values/a~0~1b", "not a JSON value"),
    (Act, AN_ACT | {f"x{n}": 1 for n in range(65)}, ("actor",), "", "", "more than 64 unknown names"),
    (Act, AN_ACT | {"x": 1.5}, ("actor",), "", "/x", "not a JSON value"),
    (History, {"epoch": EPOCH, "seen": {}}, ("seen",), {"town:371525101": [1]}, "/seen/town:371525101", "[seq, tag]"),
    (History, {"epoch": EPOCH, "seen": {}}, ("seen",), {"town:1": [1, 2]}, "/seen/town:1", "is no scope"),
    (Outcome, {"result": "applied"}, ("result",), "rejected", "/refusals", "has to say why"),
    (Outcome, {"result": "applied"}, ("result",), "merged", "/conflicts", "has to say why"),
    (Outcome, {"result": "applied"}, ("refusals",), [{"kind": "validation", "title": "x"}], "/refusals", "nothing to"),
    (PullReply, {"history": {"epoch": EPOCH, "seen": {}}, "pages": [], "done": True}, ("more",), 1, "/digests", "last"),
    (PullRequest, {"schema": 1, "replica": MID, "cursors": {}}, ("schema",), 1, "/cursors", "at least 1"),
    (PullReply, {"history": {"epoch": EPOCH, "seen": {}}, "done": False, "pages": [{
        "scope": "city:3715", "upto": [4, 1], "rows": [{"t": "parameter", "id": MID, "ver": 5, "f": {}}],
    }]}, ("done",), False, "/pages/0/rows/0/ver", "newer than its page"),
]  # fmt: skip


@pytest.mark.parametrize(("cls", "sound", "place", "new", "pointer", "words"), WRONG)
def test_the_error_is_precise(
    cls: type[Message], sound: Any, place: tuple[Any, ...], new: Any, pointer: str, words: str
) -> None:
    with pytest.raises(MalformedMessageError) as caught:
        cls.from_json(changed(sound, place, new))
    assert caught.value.pointer == pointer
    assert str(caught.value).startswith(f"{pointer or '/'}: ")
    assert words in str(caught.value)


BODIES: list[tuple[bytes, str]] = [
    (b"", "not JSON"),
    (b"<html>", "not JSON"),
    (b"\xff{}", "not JSON in UTF-8 (UTF-8)"),
    (b'{"a": 1.0}', "1.0 is not whole"),
    (b'{"a": NaN}', "NaN is not whole"),
    (b'{"a": 1e3}', "1e3 is not whole"),
    (b'{"a": 1, "a": 2}', "“a” stands twice"),
    (b"[" * 200_000, "nested more than"),
    (b"9" * 5_000, "not JSON"),
    (b'"' + b"x" * 101 + b'"', "has 103 bytes; at most 100"),
]


@pytest.mark.parametrize(("body", "words"), BODIES)
def test_a_body_that_is_none(body: bytes, words: str) -> None:
    with pytest.raises(MalformedMessageError) as caught:
        decode(body, 100 if b"xxx" in body else 2**20)
    assert words in str(caught.value)


def test_what_was_wrong_is_never_quoted() -> None:
    with pytest.raises(MalformedMessageError) as caught:
        Act.from_json(AN_ACT | {"id": "371525198503070007"})
    assert "371525198503070007" not in str(caught.value)


@pytest.mark.usefixtures("chinese")
def test_the_error_is_said_in_chinese() -> None:
    with pytest.raises(MalformedMessageError) as caught:
        PushRequest.from_json(A_PUSH | {"groups": []})
    assert str(caught.value) == "/groups：至少需要1项。"


@given(ANY)
def test_the_quick_look_says_what_the_careful_one_says(value: Any) -> None:
    if is_plain(value):
        assert checked_value(value, "") == value
    elif not isinstance(value, list | dict):
        with pytest.raises(MalformedMessageError):
            checked_value(value, "")
