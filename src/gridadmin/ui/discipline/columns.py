"""The columns of the list of cases, problems and rewards."""

from __future__ import annotations

from gridadmin.domain.discipline import CaseState
from gridadmin.domain.discipline_list import DisciplineLine, LineKind
from gridadmin.domain.discipline_problems import ProblemState
from gridadmin.i18n import N_
from gridadmin.ui.tables import Column

KIND_TONES = {LineKind.CASE: "warning", LineKind.PROBLEM: "accent_text", LineKind.REWARD: "good"}
CLOSED = (CaseState.CLOSED, ProblemState.CLOSED)


def state_tone(line: DisciplineLine) -> str:
    """Return the tone in which a state is shown."""
    if line.overdue:
        return "danger"
    if line.is_open:
        return "warning"
    return "good"


def outcome_text(line: DisciplineLine) -> str:
    """Return what came of it: the outcome of a case, the paper of a reward, the demand of a problem."""
    if line.case is not None:
        return line.case.outcome.label if line.case.outcome else ""
    if line.problem is not None:
        return line.problem.demand or ""
    return (line.reward.document or "") if line.reward else ""


def discipline_columns() -> tuple[Column[DisciplineLine], ...]:
    """Return the columns, from left to right."""
    return (
        Column(
            "kind", N_("Kind"), 7, lambda line: line.kind.label, tone=lambda line: KIND_TONES[line.kind], badge=True
        ),
        Column("who", N_("Concerns"), 14, lambda line: line.who),
        Column("what", N_("What it is"), 34, lambda line: line.what),
        Column("state", N_("State or level"), 14, lambda line: line.state.label, tone=state_tone, badge=True),
        Column(
            "due_on",
            N_("Due on"),
            11,
            lambda line: line.due_on.isoformat() if line.due_on else "",
            sort=lambda line: line.due_on,
            tone=lambda line: "danger" if line.overdue else "",
        ),
        Column("on", N_("Day"), 11, lambda line: line.on.isoformat(), sort=lambda line: line.on),
        Column("outcome", N_("What came of it"), 18, outcome_text),
    )
