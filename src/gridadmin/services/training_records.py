"""What persons were trained in, and their hours of a year against what is asked (Art 23)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.training import Entry, hours_of, result_of
from gridadmin.domain.training_hours import HoursRow, ServiceSpell, TrainingFact, TrainingRecord, year_hours
from gridadmin.domain.workers import WorkerRow, WorkerStatus
from gridadmin.i18n import N_
from gridadmin.models.training import TrainingAttendee, TrainingCourse, TrainingSession
from gridadmin.models.workers import Employment, Worker
from gridadmin.services.office import get_parameters
from gridadmin.services.workers import list_workers

NAMES = "、"


def worker_training(session: Session, worker_id: UUID, as_of: date) -> TrainingRecord:
    """Return a person's training record up to a day: every session, and the hours of each year of service."""
    person = session.get(Worker, worker_id)
    if person is None:
        raise NotFoundError(N_("The person is no longer there."))
    facts = _facts(session, as_of, worker_id)[worker_id]
    spells = service_spells(session, worker_id)[worker_id]
    parameters = get_parameters(session)
    years = {fact.held_on.year for fact in facts}
    for spell in spells:
        if spell.started_on <= as_of:
            years |= set(range(spell.started_on.year, min(spell.ended_on or as_of, as_of).year + 1))
    hours = [
        year_hours(spells, parameters, year, as_of, sum(fact.hours for fact in facts if fact.held_on.year == year))
        for year in sorted(years)
    ]
    return TrainingRecord(worker_id, person.name, tuple(hours), tuple(facts))


def list_hours(session: Session, year: int, as_of: date) -> list[HoursRow]:
    """Return the hours of a year as of a day, of everybody in service on the last day looked at, by pinyin.

    The day that is looked at is the end of the year, or `as_of` where that is earlier.
    """
    day = min(as_of, date(year, 12, 31))
    people = list_workers(session, day, WorkerStatus.ACTIVE)
    facts, spells, parameters = _facts(session, day, year=year), service_spells(session), get_parameters(session)
    rows = []
    for person in people:
        mine = facts.get(person.id, [])
        hours = year_hours(spells[person.id], parameters, year, day, sum(fact.hours for fact in mine))
        came = [fact for fact in mine if fact.hours or fact.score is not None]
        rows.append(_hours_row(person, hours, came))
    return rows


def list_short(session: Session, year: int, as_of: date) -> list[HoursRow]:
    """Return who is short of the year's hours as of a day (学时不足), those who lack most first."""
    return sorted((row for row in list_hours(session, year, as_of) if row.hours.missing), key=_most_missing)


def _most_missing(row: HoursRow) -> int:
    return -row.hours.missing


def service_spells(session: Session, worker_id: UUID | None = None) -> defaultdict[UUID, list[ServiceSpell]]:
    """Return the spells of service by person, of one person where one is named."""
    query = select(Employment.worker_id, Employment.kind, Employment.started_on, Employment.ended_on)
    if worker_id is not None:
        query = query.where(Employment.worker_id == worker_id)
    found: defaultdict[UUID, list[ServiceSpell]] = defaultdict(list)
    for owner, kind, start, end in session.execute(query.order_by(Employment.started_on)):
        found[owner].append(ServiceSpell(kind, start, end))
    return found


def training_facts(session: Session, as_of: date, year: int | None = None) -> dict[UUID, list[TrainingFact]]:
    """Return what each person was trained in up to a day, newest first; of one year where it is named."""
    return _facts(session, as_of, year=year)


def _facts(
    session: Session, as_of: date, worker_id: UUID | None = None, year: int | None = None
) -> defaultdict[UUID, list[TrainingFact]]:
    held, listed = TrainingSession, TrainingAttendee
    query = (
        select(
            listed.worker_id, listed.attendance, listed.hours, listed.score, listed.remark, held.id, held.title,
            TrainingCourse.name, TrainingCourse.kind, held.held_on, held.place, held.hours, held.pass_mark,
            held.resit_of_id,
        )
        .join(held, held.id == listed.session_id)
        .join(TrainingCourse, TrainingCourse.id == held.course_id)
        .where(held.held_on <= as_of, (held.cancelled_on.is_(None)) | (held.cancelled_on > as_of))
        .order_by(held.held_on.desc(), held.id)
    )  # fmt: skip
    if worker_id is not None:
        query = query.where(listed.worker_id == worker_id)
    if year is not None:
        query = query.where(held.held_on.between(date(year, 1, 1), date(year, 12, 31)))
    found: defaultdict[UUID, list[TrainingFact]] = defaultdict(list)
    for (
        who,
        attendance,
        hours,
        score,
        remark,
        key,
        title,
        course,
        kind,
        day,
        place,
        worth,
        mark,
        above,
    ) in session.execute(query):
        entry = Entry(attendance, hours, score, remark)
        found[who].append(
            TrainingFact(
                session_id=key, title=title, course=course, kind=kind, held_on=day, place=place, attendance=attendance,
                hours=hours_of(entry, worth), score=score, pass_mark=mark, result=result_of(entry, mark),
                resit_of_id=above, remark=remark,
            )
        )  # fmt: skip
    return found


def _hours_row(person: WorkerRow, hours: object, facts: Sequence[TrainingFact]) -> HoursRow:
    return HoursRow(
        worker_id=person.id,
        name=person.name,
        kind=person.kind,
        status=person.status,
        community=person.community,
        grids=NAMES.join(grid.grid_name for grid in person.grids),
        phone=person.phones[0] if person.phones else "",
        hours=hours,  # type: ignore[arg-type]
        sessions=len(facts),
        last_on=max((fact.held_on for fact in facts), default=None),
    )
