"""Makes the corpus, always the same: `python -m tests.corpus.build FOLDER` writes the files and manifest.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.corpus.cases import Case
from tests.corpus.grid_cases import GRID_CASES
from tests.corpus.worker_cases import WORKER_CASES

CASES: list[Case] = [*WORKER_CASES, *GRID_CASES]


def build(folder: Path) -> list[Case]:
    """Write every file of the corpus and its manifest into a folder; return the cases."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in CASES:
        case.write(folder / case.name)
    manifest = [case.manifest() for case in CASES]
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    return CASES


if __name__ == "__main__":
    build(Path(sys.argv[1]))
