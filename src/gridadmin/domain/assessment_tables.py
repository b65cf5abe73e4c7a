"""A period as tables: the summary with its headings in levels (考核汇总表), the results of each grade."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from gridadmin.domain.assessment import Indicator, Section
from gridadmin.domain.assessment_bands import scheme_holes
from gridadmin.domain.assessment_checks import hole_words
from gridadmin.domain.assessment_entries import shown_entry
from gridadmin.domain.assessment_ranking import best_first, distribution
from gridadmin.domain.assessment_rounding import plain_number, rounded
from gridadmin.domain.assessment_rows import ParticipantRow, PeriodSheet
from gridadmin.domain.tables import Cell, ColumnKind, Heading, Share, Table
from gridadmin.i18n import N_, Message

TEXT, CODE, NAME, NUMBER = ColumnKind.TEXT, ColumnKind.CODE, ColumnKind.NAME, ColumnKind.NUMBER
POINTS = Message(N_("points"))


def summary_table(whole: PeriodSheet) -> Table:
    """Return everybody's points by section, indicator and assessor, with total, rank and grade; the best first."""
    rows = tuple(_row(number, line) for number, line in enumerate(_in_order(whole), start=1))
    title = Message(N_("Summary of the assessment, {period}"), {"period": whole.period.words})
    return Table("summary", title, POINTS, _headings(whole), rows, _means(whole, rows), _notes(whole))


def _in_order(whole: PeriodSheet) -> list[ParticipantRow]:
    unranked = [line for line in whole.assessed if line.graded is None]
    return [*whole.ranked, *unranked]


def _headings(whole: PeriodSheet) -> tuple[Heading, ...]:
    first = (
        Heading(Message(N_("No.")), kind=CODE),
        Heading(Message(N_("Name")), kind=NAME, width=11),
        Heading(Message(N_("Kind")), kind=CODE, width=7),
        Heading(Message(N_("Grids")), kind=TEXT, width=20),
    )
    last = (
        Heading(Message(N_("Total score")), kind=NUMBER, width=9),
        Heading(Message(N_("Rank")), kind=CODE, width=7),
        Heading(Message(N_("Grade")), kind=CODE, width=11),
    )
    if whole.round.is_composite:
        names = {each.key: each.name for each in whole.definition.rounds}
        parts = tuple(
            Heading(f"{names[part.round]} {plain_number(part.percent)}%", kind=NUMBER, width=12)
            for part in whole.round.parts
        )
        return (*first, *parts, *last)
    return (*first, *(_section(each) for each in whole.definition.sections_of(whole.round.key)), *last)


def _section(section: Section) -> Heading:
    children = tuple(_indicator(each) for each in section.indicators)
    if len(children) == 1 and section.indicators[0].name == section.name:
        return children[0]
    return Heading(section.name, children)


def _indicator(indicator: Indicator) -> Heading:
    title = _titled(indicator)
    if not indicator.assessors:
        return Heading(title, kind=NUMBER, width=10)
    each = tuple(Heading(assessor.name, kind=NUMBER, width=9) for assessor in indicator.assessors)
    return Heading(title, (*each, Heading(Message(N_("Points")), kind=NUMBER, width=8)))


def _titled(indicator: Indicator) -> str:
    return f"{indicator.name} {plain_number(indicator.maximum)}" if indicator.maximum else indicator.name


def _row(number: int, line: ParticipantRow) -> tuple[Cell, ...]:
    graded = line.graded
    first: tuple[Cell, ...] = (number, line.name, line.kind.message if line.kind else None, "、".join(line.grids))
    last: tuple[Cell, ...] = (
        line.score,
        graded.rank if graded else None,
        (graded.grade or NO_GRADE) if graded else Message(N_("not complete")),
    )
    return (*first, *_cells(line), *last)


NO_GRADE = Message(N_("no grade"))


def _cells(line: ParticipantRow) -> list[Cell]:
    if line.composite is not None:
        return [part.mean for part in line.composite.parts]
    if line.sheet is None:
        return []
    cells: list[Cell] = []
    for section in line.sheet.sections:
        for scored in section.indicators:
            for assessor in scored.indicator.assessors:
                entry = line.entries.get(f"{scored.indicator.key}/{assessor.key}")
                cells.append(entry if isinstance(entry, Decimal) else shown_entry(entry) or None)
            cells.append(scored.score)
    return cells


def _means(whole: PeriodSheet, rows: Sequence[tuple[Cell, ...]]) -> tuple[Cell, ...] | None:
    """The mean of each column of points, rounded like a line."""
    if not rows:
        return None
    arithmetic = whole.definition.arithmetic
    means: list[Cell] = [Message(N_("Mean")), *([None] * (len(rows[0]) - 1))]
    for column in range(4, len(rows[0]) - 2):
        points = [row[column] for row in rows]
        known = [each for each in points if isinstance(each, Decimal)]
        if known:
            exact = Fraction(sum(known, Decimal(0))) / len(known)
            means[column] = rounded(exact, arithmetic.line_decimals, arithmetic.rounding)
    return tuple(means)


def _notes(whole: PeriodSheet) -> tuple[Message, ...]:
    definition, period = whole.definition, whole.period
    values = {"scheme": definition.name, "first": period.first_day, "last": period.last_day}
    notes = [Message(N_("By “{scheme}”, as in force on {first}; period {first} to {last}."), values)]
    counted = distribution(definition, [line.graded.grade for line in whole.ranked if line.graded])
    grades = "，".join(f"{name} {count}" for name, count in counted.grades)
    notes.append(Message(N_("{people} assessed: {grades}."), {"people": counted.people, "grades": grades}))
    notes += [
        Message(
            N_("Quota of {grade}: {places} places, {reaching} reach it by their score, {given} have it."),
            {"grade": use.band.name, "places": use.places, "reaching": use.reaching, "given": use.given},
        )
        for use in whole.quotas
    ]
    notes += [hole_words(hole) for hole in scheme_holes(definition)]
    missing = [line for line in whole.participants if not line.assessed]
    if missing:
        people = "；".join(f"{line.name}（{line.excused or line.why_not}）" for line in missing[:40])
        notes.append(Message(N_("Not assessed: {people}"), {"people": people}))
    return tuple(notes)


def grades_table(whole: PeriodSheet) -> Table:
    """Return how many people have each grade, with their share."""
    grades = [line.graded.grade for line in whole.ranked if line.graded]
    counted = distribution(whole.definition, grades)
    named: list[tuple[str | Message, int]] = [*counted.grades]
    if counted.none:
        named.append((NO_GRADE, counted.none))
    rows = tuple((name, _bounds(whole, name), count, Share(count, counted.people)) for name, count in named)
    headings = (
        Heading(Message(N_("Grade")), kind=CODE, width=14),
        Heading(Message(N_("Scores")), kind=CODE, width=16),
        Heading(Message(N_("persons")), kind=NUMBER, width=10),
        Heading(Message(N_("Share")), kind=ColumnKind.SHARE, width=10),
    )
    total = (Message(N_("Total")), None, counted.people, Share(counted.people, counted.people))
    title = Message(N_("Grades of the assessment, {period}"), {"period": whole.period.words})
    return Table("grades", title, Message(N_("persons")), headings, rows, total)


def _bounds(whole: PeriodSheet, name: str | Message) -> str:
    band = next((each for each in best_first(whole.definition.bands) if each.name == name), None)
    if band is None:
        return ""
    if band.most is None:
        return "" if band.least is None else f"≥{plain_number(band.least)}"
    return (
        f"≤{plain_number(band.most)}"
        if band.least is None
        else f"{plain_number(band.least)}～{plain_number(band.most)}"
    )
