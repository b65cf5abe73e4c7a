"""Papers of a person's assessment as PDF: the score sheet with its derivation, and the notice of the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from gridadmin.domain.assessment_entries import Event, shown_entry
from gridadmin.domain.assessment_rounding import plain_number
from gridadmin.domain.assessment_rows import ParticipantRow, PeriodSheet, SchemeVersionRow
from gridadmin.domain.assessment_scoring import IndicatorScore, SectionScore
from gridadmin.i18n import N_, Message
from gridadmin.reports.assessment_paper import HEIGHT, MARGIN, WIDTH, Cell, Pages
from gridadmin.reports.notices_sheet import Rect
from gridadmin.reports.workbook import PaperOffice

SECTION, INDICATOR, FULL, DERIVED, POINTS = 28, 38, 15, 71, 18
BELOW_TOTAL = 42  # rank and grade, the scheme, the rounding, and those who sign: they stay with the total
Step = Callable[[int], None]


@dataclass(frozen=True)
class PaperPeriod:
    """What stands on every paper of a period: the period whole, and the version of the scheme it was made with."""

    whole: PeriodSheet
    version: SchemeVersionRow
    office: PaperOffice
    day: date

    @property
    def rule(self) -> Message:
        """The scheme, its version and its paper."""
        row = self.version
        values = {
            "scheme": row.definition.name,
            "from": row.valid_from.isoformat(),
            "document": row.document or Message(N_("no document number")),
        }
        return Message(N_("By “{scheme}”, version from {from} ({document})"), values)


def sheets_pdf(
    paper: PaperPeriod, people: Sequence[ParticipantRow], out: BinaryIO, step: Step = lambda _done: None
) -> int:
    """Write a score sheet for each of some people and return how many pages that are.

    Each line shows how its points came about, so that the sheet can be checked with a pencil. `step(done)` is called
    after each person and may raise CancelledError.
    """
    title = Message(N_("Score sheet, {period}"), {"period": paper.whole.period.words})
    pages = Pages(out, str(title), paper.office)
    for done, person in enumerate(people, start=1):
        _sheet(pages, paper, person, str(title))
        step(done)
    pages.save()
    return pages.pages


def _sheet(pages: Pages, paper: PaperPeriod, person: ParticipantRow, title: str) -> None:
    period, pages.sheet.about = paper.whole.period, person.name
    pages.new_page()
    pages.foot = str(Message(N_("{office}, printed on {day}"), {"office": paper.office.name, "day": paper.day}))
    pages.line(paper.office.name, 12, align="c", gap=1)
    pages.line(title, 18, align="c", bold=True, gap=4)
    pages.pair(
        _who(person),
        str(Message(N_("Period: {first} to {last}"), {"first": period.first_day, "last": period.last_day})),
    )
    pages.pair(str(Message(N_("Grids: {grids}"), {"grids": "、".join(person.grids) or "—"})), person.community)
    pages.y += 1
    if person.composite is not None:
        _composite_rows(pages, person)
    elif person.sheet is not None:
        _heading(pages)
        for section in person.sheet.sections:
            _section_rows(pages, section, person)
    _total_rows(pages, paper, person)
    pages.y += 3
    pages.paragraph(str(paper.rule), 9, gap=1)
    pages.paragraph(str(_rounding(paper)), 9, gap=7)
    if not pages.room(12):
        _go_on(pages, person)
    pages.spread([str(Message(each)) for each in (N_("Assessor:"), N_("Checked by:"), N_("The person assessed:"))])
    pages.end_page()


def _who(person: ParticipantRow) -> str:
    values = {"name": person.name, "kind": person.kind.message if person.kind else ""}
    return str(Message(N_("Name: {name} ({kind})"), values))


def _go_on(pages: Pages, person: ParticipantRow) -> None:
    """Begin a further page, which says whose sheet it is of."""
    pages.new_page()
    pages.pair(_who(person), pages.title)
    pages.y += 1


def _heading(pages: Pages) -> None:
    names = (N_("Section"), N_("Indicator"), N_("Full points"), N_("How the points come about"), N_("Points"))
    widths = (SECTION, INDICATOR, FULL, DERIVED, POINTS)
    pages.framed(
        [Cell(str(Message(name)), width, "c", bold=True) for name, width in zip(names, widths, strict=True)],
        shaded=True,
    )


def _section_rows(pages: Pages, section: SectionScore, person: ParticipantRow) -> None:
    """The lines of a section, its name beside them once; it goes on over the page where it must."""
    most = section.section.most
    name = f"{section.section.name}（≤{plain_number(most)}）" if most is not None else section.section.name
    rows = [_line(line, person) for line in section.indicators]
    if len(rows) == 1:
        _alone(pages, name, rows[0], person)
        return
    at = 0
    while at < len(rows):
        if not pages.room(max(7, pages.height_of(rows[at]))):
            _go_on(pages, person)
            _heading(pages)
        top = pages.y
        while at < len(rows) and pages.room(max(7, pages.height_of(rows[at]))):
            _shifted(pages, rows[at])
            at += 1
        pages.box(Rect(MARGIN, top, SECTION, pages.y - top), Cell(name, SECTION, "c"))


def _alone(pages: Pages, name: str, cells: list[Cell], person: ParticipantRow) -> None:
    """The line of a section with one indicator; where both have one name it stands there once."""
    both = cells[0].text == name
    row = [Cell(name, SECTION + INDICATOR), *cells[1:]] if both else [Cell(name, SECTION, "c"), *cells]
    if not pages.room(max(7, pages.height_of(row))):
        _go_on(pages, person)
        _heading(pages)
    pages.framed(row)


def _shifted(pages: Pages, cells: Sequence[Cell]) -> None:
    """A framed row that leaves the first column to the section's name."""
    height, x = max(7, pages.height_of(cells)), float(MARGIN + SECTION)
    for cell in cells:
        pages.box(Rect(x, pages.y, cell.width, height), cell)
        x += cell.width
    pages.y += height


def _line(line: IndicatorScore, person: ParticipantRow) -> list[Cell]:
    indicator = line.indicator
    derived = line.formula or str(Message(N_("not entered")))
    notes = [_event_words(event) for event in line.events if event.on or event.note]
    if notes:
        derived += "；" + "；".join(notes)
    if indicator.assessors:
        given = (
            f"{who.name} {shown_entry(person.entries.get(f'{indicator.key}/{who.key}')) or '—'}"
            for who in indicator.assessors
        )
        derived = f"{'，'.join(given)}：{derived}"
    return [
        Cell(indicator.name, INDICATOR),
        Cell(plain_number(indicator.maximum) if indicator.maximum else "—", FULL, "c"),
        Cell(derived, DERIVED),
        Cell("" if line.score is None else plain_number(line.score), POINTS, "c"),
    ]


def _event_words(event: Event) -> str:
    day = f"{event.on:%m-%d} " if event.on else ""
    return f"〔{event.clause}〕{day}{event.note}".rstrip()


def _composite_rows(pages: Pages, person: ParticipantRow) -> None:
    assert person.composite is not None
    widths = (SECTION + INDICATOR, FULL, DERIVED, POINTS)
    names = (N_("Made of"), N_("Weight"), N_("Results"), N_("Mean"))
    pages.framed([Cell(str(Message(n)), w, "c", bold=True) for n, w in zip(names, widths, strict=True)], shaded=True)
    for part in person.composite.parts:
        scores = "，".join(map(plain_number, part.scores)) or str(Message(N_("no result")))
        mean = "" if part.mean is None else plain_number(part.mean)
        texts = (part.name, f"{plain_number(part.part.percent)}%", scores, mean)
        pages.framed([Cell(t, w, "l" if w == DERIVED else "c") for t, w in zip(texts, widths, strict=True)])


def _total_rows(pages: Pages, paper: PaperPeriod, person: ParticipantRow) -> None:
    scored = person.composite or person.sheet
    formula = scored.formula if scored else ""
    score = "—" if person.score is None else plain_number(person.score)
    graded = person.graded
    total = [
        Cell(str(Message(N_("Total score"))), SECTION + INDICATOR + FULL, "c", bold=True),
        Cell(formula, DERIVED),
        Cell(score, POINTS, "c", bold=True, size=11),
    ]
    if not pages.room(pages.height_of(total) + BELOW_TOTAL):
        _go_on(pages, person)
    pages.framed(total)
    if graded is None:
        return
    rank = Message(N_("{rank} of {people}"), {"rank": graded.rank, "people": paper.whole.period.scored})
    grade = graded.grade or str(Message(N_("no grade")))
    note = ""
    if graded.held_back and graded.band is not None:
        note = str(Message(N_("the score reaches {grade}, its quota is used up"), {"grade": graded.band.name}))
    pages.framed(
        [
            Cell(str(Message(N_("Rank"))), SECTION, "c", bold=True),
            Cell(str(rank), INDICATOR, "c"),
            Cell(str(Message(N_("Grade"))), FULL, "c", bold=True),
            Cell(f"{grade}（{note}）" if note else grade, DERIVED + POINTS, "c", bold=True),
        ]
    )


def _rounding(paper: PaperPeriod) -> Message:
    arithmetic = paper.whole.definition.arithmetic
    values = {"lines": arithmetic.line_decimals, "score": arithmetic.decimals, "rule": arithmetic.rounding.message}
    return Message(N_("Each line keeps {lines} decimals, the score {score}: {rule}."), values)


def notices_pdf(
    paper: PaperPeriod, people: Sequence[ParticipantRow], out: BinaryIO, step: Step = lambda _done: None
) -> int:
    """Write the notices of the results, two to a page with a line to cut along; return the number of pages."""
    title = Message(N_("Notice of the assessment result, {period}"), {"period": paper.whole.period.words})
    pages = Pages(out, str(title), paper.office)
    for at, person in enumerate(people):
        if at % 2 == 0:
            pages.new_page()
        else:
            pages.y = HEIGHT / 2
            pages.rule(dashed=True)
            pages.y += 14
        _notice(pages, paper, person)
        if at % 2 == 1:
            pages.end_page()
        step(at + 1)
    pages.save()
    return pages.pages


def _notice(pages: Pages, paper: PaperPeriod, person: ParticipantRow) -> None:
    period, graded = paper.whole.period, person.graded
    pages.sheet.about = person.name
    bottom = pages.y + HEIGHT / 2 - 32
    pages.line(str(Message(N_("Notice of the assessment result"))), 17, align="c", bold=True, gap=4)
    pages.line(str(Message(N_("{name}:"), {"name": person.name})), 11, gap=2)
    values = {
        "scheme": paper.version.definition.name,
        "period": period.words,
        "score": "—" if person.score is None else plain_number(person.score),
        "rank": graded.rank if graded else "—",
        "people": period.scored,
        "grade": (graded.grade if graded else None) or Message(N_("no grade")),
    }
    said = Message(
        N_(
            "By “{scheme}” your assessment of {period} came to {score} points, rank {rank} of {people}, grade: {grade}."
        ),
        values,
    )
    pages.paragraph(str(said), 11, indent=True, gap=2)
    if person.sheet is not None:
        parts = "，".join(f"{each.section.name} {plain_number(each.score)}" for each in person.sheet.sections)
        pages.paragraph(str(Message(N_("Points by section: {parts}."), {"parts": parts})), 11, indent=True, gap=2)
    elif person.composite is not None:
        formula = Message(N_("Made up of: {formula}."), {"formula": person.composite.formula})
        pages.paragraph(str(formula), 11, indent=True, gap=2)
    if period.objections_until is not None:
        until = Message(
            N_("If you disagree, object in writing to this office by {day}."), {"day": period.objections_until}
        )
        pages.paragraph(str(until), 11, indent=True, gap=4)
    pages.line(paper.office.name, 11, align="r", gap=1.5)
    pages.line(f"{(period.published_on or paper.day).isoformat()}", 11, align="r", gap=6)
    pages.y = max(pages.y, bottom)
    pages.sheet.polyline([(MARGIN, pages.y - 3), (WIDTH - MARGIN, pages.y - 3)], (0.6, 0.6, 0.6), 0.15)
    pages.spread([str(Message(N_("Received (signature):"))), str(Message(N_("Day:")))])
