"""After a full pull: what we hold as the city's and it does not have. It is shown to a person, never deleted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from gridadmin.models.exchange import CityRecord, GroupState, Issue, IssueKind, OutboxGroup, ScopePoint
from gridadmin.models.ids import new_id
from gridadmin.models.received import held_in, in_chunks
from gridadmin.services.adopted import current_ids
from gridadmin.sync.kept_pages import kept_groups
from gridadmin.sync.outbox import in_parts
from gridadmin.sync.points import replica_of
from gridadmin.sync.receiving import forget_city
from gridadmin.sync.records import classes
from gridadmin.sync.unsettled import unsettled_ops, unsettled_records
from gridadmin.wire.groups import NewRecord, RestoreRecord
from gridadmin.wire.push import Result

MOST_ORPHANS = 20
MOST_SHARE = 0.05
FEW = 5  # so many are looked at one by one in any case, however small their type is
CONFIRMED, SWEPT = "confirmed", "swept"


_HELD = select(CityRecord.record_id, CityRecord.record_type, CityRecord.hash).where(
    or_(CityRecord.hash.is_not(None), CityRecord.base.is_(None))
)


class Missing(NamedTuple):
    """What the city does not have any more.

    Attributes:
        orphans: (record type, id) of those that nothing in the queue will make again.
        others: those that something will, and deleted ones that both sides have forgotten. One that stands here all the
            same, since something refers to it, is among neither: that it is deleted nobody else would know any more.
    """

    orphans: tuple[tuple[str, UUID], ...]
    others: tuple[UUID, ...]


def find_missing(session: Session, came: Collection[UUID], scopes: Collection[str]) -> Missing:
    """Return what we hold as the city's in some scopes and a full pull did not bring."""
    rows = session.execute(_HELD.where(CityRecord.scope.in_(scopes)))
    return _sorted(session, [row for row in rows if row.record_id not in came], _unheard_of(session, came))


def _unheard_of(session: Session, came: Collection[UUID]) -> dict[UUID, str]:
    """Return the types of records that stand here, that the city has taken, and that no pull has brought.

    Others have deleted them since, and that was forgotten there: the answer to our push is all that we ever knew.
    """
    own = select(ScopePoint.cursor_seq).where(ScopePoint.scope == replica_of(session).scope)
    later = or_(OutboxGroup.seq > (session.scalar(own) or 0), OutboxGroup.seq.is_(None))
    query = select(OutboxGroup.mid, OutboxGroup.outcome).where(OutboxGroup.state == GroupState.DONE, later)
    settled = session.execute(query.where(OutboxGroup.page.is_(None)))
    mids = [row.mid for row in settled if row.outcome["result"] == Result.APPLIED.value]
    made: defaultdict[str, set[UUID]] = defaultdict(set)
    for some in in_parts(mids):
        for op in (op for group in kept_groups(session, some) for op in group.ops):
            if isinstance(op, NewRecord | RestoreRecord) and op.id not in came:
                made[op.t].add(op.id)
    connection = session.connection()
    standing = {t: held_in(connection, classes()[t].id, ids) for t, ids in made.items() if t in classes()}
    known = held_in(connection, CityRecord.record_id, {each for ids in standing.values() for each in ids})
    return {each: t for t, ids in standing.items() for each in ids - known}


def find_lost(session: Session, ids: Sequence[UUID]) -> Missing:
    """Return what becomes of records that the city was asked for and does not have."""
    asked = [_HELD.where(CityRecord.record_id.in_(some)) for some in in_chunks(ids)]
    return _sorted(session, [row for query in asked for row in session.execute(query)], {})


def _sorted(session: Session, missing: Sequence[Row[UUID, str, int | None]], unheard_of: dict[UUID, str]) -> Missing:
    live = {row.record_id: row.record_type for row in missing if row.hash is not None} | unheard_of
    made = _made_again(session, live)
    orphans = tuple((record_type, each) for each, record_type in live.items() if each not in made)
    return Missing(orphans, tuple(row.record_id for row in missing if row.hash is None or row.record_id in made))


def may_sweep(session: Session, missing: Missing, now: datetime) -> bool:
    """Return whether so many orphans may be made; where they are many, a person is asked once and has to say yes."""
    many = _too_many(session, missing.orphans)
    if not many:
        return True
    query = select(Issue).where(Issue.kind == IssueKind.MASS_DELETION, Issue.mid.is_(None))
    asked = [issue for issue in session.scalars(query) if issue.decision != SWEPT]
    confirmed = [issue for issue in asked if issue.decision == CONFIRMED and issue.detail.get("types") == many]
    for issue in confirmed:
        issue.decision = SWEPT
    if not confirmed and not any(issue.settled_at is None and issue.detail.get("types") == many for issue in asked):
        detail = {"sweep": True, "types": many}
        session.add(Issue(id=new_id(), kind=IssueKind.MASS_DELETION, opened_at=now, detail=detail))
    session.flush()
    return bool(confirmed)


def sweep(session: Session, missing: Missing, now: datetime) -> int:
    """Open an issue for each orphan and forget that the city had it; return how many there are."""
    forget_missing(session, missing)
    return list_orphans(session, missing, now)


def forget_missing(session: Session, missing: Missing) -> None:
    """Forget that the city had what it does not have any more."""
    forget_city(session, [*(record_id for _type, record_id in missing.orphans), *missing.others])


def list_orphans(session: Session, missing: Missing, now: datetime) -> int:
    """Open an issue for each orphan that no record of the city has taken the place of; return how many there are."""
    adopted = current_ids(session, [record_id for _type, record_id in missing.orphans])
    orphans = [each for each in missing.orphans if each[1] not in adopted]
    query = select(Issue.record_id).where(Issue.kind == IssueKind.ORPHAN, Issue.settled_at.is_(None))
    shown = set(session.scalars(query))
    for record_type, record_id in orphans:
        if record_id not in shown:
            session.add(
                Issue(
                    id=new_id(),
                    kind=IssueKind.ORPHAN,
                    opened_at=now,
                    record_type=record_type,
                    record_id=record_id,
                    detail={},
                )
            )
    return len(orphans)


def _made_again(session: Session, live: Mapping[UUID, str]) -> set[UUID]:
    unsettled = unsettled_records(session, list(live))
    if not unsettled:
        return set()
    ops = unsettled_ops(session, unsettled)
    return {each for each, some in ops.items() if any(isinstance(op, NewRecord | RestoreRecord) for op in some)}


def _too_many(session: Session, orphans: Collection[tuple[str, UUID]]) -> dict[str, list[int]]:
    """Return record type -> [orphans, records held] where the guard wants a yes."""
    counts = Counter(record_type for record_type, _id in orphans)
    many = {}
    for record_type, orphaned in sorted(counts.items()):
        query = select(func.count()).select_from(CityRecord).where(CityRecord.record_type == record_type)
        held = session.scalar(query.where(CityRecord.hash.is_not(None))) or 0
        if orphaned > MOST_ORPHANS or (orphaned >= FEW and orphaned > MOST_SHARE * held):
            many[record_type] = [orphaned, held]
    return many
