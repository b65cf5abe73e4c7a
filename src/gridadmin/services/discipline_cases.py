"""Reading discipline cases as they stood on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.discipline import CaseRow, Outcome, StepKind, StepRow, last_step
from gridadmin.domain.discipline_steps import counts_until, standing
from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.parameters import ParameterTable
from gridadmin.i18n import N_
from gridadmin.models.discipline import DisciplineCase, DisciplineStep
from gridadmin.models.workers import Employment, Worker
from gridadmin.services.dated import chunks, covers
from gridadmin.services.office import get_parameters


def list_cases(session: Session, as_of: date, worker_id: UUID | None = None) -> list[CaseRow]:
    """Return the cases opened by a day, the newest first, each as it stood then; of one person where one is named."""
    query = select(DisciplineCase, Worker.name).join(Worker, Worker.id == DisciplineCase.worker_id)
    if worker_id is not None:
        query = query.where(DisciplineCase.worker_id == worker_id)
    found = session.execute(query).all()
    steps = _steps(session, [case.id for case, _name in found], as_of)
    serving = _serving(session, {case.worker_id for case, _name in found}, as_of)
    parameters = get_parameters(session)
    rows = [
        _row(case, name, tuple(steps[case.id]), parameters, case.worker_id in serving, as_of)
        for case, name in found
        if steps[case.id]
    ]
    return sorted(rows, key=lambda row: (row.opened_on, row.number), reverse=True)


def get_case(session: Session, case_id: UUID, as_of: date) -> CaseRow:
    """Return one case as it stood on a day; NotFoundError where it is gone, or was not opened yet."""
    case = session.get(DisciplineCase, case_id)
    rows = [] if case is None else [row for row in list_cases(session, as_of, case.worker_id) if row.id == case_id]
    if not rows:
        raise NotFoundError(N_("The case is no longer there."))
    return rows[0]


def step_row(step: DisciplineStep) -> StepRow:
    """Return a step as plain data."""
    return StepRow(
        kind=step.kind,
        done_on=step.done_on,
        words=step.words,
        person=step.person,
        document=step.document,
        due_on=step.due_on,
        evidence=step.evidence,
        answer=step.answer,
        outcome=step.outcome,
        gravity=step.gravity,
        rule=step.rule,
        method=step.method,
        upheld=step.upheld,
        id=step.id,
        version=step.version,
    )


def steps_of(session: Session, case_id: UUID) -> tuple[StepRow, ...]:
    """Return every step of a case in their order."""
    return tuple(_steps(session, [case_id], date.max)[case_id])


def _steps(session: Session, case_ids: Sequence[UUID], as_of: date) -> dict[UUID, list[StepRow]]:
    grouped: dict[UUID, list[StepRow]] = defaultdict(list)
    for some in chunks(case_ids):
        query = select(DisciplineStep).where(DisciplineStep.case_id.in_(some), DisciplineStep.done_on <= as_of)
        for step in session.scalars(query.order_by(DisciplineStep.done_on, DisciplineStep.id)):
            grouped[step.case_id].append(step_row(step))
    return grouped


def _serving(session: Session, worker_ids: Iterable[UUID], as_of: date) -> set[UUID]:
    """Return those whose service holds on the day and has no end yet."""
    serving: set[UUID] = set()
    for some in chunks(sorted(worker_ids)):
        for spell in session.scalars(select(Employment).where(Employment.worker_id.in_(some))):
            if covers(spell.started_on, spell.ended_on, as_of) and spell.ended_on is None:
                serving.add(spell.worker_id)
    return serving


def _row(
    case: DisciplineCase,
    name: str,
    steps: tuple[StepRow, ...],
    parameters: ParameterTable,
    in_service: bool,
    as_of: date,
) -> CaseRow:
    stands = standing(steps, parameters, in_service)
    return CaseRow(
        id=case.id,
        worker_id=case.worker_id,
        worker=name,
        number=case.number,
        breach=case.breach,
        occurred_on=case.occurred_on,
        problem_id=case.problem_id,
        steps=steps,
        state=stands.state,
        due_on=stands.due_on,
        overdue=stands.due_on is not None and stands.due_on < as_of,
        outcome=_standing_outcome(steps),
        closed_on=stands.closed_on,
        counts_until=counts_until(steps, parameters),
        in_service=in_service,
        version=case.version,
    )


def _standing_outcome(steps: tuple[StepRow, ...]) -> Outcome | None:
    """Return what was decided, unless a re-examination revoked it."""
    decided, again = last_step(steps, StepKind.DECISION), last_step(steps, StepKind.REEXAMINATION)
    return decided.outcome if decided is not None and not (again is not None and again.upheld is False) else None
