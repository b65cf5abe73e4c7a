"""The hand-over slip on A4: who leaves what to whom, what is handed over, and the places to sign. Measures are mm."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from gridadmin import __version__
from gridadmin.domain.notices import BoardSize
from gridadmin.domain.workers_handover_slip import HandoverSlip, SlipLine
from gridadmin.i18n import N_, Message
from gridadmin.reports.fonts import Face, font_chain
from gridadmin.reports.notices_sheet import POINTS_PER_MM, Ink, Rect, Sheet, rgb
from gridadmin.reports.typesetting import Box

A4 = BoardSize(210, 297)
LEFT, RIGHT, TOP, BOTTOM = 20.0, 190.0, 18.0, 282.0
INK, SHADE, LINE = rgb("16202E"), rgb("F1F5FA"), rgb("5A6B82")
TITLE_INK, HEAD, WORD = Ink(7.4, Face.BOLD, INK, 0.14), Ink(3.6, Face.BOLD, INK), Ink(3.6, Face.REGULAR, INK)
SMALL = Ink(3.0, Face.REGULAR, LINE)
HEAD_HEIGHT, FACT, GAP, ROW, SIGNED_GAP, SIGNED = 18.0, 9.5, 5.0, 9.0, 6.0, 30.0
WIDTHS = (12.0, 66.0, 30.0, 26.0, 36.0)  # number, what, basis, by, note
FACT_ROWS, MOST_GRID_ROWS = 3, 8  # of the facts above the grids, and of the grids, three on each


def handover_pdf(slip: HandoverSlip) -> bytes:
    """Return the slip as a PDF; more lines than fit go on to a second sheet."""
    out = io.BytesIO()
    chain = font_chain()
    chain.font(Face.REGULAR.value)
    first: Any = Face.REGULAR.value
    paper = (A4.width_mm * POINTS_PER_MM, A4.height_mm * POINTS_PER_MM)
    canvas = Canvas(out, pagesize=paper, pageCompression=1, initialFontName=first, lang="zh-CN")
    title = str(Message(N_("Hand-over of grid work")))
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setCreator(f"gridadmin {__version__}")
    sheet = Sheet(canvas, chain, A4, 1.0)
    sheet.about = slip.outgoing
    step = _lines_of_page(slip)
    for start in range(0, max(len(slip.lines), 1), step):
        _page(sheet, slip, title, slice(start, start + step))
        if slip.practice:
            sheet.watermark("练习数据", rgb("8A1020"))
        sheet.record.clear()
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _lines_of_page(slip: HandoverSlip) -> int:
    """Return how many lines leave room for the signatures, which stand below the lines of every sheet."""
    top = TOP + HEAD_HEIGHT + FACT_ROWS * FACT + _grids_height(slip) + GAP
    return int((BOTTOM - SIGNED - SIGNED_GAP - top) // ROW) - 1


def _grids_height(slip: HandoverSlip) -> float:
    return FACT * min(max(1, -(-len(slip.grids) // 3)), MOST_GRID_ROWS)


def _page(sheet: Sheet, slip: HandoverSlip, title: str, part: slice) -> None:
    sheet.text(title, TITLE_INK, (105, TOP + 7), RIGHT - LEFT, "c")
    sheet.text(slip.organisation, SMALL, (LEFT, TOP + 15), RIGHT - LEFT)
    below = _facts(sheet, slip, TOP + HEAD_HEIGHT)
    below = _lines(sheet, slip.lines[part], part.start, below + GAP)
    _signatures(sheet, below + SIGNED_GAP)


def _facts(sheet: Sheet, slip: HandoverSlip, top: float) -> float:
    pairs = (
        (N_("Leaves"), slip.outgoing, N_("Last day"), _day(slip.last_day)),
        (N_("Takes over"), slip.incoming, N_("First day"), _day(slip.first_day)),
        (N_("Reason"), str(slip.reason), N_("Document"), slip.document),
    )
    half = (RIGHT - LEFT) / 2
    for place, (first, value, second, other) in enumerate(pairs):
        y = top + place * FACT
        for x, word, text in ((LEFT, first, value), (LEFT + half, second, other)):
            _cell(sheet, Rect(x, y, 24, FACT), str(Message(word)), HEAD, shade=True)
            _cell(sheet, Rect(x + 24, y, half - 24, FACT), text, WORD)
    y = top + len(pairs) * FACT
    height = _grids_height(slip)
    _cell(sheet, Rect(LEFT, y, 24, height), str(Message(N_("Grids"))), HEAD, shade=True)
    _cell(sheet, Rect(LEFT + 24, y, RIGHT - LEFT - 24, height), "、".join(slip.grids), WORD)
    return y + height


def _lines(sheet: Sheet, lines: Sequence[SlipLine], start: int, top: float) -> float:
    titles = (N_("No."), N_("What is handed over"), N_("Basis"), N_("Until when"), N_("Signed, remark"))
    _row(sheet, tuple(str(Message(each)) for each in titles), top, HEAD, shade=True)
    for number, line in enumerate(lines, start + 1):
        top += ROW
        by = line.due_on.isoformat() if line.due_on else ""
        _row(sheet, (str(number), line.title, line.basis, by, ""), top, WORD)
    return top + ROW


def _row(sheet: Sheet, words: Sequence[str], top: float, ink: Ink, *, shade: bool = False) -> None:
    x = LEFT
    for text, width in zip(words, WIDTHS, strict=True):
        _cell(sheet, Rect(x, top, width, ROW), text, ink, shade=shade)
        x += width


def _signatures(sheet: Sheet, top: float) -> None:
    width = (RIGHT - LEFT) / 3
    titles = (N_("Handed over by"), N_("Taken over by"), N_("Supervised by"))
    for place, title in enumerate(titles):
        box = Rect(LEFT + place * width, top, width, SIGNED)
        sheet.stroke(box, LINE, 0.2)
        sheet.text(str(Message(title)), HEAD, (box.x + 3, box.y + 6), width - 6)
        sheet.text("    年    月    日", SMALL, (box.right - 3, box.bottom - 4), width - 6, "r")


def _cell(sheet: Sheet, box: Rect, words: str, ink: Ink, *, shade: bool = False) -> None:
    """Draw a cell with its words in the middle of its height, smaller where they need it."""
    if shade:
        sheet.fill(box, SHADE)
    sheet.stroke(box, LINE, 0.2)
    if not words:
        return
    room = Box(box.w - 3, box.h - 1.6, leading=1.3, paragraph_gap=0.15)
    fitted = sheet.fit([words], ink, room)
    sheet.lines(fitted, ink, (box.x + 1.5, box.y + (box.h - fitted.height) / 2), room)


def _day(day: object) -> str:
    return str(day)
