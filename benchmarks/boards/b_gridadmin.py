"""gridadmin on the A4 work of the board benchmark: the same 200 pages, drawn with typesetter, font chain and sheet.

Link this file beside `run.py` and `common.py` of the benchmark, or name that folder in `GA_BENCH`; it takes the fonts
from gridadmin's own resources, so `GA_FONTS` only has to serve the other engines. Then: `python run.py gridadmin`
Without that folder it draws the same amount of work of our own (`work`), which `python -m benchmarks boards` does.
"""

# ruff: noqa: E402 - the clock starts before anything is imported

import sys
import time

started = time.perf_counter()

import json
import os
from pathlib import Path
from typing import Any, cast

BENCH = Path(os.environ.get("GA_BENCH", Path(sys.argv[0]).parent))
sys.path.insert(0, str(BENCH))
sys.path[:0] = [str(Path(__file__).resolve().parents[2] / "src"), str(Path(__file__).resolve().parents[2])]

try:
    import common  # type: ignore[import-not-found]
except ImportError:
    from benchmarks.boards import work as common
from reportlab.pdfgen.canvas import Canvas

from gridadmin.domain.notices import BoardSize
from gridadmin.reports.fonts import Face, font_chain
from gridadmin.reports.notices_pictures import Pictures
from gridadmin.reports.notices_sheet import POINTS_PER_MM, Ink, Rect, Sheet, rgb
from gridadmin.reports.typesetting import Box, Fitted

PT = 1 / POINTS_PER_MM  # one point in mm
BLUE, INK, WHITE = rgb("0B4EA2"), rgb("1B2733"), rgb("FFFFFF")
BODY, HEAD = Ink(12 * PT, Face.REGULAR, INK), Ink(15 * PT, Face.BOLD, BLUE)
LEADING = 6.7 / BODY.size
paragraphs: dict[str, Fitted] = {}


def paragraph(sheet: Sheet, words: str, y: float) -> float:
    """Draw a paragraph with its first baseline at y; return the baseline after it."""
    box = Box(180, 200, leading=LEADING)
    fitted = paragraphs.get(words) or sheet.fit([words], BODY, box)
    if words[0].isdigit():
        paragraphs[words] = fitted
    sheet.lines(fitted, BODY, (15, y - BODY.size * 0.87), box)
    return y + 6.7 * len(fitted.paragraphs[0])


def page(sheet: Sheet, pictures: Pictures, grid: dict[str, Any], matrix: list[list[bool]]) -> None:
    """Draw one board as the other engines do."""
    sheet.fill(Rect(0, 0, 210, 38), BLUE)
    sheet.text(grid["town"] + grid["village"] + grid["grid"], Ink(30 * PT, Face.BOLD, WHITE), (105, 19), 200, "c")
    sheet.text("网格化服务管理公示牌", Ink(16 * PT, Face.REGULAR, WHITE), (105, 31), 200, "c")
    name, _size = pictures.register(Path(common.photo(grid)).read_bytes(), grid["name"])
    sheet.image(name, Rect(15, 48, 45, 60))
    sheet.text(grid["name"], Ink(34 * PT, Face.BOLD, INK), (70, 60))
    sheet.text(grid["role"], Ink(18 * PT, Face.REGULAR, INK), (70, 72))
    sheet.text("网格编号：" + grid["code"], BODY, (70, 82))
    sheet.phone(grid["phone"], Ink(26 * PT, Face.BOLD, BLUE), (70, 96))
    sheet.text("监督电话：" + grid["sup"], BODY, (70, 105))
    sheet.text("网格范围", HEAD, (15, 122))
    y = paragraph(sheet, grid["scope"], 129) + 4
    sheet.text("工作职责", HEAD, (15, y))
    y += 7
    for number, duty in enumerate(common.DUTIES, 1):
        y = paragraph(sheet, f"{number}. {duty}", y)
    sheet.cells(Rect(165, 252, 30, 30), len(matrix), list(common.qruns(matrix)), INK)
    sheet.text("扫码查看网格信息、反映问题", Ink(11 * PT, Face.REGULAR, INK), (15, 265))
    sheet.text("青溪镇社会治理综合服务中心  制  " + grid["date"], Ink(11 * PT, Face.REGULAR, INK), (15, 277))


def main() -> None:
    """Draw the pages and print the two times."""
    chain = font_chain()
    for face in (Face.REGULAR, Face.BOLD):
        chain.font(face.value)
    ready = time.perf_counter()
    paper, first = (210 * POINTS_PER_MM, 297 * POINTS_PER_MM), cast(Any, Face.REGULAR.value)
    canvas = Canvas(sys.argv[1], pagesize=paper, pageCompression=1, initialFontName=first)
    sheet, pictures = Sheet(canvas, chain, BoardSize(210, 297), 1), Pictures(canvas)
    for grid, matrix in zip(common.grids(), common.mats(), strict=True):
        page(sheet, pictures, grid, matrix)
        sheet.record.clear()
        canvas.showPage()
    canvas.save()
    print(json.dumps({"setup": ready - started, "total": time.perf_counter() - started}))


if __name__ == "__main__":
    main()
