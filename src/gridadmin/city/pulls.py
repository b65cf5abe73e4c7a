"""Pull: what is new in the scopes of an office, page by page, in the order of commits, from one snapshot.

A page is put together as text from what is stored as text: nothing is parsed, and a page of thousands of rows costs
little more than reading them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Select, func, select, union_all

from gridadmin.city.points import Standing, check_history, history_of, standings, tag_at
from gridadmin.city.shelf import ScopeShelf
from gridadmin.city.spelling import spell_group, spell_object, spell_row
from gridadmin.city.tables import history, record
from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.digests import DigestPair
from gridadmin.wire.history import Point
from gridadmin.wire.pull import PullRequest
from gridadmin.wire.scopes import Scope, ScopeKind
from gridadmin.wire.values import Json


class Page(NamedTuple):
    """The body of a reply, and what it says in short.

    Attributes:
        done: whether it is the last. rows: how many it has of each scope; groups: how many in all.
        seq: up to where it brings the caller's own scope.
    """

    body: bytes
    done: bool
    rows: Mapping[Scope, int]
    groups: int
    seq: int | None


class _Part(NamedTuple):
    """One scope of a page: where it ends, its rows and groups as spelled."""

    upto: Point
    rows: Sequence[str] = ()
    groups: Sequence[str] = ()


_PAIR = DigestPair()
_DEPTH = {ScopeKind.TOWN: 0, ScopeKind.COUNTY: 1, ScopeKind.CITY: 2}


def next_page(connection: Connection, own: Scope, request: PullRequest, most: int) -> Page:
    """Return the next page, in a transaction that is one snapshot; ProblemError `resync`, `replica-expired`."""
    order = sorted(request.cursors, key=lambda scope: (scope != own, _DEPTH[scope.kind], scope.code))
    standing = standings(connection, dict.fromkeys((*order, own, *own.above)))
    check_history(connection, standing, request.history, request.cursors)
    left = min(request.limit, most)
    parts: dict[Scope, _Part] = {}
    for scope in order:
        parts[scope] = _part(connection, scope, standing[scope], request, left, scope == own and request.acts)
        left = max(0, left - len(parts[scope].rows) - len(parts[scope].groups))
    done = all(part.upto == standing[scope].point for scope, part in parts.items())
    reply = {
        "history": canonical_json(history_of(standing).to_json()),
        "pages": "[" + ",".join(_spell_part(scope, part) for scope, part in parts.items()) + "]",
        "done": "true" if done else "false",
    }
    if done:
        reply["digests"] = canonical_json({str(scope): _digests(connection, scope, request.types) for scope in order})
    rows = {scope: len(part.rows) for scope, part in parts.items()}
    groups = sum(len(part.groups) for part in parts.values())
    seq = parts[own].upto.seq if own in parts else None
    return Page(spell_object(reply).encode("utf-8"), done, rows, groups, seq)


def _part(
    connection: Connection, scope: Scope, standing: Standing, request: PullRequest, left: int, acts: bool
) -> _Part:
    cursor, end = request.cursors[scope], standing.point
    if left == 0 or cursor.seq == end.seq:
        return _Part(cursor)
    rows = _rows(scope, cursor.seq, request.types)
    groups = _groups(scope, cursor.seq) if acts else None
    last = _last_whole_commit(connection, rows, groups, left)
    if last is not None:
        tag = tag_at(connection, scope, last)
        assert tag is not None, "the tag of a seq that a record has is kept"
        end = Point(last, tag)
    found = connection.execute(rows.where(record.c.ver <= end.seq).order_by(record.c.ver, record.c.type, record.c.id))
    past = (
        connection.execute(groups.where(history.c.seq <= end.seq).order_by(history.c.seq)) if groups is not None else ()
    )
    rows_here = found.all()
    beside = {(str(row.id), row.type): row.fields for row in rows_here if not row.deleted} if request.lean else {}
    return _Part(end, list(map(spell_row, rows_here)), [spell_group(group, beside) for group in past])


def _rows(scope: Scope, after: int, types: Sequence[str]) -> Select[str, UUID, int, bool, bool, str]:
    columns = (record.c.type, record.c.id, record.c.ver, record.c.deleted, record.c.stand_in, record.c.fields)
    query = select(*columns).where(record.c.scope == str(scope), record.c.ver > after)
    return query.where(record.c.type.in_(types)) if types else query


def _groups(scope: Scope, after: int) -> Select[UUID, int, str, UUID, str, str, bool]:
    it = history.c
    columns = (it.mid, it.seq, it.author, it.replica, it.acts, it.ops, it.whole)
    return select(*columns).where(history.c.scope == str(scope), history.c.seq > after, history.c.acts.is_not(None))


def _last_whole_commit(
    connection: Connection, rows: Select[*tuple[Any, ...]], groups: Select[*tuple[Any, ...]] | None, left: int
) -> int | None:
    """Return the seq with which a page of `left` rows and groups ends; None where all there is fits."""
    sources = [rows.with_only_columns(record.c.ver.label("seq")).order_by(record.c.ver)]
    if groups is not None:
        sources.append(groups.with_only_columns(history.c.seq).order_by(history.c.seq))
    news = union_all(*(select(source.limit(left + 1).subquery().c.seq) for source in sources)).subquery()
    over = connection.execute(select(news.c.seq).order_by(news.c.seq).offset(left).limit(1)).scalar_one_or_none()
    if over is None:
        return None
    before = connection.execute(select(func.max(news.c.seq)).where(news.c.seq < over)).scalar_one()
    return over if before is None else int(before)  # one commit that is larger than a page comes whole


def _spell_part(scope: Scope, part: _Part) -> str:
    spelled = {"scope": f'"{scope}"', "upto": f"[{part.upto.seq},{part.upto.tag}]"}
    if part.rows:
        spelled["rows"] = "[" + ",".join(part.rows) + "]"
    if part.groups:
        spelled["groups"] = "[" + ",".join(part.groups) + "]"
    return spell_object(spelled)


def _digests(connection: Connection, scope: Scope, types: Sequence[str]) -> Json:
    held = ScopeShelf(connection, scope).digests()
    wanted = {t: each for t, each in held.items() if each.rows and (not types or t in types)}
    return {t: _PAIR.write(each) for t, each in wanted.items()}
