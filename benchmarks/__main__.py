"""Every speed and size that the product promises, in one table: `python -m benchmarks [PART…]`.

Each part runs in processes of its own, beside its peer or floor, in turn in the same run. The parts:
startup home lag table search import intake boards boards-job office assessment file pay pay-papers.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.assessment import measure_assessment
from benchmarks.measure import Figure, print_table
from benchmarks.office_work import measure_boards_job, measure_office, measure_worker_file
from benchmarks.pay import measure_pay
from benchmarks.pay_papers import measure_pay_papers
from benchmarks.single_parts import measure_boards, measure_import, measure_intake, measure_search, measure_table
from benchmarks.startup import measure_home, measure_startup
from benchmarks.window_lag import measure_lag

PARTS: dict[str, Callable[[Path], list[Figure]]] = {
    "startup": measure_startup,
    "home": measure_home,
    "lag": measure_lag,
    "table": measure_table,
    "search": measure_search,
    "import": measure_import,
    "intake": measure_intake,
    "boards": measure_boards,
    "boards-job": measure_boards_job,
    "office": measure_office,
    "assessment": measure_assessment,
    "file": measure_worker_file,
    "pay": measure_pay,
    "pay-papers": measure_pay_papers,
}


def main() -> int:
    """Measure the named parts, or all; return 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=" ".join(PARTS))
    chosen = parser.parse_args().parts or list(PARTS)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="gridadmin-bench-") as folder:
        for name in chosen:
            print(f"{name} …", flush=True)
            figures += (found := PARTS[name](Path(folder)))
            for figure in found:
                print("   ", "  ".join(cell for cell in figure.cells() if cell), flush=True)
    print(f"\nPython {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print_table(figures)
    return 0 if all(figure.is_met for figure in figures) else 1


if __name__ == "__main__":
    raise SystemExit(main())
