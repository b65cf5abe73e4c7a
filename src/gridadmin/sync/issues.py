"""What the exchange has to show: issues, what waits, attempts, and where everything stands in figures."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gridadmin.domain.exchange import ExchangeState, ExchangeStatus, IssueRow, PendingGroup, RoundRow
from gridadmin.models.exchange import ExchangeRound, GroupState, Issue, IssueKind, OutboxGroup, Replica
from gridadmin.models.journal import RECEIVED, JournalEntry
from gridadmin.services.journal import message_from_journal
from gridadmin.sync.attachments import count_waiting
from gridadmin.sync.cards import open_issues
from gridadmin.sync.issue_words import issue_row
from gridadmin.sync.outbox import UNSETTLED, unpack
from gridadmin.sync.rounds import ends_with_update, last_complete, message_of

MOST_SHOWN = 500
_QUESTIONS = (IssueKind.MASS_DELETION, IssueKind.EXPIRED, IssueKind.COPIED, IssueKind.NOTICE)


def list_issues(session: Session, *, settled: bool = False, limit: int = MOST_SHOWN) -> list[IssueRow]:
    """Return what a person has to settle, the oldest first; or what was settled, the newest first."""
    query = select(Issue).where(Issue.settled_at.is_not(None) if settled else Issue.settled_at.is_(None))
    order = (Issue.settled_at.desc(), Issue.id) if settled else (Issue.opened_at, Issue.id)
    return [issue_row(session, issue) for issue in session.scalars(query.order_by(*order).limit(limit))]


def issues_of(session: Session, record_ids: Collection[UUID]) -> dict[UUID, list[IssueRow]]:
    """Return the open issues of some records, to mark their fields."""
    found: dict[UUID, list[IssueRow]] = {}
    for issue in open_issues(session, record_ids):
        if issue.record_id is not None:
            found.setdefault(issue.record_id, []).append(issue_row(session, issue))
    return found


def list_pending(session: Session, limit: int = MOST_SHOWN) -> list[PendingGroup]:
    """Return the groups that are not settled, in their order."""
    query = select(OutboxGroup).where(OutboxGroup.state.in_(UNSETTLED)).order_by(OutboxGroup.n).limit(limit)
    return [_pending(row) for row in session.scalars(query)]


def _pending(row: OutboxGroup) -> PendingGroup:
    group = unpack(row.body)
    last = group.acts[-1]
    return PendingGroup(
        mid=row.mid,
        sentences=tuple(message_from_journal(act.sentence, dict(act.values)) for act in group.acts),
        actor=last.actor,
        at=last.at,
        state=row.state.value,
        records=len({op.id for op in group.ops}),
    )


def list_rounds(session: Session, limit: int = MOST_SHOWN) -> list[RoundRow]:
    """Return the last attempts, the newest first."""
    rows = session.scalars(select(ExchangeRound).order_by(ExchangeRound.n.desc()).limit(limit))
    return [RoundRow(row.n, row.at, row.sent, row.received, message_of(row.problem), row.recovered) for row in rows]


def exchange_status(session: Session) -> ExchangeStatus:
    """Return where the exchange stands; acts that were not collected yet count as pending."""
    replica = session.scalar(select(Replica))
    if replica is None:
        return ExchangeStatus(ExchangeState.NOT_ENROLLED)
    groups = _group_counts(session)
    issues = _issue_counts(session)
    last = session.scalar(select(ExchangeRound).order_by(ExchangeRound.n.desc()).limit(1))
    stop = replica.stopped if replica.client_id else None  # without a line nothing can have stopped
    status = ExchangeStatus(
        state=ExchangeState.AT_REST,
        name=replica.name,
        scope=replica.scope,
        address=replica.address,
        pending=_uncollected(session, replica) + groups[GroupState.WAITING] + groups[GroupState.SEALED],
        held=groups[GroupState.HELD],
        conflicts=issues[IssueKind.CONFLICT],
        refused=issues[IssueKind.REFUSAL],
        orphans=issues[IssueKind.ORPHAN],
        questions=sum(issues[kind] for kind in _QUESTIONS),
        photos=count_waiting(session),
        reached=last_complete(session),
        tried=last.at if last is not None else None,
        problem=message_of(stop) or (message_of(last.problem) if last is not None else None),
        waits_for_update=ends_with_update(stop),
        clock_offset_seconds=replica.clock_offset,
    )
    return ExchangeStatus(**{**vars(status), "state": _state(status, replica)})


def _state(status: ExchangeStatus, replica: Replica) -> ExchangeState:
    if not replica.client_id:
        return ExchangeState.ATTENTION if _to_settle(status) else ExchangeState.BY_FILE
    if replica.stopped is not None:
        return ExchangeState.STOPPED
    if status.problem is not None:
        return ExchangeState.OFFLINE
    if replica.recovering:
        return ExchangeState.RECOVERING
    if _to_settle(status):
        return ExchangeState.ATTENTION
    return ExchangeState.WAITING if status.pending or status.tried is None else ExchangeState.AT_REST


def _to_settle(status: ExchangeStatus) -> int:
    return status.conflicts + status.refused + status.orphans + status.questions


def _group_counts(session: Session) -> dict[GroupState, int]:
    query = select(OutboxGroup.state, func.count()).where(OutboxGroup.state.in_(UNSETTLED)).group_by(OutboxGroup.state)
    return dict.fromkeys(GroupState, 0) | {state: count for state, count in session.execute(query)}


def _issue_counts(session: Session) -> dict[IssueKind, int]:
    query = select(Issue.kind, func.count()).where(Issue.settled_at.is_(None)).group_by(Issue.kind)
    return dict.fromkeys(IssueKind, 0) | {kind: count for kind, count in session.execute(query)}


def _uncollected(session: Session, replica: Replica) -> int:
    """Return the acts behind what was collected that changed records, but for those that the exchange wrote."""
    newest = session.scalar(select(func.max(JournalEntry.seq))) or 0
    if newest == replica.collected:
        return 0
    changes = select(func.count(JournalEntry.act_id.distinct())).where(
        JournalEntry.seq > replica.collected, JournalEntry.operation != "act"
    )
    received = select(func.count()).where(
        JournalEntry.seq > replica.collected,
        JournalEntry.operation == "act",
        JournalEntry.payload.contains(f'"{RECEIVED}":'),
    )
    return max(0, (session.scalar(changes) or 0) - (session.scalar(received) or 0))
