"""Service and appointments: entering, leaving, re-hire, grids (Art 10, 11, 12, 24)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.workers import AppointmentForm, EmploymentForm, ExitReason
from gridadmin.i18n import N_, Message
from gridadmin.models.grids import Grid
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Appointment, Employment, Worker
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.dated import covers
from gridadmin.services.discipline_guard import require_dismissal
from gridadmin.services.worker_records import require_worker

ADULT_YEARS = 18  # Art 11 (2): 年满十八周岁
ONE_DAY = timedelta(days=1)


def birthday(birth_date: date, years: int) -> date:
    """Return the day on which somebody turns `years`; who is born on 29 February does so on 1 March."""
    try:
        return birth_date.replace(year=birth_date.year + years)
    except ValueError:
        return date(birth_date.year + years, 3, 1)


def start_employment(session: Session, worker_id: UUID, form: EmploymentForm) -> UUID:
    """Begin a spell of service, the first or a re-hire, and return its id.

    Raises:
        InvalidError: under 18 on the first day (Art 11 (2)), days in the wrong order, or another spell overlaps.
    """
    worker = require_worker(session, worker_id)
    check_employment(worker, form, _spells(session, worker_id))
    spell = Employment(id=new_id(), worker_id=worker_id, **_spell_values(form))
    session.add(spell)
    return spell.id


def update_employment(session: Session, employment_id: UUID, form: EmploymentForm, version: int) -> None:
    """Correct a spell of service; ConflictError for a lost race.

    Raises InvalidError as `start_employment`, and where it becomes a dismissal without a case (Art 14).
    """
    spell = session.get(Employment, employment_id)
    if spell is None:
        raise NotFoundError(N_("The spell of service is no longer there."))
    worker = require_worker(session, spell.worker_id)
    require_version(spell, version, worker.name)
    others = [other for other in _spells(session, worker.id) if other.id != employment_id]
    check_employment(worker, form, others)
    former_end = spell.ended_on
    changed = (spell.exit_reason, former_end) != (form.exit_reason, form.ended_on)
    if form.exit_reason is ExitReason.DISMISSED and form.ended_on is not None and changed:
        require_dismissal(session, worker.id, worker.name, form.ended_on)
    assign(spell, **_spell_values(form))
    if form.ended_on is not None:
        end_appointments(session, worker.id, [*others, spell], form.ended_on, former_end)


def _spell_values(form: EmploymentForm) -> dict[str, object]:
    return {
        "kind": form.kind,
        "source": form.source,
        "started_on": form.started_on,
        "ended_on": form.ended_on,
        "exit_reason": form.exit_reason,
        "document": form.document or None,
    }


def check_employment(worker: Worker, form: EmploymentForm, others: Sequence[Employment | EmploymentForm]) -> None:
    """Refuse a spell that the law or the calendar forbids; InvalidError names the field and the way out."""
    fields: dict[str, Message] = {}
    if form.ended_on is not None and form.ended_on < form.started_on:
        fields["ended_on"] = Message(N_("The last day lies before the first."))
    if worker.birth_date is not None and form.started_on < birthday(worker.birth_date, ADULT_YEARS):
        fields["started_on"] = Message(
            N_("{name} turns 18 on {date}; nobody younger may be a grid worker (Art 11 (2))."),
            {"name": worker.name, "date": birthday(worker.birth_date, ADULT_YEARS).isoformat()},
        )
    for other in others:
        if other.started_on <= (form.ended_on or date.max) and form.started_on <= (other.ended_on or date.max):
            fields.setdefault(
                "started_on",
                Message(
                    N_("{name} is in service from {start} already. End that spell first."),
                    {"name": worker.name, "start": other.started_on.isoformat()},
                ),
            )
    if fields:
        raise InvalidError(N_("The service of {name} cannot be entered like this."), fields, name=worker.name)


def _spells(session: Session, worker_id: UUID) -> Sequence[Employment]:
    return session.scalars(select(Employment).where(Employment.worker_id == worker_id)).all()


def end_employment(
    session: Session, worker_id: UUID, last_day: date, reason: ExitReason, document: str | None = None
) -> str:
    """End somebody's service (Art 24), and with it every appointment that would outlast it; return the name.

    Raises:
        InvalidError: nobody is in service on that day, or somebody is dismissed without a case (Art 14).
    """
    worker = require_worker(session, worker_id)
    spells = _spells(session, worker_id)
    spell = next((each for each in spells if covers(each.started_on, each.ended_on, last_day)), None)
    if spell is None:
        raise InvalidError(
            N_("{name} is not in service on {date}."),
            {"last_day": Message(N_("Enter a day of the service."))},
            name=worker.name,
            date=last_day.isoformat(),
        )
    if reason is ExitReason.DISMISSED:
        require_dismissal(session, worker_id, worker.name, last_day)
    former_end = spell.ended_on
    assign(spell, ended_on=last_day, exit_reason=reason, document=document or spell.document)
    end_appointments(session, worker_id, spells, last_day, former_end)
    return worker.name


def end_appointments(
    session: Session, worker_id: UUID, spells: Sequence[Employment], last_day: date, former_end: date | None
) -> None:
    """End the appointments of a spell that now ends on a day and ended on `former_end`, None = it was open.

    One that had not begun is taken away. Those of a later spell, after a re-hire, are none of its business; where
    another spell follows without a day between, they last as long as that unbroken service does.

    Args:
        spells: every spell of the person as it stands now.
    """
    served_until = service_ends_on(spells, last_day)
    if served_until is None:
        return
    rows = session.scalars(select(Appointment).where(Appointment.worker_id == worker_id)).all()
    for row in (row for row in rows if outlasts(row, served_until, former_end)):
        if row.started_on > served_until:
            session.delete(row)
        else:
            assign(row, ended_on=served_until)


def outlasts(row: Appointment, last_day: date, former_end: date | None) -> bool:
    """Return whether a spell leaves an appointment behind when its end moves from `former_end` to `last_day`."""
    return row.started_on <= (former_end or date.max) and (row.ended_on is None or row.ended_on > last_day)


def service_ends_on(spells: Sequence[Employment | EmploymentForm], day: date) -> date | None:
    """Return the last day of the unbroken service that holds on a day; None while it is open, or where there is none.

    Full-time and part-time service that follow each other without a day between are unbroken.
    """
    ordered = sorted(spells, key=lambda spell: spell.started_on)
    held = next((spell for spell in ordered if covers(spell.started_on, spell.ended_on, day)), None)
    end = held.ended_on if held else None
    for spell in ordered:
        if end is not None and spell.started_on == end + ONE_DAY:
            end = spell.ended_on
    return end


def appoint_worker(session: Session, worker_id: UUID, form: AppointmentForm) -> UUID:
    """Appoint a person to a grid and return the appointment's id; it lasts no longer than the service does.

    Raises:
        InvalidError: not in service then, the grid does not exist then, or the person is on that grid already.
    """
    worker = require_worker(session, worker_id)
    grid = session.get(Grid, form.grid_id)
    if grid is None:
        raise NotFoundError(N_("The grid is no longer there."))
    others = session.scalars(select(Appointment).where(Appointment.worker_id == worker_id)).all()
    spells = _spells(session, worker_id)
    check_appointment(worker, grid, form, spells, others)
    row = Appointment(
        id=new_id(),
        worker_id=worker_id,
        grid_id=form.grid_id,
        role=form.role,
        started_on=form.started_on,
        ended_on=form.ended_on or service_ends_on(spells, form.started_on),
        document=form.document or None,
    )
    session.add(row)
    return row.id


def check_appointment(
    worker: Worker,
    grid: Grid,
    form: AppointmentForm,
    spells: Sequence[Employment | EmploymentForm],
    others: Sequence[Appointment],
) -> None:
    """Refuse an appointment outside service or outside the grid's existence; InvalidError names the way out."""
    fields: dict[str, Message] = {}
    if form.ended_on is not None and form.ended_on < form.started_on:
        fields["ended_on"] = Message(N_("The last day lies before the first."))
    if not any(covers(spell.started_on, spell.ended_on, form.started_on) for spell in spells):
        fields["started_on"] = Message(
            N_("{name} is not in service on that day. Enter the service first."), {"name": worker.name}
        )
    served_until = service_ends_on(spells, form.started_on)
    if form.ended_on is not None and served_until is not None and form.ended_on > served_until:
        fields["ended_on"] = Message(
            N_("The service of {name} ends on {date} already."),
            {"name": worker.name, "date": served_until.isoformat()},
        )
    if not covers(grid.valid_from, grid.valid_to, form.started_on):
        fields["grid_id"] = Message(N_("The grid {code} does not exist on that day."), {"code": grid.code})
    for other in others:
        overlaps = other.started_on <= (form.ended_on or date.max) and form.started_on <= (other.ended_on or date.max)
        if other.grid_id == form.grid_id and overlaps:
            fields["grid_id"] = Message(N_("{name} is on this grid already."), {"name": worker.name})
    if fields:
        raise InvalidError(N_("The appointment of {name} cannot be entered like this."), fields, name=worker.name)


def update_appointment(session: Session, appointment_id: UUID, form: AppointmentForm, version: int) -> None:
    """Correct an appointment; errors as `appoint_worker`, ConflictError for a lost race."""
    row = session.get(Appointment, appointment_id)
    if row is None:
        raise NotFoundError(N_("The appointment is no longer there."))
    worker = require_worker(session, row.worker_id)
    require_version(row, version, worker.name)
    grid = session.get(Grid, form.grid_id)
    if grid is None:
        raise NotFoundError(N_("The grid is no longer there."))
    others = session.scalars(select(Appointment).where(Appointment.worker_id == worker.id, Appointment.id != row.id))
    spells = _spells(session, worker.id)
    check_appointment(worker, grid, form, spells, others.all())
    assign(
        row,
        grid_id=form.grid_id,
        role=form.role,
        started_on=form.started_on,
        ended_on=form.ended_on or service_ends_on(spells, form.started_on),
        document=form.document or None,
    )


def end_appointment(session: Session, appointment_id: UUID, last_day: date) -> None:
    """End one appointment; InvalidError where the day lies before its first."""
    row = session.get(Appointment, appointment_id)
    if row is None:
        raise NotFoundError(N_("The appointment is no longer there."))
    if last_day < row.started_on:
        raise InvalidError(
            N_("The last day lies before the first."), {"last_day": Message(N_("The last day lies before the first."))}
        )
    assign(row, ended_on=last_day)
