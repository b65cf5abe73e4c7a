"""The records of one scope in the database: fetched for a book, and written back when it is decided.

Every statement names the scope, once, and fetches or writes many rows; thousands of records are a handful of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Row, Select, Table, bindparam, delete, select, update

from gridadmin.city.attachments import keep_longer
from gridadmin.city.book import Book, Kept, Link, live_key, live_links
from gridadmin.city.bulk import among, insert_many, run_many, update_many
from gridadmin.city.record_rules import rules_of
from gridadmin.city.tables import digest, link, natural_key, record
from gridadmin.wire.digests import Digest, changed_digest, hash_of, signed, unsigned
from gridadmin.wire.scopes import Scope
from gridadmin.wire.shapes import spell_text

_AT_ONCE = 2_000
_CONTENT = re.compile("[0-9a-f]{64}")  # no id: what refers to an attachment
_ITEM = TypeVar("_ITEM")
_RECORD = select(
    record.c.id, record.c.ver, record.c.deleted, record.c.stand_in, record.c.hash, record.c.made, record.c.origins,
    record.c.fields,
)  # fmt: skip


class ScopeShelf:
    """The stored records of one scope."""

    def __init__(self, connection: Connection, scope: Scope) -> None:
        self._connection, self._scope = connection, str(scope)

    def records(self, t: str, ids: Collection[UUID]) -> Iterator[Kept]:
        """Return those that are there, tombstones too."""
        query = _RECORD.where(record.c.scope == self._scope, record.c.type == t)
        for row in self._among(query, record.c.id, ids):
            yield Kept(
                t, row.id, row.ver, json.loads(row.fields), row.made, json.loads(row.origins), row.deleted,
                row.stand_in, row.hash,
            )  # fmt: skip

    def alive(self, t: str, ids: Collection[UUID]) -> set[UUID]:
        """Return the ids of those that live."""
        query = select(record.c.id).where(
            record.c.scope == self._scope, record.c.type == t, record.c.deleted.is_(False)
        )
        return {row.id for row in self._among(query, record.c.id, ids)}

    def holders(self, t: str, keys: Collection[str]) -> dict[str, UUID]:
        """Return who has these natural keys."""
        query = select(natural_key.c.key, natural_key.c.id).where(
            natural_key.c.scope == self._scope, natural_key.c.type == t
        )
        return {row.key: row.id for row in self._among(query, natural_key.c.key, keys)}

    def links(self, targets: Collection[str]) -> Iterator[Link]:
        """Return what refers to these."""
        query = select(link.c.target, link.c.type, link.c.source, link.c.field).where(link.c.scope == self._scope)
        for row in self._among(query, link.c.target, targets):
            yield Link(row.target, row.type, row.source, row.field)

    def digests(self) -> dict[str, Digest]:
        """Return count and sum of the live records of every type."""
        query = select(digest.c.type, digest.c.live, digest.c.total).where(digest.c.scope == self._scope)
        return {row.type: Digest(row.live, unsigned(row.total)) for row in self._connection.execute(query)}

    def _among(self, query: Select[Any], column: Any, values: Collection[Any]) -> Iterator[Row[Any]]:
        for some in in_pieces(list(values), _AT_ONCE):
            yield from self._connection.execute(query.where(among(self._connection, column, some)))


def in_pieces(items: Sequence[_ITEM], size: int) -> Iterator[Sequence[_ITEM]]:
    """Give a sequence in pieces: a statement takes only so many values."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def write_book(connection: Connection, scope: Scope, book: Book, at: datetime) -> None:
    """Write what a book changed: records, their hashes, digests, natural keys and links."""
    pairs = list(book.written())
    hashes = _write_records(connection, str(scope), pairs)
    _write_digests(connection, scope, pairs, hashes)
    _write_keys(connection, str(scope), pairs)
    _write_links(connection, scope, pairs, at)


_Pair = tuple[Kept | None, Kept]


def _write_records(connection: Connection, scope: str, pairs: Iterable[_Pair]) -> list[int | None]:
    new: list[dict[str, Any]] = []
    changed: dict[str, list[dict[str, Any]]] = {}
    hashes: list[int | None] = []
    for was, now in pairs:
        fields = now.spelled
        hashes.append(None if now.deleted else hash_of_text(now.t, now.id, fields))
        row = {
            "ver": now.ver, "deleted": now.deleted, "stand_in": now.stand_in, "hash": hashes[-1],
            "origins": spell_text(dict(now.origins)) if now.origins else "{}", "fields": fields,
        }  # fmt: skip
        if was is None:
            new.append(row | {"scope": scope, "type": now.t, "id": now.id, "made": now.made})
        else:
            changed.setdefault(now.t, []).append(row | {"id": now.id})
    insert_many(connection, record, new)
    for t, rows in changed.items():
        update_many(connection, record, record.c.id, {"scope": scope, "type": t}, rows)
    return hashes


def hash_of_text(t: str, record_id: UUID, fields: str) -> int:
    """Return the row hash as a signed number, from the canonical spelling of the fields."""
    return signed(hash_of(f'["{t}","{record_id}",{fields}]'.encode()))


def _write_digests(connection: Connection, scope: Scope, pairs: Sequence[_Pair], hashes: Sequence[int | None]) -> None:
    stored = ScopeShelf(connection, scope).digests()
    moved: dict[str, Digest] = {}
    for (was, now), come in zip(pairs, hashes, strict=True):
        before = moved.get(now.t) or stored.get(now.t) or Digest()
        moved[now.t] = changed_digest(before, None if was is None else was.hash, come)
    rows = [
        {"scope": str(scope), "type": t, "live": each.rows, "total": signed(each.total)} for t, each in moved.items()
    ]
    new = [row for row in rows if row["type"] not in stored]
    changed = [{f"_{name}": value for name, value in row.items()} for row in rows if row["type"] in stored]
    insert_many(connection, digest, new)
    run_many(connection, _UPDATE_DIGEST, changed)


_UPDATE_DIGEST = (
    update(digest)
    .where(digest.c.scope == bindparam("_scope"), digest.c.type == bindparam("_type"))
    .values(live=bindparam("_live"), total=bindparam("_total"))
)


def _write_keys(connection: Connection, scope: str, pairs: Iterable[_Pair]) -> None:
    gone: list[dict[str, Any]] = []
    come: list[dict[str, Any]] = []
    for was, now in pairs:
        rules = rules_of(now.t)
        if rules is None or not rules.key:
            continue
        before, after = live_key(was), now.key
        if before == after:
            continue
        if before is not None:
            gone.append({"_scope": scope, "_type": now.t, "_key": before})
        if after is not None:
            come.append({"scope": scope, "type": now.t, "key": after, "id": now.id})
    run_many(connection, _delete_by(natural_key, "type", "key"), gone)
    insert_many(connection, natural_key, come)


def _write_links(connection: Connection, scope: Scope, pairs: Iterable[_Pair], at: datetime) -> None:
    gone: list[dict[str, Any]] = []
    come: list[dict[str, Any]] = []
    for was, now in pairs:
        before, after = live_links(was), now.links
        gone += [
            {"_scope": str(scope), "_target": each.target, "_source": each.source, "_field": each.field}
            for each in before - after
        ]
        come += [
            {"scope": str(scope), "target": each.target, "source": each.source, "field": each.field, "type": each.t}
            for each in after - before
        ]
    run_many(connection, _delete_by(link, "target", "source", "field"), gone)
    insert_many(connection, link, come)
    contents = sorted({each["_target"] for each in gone if _CONTENT.fullmatch(each["_target"])})
    for some in in_pieces(contents, _AT_ONCE):
        keep_longer(connection, scope, some, at)


def _delete_by(table: Table, *names: str) -> Any:
    return delete(table).where(*(table.c[name] == bindparam(f"_{name}") for name in ("scope", *names)))
