"""清朗蓝, the standard board: a blue band with the name, cards, duties and area, a navy foot with code and phones.

Measures are those of the 600 × 900 mm board, in mm; other sizes scale by their width (lying boards by 900).
"""

from __future__ import annotations

from gridadmin.domain.notices import BoardSize
from gridadmin.reports.fonts import Face
from gridadmin.reports.lettering import Color
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
    draw_small_print,
)
from gridadmin.reports.notices_sheet import Ink, Rect, Sheet, mixed, rgb

NAVY, BLUE, SKY, GOLD = rgb("0A2E6E"), rgb("0F56C0"), rgb("1B6BDD"), rgb("F5B541")
PAPER, INK = rgb("F7FAFF"), rgb("16202E")
THEME = Theme(
    ink=INK,
    muted=rgb("5A6B82"),
    phone=rgb("0B4EA2"),
    accent=rgb("0F56C0"),
    leader=rgb("C8102E"),
    card=WHITE,
    card_edge=rgb("D3E2F6"),
    card_shade=rgb("DCE6F5"),
    panel=rgb("E8F1FD"),
    rule=rgb("D3DDEB"),
)
MARGIN = 28
_LEAN = 0.75  # of the height: how far the gradient and the net lean
_CARDS_HEIGHT = {0: 0, 1: 150, 2: 150, 3: 224, 4: 232, 5: 236, 6: 236, 7: 296}
_CARDS_HEIGHT_NO_PHOTOS = {0: 0, 1: 96, 2: 112, 3: 118, 4: 190, 5: 196, 6: 196, 7: 256}


def unit_mm(size: BoardSize) -> float:
    """Return the length of a unit of this template on a board of a size."""
    return size.width_mm / (900 if _is_lying(size) else 600)


def draw_page(sheet: Sheet, page: BoardPage) -> None:
    """Draw one page of a board."""
    lying = _is_lying(page.size)
    band = Rect(0, 0, sheet.width, 124 if lying else min(max(0.19 * sheet.height, 150), 176))
    foot_height = 104 if lying else 124
    foot = Rect(0, sheet.height - foot_height, sheet.width, foot_height)
    sheet.form(("blue", band, foot), lambda: _ground(sheet, band, foot))
    _band(sheet, band, page)
    body = Rect(MARGIN, band.bottom + 20, sheet.width - 2 * MARGIN, foot.y - band.bottom - 38)
    if not page.is_first:
        draw_cards(sheet, further_cards(body, page), page, THEME, 12)
    elif lying:
        _lying_body(sheet, body, page)
    else:
        _upright_body(sheet, body, page)
    _foot(sheet, foot, page)


def _is_lying(size: BoardSize) -> bool:
    return size.width_mm > 0.85 * size.height_mm


def _ground(sheet: Sheet, band: Rect, foot: Rect) -> None:
    sheet.fill(Rect(0, 0, sheet.width, sheet.height), PAPER)
    sheet.gradient(band, NAVY, SKY, slant=band.h * _LEAN)
    sheet.clipped(band, 0, lambda: _lattice(sheet, band))
    sheet.fill(Rect(0, band.bottom, sheet.width, 4.5), GOLD)
    sheet.gradient(foot, NAVY, rgb("0D3A86"), slant=foot.h * _LEAN)
    sheet.fill(Rect(0, foot.y - 2.2, sheet.width, 2.2), GOLD)


def _lattice(sheet: Sheet, band: Rect) -> None:
    """Draw the fine slanted net (a grid, after all) that grows clearer to the right, and two light beams.

    The colours are those of the gradient under them, lightened; its steps lean as the net does.
    """
    lean = band.h * _LEAN
    reach = band.w + lean

    def lightened(x: float, share: float) -> Color:
        return mixed(mixed(NAVY, SKY, min(max(x / reach, 0), 1)), WHITE, share)

    def beam(x: float, width: float, share: float) -> None:
        corners = [(x, band.y), (x + width, band.y), (x + width - lean, band.bottom), (x - lean, band.bottom)]
        sheet.polygon(corners, lightened(x + width / 2, share))

    for x, width in ((0.93, 40), (1.04, 15)):
        beam(band.w * x, width, 0.07)
    for step in range(20):
        beam(band.w * (0.55 + step * 0.034), 0.45, min(0.05 + step * 0.012, 0.22))
    for step in range(1, 8):
        y, start = band.y + step * band.h / 7.5, band.w * 0.68
        length = (band.w - start) / 8
        for part in range(8):
            x = start + part * length
            color = lightened(x + length / 2 + lean * (y - band.y) / band.h, 0.024 * (part + 1))
            sheet.fill(Rect(x, y, length, 0.45), color)


def _band(sheet: Sheet, band: Rect, page: BoardPage) -> None:
    content = page.content
    right = band.right - MARGIN
    top = band.y + band.h * (0.155 if band.h > 140 else 0.1)
    sheet.fill(Rect(MARGIN, top, 4.6, 23), GOLD, 2.3)
    code = Ink(10.5, Face.BOLD, WHITE)
    width = sheet.width_of(content.code, code) + sheet.width_of("网格编码", code.at(9)) + 26
    pill = Rect(right - width, top + 1, width, 19)
    sheet.fill(pill, rgb("2F72D8"), 9.5)
    sheet.text("网格编码", Ink(9, Face.REGULAR, rgb("DCE9FC")), (pill.x + 9, centred(pill.middle[1], 9)))
    sheet.text(content.code, code, (pill.right - 9, centred(pill.middle[1], code.size)), align="r")
    room = pill.x - MARGIN - 26
    sheet.text(
        f"{content.township}城乡网格化服务管理", Ink(12.5, Face.BOLD, WHITE, 0.04), (MARGIN + 13, top + 10.5), room
    )
    law = "依照《聊城市城乡网格化服务管理条例》第十五条公示"
    sheet.text(law, Ink(7.8, Face.REGULAR, rgb("C9DCF8"), 0.06), (MARGIN + 13, top + 22), room)
    title = Ink(56 if band.h > 140 else 43, Face.BLACK, WHITE, 0.03)
    board = Ink(title.size / 2, Face.BOLD, GOLD, 0.07)
    taken = sheet.width_of("公示牌", board)
    base = centred(band.y + band.h * (0.545 if band.h > 140 else 0.575), title.size)
    sheet.text(content.grid_name, title, (MARGIN, base), right - taken - 24 - MARGIN)
    sheet.text("公示牌", board, (right, base - 1.5), align="r")
    facts = Ink(13.4 if band.h > 140 else 11.5, Face.REGULAR, rgb("EAF2FE"))
    sheet.text(page.facts, facts, (MARGIN + 1, centred(band.y + band.h * 0.86, facts.size)), right - MARGIN)


def _upright_body(sheet: Sheet, body: Rect, page: BoardPage) -> None:
    heights = _CARDS_HEIGHT if page.photos else _CARDS_HEIGHT_NO_PHOTOS
    cards = Rect(body.x, body.y, body.w, heights[len(page.people)])
    draw_cards(sheet, cards, page, THEME, 12)
    top = cards.bottom + (20 if page.people else 0)
    rest = Rect(body.x, top, body.w, body.bottom - top)
    right = Rect(rest.right - 190, rest.y, 190, rest.h)
    left = Rect(rest.x, rest.y, right.x - 20 - rest.x, rest.h)
    _duties(sheet, left, page)
    _area(sheet, right, page, 21)


def _lying_body(sheet: Sheet, body: Rect, page: BoardPage) -> None:
    left = Rect(body.x, body.y, body.w * 0.53, body.h)
    right = Rect(left.right + 24, body.y, body.right - left.right - 24, body.h)
    rows = 1 if len(page.people) <= 3 else 2 if len(page.people) <= 6 else 3
    share = (0.6 if page.photos else 0.44) + 0.06 * (rows - 1) if page.people else 0
    cards = Rect(left.x, left.y, left.w, left.h * share)
    draw_cards(sheet, cards, page, THEME, 12)
    top = cards.bottom + (18 if page.people else 0)
    _area(sheet, Rect(left.x, top, left.w, left.bottom - top), page, 16)
    _duties(sheet, right, page)


def _duties(sheet: Sheet, place: Rect, page: BoardPage) -> None:
    heading = Ink(17.5, Face.BOLD, NAVY)
    list_place = Rect(place.x, place.y + 31, place.w, place.h - 31)

    def draw() -> None:
        draw_heading(sheet, "网格员职责", (place.x, place.y + 9), heading, BLUE, (place.right, THEME.rule))
        draw_duties(sheet, list_place, page.duties, Ink(12.6, Face.REGULAR, INK), (BLUE, WHITE))

    sheet.form(("blue duties", place, page.duties), draw)


def _area(sheet: Sheet, place: Rect, page: BoardPage, size: float) -> None:
    heading = Ink(17.5, Face.BOLD, NAVY)
    draw_heading(sheet, "网格管辖范围", (place.x, place.y + 9), heading, BLUE, (place.right, THEME.rule))
    panel = Rect(place.x, place.y + 29, place.w, place.h - 29)
    draw_area(sheet, panel, page.content.area, Ink(size, Face.REGULAR, INK), THEME.panel)


def _foot(sheet: Sheet, foot: Rect, page: BoardPage) -> None:
    content = page.content
    left = float(MARGIN)
    side = foot.h - 2 * 15
    if content.qr:
        draw_qr(sheet, Rect(left, foot.y + 15, side, side), content.qr, NAVY, 6)
        left += side + 15
    middle = foot.right - MARGIN - 300 if sheet.width < 700 else foot.right - MARGIN - 440
    room = middle - left - 16
    sheet.text(content.qr_title, Ink(17, Face.BOLD, WHITE), (left, foot.y + foot.h * 0.30), room)
    hint = "微信扫一扫即可打开" if content.qr else "本牌信息有变动时及时更新"
    quiet = rgb("CFE0F8")
    sheet.text(hint, Ink(8.6, Face.REGULAR, quiet), (left, foot.y + foot.h * 0.45), room)
    draw_small_print(
        sheet, Rect(left, foot.y + foot.h * 0.52, room, foot.h * 0.36), page, Ink(8.6, Face.REGULAR, quiet)
    )
    sheet.polyline([(middle, foot.y + 16), (middle, foot.bottom - 16)], rgb("3E66AE"), 0.6)
    tiles = 150.0 if sheet.width < 700 else 260.0
    phone_room = foot.right - MARGIN - tiles - middle - 30
    sheet.text("监督电话", Ink(11.5, Face.REGULAR, quiet), (middle + 16, foot.y + foot.h * 0.36), phone_room)
    number = content.supervision_phone or "待公布"
    sheet.phone(number, Ink(23, Face.BOLD, GOLD), (middle + 16, foot.y + foot.h * 0.62), phone_room)
    sheet.text("欢迎监督网格服务", Ink(8.6, Face.REGULAR, quiet), (middle + 16, foot.y + foot.h * 0.80), phone_room)
    area = Rect(foot.right - MARGIN - tiles, foot.y + 16, tiles, foot.h - 32)
    look = (Ink(12.5, Face.BOLD, WHITE), Ink(7.6, Face.REGULAR, rgb("DCE9FC")), rgb("17489C"))
    columns = 1 if len(content.hotlines) <= 3 else 2 if sheet.width < 700 else 3
    draw_hotlines(sheet, area, content.hotlines, look, columns)
