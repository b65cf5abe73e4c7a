"""The walk of a discipline case: which step may follow, until when, and why a step is refused.

Art 14 names grounds and outcomes and leaves the way between them to the rules by which offices act. It is walked as in
the Administrative Penalty Law (Art 44, 45, 62): nobody is decided about who was not told and heard, and nothing heavier
is decided than what was announced. The numbers of days are parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gridadmin.domain.discipline import Answer, CaseState, Outcome, StepForm, StepKind, StepRow, last_step
from gridadmin.domain.months import Month
from gridadmin.domain.parameters import ParameterTable
from gridadmin.domain.working_days import SATURDAY, WorkingDays
from gridadmin.i18n import N_, Message

Steps = tuple[StepRow, ...]
K = StepKind
BEFORE_DISMISSAL = (K.FACT, K.EVIDENCE, K.NOTICE, K.STATEMENT, K.DECISION, K.DELIVERY)

INVESTIGATION_DAYS = "art14.investigation_days"
STATEMENT_DAYS = "art14.statement_days"
DECISION_DAYS = "art14.decision_days"
DELIVERY_DAYS = "art14.delivery_days"
RECTIFICATION_DAYS = "art14.rectification_days"
CHECK_DAYS = "art14.check_days"
REEXAMINATION_DAYS = "art14.reexamination_days"
COUNTING_MONTHS = "art14.counting_months"


@dataclass(frozen=True)
class Standing:
    """Where a case stands: the next act and the last day for it, and since when it is closed."""

    state: CaseState
    due_on: date | None = None
    closed_on: date | None = None


def period_end(first: date, days: int, calendar: WorkingDays | None = None) -> date:
    """Return the last day of a period: its first day does not count, and it does not end on a day of rest.

    Civil Code Art 201 and 203: a period that would end in the holidays ends on the first day after them; a weekend day
    that is worked instead is such a day. Without a calendar, and in years of which it knows nothing, weekends alone.
    """
    end = first + timedelta(days=days)
    while not _is_worked(end, calendar):
        end += timedelta(days=1)
    return end


def _is_worked(day: date, calendar: WorkingDays | None) -> bool:
    if calendar is None or day.year not in calendar.years:
        return day.weekday() < SATURDAY
    return calendar.is_working_day(day)


def computed_due(parameters: ParameterTable, key: str, first: date) -> date | None:
    """Return the last day of the period that a parameter sets from a day on; None where it sets none."""
    days = parameters.number(key, first)
    return period_end(first, days, parameters.calendar) if days is not None else None


def standing(steps: Steps, parameters: ParameterTable, in_service: bool) -> Standing:
    """Return where a case with these steps stands."""
    if ended := last_step(steps, K.ENDED):
        return Standing(CaseState.CLOSED, closed_on=ended.done_on)
    delivered, decided = last_step(steps, K.DELIVERY), last_step(steps, K.DECISION)
    if decided is None:
        return _before_decision(steps, parameters)
    if delivered is None:
        return Standing(CaseState.TO_DELIVER, computed_due(parameters, DELIVERY_DAYS, decided.done_on))
    again = last_step(steps, K.REEXAMINATION)
    revoked = again is not None and again.upheld is False
    if decided.outcome is Outcome.CORRECTION and not revoked:
        return _rectifying(steps, decided, parameters)
    if decided.outcome is Outcome.DISMISSAL and in_service and not revoked:
        return Standing(CaseState.TO_END_SERVICE, delivered.done_on)
    return Standing(CaseState.CLOSED, closed_on=again.done_on if again and revoked else delivered.done_on)


def _before_decision(steps: Steps, parameters: ParameterTable) -> Standing:
    notice, statement = last_step(steps, K.NOTICE), _answer(steps)
    if statement is not None:
        return Standing(CaseState.TO_DECIDE, computed_due(parameters, DECISION_DAYS, statement.done_on))
    if notice is not None:
        return Standing(CaseState.TO_HEAR, notice.due_on)
    proved = last_step(steps, K.EVIDENCE) is not None
    due_on = computed_due(parameters, INVESTIGATION_DAYS, steps[0].done_on)
    return Standing(CaseState.TO_NOTIFY if proved else CaseState.TO_PROVE, due_on)


def _answer(steps: Steps) -> StepRow | None:
    """Return what was answered to the newest notice."""
    newest = last_step(steps, K.NOTICE, K.STATEMENT)
    return newest if newest is not None and newest.kind is K.STATEMENT else None


def _rectifying(steps: Steps, decided: StepRow, parameters: ParameterTable) -> Standing:
    newest = last_step(steps, K.RECTIFICATION, K.CHECK)
    if newest is None:
        return Standing(CaseState.TO_RECTIFY, decided.due_on)
    if newest.kind is K.RECTIFICATION:
        return Standing(CaseState.TO_CHECK, computed_due(parameters, CHECK_DAYS, newest.done_on))
    if newest.upheld:
        return Standing(CaseState.CLOSED, closed_on=newest.done_on)
    return Standing(CaseState.TO_RECTIFY, newest.due_on)


def next_kinds(steps: Steps) -> tuple[StepKind, ...]:
    """Return the steps that may be recorded now, the one that leads on first."""
    kinds = {step.kind for step in steps}
    if not kinds:
        return (K.FACT,)
    if K.ENDED in kinds:
        return ()
    if K.DELIVERY in kinds:
        return _kinds_after_delivery(steps)
    return (K.DELIVERY,) if K.DECISION in kinds else _kinds_before_decision(steps, kinds)


def _kinds_before_decision(steps: Steps, kinds: set[StepKind]) -> tuple[StepKind, ...]:
    if K.NOTICE in kinds:
        leading = K.DECISION if _answer(steps) is not None else K.STATEMENT
        return (leading, K.EVIDENCE, K.NOTICE, K.ENDED)
    return (K.NOTICE, K.EVIDENCE, K.ENDED) if K.EVIDENCE in kinds else (K.EVIDENCE, K.ENDED)


def _kinds_after_delivery(steps: Steps) -> tuple[StepKind, ...]:
    again, decided = last_step(steps, K.REEXAMINATION), last_step(steps, K.DECISION)
    if again is not None and again.upheld is False:
        return ()
    review = () if again is not None else (K.REEXAMINATION,)
    orders = decided is not None and decided.outcome is Outcome.CORRECTION
    return (*_kinds_of_rectification(steps), *review) if orders else review


def _kinds_of_rectification(steps: Steps) -> tuple[StepKind, ...]:
    newest = last_step(steps, K.RECTIFICATION, K.CHECK)
    if newest is not None and newest.kind is K.RECTIFICATION:
        return (K.CHECK,)
    return () if newest is not None and newest.upheld else (K.RECTIFICATION, K.CHECK)


def with_due(form: StepForm, parameters: ParameterTable) -> date | None:
    """Return the last day that a step sets for the next one: as it was entered, else as the parameters compute it."""
    if form.due_on is not None:
        return form.due_on
    if form.kind is K.NOTICE:
        return computed_due(parameters, STATEMENT_DAYS, form.done_on)
    orders = form.kind is K.DECISION and form.outcome is Outcome.CORRECTION
    if orders or (form.kind is K.CHECK and form.upheld is False):
        return computed_due(parameters, RECTIFICATION_DAYS, form.done_on)
    return None


def step_faults(before: Steps, form: StepForm, parameters: ParameterTable, today: date) -> dict[str, Message]:
    """Return why a step cannot follow the steps before it: field -> what is wrong and the way out."""
    faults: dict[str, Message] = {}
    if form.kind not in next_kinds(before):
        faults["kind"] = _out_of_order(before, form.kind)
    if before and form.done_on < before[-1].done_on:
        values = {"step": before[-1].kind.message, "day": before[-1].done_on}
        faults["done_on"] = Message(N_("This lies before the step “{step}” of {day}."), values)
    if form.done_on > today:
        faults["done_on"] = Message(N_("A step is recorded when it is done; this day is still to come."))
    if form.kind in _TOLD and not form.words.strip():
        faults["words"] = Message(N_("Write it down; the paper is printed from it."))
    return faults | _faults_of_kind(before, form, parameters)


_TOLD = frozenset({K.FACT, K.EVIDENCE, K.NOTICE, K.DECISION, K.CHECK, K.REEXAMINATION, K.ENDED})


def _out_of_order(before: Steps, kind: StepKind) -> Message:
    possible = next_kinds(before)
    if not possible:
        return Message(N_("The case is closed; nothing can be added to it."))
    values = {"step": kind.message, "next": possible[0].message}
    return Message(N_("“{step}” cannot come now; the next step is “{next}”."), values)


def _faults_of_kind(before: Steps, form: StepForm, parameters: ParameterTable) -> dict[str, Message]:
    if form.kind is K.NOTICE:
        return _notice_faults(form, parameters)
    if form.kind is K.STATEMENT:
        return _statement_faults(before, form)
    if form.kind is K.DECISION:
        return _decision_faults(before, form)
    needed = _NEEDED.get(form.kind)
    faults = {needed: _missing()} if needed is not None and getattr(form, needed) is None else {}
    if form.kind is K.CHECK and form.due_on is not None and form.due_on < form.done_on:
        faults["due_on"] = _too_early(form.done_on)
    return faults


_NEEDED = {K.EVIDENCE: "evidence", K.DELIVERY: "method", K.CHECK: "upheld", K.REEXAMINATION: "upheld"}


def _notice_faults(form: StepForm, parameters: ParameterTable) -> dict[str, Message]:
    faults: dict[str, Message] = {}
    if form.outcome is None:
        faults["outcome"] = _missing()
    if form.method is None:
        faults["method"] = _missing()
    least = computed_due(parameters, STATEMENT_DAYS, form.done_on)
    if form.due_on is not None and form.due_on < (least or form.done_on):
        faults["due_on"] = _too_early(least or form.done_on)
    return faults


def _statement_faults(before: Steps, form: StepForm) -> dict[str, Message]:
    notice = last_step(before, K.NOTICE)
    if form.answer is None:
        return {"answer": _missing()}
    if form.answer is Answer.STATED and not form.words.strip():
        return {"words": Message(N_("Write down what was said, and what became of it."))}
    until = notice.due_on if notice is not None else None
    if form.answer is Answer.SILENT and until is not None and form.done_on <= until:
        return {"done_on": Message(N_("The time for the statement runs until {day}; wait for it."), {"day": until})}
    return {}


def _decision_faults(before: Steps, form: StepForm) -> dict[str, Message]:
    notice = last_step(before, K.NOTICE)
    if form.outcome is None:
        return {"outcome": _missing()}
    faults: dict[str, Message] = {}
    if notice is not None and notice.outcome is not None and form.outcome.weight > notice.outcome.weight:
        told = {"outcome": notice.outcome.message}
        words = N_("Heavier than what was announced ({outcome}). Give notice again first, and hear the person.")
        faults["outcome"] = Message(words, told)
    if form.outcome is Outcome.DISMISSAL:
        if form.gravity is None:
            faults["gravity"] = Message(N_("Art 14 allows a dismissal only for serious consequences or major impact."))
        if not (form.rule or "").strip():
            faults["rule"] = Message(N_("Name the rule by which it is decided (Art 14: 按照规定予以辞退)."))
    if form.due_on is not None and form.due_on < form.done_on:
        faults["due_on"] = _too_early(form.done_on)
    return faults


def _missing() -> Message:
    return Message(N_("Please fill in this field."))


def _too_early(day: date) -> Message:
    return Message(N_("Not before {day}."), {"day": day})


def why_no_dismissal(steps: Steps, last_day: date) -> Message | None:
    """Return why somebody cannot be dismissed on a day by this case (Art 14); None where every step was taken."""
    decided = last_step(steps, K.DECISION)
    if decided is not None and decided.outcome is not Outcome.DISMISSAL:
        return Message(N_("The case was decided otherwise."))
    for kind in BEFORE_DISMISSAL:
        if last_step(steps, kind) is None:
            return Message(N_("The step “{step}” is missing."), {"step": kind.message})
    again, delivered = last_step(steps, K.REEXAMINATION), last_step(steps, K.DELIVERY)
    if again is not None and again.upheld is False:
        return Message(N_("The decision was revoked on {day}."), {"day": again.done_on})
    if delivered is not None and last_day < delivered.done_on:
        return Message(N_("The decision was delivered on {day}; it takes effect then."), {"day": delivered.done_on})
    return None


def counts_until(steps: Steps, parameters: ParameterTable) -> date | None:
    """Return the last day on which a decision counts against the person; None where none stands or no end is set."""
    decided = last_step(steps, K.DECISION)
    again = last_step(steps, K.REEXAMINATION)
    if decided is None or (again is not None and again.upheld is False):
        return None
    months = parameters.number(COUNTING_MONTHS, decided.done_on)
    return _months_later(decided.done_on, months) - timedelta(days=1) if months is not None else None


def _months_later(day: date, months: int) -> date:
    """Return the same day some months later, the last of the month where it has no such day."""
    month = Month.of(day).plus(months)
    return month.first_day.replace(day=min(day.day, month.days))
