"""What the operator does: a new epoch after a restore."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, select, update

from gridadmin.city.ids import Now, random_uuid
from gridadmin.city.replicas import note
from gridadmin.city.storage import EPOCH
from gridadmin.city.tables import counter, setting
from gridadmin.wire.scopes import parse_scope


def rotate_epoch(connection: Connection, by: str, now: Now) -> UUID:
    """Draw a new epoch, in every scope, and return it."""
    epoch = random_uuid(now.random)
    connection.execute(update(setting).where(setting.c.name == EPOCH).values(value=str(epoch)))
    scopes = connection.execute(select(counter.c.scope).order_by(counter.c.scope).with_for_update()).scalars().all()
    for scope in scopes:
        connection.execute(update(counter).where(counter.c.scope == scope).values(epoch=epoch))
        note(connection, parse_scope(scope), by, "epoch", str(epoch), now)
    return epoch
