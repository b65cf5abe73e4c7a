"""The exchange with the city as the window and the command line use it: how it stands, and what a person decides.

What belongs to sync/ is imported where an office takes part: the start of the window does not wait for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from gridadmin.domain.errors import NotPermittedError
from gridadmin.domain.exchange import ExchangeState, ExchangeStatus
from gridadmin.domain.exchange_cards import ExchangeView, IssueCard
from gridadmin.domain.queues import Queue, Target, Tone
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.exchange_places import takes_part

NOT_ENROLLED = ExchangeStatus(ExchangeState.NOT_ENROLLED)


def read_status(office: OpenOffice, progress: Progress | None = None) -> ExchangeStatus:
    """Return where the exchange stands."""
    (progress or Progress()).check()
    if not office.read(takes_part):
        return NOT_ENROLLED
    from gridadmin.jobs.exchange_reading import status_of

    return office.read(status_of)


def view_exchange(office: OpenOffice, progress: Progress | None = None) -> ExchangeView:
    """Return everything that the page of the exchange shows, from one reading."""
    (progress or Progress()).check()
    if not office.read(takes_part):
        return ExchangeView(NOT_ENROLLED)
    from gridadmin.jobs.exchange_reading import view_of
    from gridadmin.sync.collecting import collect_acts

    office.exchange(collect_acts, office.clock())  # acts since the last attempt are seen among what waits
    return office.read(view_of)


def list_cards(office: OpenOffice, progress: Progress | None = None) -> tuple[IssueCard, ...]:
    """Return what a person has to settle, the oldest first."""
    (progress or Progress()).check()
    if not office.read(takes_part):
        return ()
    from gridadmin.jobs.exchange_reading import cards_in

    return office.read(cards_in)


def record_cards(office: OpenOffice, record_id: UUID, progress: Progress | None = None) -> tuple[IssueCard, ...]:
    """Return what is to be settled about a person or a grid and what belongs to it."""
    (progress or Progress()).check()
    if not office.read(takes_part):
        return ()
    from gridadmin.jobs.exchange_reading import cards_about

    return office.read(cards_about, record_id)


def settle_issues(office: OpenOffice, issue_ids: Sequence[UUID], choice: str, progress: Progress | None = None) -> int:
    """Do what was chosen about some issues, one after the other, and return how many were settled.

    “mine” is an act of its own for each, under its own sentence, and can be undone. Raises as `sync.settling`.
    """
    from gridadmin.sync.settling import WITHIN_AN_ACT, settle_issue, use_mine

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
    status = read_status(office)
    count = status.conflicts + status.refused + status.orphans + status.questions
    if not count:
        return None
    note = Message(N_("The city answered otherwise; a person has to decide."))
    title = Message(N_("Exchange: to be settled"))
    return Queue("exchange", title, count, Tone.URGENT, Target("exchange", "open"), note, "refresh-cw")


def refuse_practice(office: OpenOffice) -> None:
    """Refuse the practice office: its people are invented and go to no city."""
    if office.practice:
        raise NotPermittedError(N_("The practice office exchanges nothing: its people are invented."))
