"""The list of cases, problems and rewards: one line each, whatever it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.discipline import CaseRow, CaseState
from gridadmin.domain.discipline_problems import ProblemRow, ProblemState
from gridadmin.domain.discipline_rewards import RewardRow
from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_


class LineKind(LabelledEnum):
    """What a line is."""

    CASE = "case", N_("Case (Art 14)")
    PROBLEM = "problem", N_("Problem")
    REWARD = "reward", N_("Reward")


@dataclass(frozen=True)
class DisciplineLine:
    """A case, a problem or a reward as a line of the list; exactly one of them is given."""

    case: CaseRow | None = None
    problem: ProblemRow | None = None
    reward: RewardRow | None = None

    @property
    def kind(self) -> LineKind:
        """What it is."""
        if self.case is not None:
            return LineKind.CASE
        return LineKind.PROBLEM if self.problem is not None else LineKind.REWARD

    @property
    def row(self) -> CaseRow | ProblemRow | RewardRow:
        """The record itself."""
        found = self.case or self.problem or self.reward
        assert found is not None
        return found

    @property
    def id(self) -> UUID:
        """The id of the record."""
        return self.row.id

    @property
    def worker_id(self) -> UUID | None:
        """The person that it concerns."""
        return self.row.worker_id

    @property
    def who(self) -> str:
        """Whom or what it concerns."""
        return self.problem.about if self.problem is not None else self.row.worker

    @property
    def on(self) -> date:
        """The day of the facts, of the finding, of the award."""
        if self.case is not None:
            return self.case.opened_on
        return (
            self.problem.found_on if self.problem is not None else self.reward.awarded_on if self.reward else date.min
        )

    @property
    def what(self) -> str:
        """The facts, the finding, or what was awarded."""
        if self.case is not None:
            return self.case.facts
        return self.problem.words if self.problem is not None else self.reward.title if self.reward else ""

    @property
    def state(self) -> LabelledEnum:
        """Where it stands; of a reward its level."""
        if self.case is not None:
            return self.case.state
        if self.problem is not None:
            return self.problem.state
        assert self.reward is not None
        return self.reward.level

    @property
    def due_on(self) -> date | None:
        """The last day of the next act."""
        waiting = self.case or self.problem
        return waiting.due_on if waiting is not None and self.is_open else None

    @property
    def overdue(self) -> bool:
        """Whether that day is over."""
        waiting = self.case or self.problem
        return waiting is not None and waiting.overdue

    @property
    def is_open(self) -> bool:
        """Whether an act is waited for."""
        if self.case is not None:
            return self.case.state is not CaseState.CLOSED
        return self.problem is not None and self.problem.state is not ProblemState.CLOSED


VIEWS: dict[str, tuple[str, Callable[[DisciplineLine], bool]]] = {
    "open": (N_("Waiting for an act"), lambda line: line.is_open),
    "overdue": (N_("Past the last day"), lambda line: line.overdue),
    "cases": (N_("Cases"), lambda line: line.kind is LineKind.CASE),
    "problems": (N_("Problems"), lambda line: line.kind is LineKind.PROBLEM),
    "rewards": (N_("Rewards"), lambda line: line.kind is LineKind.REWARD),
    "all": (N_("All"), lambda _line: True),
}
"""View key -> its title and what it shows."""
