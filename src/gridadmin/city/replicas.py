"""The offices' databases as the city sees them: what they last sent and fetched, and the heads of their journals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from gridadmin.city.callers import Caller
from gridadmin.city.ids import Now, timed_uuid
from gridadmin.city.tables import anchor, audit, replica
from gridadmin.i18n import N_, _
from gridadmin.wire.problems import ProblemType, problem_of
from gridadmin.wire.push import Anchor
from gridadmin.wire.scopes import Scope

ANCHOR_DIFFERS = "anchor_differs"

_TOO_MANY_REPLICAS = N_(
    "More databases exchange with the credentials of one computer than the city allows. Ask for a new code."
)


def note_replica(
    connection: Connection, caller: Caller, replica_id: UUID, most: int | None = None, **values: Any
) -> None:
    """Note what a replica just did; one that took a new id is met here first.

    `most`: how many the credentials may have; ProblemError `forbidden` for one more. New credentials begin anew.
    """
    scope = str(caller.scope)
    found = update(replica).where(replica.c.scope == scope, replica.c.replica == replica_id)
    changed = connection.execute(found.values(client_id=caller.client_id, **values))
    if changed.rowcount == 0:
        if most is not None:
            _check_count(connection, caller, most)
        row = {"client_id": caller.client_id} | _of_client(connection, caller) | values
        connection.execute(insert(replica), {"scope": scope, "replica": replica_id} | row)


def _check_count(connection: Connection, caller: Caller, most: int) -> None:
    mine = (replica.c.scope == str(caller.scope), replica.c.client_id == caller.client_id)
    if connection.execute(select(func.count()).where(*mine)).scalar_one() >= most:
        raise problem_of(ProblemType.FORBIDDEN, _(_TOO_MANY_REPLICAS))


def _of_client(connection: Connection, caller: Caller) -> dict[str, Any]:
    """Return what the database that enrolled said of itself: who took a new id is called the same."""
    mine = (replica.c.scope == str(caller.scope), replica.c.client_id == caller.client_id)
    known = connection.execute(select(replica.c.program, replica.c.computer).where(*mine).limit(1)).one_or_none()
    return {"program": known.program, "computer": known.computer} if known else {"program": "", "computer": ""}


def last_number(connection: Connection, caller: Caller, replica_id: UUID, epoch: UUID) -> int | None:
    """Return the number of a replica's last push in this epoch; None where the city remembers none."""
    query = select(replica.c.number).where(
        replica.c.scope == str(caller.scope), replica.c.replica == replica_id, replica.c.epoch == epoch
    )
    return connection.execute(query).scalar_one_or_none()


def fetched_seq(connection: Connection, scope: Scope, replica_id: UUID) -> int | None:
    """Return up to which seq of its scope a replica has fetched; None where that is not known."""
    query = select(replica.c.pulled_seq).where(replica.c.scope == str(scope), replica.c.replica == replica_id)
    return connection.execute(query).scalar_one_or_none()


def keep_anchor(connection: Connection, caller: Caller, replica_id: UUID, head: Anchor, now: Now) -> None:
    """Keep the head of an office's journal with its time; another hash for the same entry is noted in the audit."""
    query = select(anchor.c.hash).where(
        anchor.c.scope == str(caller.scope), anchor.c.replica == replica_id, anchor.c.seq == head.seq
    )
    hashes = set(connection.execute(query).scalars())
    if head.hash in hashes:
        return
    row = {"scope": str(caller.scope), "replica": replica_id, "seq": head.seq, "hash": head.hash, "at": now.at}
    connection.execute(insert(anchor), row)
    if hashes:
        detail = f"{replica_id} {head.seq}"
        note(connection, caller.scope, caller.client_id, ANCHOR_DIFFERS, detail, now)


def note(connection: Connection, scope: Scope, who: str, what: str, detail: str, now: Now) -> None:
    """Write a line of the audit; `detail` never holds personal data."""
    row = {"scope": str(scope), "id": timed_uuid(now), "at": now.at, "who": who, "what": what, "detail": detail}
    connection.execute(insert(audit), row)
