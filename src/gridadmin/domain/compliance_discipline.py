"""Articles 14 (2nd paragraph) and 24: discipline by its steps, problems followed until they are put right."""

from __future__ import annotations

from gridadmin.domain.compliance_duties import Page, Result, SubjectType, Verdict, duty, page_of
from gridadmin.domain.discipline import CaseRow
from gridadmin.domain.discipline_facts import Dismissal
from gridadmin.domain.queues import Queue, Target, Tone
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.domain.workers import WorkerRow
from gridadmin.i18n import N_, Message


@duty(
    "art14.discipline",
    SubjectType.WORKER,
    N_("Breaches are dealt with in time"),
    "网格员履行职责违反前款规定的，给予批评教育、责令改正；造成严重后果或者重大影响的，按照规定予以辞退",
)
def discipline(snapshot: OfficeSnapshot, worker: WorkerRow) -> Verdict:
    """Art 14: no case against a person waits longer than the office allows itself."""
    cases = snapshot.discipline.open_cases.get(worker.id, ())
    if not cases:
        return Verdict(Result.NOT_APPLICABLE, "no_open_case", (Message(N_("No case is open.")),))
    late = [case for case in cases if case.overdue]
    if not late:
        return Verdict(Result.MET, "case_in_time", tuple(map(_standing, cases)))
    remedy = Message(N_("Record the next step of the case, or end the case."))
    return Verdict(
        Result.NOT_MET,
        "case_overdue",
        tuple(map(_standing, late)),
        remedy,
        page_of(Page.DISCIPLINE, late[0].id, "cases"),
    )


def _standing(case: CaseRow) -> Message:
    values = {"number": case.number, "state": case.state.message, "day": case.due_on or ""}
    if case.due_on is None:
        return Message(N_("Case {number}: {state}."), values)
    return Message(N_("Case {number}: {state}, by {day}."), values)


@duty(
    "art14.dismissals",
    SubjectType.OFFICE,
    N_("Dismissals follow from a case"),
    "造成严重后果或者重大影响的，按照规定予以辞退",
)
def dismissals(snapshot: OfficeSnapshot, _office: OfficeSnapshot) -> Verdict:
    """Art 14: for everybody who was dismissed since the regulation is in force there is a case that led to it."""
    found = snapshot.discipline.dismissals
    if not found:
        return Verdict(Result.NOT_APPLICABLE, "no_dismissal", (Message(N_("Nobody was dismissed.")),))
    bare = snapshot.discipline.bare_dismissals
    if not bare:
        fact = Message(N_("{count} dismissals, each with its case."), {"count": len(found)})
        return Verdict(Result.MET, "all_by_case", (fact,))
    facts = tuple(
        Message(
            N_("{name} was dismissed, last day {day}; no case is on file."), {"name": one.name, "day": one.last_day}
        )
        for one in bare
    )
    remedy = Message(N_("File the case afterwards from the papers, or correct the reason for leaving."))
    return Verdict(Result.NEEDS_PERSON, "without_case", facts, remedy, _file_of(bare[0]))


def _file_of(dismissal: Dismissal) -> Target:
    return page_of(Page.WORKERS, dismissal.worker_id, "discipline")


def discipline_queues(snapshot: OfficeSnapshot) -> tuple[Queue, ...]:
    """Return the queue of what is overdue, and of dismissals whose case is to be filed, one after the other."""
    overdue, bare = snapshot.discipline.overdue, snapshot.discipline.bare_dismissals
    return (
        Queue(
            "discipline",
            Message(N_("Overdue in discipline and supervision")),
            overdue,
            Tone.URGENT.if_any(overdue),
            Target("discipline", "overdue"),
            Message(N_("Steps of cases and rectifications whose last day is over (Articles 14 and 24).")),
            "triangle-alert",
        ),
        Queue(
            "bare_dismissals",
            Message(N_("Dismissals without a case")),
            len(bare),
            Tone.WARNING.if_any(len(bare)),
            _file_of(bare[0]) if bare else Target("discipline"),
            Message(N_("File the case from the papers, or correct the reason for leaving (Article 14).")),
            "scale",
        ),
    )


@duty(
    "art24.rectification",
    SubjectType.OFFICE,
    N_("What supervision found is put right"),
    "加强对网格员工作的监督、检查和考核，发现问题督促其及时整改",
)
def rectification(snapshot: OfficeSnapshot, _office: OfficeSnapshot) -> Verdict:
    """Art 24: no problem found in supervision is left beyond its day."""
    if not snapshot.discipline.problems:
        fact = Message(N_("No supervision is on file."))
        remedy = Message(N_("Record what checks and inspections find."))
        return Verdict(
            Result.NEEDS_PERSON, "no_supervision", (fact,), remedy, page_of(Page.DISCIPLINE, view="problems")
        )
    waiting = snapshot.discipline.open_problems
    late = [problem for problem in waiting if problem.overdue]
    if not late:
        fact = Message(N_("{count} problems are being put right, none is late."), {"count": len(waiting)})
        return Verdict(Result.MET, "in_time", (fact,))
    facts = tuple(
        Message(
            N_("{about}: “{words}” was to be put right by {day}."),
            {"about": one.about, "words": one.words, "day": one.due_on},
        )
        for one in late
    )
    remedy = Message(N_("Press for it, check it, or set a new day after the check."))
    return Verdict(Result.NOT_MET, "overdue", facts, remedy, page_of(Page.DISCIPLINE, late[0].id, "problems"))
