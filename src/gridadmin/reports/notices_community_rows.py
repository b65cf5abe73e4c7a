"""The table of grids on the board of a community: rows as high as their words, spread over pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gridadmin.domain.notices import BoardPerson
from gridadmin.domain.notices_community import CommunityGridLine
from gridadmin.reports.fonts import Face
from gridadmin.reports.lettering import Color
from gridadmin.reports.notices_parts import WHITE, centred
from gridadmin.reports.notices_sheet import Ink, Rect, Sheet
from gridadmin.reports.typesetting import Box

SHARES = (0.21, 0.36, 0.24, 0.19)  # of the width: grid, area, people, their phones
TITLES = ("网格名称", "管辖范围", "网格员", "联系电话")
LEADING = 1.42
PERSON = 1.75  # em from one person's line to the next
SMALLEST_SHARE = 0.72  # of the wished size: rather another page than smaller letters
STEPS = 8


@dataclass(frozen=True)
class Look:
    """The colours of a sheet."""

    deep: Color
    bright: Color
    accent: Color
    paper: Color
    ink: Color
    muted: Color
    phone: Color
    stripe: Color
    rule: Color
    quiet: Color
    tile: Color


class GridRows:
    """Measures and draws the rows of the table at one size of letters."""

    def __init__(self, sheet: Sheet, look: Look, body: Rect, size: float) -> None:
        self._sheet, self._look, self._body = sheet, look, body
        self.size = size
        self.head = size * 2.3
        edges = [body.x]
        for share in SHARES:
            edges.append(edges[-1] + body.w * share)
        self._edges = edges

    def resized(self, size: float) -> GridRows:
        """Return the same table in letters of another size."""
        return GridRows(self._sheet, self._look, self._body, size)

    def height(self, line: CommunityGridLine) -> float:
        """Return how high a row must be for its words."""
        pad = self.size * 1.3
        people = max(len(line.staff), 1) * PERSON * self.size
        return max(self._area(line)[0], people, self.size * 2.7) + pad

    def draw(self, lines: Sequence[CommunityGridLine], top: float, room: float) -> None:
        """Draw the head and the rows from a height downwards; spare room is shared out among them."""
        self._draw_head(top)
        heights = [self.height(line) for line in lines]
        spare = max(room - self.head - sum(heights), 0) / max(len(lines), 1)
        extra = min(spare, self.size * 2.2)
        y = top + self.head
        for number, (line, height) in enumerate(zip(lines, heights, strict=True)):
            row = Rect(self._body.x, y, self._body.w, height + extra)
            if number % 2:
                self._sheet.fill(row, self._look.stripe)
            self._draw_row(line, row)
            y = row.bottom
        self._sheet.polyline([(self._body.x, y), (self._body.right, y)], self._look.rule, 0.8)

    def _draw_head(self, top: float) -> None:
        sheet, size = self._sheet, self.size
        sheet.fill(Rect(self._body.x, top, self._body.w, self.head), self._look.bright, size * 0.45)
        ink = Ink(size * 1.02, Face.BOLD, WHITE, 0.06)
        for title, edge in zip(TITLES, self._edges, strict=False):
            sheet.text(title, ink, (edge + size * 0.8, centred(top + self.head / 2, ink.size)))

    def _draw_row(self, line: CommunityGridLine, row: Rect) -> None:
        sheet, look, size = self._sheet, self._look, self.size
        name = Ink(size * 1.25, Face.BOLD, look.deep)
        code = Ink(size * 0.72, Face.REGULAR, look.muted)
        room = self._edges[1] - self._edges[0] - size * 1.2
        middle = row.middle[1]
        at = self._edges[0] + size * 0.8
        sheet.text(line.grid_name, name, (at, centred(middle - size * 0.5, name.size)), room)
        sheet.text(line.code, code, (at, centred(middle + size * 0.85, code.size)), room)
        height, ink, box = self._area(line)
        if line.area.strip():
            fitted = sheet.fit([line.area], ink, box, smallest=ink.size)
            sheet.lines(fitted, ink, (self._edges[1] + size * 0.8, middle - height / 2), box)
        first = middle - (max(len(line.staff), 1) - 1) * PERSON * size / 2
        for number, person in enumerate(line.staff):
            self._draw_person(person, first + number * PERSON * size)
        if not line.staff:
            sheet.text(
                "待配备", Ink(size, Face.REGULAR, look.muted), (self._edges[2] + size * 0.8, centred(first, size))
            )

    def _draw_person(self, person: BoardPerson, middle: float) -> None:
        sheet, look, size = self._sheet, self._look, self.size
        name, title = Ink(size * 1.12, Face.BOLD, look.ink), Ink(size * 0.78, Face.REGULAR, look.muted)
        left, right = self._edges[2] + size * 0.8, self._edges[3] - size * 0.4
        role = sheet.width_of(person.title, title)
        room = max(right - left - role - size * 0.5, (right - left) * 0.45)
        width = sheet.text(person.name, name, (left, centred(middle, name.size)), room)
        start = left + width + size * 0.5
        sheet.text(person.title, title, (start, centred(middle, title.size)), right - start)
        number = Ink(size * 1.12, Face.BOLD, look.phone)
        at = (self._edges[3] + size * 0.4, centred(middle, number.size))
        sheet.phone(person.phone or "待公布", number, at, self._edges[4] - at[0] - size * 0.4)

    def _area(self, line: CommunityGridLine) -> tuple[float, Ink, Box]:
        """Return the height of the area's words, with their ink and box."""
        ink = Ink(self.size, Face.REGULAR, self._look.ink)
        box = Box(self._edges[2] - self._edges[1] - self.size * 1.6, 100_000, leading=LEADING)
        if not line.area.strip():
            return self.size, ink, box
        return self._sheet.fit([line.area], ink, box, smallest=ink.size).height, ink, box


def paged(
    rows: GridRows, lines: Sequence[CommunityGridLine], first_room: float, room: float
) -> list[list[CommunityGridLine]]:
    """Spread the lines over pages and set the size of letters: smaller letters first, another page after that."""
    wished = rows.size
    for step in range(STEPS + 1):
        smaller = rows.resized(wished * (1 - (1 - SMALLEST_SHARE) * step / STEPS))
        if smaller.head + sum(map(smaller.height, lines)) <= first_room:
            rows.size, rows.head = smaller.size, smaller.head
            return [list(lines)]
    return _cut(rows, lines, first_room, room)


def _cut(
    rows: GridRows, lines: Sequence[CommunityGridLine], first_room: float, room: float
) -> list[list[CommunityGridLine]]:
    pages: list[list[CommunityGridLine]] = [[]]
    left = first_room - rows.head
    for line in lines:
        height = rows.height(line)
        if height > left and pages[-1]:
            pages.append([])
            left = room - rows.head
        pages[-1].append(line)
        left -= height
    return pages
