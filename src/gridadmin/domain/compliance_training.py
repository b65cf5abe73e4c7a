"""Article 23: a training mechanism that lives: a plan that is kept, and hours for everybody in service."""

from __future__ import annotations

from collections.abc import Iterable

from gridadmin.domain.compliance_duties import Finding, Page, Result, SubjectType, Verdict, duty, page_of
from gridadmin.domain.parameters import Certainty
from gridadmin.domain.queues import Queue, Target, Tone
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.domain.training import show_tenths
from gridadmin.domain.training_hours import HOURS_KEYS, HoursStanding, YearHours
from gridadmin.domain.training_plan import PlanState
from gridadmin.domain.workers import WorkerRow
from gridadmin.i18n import N_, Message

HOURS_DUTY = "art23.hours"
QUOTE = "建立健全网格员教育培训机制"


@duty("art23.plan", SubjectType.OFFICE, N_("A training plan that is kept"), QUOTE)
def plan(snapshot: OfficeSnapshot, _office: OfficeSnapshot) -> Verdict:
    """Art 23: there is a plan for the year, and no month of it passed without its sessions."""
    year, lines = snapshot.as_of.year, snapshot.training.plan
    if not lines:
        fact = Message(N_("There is no training plan for {year} on file."), {"year": year})
        remedy = Message(N_("Enter the plan of the year, or say by which paper training is arranged."))
        return Verdict(Result.NEEDS_PERSON, "no_plan", (fact,), remedy, page_of(Page.TRAINING, None, "plan"))
    overdue = [line for line in lines if line.state is PlanState.OVERDUE]
    if not overdue:
        held = sum(line.state is PlanState.HELD for line in lines)
        values = {"year": year, "held": held, "count": len(lines)}
        return Verdict(Result.MET, "plan_kept", (Message(N_("Plan of {year}: {held} of {count} lines held."), values),))
    facts = tuple(
        Message(
            N_("{course}, planned for month {month}: {held} of {planned} held."),
            {"course": line.course, "month": line.form.month, "held": line.held, "planned": line.form.sessions},
        )
        for line in overdue
    )
    remedy = Message(N_("Hold what is late, or change the plan by a paper."))
    return Verdict(Result.NOT_MET, "plan_overdue", facts, remedy, page_of(Page.TRAINING, None, "plan"))


@duty(HOURS_DUTY, SubjectType.WORKER, N_("Training hours of the year"), QUOTE)
def hours(snapshot: OfficeSnapshot, worker: WorkerRow) -> Verdict:
    """Art 23: whoever serves has the hours that were due by the day.

    The number is the office's own; while it is only assumed, a person must say whether falling short matters.
    """
    year = snapshot.training.hours.get(worker.id)
    if year is None or year.standing is HoursStanding.NOT_ASKED:
        fact = Message(N_("No training hours are asked for this person on this day."))
        return Verdict(Result.NOT_APPLICABLE, "not_asked", (fact,))
    facts: tuple[Message, ...] = (_fact(year),)
    if year.standing is not HoursStanding.BEHIND:
        return Verdict(Result.MET, year.standing.value, facts)
    remedy = Message(N_("Put the person on the list of the next training session."))
    target = page_of(Page.TRAINING, None, "short")
    if _is_assumed(snapshot, worker):
        facts += (Message(N_("The number of hours is assumed; set it by the local paper in the settings.")),)
        return Verdict(Result.NEEDS_PERSON, "behind_assumed", facts, remedy, target)
    return Verdict(Result.NOT_MET, "behind", facts, remedy, target)


def _fact(year: YearHours) -> Message:
    values = {
        "year": year.year, "done": show_tenths(year.done), "due": show_tenths(year.due),
        "required": show_tenths(year.required),
    }  # fmt: skip
    return Message(N_("{year}: {done} hours of {required}; {due} were due by this day."), values)


def _is_assumed(snapshot: OfficeSnapshot, worker: WorkerRow) -> bool:
    row = snapshot.parameters.row(HOURS_KEYS[worker.kind], snapshot.as_of) if worker.kind else None
    return row is None or row.certainty is Certainty.ASSUMED


def training_queues(findings: Iterable[Finding], snapshot: OfficeSnapshot) -> tuple[Queue, ...]:
    """Return the queues of the home page: sessions whose results wait, and who is behind with hours."""
    behind = sum(found.duty == HOURS_DUTY and found.case.startswith("behind") for found in findings)
    waiting = snapshot.training.to_enter
    return (
        Queue(
            "training_to_enter", Message(N_("Training results to enter")), waiting,
            Tone.WARNING.if_any(waiting), Target("training", "to_enter"),
            Message(N_("Held, and attendance or results are not entered yet.")), "graduation-cap",
        ),
        Queue(
            "training_short", Message(N_("Behind with training hours")), behind,
            Tone.WARNING.if_any(behind), Target("training", "short"),
            Message(N_("Fewer hours than were due by today (Article 23).")), "graduation-cap",
        ),
    )  # fmt: skip
