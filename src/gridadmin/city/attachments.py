"""Attachments: kept in pieces, per scope, under the hash of their content.

A scope sees only what was sent to it, so that nobody learns by a hash what others have (docs/exchange.md, section 11).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from gridadmin.city.bulk import among
from gridadmin.city.quotas import Quotas
from gridadmin.city.tables import attachment, piece
from gridadmin.i18n import N_, _
from gridadmin.wire.attachments import UploadState, parse_attachment_name
from gridadmin.wire.enrolment import Limits
from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.problems import ProblemError, ProblemType, problem_of
from gridadmin.wire.scopes import Scope

_NOT_THERE = N_("The city does not have this attachment.")
_OFFSET = N_("The city has {have} bytes of this attachment.")
_TOO_LARGE = N_("The attachment, or this piece of it, is larger than the city accepts.")
_NO_ROOM = N_("The office has more attachments than the city has room for. Ask the city's staff for more.")
_OTHER_CONTENT = N_("What arrived is not the attachment that was announced. It has to be sent once more.")


RENEWED_AFTER = timedelta(days=1)


class Piece(NamedTuple):
    """A piece that comes: what its headers say, and its bytes."""

    state: UploadState
    content: bytes


def upload_state(connection: Connection, scope: Scope, name: str) -> UploadState:
    """Return how much of an attachment is there: nothing yet where the scope has not sent any of it."""
    return _state_of(_find(connection, scope, _checked(name)))


def _state_of(row: Row[Any] | None) -> UploadState:
    if row is None:
        return UploadState(0, False)
    return UploadState(row.size, row.complete, row.size if row.complete else None)


def claimed_state(connection: Connection, scope: Scope, name: str, at: datetime) -> UploadState:
    """Return the same to who takes what is complete for sent: whatever its age, the record may still be to come."""
    row = _find(connection, scope, _checked(name))
    if row is not None and row.complete and not _renew(connection, row, at):
        row = None  # dropped meanwhile
    return _state_of(row)


def keep_longer(connection: Connection, scope: Scope, contents: Collection[str], at: datetime) -> None:
    """Let the age of attachments begin anew to which records have referred, by the values of their fields."""
    names = [f"{algorithm}:{each}" for each in contents for algorithm in ("sha256", "sm3")]
    mine = update(attachment).where(attachment.c.scope == str(scope))
    connection.execute(mine.where(among(connection, attachment.c.name, names)).values(at=at))


def _renew(connection: Connection, row: Row[Any], at: datetime) -> bool:
    """Let the age of an attachment begin anew, once a day at most; return whether it is there still."""
    if row.at > at - RENEWED_AFTER:
        return True
    found = update(attachment).where(attachment.c.scope == row.scope, attachment.c.name == row.name)
    return connection.execute(found.values(at=at)).rowcount > 0


def keep_piece(
    connection: Connection, scope: Scope, name: str, coming: Piece, at: datetime, limits: Limits
) -> UploadState | ProblemError:
    """Keep a piece and return how much is there; a hash that does not fit drops all pieces, so it is returned."""
    state, content = coming
    row = _find(connection, scope, _checked(name), lock=True)
    have = 0 if row is None else row.size
    if row is not None and row.complete:
        _renew(connection, row, at)
        return UploadState(have, True, have)
    if state.offset != have:
        problem = problem_of(ProblemType.OFFSET_MISMATCH, _(_OFFSET).format(have=have), more={"offset": have})
        raise problem
    whole = max(have + len(content), state.length or 0)
    if len(content) > limits.chunk_bytes or whole > limits.attachment_bytes:
        raise problem_of(ProblemType.TOO_LARGE, _(_TOO_LARGE))
    if row is None:
        values = {"scope": str(scope), "name": name, "size": 0, "complete": False, "at": at}
        connection.execute(insert(attachment), values)
    if content:
        connection.execute(insert(piece), {"scope": str(scope), "name": name, "start": have, "content": content})
    if state.complete and not _fits(connection, scope, name):
        for table in (piece, attachment):
            connection.execute(delete(table).where(table.c.scope == str(scope), table.c.name == name))
        return problem_of(ProblemType.HASH_MISMATCH, _(_OTHER_CONTENT))
    size = have + len(content)
    found = update(attachment).where(attachment.c.scope == str(scope), attachment.c.name == name)
    connection.execute(found.values(size=size, complete=state.complete, at=at))
    return UploadState(size, state.complete, size if state.complete else None)


def check_room(connection: Connection, scope: Scope, name: str, coming: Piece, quotas: Quotas) -> None:
    """Refuse a piece for which a scope has no room; raises ProblemError `too-large`.

    One attachment for itself: those that are there, and all records, go on.
    """
    row = _find(connection, scope, _checked(name))
    have = 0 if row is None else row.size
    if (row is not None and row.complete) or coming.state.offset != have:
        return  # nothing of it will be kept
    query = select(func.count(), func.coalesce(func.sum(attachment.c.size), 0))
    count, size = connection.execute(query.where(attachment.c.scope == str(scope))).one()
    whole = max(have + len(coming.content), coming.state.length or 0)
    fits = count + (row is None) <= quotas.scope_attachments and size - have + whole <= quotas.scope_attachment_bytes
    if not fits:
        raise problem_of(ProblemType.TOO_LARGE, _(_NO_ROOM))


def read_part(connection: Connection, scope: Scope, name: str, offset: int, size: int) -> bytes:
    """Return `size` bytes from an offset on, fewer at the end; ProblemError `not-found`, also while it is coming."""
    row = _find(connection, scope, _checked(name))
    if row is None or not row.complete:
        raise problem_of(ProblemType.NOT_FOUND, _(_NOT_THERE))
    mine = (piece.c.scope == str(scope), piece.c.name == name)
    first = connection.execute(select(func.max(piece.c.start)).where(*mine, piece.c.start <= offset)).scalar_one()
    if first is None:
        return b""
    query = select(piece.c.content).where(*mine, piece.c.start >= first, piece.c.start < offset + size)
    content = b"".join(connection.execute(query.order_by(piece.c.start)).scalars())
    return content[offset - first : offset - first + size]


def _checked(name: str) -> str:
    try:
        return str(parse_attachment_name(name))
    except MalformedMessageError:
        raise problem_of(ProblemType.NOT_FOUND, _(_NOT_THERE)) from None


def _find(connection: Connection, scope: Scope, name: str, *, lock: bool = False) -> Row[Any] | None:
    query = select(attachment).where(attachment.c.scope == str(scope), attachment.c.name == name)
    return connection.execute(query.with_for_update() if lock else query).one_or_none()


def _fits(connection: Connection, scope: Scope, name: str) -> bool:
    """Hash the pieces one after another: an attachment is never in memory as a whole."""
    expected = parse_attachment_name(name)
    hashed = hashlib.new(expected.algorithm)
    mine = (piece.c.scope == str(scope), piece.c.name == name)
    for start in connection.execute(select(piece.c.start).where(*mine).order_by(piece.c.start)).scalars().all():
        hashed.update(connection.execute(select(piece.c.content).where(*mine, piece.c.start == start)).scalar_one())
    return hashed.hexdigest() == expected.digest
