"""What checks and queues read of discipline and supervision on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from gridadmin.domain.discipline import CaseRow, CaseState
from gridadmin.domain.discipline_problems import ProblemRow, ProblemState


@dataclass(frozen=True)
class Dismissal:
    """Somebody who was dismissed: the last day, and whether a case on file led to it."""

    worker_id: UUID
    name: str
    last_day: date
    by_case: bool


@dataclass(frozen=True)
class DisciplineFacts:
    """Cases, problems found in supervision, and dismissals since the regulation is in force, as of a day."""

    cases: tuple[CaseRow, ...] = ()
    problems: tuple[ProblemRow, ...] = ()
    dismissals: tuple[Dismissal, ...] = ()

    @cached_property
    def open_cases(self) -> Mapping[UUID, tuple[CaseRow, ...]]:
        """The cases that wait for an act, by person."""
        found: dict[UUID, tuple[CaseRow, ...]] = {}
        for case in self.cases:
            if case.state is not CaseState.CLOSED:
                found[case.worker_id] = (*found.get(case.worker_id, ()), case)
        return found

    @cached_property
    def open_problems(self) -> tuple[ProblemRow, ...]:
        """The problems that are not put right."""
        return tuple(problem for problem in self.problems if problem.state is not ProblemState.CLOSED)

    @property
    def bare_dismissals(self) -> tuple[Dismissal, ...]:
        """The dismissals that no case on file led to: they came with a roster, where the guard does not stand."""
        return tuple(dismissal for dismissal in self.dismissals if not dismissal.by_case)

    @property
    def overdue(self) -> int:
        """How many cases and problems wait for an act whose last day is over."""
        cases = [case for some in self.open_cases.values() for case in some]
        return sum(case.overdue for case in cases) + sum(problem.overdue for problem in self.open_problems)


NO_DISCIPLINE = DisciplineFacts()
