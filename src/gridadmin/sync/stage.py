"""How a page is kept until the last one came: a head that is read often, a survey of its records, its body as it came.

What is kept here was checked when it came in, so it is read back without being checked again: that would take longer
than everything else that is done to it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import Raw, Struct
from msgspec.json import Decoder, Encoder

from gridadmin import __version__
from gridadmin.sync.keys import key_of, unique_columns
from gridadmin.sync.packed import LEVEL
from gridadmin.sync.records import classes
from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.digests import Digest, hash_of
from gridadmin.wire.groups import (
    Act,
    Author,
    Change,
    DeleteRecord,
    NewRecord,
    PastGroup,
    PastOp,
    PastSet,
    RestoreRecord,
)
from gridadmin.wire.history import Point
from gridadmin.wire.owners import OWNERS
from gridadmin.wire.plain import key_in, made
from gridadmin.wire.pull import PullReply, Row, ScopePage, put_back
from gridadmin.wire.scopes import Scope, parse_scope
from gridadmin.wire.shapes import ActShape, Value
from gridadmin.wire.values import Json

_EITHER = zlib.MAX_WBITS | 32  # gzip as it came over the line, or zlib as it is packed here


class Head(NamedTuple):
    """What is asked of a page before its rows.

    Attributes:
        upto: where each of its scopes goes on. done: it is the last. digests: with the last.
    """

    upto: dict[Scope, Point]
    done: bool
    digests: dict[Scope, dict[str, Digest]]


class Surveyed(NamedTuple):
    """A row of a page without its contents.

    Attributes:
        key: its natural key; None where it has none, and for a type that has no table here.
        said: what else it says of itself, where that decides whether two records of one key are one.
    """

    t: str
    id: UUID
    ver: int
    deleted: bool
    key: tuple[Value, ...] | None
    said: tuple[Value, ...] = ()


_Survey = dict[str, list[Surveyed]]
_SURVEYS, _WRITER = Decoder(tuple[str, _Survey]), Encoder()


class Staged(NamedTuple):
    """A page as it is kept."""

    head: bytes
    survey: bytes
    body: bytes


def pack_page(reply: PullReply) -> Staged:
    """Return a page as it is kept."""
    head = {
        "upto": {str(page.scope): list(page.upto) for page in reply.pages},
        "done": reply.done,
        "digests": {
            str(scope): {name: [digest.rows, f"{digest.total:016x}"] for name, digest in digests.items()}
            for scope, digests in (reply.digests or {}).items()
        },
    }
    survey = _WRITER.encode((__version__, _surveyed(reply.pages)))
    came = reply.packed if reply.canonical else b""
    return Staged(canonical_json(head).encode("utf-8"), survey, came or zlib.compress(reply.to_bytes(), LEVEL))


def read_head(body: bytes) -> Head:
    """Return the head of a page that is kept."""
    head = json.loads(body)
    digests = {
        parse_scope(scope): {name: Digest(rows, int(total, 16)) for name, (rows, total) in some.items()}
        for scope, some in head["digests"].items()
    }
    return Head({parse_scope(scope): Point(*point) for scope, point in head["upto"].items()}, head["done"], digests)


def read_survey(survey: bytes) -> list[tuple[Scope, list[Surveyed]]] | None:
    """Return the rows of a page, by scope; None where another version of this program surveyed it."""
    version, found = _SURVEYS.decode(survey)
    if version != __version__:  # what is a natural key may be another matter by now
        return None
    return [(parse_scope(scope), rows) for scope, rows in found.items()]


def survey_again(body: bytes) -> list[tuple[Scope, list[Surveyed]]]:
    """Return the same from the contents of a page."""
    return [(parse_scope(scope), rows) for scope, rows in _surveyed(read_pages(body, groups=False)).items()]


def _surveyed(pages: Sequence[ScopePage]) -> _Survey:
    return {str(page.scope): [_surveyed_row(row, page.scope) for row in page.rows] for page in pages if page.rows}


def _surveyed_row(row: Row, scope: Scope) -> Surveyed:
    if row.deleted or row.t not in classes():
        return Surveyed(row.t, row.id, row.ver, row.deleted, None)
    said = tuple([row.f.get(name) for name in OWNERS[row.t].alike])
    return Surveyed(row.t, row.id, row.ver, row.deleted, key_of(unique_columns(row.t), row.f, scope), said)


def read_pages(body: bytes, *, groups: bool = True) -> list[ScopePage]:
    """Return the scopes of a page that is kept; its groups, too, unless they are not wanted.

    Most operations say what the row of their record says. Those fields are read once.
    """
    found = []
    for page in _PAGES.decode(zlib.decompress(body, _EITHER)).pages:
        rows = tuple(map(_row, page.rows))
        came = {each.id: (each.f, row) for each, row in zip(page.rows, rows, strict=True)} if groups else {}
        past = tuple([_group(group, came) for group in page.groups]) if groups else ()
        found.append(ScopePage(scope=parse_scope(page.scope), upto=Point(*page.upto), rows=rows, groups=past))
    return found


def _row(row: _CameRow) -> Row:
    fields: dict[str, Json] = _FIELDS.decode(row.f)
    hashed = None
    if not row.deleted and None not in fields.values():
        hashed = hash_of(b'["%b","%b",%b]' % (row.t.encode(), row.id.encode(), row.f))
    return made(
        Row,
        t=row.t,
        id=key_in(row.id),
        ver=row.ver,
        f=fields,
        deleted=row.deleted,
        stand_in=row.stand_in,
        known_hash=hashed,
        more={},
    )


def _group(group: _CameGroup, came: Mapping[str, tuple[Raw, Row]]) -> PastGroup:
    return made(
        PastGroup,
        mid=group.mid,
        seq=group.seq,
        by=Author(group.by),
        acts=tuple(map(Act.of, group.acts)),
        ops=tuple([_op(op, came.get(op.id)) for op in group.ops]),
        replica=group.replica,
        whole=group.whole,
        more={},
    )


def _op(op: _CameOp, came: tuple[Raw, Row] | None) -> PastOp:
    said, row = came or (None, None)
    record_id = row.id if row is not None else key_in(op.id)
    if op.k == PastSet.word:
        changes = {name: None if pair is None else Change(*pair) for name, pair in op.set.items()}
        return made(PastSet, t=op.t, id=record_id, set=changes, more={})
    if op.k == DeleteRecord.word:
        return made(DeleteRecord, t=op.t, id=record_id, was=op.was, more={})
    same = row is not None and row.t == op.t and op.f in (said, _LEFT_OUT)
    fields = row.f if row is not None and same else _FIELDS.decode(op.f)
    if op.k == NewRecord.word:
        return made(NewRecord, t=op.t, id=record_id, f=fields, more={})
    return made(RestoreRecord, t=op.t, id=record_id, f=fields, more={})


def read_groups(body: bytes) -> list[tuple[Scope, list[dict[str, Any]]]]:
    """Return the groups of a page that is kept, by scope, as they came: their content is to be kept as it is."""
    pages = _GROUPS.decode(zlib.decompress(body, _EITHER)).pages
    return [(parse_scope(page["scope"]), put_back(page)["groups"]) for page in pages if "groups" in page]


class _Pages(Struct):
    pages: list[dict[str, Any]]


_LEFT_OUT = Raw(b"")  # of an operation of a lean page


class _CameRow(Struct, gc=False):
    f: Raw
    id: str
    t: str
    ver: int
    deleted: bool = False
    stand_in: bool = False


class _CameOp(Struct, gc=False):
    id: str
    k: str
    t: str
    f: Raw = _LEFT_OUT
    set: dict[str, tuple[Any, Any] | None] = {}
    was: dict[str, Any] = {}


class _CameGroup(Struct):
    acts: list[ActShape]
    by: str
    mid: UUID
    ops: list[_CameOp]
    seq: int
    replica: UUID | None = None
    whole: bool = False


class _CamePage(Struct):
    scope: str
    upto: list[int]
    groups: list[_CameGroup] = []
    rows: list[_CameRow] = []


class _CamePages(Struct):
    pages: list[_CamePage]


_GROUPS, _PAGES, _FIELDS = Decoder(_Pages), Decoder(_CamePages), Decoder(dict[str, Any])
