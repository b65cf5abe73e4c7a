"""What every exchange request goes through: schema, limits, scope, history; then the work, then the notes about it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from gridadmin.city.callers import Caller
from gridadmin.city.ids import Now
from gridadmin.city.points import Standing, check_history, history_of, lock_scope, standings
from gridadmin.city.pushes import Sending
from gridadmin.city.quotas import USUAL, Quotas
from gridadmin.city.replicas import keep_anchor, last_number, note, note_replica
from gridadmin.i18n import N_, _
from gridadmin.wire.enrolment import SCHEMA, SCHEMAS_BACK, Limits
from gridadmin.wire.groups import Author, Group
from gridadmin.wire.problems import ProblemType, problem_of
from gridadmin.wire.push import Notice, Outcome, PushReply, PushRequest
from gridadmin.wire.scopes import Scope

OLDEST_SCHEMA = max(1, SCHEMA - SCHEMAS_BACK)

_TOO_OLD = N_("This program is too old for the city. Update it; what waits to be sent stays where it is.")
_TOO_NEW = N_("The city's program is older than this one. Exchange goes on once the city was updated.")
_NO_PUBLISHER = N_("Only county and city publish.")
_TOO_MANY_GROUPS = N_("The city takes at most {most} at once.")


def check_schema(schema: int) -> None:
    """Refuse a schema that the city does not speak; raises ProblemError `schema-too-old`, `schema-too-new`."""
    if schema < OLDEST_SCHEMA:
        raise problem_of(ProblemType.SCHEMA_TOO_OLD, _(_TOO_OLD))
    if schema > SCHEMA:
        raise problem_of(ProblemType.SCHEMA_TOO_NEW, _(_TOO_NEW))


def check_count(size: int, most: int) -> None:
    """Refuse more than a limit; raises ProblemError `too-large`."""
    if size > most:
        raise problem_of(ProblemType.TOO_LARGE, _(_TOO_MANY_GROUPS).format(most=most))


def take_push(
    connection: Connection, caller: Caller, request: PushRequest, now: Now, limits: Limits, quotas: Quotas = USUAL
) -> PushReply:
    """Write the groups of an office and return what became of them; all in the open transaction."""
    check_schema(request.schema)
    check_count(len(request.groups), limits.push_groups)
    caller.require_writes(request.scope)
    own = lock_scope(connection, request.scope)
    others = [scope for scope in caller.reads if scope != request.scope]
    standing = {request.scope: own} | standings(connection, others, own.epoch)
    check_history(connection, standing, request.history, {})
    sending = Sending(connection, request.scope, caller.author, request.replica, now, own)
    outcomes = sending.send(request.groups)
    notices = _notices(connection, caller, request, own, sending.known)
    _note_push(connection, caller, request, own, now, quotas.client_replicas)
    fresh = sum(group.mid not in sending.known for group in request.groups)
    if fresh and caller.author is not Author.TOWNSHIP:
        note(connection, request.scope, caller.client_id, "published", str(fresh), now)
    standing[request.scope] = sending.standing
    return PushReply(history=history_of(standing), outcomes=outcomes, notices=notices)


def _notices(
    connection: Connection, caller: Caller, request: PushRequest, own: Standing, known: set[UUID]
) -> tuple[Notice, ...]:
    last = last_number(connection, caller, request.replica, own.epoch)
    repeated = all(group.mid in known for group in request.groups)
    notices = []
    if last is not None and request.number <= last and not repeated:  # a gap is a push that was never taken
        notices.append(Notice.USED_TWICE)
    if request.schema == SCHEMA - SCHEMAS_BACK:  # the next schema of the city leaves it behind
        notices.append(Notice.UPDATE_PROGRAM)
    return tuple(notices)


def _note_push(
    connection: Connection, caller: Caller, request: PushRequest, own: Standing, now: Now, replicas: int
) -> None:
    last = last_number(connection, caller, request.replica, own.epoch) or 0
    values = {"schema": request.schema, "epoch": own.epoch, "number": max(last, request.number), "pushed_at": now.at}
    note_replica(connection, caller, request.replica, replicas, **values)
    if request.anchor is not None:
        keep_anchor(connection, caller, request.replica, request.anchor, now)


def take_publication(
    connection: Connection, publisher: Scope, scope: Scope, groups: Sequence[Group], now: Now
) -> dict[UUID, Outcome]:
    """Write groups of county or city in a scope of theirs or below; ProblemError `forbidden`."""
    staff = Caller(str(publisher), publisher, _NOBODY)
    staff.require_writes(scope)
    if staff.author is Author.TOWNSHIP:
        raise problem_of(ProblemType.FORBIDDEN, _(_NO_PUBLISHER))
    sending = Sending(connection, scope, staff.author, None, now, lock_scope(connection, scope))
    outcomes = sending.send(groups)
    note(connection, scope, staff.client_id, "published", str(len(groups)), now)
    return outcomes


_NOBODY = UUID(int=0)
