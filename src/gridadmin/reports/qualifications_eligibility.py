"""The sheet of Article 11 (网格员资格审查表): a page for each person, to be signed and filed. Measures are mm."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from gridadmin import __version__
from gridadmin.domain.codes import EDUCATIONS, ETHNICITIES, POLITICAL_STATUSES
from gridadmin.domain.compliance_duties import Result
from gridadmin.domain.notices import BoardSize
from gridadmin.domain.qualifications_eligibility import EligibilityLine, EligibilitySheet
from gridadmin.domain.workers import Condition
from gridadmin.i18n import N_, Message
from gridadmin.reports.fonts import Face, font_chain
from gridadmin.reports.notices_cards import draw_portrait
from gridadmin.reports.notices_parts import centred
from gridadmin.reports.notices_pictures import Pictures
from gridadmin.reports.notices_sheet import POINTS_PER_MM, Ink, Rect, Sheet, rgb
from gridadmin.reports.typesetting import Box

A4 = BoardSize(210, 297)
LEFT, RIGHT, TOP = 20.0, 190.0, 16.0
INK, MUTED, SHADE, LINE = rgb("16202E"), rgb("5A6B82"), rgb("F1F5FA"), rgb("5A6B82")
TITLE_INK = Ink(7.4, Face.BOLD, INK, 0.14)
HEAD, WORD, SMALL = Ink(3.5, Face.BOLD, INK), Ink(3.5, Face.REGULAR, INK), Ink(2.9, Face.REGULAR, MUTED)
COLORS = {Result.MET: rgb("146C43"), Result.NOT_MET: rgb("B3261E"), Result.NEEDS_PERSON: rgb("9A5B00")}
FACT_HEIGHT, HEAD_HEIGHT, CONDITION_HEIGHT, LEAST_HEIGHT, OPINION_HEIGHT = 8.6, 7.6, 22.0, 10.0, 18.0
WIDTHS = (58.0, 19.0, 47.0, 46.0)  # condition, result, papers, word
COMPUTED = (Condition.NATIONALITY_AND_AGE, Condition.EDUCATION)
OPINIONS = (
    N_("Opinion of the village or residents' committee"),
    N_("Opinion of the township's grid service office"),
)


def eligibility_pdf(sheets: Sequence[EligibilitySheet], step: Callable[[int], None] = lambda _done: None) -> bytes:
    """Return the sheets as one PDF, a page for each person; `step` is told how many are drawn and may stop the work."""
    out = io.BytesIO()
    chain = font_chain()
    chain.font(Face.REGULAR.value)
    first: Any = Face.REGULAR.value
    paper = (A4.width_mm * POINTS_PER_MM, A4.height_mm * POINTS_PER_MM)
    canvas = Canvas(out, pagesize=paper, pageCompression=1, initialFontName=first, lang="zh-CN")
    canvas.setTitle(str(Message(N_("Check of the conditions for grid workers (Article 11)"))))
    canvas.setAuthor("")
    canvas.setCreator(f"gridadmin {__version__}")
    sheet, pictures = Sheet(canvas, chain, A4, 1.0), Pictures(canvas)
    for done, each in enumerate(sheets, 1):
        sheet.about = each.worker.name
        _page(sheet, each, pictures)
        if each.practice:
            sheet.watermark("练习数据", rgb("8A1020"))
        sheet.record.clear()
        canvas.showPage()
        step(done)
    canvas.save()
    return out.getvalue()


def _page(sheet: Sheet, person: EligibilitySheet, pictures: Pictures) -> None:
    title = str(Message(N_("Check of the conditions for grid workers (Article 11)")))
    sheet.text(title, TITLE_INK, (105, TOP + 7), RIGHT - LEFT, "c")
    sheet.text(person.organisation, SMALL, (LEFT, TOP + 15), 110)
    day = str(Message(N_("As of {day}"), {"day": person.as_of}))
    sheet.text(day, SMALL, (RIGHT, TOP + 15), 50, "r")
    below = _facts(sheet, person, TOP + 17.5, pictures)
    below = _heads(sheet, below)
    for cells, height in _condition_rows(sheet, person.lines, 297 - 14 - len(OPINIONS) * OPINION_HEIGHT - below):
        below = _condition(sheet, cells, below, height)
    room = (297 - 14 - below) / len(OPINIONS)
    for opinion in OPINIONS:
        below = _opinion(sheet, str(Message(opinion)), below, min(room, 34))


def _facts(sheet: Sheet, person: EligibilitySheet, top: float, pictures: Pictures) -> float:
    """Draw what tells the person apart, in two columns, with the photo at the right; return the row below."""
    facts = _fact_pairs(person)
    photo = Rect(RIGHT - 27, top, 27, FACT_HEIGHT * 5)
    pair = (photo.x - LEFT) / 2
    for place, (word, value) in enumerate(facts):
        row, column = divmod(place, 2)
        x, y = LEFT + column * pair, top + row * FACT_HEIGHT
        wide = row >= 5
        width = RIGHT - LEFT if wide else pair
        if wide:
            x, y = LEFT, top + (5 + place - 10) * FACT_HEIGHT
        _cell(sheet, Rect(x, y, 22, FACT_HEIGHT), word, HEAD, shade=True, centre=True)
        _cell(sheet, Rect(x + 22, y, width - 22, FACT_HEIGHT), value, WORD)
    sheet.stroke(photo, LINE, 0.2)
    draw_portrait(
        sheet, Rect(photo.x + 1.5, photo.y + (photo.h - 32) / 2, 24, 32), person.photo, person.worker.name, pictures
    )
    return top + (5 + max(len(facts) - 10, 0)) * FACT_HEIGHT


def _fact_pairs(person: EligibilitySheet) -> list[tuple[str, str]]:
    row = person.worker
    grids = "、".join(f"{post.grid_name}（{post.role.label}）" for post in row.grids)
    kind = row.kind.label if row.kind else ""
    source = row.source.label if row.source else ""
    words: list[tuple[str, str]] = [
        (N_("Name"), row.name),
        (N_("Sex"), row.sex.label),
        (N_("Birth date"), row.birth_date.isoformat() if row.birth_date else ""),
        (N_("Ethnicity"), ETHNICITIES.get(row.ethnicity or "", "")),
        (N_("Political status"), POLITICAL_STATUSES.get(row.political_status or "", "")),
        (N_("Education"), EDUCATIONS.get(row.education or "", "")),
        (N_("ID number"), row.id_number or ""),
        (N_("Phone"), row.phones[0] if row.phones else ""),
        (N_("Kind"), kind),
        (N_("Source"), source),
        (N_("Grids"), grids or row.community),
    ]
    return [(str(Message(word)), value) for word, value in words]


def _heads(sheet: Sheet, top: float) -> float:
    titles = (
        N_("Condition of Article 11"), N_("Result"), N_("On file, and papers seen"), N_("Attested by a person"),
    )  # fmt: skip
    x = LEFT
    for title, width in zip(titles, WIDTHS, strict=True):
        _cell(sheet, Rect(x, top, width, HEAD_HEIGHT), str(Message(title)), HEAD, shade=True, centre=True)
        x += width
    return top + HEAD_HEIGHT


def _condition_rows(
    sheet: Sheet, lines: Sequence[EligibilityLine], room: float
) -> Iterator[tuple[tuple[tuple[str, Ink], ...], float]]:
    """Yield the cells of each condition and how high they are: all alike, or where one needs more, each its share."""
    rows = [_condition_cells(line) for line in lines]
    needed = [max(_needed(sheet, *cell, width) for cell, width in zip(row, WIDTHS, strict=True)) for row in rows]
    if max(needed, default=0) <= CONDITION_HEIGHT:
        needed = [CONDITION_HEIGHT] * len(rows)
    needed = [max(height, LEAST_HEIGHT) for height in needed]
    scale = min(room / max(sum(needed), 1), 1)
    yield from zip(rows, (height * scale for height in needed), strict=True)


def _needed(sheet: Sheet, words: str, ink: Ink, width: float) -> float:
    texts = [text for text in words.split("\n") if text]
    return sheet.fit(texts, ink, Box(width - 3, 10_000, leading=1.3, paragraph_gap=0.15)).height + 2


def _condition_cells(line: EligibilityLine) -> tuple[tuple[str, Ink], ...]:
    word = line.attestation
    attested = ""
    if word is not None:
        said = Message(N_("Met")) if word.met else Message(N_("Not met"))
        attested = f"{said}　{word.attested_by}　{word.attested_on}" + (f"\n{word.remark}" if word.remark else "")
    told = word is not None and line.condition not in COMPUTED  # the word itself stands beside it
    papers = [] if told else [str(fact) for fact in line.facts]
    papers += [f"{row.paper}（{row.seen_by} {row.seen_on}）" for row in line.evidence]
    return (
        (f"（{line.numeral}）{line.quote}", WORD),
        (line.result.label, Ink(3.4, Face.BOLD, COLORS.get(line.result, INK))),
        ("\n".join(papers), Ink(3.0, Face.REGULAR, INK)),
        (attested, Ink(3.2, Face.REGULAR, INK)),
    )


def _condition(sheet: Sheet, cells: Sequence[tuple[str, Ink]], top: float, height: float) -> float:
    x = LEFT
    for place, ((words, ink), width) in enumerate(zip(cells, WIDTHS, strict=True)):
        _cell(sheet, Rect(x, top, width, height), words, ink, centre=place == 1)
        x += width
    return top + height


def _opinion(sheet: Sheet, title: str, top: float, height: float) -> float:
    _cell(sheet, Rect(LEFT, top, 30, height), title, HEAD, shade=True, centre=True)
    box = Rect(LEFT + 30, top, RIGHT - LEFT - 30, height)
    sheet.stroke(box, LINE, 0.2)
    sign = str(Message(N_("Signature:                    (Seal)          Date:")))
    sheet.text(sign, WORD, (box.right - 4, box.bottom - 3.5), box.w - 8, "r")
    return top + height


def _cell(sheet: Sheet, box: Rect, words: str, ink: Ink, *, shade: bool = False, centre: bool = False) -> None:
    """Draw a cell with its words in the middle of its height, smaller where they need it; nothing is ever cut."""
    if shade:
        sheet.fill(box, SHADE)
    sheet.stroke(box, LINE, 0.2)
    texts = [text for text in words.split("\n") if text]
    if not texts:
        return
    room = Box(box.w - 3, box.h - 1.6, leading=1.3, paragraph_gap=0.15)
    fitted = sheet.fit(texts, ink, room)
    single = len(fitted.paragraphs) == 1 and len(fitted.paragraphs[0]) == 1
    if centre and single:
        middle = (box.middle[0], centred(box.middle[1], fitted.size))
        sheet.text(texts[0], ink.at(fitted.size), middle, room.width, "c")
        return
    top = box.y + (box.h - fitted.height) / 2
    sheet.lines(fitted, ink, (box.x + 1.5, top), room)
