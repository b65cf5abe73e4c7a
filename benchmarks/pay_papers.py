"""The papers of a month of 600 persons, written into a folder: all sheets, and the payslips by themselves.

    QT_QPA_PLATFORM=offscreen python -m benchmarks.pay_papers

Prints one JSON line: seconds of processor time, which holds on a machine with other work. The first writing opens the
faces and the libraries, too; the second is what a clerk waits for who writes the papers of another month. The floor is
a bare openpyxl workbook of as many cells as the pay sheet.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from openpyxl import load_workbook

from benchmarks.figures import bare_workbook
from benchmarks.measure import Figure, clean_environment, median, run_child
from benchmarks.pay import DO, FIRST, PEOPLE, fill, pay, reckon, timed
from gridadmin.jobs.pay_papers import MONTH_PAPERS, write_month_papers
from tests.real_offices import real_office

SLIPS = ("slips", "slip-files")
PAST = 3


def measure_pay_papers(folder: Path, rounds: int = 3) -> list[Figure]:
    """Return the figures of the sheets and of the slips, the median of some runs."""
    environment = clean_environment(folder / "papers", QT_QPA_PLATFORM="offscreen")
    runs = [run_child("from benchmarks.pay_papers import main; main()", environment).said for _round in range(rounds)]
    names = ("sheets_s", "first_s", "floor_s", "slips_s", "single_s")
    sheets, first, floor, slips, single = (median([run[name] for run in runs]) for name in names)
    return [
        Figure("all sheets of a month of 600", sheets, "s", 2.0, floor, "a bare workbook of the sheet's cells"),
        Figure("the same, with faces and libraries opened", first, "s"),
        Figure("600 payslips in one PDF", slips, "s"),
        Figure("600 payslips, one PDF each", single, "s"),
    ]


def main() -> None:
    """Measure once in a process of its own."""
    with tempfile.TemporaryDirectory() as folder, real_office(Path(folder)) as office:
        office.act(DO, fill)
        for at in range(PAST):
            pay(office, reckon(office, FIRST.plus(at)))
        month, out = FIRST.plus(PAST - 1), Path(folder)
        sheets = [paper.word for paper in MONTH_PAPERS if paper.is_chosen and paper.word not in SLIPS]
        first, _written = timed(lambda: write_month_papers(office, month, sheets, out / "first"))
        again, written = timed(lambda: write_month_papers(office, month, sheets, out / "again"))
        slips, _written = timed(lambda: write_month_papers(office, month, SLIPS[:1], out / "slips"))
        single, each = timed(lambda: write_month_papers(office, month, SLIPS[1:], out / "single"))
        assert len(each.files) == PEOPLE
        book = next(path for word, path in written.files if word == "sheet" and path.suffix == ".xlsx")
        cells = sum(sheet.max_row * sheet.max_column for sheet in load_workbook(book).worksheets)
        floor, _content = timed(lambda: bare_workbook(cells))
    said = {"sheets_s": again, "first_s": first, "floor_s": floor, "slips_s": slips, "single_s": single}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
