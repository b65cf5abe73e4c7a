"""`PYTHONPATH=src:. python -m benchmarks.exchange [passages|townships|growth|holding …]`: ours beside peers and COPY.

passages: 20 000 persons sent and fetched, 5 000 edits. townships: a whole city back after three weeks, all at once.
growth: what a push and a pull cost the city while its history grows. holding: what a pull costs the office for all that
it holds already.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.exchange.growth import measure_growth
from benchmarks.exchange.holding import measure_holding
from benchmarks.exchange.ours import Passage, copy_rate, measure_ours, postgres
from benchmarks.exchange.peers import measure_anki, measure_pouchdb, peers
from benchmarks.exchange.townships import measure_storm

AIMS = {"push": 5_000, "pull": 10_000, "edits": 3_800}
MOST_MB = 80
PARTS = ("passages", "townships", "growth", "holding")
HELD = (10_000, 100_000, 500_000)


def main() -> int:
    """Measure and print tables; return 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exchange", description=__doc__)
    parser.add_argument("parts", nargs="*", default=[], metavar="PART", help="which to measure; all")
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--edits", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2, help="server processes for the townships")
    parser.add_argument("--history", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], metavar="ROWS")
    words = parser.parse_args()
    kept = True
    with tempfile.TemporaryDirectory(prefix="gridadmin-bench-") as folder, postgres() as server:
        for part in words.parts or PARTS:
            print(f"{part}, load {os.getloadavg()[0]:.1f}", flush=True)
            measured = {"passages": _passages, "townships": _storm, "growth": _growth, "holding": _holding}[part]
            kept &= measured(words, server, Path(folder))
    return 0 if kept else 1


def _passages(words: argparse.Namespace, server: str, folder: Path) -> bool:
    copied = copy_rate(server, words.records)
    print(f"COPY into an indexed table {copied:,.0f} rows/s", flush=True)
    ours = measure_ours(server, folder, words.records, words.edits, words.rounds)
    others = _others(words)
    headings = ["passage", "ours /s", "aim", "processor, client + server", "client MB (before)", "server MB", "× COPY"]
    lines = [headings + [f"× {name} (/s, MB)" for name in others]]
    kept = True
    for name, passage in ours.items():
        kept &= passage.rate >= AIMS[name] and max(passage.peak("client"), passage.peak("server")) <= MOST_MB
        beside = [_beside(passage.rate, each[name]) for each in others.values()]
        lines.append([name, *_figures(name, passage), f"{passage.rate / copied:.2f}", *beside])
    _print(lines)
    return kept


def _others(words: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Measure the peers that are there; one that fails is said, and costs nothing of what was measured before."""
    place, found = peers(), dict[str, dict[str, Any]]()
    if place is None:
        return found
    for name, measure in (("PouchDB", measure_pouchdb), ("Anki", measure_anki)):
        try:
            found[name] = measure(place, words.records, words.rounds)
        except (subprocess.CalledProcessError, OSError) as error:
            print(f"{name} was not measured: {error}", flush=True)
    return found


def _figures(name: str, passage: Passage) -> list[str]:
    client, server = statistics.median(passage.client_cpu), statistics.median(passage.server_cpu)
    return [
        f"{passage.rate:,.0f}",
        f"{AIMS[name]:,}",
        f"{client:.2f} + {server:.2f} s",
        f"{passage.peak('client'):.0f} ({statistics.median(passage.before_mb):.0f})",
        f"{passage.peak('server'):.0f}",
    ]


def _beside(rate: float, other: dict[str, Any]) -> str:
    return f"{rate / other['rate']:.2f} ({other['rate']:,}, {other['client_mb']}/{other['server_mb']})"


def _storm(words: argparse.Namespace, server: str, folder: Path) -> bool:
    storm = measure_storm(server, folder / "townships", words.workers)
    _print([["request", "times", "median", "p99", "longest"], *storm.lines()])
    print(
        f"{storm.offices} offices, {storm.rows:,} rows fetched, {storm.received / 1e6:.0f} MB down, "
        f"{storm.sent / 1e6:.0f} MB up; the last done after {storm.last:.1f} s; turned away {storm.turned_away} "
        f"times; largest server process {storm.server_mb:.0f} MB"
    )
    return True


def _growth(words: argparse.Namespace, server: str, _folder: Path) -> bool:
    costs = measure_growth(server, words.history)
    lines = [["rows of history", "push of 100 groups", "pull of 50 rows", "statements", "pages read", "scans"]]
    for cost in costs:
        times = [f"{cost.push_ms:.1f} ms", f"{cost.pull_ms:.1f} ms"]
        scans = "; ".join(cost.scans) or "none"
        lines.append([f"{cost.history:,}", *times, str(cost.statements), str(cost.blocks), scans])
    _print(lines)
    return not costs[-1].scans


def _holding(_words: argparse.Namespace, _server: str, folder: Path) -> bool:
    lines = [["records of the city here", "comparing", "looking for bases"]]
    for each in measure_holding(folder / "holding", HELD):
        lines.append([f"{each.records:,}", f"{each.comparing_ms:.1f} ms", f"{each.bases_ms:.1f} ms"])
    _print(lines)
    return True


def _print(lines: Sequence[Sequence[str]]) -> None:
    for line in (lines[0], ["---"] * len(lines[0]), *lines[1:]):
        print("| " + " | ".join(line) + " |", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
