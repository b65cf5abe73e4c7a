"""Who is assessed in a period, and where they served on its last day: the lines of the entry grid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.assessment import Eligibility
from gridadmin.domain.assessment_periods import why_not_assessed
from gridadmin.domain.assessment_rows import ParticipantRow
from gridadmin.domain.workers import EmploymentKind
from gridadmin.models.workers import Employment, Worker
from gridadmin.services.dated import columns_of
from gridadmin.services.workers import worker_rows


@dataclass(frozen=True)
class ServiceSpell:
    """A spell of service: the days of one kind."""

    kind: EmploymentKind
    started_on: date
    ended_on: date | None


def service_spells(session: Session) -> dict[UUID, list[ServiceSpell]]:
    """Return everybody's spells of service, by worker."""
    found: dict[UUID, list[ServiceSpell]] = defaultdict(list)
    columns = columns_of(Employment)
    for row in session.execute(select(*columns).order_by(Employment.started_on)):
        found[row.worker_id].append(ServiceSpell(row.kind, row.started_on, row.ended_on))
    return found


def assessed_people(
    spells: Mapping[UUID, Sequence[ServiceSpell]], rule: Eligibility, last_day: date
) -> frozenset[UUID]:
    """Return who is assessed in a period that ends on a day."""
    return frozenset(who for who, served in spells.items() if why_not_assessed(rule, served, last_day) is None)


def participants(
    session: Session, rule: Eligibility, first_day: date, last_day: date, also: Sequence[UUID] = ()
) -> list[ParticipantRow]:
    """Return everybody who served in a period, in the order of pinyin, with the reason of who is not assessed.

    Args:
        session: reads only.
        rule: who is assessed.
        first_day, last_day: of the period; what is shown of a person is as of the last day.
        also: who is in the list whatever the days say, since there are entries or results.
    """
    spells = service_spells(session)
    served = {
        who
        for who, held in spells.items()
        if any(spell.started_on <= last_day and (spell.ended_on or last_day) >= first_day for spell in held)
    }
    rows = worker_rows(session, sorted(served | set(also)), last_day)
    people = [
        ParticipantRow(
            worker_id=row.id,
            name=row.name,
            community=row.community,
            grids=tuple(grid.grid_name for grid in row.grids),
            kind=row.kind,
            id_number=row.id_number,
            why_not=why_not_assessed(rule, spells.get(row.id, ()), last_day),
        )
        for row in rows
    ]
    order = _pinyin(session, [row.worker_id for row in people])
    return sorted(people, key=lambda row: order[row.worker_id])


def _pinyin(session: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[str, UUID]]:
    wanted = set(ids)
    rows = session.execute(select(Worker.id, Worker.name_pinyin))
    return {row.id: (row.name_pinyin, row.id) for row in rows if row.id in wanted}
