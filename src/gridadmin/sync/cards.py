"""Opening and closing issues: conflict cards, refusals, questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from gridadmin.models.exchange import Issue, IssueKind
from gridadmin.models.ids import new_id
from gridadmin.sync.outbox import in_parts
from gridadmin.wire.groups import DeleteRecord, Op, SetFields
from gridadmin.wire.push import Conflict, Notice, Refusal, RefusalKind
from gridadmin.wire.values import Json

MENDED, SUPERSEDED, GIVEN_UP, RENEWED = "mended", "superseded", "given_up", "renewed"
BY_LINE, BY_FILE = "by_line", "by_file"
NOTED_FOR = timedelta(days=7)
UNSENDABLE = "unsendable"
TOO_LARGE = "too_large"
OTHER = "other"


def open_conflict(session: Session, mid: UUID, conflict: Conflict, ops: Sequence[Op], now: datetime) -> None:
    """Put a card in front of a person; an older one for the same field is settled by it and lends it its `was`.

    The same answer to the same group, repeated after a recovery, opens nothing anew. The card keeps the group's
    operation on the record, for what is put back in its place.
    """
    detail = conflict.to_json()
    if _is_told(session, mid, conflict, detail):
        return
    op = next((each for each in ops if each.id == conflict.id), None)
    if op is not None and conflict.field is None:
        detail["op"] = op.to_json()
    for older in open_issues(session, [conflict.id], IssueKind.CONFLICT):
        if older.field == conflict.field:
            if older.mid != mid and "was" in older.detail:
                detail["was"] = older.detail["was"]
            older.settled_at, older.decision = now, SUPERSEDED
    _open(session, IssueKind.CONFLICT, _About(mid, conflict.t, conflict.id, conflict.field), detail, now)


def _is_told(session: Session, mid: UUID, conflict: Conflict, detail: Mapping[str, Json]) -> bool:
    query = select(Issue).where(Issue.kind == IssueKind.CONFLICT, Issue.mid == mid, Issue.record_id == conflict.id)
    told = (issue.detail for issue in session.scalars(query) if issue.field == conflict.field)
    return any(each.get("theirs") == detail.get("theirs") for each in told)


def open_refusal(
    session: Session, mid: UUID, refusal: Refusal, ops: Sequence[Op], now: datetime, *, other: str | None = None
) -> None:
    """Put a refusal in front of the clerk, with what she had entered.

    `other`: how the city's record is called that has the same key and may be the same one.
    """
    kind = IssueKind.MASS_DELETION if refusal.kind is RefusalKind.MASS_DELETION else IssueKind.REFUSAL
    told = refusal.to_json() | _entered(refusal, ops) | ({} if other is None else {OTHER: other})
    _open(session, kind, _About(mid, refusal.t, refusal.id, refusal.field), told, now)


def _entered(refusal: Refusal, ops: Sequence[Op]) -> dict[str, Json]:
    op = next((each for each in ops if each.id == refusal.id), None)
    if op is None or refusal.field is None:
        return {}
    if isinstance(op, SetFields):
        change = op.set.get(refusal.field)
        return {} if change is None else {"was": change.was, "mine": change.now}
    return {"mine": (op.was if isinstance(op, DeleteRecord) else op.f).get(refusal.field)}


def open_question(session: Session, mid: UUID, told: Mapping[str, Json], now: datetime) -> None:
    """Ask for a yes before many records are deleted. `told`: t, count, live."""
    _open(session, IssueKind.MASS_DELETION, _About(mid), dict(told), now)


def open_unsendable(session: Session, op: Mapping[str, Json], name: str, now: datetime) -> None:
    """Tell the clerk that a value of hers cannot be sent."""
    about = _About(None, str(op["t"]), UUID(str(op["id"])), name)
    _open(session, IssueKind.REFUSAL, about, {"kind": UNSENDABLE}, now)


def open_too_large(session: Session, mid: UUID, now: datetime) -> None:
    """Tell the clerk that an act of hers is larger than the city takes."""
    _open(session, IssueKind.REFUSAL, _About(mid), {"kind": TOO_LARGE}, now)


def open_copied(session: Session, way: str, now: datetime) -> None:
    """Tell that a copy of this database exchanges, too, or that it was restored: once, until somebody has settled it.

    `way`: BY_LINE or BY_FILE, by which it was found.
    """
    if not session.scalars(_copied().where(Issue.settled_at.is_(None)).limit(1)).all():
        _open(session, IssueKind.COPIED, _About(), {"kind": way}, now)


def open_notice(session: Session, notice: Notice, now: datetime) -> None:
    """Pass on what the city tells beside its outcomes; what was noted is not told again for a week."""
    told = select(Issue).where(Issue.kind == IssueKind.NOTICE)
    recent = told.where(or_(Issue.settled_at.is_(None), Issue.settled_at > now - NOTED_FOR))
    if all(issue.detail["kind"] != notice for issue in session.scalars(recent)):
        _open(session, IssueKind.NOTICE, _About(), {"kind": notice.value}, now)


def close_copied(session: Session, now: datetime) -> bool:
    """Settle that a copy exchanges, too: this database has an identity of its own now. Return whether it was told of.

    What was only noted counts as well: the copy does not go away by that.
    """
    told = session.scalars(_copied().where(or_(Issue.decision.is_(None), Issue.decision != RENEWED))).all()
    for issue in told:
        issue.settled_at, issue.decision = issue.settled_at or now, RENEWED
    return bool(told)


def _copied() -> Select[Issue]:
    return select(Issue).where(Issue.kind == IssueKind.COPIED)


@dataclass(frozen=True)
class _About:
    """What an issue is about; all of it may be missing."""

    mid: UUID | None = None
    record_type: str | None = None
    record_id: UUID | None = None
    field: str | None = None


def _open(session: Session, kind: IssueKind, about: _About, told: dict[str, Any], now: datetime) -> None:
    parts = {"mid": about.mid, "record_type": about.record_type, "record_id": about.record_id, "field": about.field}
    session.add(Issue(id=new_id(), kind=kind, opened_at=now, detail=told, **parts))
    session.flush()


def open_issues(session: Session, record_ids: Collection[UUID], *kinds: IssueKind) -> list[Issue]:
    """Return the open issues of records, of some kinds or of all."""
    found: list[Issue] = []
    for some in in_parts(list(record_ids)):
        query = select(Issue).where(Issue.settled_at.is_(None), Issue.record_id.in_(some))
        found += session.scalars(query.where(Issue.kind.in_(kinds)) if kinds else query)
    return found


def issues_about(session: Session, mids: Collection[UUID]) -> list[Issue]:
    """Return the open issues of groups."""
    found: list[Issue] = []
    for some in in_parts(list(mids)):
        found += session.scalars(select(Issue).where(Issue.settled_at.is_(None), Issue.mid.in_(some)))
    return found


def close_issues(session: Session, mids: Collection[UUID], decision: str, now: datetime) -> None:
    """Settle what is open about groups."""
    for issue in issues_about(session, mids):
        issue.settled_at, issue.decision = now, decision


def has_unsendable(session: Session) -> bool:
    """Return whether there are values that could not be sent."""
    query = select(Issue.detail).where(Issue.settled_at.is_(None), Issue.kind == IssueKind.REFUSAL, Issue.mid.is_(None))
    return any(detail.get("kind") == UNSENDABLE for detail in session.scalars(query))


def close_unsendable(session: Session, record_ids: Collection[UUID], now: datetime) -> None:
    """Settle what could not be sent of records that were changed again."""
    for issue in open_issues(session, record_ids, IssueKind.REFUSAL):
        if issue.mid is None and issue.detail.get("kind") == UNSENDABLE:
            issue.settled_at, issue.decision = now, MENDED
