"""What a row of a roster means for somebody's service and grids, found out before anything is touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.workers import (
    AppointmentForm,
    AppointmentRole,
    EmploymentForm,
    EmploymentKind,
    ExitReason,
    WorkerImport,
    WorkerSource,
)
from gridadmin.i18n import N_, Message
from gridadmin.models.grids import Grid
from gridadmin.models.workers import Appointment, Employment, Worker
from gridadmin.services.dated import covers
from gridadmin.services.employment import check_appointment, check_employment, outlasts, service_ends_on
from gridadmin.services.import_tally import ImportOptions, RowRefusedError

ONE_DAY = timedelta(days=1)


@dataclass
class ServicePlan:
    """What to do: a spell to begin, fields of the present spell to set, appointments to make, to set, to end."""

    begins: EmploymentForm | None = None
    spell: Employment | None = None
    amends: dict[str, Any] = field(default_factory=dict)
    appoints: list[AppointmentForm] = field(default_factory=list)
    reroles: list[tuple[Appointment, AppointmentRole]] = field(default_factory=list)
    leaves: list[tuple[Appointment, date]] = field(default_factory=list)

    def spells_after(self, spells: Sequence[Employment]) -> list[EmploymentForm]:
        """Return the spells as they would stand."""
        after = [self._after(spell) for spell in spells]
        return [*after, self.begins] if self.begins else after

    def _after(self, spell: Employment) -> EmploymentForm:
        fields = ("kind", "source", "started_on", "ended_on", "exit_reason", "document")
        values = {name: getattr(spell, name) for name in fields}
        return EmploymentForm(**(values | (self.amends if spell is self.spell else {})))


def plan_service(
    worker: Worker, spells: Sequence[Employment], record: WorkerImport, options: ImportOptions
) -> ServicePlan:
    """Return what the row means for somebody's spells; RowRefusedError names the field and the way out."""
    present = _present_spell(spells, record, options.effective_on)
    plan = _begin(worker, spells, record, options) if present is None else _amend(worker, present, record, options)
    try:
        others = [spell for spell in spells if spell is not plan.spell]
        if plan.begins is not None:
            check_employment(worker, plan.begins, [*others, *_amended(plan)])
        if plan.spell is not None and plan.amends:
            check_employment(worker, _amended(plan)[0], others)
    except InvalidError as error:
        raise refused(error) from error
    return plan


def _amended(plan: ServicePlan) -> list[EmploymentForm]:
    return plan.spells_after([plan.spell])[:1] if plan.spell is not None else []


def _present_spell(spells: Sequence[Employment], record: WorkerImport, on: date) -> Employment | None:
    """The spell that the row speaks of: the one that began, or ended, on its day, else the one that holds."""
    for spell in spells:
        if record.started_on is not None and spell.started_on == record.started_on:
            return spell
        if record.started_on is None and record.ended_on is not None and spell.ended_on == record.ended_on:
            return spell
    return next((spell for spell in spells if covers(spell.started_on, spell.ended_on, on)), None)


def _begin(worker: Worker, spells: Sequence[Employment], record: WorkerImport, options: ImportOptions) -> ServicePlan:
    kind = record.kind or options.kind
    if kind is None:
        reason = N_("Full-time or part-time is missing. Write 专职 or 兼职, or choose one for the whole sheet.")
        raise RowRefusedError(Message(reason), field="kind")
    ended = [spell.ended_on for spell in spells if spell.ended_on is not None]
    if ended and (record.started_on is None or record.started_on <= max(ended)):
        raise _left_already(worker, max(ended))
    begins = EmploymentForm(
        kind=kind,
        source=record.source or WorkerSource.OTHER,
        started_on=record.started_on or options.effective_on,
        ended_on=record.ended_on,
        exit_reason=_exit_reason(record),
        document=record.document,
    )
    return ServicePlan(begins=begins)


def _left_already(worker: Worker, last_day: date) -> RowRefusedError:
    text = N_("{name} left on {date}. To re-hire, write the new first day, or re-hire in the person's file.")
    return RowRefusedError(Message(text, {"name": worker.name, "date": last_day.isoformat()}), field="started_on")


def _exit_reason(record: WorkerImport) -> ExitReason | None:
    return (record.exit_reason or ExitReason.OTHER) if record.ended_on else None


def _amend(worker: Worker, present: Employment, record: WorkerImport, options: ImportOptions) -> ServicePlan:
    kind_changes = record.kind is not None and record.kind is not present.kind
    day = _change_day(present, record, options)
    if kind_changes and day > present.started_on:
        if present.ended_on is not None and present.ended_on < day:
            raise _left_already(worker, present.ended_on)
        return _change_kind(present, record, day)
    said: dict[str, Any] = {
        "kind": record.kind,
        "source": record.source,
        "started_on": record.started_on,
        "ended_on": record.ended_on,
        "exit_reason": record.exit_reason if record.ended_on and present.exit_reason else _exit_reason(record),
        "document": record.document,
    }
    amends = {name: value for name, value in said.items() if value is not None and getattr(present, name) != value}
    return ServicePlan(spell=present, amends=amends)


def _change_day(present: Employment, record: WorkerImport, options: ImportOptions) -> date:
    said = record.started_on
    return said if said is not None and said > present.started_on else options.effective_on


def _change_kind(present: Employment, record: WorkerImport, day: date) -> ServicePlan:
    """Between full-time and part-time there are two spells: who was what on a day stays true.

    An end of the service that is known already stays known.
    """
    begins = EmploymentForm(
        kind=record.kind or EmploymentKind.PART_TIME,
        source=record.source or present.source,
        started_on=day,
        ended_on=record.ended_on or present.ended_on,
        exit_reason=_exit_reason(record) or present.exit_reason,
        document=record.document,
    )
    ends = {"ended_on": day - ONE_DAY, "exit_reason": ExitReason.CHANGED_KIND}
    return ServicePlan(begins=begins, spell=present, amends=ends)


def plan_appointments(  # noqa: PLR0913, PLR0917 - a row meets a person, spells, posts and grids
    plan: ServicePlan,
    worker: Worker,
    spells: Sequence[Employment],
    appointments: Sequence[Appointment],
    grids: Sequence[Grid],
    siblings: Sequence[Grid],
    record: WorkerImport,
    on: date,
) -> None:
    """Add to the plan what the row's grids mean.

    A person who stands on other grids of the same communities (`siblings`) on the day is taken off them: the sheet says
    where the person is now. Posts in other communities are none of this sheet's business.
    """
    _refuse_late_start(plan, worker, appointments)
    after = plan.spells_after(spells)
    holding = {row.grid_id: row for row in appointments if covers(row.started_on, row.ended_on, on)}
    coming = {row.grid_id: row for row in appointments if row.started_on > on}
    for grid in grids:
        known = holding.get(grid.id) or coming.get(grid.id)
        if known is None:
            _appoint(plan, worker, grid, after, appointments, record, on)
        elif record.role is not None and known.role is not record.role:
            _rerole(plan, known, record, on)
    elsewhere = {grid.id for grid in siblings} - {grid.id for grid in grids}
    plan.leaves += [(row, on - ONE_DAY) for row in holding.values() if grids and row.grid_id in elsewhere]
    if record.ended_on is not None:
        former_end = plan.spell.ended_on if plan.spell else record.ended_on
        last = service_ends_on(after, record.ended_on)  # None: another spell follows without a day between
        left = [row for row, _day in plan.leaves]
        ending = [row for row in appointments if row not in left and last and outlasts(row, last, former_end)]
        plan.leaves += [(row, last) for row in ending if last]


def _rerole(plan: ServicePlan, post: Appointment, record: WorkerImport, on: date) -> None:
    """Let a new role hold from the day on: who had which role on a day stays true, so there are two appointments."""
    assert record.role is not None
    if post.started_on >= on:
        plan.reroles.append((post, record.role))
        return
    ends = [day for day in (post.ended_on, record.ended_on) if day is not None]
    if not ends or min(ends) >= on:
        paper = record.document or post.document
        plan.leaves.append((post, on - ONE_DAY))
        plan.appoints.append(AppointmentForm(post.grid_id, record.role, on, min(ends, default=None), paper))


def _refuse_late_start(plan: ServicePlan, worker: Worker, appointments: Sequence[Appointment]) -> None:
    """A corrected first day must not leave posts before it: nobody works on a grid before being in service."""
    first_day = plan.amends.get("started_on")
    if plan.spell is None or first_day is None or first_day <= plan.spell.started_on:
        return
    early = [row.started_on for row in appointments if plan.spell.started_on <= row.started_on < first_day]
    if early:
        raise RowRefusedError(
            Message(
                N_("{name} is on a grid since {date}, before this first day. Correct the day, or end that post first."),
                {"name": worker.name, "date": min(early).isoformat()},
            ),
            field="started_on",
            value=first_day.isoformat(),
        )


def _appoint(  # noqa: PLR0913, PLR0917 - as above
    plan: ServicePlan,
    worker: Worker,
    grid: Grid,
    after: Sequence[EmploymentForm],
    appointments: Sequence[Appointment],
    record: WorkerImport,
    on: date,
) -> None:
    begins = plan.begins.started_on if plan.begins else on
    service = next((spell.started_on for spell in after if covers(spell.started_on, spell.ended_on, on)), begins)
    started = max(begins if not appointments else on, grid.valid_from, service)
    if appointments and plan.begins is None and record.started_on is not None and record.started_on > service:
        started = record.started_on
    ended = record.ended_on or service_ends_on(after, started)
    form = AppointmentForm(grid.id, record.role or AppointmentRole.WORKER, started, ended, record.document)
    if any(
        row.grid_id == grid.id and row.ended_on is not None and row.ended_on == form.ended_on for row in appointments
    ):
        return
    try:
        check_appointment(worker, grid, form, after, appointments)
    except InvalidError as error:
        raise refused(error) from error
    plan.appoints.append(form)


def refused(error: InvalidError) -> RowRefusedError:
    """Return a service's refusal as the refusal of a row, with the first field that is wrong."""
    for name, message in error.fields.items():
        return RowRefusedError(message, {"grid_id": "grids"}.get(name, name))
    return RowRefusedError(error.message)
