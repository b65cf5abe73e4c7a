"""The sentences of acts on rewards, discipline and supervision, as the journal and Ctrl+Z show them."""

from __future__ import annotations

from datetime import date

from gridadmin.domain.discipline import Breach, StepForm, StepKind
from gridadmin.domain.discipline_problems import ProblemStepForm, ProblemStepKind
from gridadmin.i18n import N_, Message


def rewarded(name: str, title: str) -> Message:
    """A reward was recorded."""
    return Message(N_("Record the reward of {name}: {title}"), {"name": name, "title": title})


def rewarded_many(count: int, title: str) -> Message:
    """One reward was recorded for several persons."""
    return Message(N_("Record the reward “{title}” of {count} persons"), {"count": count, "title": title})


def reward_corrected(name: str, title: str) -> Message:
    """A reward was corrected."""
    return Message(N_("Correct the reward of {name}: {title}"), {"name": name, "title": title})


def case_opened(name: str, breach: Breach) -> Message:
    """A case was opened."""
    return Message(N_("Open a case against {name}: {breach}"), {"name": name, "breach": breach.message})


def step_recorded(name: str, number: str, form: StepForm) -> Message:
    """A step of a case was recorded."""
    values = {"name": name, "number": number, "step": form.kind.message}
    if form.kind is StepKind.DECISION and form.outcome is not None:
        return Message(N_("Decide case {number} of {name}: {outcome}"), values | {"outcome": form.outcome.message})
    return Message(N_("Record “{step}” in case {number} of {name}"), values)


def step_corrected(name: str, number: str, kind: StepKind) -> Message:
    """A step of a case was corrected."""
    values = {"name": name, "number": number, "step": kind.message}
    return Message(N_("Correct “{step}” in case {number} of {name}"), values)


def dismissed(name: str, number: str, last_day: date) -> Message:
    """Somebody's service was ended by a case."""
    values = {"name": name, "number": number, "day": last_day}
    return Message(N_("Dismiss {name} by case {number}, last day {day}"), values)


def problem_found(about: str) -> Message:
    """A problem was recorded."""
    return Message(N_("Record a problem found in supervision: {about}"), {"about": about})


def problem_corrected(about: str) -> Message:
    """A problem was corrected."""
    return Message(N_("Correct a problem found in supervision: {about}"), {"about": about})


def problem_step_recorded(about: str, form: ProblemStepForm) -> Message:
    """A problem was reported as put right, or checked."""
    if form.kind is ProblemStepKind.REPORT:
        msgid = N_("Record what was done about a problem: {about}")
    elif form.passed:
        msgid = N_("Check a problem and close it: {about}")
    else:
        msgid = N_("Check a problem that is not put right yet: {about}")
    return Message(msgid, {"about": about})
