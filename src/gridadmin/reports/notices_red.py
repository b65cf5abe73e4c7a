"""党建红·楼道版, for stairwells: cream paper, a red band, large cards, the area with its buildings, public numbers.

Measures are those of A3 upright, in mm; other sizes scale by their width (lying boards by 420).
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
    draw_heading,
    draw_hotlines,
    draw_qr,
)
from gridadmin.reports.notices_sheet import Ink, Rect, Sheet, mixed, rgb

RED, DEEP_RED = rgb("B81C22"), rgb("8F1016")
CREAM, GOLD, INK = rgb("FFF9EC"), rgb("F3C969"), rgb("2A1A14")
THEME = Theme(
    ink=INK,
    muted=rgb("7A6455"),
    phone=rgb("B01319"),
    accent=rgb("A8641A"),
    leader=RED,
    card=WHITE,
    card_edge=rgb("F0DDB4"),
    card_shade=rgb("F3E6CC"),
    panel=rgb("FDEFD3"),
    rule=rgb("E9D6AE"),
)
MARGIN = 16
_CARDS_SHARE = {0: 0.0, 1: 0.29, 2: 0.25, 3: 0.37, 4: 0.37, 5: 0.38, 6: 0.38, 7: 0.45}
_CARDS_SHARE_NO_PHOTOS = {0: 0.0, 1: 0.17, 2: 0.19, 3: 0.19, 4: 0.30, 5: 0.32, 6: 0.32, 7: 0.40}


def unit_mm(size: BoardSize) -> float:
    """Return the length of a unit of this template on a board of a size."""
    return size.width_mm / (420 if _is_lying(size) else 297)


def draw_page(sheet: Sheet, page: BoardPage) -> None:
    """Draw one page of a board."""
    lying = _is_lying(page.size)
    band = Rect(0, 0, sheet.width, 58 if lying else 70)
    foot = Rect(0, sheet.height - 58, sheet.width, 58)
    sheet.form(("red", band, foot), lambda: _ground(sheet, band, foot))
    _band(sheet, band, page)
    body = Rect(MARGIN, band.bottom + 11, sheet.width - 2 * MARGIN, foot.y - band.bottom - 19)
    if not page.is_first:
        draw_cards(sheet, further_cards(body, page), page, THEME, 6)
    elif lying:
        _lying_body(sheet, body, page)
    else:
        _upright_body(sheet, body, page)
    _foot(sheet, foot, page)


def _is_lying(size: BoardSize) -> bool:
    return size.width_mm > 0.85 * size.height_mm


def _ground(sheet: Sheet, band: Rect, foot: Rect) -> None:
    sheet.fill(Rect(0, 0, sheet.width, sheet.height), CREAM)
    sheet.fill(band, RED)
    sheet.clipped(band, 0, lambda: _rays(sheet, band))
    sheet.fill(Rect(0, band.bottom, sheet.width, 1.6), GOLD)
    sheet.fill(Rect(0, band.bottom + 2.5, sheet.width, 0.5), GOLD)
    sheet.fill(foot, RED)
    sheet.fill(Rect(0, foot.y - 1.2, sheet.width, 1.2), GOLD)


def _rays(sheet: Sheet, band: Rect) -> None:
    """Draw a fan of quiet rays rising from below the middle of the band."""
    x, y = band.middle[0], band.bottom + band.h * 0.9
    reach = band.w * 0.09
    for step in range(-9, 10):
        left = x + (step * reach - reach * 0.22) * 1.9
        sheet.polygon([(x, y), (left, band.y), (left + reach * 0.84, band.y)], mixed(RED, WHITE, 0.05))


def _band(sheet: Sheet, band: Rect, page: BoardPage) -> None:
    content = page.content
    middle, room = band.middle[0], band.w - 2 * MARGIN
    head = Ink(7.2, Face.BOLD, rgb("FFE7B0"), 0.06)
    sheet.text(
        f"{content.township}城乡网格化服务管理", head, (middle, centred(band.y + band.h * 0.17, head.size)), room, "c"
    )
    title, board = Ink(25, Face.BLACK, WHITE, 0.04), Ink(12.5, Face.BOLD, GOLD, 0.08)
    together = sheet.width_of(content.grid_name, title) + 7 + sheet.width_of("公示牌", board)
    left = middle - min(together, room) / 2
    base = centred(band.y + band.h * 0.475, title.size)
    taken = sheet.width_of("公示牌", board)
    width = sheet.text(content.grid_name, title, (left, base), room - taken - 7)
    sheet.text("公示牌", board, (left + width + 7, base - 0.8))
    facts = Ink(6.6, Face.REGULAR, rgb("FFEFD0"))
    words = f"{page.facts}  ·  网格编码 {content.code}"
    sheet.text(words, facts, (middle, centred(band.y + band.h * 0.80, facts.size)), room, "c")


def _upright_body(sheet: Sheet, body: Rect, page: BoardPage) -> None:
    shares = _CARDS_SHARE if page.photos else _CARDS_SHARE_NO_PHOTOS
    cards = Rect(body.x, body.y, body.w, body.h * shares[len(page.people)])
    draw_cards(sheet, cards, page, THEME, 6)
    top = cards.bottom + (9 if page.people else 0)
    rest = Rect(body.x, top, body.w, body.bottom - top)
    area_height = min(max(rest.h * 0.27, 40), 64)
    _area(sheet, Rect(rest.x, rest.y, rest.w, area_height), page, 11.5)
    below = Rect(rest.x, rest.y + area_height + 8, rest.w, rest.h - area_height - 8)
    _duties_and_numbers(sheet, below, page)


def _lying_body(sheet: Sheet, body: Rect, page: BoardPage) -> None:
    left = Rect(body.x, body.y, body.w * 0.52, body.h)
    right = Rect(left.right + 12, body.y, body.right - left.right - 12, body.h)
    share = (0.64 if page.photos else 0.5) if page.people else 0
    cards = Rect(left.x, left.y, left.w, left.h * share)
    draw_cards(sheet, cards, page, THEME, 6)
    top = cards.bottom + (8 if page.people else 0)
    _area(sheet, Rect(left.x, top, left.w, left.bottom - top), page, 9.5)
    _duties(sheet, right, page)


def _duties_and_numbers(sheet: Sheet, place: Rect, page: BoardPage) -> None:
    if not page.content.hotlines:
        _duties(sheet, place, page)
        return
    right = Rect(place.right - 74, place.y, 74, place.h)
    _duties(sheet, Rect(place.x, place.y, right.x - 10 - place.x, place.h), page)
    heading = Ink(9.2, Face.BOLD, DEEP_RED)
    draw_heading(sheet, "便民电话", (right.x, right.y + 5), heading, RED, (right.right, THEME.rule))
    look = (Ink(11, Face.BOLD, rgb("9A1318")), Ink(6.5, Face.REGULAR, INK), rgb("FBE9C8"))
    rows = len(page.content.hotlines)
    tiles = Rect(right.x, right.y + 15, right.w, min(right.h - 15, rows * 20))
    draw_hotlines(sheet, tiles, page.content.hotlines, look, 1)


def _duties(sheet: Sheet, place: Rect, page: BoardPage) -> None:
    heading = Ink(9.2, Face.BOLD, DEEP_RED)
    list_place = Rect(place.x, place.y + 15.5, place.w, place.h - 15.5)

    def draw() -> None:
        draw_heading(sheet, "网格员职责", (place.x, place.y + 5), heading, RED, (place.right, THEME.rule))
        draw_duties(sheet, list_place, page.duties, Ink(7.2, Face.REGULAR, INK), (RED, rgb("FFF3D6")))

    sheet.form(("red duties", place, page.duties), draw)


def _area(sheet: Sheet, place: Rect, page: BoardPage, size: float) -> None:
    heading = Ink(9.2, Face.BOLD, DEEP_RED)
    draw_heading(sheet, "网格管辖范围", (place.x, place.y + 5), heading, RED, (place.right, THEME.rule))
    panel = Rect(place.x, place.y + 14, place.w, place.h - 14)
    draw_area(sheet, panel, page.content.area, Ink(size, Face.BOLD, INK), THEME.panel)


def _foot(sheet: Sheet, foot: Rect, page: BoardPage) -> None:
    content = page.content
    right, left = foot.right - MARGIN, float(MARGIN)
    if content.qr:
        side = foot.h - 12
        draw_qr(sheet, Rect(right - side, foot.y + 6, side, side), content.qr, INK, 3)
        right -= side + 6
        words = Ink(8.4, Face.BOLD, WHITE)
        sheet.text(content.qr_title, words, (right, foot.y + 22), 60, "r")
        sheet.text("微信扫一扫", Ink(5.6, Face.REGULAR, rgb("FFE7B0")), (right, foot.y + 32), 60, "r")
        right -= 62
    room = right - left
    sheet.text("监督电话", Ink(7.6, Face.BOLD, rgb("FFE7B0")), (left, foot.y + 14), room)
    number = content.supervision_phone or "待公布"
    sheet.phone(number, Ink(16, Face.BOLD, GOLD), (left, foot.y + 31), room)
    small = Ink(5.2, Face.REGULAR, rgb("FFEBC4"))
    sheet.text(f"{content.issuer} 制", small, (left, foot.y + 43), room)
    law = "依照《聊城市城乡网格化服务管理条例》第十五条公示"
    sheet.text(f"{page.stamp} · {law}", small, (left, foot.y + 51), room)
