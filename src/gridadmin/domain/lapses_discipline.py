"""The last days of discipline cases and of problems found in supervision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gridadmin.domain.discipline import CaseState
from gridadmin.domain.discipline_facts import DisciplineFacts
from gridadmin.domain.lapses import Lapse, LapseKind
from gridadmin.domain.queues import Target, Tone
from gridadmin.i18n import N_, Message


def discipline_lapses(facts: DisciplineFacts, as_of: date) -> Iterator[Lapse]:
    """Give the last day of every step that waits, those overdue, too."""
    for case in facts.cases:
        if case.due_on is not None and case.state is not CaseState.CLOSED:
            values = {"number": case.number, "name": case.worker, "state": case.state.message}
            yield Lapse(
                day=case.due_on,
                kind=LapseKind.DISCIPLINE,
                what=Message(N_("Case {number}, {name}: {state}"), values),
                target=Target("discipline", "cases", str(case.id)),
                breaks=(_BREAKS[case.state],) if case.state in _BREAKS else (),
                tone=_tone(case.due_on, as_of),
                worker_id=case.worker_id,
                who=case.worker,
            )
    for problem in facts.open_problems:
        if problem.due_on is not None:
            values = {"about": problem.about, "words": problem.words, "state": problem.state.message}
            yield Lapse(
                day=problem.due_on,
                kind=LapseKind.PROBLEM,
                what=Message(N_("{about}: {words} ({state})"), values),
                target=Target("discipline", "problems", str(problem.id)),
                breaks=(Message(N_("A problem found in supervision is not put right in time (Art 24)")),),
                tone=_tone(problem.due_on, as_of),
                worker_id=problem.worker_id,
                who=problem.worker or problem.grid,
            )


_BREAKS = {
    CaseState.TO_HEAR: Message(N_("Afterwards silence may be recorded, and the case decided")),
    CaseState.TO_RECTIFY: Message(N_("The order to correct is not followed in time (Art 14)")),
    CaseState.TO_END_SERVICE: Message(N_("A dismissed person is still in service (Art 14)")),
}


def _tone(day: date, as_of: date) -> Tone:
    return Tone.URGENT if day < as_of else Tone.WARNING
