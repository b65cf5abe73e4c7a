"""Recovery: what of an office's groups is here, where the contents differ, records once more.

Never refused for a stale history: these answers are how an office gets out of one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, select

from gridadmin.city.callers import Caller
from gridadmin.city.points import history_of, standings
from gridadmin.city.pushes import applied_mids
from gridadmin.city.shelf import ScopeShelf
from gridadmin.city.spelling import spell_row
from gridadmin.city.tables import record
from gridadmin.wire.digests import BUCKETS, bucket_of, digest_of, unsigned
from gridadmin.wire.history import History
from gridadmin.wire.pull import Row
from gridadmin.wire.recovery import (
    MOST_HASHES,
    DigestReply,
    DigestRequest,
    KnownReply,
    KnownRequest,
    RowsReply,
    RowsRequest,
)
from gridadmin.wire.scopes import Scope
from gridadmin.wire.values import decode


def answer_known(connection: Connection, caller: Caller, request: KnownRequest) -> KnownReply:
    """Return which groups were applied here, in the order in which they were asked for."""
    standing = standings(connection, dict.fromkeys((request.scope, *caller.reads)))
    have = applied_mids(connection, request.scope, request.mids, standing[request.scope].forgotten)
    return KnownReply(
        history=history_of(standing),
        have=tuple(mid for mid in request.mids if mid in have),
        oldest=standing[request.scope].forgotten,
    )


def answer_digest(connection: Connection, caller: Caller, request: DigestRequest) -> DigestReply:
    """Return digests of all types, of the buckets of one, or the row hashes of some of its buckets."""
    history = _history(connection, caller, request.scope)
    if request.t is None:
        held = ScopeShelf(connection, request.scope).digests()
        return DigestReply(history=history, types={t: each for t, each in held.items() if each.rows})
    hashes = _hashes(connection, request.scope, request.t)
    if not request.buckets:
        sorted_out: list[list[int]] = [[] for _ in range(BUCKETS)]
        for record_id, number in hashes:
            sorted_out[bucket_of(record_id)].append(number)
        return DigestReply(history=history, buckets=tuple(map(digest_of, sorted_out)))
    wanted = set(request.buckets)
    rows = {record_id: f"{number:016x}" for record_id, number in hashes if bucket_of(record_id) in wanted}
    return DigestReply(history=history, rows=dict(sorted(rows.items())[:MOST_HASHES]))


def answer_rows(connection: Connection, caller: Caller, request: RowsRequest) -> RowsReply:
    """Return records as they stand, tombstones too."""
    query = _of_type(request.scope, request.t).where(record.c.id.in_(request.ids)).order_by(record.c.id)
    columns = (record.c.type, record.c.id, record.c.ver, record.c.deleted, record.c.stand_in, record.c.fields)
    found = connection.execute(query.with_only_columns(*columns))
    rows = tuple(Row.from_json(decode(spell_row(row).encode("utf-8"))) for row in found)
    return RowsReply(history=_history(connection, caller, request.scope), rows=rows)


def _history(connection: Connection, caller: Caller, scope: Scope) -> History:
    return history_of(standings(connection, dict.fromkeys((scope, *caller.reads))))


def _hashes(connection: Connection, scope: Scope, t: str) -> Iterable[tuple[UUID, int]]:
    query = _of_type(scope, t).where(record.c.deleted.is_(False))
    for row in connection.execute(query.with_only_columns(record.c.id, record.c.hash)):
        yield row.id, unsigned(row.hash)


def _of_type(scope: Scope, t: str) -> Select[Any]:
    return select(record).where(record.c.scope == str(scope), record.c.type == t)
