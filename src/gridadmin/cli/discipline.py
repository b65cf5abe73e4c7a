"""`list rewards`, `list discipline`, `list problems`: what Articles 14 and 24 leave on file, as of a day.

ID numbers and phones that somebody typed into the words of a record are masked.
"""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_table
from gridadmin.cli.words import Verbs, add_as_of, add_verb
from gridadmin.domain.masking import mask_numbers_in
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.domain.discipline import CaseRow
    from gridadmin.domain.discipline_problems import ProblemRow
    from gridadmin.domain.discipline_rewards import RewardRow


def add_verbs(verbs: Verbs) -> None:
    """Add the three lists."""
    add_as_of(add_verb(verbs, "rewards", _("list rewards"), run_rewards))
    cases = add_verb(verbs, "discipline", _("list discipline cases with their steps"), run_cases)
    problems = add_verb(verbs, "problems", _("list problems found in supervision"), run_problems)
    for listing in (cases, problems):
        add_as_of(listing)
        listing.add_argument("--open", action="store_true", help=_("only those that wait for an act"))


def run_rewards(words: Namespace) -> int:
    """List rewards, the newest first."""
    from gridadmin.services.discipline_rewards import list_rewards

    with opened(words) as office:
        rows = office.read(list_rewards, words.as_of or office.today())
    headings = (_("Awarded on"), _("Name"), _("Level"), _("Kind"), _("Title"), _("Awarded by"), _("Document"))
    cells = [(r.awarded_on, r.worker, r.level, r.kind, r.title, r.awarded_by, r.document) for r in rows]
    emit(words, [_reward(row) for row in rows], lambda: print_table(headings, cells))
    return 0


def run_cases(words: Namespace) -> int:
    """List cases, the newest first."""
    from gridadmin.domain.discipline import CaseState
    from gridadmin.services.discipline_cases import list_cases

    with opened(words) as office:
        rows = office.read(list_cases, words.as_of or office.today())
    rows = [row for row in rows if not words.open or row.state is not CaseState.CLOSED]
    headings = (_("Number"), _("Name"), _("Ground (Art 14)"), _("State"), _("Due on"), _("Outcome of the case"))
    cells = [(r.number, r.worker, r.breach, r.state, r.due_on, r.outcome) for r in rows]
    emit(words, [_case(row) for row in rows], lambda: print_table(headings, cells))
    return 0


def run_problems(words: Namespace) -> int:
    """List problems, the newest first."""
    from gridadmin.domain.discipline_problems import ProblemState
    from gridadmin.services.discipline_problems import list_problems

    with opened(words) as office:
        rows = office.read(list_problems, words.as_of or office.today())
    rows = [row for row in rows if not words.open or row.state is not ProblemState.CLOSED]
    headings = (_("Found on"), _("Concerns"), _("What was found"), _("State"), _("Due on"))
    cells = [(r.found_on, r.about, mask_numbers_in(r.words), r.state, r.due_on) for r in rows]
    emit(words, [_problem(row) for row in rows], lambda: print_table(headings, cells))
    return 0


def _reward(row: RewardRow) -> Document:
    return {
        "id": row.id,
        "worker_id": row.worker_id,
        "worker": row.worker,
        "kind": row.kind.value,
        "level": row.level.value,
        "title": row.title,
        "awarded_by": row.awarded_by,
        "awarded_on": row.awarded_on,
        "document": row.document,
        "reason": _masked(row.reason),
        "prize": row.prize,
    }


def _case(row: CaseRow) -> Document:
    return {
        "id": row.id,
        "number": row.number,
        "worker_id": row.worker_id,
        "worker": row.worker,
        "breach": row.breach.value,
        "occurred_on": row.occurred_on,
        "opened_on": row.opened_on,
        "state": row.state.value,
        "due_on": row.due_on,
        "overdue": row.overdue,
        "outcome": row.outcome.value if row.outcome else None,
        "closed_on": row.closed_on,
        "counts_until": row.counts_until,
        "steps": [
            {
                "kind": step.kind.value,
                "done_on": step.done_on,
                "due_on": step.due_on,
                "document": step.document,
                "person": step.person,
                "words": _masked(step.words),
            }
            for step in row.steps
        ],
    }


def _problem(row: ProblemRow) -> Document:
    return {
        "id": row.id,
        "worker_id": row.worker_id,
        "worker": row.worker,
        "grid_id": row.grid_id,
        "grid": row.grid,
        "found_on": row.found_on,
        "found_by": row.found_by,
        "source": row.source.value,
        "words": mask_numbers_in(row.words),
        "demand": _masked(row.demand),
        "state": row.state.value,
        "due_on": row.due_on,
        "overdue": row.overdue,
        "closed_on": row.closed_on,
    }


def _masked(words: str | None) -> str | None:
    return None if words is None else mask_numbers_in(words)
