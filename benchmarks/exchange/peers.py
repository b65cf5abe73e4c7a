"""The peers: PouchDB with express-pouchdb, and Anki's own sync, on records of the same size in the same run.

Their scripts are not ours. GRIDADMIN_PEERS names a folder with `pouchdb/` (its packages installed by `npm install`),
`anki_sync/`, and `anki/`, a virtual environment with `anki` in it; without it, peers are left out.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

ENV = "GRIDADMIN_PEERS"


def peers() -> Path | None:
    """Return the folder of the peers; None where there is none."""
    named = os.environ.get(ENV)
    return Path(named) if named else None


def measure_pouchdb(folder: Path, count: int, rounds: int) -> dict[str, Any]:
    """Return PouchDB's push, pull and edits: records a second and peaks, with batches of 1 000."""
    place = folder / "pouchdb"
    subprocess.run(
        ["node", "run.js", str(count), str(rounds)], cwd=place, check=True, env=os.environ | {"OUT": "out.json"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    cases = json.loads((place / "out.json").read_text(encoding="utf-8"))["out"]
    best = {}
    for name, of in (("push", "push"), ("pull", "pull"), ("edits", "delta")):
        runs = [case for case in cases if case["d"] == of]
        fastest = max(runs, key=lambda case: case["docs_per_s"])
        best[name] = _figures(fastest)
    return best


def measure_anki(folder: Path, count: int, rounds: int) -> dict[str, Any]:
    """Return Anki's push, pull and edits: records a second and peaks."""
    place = folder / "anki_sync"
    subprocess.run(
        [str(folder / "anki" / "bin" / "python"), "bench_anki.py", str(count), str(rounds)], cwd=place, check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    out = json.loads((place / "results.json").read_text(encoding="utf-8"))["out"]
    names = {"push": "push", "pull": "pull", "edits": "push5k"}
    return {name: _figures(out[of]) for name, of in names.items()}


def _figures(case: dict[str, Any]) -> dict[str, Any]:
    names = {"rate": "docs_per_s", "client_mb": "client_peak_mb", "server_mb": "server_peak_mb"}
    return {name: case[of] for name, of in names.items()}
