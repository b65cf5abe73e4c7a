"""Problems found in supervision (Art 24): recorded, reported as put right, checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.discipline_problems import (
    ProblemForm,
    ProblemRow,
    ProblemStepForm,
    ProblemStepRow,
    problem_faults,
    problem_standing,
    problem_step_faults,
)
from gridadmin.domain.discipline_steps import computed_due
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.i18n import N_
from gridadmin.models.discipline import ProblemStep, SupervisionProblem
from gridadmin.models.grids import GridVersion
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Worker
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.dated import chunks, version_on
from gridadmin.services.office import get_parameters

RECTIFICATION_DAYS = "art24.rectification_days"
_GONE = N_("The problem is no longer there.")


def record_problem(session: Session, form: ProblemForm, today: date) -> ProblemRow:
    """Record a problem with the last day for putting it right, and return it; InvalidError names the fields."""
    faults = problem_faults(form, today)
    if faults:
        raise InvalidError(N_("The problem cannot be recorded like this."), faults)
    problem = SupervisionProblem(id=new_id(), **_values(session, form))
    session.add(problem)
    session.flush()
    return get_problem(session, problem.id, today)


def update_problem(session: Session, problem_id: UUID, form: ProblemForm, today: date) -> None:
    """Correct a problem; InvalidError names the fields, ConflictError is a lost race."""
    problem = _require(session, problem_id)
    require_version(problem, form.version, form.words[:20])
    faults = problem_faults(form, today)
    if faults:
        raise InvalidError(N_("The problem cannot be recorded like this."), faults)
    assign(problem, **_values(session, form))


def record_problem_step(session: Session, problem_id: UUID, form: ProblemStepForm, today: date) -> ProblemRow:
    """Record that a problem was reported as put right, or checked, and return how it stands then."""
    row = get_problem(session, problem_id, today)
    faults = problem_step_faults(row, form, today)
    if faults:
        raise InvalidError(N_("The step cannot be recorded like this."), faults)
    session.add(
        ProblemStep(
            id=new_id(),
            problem_id=problem_id,
            kind=form.kind,
            done_on=form.done_on,
            words=form.words.strip(),
            person=form.person or None,
            passed=form.passed,
            due_on=form.due_on if form.passed is False else None,
        )
    )
    session.flush()
    return get_problem(session, problem_id, today)


def get_problem(session: Session, problem_id: UUID, as_of: date) -> ProblemRow:
    """Return one problem as it stood on a day."""
    return _rows(session, [_require(session, problem_id)], as_of)[0]


def list_problems(session: Session, as_of: date, worker_id: UUID | None = None) -> list[ProblemRow]:
    """Return the problems found by a day, the newest first, each as it stood then."""
    query = select(SupervisionProblem).where(SupervisionProblem.found_on <= as_of)
    if worker_id is not None:
        query = query.where(SupervisionProblem.worker_id == worker_id)
    ordered = query.order_by(SupervisionProblem.found_on.desc(), SupervisionProblem.id.desc())
    return _rows(session, session.scalars(ordered).all(), as_of)


def _require(session: Session, problem_id: UUID) -> SupervisionProblem:
    problem = session.get(SupervisionProblem, problem_id)
    if problem is None:
        raise NotFoundError(_GONE)
    return problem


def _values(session: Session, form: ProblemForm) -> dict[str, object]:
    due_on = form.due_on or computed_due(get_parameters(session), RECTIFICATION_DAYS, form.found_on)
    return {
        "worker_id": form.worker_id,
        "grid_id": form.grid_id,
        "found_on": form.found_on,
        "source": form.source,
        "found_by": form.found_by or None,
        "words": form.words.strip(),
        "demand": form.demand or None,
        "document": form.document or None,
        "due_on": due_on or form.found_on,
    }


def _rows(session: Session, found: Sequence[SupervisionProblem], as_of: date) -> list[ProblemRow]:
    steps = _steps(session, [problem.id for problem in found], as_of)
    people = _worker_names(session, [problem.worker_id for problem in found if problem.worker_id])
    grids = _grid_names(session, [problem.grid_id for problem in found if problem.grid_id], as_of)
    return [_row(problem, tuple(steps[problem.id]), people, grids, as_of) for problem in found]


def _row(
    problem: SupervisionProblem,
    steps: tuple[ProblemStepRow, ...],
    people: dict[UUID, str],
    grids: dict[UUID, str],
    as_of: date,
) -> ProblemRow:
    state, due_on, closed_on = problem_standing(problem.due_on, steps)
    return ProblemRow(
        id=problem.id,
        worker_id=problem.worker_id,
        worker=people.get(problem.worker_id, "") if problem.worker_id else "",
        grid_id=problem.grid_id,
        grid=grids.get(problem.grid_id, "") if problem.grid_id else "",
        found_on=problem.found_on,
        source=problem.source,
        found_by=problem.found_by,
        words=problem.words,
        demand=problem.demand,
        document=problem.document,
        ordered_until=problem.due_on,
        steps=steps,
        state=state,
        due_on=due_on,
        overdue=due_on is not None and due_on < as_of,
        closed_on=closed_on,
        version=problem.version,
    )


def _steps(session: Session, problem_ids: Sequence[UUID], as_of: date) -> dict[UUID, list[ProblemStepRow]]:
    grouped: dict[UUID, list[ProblemStepRow]] = defaultdict(list)
    for some in chunks(problem_ids):
        query = select(ProblemStep).where(ProblemStep.problem_id.in_(some), ProblemStep.done_on <= as_of)
        for step in session.scalars(query.order_by(ProblemStep.done_on, ProblemStep.id)):
            grouped[step.problem_id].append(
                ProblemStepRow(
                    step.kind, step.done_on, step.words, step.person, step.passed, step.due_on, step.id, step.version
                )
            )
    return grouped


def _worker_names(session: Session, worker_ids: Sequence[UUID]) -> dict[UUID, str]:
    names: dict[UUID, str] = {}
    for some in chunks(sorted(set(worker_ids))):
        names |= {
            row.id: row.name for row in session.execute(select(Worker.id, Worker.name).where(Worker.id.in_(some)))
        }
    return names


def _grid_names(session: Session, grid_ids: Sequence[UUID], as_of: date) -> dict[UUID, str]:
    versions: dict[UUID, list[GridVersion]] = defaultdict(list)
    for some in chunks(sorted(set(grid_ids))):
        for row in session.scalars(select(GridVersion).where(GridVersion.grid_id.in_(some))):
            versions[row.grid_id].append(row)
    held = {grid_id: version_on(rows, as_of) for grid_id, rows in versions.items()}
    return {grid_id: row.name for grid_id, row in held.items() if row is not None}
