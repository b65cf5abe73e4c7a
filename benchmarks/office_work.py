"""The practice office at work: a month's report, a check against the regulation, the job of all boards.

`python -m benchmarks office boards-job file`. Processor time; each in a process of its own, the office closed between.
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


WORKER_FILE = """
import io, json
from PIL import Image
from benchmarks.measure import median_cpu
from gridadmin.config import load_config
from gridadmin.domain.scans import NewScan
from gridadmin.i18n import Message
from gridadmin.jobs.practice import REFERENCE_DAY, practice_copy
from gridadmin.jobs.workers_file import print_worker_file
from gridadmin.services.discipline_cases import list_cases
from gridadmin.services.scans import add_scans
config = load_config()
with practice_copy(config.practice, config.home / "copy") as office:
    case = next(row for row in office.read(list_cases, REFERENCE_DAY) if row.outcome == "dismissal")
    scans = []
    for number in range(20):
        out = io.BytesIO()
        Image.effect_noise((1240, 1754), 40 + number).convert("RGB").save(out, "JPEG", quality=80)
        scans.append(NewScan(office.put_photo(out.getvalue(), 1754), "scan"))
    office.act(Message("File scans"), add_scans, "discipline_scan", case.id, scans, REFERENCE_DAY)
    spent = median_cpu(lambda: print_worker_file(office, case.worker_id, REFERENCE_DAY))
    size = len(print_worker_file(office, case.worker_id, REFERENCE_DAY))
    print(json.dumps({"file": spent, "scans": len(scans), "mb": size / 2**20}), flush=True)
"""


def measure_worker_file(folder: Path, rounds: int = 3) -> list[Figure]:
    """Return what a person's whole file takes, with twenty scanned pages in it."""
    environment = clean_environment(practice_home(folder), QT_QPA_PLATFORM="offscreen")
    runs = [run_child(WORKER_FILE, environment).said for _ in range(rounds)]
    spent, scans = median([run["file"] for run in runs]), runs[0]["scans"]
    return [Figure(f"whole file of a person, {scans} scanned pages", spent, "s", 1)]


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
