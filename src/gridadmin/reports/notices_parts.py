"""What the board templates are put together from: the page, its colours, duties, area, QR code, public numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gridadmin.domain.notices import BoardContent, BoardPerson, BoardSize, Hotline
from gridadmin.reports.fonts import Face
from gridadmin.reports.lettering import Color
from gridadmin.reports.notices_pictures import Pictures, qr_runs
from gridadmin.reports.notices_sheet import MIDDLE, Ink, Rect, Sheet, rgb
from gridadmin.reports.typesetting import Box

WHITE = rgb("FFFFFF")
PEOPLE_ON_FIRST_PAGE = 7
PEOPLE_ON_NEXT_PAGES = 12
_INDENT = 1.85  # em from the left of the number discs to the words beside them


@dataclass(frozen=True)
class Theme:
    """The colours of a template."""

    ink: Color
    muted: Color
    phone: Color
    accent: Color
    leader: Color
    card: Color
    card_edge: Color
    card_shade: Color
    panel: Color
    rule: Color
    chip_words: Color = WHITE
    leader_words: Color = WHITE


@dataclass(frozen=True)
class BoardPage:
    """One page of one board: what it says and which of the people stand on it."""

    content: BoardContent
    people: tuple[BoardPerson, ...]
    number: int
    count: int
    size: BoardSize
    photos: bool
    pictures: Pictures

    @property
    def is_first(self) -> bool:
        """Whether it is the board's first page, which carries everything; others carry the rest of the people."""
        return self.number == 1

    @property
    def duties(self) -> tuple[str, ...]:
        """The duties in the exact words of Art 13 from A3 on, in the short form below."""
        return tuple(duty.full if self.size.wants_full_duties else duty.short for duty in self.content.duties)

    @property
    def stamp(self) -> str:
        """When and as what version the board was printed, and which page of it this is."""
        day = self.content.printed_on
        page = f" · 第{self.number}页，共{self.count}页" if self.count > 1 else ""
        return f"{day.year}年{day.month}月{day.day}日更新 · 第{self.content.version}版{page}"

    @property
    def facts(self) -> str:
        """Where the grid is and how large: 红旗村 · 312户 · 1046人."""
        households, residents = self.content.households, self.content.residents
        parts = (
            self.content.community,
            f"{households}户" if households is not None else "",
            f"{residents}人" if residents is not None else "",
        )
        return "  ·  ".join(part for part in parts if part)


def centred(y: float, size: float) -> float:
    """Return the baseline of letters of a size that stand in the middle of `y`."""
    return y + MIDDLE * size


def draw_heading(
    sheet: Sheet, words: str, at: tuple[float, float], ink: Ink, mark: Color, rule: tuple[float, Color]
) -> None:
    """Draw a heading with a coloured mark before it and a fine rule after it, up to `rule[0]`."""
    x, middle = at
    sheet.fill(Rect(x, middle - ink.size * 0.46, ink.size * 0.28, ink.size * 0.92), mark, ink.size * 0.14)
    start = x + ink.size * 0.62
    width = sheet.text(words, ink, (start, centred(middle, ink.size)))
    sheet.polyline([(start + width + ink.size * 0.5, middle), (rule[0], middle)], rule[1], ink.size * 0.035)


def draw_duties(sheet: Sheet, area: Rect, duties: Sequence[str], ink: Ink, colors: tuple[Color, Color]) -> None:
    """Draw the numbered duties as large as the area allows; `colors`: of the discs and of the numbers in them."""
    indent = ink.size * _INDENT
    box = Box(area.w - indent, area.h, leading=1.38, paragraph_gap=0.42)
    indent = sheet.fit(duties, ink, box).size * _INDENT  # smaller letters need less of it and gain by that
    box = Box(area.w - indent, area.h, leading=1.38, paragraph_gap=0.42)
    fitted = sheet.fit(duties, ink, box)
    spare = (area.h - fitted.height) / max(len(duties) - 1, 1) / fitted.size
    box = Box(box.width, box.height, box.leading, box.paragraph_gap + min(spare, 0.75))
    middles = sheet.lines(fitted, ink, (area.x + indent, area.y), box)
    radius, figures = fitted.size * 0.66, Ink(fitted.size * 0.78, Face.BOLD, colors[1])
    for number, middle in enumerate(middles, 1):
        sheet.disc(area.x + radius, middle, radius, colors[0])
        sheet.text(str(number), figures, (area.x + radius, centred(middle, figures.size)), align="c")


def draw_two_columns_of_duties(
    sheet: Sheet, area: Rect, duties: Sequence[str], ink: Ink, colors: tuple[Color, Color], gap: float
) -> None:
    """Draw the numbered duties in two columns of one size, the first half at the left."""
    half, width, size = -(-len(duties) // 2), (area.w - gap) / 2, ink.size
    columns = (duties[:half], duties[half:])
    for _attempt in range(2):  # smaller letters need less indent and gain by that
        indent = size * _INDENT
        box = Box(width - indent, area.h, leading=1.36, paragraph_gap=0.42)
        size = min(sheet.fit(column, ink, box).size for column in columns if column)
    number = 1
    for index, column in enumerate(columns):
        left = area.x + index * (width + gap)
        fitted = sheet.fit(column, ink.at(size), box)
        spare = (area.h - fitted.height) / max(half - 1, 1) / fitted.size
        spread = Box(box.width, box.height, box.leading, box.paragraph_gap + min(spare, 0.6))
        figures = Ink(size * 0.78, Face.BOLD, colors[1])
        for middle in sheet.lines(fitted, ink.at(size), (left + indent, area.y), spread):
            sheet.disc(left + size * 0.66, middle, size * 0.66, colors[0])
            sheet.text(str(number), figures, (left + size * 0.66, centred(middle, figures.size)), align="c")
            number += 1


def draw_area(sheet: Sheet, panel: Rect, words: str, ink: Ink, color: Color) -> None:
    """Draw the area of the grid in a tinted panel, as large as it fits."""
    sheet.fill(panel, color, min(panel.w, panel.h) * 0.06)
    inside = panel.inset(ink.size * 0.75, min(ink.size * 0.6, panel.h * 0.12))
    box = Box(inside.w, inside.h, leading=1.52)
    fitted = sheet.fit([words], ink, box)
    top = inside.y + min((inside.h - fitted.height) / 2, ink.size * 0.5)
    sheet.lines(fitted, ink, (inside.x, top), box)


def draw_small_print(sheet: Sheet, place: Rect, page: BoardPage, ink: Ink) -> None:
    """Draw who puts the board up and below it date and version, at the lower edge of a place.

    Date and version stay on one line, a little smaller where they must; a long issuer goes on to a second line.
    """
    issuer = f"{page.content.issuer} 制"
    widest = sheet.width_of(issuer, ink)
    above = ink.at(ink.size * place.w / widest) if place.w < widest < place.w * 1.35 else ink
    stamp_height = ink.size * 1.5
    box = Box(place.w, place.h - stamp_height, leading=1.4)
    fitted = sheet.fit([issuer], above, box)
    sheet.text(page.stamp, ink, (place.x, place.bottom - ink.size * (0.5 - MIDDLE)), place.w)
    sheet.lines(fitted, above, (place.x, place.bottom - stamp_height - fitted.height), box)


def draw_qr(sheet: Sheet, tile: Rect, words: str, color: Color, radius: float) -> None:
    """Draw a QR code with its white border of four modules on a white tile."""
    sheet.fill(tile, WHITE, radius)
    count, runs = qr_runs(words)
    sheet.cells(tile, count, runs, color)


def draw_hotlines(
    sheet: Sheet, area: Rect, hotlines: Sequence[Hotline], look: tuple[Ink, Ink, Color], columns: int
) -> None:
    """Draw public numbers in a grid of tiles; `look`: the inks of number and label, the colour of the tiles."""
    if not hotlines:
        return
    number, label, color = look
    rows = -(-len(hotlines) // columns)
    gap = min(area.w, area.h) * 0.06
    width, height = (area.w - gap * (columns - 1)) / columns, (area.h - gap * (rows - 1)) / rows
    figures, words = number.at(min(number.size, height * 0.6)), label.at(min(label.size, height * 0.42))
    longest = max(sheet.width_of(line.number, figures) + sheet.width_of(line.label, words) for line in hotlines)
    lying = width > 3.2 * height and longest + 1.1 * height < width
    for index, hotline in enumerate(hotlines):
        x = area.x + index % columns * (width + gap)
        tile = Rect(x, area.y + index // columns * (height + gap), width, height)
        sheet.fill(tile, color, min(width, height) * 0.2)
        if lying:
            _lying_hotline(sheet, tile, hotline, number, label)
        else:
            _upright_hotline(sheet, tile, hotline, number, label)


def _upright_hotline(sheet: Sheet, tile: Rect, hotline: Hotline, number: Ink, label: Ink) -> None:
    x, room = tile.middle[0], tile.w * 0.88
    number, label = number.at(min(number.size, tile.h * 0.44)), label.at(min(label.size, tile.h * 0.28))
    sheet.text(hotline.number, number, (x, centred(tile.y + tile.h * 0.36, number.size)), room, "c")
    sheet.text(hotline.label, label, (x, centred(tile.y + tile.h * 0.75, label.size)), room, "c")


def _lying_hotline(sheet: Sheet, tile: Rect, hotline: Hotline, number: Ink, label: Ink) -> None:
    number, label = number.at(min(number.size, tile.h * 0.6)), label.at(min(label.size, tile.h * 0.42))
    y, pad = tile.middle[1], tile.h * 0.36
    room = min(sheet.width_of(hotline.label, label), tile.w * 0.45)
    sheet.text(hotline.label, label, (tile.x + pad, centred(y, label.size)), room)
    rest = tile.w - room - 2.6 * pad
    sheet.text(hotline.number, number, (tile.right - pad, centred(y, number.size)), rest, "r")
