"""What a person decides about an issue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.i18n import N_
from gridadmin.models.exchange import GroupState, Issue, OutboxGroup
from gridadmin.sync.adoption import adopt
from gridadmin.sync.cards import close_issues
from gridadmin.sync.deciding import MINE, THEIRS, decide
from gridadmin.sync.giving_up import give_up, settle_journal, show_city
from gridadmin.sync.holding import hold_dependants
from gridadmin.sync.issue_words import choices_of, record_name
from gridadmin.sync.mending import is_refused, send_again
from gridadmin.sync.mine import put_mine
from gridadmin.sync.orphans import delete_orphan, keep_orphan
from gridadmin.sync.outbox import set_state
from gridadmin.sync.receiving import is_deleted_at_city
from gridadmin.sync.sealing import confirm_deletions
from gridadmin.wire.push import ConflictKind

WITHIN_AN_ACT = frozenset({MINE})
"""Choices that change records as the clerk does: `use_mine` runs in OpenOffice.act, all else in OpenOffice.exchange."""

DECISIONS = {
    THEIRS: "theirs",
    "give_up": "given_up",
    "keep": "kept",
    "delete": "deleted",
    "confirm": "confirmed",
    "send": "mended",
    "same": "adopted",
}
_SETTLED = N_("This is settled already. Reload the page.")
_NO_CHOICE = N_("“{choice}” is not one of the ways in which this can be settled.")


def use_mine(session: Session, issue_id: UUID, now: datetime) -> str:
    """Put the clerk's value over the city's, within the act that is open; return how the record is called.

    The act is an ordinary one whose `was` is the city's value: nothing is overwritten that she has not seen. Of an act
    of which the city wrote nothing her values stand here still; it is sent again with the city's as `was`.

    Raises NotFoundError for an issue that is not there (any more), ConflictError before the city's value came in.
    """
    issue = _open(session, issue_id, MINE)
    name = record_name(session, issue.record_type, issue.record_id)
    if is_refused(session, issue.mid):
        decide(session, issue, MINE, now)
    else:
        put_mine(session, issue)
        issue.settled_at, issue.decision = now, MINE
    return name


def settle_issue(session: Session, issue_id: UUID, choice: str, now: datetime) -> None:
    """Do what was chosen: theirs, give_up, keep, delete, confirm, send or same. A step of OpenOffice.exchange.

    Raises NotFoundError for an issue that is not there (any more), InvalidError for a choice that it does not offer.
    """
    issue = _open(session, issue_id, choice)
    _DO[choice](session, issue, now)
    session.flush()
    if issue.settled_at is None:
        issue.settled_at, issue.decision = now, DECISIONS[choice]
    session.info.setdefault("features", set()).add("exchange")


def _open(session: Session, issue_id: UUID, choice: str) -> Issue:
    issue = session.get(Issue, issue_id)
    if issue is None or issue.settled_at is not None:
        raise NotFoundError(_SETTLED)
    if choice not in choices_of(issue) or (choice not in _DO and choice not in WITHIN_AN_ACT):
        raise InvalidError(_NO_CHOICE, choice=choice)
    return issue


def _take_theirs(session: Session, issue: Issue, now: datetime) -> None:
    if is_refused(session, issue.mid):
        decide(session, issue, THEIRS, now)
    elif issue.detail["kind"] == ConflictKind.DELETED.value and issue.record_type and issue.record_id:
        settle_journal(session, now)
        show_city(session, {issue.record_id: issue.record_type}, now)  # as a rule it is gone from the screen already


def _give_up(session: Session, issue: Issue, now: datetime) -> None:
    if issue.mid is not None and is_refused(session, issue.mid):
        give_up(session, issue.mid, now)


def _confirm(session: Session, issue: Issue, now: datetime) -> None:
    if issue.mid is not None and is_refused(session, issue.mid):
        confirm_deletions(session, session.get_one(OutboxGroup, issue.mid), now)


def _send(session: Session, issue: Issue, now: datetime) -> None:
    if issue.mid is not None and is_refused(session, issue.mid):
        send_again(session, issue.mid, now)


def _become_one(session: Session, issue: Issue, now: datetime) -> None:
    """Let a record take the id of the city's with the same key, though they are not alike: a person has said so.

    Of a record that was deleted at the city meanwhile nothing is left to become one with: ours goes in its place.
    """
    settle_journal(session, now)
    existing = UUID(issue.detail["existing"])
    if is_deleted_at_city(session, existing):
        _send(session, issue, now)
        return
    if issue.mid is None or not is_refused(session, issue.mid) or issue.record_type is None or issue.record_id is None:
        return
    close_issues(session, [issue.mid], DECISIONS["same"], now)
    set_state(session, [issue.mid], GroupState.WAITING, outcome=None)
    adopt(session, issue.record_type, issue.record_id, existing, now)
    hold_dependants(session)


_DO: Mapping[str, Callable[[Session, Issue, datetime], None]] = {
    THEIRS: _take_theirs,
    "give_up": _give_up,
    "keep": keep_orphan,
    "delete": delete_orphan,
    "confirm": _confirm,
    "send": _send,
    "same": _become_one,
}
