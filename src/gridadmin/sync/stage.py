"""How a page is kept until the last one came: a head that is read often, a survey of its records, its body as it came.

What is kept here was checked when it came in, so it is read back without being checked again: that would take longer
than everything else that is done to it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import Struct
from msgspec.json import Decoder, Encoder

from gridadmin import __version__
from gridadmin.sync.keys import key_of, unique_columns
from gridadmin.sync.records import classes
from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.digests import Digest
from gridadmin.wire.groups import PastGroup
from gridadmin.wire.history import Point
from gridadmin.wire.owners import OWNERS
from gridadmin.wire.pull import PullReply, Row, ScopePage
from gridadmin.wire.scopes import Scope, parse_scope
from gridadmin.wire.shapes import REPLY, Value, read_known

_LEVEL = 1  # of compression: a page lives for seconds
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
    return Staged(canonical_json(head).encode("utf-8"), survey, reply.packed or zlib.compress(reply.to_bytes(), _LEVEL))


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
    """Return the scopes of a page that is kept; its groups, too, unless they are not wanted."""
    plain = zlib.decompress(body, _EITHER)
    shape = read_known(REPLY, plain)
    if shape is None:
        return list(PullReply.from_bytes(plain).pages)
    return [
        ScopePage(
            scope=parse_scope(page.scope),
            upto=Point(*page.upto),
            rows=tuple(map(Row.of, page.rows)),
            groups=tuple(map(PastGroup.known, page.groups)) if groups else (),
        )
        for page in shape.pages
    ]


def read_groups(body: bytes) -> list[tuple[Scope, list[dict[str, Any]]]]:
    """Return the groups of a page that is kept, by scope, as they came: their content is to be kept as it is."""
    pages = _GROUPS.decode(zlib.decompress(body, _EITHER)).pages
    return [(parse_scope(page.scope), page.groups) for page in pages]


class _Groups(Struct):
    scope: str
    groups: list[dict[str, Any]] = []


class _Pages(Struct):
    pages: list[_Groups]


_GROUPS = Decoder(_Pages)
