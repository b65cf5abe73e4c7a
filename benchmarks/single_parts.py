"""The parts that stand alone: boards, table, search, import, intake; each in a process of its own."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

from benchmarks.boards.work import BOARDS, prepare
from benchmarks.measure import ROOT, Figure, Run, clean_environment, interleaved, median, run_child

BOARDS_CODE = "import runpy, sys; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
SUB_SECOND = "from benchmarks.{module} import main; main({words})"
INTAKE = """
import json, tempfile
from datetime import date
from pathlib import Path
from benchmarks.intake import median_ms, write_roster
from gridadmin.domain.imports import ImportKind
from gridadmin.intake.cells import IntakeContext
from gridadmin.intake.reading import read_file
from python_calamine import CalamineWorkbook
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "roster.xlsx"
    write_roster(path)
    ours = median_ms(lambda: read_file(path, ImportKind.WORKERS, IntakeContext(date(2026, 11, 1))))
    bare = median_ms(lambda: CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())
print(json.dumps({"ours": ours, "bare": bare}), flush=True)
"""


def measure_boards(folder: Path, rounds: int = 5) -> list[Figure]:
    """Return pages per second of the A4 work, beside fpdf2 where it is installed and GA_BENCH names its script."""
    prepare()
    environment = clean_environment(folder / "boards")
    scripts = [ROOT / "benchmarks" / "boards" / "b_gridadmin.py"]
    bench = os.environ.get("GA_BENCH")
    if bench and importlib.util.find_spec("fpdf"):
        scripts.append(Path(bench) / "b_fpdf2.py")
    runs = interleaved(rounds, *(_board_run(script, environment, folder / "out.pdf") for script in scripts))
    wall, cpu = ([BOARDS / median([getattr(r, clock) for r in ran]) for ran in runs] for clock in ("wall", "cpu"))
    peer = "fpdf2" if len(scripts) > 1 else ""
    return [
        Figure("boards, A4 work, wall", wall[0], "pages/s", 100, wall[1] if peer else None, peer),
        Figure("boards, A4 work, processor", cpu[0], "pages/s", None, cpu[1] if peer else None, peer),
    ]


def _board_run(script: Path, environment: dict[str, str], out: Path):  # type: ignore[no-untyped-def]
    def run() -> Run:
        return run_child(BOARDS_CODE, environment, str(script), str(out))

    return run


def measure_table(folder: Path) -> list[Figure]:
    """Return the roster of 100 000 rows beside Qt's own QSqlTableModel."""
    code = SUB_SECOND.format(module="table_ui", words="")
    said = run_child(code, clean_environment(folder / "table", QT_QPA_PLATFORM="offscreen")).said
    ours, floor = said["ours_ms"], said["floor_ms"]
    beside = "QSqlTableModel"
    return [
        Figure("roster of 100 000: first paint", ours["first_paint"], "ms", 100, floor["first_paint"], beside),
        Figure("roster: scroll frame p50", ours["frame_p50"], "ms", None, floor["frame_p50"], beside),
        Figure("roster: scroll frame p99", ours["frame_p99"], "ms", 16, floor["frame_p99"], beside),
        Figure("roster: jump p50", ours["jump_p50"], "ms", None, floor["jump_p50"], beside),
    ]


def measure_search(folder: Path) -> list[Figure]:
    """Return a keystroke in the global search to the shown list, over 100 000 people."""
    code = SUB_SECOND.format(module="search_ui", words="")
    ms = run_child(code, clean_environment(folder / "search", QT_QPA_PLATFORM="offscreen")).said["ms"]
    beside = "painting the same list"
    return [
        Figure("search keystroke → list p50", ms["keystroke_to_list_p50"], "ms", 16, ms["paint_floor_p50"], beside),
        Figure("search keystroke → list p99", ms["keystroke_to_list_p99"], "ms", 25, ms["paint_floor_p99"], beside),
    ]


def measure_import(folder: Path, rounds: int = 3) -> list[Figure]:
    """Return the import of 2 000 rows with its journal beside the same rows put raw."""
    code = SUB_SECOND.format(module="imports", words="2000")
    environment = clean_environment(folder / "imports")
    runs = [run_child(code, environment).said for _ in range(rounds)]
    ours, raw, undo = (median([run[name] for run in runs]) for name in ("import", "floor", "undo"))
    return [
        Figure("import of 2 000 rows with journal", ours, "s", 2, raw, "the same rows, raw"),
        Figure("undo of that import", undo, "s"),
    ]


def measure_intake(folder: Path, rounds: int = 3) -> list[Figure]:
    """Return reading and understanding a sheet of 2 000 × 20 cells beside calamine alone."""
    runs = [run_child(INTAKE, clean_environment(folder / "intake")).said for _ in range(rounds)]
    ours, bare = (median([run[name] for run in runs]) / 1000 for name in ("ours", "bare"))
    return [Figure("intake of 2 000 × 20 cells", ours, "s", 0.5, bare, "calamine alone")]
