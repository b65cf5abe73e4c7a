"""What every measurement shares: a figure with its limit, a child process that is timed from outside, medians."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        unit: "ms", "s", "MB" or "pages/s"; of the last, more is better.
        limit: what the product promises, None where the line is only for comparison.
        peer, peer_name: the same unit, measured in the same run, and whose it is.
        worst_ratio: the promise as a multiple of the peer, where that is what is promised.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    peer: float | None = None
    peer_name: str = ""
    worst_ratio: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours over the peer's."""
        return self.value / self.peer if self.peer else None

    @property
    def is_met(self) -> bool:
        """Whether every promise of the line is kept."""
        if self.worst_ratio is not None and (self.ratio or 0) > self.worst_ratio:
            return False
        if self.limit is None:
            return True
        return self.value >= self.limit if self.unit == "pages/s" else self.value <= self.limit

    def cells(self) -> tuple[str, ...]:
        """Return the line as the table prints it."""
        sign = "≥" if self.unit == "pages/s" else "≤"
        aims = [f"{sign} {self.limit:g} {self.unit}"] if self.limit is not None else []
        aims += [f"≤ {self.worst_ratio:g} ×"] if self.worst_ratio is not None else []
        beside = f"{self.peer:.4g} {self.unit} {self.peer_name}" if self.peer else ""
        ratio = f"{self.ratio:.2f} ×" if self.ratio else ""
        verdict = ("ok" if self.is_met else "MISSED") if aims else ""
        return self.name, f"{self.value:.4g} {self.unit}", beside, ratio, ", ".join(aims), verdict


def print_table(figures: Sequence[Figure]) -> None:
    """Print figures as a Markdown table."""
    lines = [("measurement", "ours", "beside", "ratio", "aim", ""), *(figure.cells() for figure in figures)]
    lines.insert(1, tuple("---" for _ in lines[0]))
    for line in lines:
        print("| " + " | ".join(line) + " |", flush=True)


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a measured process: a home of its own, and compiled modules kept as in real life."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GRIDADMIN_"))}
    cache = str(home.parent / "compiled")
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    return {**kept, "PYTHONPATH": paths, "PYTHONPYCACHEPREFIX": cache, "GRIDADMIN_HOME": str(home), **more}


@dataclass(frozen=True)
class Run:
    """One run of a child: what it said in JSON, and its seconds from exec to that line, by wall and processor."""

    said: dict[str, Any]
    wall: float
    cpu: float


def run_child(code: str, environment: dict[str, str], *words: str) -> Run:
    """Run Python code in a process of its own until it prints one JSON line and ends."""
    began = time.perf_counter()
    command = [sys.executable, "-c", code, *words]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    line = next((text for text in process.stdout if text.startswith("{")), "")
    wall = time.perf_counter() - began
    errors = process.stderr.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if not line:
        raise RuntimeError(f"the measured process said nothing:\n{errors}")
    return Run(json.loads(line), wall, usage.ru_utime + usage.ru_stime)


def interleaved(rounds: int, *children: Callable[[], Run]) -> list[list[Run]]:
    """Run children in turn; the first round, which compiles modules and fills the page cache, is not counted."""
    runs: list[list[Run]] = [[] for _ in children]
    for number in range(rounds + 1):
        for place, child in enumerate(children):
            run = child()
            if number:
                runs[place].append(run)
    return runs


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def median_cpu(work: Callable[[], object], rounds: int = 5) -> float:
    """Return the median seconds of processor time of some work in this process."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return median(times)


def resident_mb(field: str = "VmRSS") -> float:
    """Return the resident memory of this process now (`VmRSS`) or at its highest (`VmHWM`), in MB; Linux only."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1000
    raise RuntimeError(f"no {field} in /proc/self/status")
