"""Article 24: the exit mechanism, as far as it can be computed: hand-over lists, and their days."""

from __future__ import annotations

from gridadmin.domain.compliance_duties import Page, Result, SubjectType, Verdict, duty, page_of
from gridadmin.domain.queues import Queue, Target, Tone
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.domain.workers_handover import HandoverRow
from gridadmin.i18n import N_, Message

RECENT_DAYS = "art24.exit_list_days"
SHOWN = 6


@duty(
    "art24.exit",
    SubjectType.OFFICE,
    N_("Whoever leaves hands over"),
    "市、县（市、区）、乡镇（街道）网格化服务管理机构应当建立健全网格员考核奖惩机制、退出机制",
)
def exits_are_handed_over(snapshot: OfficeSnapshot, _office: OfficeSnapshot) -> Verdict:
    """Art 24: every exit of the last while has a hand-over list, and no line of any list is past its day."""
    facts = snapshot.leaving
    days = snapshot.parameters.number(RECENT_DAYS, snapshot.as_of)
    recent = facts.recent(snapshot.as_of, days) if days is not None else ()
    page = page_of(Page.CONTRACTS, view="exits")
    overdue = facts.overdue(snapshot.as_of)
    if overdue:
        lines = tuple(_late(item) for item in overdue[:SHOWN])
        remedy = Message(N_("Do what is open, and tick it in the person's file."))
        return Verdict(Result.NOT_MET, "handover_overdue", (_count(len(overdue)), *lines), remedy, page)
    without = [gone for gone in recent if not gone.items]
    if without:
        told = tuple(
            Message(
                N_("{name} left on {day} without a hand-over list."), {"name": gone.worker_name, "day": gone.left_on}
            )
            for gone in without[:SHOWN]
        )
        remedy = Message(N_("Make the list in the person's file, or say that nothing is to be handed over."))
        return Verdict(Result.NEEDS_PERSON, "handover_missing", told, remedy, page)
    if not recent:
        fact = Message(N_("Nobody has left in the last {count} days."), {"count": days or 0})
        return Verdict(Result.NOT_APPLICABLE, "no_exit", (fact,))
    fact = Message(N_("{count} persons left and no line of their lists is past its day."), {"count": len(recent)})
    return Verdict(Result.MET, "handed_over", (fact,))


def _count(count: int) -> Message:
    return Message(N_("{count} lines of hand-over lists are past their day."), {"count": count})


def _late(item: HandoverRow) -> Message:
    values = {"name": item.worker_name, "title": item.title, "day": item.due_on, "basis": item.basis or "—"}
    return Message(N_("{name}: {title}, due on {day} ({basis})"), values)


def leaving_queues(snapshot: OfficeSnapshot) -> tuple[Queue, ...]:
    """Return the queue of hand-overs and the one of contracts."""
    late = len(snapshot.leaving.overdue(snapshot.as_of))
    lapses, urgent = snapshot.leaving.lapses, len(snapshot.leaving.urgent_lapses())
    return (
        Queue(
            "handover",
            Message(N_("Hand-overs past their day")),
            late,
            Tone.URGENT.if_any(late),
            Target("contracts", "exits"),
            Message(N_("What leavers should have handed over by now (Article 24).")),
            "log-out",
        ),
        Queue(
            "contracts",
            Message(N_("Contracts to sign or renew")),
            len(lapses),
            Tone.URGENT if urgent else Tone.WARNING.if_any(len(lapses)),
            Target("contracts", "lapses"),
            Message(N_("Unsigned, ran out, ending, or retirement near (Labour Contract Law).")),
            "file-text",
        ),
    )
