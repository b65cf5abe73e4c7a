"""Where this database stands in the city's history: the newest point it was ever shown, and how far it has got.

The point travels with every request, so that one check at the city finds every rewind of either side; it is committed
together with what the same reply brought.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotFoundError
from gridadmin.i18n import N_
from gridadmin.models.exchange import PackageLine, Replica, ScopePoint
from gridadmin.wire.history import START, History, Point
from gridadmin.wire.scopes import Scope, parse_scope

_REPLICA = "replica"


def replica_of(session: Session) -> Replica:
    """Return this database as a replica of the office; NotFoundError before the first enrolment."""
    held: Replica | None = session.info.get(_REPLICA)
    if held is not None and held in session:
        return held
    found: Replica | None = session.scalar(select(Replica))
    if found is None:
        raise NotFoundError(N_("This office does not exchange with the city yet. Enrol it first."))
    session.info[_REPLICA] = found
    return found


def scopes_of(replica: Replica) -> tuple[Scope, ...]:
    """Return what a replica reads: its own scope, its county's, its city's."""
    return tuple(parse_scope(text) for text in replica.reads)


def history_of(session: Session) -> History | None:
    """Return the newest point ever seen; None before the city said anything."""
    replica = replica_of(session)
    if replica.epoch is None:
        return None
    points = session.scalars(select(ScopePoint).order_by(ScopePoint.scope))
    return History(
        epoch=replica.epoch, seen={parse_scope(each.scope): Point(each.seen_seq, each.seen_tag) for each in points}
    )


def cursors_of(session: Session) -> dict[Scope, Point]:
    """Return up to where each scope is here; [0, 0] for all of them where the next pull begins anew."""
    replica = replica_of(session)
    held = _points(session)
    cursors = {}
    for scope in scopes_of(replica):
        point = None if replica.full else held.get(str(scope))
        cursors[scope] = Point(point.cursor_seq, point.cursor_tag) if point else START
    return cursors


def note_history(session: Session, history: History) -> None:
    """Take the point of a reply that was used, within the transaction that keeps what the reply brought."""
    replica = replica_of(session)
    if replica.epoch not in (None, history.epoch):
        _leave_epoch(session, replica, history.epoch)
    replica.epoch = history.epoch
    held = _points(session)
    for scope, point in history.seen.items():
        each = held.get(str(scope)) or _new_point(session, scope)
        each.seen_seq, each.seen_tag = point


def _leave_epoch(session: Session, replica: Replica, entered: UUID) -> None:
    """Remember the epoch that was held until now, and which package was the last one written in it."""
    written = session.scalar(select(PackageLine.written)) or 0
    left = (replica.left_epochs or {}) | {str(replica.epoch): written}
    replica.left_epochs = {epoch: number for epoch, number in left.items() if epoch != str(entered)}


def count_packages_anew(session: Session) -> None:
    """Begin the numbers of packages anew for another identity: the city counts those of each by themselves."""
    line = session.scalar(select(PackageLine))
    if line is not None:
        line.written = line.read = 0
        replica = replica_of(session)
        replica.left_epochs = dict.fromkeys(replica.left_epochs or {}, 0)


def forget_history(session: Session) -> None:
    """Forget every point: the next ones come from the reply that begins the history anew."""
    for held in session.scalars(select(ScopePoint)):
        held.seen_seq, held.seen_tag = START


def move_cursors(session: Session, upto: Mapping[Scope, Point]) -> None:
    """Note that everything up to these points is here."""
    held = _points(session)
    for scope, point in upto.items():
        each = held.get(str(scope)) or _new_point(session, scope)
        each.cursor_seq, each.cursor_tag = point


def contradicts(known: History | None, said: History) -> bool:
    """Return whether a reply tells of another history than the one that is known: one of both was restored."""
    if known is None:
        return False
    if known.epoch != said.epoch:
        return True
    for scope, point in said.seen.items():
        before = known.seen.get(scope, START)
        if point.seq < before.seq or (point.seq == before.seq and before != START and point.tag != before.tag):
            return True
    return False


def _points(session: Session) -> dict[str, ScopePoint]:
    return {point.scope: point for point in session.scalars(select(ScopePoint))}


def _new_point(session: Session, scope: Scope) -> ScopePoint:
    made = ScopePoint(scope=str(scope), cursor_seq=0, cursor_tag=0, seen_seq=0, seen_tag=0)
    session.add(made)
    return made
