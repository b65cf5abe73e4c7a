"""Article 22: full-time grid workers have all statutory social insurance; part-timers may be insured."""

from __future__ import annotations

from gridadmin.domain.compliance_duties import Page, Result, SubjectType, Verdict, duty, page_of
from gridadmin.domain.insurance import listed_schemes
from gridadmin.domain.queues import Queue, Target, Tone
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.domain.workers import EmploymentKind, WorkerRow, WorkerStatus
from gridadmin.i18n import N_, Message

SOCIAL = "保障其依法享有的各项社会保险待遇"
ACCIDENT = "可以根据工作需要为其办理人身意外伤害保险等商业保险"


@duty("art22.social_insurance", SubjectType.WORKER, N_("Social insurance of full-timers"), SOCIAL)
def social_insurance(snapshot: OfficeSnapshot, worker: WorkerRow) -> Verdict:
    """Art 22: a full-timer is in every statutory scheme, 30 days after the entry at the latest (art. 58)."""
    if worker.status is not WorkerStatus.ACTIVE or worker.kind is not EmploymentKind.FULL_TIME:
        fact = Message(N_("Only full-timers have statutory social insurance."))
        return Verdict(Result.NOT_APPLICABLE, "no_full_timer", (fact,))
    due = snapshot.insurance.due.get(worker.id)
    if due is None:
        return Verdict(Result.MET, "enrolled", (Message(N_("Enrolled in every statutory scheme.")),))
    values = {"schemes": listed_schemes(due.schemes), "day": due.due_on, "first": due.entered_on}
    fact = Message(N_("Not in {schemes}; in service since {first}, to be registered by {day}."), values)
    if due.explained is not None:
        why = Message(N_("Explained: {reason}"), {"reason": due.explained})
        return Verdict(Result.NOT_APPLICABLE, "explained", (fact, why))
    if not due.is_late(snapshot.as_of):
        return Verdict(Result.MET, "within_30_days", (fact,))
    remedy = Message(N_("Enrol the person, or explain why there is no social insurance."))
    return Verdict(Result.NOT_MET, "not_enrolled", (fact,), remedy, page_of(Page.INSURANCE, worker.id, "reconcile"))


@duty("art22.accident_cover", SubjectType.OFFICE, N_("Accident cover of part-timers"), ACCIDENT)
def accident_cover(snapshot: OfficeSnapshot, _office: OfficeSnapshot) -> Verdict:
    """Art 22: part-timers may be insured against accidents; that some are not is advice, never a breach."""
    part = [row for row in snapshot.active_workers if row.kind is EmploymentKind.PART_TIME]
    if not part:
        return Verdict(Result.NOT_APPLICABLE, "no_part_timer", (Message(N_("Nobody serves part-time.")),))
    bare = snapshot.insurance.uncovered
    values = {"count": len(part), "bare": len(bare)}
    fact = Message(N_("{count} part-timers in service; {bare} are on no accident policy."), values)
    if not bare:
        return Verdict(Result.MET, "covered", (fact,))
    advice = Message(N_("The township may insure them; it need not (Art 22)."))
    return Verdict(Result.MET, "some_uncovered", (fact, advice), None, page_of(Page.INSURANCE, None, "reconcile"))


def insurance_queue(snapshot: OfficeSnapshot) -> Queue:
    """Return the queue of the home page: who should be registered by now and is not."""
    late = len(snapshot.insurance.late(snapshot.as_of))
    return Queue(
        "not_enrolled", Message(N_("Full-timers to enrol")), late, Tone.URGENT.if_any(late),
        Target("insurance", "reconcile"), Message(N_("The 30 days of registration are over (Article 22).")),
        "shield-check",
    )  # fmt: skip
