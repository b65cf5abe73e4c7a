"""Work cards (工作牌), many to an A4 page with marks to cut along; upright, large upright, or lying.

Cards are papers for the public, so they are Chinese in every language. Measures are millimetres.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from gridadmin import __version__
from gridadmin.domain.notices import BoardSize
from gridadmin.domain.qualifications_cards import CardFace, CardSize
from gridadmin.reports.fonts import Face, font_chain
from gridadmin.reports.notices_cards import Spot, draw_portrait
from gridadmin.reports.notices_parts import WHITE, centred
from gridadmin.reports.notices_pictures import Pictures
from gridadmin.reports.notices_sheet import POINTS_PER_MM, Ink, Rect, Sheet, mixed, rgb
from gridadmin.reports.typesetting import Box

A4 = BoardSize(210, 297)
GAP = 5.0  # between cards, for the marks
MARK, OFF = 3.0, 0.8  # length of a mark, and how far it stays from the card
NAVY, BLUE, GOLD, LEADER = rgb("0A2E6E"), rgb("0F56C0"), rgb("F5B541"), rgb("C8102E")
INK, MUTED, RULE, PANEL = rgb("16202E"), rgb("5A6B82"), rgb("D3DDEB"), rgb("EAF2FD")
HAIR = rgb("8A97A8")
TITLE = "网格员工作牌"


@dataclass(frozen=True)
class _Layout:
    """How many cards of a size go on a page."""

    width: float
    height: float
    columns: int
    rows: int

    @property
    def places(self) -> list[Rect]:
        """Where the cards of a page are, row by row, the whole block in the middle of the page."""
        across = self.columns * self.width + (self.columns - 1) * GAP
        down = self.rows * self.height + (self.rows - 1) * GAP
        left, top = (A4.width_mm - across) / 2, (A4.height_mm - down) / 2
        return [
            Rect(left + column * (self.width + GAP), top + row * (self.height + GAP), self.width, self.height)
            for row in range(self.rows)
            for column in range(self.columns)
        ]


LAYOUTS = {
    CardSize.UPRIGHT: _Layout(54, 85.5, 3, 3),
    CardSize.LARGE: _Layout(70, 105, 2, 2),
    CardSize.LYING: _Layout(85.5, 54, 2, 4),
}


def per_page(size: CardSize) -> int:
    """Return how many cards of a size go on an A4 page."""
    return len(LAYOUTS[size].places)


def cards_pdf(faces: Sequence[CardFace], size: CardSize, step: Callable[[int], None] = lambda _done: None) -> bytes:
    """Return work cards as one PDF, in the order given; `step` is told how many are drawn and may stop the work."""
    out = io.BytesIO()
    chain = font_chain()
    chain.font(Face.REGULAR.value)
    first: Any = Face.REGULAR.value  # else ReportLab writes Helvetica into every file
    paper = (A4.width_mm * POINTS_PER_MM, A4.height_mm * POINTS_PER_MM)
    canvas = Canvas(out, pagesize=paper, pageCompression=1, initialFontName=first, lang="zh-CN")
    canvas.setTitle(TITLE)
    canvas.setAuthor("")
    canvas.setCreator(f"gridadmin {__version__}")
    sheet, pictures = Sheet(canvas, chain, A4, 1.0), Pictures(canvas)
    places = LAYOUTS[size].places
    draw = _lying if size is CardSize.LYING else _upright
    for start in range(0, len(faces), len(places)):
        page = faces[start : start + len(places)]
        for number, (place, face) in enumerate(zip(places, page, strict=False)):
            sheet.about = face.name
            draw(sheet, place, face, pictures)
            _cut_marks(sheet, place)
            step(start + number + 1)
        if any(face.practice for face in page):
            sheet.watermark("练习数据", rgb("8A1020"))
        sheet.record.clear()
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _cut_marks(sheet: Sheet, card: Rect) -> None:
    """Draw two fine marks at each corner, outside of the card: what is cut shows none of them."""
    length = min(MARK, GAP / 2 - OFF + 0.6)
    for x, out in ((card.x, -1), (card.right, 1)):
        for y in (card.y, card.bottom):
            sheet.polyline([(x + out * OFF, y), (x + out * (OFF + length), y)], HAIR, 0.12)
    for y, out in ((card.y, -1), (card.bottom, 1)):
        for x in (card.x, card.right):
            sheet.polyline([(x, y + out * OFF), (x, y + out * (OFF + length))], HAIR, 0.12)


def _upright(sheet: Sheet, card: Rect, face: CardFace, pictures: Pictures) -> None:
    unit = card.w / 54
    band = Rect(card.x, card.y, card.w, 17.5 * unit)
    foot = Rect(card.x, card.bottom - 9.2 * unit, card.w, 9.2 * unit)
    _ground(sheet, card, band, foot, unit)
    middle = card.middle[0]
    room = card.w - 6 * unit
    sheet.text(face.township, Ink(3.1 * unit, Face.REGULAR, WHITE, 0.06), (middle, band.y + 6.3 * unit), room, "c")
    sheet.text(TITLE, Ink(5.3 * unit, Face.BOLD, WHITE, 0.08), (middle, band.y + 13.2 * unit), room, "c")
    photo = Rect(middle - 11.25 * unit, band.bottom + 3.2 * unit, 22.5 * unit, 30 * unit)
    sheet.stroke(photo.inset(-0.7 * unit), RULE, 0.25 * unit, 1.2 * unit)
    draw_portrait(sheet, photo, face.photo, face.name, pictures)
    _pill(sheet, face, 5.0 * unit, Spot(middle, photo.bottom, room, "c"))
    name = Ink(6.2 * unit, Face.BOLD, INK, 0.12)
    sheet.text(face.name, name, (middle, centred(photo.bottom + 7.4 * unit, name.size)), room, "c")
    facts = Rect(card.x + 4 * unit, photo.bottom + 11.8 * unit, card.w - 8 * unit, foot.y - photo.bottom - 12.6 * unit)
    _facts(sheet, facts, face, unit)
    _foot(sheet, foot, face, unit)


def _lying(sheet: Sheet, card: Rect, face: CardFace, pictures: Pictures) -> None:
    unit = card.h / 54
    band = Rect(card.x, card.y, card.w, 12.5 * unit)
    foot = Rect(card.x, card.bottom - 7 * unit, card.w, 7 * unit)
    _ground(sheet, card, band, foot, unit)
    left = card.x + 4.5 * unit
    small, large = Ink(2.9 * unit, Face.REGULAR, WHITE, 0.04), Ink(4.6 * unit, Face.BOLD, WHITE, 0.08)
    sheet.text(TITLE, large, (left, centred(band.middle[1], large.size)), card.w * 0.45)
    sheet.text(face.township, small, (card.right - 4.5 * unit, centred(band.middle[1], small.size)), card.w * 0.42, "r")
    photo = Rect(left, band.bottom + 3 * unit, 21 * unit, 28 * unit)
    sheet.stroke(photo.inset(-0.7 * unit), RULE, 0.25 * unit, 1.2 * unit)
    draw_portrait(sheet, photo, face.photo, face.name, pictures)
    words = photo.right + 4.5 * unit
    room = card.right - 4.5 * unit - words
    name = Ink(6.4 * unit, Face.BOLD, INK, 0.1)
    drawn = sheet.text(face.name, name, (words, centred(band.bottom + 7 * unit, name.size)), room * 0.66)
    _pill(sheet, face, 4.6 * unit, Spot(words + drawn + 3 * unit, band.bottom + 7 * unit, room * 0.34, "l"))
    facts = Rect(words, band.bottom + 12.2 * unit, room, foot.y - band.bottom - 13 * unit)
    _facts(sheet, facts, face, unit)
    _foot(sheet, foot, face, unit)


def _ground(sheet: Sheet, card: Rect, band: Rect, foot: Rect, unit: float) -> None:
    def inside() -> None:
        sheet.fill(card, WHITE)
        sheet.gradient(band, NAVY, rgb("1B6BDD"), slant=band.h * 0.7)
        sheet.fill(Rect(band.x, band.bottom, band.w, 0.8 * unit), GOLD)
        sheet.fill(foot, PANEL)

    sheet.clipped(card, 2.6 * unit, inside)
    sheet.stroke(card, mixed(RULE, MUTED, 0.25), 0.2, 2.6 * unit)


def _pill(sheet: Sheet, face: CardFace, height: float, spot: Spot) -> None:
    """Draw the role in a coloured pill, with the kind of service where it stands alone on its line."""
    color = LEADER if face.role == "网格长" else BLUE
    words = f"{face.role} · {face.kind}" if face.kind and spot.align == "c" else face.role
    ink = Ink(height * 0.6, Face.BOLD, WHITE, 0.04)
    width = min(sheet.width_of(words, ink) + height * 1.1, spot.room)
    left = spot.x - width / 2 if spot.align == "c" else spot.x
    pill = Rect(left, spot.middle - height / 2, width, height)
    sheet.fill(pill.inset(-height * 0.12), WHITE, height)
    sheet.fill(pill, color, height)
    sheet.text(words, ink, (left + width / 2, centred(spot.middle, ink.size)), width - height * 0.6, "c")


def _facts(sheet: Sheet, area: Rect, face: CardFace, unit: float) -> None:
    """Draw grid and number under each other; a person of many grids gets smaller letters before lines are added."""
    title, value = Ink(2.7 * unit, Face.REGULAR, MUTED), Ink(3.15 * unit, Face.BOLD, INK)
    indent = 9.5 * unit
    number_height = 4.6 * unit
    box = Box(area.w - indent, area.h - number_height, leading=1.22)
    fitted = sheet.fit([face.grids or "—"], value, box)
    sheet.text("网 格", title, (area.x, area.y + fitted.size * 0.5 + 0.37 * title.size))
    sheet.lines(fitted, value, (area.x + indent, area.y), box)
    top = area.y + max(fitted.height, value.size) + 1.5 * unit
    sheet.text("编 号", title, (area.x, centred(top + value.size / 2, title.size)))
    ink = Ink(3.15 * unit, Face.BOLD, rgb("0B4EA2"), 0.03)
    sheet.text(face.number, ink, (area.x + indent, centred(top + value.size / 2, ink.size)), area.w - indent)


def _foot(sheet: Sheet, foot: Rect, face: CardFace, unit: float) -> None:
    middle, room = foot.middle[0], foot.w - 5 * unit
    issuer, small = Ink(2.5 * unit, Face.REGULAR, INK), Ink(2.1 * unit, Face.REGULAR, MUTED)
    day = face.made_on
    phone = f" · 监督电话 {face.supervision_phone}" if face.supervision_phone else ""
    sheet.text(f"{face.issuer} 制", issuer, (middle, centred(foot.y + foot.h * 0.34, issuer.size)), room, "c")
    words = f"{day.year}年{day.month}月制发{phone}"
    sheet.text(words, small, (middle, centred(foot.y + foot.h * 0.74, small.size)), room, "c")
