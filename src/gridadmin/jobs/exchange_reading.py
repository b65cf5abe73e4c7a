"""What the exchange has to show, read in one transaction and put into words; it brings all of sync/ with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.exchange import ExchangeStatus, IssueRow
from gridadmin.domain.exchange_cards import ExchangeView, IssueCard, ids_in, value_lines
from gridadmin.services.exchange_places import belonging_to, target_of
from gridadmin.services.journal_histories import names_of
from gridadmin.sync.issues import exchange_status, issues_of, list_issues, list_pending, list_rounds
from gridadmin.wire.owners import goes_together

MOST_ROUNDS = 300


def status_of(session: Session) -> ExchangeStatus:
    """Return the status with conflicts counted as a person sees them: fields that go together are one."""
    status = exchange_status(session)
    if not status.conflicts:
        return status
    shown = len(_together(issue for issue in list_issues(session) if issue.kind == "conflict"))
    return replace(status, conflicts=shown)


def view_of(session: Session) -> ExchangeView:
    """Return the page of the exchange."""
    status, cards = status_of(session), cards_in(session)
    pending = tuple(group for group in list_pending(session) if group.state != "refused")  # those stand on cards
    return ExchangeView(status, pending, cards, tuple(list_rounds(session, MOST_ROUNDS)))


def cards_in(session: Session) -> tuple[IssueCard, ...]:
    """Return every open issue, the oldest first."""
    return _in_words(session, list_issues(session))


def cards_about(session: Session, owner_id: UUID) -> tuple[IssueCard, ...]:
    """Return the open issues about a person or a grid and what belongs to it."""
    found = issues_of(session, belonging_to(session, owner_id))
    return _in_words(session, [issue for issues in found.values() for issue in issues])


def _in_words(session: Session, issues: list[IssueRow]) -> tuple[IssueCard, ...]:
    names = names_of(session, ids_in(issues)) if issues else {}
    cards = []
    for alike in _together(issues):
        first = alike[0]
        lines = tuple(line for issue in alike for line in value_lines(issue, names))
        target = target_of(session, first.record_type, first.record_id)
        cards.append(IssueCard(first, lines, target, tuple(issue.id for issue in alike[1:])))
    return tuple(cards)


def _together(issues: Iterable[IssueRow]) -> list[list[IssueRow]]:
    """Return issues with those on one card that are about fields which only mean something together."""
    groups: dict[object, list[IssueRow]] = {}
    for issue in issues:
        groups.setdefault(_card_of(issue), []).append(issue)
    return list(groups.values())


def _card_of(issue: IssueRow) -> object:
    field = issue.values[0].field if issue.values else None
    if issue.kind != "conflict" or field is None:
        return issue.id
    together = goes_together(issue.record_type or "", field)
    return (issue.record_id, issue.mid, together) if len(together) > 1 else issue.id
