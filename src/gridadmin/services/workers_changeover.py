"""Change-over (换人) as one act: who leaves, who takes over, and every consequence, without a day between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session, aliased

# Importing them enters their consequences into the registry; a feature adds its line here.
from gridadmin.services import contracts_changeover, insurance_changeover, pay_changeover  # isort: skip
from gridadmin.services import qualifications_changeover, workers_changeover_lines  # isort: skip
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.workers import AppointmentForm, AppointmentRole, AppointmentRow, EmploymentRow, WorkerDetail
from gridadmin.domain.workers_changeover import (
    ChangeoverForm,
    ChangeoverOutcome,
    ChangeoverRow,
    ConsequenceLine,
    LineTone,
    Newcomer,
    PassedGrid,
)
from gridadmin.i18n import N_, Message
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Appointment, Employment, Worker
from gridadmin.models.workers_leaving import Changeover
from gridadmin.services.assignment import assign, take_away
from gridadmin.services.changeover_registry import Change, Consequence, Registered, registered
from gridadmin.services.dated import covers
from gridadmin.services.employment import ONE_DAY, appoint_worker, end_appointment, end_employment, start_employment
from gridadmin.services.grids import get_grid
from gridadmin.services.worker_records import create_worker
from gridadmin.services.workers import get_worker

FEATURES = (
    workers_changeover_lines, contracts_changeover, qualifications_changeover, insurance_changeover, pay_changeover,
)  # fmt: skip
REFUSED = N_("The change-over cannot be done like this.")


def change_over(session: Session, form: ChangeoverForm, today: date) -> ChangeoverOutcome:
    """Pass grids from one person to another with all that follows, and return what was done; one act.

    Also for `OpenOffice.rehearse`: the page of consequences is the real act, taken back.

    Raises:
        InvalidError: nobody would leave or take over, the one who leaves does not serve there the day before, or the
            one who takes over cannot serve (as `create_worker`, `start_employment`, `appoint_worker`).
    """
    before = get_worker(session, form.outgoing_id, form.last_day)
    posts = _posts(before, form)
    lost = _leave(session, before, posts, form)
    incoming_id, begins = _take_up(session, form, today)
    for post in posts:
        _appoint(session, incoming_id, post, form)
        session.add(_record(form, post.grid_id, incoming_id))
    session.flush()
    after = get_worker(session, incoming_id, form.first_day)
    change = Change(
        form=form,
        outgoing_id=form.outgoing_id,
        outgoing=before.row.name,
        incoming_id=incoming_id,
        incoming=after.row.name,
        grids=tuple(PassedGrid(post.grid_id, post.grid_code, post.grid_name, post.role) for post in posts),
        other_grids=lost,
        lost_later=_lost_later(before, form),
        begins=begins,
        today=today,
    )
    return _outcome(change, _follow(session, change))


def changeover_sentence(outcome: ChangeoverOutcome) -> Message:
    """Return the sentence of the act."""
    text = N_("Change-over on {grids}: {outgoing} until {last}, {incoming} from {first}")
    values = {
        "grids": "、".join(grid.name for grid in outcome.grids),
        "outgoing": outcome.outgoing,
        "incoming": outcome.incoming,
        "last": outcome.last_day.isoformat(),
        "first": outcome.first_day.isoformat(),
    }
    return Message(text, values)


def list_changeovers(session: Session, as_of: date, upcoming: bool) -> list[ChangeoverRow]:
    """Return the change-overs that are still to come on a day (将要生效), or those that have come, the newest first.

    One whose appointment was taken away or moved to another day since is none any more.
    """
    outgoing, incoming = aliased(Worker), aliased(Worker)
    holds = exists().where(
        and_(
            Appointment.worker_id == Changeover.incoming_id,
            Appointment.grid_id == Changeover.grid_id,
            Appointment.started_on <= Changeover.effective_on,
            Appointment.ended_on.is_(None) | (Appointment.ended_on >= Changeover.effective_on),
        )
    )
    when = Changeover.effective_on > as_of if upcoming else Changeover.effective_on <= as_of
    query = select(Changeover, outgoing.name, incoming.name).where(when, holds)
    query = query.join(outgoing, outgoing.id == Changeover.outgoing_id)
    query = query.join(incoming, incoming.id == Changeover.incoming_id)
    rows = [_row(session, *found) for found in session.execute(query)]
    return sorted(rows, key=lambda row: (row.effective_on, row.grid_code), reverse=not upcoming)


def recognise_changeovers(session: Session, since: date, until: date) -> int:
    """Record change-overs that were entered as a leaving and an appointment, and return how many there were.

    One is where an appointment to a grid begins in the time looked at, on the day after exactly one other person's
    ended there with the same role.
    """
    known = {(row.grid_id, row.incoming_id, row.effective_on) for row in session.scalars(select(Changeover))}
    ended: dict[tuple[UUID, AppointmentRole, date], list[UUID]] = {}
    for row in session.scalars(select(Appointment).where(Appointment.ended_on.is_not(None))):
        assert row.ended_on is not None
        ended.setdefault((row.grid_id, row.role, row.ended_on + ONE_DAY), []).append(row.worker_id)
    begun = select(Appointment).where(Appointment.started_on >= since, Appointment.started_on <= until)
    count = 0
    for row in session.scalars(begun.order_by(Appointment.started_on, Appointment.id)):
        before = [each for each in ended.get((row.grid_id, row.role, row.started_on), ()) if each != row.worker_id]
        if len(before) == 1 and (row.grid_id, row.worker_id, row.started_on) not in known:
            session.add(_recognised(session, row, before[0]))
            count += 1
    return count


def _recognised(session: Session, row: Appointment, outgoing_id: UUID) -> Changeover:
    """Why the outgoing person left is what the spell says that ended that day; none ended: that person stayed."""
    last_day = row.started_on - ONE_DAY
    spell = (Employment.worker_id == outgoing_id, Employment.ended_on == last_day)
    reason = session.scalar(select(Employment.exit_reason).where(*spell))
    return Changeover(
        id=new_id(),
        grid_id=row.grid_id,
        outgoing_id=outgoing_id,
        incoming_id=row.worker_id,
        effective_on=row.started_on,
        reason=reason,
        document=row.document,
        remark=None,
    )


def _posts(before: WorkerDetail, form: ChangeoverForm) -> tuple[AppointmentRow, ...]:
    """Return the appointments that pass over: those that the outgoing person has on the last day."""
    name, day = before.row.name, form.last_day.isoformat()
    fields: dict[str, Message] = {}
    if not form.grid_ids:
        fields["grid_ids"] = Message(N_("Choose at least one grid that changes hands."))
    if form.incoming == form.outgoing_id:
        fields["incoming"] = Message(N_("{name} cannot take over from herself or himself."), {"name": name})
    held = {row.grid_id: row for row in before.appointments if covers(row.started_on, row.ended_on, form.last_day)}
    if any(grid_id not in held for grid_id in form.grid_ids):
        text = N_("{name} does not serve on this grid on {day}, the day before.")
        fields["first_day"] = Message(text, {"name": name, "day": day})
    if fields:
        raise InvalidError(REFUSED, fields)
    return tuple(held[grid_id] for grid_id in form.grid_ids)


def _leave(
    session: Session, before: WorkerDetail, posts: Sequence[AppointmentRow], form: ChangeoverForm
) -> tuple[UUID, ...]:
    """End the appointments, or the whole service, and return the other grids that are lost with the service."""
    if form.reason is None:
        for post in posts:
            end_appointment(session, post.id, form.last_day)
        return ()
    end_employment(session, form.outgoing_id, form.last_day, form.reason, form.document)
    passed = {post.grid_id for post in posts}
    reached = (row for row in before.appointments if row.ended_on is None or row.ended_on >= form.first_day)
    return tuple(dict.fromkeys(row.grid_id for row in reached if row.grid_id not in passed))


def _lost_later(before: WorkerDetail, form: ChangeoverForm) -> tuple[tuple[UUID, date], ...]:
    """Return grid and first day of what the outgoing person was to do later, and does not with the end of service."""
    if form.reason is None:
        return ()
    return tuple((row.grid_id, row.started_on) for row in before.appointments if row.started_on > form.first_day)


def _take_up(session: Session, form: ChangeoverForm, today: date) -> tuple[UUID, EmploymentRow | None]:
    """Return the incoming person, entered and taken into service where need be, and the service that begins."""
    if isinstance(form.incoming, Newcomer):
        incoming_id = create_worker(session, form.incoming.person, today)
        session.flush()
        serving = False
    else:
        incoming_id = form.incoming
        spells = get_worker(session, incoming_id, form.first_day).employments
        serving = any(covers(spell.started_on, spell.ended_on, form.first_day) for spell in spells)
    if serving:
        return incoming_id, None
    spell_id = start_employment(session, incoming_id, form.service)
    session.flush()
    service = form.service
    begun = EmploymentRow(spell_id, service.kind, service.source, service.started_on, None, None, service.document)
    return incoming_id, begun


def _appoint(session: Session, incoming_id: UUID, post: AppointmentRow, form: ChangeoverForm) -> None:
    """Give the incoming person the outgoing one's role on a grid, until an appointment that is known to follow.

    Whoever has that role there already, or a higher one, keeps it.
    """
    role, until = post.role, None
    mine = select(Appointment).where(Appointment.worker_id == incoming_id, Appointment.grid_id == post.grid_id)
    for row in session.scalars(mine.order_by(Appointment.started_on)).all():
        if row.started_on > form.first_day:
            until = until or row.started_on - ONE_DAY
            continue
        if not covers(row.started_on, row.ended_on, form.first_day):
            continue
        if _outranks(row.role, role) and row.ended_on is None:
            return
        role = row.role if _outranks(row.role, role) else role
        if row.started_on == form.first_day:
            take_away(session, row)
        else:
            assign(row, ended_on=form.last_day)
        session.flush()
    appoint_worker(session, incoming_id, AppointmentForm(post.grid_id, role, form.first_day, until, form.document))


def _outranks(there: AppointmentRole, wanted: AppointmentRole) -> bool:
    """Whether a role that somebody has needs no change: a leader stays one, an assistant becomes what is wanted."""
    rank = tuple(AppointmentRole)
    return rank.index(there) <= rank.index(wanted)


def _record(form: ChangeoverForm, grid_id: UUID, incoming_id: UUID) -> Changeover:
    return Changeover(
        id=new_id(),
        grid_id=grid_id,
        outgoing_id=form.outgoing_id,
        incoming_id=incoming_id,
        effective_on=form.first_day,
        reason=form.reason,
        document=form.document or None,
        remark=form.remark or None,
    )


@dataclass(frozen=True)
class _Found:
    """A consequence with the line of the registry that found it."""

    of: Registered
    consequence: Consequence


def _follow(session: Session, change: Change) -> list[ConsequenceLine]:
    """Find every consequence first and do the ticked ones then, so that none of them is judged by another's work."""
    found = [_Found(each, consequence) for each in registered() if (consequence := each.find(session, change))]
    lines = []
    for each in found:
        act = each.consequence.apply
        ticked = act is not None and each.of.key not in change.form.without
        if act is not None and ticked:
            act()
            session.flush()
        lines.append(_line(each, ticked))
    return lines


def _line(found: _Found, ticked: bool) -> ConsequenceLine:
    said = found.consequence
    tone = LineTone.ACT if said.apply is not None else said.tone
    return ConsequenceLine(found.of.key, said.text, said.count, tone, ticked, said.notes)


def _outcome(change: Change, lines: Sequence[ConsequenceLine]) -> ChangeoverOutcome:
    return ChangeoverOutcome(
        outgoing_id=change.outgoing_id,
        outgoing=change.outgoing,
        incoming_id=change.incoming_id,
        incoming=change.incoming,
        first_day=change.first_day,
        last_day=change.last_day,
        reason=change.reason,
        document=change.form.document,
        in_force=change.first_day <= change.today,
        grids=change.grids,
        lines=tuple(lines),
    )


def _row(session: Session, row: Changeover, outgoing: str, incoming: str) -> ChangeoverRow:
    grid = get_grid(session, row.grid_id, row.effective_on)
    return ChangeoverRow(
        id=row.id,
        grid_id=row.grid_id,
        grid_code=grid.code,
        grid_name=grid.name,
        outgoing_id=row.outgoing_id,
        outgoing=outgoing,
        incoming_id=row.incoming_id,
        incoming=incoming,
        effective_on=row.effective_on,
        reason=row.reason,
        document=row.document,
    )
