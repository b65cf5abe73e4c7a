"""What the operator does: a new epoch after a restore, and forgetting what is too old."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, exists, func, select, update

from gridadmin.city.ids import Now, random_uuid
from gridadmin.city.points import lock_scope
from gridadmin.city.replicas import note
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
    setting,
    token,
)
from gridadmin.wire.scopes import Scope, parse_scope

UNREFERRED_DAYS = 30


def rotate_epoch(connection: Connection, by: str, now: Now) -> UUID:
    """Draw a new epoch, in every scope, and return it.

    Codes that were issued before are void: a backup does not know which of them were used since.
    """
    epoch = random_uuid(now.random)
    connection.execute(update(setting).where(setting.c.name == EPOCH).values(value=str(epoch)))
    for scope in all_scopes(connection):
        lock_scope(connection, scope)
        connection.execute(update(counter).where(counter.c.scope == str(scope)).values(epoch=epoch))
        unused = update(code).where(code.c.scope == str(scope), code.c.used_at.is_(None))
        connection.execute(unused.values(used_at=now.at))
        note(connection, scope, by, "epoch", str(epoch), now)
    return epoch


def all_scopes(connection: Connection) -> list[Scope]:
    """Return every scope in which anything was ever written, or for which a code was issued."""
    return [
        parse_scope(scope) for scope in connection.execute(select(counter.c.scope).order_by(counter.c.scope)).scalars()
    ]


def forget(connection: Connection, scope: Scope, at: datetime, retention_days: int) -> None:
    """Forget what a scope need not keep any longer: old groups, outcomes, tags and tombstones, run-out tokens.

    An outcome goes with the last push that it answered, and not with the group: that push may come once more, and
    carries a point that is still kept. The tag of a seq that a record still carries stays, so that every page of a
    pull can end there.
    """
    standing = lock_scope(connection, scope)
    old = at - timedelta(days=retention_days)
    mine, place = history.c.scope == str(scope), history.c.seq
    aged = (mine, history.c.at < old, place < standing.point.seq)
    last = connection.execute(select(func.max(place)).where(*aged)).scalar_one()
    if last is not None and last > standing.forgotten:  # what was forgotten before is gone: only some tags are left
        connection.execute(
            delete(record).where(record.c.scope == str(scope), record.c.deleted.is_(True), record.c.ver <= last)
        )
        carried = exists().where(record.c.scope == history.c.scope, record.c.ver == place)
        connection.execute(delete(history).where(mine, place <= last, ~carried))
        connection.execute(update(history).where(mine, place <= last).values(acts=None, ops=None))
        connection.execute(delete(outcome).where(outcome.c.scope == str(scope), outcome.c.answered <= last))
        connection.execute(update(counter).where(counter.c.scope == str(scope)).values(forgotten=last))
    connection.execute(delete(token).where(token.c.scope == str(scope), token.c.expires_at < at))
    connection.execute(delete(code).where(code.c.scope == str(scope), code.c.expires_at < old))
    _forget_attachments(connection, scope, at - timedelta(days=UNREFERRED_DAYS))


def _forget_attachments(connection: Connection, scope: Scope, before: datetime) -> None:
    """Drop attachments that no record refers to, under either spelling of their name.

    A piece may come meanwhile, perhaps the last: what is as young as that when its row is locked stays.
    """
    aged = (attachment.c.scope == str(scope), attachment.c.at < before)
    for name in connection.execute(select(attachment.c.name).where(*aged)).scalars().all():
        spellings = (name, name.partition(":")[2])
        used = select(link.c.source).where(link.c.scope == str(scope), link.c.target.in_(spellings)).limit(1)
        if connection.execute(used).first() is not None:
            continue
        still = select(attachment.c.name).where(*aged, attachment.c.name == name).with_for_update()
        if connection.execute(still).first() is not None:
            for table in (piece, attachment):
                connection.execute(delete(table).where(table.c.scope == str(scope), table.c.name == name))
