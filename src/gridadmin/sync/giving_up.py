"""Giving up (放弃): the city's values are back on the screen, and what was held goes on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.models.exchange import CityRecord, GroupState
from gridadmin.sync.bases import keep_bases
from gridadmin.sync.cards import GIVEN_UP, close_issues
from gridadmin.sync.collecting import collect_all
from gridadmin.sync.holding import hold_dependants
from gridadmin.sync.outbox import drop_groups, groups_in, in_parts, touched, unpack
from gridadmin.sync.parked import show_parked
from gridadmin.sync.points import replica_of
from gridadmin.sync.receiving import Reception
from gridadmin.sync.records import Shown, classes
from gridadmin.sync.references import conclude
from gridadmin.sync.unsettled import unsettled_records
from gridadmin.wire.groups import Group, NewRecord, RestoreRecord
from gridadmin.wire.scopes import parse_scope


def give_up(session: Session, mid: UUID, now: datetime) -> None:
    """Forget a refused group; with a record that it made goes what waited to be added to that record."""
    settle_journal(session, now)
    groups = _with_what_needs_it(session, mid)
    records = {op.id: op.t for group in groups.values() for op in group.ops}
    close_issues(session, list(groups), GIVEN_UP, now)
    drop_groups(session, list(groups))
    hold_dependants(session)
    show_city(session, records, now)


def settle_journal(session: Session, now: datetime) -> None:
    """Put into the queue what was just done, and note what the city has of it, before what is shown changes."""
    collect_all(session, now)
    keep_bases(session)


def _with_what_needs_it(session: Session, mid: UUID) -> dict[UUID, Group]:
    """Return a refused group and those that point at a record which it, or one of them, makes; in their order."""
    rows = groups_in(session, GroupState.REFUSED, GroupState.HELD, GroupState.WAITING)
    groups = {row.mid: unpack(row.body) for row in rows}
    given = {mid} & groups.keys()
    while more := _needing(groups, given):
        given |= more
    return {each: group for each, group in groups.items() if each in given}


def _needing(groups: Mapping[UUID, Group], given: Collection[UUID]) -> set[UUID]:
    """Return the further groups that point at a record which one of those given makes.

    Of those before it only what refers to a new record: there it had another id, under which the city has it no more.
    """
    new = {op.id for each in given for op in groups[each].ops if isinstance(op, NewRecord)}
    found: set[UUID] = set()
    made: set[UUID] = set()  # so far
    for each, group in groups.items():
        records = touched(group.ops)
        if each in given:
            made |= {op.id for op in group.ops if isinstance(op, NewRecord | RestoreRecord)}
        elif made & records.keys() or any(record in new and not changes for record, changes in records.items()):
            found.add(each)
    return found


def show_city(session: Session, records: Mapping[UUID, str], now: datetime) -> None:
    """Show records, given with their types, as the city has them, under what is still unsettled.

    What gives way to the city may have been in the way of another record, such as one with the same ID number; of one
    of these, too.
    """
    reception = Reception(session, now)
    types = {each: record_type for each, record_type in records.items() if record_type in classes()}
    shown = _as_the_city_has_them(session, types)
    reception.show(shown, unsettled_records(session, list(types)))
    show_parked(session, reception)
    conclude(session, reception)


def _as_the_city_has_them(session: Session, types: Mapping[UUID, str]) -> list[Shown]:
    held = _city_records(session, types)
    own = parse_scope(replica_of(session).scope)
    shown = []
    for record_id, record_type in types.items():
        city = held.get(record_id)
        if city is None:
            shown.append(Shown(record_type, record_id, own, None, gone=False))
        elif city.hash is None or city.base is not None:
            fields = dict(city.base) if city.hash is not None else None
            shown.append(Shown(record_type, record_id, parse_scope(city.scope), fields, gone=city.hash is None))
    return shown


def _city_records(session: Session, ids: Collection[UUID]) -> dict[UUID, CityRecord]:
    found: dict[UUID, CityRecord] = {}
    for some in in_parts(list(ids)):
        query = select(CityRecord).where(CityRecord.record_id.in_(some)).execution_options(populate_existing=True)
        found |= {each.record_id: each for each in session.scalars(query)}
    return found
