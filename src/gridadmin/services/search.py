"""What the global search finds: people (leavers too), grids, communities, and records by their own names.

People are found by name, pinyin, phone (old ones too) or ID number, grids and communities by name or code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.queues import Target
from gridadmin.domain.search import SearchEntry, SearchHit, SearchRow
from gridadmin.i18n import N_, _
from gridadmin.models.grids import Grid, GridVersion
from gridadmin.models.office import Community
from gridadmin.models.workers import Appointment, Employment, Worker, WorkerPhone
from gridadmin.services.dated import covers, version_on
from gridadmin.services.search_records import record_entries

PERSON, GRID, COMMUNITY = N_("Person"), N_("Grid"), N_("Community")


def search_entries(session: Session, as_of: date) -> list[SearchEntry]:
    """Return everything the global search can find, in the order in which it is shown: grids, people, then the rest."""
    communities = {row.id: row for row in session.scalars(select(Community).order_by(Community.code))}
    grids = _current_grids(session, as_of)
    entries = [
        _grid_entry(code, grid_id, held, communities[held.community_id]) for grid_id, (code, held) in grids.items()
    ]
    entries.extend(_worker_entries(session, as_of, grids))
    entries.extend(_community_entry(community) for community in communities.values())
    entries.extend(record_entries(session, as_of))
    return entries


def _current_grids(session: Session, as_of: date) -> dict[UUID, tuple[str, GridVersion]]:
    versions: dict[UUID, list[GridVersion]] = defaultdict(list)
    for version in session.scalars(select(GridVersion)):
        versions[version.grid_id].append(version)
    rows = session.execute(select(Grid.id, Grid.code).order_by(Grid.code))
    return {row.id: (row.code, held) for row in rows if (held := version_on(versions[row.id], as_of)) is not None}


def _grid_entry(code: str, grid_id: UUID, held: GridVersion, community: Community) -> SearchEntry:
    title = f"{community.name} {held.name}"
    row = SearchRow(f"grid:{grid_id}", title, community.initials + held.initials, (code, held.initials))
    return SearchEntry(row, SearchHit(GRID, title, code, Target("grids", record_id=str(grid_id))))


def _worker_entries(session: Session, as_of: date, grids: dict[UUID, tuple[str, GridVersion]]) -> Iterator[SearchEntry]:
    phones: dict[UUID, list[str]] = defaultdict(list)
    for owner, number in session.execute(select(WorkerPhone.worker_id, WorkerPhone.number)):
        phones[owner].append(number)
    posts: dict[UUID, list[str]] = defaultdict(list)
    rows = session.execute(
        select(Appointment.worker_id, Appointment.grid_id, Appointment.started_on, Appointment.ended_on)
    )
    for owner, grid_id, start, end in rows:
        if covers(start, end, as_of) and grid_id in grids:
            posts[owner].append(grids[grid_id][1].name)
    begun, active = _in_service(session, as_of)
    people = select(Worker.id, Worker.name, Worker.name_pinyin, Worker.name_initials, Worker.id_number)
    for row in session.execute(people.order_by(Worker.name_pinyin, Worker.id)):
        words = (row.name_pinyin, row.id_number or "", *phones[row.id])
        there = row.id in active
        subtitle = "、".join(posts[row.id]) if there else _("Left") if row.id in begun else _("No service")
        hit = SearchHit(PERSON, row.name, subtitle, Target("workers", record_id=str(row.id)), faded=not there)
        yield SearchEntry(SearchRow(f"worker:{row.id}", row.name, row.name_initials, words), hit)


def _in_service(session: Session, as_of: date) -> tuple[set[UUID], set[UUID]]:
    """Return whose service has begun by a day, and who serves on it."""
    rows = session.execute(select(Employment.worker_id, Employment.started_on, Employment.ended_on)).all()
    begun = {owner for owner, start, _end in rows if start <= as_of}
    return begun, {owner for owner, start, end in rows if covers(start, end, as_of)}


def _community_entry(community: Community) -> SearchEntry:
    row = SearchRow(f"community:{community.id}", community.name, community.initials, (community.code,))
    target = Target("grids", view="community", record_id=str(community.id))
    return SearchEntry(row, SearchHit(COMMUNITY, community.name, community.code, target))
