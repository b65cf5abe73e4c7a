"""What the operator does: a new epoch after a restore, forgetting what is too old, looking whether all still fits.

None of this is asked by an office, so these few statements may look at every scope.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, exists, func, select, update

from gridadmin.city.ids import Now, random_uuid
from gridadmin.city.points import lock_scope
from gridadmin.city.replicas import note
from gridadmin.city.shelf import ScopeShelf, hash_of_text, unsigned
from gridadmin.city.storage import EPOCH
from gridadmin.city.tables import (
    attachment,
    code,
    counter,
    history,
    link,
    outcome,
    piece,
    record,
    replica,
    setting,
    token,
)
from gridadmin.wire.digests import Digest, digest_of
from gridadmin.wire.scopes import Scope, parse_scope

UNREFERRED_DAYS = 30


@dataclass(frozen=True)
class OfficeState:
    """One database of an office, as the city last saw it.

    Attributes:
        name: of the office. computer, program: as it called itself when it enrolled; schema: as it last spoke.
        pushed_at, pulled_at: its last push, its last complete pull. diverged_at: when it last asked where it differs.
    """

    scope: Scope
    name: str
    replica: UUID
    client_id: str
    computer: str
    program: str
    schema: int
    pushed_at: datetime | None
    pulled_at: datetime | None
    diverged_at: datetime | None


def rotate_epoch(connection: Connection, by: str, now: Now) -> UUID:
    """Draw a new epoch, in every scope, and return it."""
    epoch = random_uuid(now.random)
    connection.execute(update(setting).where(setting.c.name == EPOCH).values(value=str(epoch)))
    for scope in all_scopes(connection):
        lock_scope(connection, scope)
        connection.execute(update(counter).where(counter.c.scope == str(scope)).values(epoch=epoch))
        note(connection, scope, by, "epoch", str(epoch), now)
    return epoch


def all_scopes(connection: Connection) -> list[Scope]:
    """Return every scope in which anything was ever written, or for which a code was issued."""
    return [
        parse_scope(scope) for scope in connection.execute(select(counter.c.scope).order_by(counter.c.scope)).scalars()
    ]


def office_states(connection: Connection) -> list[OfficeState]:
    """Return the offices' databases, by scope."""
    query = (
        select(
            replica.c.scope, counter.c.name, replica.c.replica, replica.c.client_id, replica.c.computer,
            replica.c.program, replica.c.schema, replica.c.pushed_at, replica.c.pulled_at, replica.c.diverged_at,
        )
        .join_from(replica, counter, counter.c.scope == replica.c.scope)
        .order_by(replica.c.scope, replica.c.client_id, replica.c.replica)
    )  # fmt: skip
    return [OfficeState(parse_scope(scope), *rest) for scope, *rest in connection.execute(query)]


def forget(connection: Connection, scope: Scope, at: datetime, retention_days: int) -> None:
    """Forget what a scope need not keep any longer: old groups, outcomes, tags and tombstones, run-out tokens.

    The tag of a seq that a record still carries stays, so that every page of a pull can end there.
    """
    newest = lock_scope(connection, scope).point.seq
    old = at - timedelta(days=retention_days)
    mine, place = history.c.scope == str(scope), history.c.seq
    last = connection.execute(select(func.max(place)).where(mine, history.c.at < old, place < newest)).scalar_one()
    if last is not None:
        connection.execute(
            delete(record).where(record.c.scope == str(scope), record.c.deleted.is_(True), record.c.ver <= last)
        )
        carried = exists().where(record.c.scope == history.c.scope, record.c.ver == place)
        connection.execute(delete(history).where(mine, place <= last, ~carried))
        connection.execute(update(history).where(mine, place <= last).values(acts=None, ops=None))
    connection.execute(delete(outcome).where(outcome.c.scope == str(scope), outcome.c.at < old))
    connection.execute(delete(token).where(token.c.scope == str(scope), token.c.expires_at < at))
    connection.execute(delete(code).where(code.c.scope == str(scope), code.c.expires_at < old))
    _forget_attachments(connection, scope, at - timedelta(days=UNREFERRED_DAYS))


def _forget_attachments(connection: Connection, scope: Scope, before: datetime) -> None:
    """Drop attachments that no record refers to, under either spelling of their name."""
    query = select(attachment.c.name).where(attachment.c.scope == str(scope), attachment.c.at < before)
    for name in connection.execute(query).scalars().all():
        spellings = (name, name.partition(":")[2])
        used = select(link.c.source).where(link.c.scope == str(scope), link.c.target.in_(spellings)).limit(1)
        if connection.execute(used).first() is None:
            for table in (piece, attachment):
                connection.execute(delete(table).where(table.c.scope == str(scope), table.c.name == name))


def find_differences(connection: Connection, scope: Scope) -> Iterator[str]:
    """Give what does not fit in a scope: row hashes and digests, computed anew from the contents of its records.

    Read in one snapshot. A difference means that something wrote around the exchange, or that a disk did.
    """
    hashes: defaultdict[str, list[int]] = defaultdict(list)
    query = select(record.c.type, record.c.id, record.c.hash, record.c.fields).where(
        record.c.scope == str(scope), record.c.deleted.is_(False)
    )
    for row in connection.execution_options(yield_per=2_000).execute(query):
        computed = hash_of_text(row.type, row.id, row.fields)
        hashes[row.type].append(unsigned(computed))
        if computed != row.hash:
            yield f"{scope} {row.type} {row.id}"
    kept = ScopeShelf(connection, scope).digests()
    for t in sorted(kept.keys() | hashes.keys()):
        if kept.get(t, Digest()) != digest_of(hashes[t]):
            yield f"{scope} {t}"
