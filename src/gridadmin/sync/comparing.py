"""Do both sides hold the same? Digests find a difference, buckets and hashes its rows, and those are fetched again.

A repair is a report, not a routine: something went wrong before it. A difference that comes back after its repair
stops the exchange, as the next repair would hide the cause once more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from gridadmin.i18n import N_, Message
from gridadmin.models.exchange import CityRecord, Issue, IssueKind, ScopePoint
from gridadmin.models.ids import new_id
from gridadmin.sync.bases import keep_bases
from gridadmin.sync.collecting import collect_acts
from gridadmin.sync.points import replica_of
from gridadmin.sync.receiving import Reception
from gridadmin.sync.references import conclude
from gridadmin.sync.sweeping import find_lost, sweep
from gridadmin.wire.digests import BUCKETS, Digest, bucket_of, digest_of, unsigned
from gridadmin.wire.enrolment import SCHEMA
from gridadmin.wire.recovery import MOST_IDS, DigestReply, DigestRequest, RowsReply, RowsRequest
from gridadmin.wire.scopes import Scope, parse_scope

if TYPE_CHECKING:
    from gridadmin.sync.city import City
    from gridadmin.sync.steps import Steps

REPAIRED, HELD = "repaired", "held"
_DIGESTS = (
    select(
        CityRecord.record_type,
        func.count().label("rows"),
        func.sum(CityRecord.hash.bitwise_rshift(literal_column("32"))).label("high"),
        func.sum(CityRecord.hash.bitwise_and(literal_column(str((1 << 32) - 1)))).label("low"),
    )
    .where(CityRecord.scope == bindparam("scope"), CityRecord.hash.is_not(None))
    .group_by(CityRecord.record_type)
)
_RETURNED = N_(
    "After a repair the city and this office differ again ({types}). Nothing is exchanged until this is understood; "
    "work goes on. Tell the city's support."
)


class Difference(NamedTuple):
    """A scope and a record type in which the city holds something else than we do."""

    scope: Scope
    record_type: str


def held_digests(session: Session, scope: Scope) -> dict[str, Digest]:
    """Return our digests of a scope, by record type, as we hold the city's records.

    The database adds the hashes up, in halves so that no sum overflows: every pull is compared, and an office holds
    hundreds of thousands of records after some years.
    """
    return {
        row.record_type: Digest(row.rows, unsigned((int(row.high) << 32) + int(row.low)))
        for row in session.execute(_DIGESTS, {"scope": str(scope)})
    }


def differing(session: Session, digests: Mapping[Scope, Mapping[str, Digest]]) -> tuple[Difference, ...]:
    """Return where the city's digests, as they came with the last page, are not ours."""
    found = []
    for scope, said in digests.items():
        held = held_digests(session, scope)
        for record_type in sorted(said.keys() | held.keys()):
            if said.get(record_type, Digest()) != held.get(record_type, Digest()):
                found.append(Difference(scope, record_type))
    return tuple(found)


def settle_comparison(session: Session, differences: Collection[Difference], now: datetime) -> tuple[Difference, ...]:
    """Close the repairs that have held, stop for those that have not, and return what is to be repaired now.

    To be called with every complete pull, within its transaction.
    """
    returned = []
    for issue in _repairs(session):
        difference = Difference(parse_scope(issue.detail["scope"]), issue.record_type or "")
        if difference in differences:
            returned.append(difference)
            issue.settled_at, issue.decision = None, None
        else:
            issue.decision = HELD
    if returned:
        stopped = Message(_RETURNED, {"types": ", ".join(sorted({each.record_type for each in returned}))})
        replica_of(session).stopped = {"msgid": stopped.msgid, "values": dict(stopped.values), "at": now.isoformat()}
    return tuple(each for each in differences if each not in returned)


def mend(steps: Steps, city: City, differences: Iterable[Difference], now: Callable[[], datetime]) -> int:
    """Fetch again what differs and return how many records were repaired; raises what the city's calls raise."""
    return sum(_mend_type(steps, city, difference, now) for difference in differences)


def _mend_type(steps: Steps, city: City, difference: Difference, now: Callable[[], datetime]) -> int:
    theirs = city.digest(steps.read(digest_request, difference)).buckets or ()
    ours = steps.read(held_buckets, difference)
    buckets = [number for number, digest in enumerate(theirs) if digest != ours[number]]
    repaired = 0
    for number in buckets:
        reply = city.digest(steps.read(digest_request, difference, (number,)))
        wrong = steps.read(wrong_rows, difference, number, reply)
        for start in range(0, len(wrong), MOST_IDS):
            ids = wrong[start : start + MOST_IDS]
            rows = city.rows(steps.read(rows_request, difference, ids))
            repaired += steps.exchange(repair, difference, ids, rows, now())
    return repaired


def digest_request(session: Session, difference: Difference, buckets: tuple[int, ...] = ()) -> DigestRequest:
    """Return the question for the buckets of a record type, or for the rows in some of them."""
    replica = replica_of(session)
    scope, record_type = difference
    return DigestRequest(schema=SCHEMA, replica=replica.id, scope=scope, t=record_type, buckets=buckets)


def rows_request(session: Session, difference: Difference, ids: Collection[UUID]) -> RowsRequest:
    """Return the request for rows as they stand."""
    replica = replica_of(session)
    return RowsRequest(
        schema=SCHEMA, replica=replica.id, scope=difference.scope, t=difference.record_type, ids=tuple(ids)
    )


def held_buckets(session: Session, difference: Difference) -> tuple[Digest, ...]:
    """Return our digests of the 256 buckets of a record type."""
    sorted_in: list[list[int]] = [[] for _ in range(BUCKETS)]
    for record_id, held in _held(session, difference):
        sorted_in[bucket_of(record_id)].append(held)
    return tuple(digest_of(hashes) for hashes in sorted_in)


def wrong_rows(session: Session, difference: Difference, bucket: int, reply: DigestReply) -> tuple[UUID, ...]:
    """Return the rows of a bucket that are there on one side only, or have another content."""
    theirs = {record_id: int(held, 16) for record_id, held in (reply.rows or {}).items()}
    ours = {record_id: held for record_id, held in _held(session, difference) if bucket_of(record_id) == bucket}
    return tuple(sorted(each for each in theirs.keys() | ours.keys() if theirs.get(each) != ours.get(each)))


def _held(session: Session, difference: Difference) -> list[tuple[UUID, int]]:
    scope, record_type = difference
    query = select(CityRecord.record_id, CityRecord.hash).where(CityRecord.scope == str(scope))
    query = query.where(CityRecord.record_type == record_type, CityRecord.hash.is_not(None))
    return [(row.record_id, unsigned(row.hash)) for row in session.execute(query) if row.hash is not None]


def _repairs(session: Session) -> list[Issue]:
    query = select(Issue).where(Issue.kind == IssueKind.DIVERGENCE, Issue.decision == REPAIRED)
    return list(session.scalars(query))


def repair(session: Session, difference: Difference, asked: Sequence[UUID], reply: RowsReply, now: datetime) -> int:
    """Put what the city has in the place of what we held, report it, and return the number of records.

    What is newer than the cursor is left to the next pull: it brings the whole of its commit, and never a part.
    """
    reception = Reception(session, now)
    while collect_acts(session, now):
        pass
    keep_bases(session)
    rows = [row for row in reply.rows if row.t == difference.record_type]
    point = session.get(ScopePoint, str(difference.scope))
    reception.take(difference.scope, [row for row in rows if point is None or row.ver <= point.cursor_seq])
    sweep(session, find_lost(session, [each for each in asked if each not in {row.id for row in rows}]), now)
    conclude(session, reception)
    _report(session, difference, len(asked), now)
    return len(asked)


def _report(session: Session, difference: Difference, rows: int, now: datetime) -> None:
    detail = {"scope": str(difference.scope), "rows": rows}
    for issue in _repairs(session):
        if issue.record_type == difference.record_type and issue.detail["scope"] == detail["scope"]:
            issue.detail = detail | {"rows": issue.detail["rows"] + rows}
            return
    session.add(
        Issue(
            id=new_id(),
            kind=IssueKind.DIVERGENCE,
            opened_at=now,
            record_type=difference.record_type,
            detail=detail,
            settled_at=now,
            decision=REPAIRED,
        )
    )
