"""Problems found in supervision and checks (Art 24: 发现问题督促其及时整改), followed until they are put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.discipline import NO_ID
from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_, Message


class ProblemSource(LabelledEnum):
    """How a problem came to light."""

    PATROL = "patrol", N_("Daily check")
    SPECIAL = "special", N_("Special inspection")
    RESIDENTS = "residents", N_("Word of residents")
    SUPERIOR = "superior", N_("Notified from above")
    DATA = "data", N_("Check of the data")
    OTHER = "other", N_("Other way")


class ProblemStepKind(LabelledEnum):
    """What happens to a problem after it was found."""

    REPORT = "report", N_("Reported as put right")
    CHECK = "check", N_("Checked")


class ProblemState(LabelledEnum):
    """Where a problem stands on a day, named by the next act."""

    TO_RECTIFY = "to_rectify", N_("To be put right")
    TO_CHECK = "to_check", N_("To be checked")
    CLOSED = "closed", N_("Put right")


@dataclass(frozen=True)
class ProblemForm:
    """A problem as it is recorded; it concerns a person, a grid, or both.

    Attributes:
        demand: what is asked for. due_on: the last day for it; None = as the parameters compute it.
    """

    found_on: date
    source: ProblemSource
    words: str
    worker_id: UUID | None = None
    grid_id: UUID | None = None
    found_by: str | None = None
    demand: str | None = None
    document: str | None = None
    due_on: date | None = None
    version: int = 0


@dataclass(frozen=True)
class ProblemStepForm:
    """A report that it was put right, or a check; `due_on`: the new last day where a check failed."""

    kind: ProblemStepKind
    done_on: date
    words: str = ""
    person: str | None = None
    passed: bool | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class ProblemStepRow(ProblemStepForm):
    """A recorded step of a problem."""

    id: UUID = NO_ID
    version: int = 1


@dataclass(frozen=True)
class ProblemRow:
    """A problem on a day; `due_on` is the last day of the next act, None where it is closed."""

    id: UUID
    worker_id: UUID | None
    worker: str
    grid_id: UUID | None
    grid: str
    found_on: date
    source: ProblemSource
    found_by: str | None
    words: str
    demand: str | None
    document: str | None
    ordered_until: date
    steps: tuple[ProblemStepRow, ...]
    state: ProblemState
    due_on: date | None
    overdue: bool
    closed_on: date | None
    version: int = 1

    @property
    def about(self) -> str:
        """Whom or what it concerns."""
        return " · ".join(part for part in (self.worker, self.grid) if part)


def problem_standing(
    ordered_until: date, steps: tuple[ProblemStepRow, ...]
) -> tuple[ProblemState, date | None, date | None]:
    """Return the next act, the last day for it, and the day on which the problem was closed."""
    newest = steps[-1] if steps else None
    if newest is None:
        return ProblemState.TO_RECTIFY, ordered_until, None
    if newest.kind is ProblemStepKind.REPORT:
        return ProblemState.TO_CHECK, _until(ordered_until, steps), None
    if newest.passed:
        return ProblemState.CLOSED, None, newest.done_on
    return ProblemState.TO_RECTIFY, newest.due_on or ordered_until, None


def _until(ordered_until: date, steps: tuple[ProblemStepRow, ...]) -> date:
    """A report is checked by the day that was set; a late one at once."""
    failed = [step.due_on for step in steps if step.kind is ProblemStepKind.CHECK and step.due_on]
    return max(failed[-1] if failed else ordered_until, steps[-1].done_on)


def problem_faults(form: ProblemForm, today: date) -> dict[str, Message]:
    """Return why a problem cannot be recorded: field -> what is wrong and the way out."""
    faults: dict[str, Message] = {}
    if form.worker_id is None and form.grid_id is None:
        faults["worker_id"] = Message(N_("Name the person or the grid that it concerns."))
    if not form.words.strip():
        faults["words"] = Message(N_("Write down what was found."))
    if form.found_on > today:
        faults["found_on"] = Message(N_("This day is still to come."))
    if form.due_on is not None and form.due_on < form.found_on:
        faults["due_on"] = Message(N_("Not before {day}."), {"day": form.found_on})
    return faults


def problem_step_faults(row: ProblemRow, form: ProblemStepForm, today: date) -> dict[str, Message]:
    """Return why a step of a problem cannot be recorded."""
    faults: dict[str, Message] = {}
    earliest = row.steps[-1].done_on if row.steps else row.found_on
    if row.state is ProblemState.CLOSED:
        faults["kind"] = Message(N_("The problem was put right on {day}."), {"day": row.closed_on})
    if form.done_on < earliest:
        faults["done_on"] = Message(N_("Not before {day}."), {"day": earliest})
    if form.done_on > today:
        faults["done_on"] = Message(N_("This day is still to come."))
    return faults | (_check_faults(form) if form.kind is ProblemStepKind.CHECK else _report_faults(form))


def _report_faults(form: ProblemStepForm) -> dict[str, Message]:
    return {} if form.words.strip() else {"words": Message(N_("Write down what was done."))}


def _check_faults(form: ProblemStepForm) -> dict[str, Message]:
    if form.passed is None:
        return {"passed": Message(N_("Please fill in this field."))}
    if form.passed is False and form.due_on is None:
        return {"due_on": Message(N_("Set a new last day for the rectification."))}
    if form.due_on is not None and form.due_on < form.done_on:
        return {"due_on": Message(N_("Not before {day}."), {"day": form.done_on})}
    return {}
