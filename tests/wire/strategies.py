"""Any valid message, made from the codecs in its annotations."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from gridadmin.wire import codecs, digests, enrolment, history, message, packages, problems, pull, push, recovery
from gridadmin.wire.groups import Act, Change, ChangePair, Group, PastGroup
from gridadmin.wire.message import Message
from gridadmin.wire.scopes import Scope, parse_scope
from gridadmin.wire.values import LARGEST_NUMBER

ROOTS: tuple[type[Message], ...] = (
    enrolment.Capabilities,
    enrolment.EnrolRequest,
    enrolment.EnrolReply,
    enrolment.TokenReply,
    push.PushRequest,
    push.PushReply,
    pull.PullRequest,
    pull.PullReply,
    recovery.KnownRequest,
    recovery.KnownReply,
    recovery.DigestRequest,
    recovery.DigestReply,
    recovery.RowsRequest,
    recovery.RowsReply,
    problems.Problem,
    packages.PackageHeader,
    packages.PackageKeyFile,
    packages.PackageManifest,
)
INNER: tuple[type[Message], ...] = (history.History, Act, Group, PastGroup, push.Outcome, pull.ScopePage, pull.Row)

SOUND = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
NUMBERS = st.integers(-LARGEST_NUMBER, LARGEST_NUMBER)
LEAVES = st.none() | st.booleans() | NUMBERS | st.text(SOUND, max_size=8)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(SOUND, max_size=4), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
FLAT = LEAVES | st.lists(LEAVES, max_size=3)
POINTS = st.builds(history.Point, st.integers(0, LARGEST_NUMBER), st.integers(0, 2**31 - 1))
UNKNOWN = st.dictionaries(st.from_regex("x_[a-z]{1,8}", fullmatch=True), FLAT, max_size=2)
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC))

_SIMPLE: dict[type[Any], st.SearchStrategy[Any]] = {
    codecs.Truth: st.booleans(),
    codecs.Key: st.uuids(),
    codecs.Moment: MOMENTS,
    codecs.Value: FLAT,
    codecs.ScopeText: st.sampled_from(["city:3715", "county:371525", "town:371525101"]).map(parse_scope),
    history.PointPair: POINTS,
    digests.DigestPair: st.builds(digests.Digest, st.integers(0, 2**40), st.integers(0, 2**64 - 1)),
    ChangePair: st.builds(Change, FLAT, FLAT),
}


def _texts(codec: codecs.Text) -> st.SearchStrategy[str]:
    if codec.pattern == "[!-~]+":
        return st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=codec.least, max_size=40)
    if codec.pattern is None:
        return st.text(SOUND, min_size=codec.least, max_size=max(codec.least, min(codec.most, 12)))
    return st.from_regex(codec.pattern, fullmatch=True).filter(lambda text: codec.least <= len(text) <= codec.most)


def _many(codec: codecs.Many) -> st.SearchStrategy[Any]:
    most = min(codec.most, max(codec.least, 2))
    return st.lists(values_of(codec.item), min_size=codec.least, max_size=most).map(tuple)


def _table(codec: codecs.Table) -> st.SearchStrategy[Any]:
    names, items = values_of(codec.name), values_of(codec.item)
    return st.dictionaries(names, items, min_size=codec.least, max_size=min(codec.most, max(codec.least, 2)))


def _one_of(codec: message.OneOf) -> st.SearchStrategy[Any]:
    return st.sampled_from(list(codec.kinds.values())).flatmap(messages_of)


_COMPOSED: dict[type[Any], Callable[[Any], st.SearchStrategy[Any]]] = {
    codecs.Text: _texts,
    codecs.Whole: lambda codec: st.integers(codec.least, codec.most),
    codecs.Choice: lambda codec: st.sampled_from(codec.members),
    codecs.Many: _many,
    codecs.Table: _table,
    codecs.FieldTable: _table,
    message.Nested: lambda codec: messages_of(codec.kind),
    message.OneOf: _one_of,
}


def values_of(codec: Any) -> st.SearchStrategy[Any]:
    """What a codec reads and writes."""
    kind = type(codec)
    return _SIMPLE[kind] if kind in _SIMPLE else _COMPOSED[kind](codec)


_made: dict[Any, st.SearchStrategy[Any]] = {}


def messages_of(cls: type[Message]) -> st.SearchStrategy[Any]:
    """Any valid message of a kind; each strategy is made once, as making one takes long."""
    if cls not in _made:
        _made[cls] = _make(cls)
    return _made[cls]


def _make(cls: type[Message]) -> st.SearchStrategy[Any]:
    parts = message._parts(cls)
    given = {part.name: values_of(part.codec) for part in parts}
    for part in parts:
        if part.default is not dataclasses.MISSING:
            given[part.name] = st.just(part.default) | given[part.name]
    return st.fixed_dictionaries(given | {"more": UNKNOWN}).map(lambda held: cls(**_consistent(cls, held)))


def _consistent(cls: type[Message], held: dict[str, Any]) -> dict[str, Any]:
    if cls is push.PushRequest:
        held["groups"] = tuple({group.mid: group for group in held["groups"]}.values())
    if cls is push.Outcome:
        result = held["result"]
        if result in (push.Result.MERGED, push.Result.CONFLICT):
            held["conflicts"] = held["conflicts"] or (_CONFLICT,)
        else:
            held["conflicts"] = ()
        held["refusals"] = (held["refusals"] or (_REFUSAL,)) if result is push.Result.REJECTED else ()
    if cls is pull.PullReply and held["done"] and held["digests"] is None:
        held["digests"] = {}
    if cls is pull.ScopePage:
        newest = [row.ver for row in held["rows"]] + [group.seq for group in held["groups"]]
        held["upto"] = history.Point(max([held["upto"].seq, *newest]), held["upto"].tag)
    return held


TOWN: Scope = parse_scope("town:371525101")
_CONFLICT = push.Conflict(kind=push.ConflictKind.DELETED, t="worker", id=Act.from_json({
    "id": "0192f0c4-7d1c-7a3e-8000-000000000001", "at": "2026-03-01T08:30:00Z", "actor": "", "sentence": "",
}).id)  # fmt: skip
_REFUSAL = push.Refusal(kind=push.RefusalKind.VALIDATION, title="不符合要求")
