"""The people on a notice board: a card for each with photo, role, name and phone, in rows that suit their number."""

from __future__ import annotations

from dataclasses import dataclass

from gridadmin.domain.notices import BoardPerson
from gridadmin.reports.fonts import Face
from gridadmin.reports.lettering import Color
from gridadmin.reports.notices_parts import WHITE, BoardPage, Theme, centred
from gridadmin.reports.notices_pictures import Pictures
from gridadmin.reports.notices_sheet import Ink, Rect, Sheet, rgb

_ROWS = {0: (), 1: (1,), 2: (2,), 3: (3,), 4: (2, 2), 5: (2, 3), 6: (3, 3), 7: (1, 3, 3)}


@dataclass(frozen=True)
class Spot:
    """Where words go: a point, given by the middle of their height, the room they have, and their side (l, c, r)."""

    x: float
    middle: float
    room: float
    align: str


def draw_cards(sheet: Sheet, area: Rect, page: BoardPage, theme: Theme, gap: float) -> None:
    """Draw the people in rows of cards that fill the area; how many to a row depends on how many there are."""
    people = list(page.people)
    rows = _ROWS.get(len(people)) or (3,) * (-(-len(people) // 3))
    if not rows:
        return
    height = (area.h - gap * (len(rows) - 1)) / len(rows)
    for row, count in enumerate(rows):
        width = (area.w - gap * (count - 1)) / count
        for column in range(min(count, len(people))):
            place = Rect(area.x + column * (width + gap), area.y + row * (height + gap), width, height)
            draw_card(sheet, place, people.pop(0), page, theme)


def further_cards(body: Rect, page: BoardPage) -> Rect:
    """Return the room for the cards of a further page: as much of it as their rows deserve, and no more."""
    rows = len(_ROWS.get(len(page.people)) or (3,) * (-(-len(page.people) // 3)))
    return Rect(body.x, body.y, body.w, body.h * min(0.3 * rows, 1))


def draw_card(sheet: Sheet, card: Rect, person: BoardPerson, page: BoardPage, theme: Theme) -> None:
    """Draw one person: photo (or a neutral figure) where photos are wanted, role, name, phone."""
    radius = min(card.w, card.h) * 0.06
    shade = min(card.w, card.h) * 0.014
    sheet.fill(Rect(card.x + shade, card.y + 1.6 * shade, card.w, card.h), theme.card_shade, radius)
    sheet.fill(card, theme.card, radius)
    sheet.stroke(card, theme.card_edge, 0.012 * min(card.w, card.h), radius)
    if page.photos and card.h > 0.8 * card.w:
        _upright_card(sheet, card, person, page, theme)
    else:
        _lying_card(sheet, card, person, page, theme)


def _upright_card(sheet: Sheet, card: Rect, person: BoardPerson, page: BoardPage, theme: Theme) -> None:
    """Photo above, its lower edge covered by the role; name; phone under a fine rule."""
    middle = card.middle[0]
    head = Rect(card.x, card.y, card.w, card.h * 0.3)
    sheet.clipped(card, min(card.w, card.h) * 0.06, lambda: sheet.fill(head, theme.panel))
    high = min(card.h * 0.545, card.w * 0.92)
    top = card.y + card.h * 0.052
    draw_photo(sheet, Rect(middle - high * 0.375, top, high * 0.75, high), person, page)
    draw_chip(sheet, person, theme, card.h * 0.08, Spot(middle, top + high, card.w * 0.86, "c"))
    below = top + high + card.h * 0.04
    rest = card.bottom - below
    room = card.w * 0.88
    draw_name(sheet, person, theme, min(rest * 0.40, card.w * 0.2), Spot(middle, below + rest * 0.34, room, "c"))
    rule = below + rest * 0.605
    sheet.polyline([(card.x + card.w * 0.1, rule), (card.right - card.w * 0.1, rule)], theme.rule, card.w * 0.004)
    draw_phone(sheet, person, theme, min(rest * 0.26, card.w * 0.134), Spot(middle, rule + rest * 0.2, room, "c"))


def _lying_card(sheet: Sheet, card: Rect, person: BoardPerson, page: BoardPage, theme: Theme) -> None:
    """Photo at the left where photos are wanted, else a coloured edge; role, name and phone beside it."""
    pad = min(card.h * 0.1, card.w * 0.06)
    if page.photos:
        high = min(card.h - 2 * pad, card.w * 0.40)
        draw_photo(sheet, Rect(card.x + pad, card.middle[1] - high / 2, high * 0.75, high), person, page)
        left = card.x + pad + high * 0.75 + pad * 1.3
    else:
        edge = Rect(card.x, card.y, min(card.h * 0.05, card.w * 0.03), card.h)
        sheet.clipped(card, min(card.w, card.h) * 0.06, lambda: sheet.fill(edge, _chip_color(person, theme)))
        left = card.x + edge.w + pad * 1.2
    words = Rect(left, card.y + pad, card.right - pad * 1.2 - left, card.h - 2 * pad)
    if words.w > 2.6 * words.h:
        _words_side_by_side(sheet, words, person, theme)
    else:
        _words_stacked(sheet, words, person, theme)


def _words_stacked(sheet: Sheet, words: Rect, person: BoardPerson, theme: Theme) -> None:
    """Role, name and phone under each other, the phone as wide as there is room."""
    chip = min(words.h * 0.2, words.w * 0.155)
    name, phone = min(words.h * 0.335, words.w * 0.24), min(words.h * 0.24, words.w / 7.1)
    gap = min((words.h - chip - name - phone) / 3, name * 0.32)
    top = words.middle[1] - (chip + name + phone + 2 * gap) / 2
    draw_chip(sheet, person, theme, chip, Spot(words.x, top + chip / 2, words.w, "l"))
    draw_name(sheet, person, theme, name, Spot(words.x, top + chip + gap + name / 2, words.w, "l"))
    phone_y = top + chip + name + 2 * gap + phone / 2
    draw_phone(sheet, person, theme, phone, Spot(words.x, phone_y, words.w, "l"))


def _words_side_by_side(sheet: Sheet, words: Rect, person: BoardPerson, theme: Theme) -> None:
    """Role above the name at the left, the phone large at the right."""
    chip, name = words.h * 0.24, min(words.h * 0.48, words.w * 0.12)
    left = words.w * 0.44
    gap = min(words.h - chip - name, name * 0.35)
    top = words.middle[1] - (chip + gap + name) / 2
    draw_chip(sheet, person, theme, chip, Spot(words.x, top + chip / 2, left, "l"))
    draw_name(sheet, person, theme, name, Spot(words.x, top + chip + gap + name / 2, left, "l"))
    phone = min(words.h * 0.46, words.w * 0.52 / 7)
    draw_phone(sheet, person, theme, phone, Spot(words.right, words.middle[1], words.w * 0.53, "r"))


def draw_phone(sheet: Sheet, person: BoardPerson, theme: Theme, size: float, spot: Spot) -> None:
    """Draw the phone of a person; where there is none, say so in quiet letters."""
    if person.phone:
        at = (spot.x, centred(spot.middle, size))
        sheet.phone(person.phone, Ink(size, Face.BOLD, theme.phone), at, spot.room, spot.align)
    else:
        quiet = Ink(size * 0.6, Face.REGULAR, theme.muted)
        sheet.text("联系方式待公布", quiet, (spot.x, centred(spot.middle, quiet.size)), spot.room, spot.align)


def draw_name(sheet: Sheet, person: BoardPerson, theme: Theme, size: float, spot: Spot) -> None:
    """Draw the name of a person; a long one gets smaller, then narrower, and is never cut."""
    ink = Ink(size, Face.BOLD, theme.ink, 0.06)
    sheet.text(person.name, ink, (spot.x, centred(spot.middle, size)), spot.room, spot.align)


def draw_chip(sheet: Sheet, person: BoardPerson, theme: Theme, height: float, spot: Spot) -> None:
    """Draw the role in a coloured pill."""
    color = _chip_color(person, theme)
    ink = Ink(height * 0.62, Face.BOLD, theme.leader_words if color == theme.leader else theme.chip_words)
    width = min(sheet.width_of(person.title, ink) + height * 1.1, spot.room)
    x = spot.x - (width / 2 if spot.align == "c" else 0)
    pill = Rect(x, spot.middle - height / 2, width, height)
    if spot.align == "c":
        sheet.fill(pill.inset(-height * 0.1), theme.card, height)
    sheet.fill(pill, color, height)
    sheet.text(person.title, ink, (x + width / 2, centred(spot.middle, ink.size)), width - height * 0.7, "c")


def _chip_color(person: BoardPerson, theme: Theme) -> Color:
    return theme.leader if person.role.startswith("网格长") else theme.accent


def draw_photo(sheet: Sheet, frame: Rect, person: BoardPerson, page: BoardPage) -> None:
    """Fill a frame of 3:4 with the photo of a person on a board."""
    draw_portrait(sheet, frame, person.photo, person.name, page.pictures)


def draw_portrait(sheet: Sheet, frame: Rect, photo: bytes | None, name: str, pictures: Pictures) -> None:
    """Fill a frame of 3:4 with a photo, its upper part rather than its lower; else with a neutral figure."""
    radius = frame.w * 0.05
    sheet.fill(frame.inset(-frame.w * 0.022), WHITE, radius * 1.3)
    if photo is None:
        sheet.clipped(frame, radius, lambda: _figure(sheet, frame))
        return
    key, (wide, high) = pictures.register(photo, name)
    scale = max(frame.w / wide, frame.h / high)
    left = frame.x + (frame.w - wide * scale) / 2
    top = frame.y + (frame.h - high * scale) * 0.4
    sheet.clipped(frame, radius, lambda: sheet.image(key, Rect(left, top, wide * scale, high * scale)))


def _figure(sheet: Sheet, frame: Rect) -> None:
    sheet.fill(frame, rgb("D5E0EE"))
    x = frame.middle[0]
    shoulders = Rect(x - frame.w * 0.38, frame.y + frame.h * 0.66, frame.w * 0.76, frame.h * 0.6)
    sheet.fill(shoulders, rgb("A9BBD3"), frame.w * 0.34)
    sheet.fill(Rect(x - frame.w * 0.1, frame.y + frame.h * 0.5, frame.w * 0.2, frame.h * 0.2), rgb("9AAEC9"))
    sheet.disc(x, frame.y + frame.h * 0.4, frame.w * 0.225, rgb("A9BBD3"))
