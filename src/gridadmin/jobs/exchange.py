"""The exchange with the city as the window and the command line use it: how it stands, and what a person decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.exchange import ExchangeState, ExchangeStatus, IssueRow
from gridadmin.domain.exchange_cards import ExchangeView, IssueCard, ids_in, value_lines
from gridadmin.domain.queues import Queue, Target, Tone
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.exchange_places import belonging_to, target_of
from gridadmin.services.journal_histories import names_of
from gridadmin.sync.collecting import collect_acts
from gridadmin.sync.issues import exchange_status, issues_of, list_issues, list_pending, list_rounds
from gridadmin.sync.settling import WITHIN_AN_ACT, settle_issue, use_mine
from gridadmin.wire.owners import goes_together

MOST_ROUNDS = 300


def read_status(office: OpenOffice, progress: Progress | None = None) -> ExchangeStatus:
    """Return where the exchange stands."""
    (progress or Progress()).check()
    return office.read(_status)


def view_exchange(office: OpenOffice, progress: Progress | None = None) -> ExchangeView:
    """Return everything that the page of the exchange shows, from one reading."""
    (progress or Progress()).check()
    if office.read(exchange_status).state is not ExchangeState.NOT_ENROLLED:
        office.exchange(collect_acts, office.clock())  # acts since the last attempt are seen among what waits
    return office.read(_view)


def list_cards(office: OpenOffice, progress: Progress | None = None) -> tuple[IssueCard, ...]:
    """Return what a person has to settle, the oldest first."""
    (progress or Progress()).check()
    return office.read(_cards)


def record_cards(office: OpenOffice, record_id: UUID, progress: Progress | None = None) -> tuple[IssueCard, ...]:
    """Return what is to be settled about a person or a grid and what belongs to it."""
    (progress or Progress()).check()
    return office.read(_cards_of, record_id)


def settle_issues(office: OpenOffice, issue_ids: Sequence[UUID], choice: str, progress: Progress | None = None) -> int:
    """Do what was chosen about some issues, one after the other, and return how many were settled.

    “mine” is an act of its own for each, under its own sentence, and can be undone. Raises as `sync.settling`.
    """
    told = progress or Progress()
    for done, issue_id in enumerate(issue_ids):
        told.report(done, len(issue_ids), Message(N_("Settling")))
        if choice in WITHIN_AN_ACT:
            office.act(_took_mine, use_mine, issue_id, office.clock())
        else:
            office.exchange(settle_issue, issue_id, choice, office.clock())
    return len(issue_ids)


def _took_mine(record: str) -> Message:
    return Message(N_("Kept the office's own value of {record} over the city's"), {"record": record})


def to_settle_queue(office: OpenOffice) -> Queue | None:
    """Return the queue of open issues for the home page; None where the office does not take part, or none is open."""
    status = office.read(_status)
    count = status.conflicts + status.refused + status.orphans + status.questions
    if not count:
        return None
    note = Message(N_("The city answered otherwise; a person has to decide."))
    title = Message(N_("Exchange: to be settled"))
    return Queue("exchange", title, count, Tone.URGENT, Target("exchange", "open"), note, "refresh-cw")


def _status(session: Session) -> ExchangeStatus:
    """Return the status with conflicts counted as a person sees them: fields that go together are one."""
    status = exchange_status(session)
    if not status.conflicts:
        return status
    shown = len(_together(issue for issue in list_issues(session) if issue.kind == "conflict"))
    return replace(status, conflicts=shown)


def _view(session: Session) -> ExchangeView:
    status, cards = _status(session), _cards(session)
    pending = tuple(group for group in list_pending(session) if group.state != "refused")  # those stand on cards
    return ExchangeView(status, pending, cards, tuple(list_rounds(session, MOST_ROUNDS)))


def _cards(session: Session) -> tuple[IssueCard, ...]:
    return _in_words(session, list_issues(session))


def _cards_of(session: Session, owner_id: UUID) -> tuple[IssueCard, ...]:
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
