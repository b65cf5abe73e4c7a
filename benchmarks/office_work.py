"""The practice office at work: a month's report, a check against the regulation, the job of all boards.

`python -m benchmarks office boards-job`. Processor time; each in a process of its own, the office closed in between.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import Figure, clean_environment, median, run_child
from benchmarks.startup import practice_home

REPORT_AND_CHECK = """
import json, statistics, time
from io import BytesIO
from pathlib import Path
from openpyxl import Workbook, load_workbook
from benchmarks.measure import median_cpu
from gridadmin.config import load_config
from gridadmin.jobs.compliance import check_office
from gridadmin.jobs.practice import REFERENCE_DAY, open_practice
from gridadmin.jobs.statistics import write_monthly
import gridadmin.reports.statistics
config = load_config()
office, out = open_practice(config), config.home / "month.xlsx"
year, month = REFERENCE_DAY.year, REFERENCE_DAY.month
report = median_cpu(lambda: write_monthly(office, year, month, out))
check = median_cpu(lambda: check_office(office, office.today()))
cells = sum(len(row) for sheet in load_workbook(out).worksheets for row in sheet.iter_rows())
def bare():
    book = Workbook()
    for number in range(cells):
        book.worksheets[0].cell(number // 20 + 1, number % 20 + 1, "网格" if number % 2 else number)
    book.save(BytesIO())
print(json.dumps({"report": report, "check": check, "bare": median_cpu(bare)}), flush=True)
office.close()
"""

BOARDS_JOB = """
import json, time
from benchmarks.measure import resident_mb
from gridadmin.config import load_config
from gridadmin.jobs.notices import BoardChoice, _fonts, print_boards
from gridadmin.jobs.practice import practice_copy
from gridadmin.jobs.progress import Progress
from gridadmin.reports.fonts import Face, font_chain
import gridadmin.reports.notices
config = load_config()
with practice_copy(config.practice, config.home / "copy") as office:
    for face in Face:
        (_fonts(office) or font_chain()).font(face.value)
    before, began = resident_mb(), time.process_time()
    printed = print_boards(office, BoardChoice(size="A4"), config.home / "boards.pdf", Progress())
    spent = time.process_time() - began
    boards = len(printed.contents)
    print(json.dumps({"boards": boards, "cpu": spent, "above": resident_mb("VmHWM") - before}), flush=True)
"""


def measure_office(folder: Path, rounds: int = 3) -> list[Figure]:
    """Return the monthly report and the compliance pass."""
    environment = clean_environment(practice_home(folder), QT_QPA_PLATFORM="offscreen")
    runs = [run_child(REPORT_AND_CHECK, environment).said for _ in range(rounds)]
    report, check, bare = (median([run[name] for run in runs]) for name in ("report", "check", "bare"))
    return [
        Figure("monthly report, facts and workbook", report, "s", 1, bare, "bare workbook, as many cells"),
        Figure("compliance pass, facts and findings", check, "s", 1),
    ]


def measure_boards_job(folder: Path, rounds: int = 3) -> list[Figure]:
    """Return what printing every grid's board takes above a process that has its fonts."""
    environment = clean_environment(practice_home(folder), QT_QPA_PLATFORM="offscreen")
    runs = [run_child(BOARDS_JOB, environment).said for _ in range(rounds)]
    boards = runs[0]["boards"]
    return [
        Figure(f"job of {boards} boards, memory above fonts", median([run["above"] for run in runs]), "MB", 60),
        Figure(f"job of {boards} boards, facts to file", median([run["cpu"] for run in runs]), "s"),
    ]
