"""The columns of periods, results and objections."""

from __future__ import annotations

from gridadmin.domain.assessment_periods import PeriodState
from gridadmin.domain.assessment_rounding import plain_number
from gridadmin.domain.assessment_rows import ObjectionRow, ParticipantRow, PeriodRow, ResultRow
from gridadmin.i18n import N_, _
from gridadmin.ui.listing import joined
from gridadmin.ui.tables import CENTRE, RIGHT, Column

STATE_TONES = {
    PeriodState.ENTRY: "warning",
    PeriodState.OBJECTIONS: "accent_text",
    PeriodState.DECISIONS: "danger",
    PeriodState.FINAL: "good",
}


def period_columns() -> tuple[Column[PeriodRow], ...]:
    """Return the columns of the list of periods."""
    return (
        Column("period", N_("Period"), 16, lambda row: str(row.words), lambda row: (row.last_day, row.first_day)),
        Column(
            "state",
            N_("State"),
            13,
            lambda row: row.state.label,
            lambda row: row.state.value,
            tone=lambda row: STATE_TONES[row.state],
            badge=True,
        ),
        Column("scored", N_("Scored"), 10, lambda row: f"{row.scored}/{row.assessed}", lambda row: row.scored, RIGHT),
        Column("scheme", N_("Scheme of assessment"), 22, lambda row: row.scheme),
        Column("round", N_("Round"), 12, lambda row: row.round_name),
        Column("published_on", N_("Published on"), 12, lambda row: _day(row.published_on), chosen=False),
    )


def _day(day: object) -> str:
    return "" if day is None else str(day)


def grade_words(row: ParticipantRow) -> str:
    """Return the grade of a line, or why there is none."""
    if row.graded is None:
        return "" if row.assessed else str(row.excused or row.why_not or "")
    return row.graded.grade or _("no grade")


def grade_tone(row: ParticipantRow) -> str:
    """Return the colour of a grade: a poor one and none at all are to be seen."""
    if row.graded is None:
        return "faint"
    if row.graded.grade is None:
        return "warning"
    poor = row.graded.band is not None and row.graded.band.poor and not row.graded.held_back
    return "danger" if poor else ""


def result_columns() -> tuple[Column[ParticipantRow], ...]:
    """Return the columns of results, the best first."""
    return (
        Column(
            "rank",
            N_("Rank"),
            6,
            lambda row: str(row.graded.rank) if row.graded else "",
            lambda row: row.graded.rank if row.graded else None,
            RIGHT,
        ),
        Column("name", N_("Name"), 12, lambda row: row.name),
        Column("kind", N_("Kind"), 7, lambda row: row.kind.label if row.kind else ""),
        Column(
            "score",
            N_("Total score"),
            9,
            lambda row: "" if row.score is None else plain_number(row.score),
            lambda row: row.score,
            RIGHT,
        ),
        Column("grade", N_("Grade"), 18, grade_words, tone=grade_tone),
        Column("derivation", N_("How the points come about"), 40, _derivation),
        Column("grids", N_("Grids"), 24, lambda row: joined(row.grids), chosen=False),
    )


def _derivation(row: ParticipantRow) -> str:
    scored = row.composite or row.sheet
    if scored is None or row.graded is None:
        return ""
    held = _("the score reaches {grade}, its quota is used up")
    note = f" ({held.format(grade=row.graded.band.name)})" if row.graded.held_back and row.graded.band else ""
    return scored.formula + note


def objection_columns() -> tuple[Column[ObjectionRow], ...]:
    """Return the columns of objections."""
    return (
        Column("name", N_("Name"), 12, lambda row: row.name),
        Column("filed_on", N_("Filed on"), 12, lambda row: row.filed_on.isoformat()),
        Column("grounds", N_("Grounds"), 40, lambda row: row.grounds),
        Column(
            "decision",
            N_("What was decided"),
            22,
            lambda row: row.decision.label if row.decision else _("to be decided"),
            tone=lambda row: "" if row.decision else "danger",
        ),
        Column("decided_on", N_("Decided on"), 12, lambda row: _day(row.decided_on)),
        Column("reasons", N_("Reasons"), 36, lambda row: row.reasons or ""),
    )


def worker_result_columns() -> tuple[Column[ResultRow], ...]:
    """Return the columns of one person's results."""
    return (
        Column("period", N_("Period"), 16, lambda row: str(row.period), lambda row: (row.last_day, row.announced_on)),
        Column("score", N_("Total score"), 9, lambda row: plain_number(row.score), lambda row: row.score, RIGHT),
        Column(
            "grade",
            N_("Grade"),
            12,
            lambda row: row.grade or _("no grade"),
            tone=lambda row: "danger" if row.poor else "",
        ),
        Column("rank", N_("Rank"), 9, lambda row: f"{row.rank}/{row.people}" if row.rank else "", align=CENTRE),
        Column(
            "state",
            N_("State"),
            12,
            lambda row: _("Final") if row.final else _("not final"),
            tone=lambda row: "good" if row.final else "warning",
        ),
        Column("scheme", N_("Scheme of assessment"), 22, lambda row: row.scheme),
        Column("reason", N_("Why it was corrected"), 30, lambda row: row.reason or ""),
    )
