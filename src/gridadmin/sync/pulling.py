"""Pulling: asking for the next page, and keeping it until the last one came.

Nothing of a page is in force before all are there: half a pull would show children without parents, and a city that
was restored in the middle would leave rows of two histories side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gridadmin.models.exchange import PulledPage, Replica, StagedPage
from gridadmin.models.received import small_cache
from gridadmin.sync.kept_pages import drop_pages
from gridadmin.sync.points import contradicts, cursors_of, history_of, note_history, replica_of, scopes_of
from gridadmin.sync.stage import (
    Head,
    Surveyed,
    pack_page,
    read_groups,
    read_head,
    read_pages,
    read_survey,
    survey_again,
)
from gridadmin.wire.enrolment import SCHEMA
from gridadmin.wire.history import START, Point
from gridadmin.wire.owners import types_since
from gridadmin.wire.pull import PullReply, PullRequest, ScopePage
from gridadmin.wire.scopes import Scope

FEW_PAGES = 3


def next_pull(session: Session, limit: int) -> PullRequest:
    """Return the request for the next page of the pull that is under way, or for the first of a new one."""
    replica = replica_of(session)
    types = wanted_types(replica)
    cursors = dict.fromkeys(scopes_of(replica), START) if types else cursors_of(session)
    return PullRequest(
        schema=SCHEMA,
        replica=replica.id,
        cursors=cursors | staged_upto(session),
        history=history_of(session),
        limit=limit,
        acts=not types,
        types=types,
        lean=True,
    )


def wanted_types(replica: Replica) -> tuple[str, ...]:
    """Return the record types that a newer program asks for from zero; none in an ordinary or a full pull."""
    if replica.full or not replica.pulled_schema:
        return ()
    return types_since(replica.pulled_schema)


def fetches_types(session: Session) -> bool:
    """Return whether the next pull brings some record types only."""
    return bool(wanted_types(replica_of(session)))


def stage_page(session: Session, reply: PullReply) -> bool:
    """Keep a page with the history point that it carries; return whether it was the last.

    A page of another history than the one that is known drops what was staged, and itself: the next request tells the
    city what was seen, and it answers with `resync`.
    """
    if contradicts(history_of(session), reply.history):
        drop_stage(session)
        return False
    connection, packed = session.connection(), pack_page(reply)
    number = (session.scalar(select(func.max(PulledPage.n))) or 0) + 1
    with small_cache(connection) if _count(session) >= FEW_PAGES else nullcontext():
        connection.execute(insert(StagedPage), {"n": number, "head": packed.head, "survey": packed.survey})
        connection.execute(insert(PulledPage), {"n": number, "schema": SCHEMA, "body": packed.body})
    note_history(session, reply.history)
    session.flush()
    return reply.done


def drop_stage(session: Session) -> None:
    """Throw away what was staged; the next pull begins at the cursors."""
    session.connection().execute(delete(StagedPage))
    drop_pages(session)


class Pulled(NamedTuple):
    """A page of the pull under way: its number, its body as it came, and what that says."""

    n: int
    body: bytes
    pages: list[ScopePage]


def staged_pages(session: Session) -> Iterator[Pulled]:
    """Yield the pages of the pull under way, one in memory at a time."""
    for number in _numbers(session):
        body = _body(session, number)
        yield Pulled(number, body, read_pages(body))


def staged_surveys(session: Session) -> Iterator[tuple[Head, list[tuple[Scope, list[Surveyed]]]]]:
    """Yield what the pages of the pull under way bring, without contents."""
    for number in _numbers(session):
        found = read_survey(_part(session, StagedPage.survey, number))
        if found is None:
            found = survey_again(_body(session, number))
        yield read_head(_part(session, StagedPage.head, number)), found


def staged_groups(session: Session, scope: Scope) -> Iterator[list[dict[str, Any]]]:
    """Yield the groups of a scope in the pull under way as they came, those of one page in memory at a time."""
    for number in _numbers(session):
        for each, groups in read_groups(_body(session, number)):
            if each == scope and groups:
                yield groups


def is_staged(session: Session) -> bool:
    """Return whether a whole pull is staged, its last page too."""
    number = session.scalar(select(func.max(StagedPage.n)))
    return number is not None and read_head(_part(session, StagedPage.head, number)).done


def is_long(session: Session) -> bool:
    """Return whether the pull that is staged has so many pages that memory is to be saved."""
    return _count(session) > FEW_PAGES


def staged_upto(session: Session) -> dict[Scope, Point]:
    """Return up to where each scope is staged; scopes that no page has named yet are missing."""
    upto: dict[Scope, Point] = {}
    wanted = set(scopes_of(replica_of(session)))
    for number in reversed(_numbers(session)):
        upto = read_head(_part(session, StagedPage.head, number)).upto | upto
        if wanted <= upto.keys():  # in nearly every case the last page names all of them
            break
    return upto


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(StagedPage)) or 0


def _numbers(session: Session) -> list[int]:
    return list(session.scalars(select(StagedPage.n).order_by(StagedPage.n)))


def _part(session: Session, column: InstrumentedAttribute[bytes], number: int) -> bytes:
    part = session.scalar(select(column).where(StagedPage.n == number))
    assert part is not None
    return part


def _body(session: Session, number: int) -> bytes:
    body = session.scalar(select(PulledPage.body).where(PulledPage.n == number))
    assert body is not None
    return body
