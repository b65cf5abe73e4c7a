"""The exchange by file at the city: packages of offices in, publications out (docs/exchange.md, section 14).

Pushes of a package go through the same path as those of the line, mids and all; only the history point is not checked,
since nobody is there to be told. What is answered stands in the next publication.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, select, update

from gridadmin.city.attachments import Piece, claimed_state, keep_piece, read_part, upload_state
from gridadmin.city.callers import Caller
from gridadmin.city.exchange import Exchange
from gridadmin.city.ids import Now, timed_uuid
from gridadmin.city.own_keys import note_city_key, own_keys
from gridadmin.city.partners import TRUSTED, keys_of
from gridadmin.city.points import history_of, lock_scope, standings
from gridadmin.city.pulls import next_page
from gridadmin.city.replicas import fetched_seq, note, note_replica
from gridadmin.city.requests import take_push
from gridadmin.city.tables import package, partner
from gridadmin.city.transactions import snapshot, transaction
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.i18n import N_
from gridadmin.wire.attachments import UploadState
from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.enrolment import SCHEMA, Limits
from gridadmin.wire.history import START, History, Point
from gridadmin.wire.owner_terms import Kind
from gridadmin.wire.owners import OWNERS
from gridadmin.wire.package_files import Package, Part, listed, photo_parts, read_package, recipient_of, write_package
from gridadmin.wire.packages import PackageKeyFile, PackageKind, PackageManifest, PartKind
from gridadmin.wire.problems import ProblemError, ProblemType
from gridadmin.wire.pull import PullReply, PullRequest
from gridadmin.wire.push import Notice, PushReply, PushRequest
from gridadmin.wire.scopes import Scope, parse_scope

PAGE_ROWS = 5_000

_NO_PARTNER = N_("No key file of {scope} was accepted here.")
_NO_SUBMISSION = N_("This package goes from the city to an office; what comes from an office is called a submission.")
_RENEWED = N_(
    "The database that wrote this package ({scope}) has taken a new identity since its key file was accepted here. "
    "Accept its key file once more. Nothing of the package was used."
)
_ANOTHERS = N_("The package says that it is of {says}, and was signed by {signed}. Nothing of it was used.")


@dataclass(frozen=True)
class Taken:
    """What reading a package did.

    Attributes:
        gap: packages of this database between the last one and this never came.
        twice: another package of the same number came before: a copy of the database exchanges, or it was restored.
        expired: the office was away longer than the city remembers: nothing was taken, and it is told so.
        behind: it was written for former keys of the city: the new key file has not reached the office.
    """

    scope: Scope
    name: str
    number: int
    groups: int
    photos: int
    repeated: bool = False
    gap: int = 0
    twice: bool = False
    expired: bool = False
    behind: bool = False


@dataclass(frozen=True)
class Given:
    """A publication for one database of an office."""

    scope: Scope
    replica: UUID
    number: int
    content: bytes
    rows: int
    answers: int


def take_package(exchange: Exchange, content: bytes) -> Taken:
    """Read a package of an office, whole or not at all; one that was read before changes nothing.

    Raises PackageError, InvalidError, MalformedMessageError, ProblemError.
    """

    def work(connection: Connection) -> Taken:
        partners = connection.execute(TRUSTED).all()
        known = {row.fingerprint: keys_of(row) for row in partners}
        held = read_package(content, own_keys(connection, exchange).known_as(recipient_of(content)), known)
        signed = [row for row in partners if row.fingerprint == held.header.sender]
        own = [row for row in signed if row.replica == held.manifest.replica]  # copies of a database have the same keys
        return _take(connection, exchange, held, (own or signed)[0])

    return transaction(exchange.engine, work)


def _take(connection: Connection, exchange: Exchange, held: Package, sender: Row[Any]) -> Taken:
    manifest = held.manifest
    if held.header.kind is not PackageKind.SUBMISSION:
        raise InvalidError(_NO_SUBMISSION)
    if str(manifest.scope) != sender.scope:
        raise InvalidError(_ANOTHERS, says=manifest.scope, signed=sender.scope)
    if manifest.replica != sender.replica:
        raise InvalidError(_RENEWED, scope=manifest.scope)
    name = PackageKeyFile.from_json(json.loads(sender.keys)).name
    numbers = _numbers(connection, sender)
    if manifest.id in numbers:
        return Taken(manifest.scope, name, manifest.number, 0, 0, repeated=True)
    now = Now(exchange.clock(), exchange.random)
    caller = Caller(f"package:{sender.replica}", manifest.scope, sender.replica)
    requests = [PushRequest.from_bytes(body) for body in held.contents(PartKind.PUSH_REQUEST)]
    taken = (
        None
        if _may_repeat(connection, sender, requests, now, exchange.limits)
        else _push(connection, caller, requests, now, exchange.limits)
    )
    replies = taken or []
    former = own_keys(connection, exchange).is_former(held.header.recipient)
    if manifest.number > max(numbers.values(), default=0):
        _note_fetched(connection, caller, manifest, now)
        note_city_key(connection, sender, held.header.recipient if former else None)
    twice = manifest.number in numbers.values() or any(Notice.USED_TWICE in reply.notices for reply in replies)
    if twice:
        replies = _told_of_copy(connection, caller, replies)
        note(
            connection, manifest.scope, caller.client_id, Notice.USED_TWICE, f"{sender.replica} {manifest.number}", now
        )
    photos = held.contents(PartKind.ATTACHMENT)
    for photo, part in zip(photos, _listed(manifest, PartKind.ATTACHMENT), strict=True):
        _keep_photo(connection, manifest.scope, f"sha256:{part}", photo, now, exchange.limits)
    cursors = None if manifest.history is None else canonical_json(manifest.history.to_json())
    row = {
        "scope": sender.scope, "replica": sender.replica, "id": manifest.id, "number": manifest.number, "at": now.at,
        "cursors": cursors, "replies": canonical_json([reply.to_json() for reply in replies]), "answered": False,
        "wanted": canonical_json(list(manifest.wanted)), "expired": taken is None,
    }  # fmt: skip
    connection.execute(insert(package), row)
    gap = max(0, manifest.number - max(numbers.values(), default=0) - 1)
    groups = sum(len(reply.outcomes) for reply in replies)
    return Taken(
        manifest.scope, name, manifest.number, groups, len(photos), gap=gap, twice=twice, expired=taken is None,
        behind=former,
    )  # fmt: skip


def _may_repeat(
    connection: Connection, sender: Row[Any], requests: Sequence[PushRequest], now: Now, limits: Limits
) -> bool:
    """Return whether pushes may repeat groups of a time that is forgotten, with what became of them.

    By the line such an office is told at once (`replica-expired`). One that has never fetched anything knows no place
    in the history; then the age of its packages tells, which are sent again until a receipt comes.
    """
    scope = parse_scope(sender.scope)
    forgotten = lock_scope(connection, scope).forgotten
    seen = [request.history.seen.get(scope) if request.history is not None else None for request in requests]
    if any(point is not None and point.seq < forgotten for point in seen):
        return True
    if None not in seen or not forgotten or fetched_seq(connection, scope, sender.replica) is not None:
        return False
    mine = (package.c.scope == sender.scope, package.c.replica == sender.replica)
    first = connection.execute(select(func.min(package.c.at)).where(*mine)).scalar_one_or_none()
    return first is not None and first < now.at - timedelta(days=limits.retention_days)


def _push(
    connection: Connection, caller: Caller, requests: Sequence[PushRequest], now: Now, limits: Limits
) -> list[PushReply] | None:
    """Take pushes and return the answers; None, and nothing is taken, where one repeats what is forgotten."""
    try:
        with connection.begin_nested():
            return [take_push(connection, caller, replace(each, history=None), now, limits) for each in requests]
    except ProblemError as error:
        if error.problem.type is not ProblemType.REPLICA_EXPIRED:
            raise
        return None


def _note_fetched(connection: Connection, caller: Caller, manifest: PackageManifest, now: Now) -> None:
    """Note up to where a database says itself that it holds everything: a publication may never have reached it."""
    own = standings(connection, [manifest.scope])[manifest.scope]
    seen = manifest.history.seen if manifest.history is not None and manifest.history.epoch == own.epoch else {}
    seq = seen.get(manifest.scope, START).seq
    is_news = seq == own.point.seq or seq != fetched_seq(connection, manifest.scope, manifest.replica)
    fetched: dict[str, Any] = {"pulled_at": now.at, "pulled_seq": seq} if is_news and 0 < seq <= own.point.seq else {}
    note_replica(connection, caller, manifest.replica, schema=manifest.schema, **fetched)


def _told_of_copy(connection: Connection, caller: Caller, replies: list[PushReply]) -> list[PushReply]:
    """Return the answers to a package with the notice that its number was taken, in one without groups if need be."""
    if any(Notice.USED_TWICE in reply.notices for reply in replies):
        return replies
    *others, last = replies or [PushReply(history=history_of(standings(connection, caller.reads)), outcomes={})]
    return [*others, replace(last, notices=(*last.notices, Notice.USED_TWICE))]


def _numbers(connection: Connection, sender: Row[Any]) -> dict[UUID, int]:
    query = select(package.c.id, package.c.number).where(
        package.c.scope == sender.scope, package.c.replica == sender.replica
    )
    return {row.id: row.number for row in connection.execute(query)}


def _listed(manifest: PackageManifest, kind: PartKind) -> list[str]:
    return [part.sha256 for part in manifest.parts if part.kind is kind]


def _keep_photo(connection: Connection, scope: Scope, name: str, content: bytes, now: Now, limits: Limits) -> None:
    size = limits.chunk_bytes
    have = claimed_state(connection, scope, name, now.at)
    start = have.offset
    while not have.complete:
        piece = content[start : start + size]
        last = start + len(piece) >= len(content)
        kept = keep_piece(connection, scope, name, Piece(UploadState(start, last, len(content)), piece), now.at, limits)
        if isinstance(kept, ProblemError):
            raise kept
        start, have = start + len(piece), kept


def give_publications(exchange: Exchange, scope: Scope, replica: UUID | None = None) -> Iterator[Given]:
    """Write a publication for each database of an office whose key was accepted, or for one of them.

    Raises NotFoundError where no key file of the office was accepted.
    """
    with exchange.engine.connect() as connection:
        rows = connection.execute(TRUSTED.where(partner.c.scope == str(scope))).all()
    wanted = [row for row in rows if replica in (None, row.replica)]
    if not wanted:
        raise NotFoundError(_NO_PARTNER, scope=scope)
    for row in wanted:
        yield _give(exchange, row)


def _give(exchange: Exchange, row: Row[Any]) -> Given:
    scope = parse_scope(row.scope)
    caller = Caller(f"package:{row.replica}", scope, row.replica)
    came, forgotten = snapshot(
        exchange.engine, lambda it: (_unanswered(it, row), standings(it, [scope])[scope].forgotten)
    )
    replies = [PushReply.from_json(reply) for each in came for reply in json.loads(each.replies)]
    told = [_remembered(reply, forgotten) for reply in replies]
    expired = told != replies or bool(came and came[-1].expired)
    place = came[-1].cursors if came and not expired else None  # who was away too long has to see all that there is
    pages, since = _pages(exchange, caller, _cursors(caller, place))
    parts = [
        *(Part(PartKind.PUSH_REPLY, reply.to_bytes()) for reply in told),
        *(Part(PartKind.PULL_REPLY, page.to_bytes()) for page in pages),
    ]
    wanted = json.loads(came[-1].wanted or "[]") if came else []
    wanted += _photos_in(pages, row.replica, whole=not any(point.seq for point in (since or {}).values()))
    names = dict.fromkeys(wanted)
    parts += snapshot(exchange.engine, lambda it: photo_parts(parts, _photos(it, scope, names))).values()

    def finish(connection: Connection) -> Given:
        now = Now(exchange.clock(), exchange.random)
        mine = (partner.c.scope == row.scope, partner.c.replica == row.replica)
        kept = connection.execute(select(partner.c.sent, partner.c.city_key).where(*mine).with_for_update()).one()
        number = kept.sent + 1
        connection.execute(update(partner).where(*mine).values(sent=number))
        answers = tuple(each.id for each in came)
        answered = update(package).where(package.c.scope == row.scope, package.c.replica == row.replica)
        connection.execute(answered.where(package.c.id.in_(answers)).values(answered=True))
        manifest = PackageManifest(
            id=timed_uuid(now), number=number, schema=SCHEMA, scope=scope, replica=row.replica, made_at=now.at,
            parts=listed(parts), answers=answers, history=pages[-1].history, since=since,
            expired=expired,
        )  # fmt: skip
        content = write_package(
            PackageKind.PUBLICATION, manifest, parts, own_keys(connection, exchange).known_as(kept.city_key),
            keys_of(row), exchange.random.randbytes,
        )  # fmt: skip
        rows = sum(len(part.rows) for page in pages for part in page.pages)
        return Given(scope, row.replica, number, content, rows, len(answers))

    return transaction(exchange.engine, finish)


def _remembered(reply: PushReply, forgotten: int) -> PushReply:
    """Return an answer without the groups of a time that is forgotten: what became of their records no pull tells."""
    kept = {mid: each for mid, each in reply.outcomes.items() if each.seq is None or each.seq > forgotten}
    return reply if len(kept) == len(reply.outcomes) else replace(reply, outcomes=kept)


def _unanswered(connection: Connection, row: Row[Any]) -> Sequence[Row[Any]]:
    """The packages that no publication has answered; where there are none, the last one, for its cursors."""
    mine = (
        select(package).where(package.c.scope == row.scope, package.c.replica == row.replica).order_by(package.c.number)
    )
    came = connection.execute(mine).all()
    return [each for each in came if not each.answered] or list(came[-1:])


def _cursors(caller: Caller, kept: str | None) -> dict[Scope, Point]:
    seen: Mapping[Scope, Point] = History.from_json(json.loads(kept)).seen if kept else {}
    return {scope: seen.get(scope, START) for scope in caller.reads}


def _pages(
    exchange: Exchange, caller: Caller, since: dict[Scope, Point]
) -> tuple[list[PullReply], dict[Scope, Point] | None]:
    """Return all pages from cursors on, and these; from nothing where they are too old.

    Where they are of another history, that is from nothing as well, and there are none: so the office learns of it.
    """
    try:
        return list(_pull(exchange, caller, since)), since
    except ProblemError as error:
        problem = error.problem.type
        if problem not in (ProblemType.RESYNC, ProblemType.REPLICA_EXPIRED):
            raise
    anew = dict.fromkeys(since, START)
    return list(_pull(exchange, caller, anew)), None if problem is ProblemType.RESYNC else anew


def _pull(exchange: Exchange, caller: Caller, since: Mapping[Scope, Point]) -> Iterator[PullReply]:
    cursors = dict(since)
    while True:
        request = PullRequest(schema=SCHEMA, replica=caller.replica, cursors=cursors, limit=PAGE_ROWS)
        turn = partial(next_page, own=caller.scope, request=request, most=exchange.limits.pull_rows)
        reply = PullReply.from_bytes(snapshot(exchange.engine, turn).body)  # not `exchange.pull`: nobody has it yet
        yield reply
        if reply.done:
            return
        cursors |= {page.scope: page.upto for page in reply.pages}


def _photos_in(pages: Sequence[PullReply], replica: UUID, *, whole: bool) -> list[str]:
    """The attachments that rows refer to, without those of groups that this database has sent itself."""
    groups = [group for reply in pages for page in reply.pages for group in page.groups]
    own = {op.id for group in groups if group.replica == replica for op in group.ops}
    others = {op.id for group in groups if group.replica != replica for op in group.ops}
    rows = [row for reply in pages for page in reply.pages for row in page.rows if not row.deleted]
    names = {
        f"sha256:{row.f[name]}"
        for row in rows
        if whole or row.id in others or row.id not in own
        for name, field in (OWNERS[row.t].fields.items() if row.t in OWNERS else ())
        if field.kind is Kind.CONTENT and isinstance(row.f.get(name), str)
    }
    return sorted(names)


def _photos(connection: Connection, scope: Scope, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield those that are here whole, with their names."""
    for name in names:
        try:
            state = upload_state(connection, scope, name)
            yield name, read_part(connection, scope, name, 0, state.offset)
        except ProblemError:
            continue
