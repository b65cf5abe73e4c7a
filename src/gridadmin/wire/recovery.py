"""Recovery: what of mine do you have, where do we differ, give me those rows. Never refused for a stale history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from gridadmin.wire.codecs import Key, Many, ScopeText, Table, Text, Whole
from gridadmin.wire.digests import BUCKETS, HASH, Digest, DigestPair
from gridadmin.wire.groups import Name, RecordType, SchemaNumber
from gridadmin.wire.history import History
from gridadmin.wire.message import Message, Nested
from gridadmin.wire.pull import MOST_TYPES, Row
from gridadmin.wire.scopes import Scope

MOST_MIDS = 5_000
MOST_IDS = 1_000
MOST_HASHES = 100_000

Mids = Annotated[tuple[UUID, ...], Many(Key(), MOST_MIDS)]


@dataclass(frozen=True, kw_only=True)
class KnownRequest(Message):
    """Which of these groups does the city have? Asked for all of the office's journal, a page at a time."""

    schema: SchemaNumber
    replica: Annotated[UUID, Key()]
    scope: Annotated[Scope, ScopeText()]
    mids: Mids


@dataclass(frozen=True, kw_only=True)
class KnownReply(Message):
    """Those it has, and the history point of the same snapshot.

    Attributes:
        oldest: the seq up to which the scope's groups are forgotten: what was settled there was not lost.
    """

    history: Annotated[History, Nested(History)]
    have: Mids
    oldest: Annotated[int, Whole(0)] = 0


@dataclass(frozen=True, kw_only=True)
class DigestRequest(Message):
    """Where do we differ? Without `t` all record types, with it its buckets, with `buckets` their rows."""

    schema: SchemaNumber
    replica: Annotated[UUID, Key()]
    scope: Annotated[Scope, ScopeText()]
    t: Annotated[str | None, Name] = None
    buckets: Annotated[tuple[int, ...], Many(Whole(0, BUCKETS - 1), BUCKETS)] = ()


@dataclass(frozen=True, kw_only=True)
class DigestReply(Message):
    """Digests of the live rows, as finely as they were asked for; exactly one of the three parts is there.

    Attributes:
        types: record type -> digest.
        buckets: 256 digests, by the last byte of the id.
        rows: id -> row hash, 16 hex digits.
    """

    history: Annotated[History, Nested(History)]
    types: Annotated[Mapping[str, Digest] | None, Table(Name, DigestPair(), MOST_TYPES)] = None
    buckets: Annotated[tuple[Digest, ...] | None, Many(DigestPair(), BUCKETS, least=BUCKETS)] = None
    rows: Annotated[Mapping[UUID, str] | None, Table(Key(), Text(16, pattern=HASH), MOST_HASHES)] = None


@dataclass(frozen=True, kw_only=True)
class RowsRequest(Message):
    """These rows once more, as they stand now."""

    schema: SchemaNumber
    replica: Annotated[UUID, Key()]
    scope: Annotated[Scope, ScopeText()]
    t: RecordType
    ids: Annotated[tuple[UUID, ...], Many(Key(), MOST_IDS, least=1)]


@dataclass(frozen=True, kw_only=True)
class RowsReply(Message):
    """The rows that are there, tombstones too; an id that is not among them was never there or is long gone."""

    history: Annotated[History, Nested(History)]
    rows: Annotated[tuple[Row, ...], Many(Nested(Row), MOST_IDS)]
