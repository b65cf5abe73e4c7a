"""Cases, problems and rewards of a day as one list, and whom they may be about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.discipline_list import DisciplineLine
from gridadmin.domain.grids_card import GridChoice
from gridadmin.domain.workers import WorkerRow, WorkerStatus
from gridadmin.services.discipline_cases import list_cases
from gridadmin.services.discipline_problems import list_problems
from gridadmin.services.discipline_rewards import list_rewards
from gridadmin.services.grids_choice import grid_choices
from gridadmin.services.workers import list_workers


def list_discipline(session: Session, as_of: date, worker_id: UUID | None = None) -> list[DisciplineLine]:
    """Return everything on file by a day, what waits first and by its last day, then the newest first."""
    lines = [
        *(DisciplineLine(case=row) for row in list_cases(session, as_of, worker_id)),
        *(DisciplineLine(problem=row) for row in list_problems(session, as_of, worker_id)),
        *(DisciplineLine(reward=row) for row in list_rewards(session, as_of, worker_id)),
    ]
    lines.sort(key=lambda line: line.on, reverse=True)
    return sorted(lines, key=lambda line: (not line.is_open, line.due_on or date.max))


@dataclass(frozen=True)
class Subjects:
    """Whom a case, a problem or a reward may be about on a day."""

    workers: tuple[WorkerRow, ...]
    grids: tuple[GridChoice, ...]


def list_subjects(session: Session, as_of: date) -> Subjects:
    """Return the people in service and the grids of a day."""
    workers: Sequence[WorkerRow] = list_workers(session, as_of, WorkerStatus.ACTIVE)
    return Subjects(tuple(workers), tuple(grid_choices(session, as_of)))
