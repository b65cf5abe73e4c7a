"""Applying: a whole pull becomes the office's records in one transaction, with journal, cursors and history point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.models.received import rows_of, small_cache
from gridadmin.sync.adoption import Adoption, Arrival, end_awaiting
from gridadmin.sync.bases import keep_bases
from gridadmin.sync.collecting import collect_acts
from gridadmin.sync.comparing import Difference, differing, settle_comparison
from gridadmin.sync.keys import key_of, unique_columns
from gridadmin.sync.parked import show_parked
from gridadmin.sync.points import move_cursors, replica_of
from gridadmin.sync.pulling import drop_stage, is_long, is_staged, staged_pages, staged_surveys, wanted_types
from gridadmin.sync.received_groups import keep_received, requeue_missing_parts
from gridadmin.sync.receiving import Reception
from gridadmin.sync.records import classes, plain_row
from gridadmin.sync.references import conclude
from gridadmin.sync.stage import Surveyed
from gridadmin.sync.sweeping import find_missing, forget_missing, list_orphans, may_sweep
from gridadmin.sync.unsettled import unsettled_records
from gridadmin.wire.digests import Digest
from gridadmin.wire.enrolment import SCHEMA
from gridadmin.wire.history import Point
from gridadmin.wire.pull import Row
from gridadmin.wire.scopes import Scope


@dataclass(frozen=True)
class Applied:
    """What a pull brought.

    Attributes:
        records: that changed here. adopted: local ones that took the city's id. orphans: that the city has no more.
        asks: a guard wants a person's yes before so many records are called orphans; nothing was applied.
        differing: where the city holds something else in spite of it; see `sync.comparing.mend`.
    """

    records: int = 0
    adopted: int = 0
    orphans: int = 0
    asks: bool = False
    differing: tuple[Difference, ...] = ()


@dataclass
class _Survey:
    """What a staged pull holds, without the contents of its records.

    Attributes:
        newest: record -> version; pages may bring a record twice. arrivals: live records by type.
        gone: deleted ones.
    """

    newest: dict[UUID, int] = field(default_factory=dict)
    arrivals: dict[str, dict[UUID, Arrival]] = field(default_factory=dict)
    gone: dict[UUID, str] = field(default_factory=dict)
    upto: dict[Scope, Point] = field(default_factory=dict)
    digests: Mapping[Scope, Mapping[str, Digest]] = field(default_factory=dict)

    def note(self, scope: Scope, rows: Sequence[Surveyed]) -> None:
        known, newest = classes(), self.newest
        for t, record_id, ver, deleted, key, said in rows:
            before = newest.get(record_id)
            if before is not None:
                if ver < before:
                    continue
                self.gone.pop(record_id, None)
                self.arrivals.get(t, {}).pop(record_id, None)
            newest[record_id] = ver
            if deleted:
                self.gone[record_id] = t
            elif t in known:
                self.arrivals.setdefault(t, {})[record_id] = Arrival(key, scope, said)


def apply_stage(session: Session, now: datetime) -> Applied:
    """Apply the pull that is staged, its last page too: records, journal, cursors and history point at once.

    The acts of this office that are not in the queue yet are collected first, so that nothing of them is overwritten.
    """
    assert is_staged(session), "a pull is applied when its last page is there"
    with small_cache(session.connection()) if is_long(session) else nullcontext():
        return _apply(session, now)


def _apply(session: Session, now: datetime) -> Applied:
    reception = Reception(session, now)  # keeps other writers of the journal out from here on
    while collect_acts(session, now):
        pass
    keep_bases(session)
    survey = _look_through(session)
    replica = replica_of(session)
    if replica.full:
        requeue_missing_parts(session)
    missing = find_missing(session, survey.newest, replica.reads) if replica.full else None
    if missing is not None and not may_sweep(session, missing, now):
        return Applied(asks=True)
    if missing is not None:
        forget_missing(session, missing)  # what the city has lost may be adopted by what it has in its place
    adoption = Adoption(session, now)
    adoption.match(survey.arrivals)
    _take_away(session, reception, survey)
    _take_pages(session, reception, survey, adoption, now)
    show_parked(session, reception, survey.newest)
    orphans = list_orphans(session, missing, now) if missing is not None else 0
    conclude(session, reception)
    differences = _finish(session, survey, now)
    return Applied(reception.changed, adoption.count, orphans, differing=differences)


def _look_through(session: Session) -> _Survey:
    survey = _Survey()
    for head, scopes in staged_surveys(session):
        for scope, rows in scopes:
            survey.note(scope, rows)
        survey.upto |= head.upto
        survey.digests = head.digests
    return survey


def _take_away(session: Session, reception: Reception, survey: _Survey) -> None:
    """Take out what the city deleted and what changes its natural key, so that every key is free for its new holder."""
    kept = unsettled_records(session, list(survey.gone))
    for record_id, record_type in survey.gone.items():
        if record_type in classes() and record_id not in kept:
            reception.take_away(record_type, record_id)
    for record_type, arrivals in survey.arrivals.items():
        columns = unique_columns(record_type)
        if not columns:
            continue
        record_class = classes()[record_type]
        for row in rows_of(session.connection(), record_class, list(arrivals)):
            arrival = arrivals[row["id"]]
            if key_of(columns, plain_row(record_class, row), arrival.scope) != arrival.key:
                reception.take_away(record_type, row["id"])
    reception.writer.flush()


def _take_pages(session: Session, reception: Reception, survey: _Survey, adoption: Adoption, now: datetime) -> None:
    for pulled in staged_pages(session):
        for page in pulled.pages:
            rows: list[Row] = [row for row in page.rows if survey.newest[row.id] == row.ver]
            adoption.prune(page.scope, rows)
            reception.take(page.scope, rows, page.groups)
        keep_received(session, pulled, now)


def _finish(session: Session, survey: _Survey, now: datetime) -> tuple[Difference, ...]:
    """Move the cursors, end the stage, and compare."""
    replica = replica_of(session)
    some_types_only = bool(wanted_types(replica))
    if not some_types_only:
        move_cursors(session, survey.upto)
        end_awaiting(session)
    replica.full, replica.pulled_schema = False, SCHEMA
    drop_stage(session)
    session.flush()
    if some_types_only:
        return ()
    return settle_comparison(session, differing(session, survey.digests), now)
