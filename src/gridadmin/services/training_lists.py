"""Reading training: the sessions of an office on a day, one session with its list, whom a named view means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from gridadmin.domain.training import (
    CAME,
    TO_RESIT,
    AttendeeRow,
    Audience,
    Entry,
    Result,
    SessionDetail,
    SessionForm,
    SessionRow,
    SessionState,
    audience_words,
    hours_of,
    result_of,
    state_of,
)
from gridadmin.domain.workers import WorkerRow
from gridadmin.domain.workers_list import WorkerFilter, WorkerOrder
from gridadmin.i18n import Message
from gridadmin.models.office import Community
from gridadmin.models.training import TrainingAttendee, TrainingCourse, TrainingSession
from gridadmin.services.training import invite
from gridadmin.services.training_book import Listed, attendees_of, course_form, require_course, require_session
from gridadmin.services.training_certificates import certificate_of, passed_ids, passed_without_card, to_certify
from gridadmin.services.workers import worker_rows
from gridadmin.services.workers_search import in_view, worker_ids

NAMES = "、"


def list_sessions(session: Session, as_of: date, year: int | None = None) -> list[SessionRow]:
    """Return the sessions, the latest day first; of one year where it is named."""
    query = select(TrainingSession).order_by(
        TrainingSession.held_on.desc(), TrainingSession.starts_at, TrainingSession.id
    )
    if year is not None:
        query = query.where(TrainingSession.held_on.between(date(year, 1, 1), date(year, 12, 31)))
    held = session.scalars(query).all()
    return _rows(session, held, as_of)


def count_to_enter(session: Session, as_of: date) -> int:
    """Return how many sessions wait for attendance or results on a day, of whatever year."""
    listed, nothing_yet = TrainingAttendee, TrainingAttendee.score.is_(None)
    of_session = exists().where(listed.session_id == TrainingSession.id)
    query = select(TrainingSession).where(TrainingSession.held_on <= as_of, ~of_session | of_session.where(nothing_yet))
    rows = _rows(session, session.scalars(query).all(), as_of)
    return sum(row.state is SessionState.TO_ENTER for row in rows)


def get_session(session: Session, session_id: UUID, as_of: date) -> SessionDetail:
    """Return a session with its list in the order of pinyin, its sisters and re-sits; NotFoundError."""
    held = require_session(session, session_id)
    chain = _chain(session, held)
    everybody = attendees_of(session, [each.id for each in chain])
    people = worker_rows(session, [each.worker_id for each in everybody[session_id]], as_of)
    order = {row.id: (row.initials, row.name, str(row.id)) for row in people}
    known = {row.id: row for row in people}
    listed = sorted(
        (each for each in everybody[session_id] if each.worker_id in known), key=lambda each: order[each.worker_id]
    )
    later = {each.id: each for each in _descendants(chain, session_id)}
    passed = {
        each.worker_id
        for key, row in later.items()
        for each in everybody[key]
        if result_of(each.entry, row.pass_mark) is Result.PASSED
    }
    attempts = _attempts(chain, everybody, held)
    rows = tuple(_attendee(each, known[each.worker_id], held, passed, attempts) for each in listed)
    sisters = _sisters(session, held)
    resits = [each for each in chain if each.resit_of_id == session_id]
    audience = course_form(require_course(session, held.course_id)).audience
    above = next((each.title for each in chain if each.id == held.resit_of_id), "")
    return SessionDetail(
        row=_rows(session, [held], as_of)[0],
        attendees=rows,
        audience=audience,
        audience_words=_audience_words(session, audience),
        audience_new=_count_new(session, audience, [held, *(row for row in sisters if not row.cancelled_on)], as_of),
        sisters=tuple(_rows(session, sisters, as_of)),
        resits=tuple(_rows(session, resits, as_of)),
        resit_of=above,
        **_papers(session, held, as_of),
    )


def _papers(session: Session, held: TrainingSession, as_of: date) -> dict[str, Any]:
    """What those who passed are to be given: certificates and work cards."""
    kind = certificate_of(session, held)
    if kind is None or held.held_on > as_of:
        return {"certificate": kind.name if kind else ""}
    wanting = to_certify(session, kind, passed_ids(session, held.id), as_of)
    cards = len(passed_without_card(session, held.id, as_of))
    return {"certificate": kind.name, "to_certify": len(wanting), "without_card": cards}


def _audience_words(session: Session, audience: Audience) -> Message:
    community = session.get(Community, audience.community_id) if audience.community_id else None
    return audience_words(audience, community.name if community else "")


def _count_new(session: Session, audience: Audience, held: Sequence[TrainingSession], as_of: date) -> int:
    query = select(TrainingAttendee.worker_id).where(TrainingAttendee.session_id.in_([each.id for each in held]))
    return len(set(audience_ids(session, audience, as_of)) - set(session.scalars(query)))


def audience_ids(session: Session, audience: Audience, as_of: date) -> list[UUID]:
    """Return whom an audience means on a day: the ids of the named view of the list of grid workers."""
    wanted = in_view(WorkerFilter(as_of, kind=audience.kind, community_id=audience.community_id), audience.view)
    return worker_ids(session, wanted, WorkerOrder())


def session_form(held: TrainingSession) -> SessionForm:
    """Return what a session says."""
    return SessionForm(**{each.name: getattr(held, each.name) for each in fields(SessionForm)})


def _rows(session: Session, held: Sequence[TrainingSession], as_of: date) -> list[SessionRow]:
    lists = attendees_of(session, None if len(held) > 50 else [each.id for each in held])
    courses = {
        row.id: row for row in session.execute(select(TrainingCourse.id, TrainingCourse.name, TrainingCourse.kind))
    }
    better = _passed_resits(session, lists)
    return [
        _row(each, courses[each.course_id], lists.get(each.id, []), better.get(each.id, set()), as_of) for each in held
    ]


def _row(held: TrainingSession, course: Any, listed: Sequence[Listed], better: set[UUID], as_of: date) -> SessionRow:
    form = session_form(held)
    results = [(each.worker_id, result_of(each.entry, held.pass_mark)) for each in listed]
    examined = results if held.pass_mark is not None else []
    came = sum(_came(each.entry) for each in listed)
    return SessionRow(
        id=held.id,
        form=form,
        course=course.name,
        kind=course.kind,
        state=state_of(form, [each.entry for each in listed], as_of),
        listed=len(listed),
        came=came,
        passed=sum(result is Result.PASSED for _who, result in results),
        to_resit=sum(result in TO_RESIT and who not in better for who, result in examined),
    )


def _came(entry: Entry) -> bool:
    return entry.attendance in CAME or (entry.attendance is None and entry.score is not None)


def _passed_resits(session: Session, lists: Mapping[UUID, list[Listed]]) -> dict[UUID, set[UUID]]:
    """Return for each session who passed a re-sit of it, or a re-sit of that."""
    query = select(TrainingSession.id, TrainingSession.resit_of_id, TrainingSession.pass_mark)
    resits = session.execute(query.where(TrainingSession.resit_of_id.is_not(None))).all()
    missing = [row.id for row in resits if row.id not in lists]
    known = dict(lists) | dict(attendees_of(session, missing)) if missing else lists
    parents = {row.id: row.resit_of_id for row in resits}
    passed: dict[UUID, set[UUID]] = defaultdict(set)
    for row in resits:
        who = {
            each.worker_id for each in known.get(row.id, []) if result_of(each.entry, row.pass_mark) is Result.PASSED
        }
        above, seen = row.resit_of_id, {row.id}
        while above is not None and above not in seen:
            passed[above] |= who
            seen.add(above)
            above = parents.get(above)
    return passed


def _chain(session: Session, held: TrainingSession) -> list[TrainingSession]:
    """Return a session, what it repeats, and everything that repeats any of them."""
    found = {held.id: held}
    above = held.resit_of_id
    while above is not None and above not in found:
        found[above] = require_session(session, above)
        above = found[above].resit_of_id
    fresh = list(found)
    while fresh:
        query = select(TrainingSession).where(TrainingSession.resit_of_id.in_(fresh))
        rows = [row for row in session.scalars(query) if row.id not in found]
        found |= {row.id: row for row in rows}
        fresh = [row.id for row in rows]
    return sorted(found.values(), key=lambda row: (row.held_on, row.id))


def _descendants(chain: Sequence[TrainingSession], session_id: UUID) -> list[TrainingSession]:
    below, fresh = [], {session_id}
    while fresh:
        rows = [row for row in chain if row.resit_of_id in fresh]
        below += rows
        fresh = {row.id for row in rows}
    return below


def _attempts(
    chain: Sequence[TrainingSession], lists: Mapping[UUID, list[Listed]], held: TrainingSession
) -> dict[UUID, int]:
    """Return how often each person was examined up to a session, in it and in what it repeats."""
    line, above = {held.id}, held.resit_of_id
    while above is not None and above not in line:
        line.add(above)
        above = next((row.resit_of_id for row in chain if row.id == above), None)
    counts: dict[UUID, int] = defaultdict(int)
    for key in line:
        for each in lists[key]:
            counts[each.worker_id] += each.entry.score is not None
    return counts


def _attendee(
    listed: Listed, person: WorkerRow, held: TrainingSession, passed: set[UUID], attempts: Mapping[UUID, int]
) -> AttendeeRow:
    return AttendeeRow(
        id=listed.id,
        worker_id=person.id,
        name=person.name,
        id_number=person.id_number,
        grids=NAMES.join(grid.grid_name for grid in person.grids),
        community=person.community,
        kind=person.kind,
        status=person.status,
        phone=person.phones[0] if person.phones else "",
        entry=listed.entry,
        result=result_of(listed.entry, held.pass_mark),
        counted=hours_of(listed.entry, held.hours),
        attempts=attempts.get(person.id, 0),
        passed_later=person.id in passed,
    )


def _sisters(session: Session, held: TrainingSession) -> Sequence[TrainingSession]:
    if held.series_id is None:
        return []
    query = select(TrainingSession).where(TrainingSession.series_id == held.series_id, TrainingSession.id != held.id)
    return session.scalars(query.order_by(TrainingSession.held_on, TrainingSession.starts_at)).all()


def invite_audience(session: Session, session_id: UUID, audience: Audience, today: date) -> int:
    """Put an audience on the list of a session and return how many are new."""
    return invite(session, session_id, audience_ids(session, audience, today))
