"""Is what stands in the database whole? For the night, and before a restored city opens again.

Scope by scope, each in one snapshot: history without gaps and with the counter at its end; row hashes, digests, natural
keys and links computed anew from the records; and, as far as history reaches, the records computed anew from history.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, select

from gridadmin.city.book import Kept, Link, live_links
from gridadmin.city.shelf import ScopeShelf, hash_of_text
from gridadmin.city.tables import counter, history, link, natural_key, outcome, record
from gridadmin.city.transactions import snapshot
from gridadmin.i18n import N_, Message
from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.digests import digest_of
from gridadmin.wire.scopes import Scope, parse_scope
from gridadmin.wire.values import Json

_GAP = N_("history: {count} numbers are missing between {first} and {last}")
_HEAD = N_("history ends at {last}, the counter stands at {seq}")
_TAG = N_("the counter's tag is not that of its newest entry")
_UNREADABLE = N_("{type} {id}: what is stored cannot be read")
_UNREADABLE_ENTRY = N_("history {seq}: what is stored cannot be read")
_HASH = N_("{type} {id}: the row hash is not that of its contents")
_DIGEST = N_("{type}: the digest is not the sum of its records")
_KEYS = N_("natural keys: {count} do not fit the records")
_LINKS = N_("links: {count} do not fit the records")
_OUTCOME = N_("{count} outcomes name a place in history that holds another group, or none")
_REPLAY = N_("{type} {id}: history does not give this record")


@dataclass(frozen=True)
class ScopeCheck:
    """What the check of one scope found; no problems where all is well.

    Attributes:
        replayed: history goes back to the beginning, so the records could be computed from it.
    """

    scope: str
    seq: int
    records: int
    replayed: bool
    problems: tuple[Message, ...]


def check_city(engine: Engine) -> Iterator[ScopeCheck]:
    """Check every scope, one after another."""
    with engine.connect() as connection:
        scopes = [
            parse_scope(text)
            for text in connection.execute(select(counter.c.scope).order_by(counter.c.scope)).scalars()
        ]
    for scope in scopes:
        yield snapshot(engine, partial(_check, scope))


def _check(scope: Scope, connection: Connection) -> ScopeCheck:
    return check_scope(connection, scope)


def check_scope(connection: Connection, scope: Scope) -> ScopeCheck:
    """Check one scope."""
    own = connection.execute(select(counter).where(counter.c.scope == str(scope))).one()
    kept_past = select(history).where(history.c.scope == str(scope), history.c.seq > own.forgotten)
    past = connection.execute(kept_past.order_by(history.c.seq)).all()
    kept, unreadable = _records(connection, scope)
    whole = own.forgotten == 0
    problems = [
        *unreadable,
        *_history_problems(own, past),
        *_hash_problems(kept),
        *_digest_problems(connection, scope, kept),
        *_index_problems(connection, scope, kept),
        *_outcome_problems(connection, scope, past),
        *(_replay_problems(past, kept) if whole else ()),
    ]
    return ScopeCheck(str(scope), own.seq, len(kept), whole, tuple(problems))


def _records(connection: Connection, scope: Scope) -> tuple[dict[UUID, Kept], list[Message]]:
    """Return the records by id, and which cannot be read: the check of all the others goes on without them."""
    kept, unreadable = {}, []
    for row in connection.execute(select(record).where(record.c.scope == str(scope))):
        try:
            fields, origins = _object(row.fields), _object(row.origins)
        except ValueError:
            unreadable.append(Message(_UNREADABLE, {"type": row.type, "id": row.id}))
            continue
        kept[row.id] = Kept(row.type, row.id, row.ver, fields, row.made, origins, row.deleted, row.stand_in, row.hash)
    return kept, unreadable


def _object(stored: str) -> dict[str, Any]:
    found = json.loads(stored)
    if not isinstance(found, dict):
        raise ValueError
    return found


def _history_problems(own: Row[Any], past: Sequence[Row[Any]]) -> Iterator[Message]:
    if not past:
        if own.seq:
            yield Message(_HEAD, {"last": 0, "seq": own.seq})
        return
    first, last = own.forgotten + 1, past[-1].seq
    missing = last - first + 1 - len(past)
    if missing:
        yield Message(_GAP, {"count": missing, "first": first, "last": last})
    if last != own.seq:
        yield Message(_HEAD, {"last": last, "seq": own.seq})
    elif past[-1].tag != own.tag:
        yield Message(_TAG)


def _hash_problems(kept: Mapping[UUID, Kept]) -> Iterator[Message]:
    for each in kept.values():
        computed = None if each.deleted else hash_of_text(each.t, each.id, canonical_json(each.fields))
        if computed != each.hash:
            yield Message(_HASH, {"type": each.t, "id": each.id})


def _digest_problems(connection: Connection, scope: Scope, kept: Mapping[UUID, Kept]) -> Iterator[Message]:
    stored = ScopeShelf(connection, scope).digests()
    hashes: dict[str, list[int]] = {t: [] for t in stored}
    for each in kept.values():
        if each.hash is not None:
            hashes.setdefault(each.t, []).append(each.hash % (1 << 64))
    for t, of_type in hashes.items():
        found = digest_of(of_type)
        held = stored.get(t)
        if (held is None and found.rows) or (held is not None and held != found):
            yield Message(_DIGEST, {"type": t})


def _index_problems(connection: Connection, scope: Scope, kept: Mapping[UUID, Kept]) -> Iterator[Message]:
    live = [each for each in kept.values() if not each.deleted]
    keys = Counter((each.t, key, each.id) for each in live if (key := each.key) is not None)
    rows = connection.execute(select(natural_key).where(natural_key.c.scope == str(scope)))
    stored = Counter((row.type, row.key, row.id) for row in rows)
    wrong = sum(((keys - stored) + (stored - keys)).values())
    if wrong:
        yield Message(_KEYS, {"count": wrong})
    links = Counter(found for each in live for found in live_links(each))
    rows = connection.execute(select(link).where(link.c.scope == str(scope)))
    held = Counter(Link(row.target, row.type, row.source, row.field) for row in rows)
    wrong = sum(((links - held) + (held - links)).values())
    if wrong:
        yield Message(_LINKS, {"count": wrong})


def _outcome_problems(connection: Connection, scope: Scope, past: Sequence[Row[Any]]) -> Iterator[Message]:
    first = past[0].seq if past else 0
    mids = {row.seq: row.mid for row in past}
    query = select(outcome.c.mid, outcome.c.seq).where(outcome.c.scope == str(scope), outcome.c.seq >= first)
    wrong = sum(mids.get(row.seq) != row.mid for row in connection.execute(query))
    if wrong:
        yield Message(_OUTCOME, {"count": wrong})


def _replay_problems(past: Sequence[Row[Any]], kept: Mapping[UUID, Kept]) -> Iterator[Message]:
    """Compute the records anew from all of history."""
    states: dict[UUID, dict[str, Json] | None] = {}
    erased: set[UUID] = set()
    for row in past:
        try:
            for op in json.loads(row.ops) if row.ops else ():
                _replay(op, states, erased)
        except (ValueError, TypeError, LookupError, AttributeError):  # no JSON, or not that of operations
            yield Message(_UNREADABLE_ENTRY, {"seq": row.seq})
    for record_id, each in kept.items():
        if record_id in erased:
            continue
        if states.get(record_id) != (None if each.deleted else each.fields):
            yield Message(_REPLAY, {"type": each.t, "id": record_id})


def _replay(op: dict[str, Any], states: dict[UUID, dict[str, Json] | None], erased: set[UUID]) -> None:
    record_id = UUID(op["id"])
    if op["k"] in ("new", "back"):
        states[record_id] = dict(op["f"])
        return
    if op["k"] == "del":
        states[record_id] = None
        return
    state = states.get(record_id) or {}
    for name, change in op["set"].items():
        if change is None:
            erased.add(record_id)
        elif change[1] is None:
            state.pop(name, None)
        else:
            state[name] = change[1]
    states[record_id] = state
