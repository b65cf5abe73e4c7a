"""Discipline (Art 14): opening a case, walking it step by step, and the dismissal at its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.discipline import CaseForm, CaseRow, StepForm, StepKind, StepRow, last_step
from gridadmin.domain.discipline_steps import step_faults, why_no_dismissal, with_due
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.workers import ExitReason
from gridadmin.i18n import N_, Message
from gridadmin.models.discipline import DisciplineCase, DisciplineStep
from gridadmin.models.ids import new_id
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.discipline_cases import get_case, steps_of
from gridadmin.services.office import get_parameters
from gridadmin.services.worker_records import require_worker
from gridadmin.services.workers_leaving import leave_service

_CANNOT = N_("The step cannot be recorded like this.")


def open_case(session: Session, form: CaseForm, today: date) -> CaseRow:
    """Open a case with its first step, the facts, and return it.

    Raises InvalidError where the facts are not told or the day is still to come.
    """
    require_worker(session, form.worker_id)
    facts = StepForm(StepKind.FACT, form.found_on, form.words, form.person, form.document)
    faults = step_faults((), facts, get_parameters(session), today)
    faults = {"found_on" if name == "done_on" else name: fault for name, fault in faults.items()}
    if form.occurred_on is not None and form.occurred_on > form.found_on:
        faults["occurred_on"] = Message(N_("The breach lies before the day on which it was found out."))
    if faults:
        raise InvalidError(N_("The case cannot be opened like this."), faults)
    case = DisciplineCase(
        id=new_id(),
        worker_id=form.worker_id,
        number=next_number(session, form.found_on.year),
        breach=form.breach,
        occurred_on=form.occurred_on,
        problem_id=form.problem_id,
    )
    session.add(case)
    session.flush()
    _add_step(session, case.id, facts)
    session.flush()
    return get_case(session, case.id, today)


def next_number(session: Session, year: int) -> str:
    """Return the number of the next case that is opened in a year: 2026-003."""
    numbers = session.scalars(select(DisciplineCase.number).where(DisciplineCase.number.like(f"{year}-%")))
    used = [int(tail) for number in numbers if (tail := number.partition("-")[2]).isdigit()]
    return f"{year}-{max(used, default=0) + 1:03}"


def record_step(session: Session, case_id: UUID, form: StepForm, today: date) -> CaseRow:
    """Record the next step of a case and return the case as it stands then.

    Raises InvalidError where the step cannot come now, comes too early, or lacks what it needs; the fields say why.
    """
    if session.get(DisciplineCase, case_id) is None:
        raise NotFoundError(N_("The case is no longer there."))
    parameters = get_parameters(session)
    form = replace(form, due_on=with_due(form, parameters))
    faults = step_faults(steps_of(session, case_id), form, parameters, today)
    if faults:
        raise InvalidError(_CANNOT, faults)
    _add_step(session, case_id, form)
    session.flush()
    return get_case(session, case_id, today)


def correct_step(session: Session, step_id: UUID, form: StepForm, version: int, today: date) -> None:
    """Correct a step that was recorded wrongly; it stays between its neighbours, and its kind stays.

    Raises InvalidError as `record_step`; ConflictError for a lost race.
    """
    step = session.get(DisciplineStep, step_id)
    if step is None:
        raise NotFoundError(N_("The step is no longer there."))
    require_version(step, version, step.kind.label)
    steps = steps_of(session, step.case_id)
    place = next(number for number, row in enumerate(steps) if row.id == step_id)
    form = replace(form, kind=step.kind, due_on=with_due(form, get_parameters(session)))
    faults = step_faults(steps[:place], form, get_parameters(session), today)
    faults |= _faults_after(session, (*steps[:place], _row_of(form)), steps[place + 1 :], today)
    if faults:
        raise InvalidError(_CANNOT, faults)
    assign(step, **_values(form))


def _faults_after(
    session: Session, before: tuple[StepRow, ...], after: tuple[StepRow, ...], today: date
) -> dict[str, Message]:
    """Return what a correction would break in the steps that follow."""
    parameters = get_parameters(session)
    for row in after:
        faults = step_faults(before, row, parameters, today)
        if faults:
            values = {"step": row.kind.message, "day": row.done_on, "why": next(iter(faults.values()))}
            words = N_("Then the step “{step}” of {day} would be wrong: {why}")
            return {"done_on": Message(words, values)}
        before = (*before, row)
    return {}


def dismiss_worker(session: Session, case_id: UUID, last_day: date, today: date) -> str:
    """End somebody's service, with what belongs to it, by a case that was walked to the end (Art 14); return the name.

    Raises InvalidError where a step of the case is missing, and as `leave_service`.
    """
    row = get_case(session, case_id, max(today, last_day))
    why = why_no_dismissal(row.steps, last_day)
    if why is not None:
        words = N_("{name} cannot be dismissed by this case. {why} (Art 14)")
        raise InvalidError(words, {"last_day": why}, name=row.worker, why=why)
    decision = last_step(row.steps, StepKind.DECISION)
    document = decision.document if decision is not None else None
    return leave_service(session, row.worker_id, last_day, ExitReason.DISMISSED, document or row.number)


def _add_step(session: Session, case_id: UUID, form: StepForm) -> None:
    session.add(DisciplineStep(id=new_id(), case_id=case_id, kind=form.kind, **_values(form)))


def _values(form: StepForm) -> dict[str, object]:
    return {
        "done_on": form.done_on,
        "words": form.words.strip(),
        "person": form.person or None,
        "document": form.document or None,
        "due_on": form.due_on,
        "evidence": form.evidence,
        "answer": form.answer,
        "outcome": form.outcome,
        "gravity": form.gravity,
        "rule": form.rule or None,
        "method": form.method,
        "upheld": form.upheld,
    }


def _row_of(form: StepForm) -> StepRow:
    return StepRow(form.kind, **_values(form))  # type: ignore[arg-type]
