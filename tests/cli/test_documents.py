"""Every verb's document has the keys that docs/cli.md shows, and those keys are what scripts were promised."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gridadmin.jobs.practice_job import do_main_job
from gridadmin.jobs.progress import Progress
from tests.cli.conftest import TOWNSHIP, Run
from tests.conftest import ROOT

pytestmark = pytest.mark.slow
VILLAGE, GRID = "371521002218", "371521002218001"
EXAMPLES: dict[str, Any] = {
    verb: json.loads(text)
    for verb, text in re.findall(
        r"^```json ([^\n]+)\n(.*?)^```",
        (ROOT / "docs" / "cli.md").read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
}
PROMISED = {
    "import workers": {"rows", "new", "updated", "unchanged", "rejected", "problems"},
    "check": {"as_of", "findings"},
    "verify": {"ok", "entries", "first_bad"},
}
PAY = {
    "pay calc",
    "pay run",
    "pay adjust",
    "list pay-runs",
    "pay explain",
    "insurance reconcile",
}  # test_pay.py, test_pay_runs.py
PAY_FACTS = {
    *(
        f"list pay-{what}"
        for what in ("standards", "elements", "categories", "declarations", "years", "entries", "parameters")
    ),
    "pay standard",
    "pay element",
    "pay parameter",
    "import pay-entries",
}  # fmt: skip - test_pay_facts.py
PAY_PAPERS = {"pay export", "pay funds", "pay budget"}  # test_pay_export.py
EXCHANGE = {"sync", "exchange enrol", "exchange issues", "exchange settle", "exchange leave"}  # test_exchange.py
LEAVING = {f"list {what}" for what in ("contracts", "contract-lapses", "exits", "changeovers")} | {
    "change-over"
}  # test_changeover.py
BY_FILE = {f"exchange {verb}" for verb in ("key", "accept", "export", "import", "reconcile")}  # test_exchange_files.py
QUALIFICATIONS = {  # test_qualifications.py
    "list certificates", "list cards", "report certificates", "report eligibility", "cards make", "cards print",
    "cards give", "cards end",
}  # fmt: skip
ASSESSMENT = {
    "list assessments",
    *(f"assessment {verb}" for verb in ("schemes", "score", "reviews")),
}  # test_assessment.py
TRAINING = {
    "list training",
    "list training --view short",
    "list training --worker",
    "report training",
    "training sheet",
    "import training",
}  # fmt: skip - test_training.py
BANK = {"import accounts", "list accounts", "list bank-templates", "pay export bank", "pay verify-bank"}  # test_bank.py
RECORDS = {"import rewards"}  # test_record_imports.py
INSURANCE = {  # test_insurance.py
    "list insurance", "list policies", "list covers", "list claims", "insurance enrol", "insurance changes",
}  # fmt: skip
ELSEWHERE = (
    TRAINING
    | EXCHANGE
    | BY_FILE
    | LEAVING
    | PAY
    | PAY_FACTS
    | PAY_PAPERS
    | QUALIFICATIONS
    | ASSESSMENT
    | BANK
    | INSURANCE
    | RECORDS
)
PROMISED_WORKER = {
    "id", "name", "id_number", "sex", "birth_date", "kind", "source", "status", "phones", "political_status",
    "education", "grids",
}  # fmt: skip
PROMISED_GRID = {
    "code", "name", "kind", "community_code", "community", "area", "households", "residents", "setting", "workers",
}  # fmt: skip


def shape(value: Any) -> Any:
    """The keys of a document at every depth; lists by what they hold, however many."""
    if isinstance(value, dict):
        if {"part", "whole"} == set(value) or "account" in value:  # a share beside numbers; tables by name
            return None
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        entries = [inner for inner in value if isinstance(inner, dict)]
        assert len({frozenset(entry) for entry in entries}) <= 1, "every entry of a list has the same keys"
        full = max(entries, key=lambda entry: len(str(entry)), default=None)  # its own lists are not empty
        return [] if full is None else [shape(full)]
    return None


def known(shown: Any, real: Any) -> None:
    """What the page shows and what is printed have the same keys; an empty list shows none."""
    if isinstance(shown, dict):
        assert isinstance(real, dict)
        assert set(shown) == set(real)
        for key, inner in shown.items():
            known(inner, real[key])
    elif isinstance(shown, list) and shown and isinstance(real, list) and real:
        known(shown[0], real[0])


def test_documents_are_those_of_the_page(run: Run, practice: Path, tmp_path: Path) -> None:
    made = do_main_job(practice, tmp_path / "files", Progress())
    at = ("--office", "practice", "--json")
    verbs: dict[str, tuple[object, ...]] = {
        "init": ("init", "--township", TOWNSHIP, "--office", tmp_path / "o", "--key-file", tmp_path / "k", "--json"),
        "demo": ("demo", "--json"),
        "import workers": ("import", "workers", made["files"]["roster"], "--return", tmp_path / "back.xlsx", *at),
        "board": ("board", "--community", VILLAGE, "--out", tmp_path / "boards.pdf", *at),
        "report monthly": ("report", "monthly", "--month", "2026-10", "--out", tmp_path / "m.xlsx", *at),
        "list grids": ("list", "grids", *at),
        "list workers": ("list", "workers", *at),
        "report roster": ("report", "roster", "--out", tmp_path / "roster.xlsx", *at),
        "report file": ("report", "file", "--worker", "马强", "--out", tmp_path / "file.pdf", *at),
        "list rewards": ("list", "rewards", *at),
        "list discipline": ("list", "discipline", *at),
        "list problems": ("list", "problems", *at),
        "list lapses": ("list", "lapses", *at),
        "check": ("check", *at),
        "history": ("history", "grid", GRID, *at),
        "undo": ("undo", *at),
        "verify": ("verify", *at),
        "backup": ("backup", "--out", tmp_path / "b.backup", *at),
        "restore": ("restore", tmp_path / "b.backup", *at),
    }
    assert set(verbs) | {"demo --job", *ELSEWHERE} == set(EXAMPLES)
    documents = {}
    for verb, words in verbs.items():
        ran = run(*words)
        assert ran.code == 0, (verb, ran.err)
        documents[verb] = ran.document
    documents["demo --job"] = documents["demo"] | json.loads(json.dumps(made))
    for verb, shown in EXAMPLES.items():
        if verb in ELSEWHERE:
            continue
        known(shape(shown), shape(documents[verb]))
    for verb, keys in PROMISED.items():
        assert keys <= set(documents[verb])
    assert set(documents["import workers"]["problems"][0]) >= {"sheet", "row", "column", "value", "reason"}
    assert all(set(worker) >= PROMISED_WORKER for worker in documents["list workers"])
    assert all(set(grid) >= PROMISED_GRID for grid in documents["list grids"])
    assert set(documents["check"]["findings"][0]) >= {"article", "subject_type", "subject", "result", "facts", "remedy"}
    assert (len(documents["list grids"]), documents["import workers"]["rejected"]) == (120, 3)
    for file in made["files"].values():
        assert Path(file).stat().st_size > 1000
