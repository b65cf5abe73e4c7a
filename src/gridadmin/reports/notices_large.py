"""大字适老版, for old eyes: white and black, one yellow block, everything as large as it can be.

Measures are those of 900 × 600 mm lying, in mm; other sizes scale by their width (upright boards by 600).
"""

from __future__ import annotations

from gridadmin.domain.notices import BoardSize
from gridadmin.reports.fonts import Face
from gridadmin.reports.notices_cards import draw_cards, further_cards
from gridadmin.reports.notices_parts import (
    WHITE,
    BoardPage,
    Theme,
    centred,
    draw_area,
    draw_duties,
    draw_qr,
    draw_two_columns_of_duties,
)
from gridadmin.reports.notices_sheet import Ink, Rect, Sheet, rgb

BLACK, YELLOW = rgb("111111"), rgb("FFD400")
THEME = Theme(
    ink=BLACK,
    muted=rgb("3A3A3A"),
    phone=BLACK,
    accent=BLACK,
    leader=rgb("B3000C"),
    card=WHITE,
    card_edge=BLACK,
    card_shade=rgb("E4E4E4"),
    panel=rgb("FFF6C2"),
    rule=BLACK,
)
MARGIN = 22


def unit_mm(size: BoardSize) -> float:
    """Return the length of a unit of this template on a board of a size."""
    return size.width_mm / (900 if _is_lying(size) else 600)


def draw_page(sheet: Sheet, page: BoardPage) -> None:
    """Draw one page of a board."""
    lying = _is_lying(page.size)
    band = Rect(0, 0, sheet.width, 112)
    sheet.form(("large", band), lambda: _ground(sheet, band))
    _band(sheet, band, page)
    body = Rect(MARGIN, band.bottom + 14, sheet.width - 2 * MARGIN, sheet.height - band.bottom - 14 - 36)
    if not page.is_first:
        draw_cards(sheet, further_cards(body, page), page, THEME, 10)
    elif lying:
        _lying_body(sheet, body, page)
    else:
        _upright_body(sheet, body, page)
    _foot(sheet, page)


def _is_lying(size: BoardSize) -> bool:
    return size.width_mm > 1.1 * size.height_mm


def _ground(sheet: Sheet, band: Rect) -> None:
    sheet.fill(Rect(0, 0, sheet.width, sheet.height), WHITE)
    sheet.fill(band, YELLOW)
    sheet.fill(Rect(0, band.bottom, sheet.width, 3), BLACK)


def _band(sheet: Sheet, band: Rect, page: BoardPage) -> None:
    content = page.content
    right = band.right - MARGIN
    if content.qr:
        side = band.h - 14
        draw_qr(sheet, Rect(right - side, band.y + 7, side, side), content.qr, BLACK, 0)
        right -= side + 12
    hint = content.qr_title if content.qr else "网格编码"
    board, small = Ink(24, Face.BOLD, BLACK), Ink(13, Face.BOLD, BLACK)
    taken = max(sheet.width_of("公示牌", board), sheet.width_of(content.code, small), sheet.width_of(hint, small))
    lines = ((board, "公示牌", 0.25), (small, hint, 0.57), (small, content.code, 0.82))
    for ink, words, share in lines:
        sheet.text(words, ink, (right, centred(band.y + band.h * share, ink.size)), align="r")
    room = right - taken - 24 - MARGIN
    title, facts = Ink(60 if sheet.width > 700 else 46, Face.BLACK, BLACK, 0.02), Ink(18, Face.BOLD, BLACK)
    sheet.text(content.grid_name, title, (MARGIN, centred(band.y + band.h * 0.39, title.size)), room)
    words = f"{content.township}  ·  {page.facts}"
    sheet.text(words, facts, (MARGIN + 2, centred(band.y + band.h * 0.82, facts.size)), room)


def _lying_body(sheet: Sheet, body: Rect, page: BoardPage) -> None:
    duties_height = body.h * (0.41 if page.size.wants_full_duties else 0.36)
    upper = Rect(body.x, body.y, body.w, body.h - duties_height - 14)
    right = Rect(upper.right - 250, upper.y, 250, upper.h)
    draw_cards(sheet, Rect(upper.x, upper.y, right.x - 16 - upper.x, upper.h), page, THEME, 10)
    _side(sheet, right, page)
    _duties(sheet, Rect(body.x, upper.bottom + 14, body.w, duties_height), page, columns=2)


def _upright_body(sheet: Sheet, body: Rect, page: BoardPage) -> None:
    people = len(page.people)
    high = body.h * (0.26 if people == 1 else 0.30 if people <= 3 else 0.34 if people else 0)
    cards = Rect(body.x, body.y, body.w, high)
    draw_cards(sheet, cards, page, THEME, 10)
    top = cards.bottom + (14 if people else 0)
    area_height = body.h * 0.2
    _area(sheet, Rect(body.x, top, body.w, area_height), page)
    _supervision(sheet, Rect(body.x, top + area_height + 12, body.w, 76), page)
    rest = top + area_height + 12 + 76 + 18
    _duties(sheet, Rect(body.x, rest, body.w, body.bottom - rest), page, columns=1)


def _side(sheet: Sheet, place: Rect, page: BoardPage) -> None:
    area_height = place.h * 0.66
    _area(sheet, Rect(place.x, place.y, place.w, area_height), page)
    lower = place.y + area_height + 12
    _supervision(sheet, Rect(place.x, lower, place.w, place.bottom - lower), page)


def _area(sheet: Sheet, place: Rect, page: BoardPage) -> None:
    title = Ink(18, Face.BOLD, BLACK)
    sheet.text("管辖范围", title, (place.x, centred(place.y + 9, title.size)))
    panel = Rect(place.x, place.y + 23, place.w, place.h - 23)
    draw_area(sheet, panel, page.content.area, Ink(20, Face.BOLD, BLACK), THEME.panel)


def _supervision(sheet: Sheet, place: Rect, page: BoardPage) -> None:
    label = Ink(18, Face.BOLD, BLACK)
    sheet.text("监督电话", label, (place.x, centred(place.y + 9, label.size)))
    panel = Rect(place.x, place.y + 23, place.w, place.h - 23)
    sheet.fill(panel, BLACK, min(panel.w, panel.h) * 0.08)
    digits = Ink(min(36, panel.h * 0.62), Face.BOLD, YELLOW)
    number = page.content.supervision_phone or "待公布"
    sheet.phone(number, digits, (panel.middle[0], centred(panel.middle[1], digits.size)), panel.w * 0.9, "c")


def _duties(sheet: Sheet, place: Rect, page: BoardPage, columns: int) -> None:
    title, words = Ink(18, Face.BOLD, BLACK), Ink(18, Face.REGULAR, BLACK)
    area = Rect(place.x, place.y + 28, place.w, place.h - 28)

    def draw() -> None:
        sheet.fill(Rect(place.x, place.y - 7, place.w, 1.4), BLACK)
        sheet.text("网格员职责", title, (place.x, centred(place.y + 10, title.size)))
        if columns == 2:
            draw_two_columns_of_duties(sheet, area, page.duties, words, (BLACK, YELLOW), 26)
        else:
            draw_duties(sheet, area, page.duties, words, (BLACK, YELLOW))

    sheet.form(("large duties", place, page.duties, columns), draw)


def _foot(sheet: Sheet, page: BoardPage) -> None:
    content = page.content
    small = Ink(11, Face.REGULAR, BLACK)
    hotlines = "   ".join(f"{hotline.label} {hotline.number}" for hotline in content.hotlines)
    y = sheet.height - 14
    sheet.fill(Rect(0, sheet.height - 26, sheet.width, 26), rgb("F2F2F2"))
    half = (sheet.width - 2 * MARGIN) * (0.62 if hotlines else 0)
    if hotlines:
        sheet.text(hotlines, small, (MARGIN, centred(y, small.size)), half - 12)
    issued = f"{content.issuer} 制 · {page.stamp}"
    sheet.text(issued, small, (sheet.width - MARGIN, centred(y, small.size)), sheet.width - 2 * MARGIN - half, "r")
