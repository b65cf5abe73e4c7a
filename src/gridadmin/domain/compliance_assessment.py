"""Article 24: grid workers are assessed, by a scheme and in time; the queue of what waits in it."""

from __future__ import annotations

from gridadmin.domain.assessment_facts import late_periods
from gridadmin.domain.assessment_periods import period_words
from gridadmin.domain.compliance_duties import Page, Result, SubjectType, Verdict, duty, page_of
from gridadmin.domain.queues import Queue, Target, Tone
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.i18n import N_, Message

DAYS, USUAL_DAYS = "art24.assessment_days", 30


@duty(
    "art24.assessment",
    SubjectType.OFFICE,
    N_("Grid workers are assessed"),
    "建立健全网格员考核奖惩机制、退出机制，加强对网格员工作的监督、检查和考核",
)
def assessment(snapshot: OfficeSnapshot, _office: OfficeSnapshot) -> Verdict:
    """Art 24: a scheme is in force, and the last period of each of its rounds was published in time.

    How often and how soon the regulation does not say: the rounds are the scheme's, the days a parameter.
    """
    facts, day = snapshot.assessment, snapshot.as_of
    in_force = [scheme for scheme in facts.schemes if scheme.on(day) is not None]
    if not in_force:
        fact = Message(N_("No scheme of assessment is on file for this day."))
        remedy = Message(N_("Enter the scheme, from a template or your own."))
        return Verdict(Result.NEEDS_PERSON, "no_scheme", (fact,), remedy, page_of(Page.ASSESSMENT))
    days = snapshot.parameters.number(DAYS, day) or USUAL_DAYS
    late = late_periods(facts, day, days)
    if not late:
        names = "、".join(scheme.name for scheme in in_force)
        fact = Message(N_("In force: {names}. The last period of each was published."), {"names": names})
        return Verdict(Result.MET, "assessed", (fact,))
    said = tuple(
        Message(
            N_("{scheme}, {period}: over since {day}, not published."),
            {
                "scheme": one.scheme.name,
                "period": period_words(one.span.kind, one.span.year, one.span.number),
                "day": one.span.last,
            },
        )
        for one in late
    )
    opened = next((one.opened.id for one in late if one.opened), None)
    remedy = Message(N_("Enter the scores and publish the period."))
    return Verdict(Result.NOT_MET, "assessment_late", said, remedy, page_of(Page.ASSESSMENT, opened))


def assessment_queue(snapshot: OfficeSnapshot) -> Queue:
    """Return the queue of assessment: periods to score, objections to decide, reviews to open."""
    facts = snapshot.assessment
    waiting = len(facts.waiting(snapshot.as_of))
    count = waiting + facts.undecided + facts.reviews_due
    view = "decisions" if facts.undecided and not waiting else "entry" if waiting else ""
    note = Message(
        N_("{periods} periods to score, {objections} objections, {reviews} reviews (Article 24)."),
        {"periods": waiting, "objections": facts.undecided, "reviews": facts.reviews_due},
    )
    title = Message(N_("Assessment that waits"))
    target = Target(Page.ASSESSMENT.value, view)
    return Queue("assessment", title, count, Tone.WARNING.if_any(count), target, note, "clipboard-check")
