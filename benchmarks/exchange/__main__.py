"""`PYTHONPATH=src:. python -m benchmarks.exchange [--records 20000] [--edits 5000] [--rounds 3]`: ours, peers, COPY."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.exchange.ours import copy_rate, measure_ours, postgres
from benchmarks.exchange.peers import measure_anki, measure_pouchdb, peers

AIMS = {"push": 5_000, "pull": 10_000, "edits": 0}
MOST_MB = 80


def main() -> int:
    """Measure and print a table; return 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exchange", description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--edits", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gridadmin-bench-") as folder, postgres() as server:
        copied = copy_rate(server, words.records)
        ours = measure_ours(server, Path(folder), words.records, words.edits, words.rounds)
    others = {}
    place = peers()
    if place is not None:
        others["PouchDB"] = measure_pouchdb(place, words.records, words.rounds)
        others["Anki"] = measure_anki(place, words.records, words.rounds)
    print(f"load {os.getloadavg()[0]:.1f}; COPY into an indexed table {copied:,.0f} rows/s")
    headings = ["passage", "ours /s", "aim", "client MB", "server MB", "× COPY"]
    headings += [f"× {name} (/s, MB)" for name in others]
    lines = [headings, ["---"] * len(headings)]
    kept = True
    for name, passage in ours.items():
        sizes = [passage.peak("client"), passage.peak("server")]
        kept &= passage.rate >= AIMS[name] and max(sizes) <= MOST_MB
        rates = [f"{passage.rate:,.0f}", f"{AIMS[name]:,}"]
        beside = [_beside(passage.rate, each[name]) for each in others.values()]
        lines.append([name, *rates, *(f"{size:.0f}" for size in sizes), f"{passage.rate / copied:.2f}", *beside])
    for line in lines:
        print("| " + " | ".join(line) + " |")
    return 0 if kept else 1


def _beside(rate: float, other: dict[str, Any]) -> str:
    return f"{rate / other['rate']:.2f} ({other['rate']:,}, {other['client_mb']}/{other['server_mb']})"


if __name__ == "__main__":
    raise SystemExit(main())
