"""Attempts of an office against the real city, as tests make them and look at what became of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.city.exchange import Exchange
from gridadmin.domain.exchange import IssueRow, RoundResult
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import GroupState, OutboxGroup
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Worker
from gridadmin.sync.city import NoAnswerError
from gridadmin.sync.issues import list_issues
from gridadmin.sync.kept_pages import kept_groups
from gridadmin.sync.portions import Portions
from gridadmin.sync.round import exchange_once
from gridadmin.sync.settling import settle_issue, use_mine
from gridadmin.wire.history import START
from gridadmin.wire.pull import PullRequest
from tests.sync.real_city import TOWN, Colleague, RealCity
from tests.sync.test_collecting import bare_worker


def go(office: OpenOffice, city: RealCity, portions: Portions | None = None) -> RoundResult:
    return exchange_once(office, city, now=office.clock, portions=portions or Portions())


def at_rest(office: OpenOffice, city: RealCity) -> RoundResult:
    result = go(office, city)
    assert result.problem is None, str(result.problem)
    assert result.complete
    return result


def forget_groups(office: OpenOffice, *records: UUID) -> None:
    """Let the groups about some records be gone, as half a year after they were settled: nothing can be sent again."""

    def forget(session: Session) -> None:
        for group in session.scalars(select(OutboxGroup).where(OutboxGroup.state == GroupState.DONE)):
            if any(op.id in records for kept in kept_groups(session, [group.mid]) for op in kept.ops):
                session.delete(group)

    office.exchange(forget)


def seen(office: OpenOffice, worker: UUID) -> dict[str, Any] | None:
    def read(session: Session) -> dict[str, Any] | None:
        held = session.get(Worker, worker)
        return None if held is None else {"name": held.name, "address": held.address, "remarks": held.remarks}

    return office.read(read)


def only_issue(office: OpenOffice) -> IssueRow:
    (issue,) = office.read(list_issues)
    return issue


def settle(office: OpenOffice, choice: str) -> None:
    issue = only_issue(office)
    assert choice in issue.choices
    if choice == "mine":
        office.act(lambda name: Message("Keep {name}", {"name": name}), use_mine, issue.id, office.clock())
    else:
        office.exchange(settle_issue, issue.id, choice, office.clock())


def there(colleague: Colleague, worker: UUID) -> dict[str, Any] | None:
    return fields_at(colleague.exchange, worker)


def fields_at(exchange: Exchange, record: UUID) -> dict[str, Any] | None:
    reader = Colleague(exchange)
    cursors = {TOWN: START}
    found: dict[str, Any] | None = None
    while True:
        reply = exchange.pull(reader._caller, PullRequest(schema=1, replica=new_id(), cursors=cursors))
        for page in reply.pages:
            for row in page.rows:
                if row.id == record:
                    found = None if row.deleted else dict(row.f)
        if reply.done:
            return found
        cursors = {page.scope: page.upto for page in reply.pages}


def person(office: OpenOffice, city: RealCity) -> UUID:
    worker = office.act(Message("Enter"), bare_worker)
    at_rest(office, city)
    return worker


class losing:  # noqa: N801 - reads as a sentence in a `with`
    """Let one call of the city get no answer, after it was done."""

    def __init__(self, city: RealCity, call: str, error: Exception | None = None) -> None:
        self.city, self.call, self.error = city, call, error

    def __enter__(self) -> None:
        done: Callable[..., Any] = getattr(self.city, self.call)

        def lost(*request: Any) -> Any:
            if self.error is not None:
                raise self.error
            done(*request)
            raise NoAnswerError("lost")

        setattr(self.city, self.call, lost)

    def __exit__(self, *_error: object) -> None:
        delattr(self.city, self.call)
