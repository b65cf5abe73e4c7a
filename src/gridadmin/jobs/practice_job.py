"""The main job without a window: a roster in, boards and the month's figures out, all of it on a copy of practice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from gridadmin.domain.compliance_duties import Result
from gridadmin.domain.imports import ImportKind, ImportReport
from gridadmin.jobs.backups import verify_office
from gridadmin.jobs.compliance import write_findings
from gridadmin.jobs.imports import preview_import, read_import, run_import, write_returned
from gridadmin.jobs.notices import BoardChoice, print_boards
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.practice import practice_copy
from gridadmin.jobs.practice_roster import write_practice_roster
from gridadmin.jobs.progress import Progress
from gridadmin.jobs.statistics import write_monthly
from gridadmin.services.import_tally import ImportOptions


def do_main_job(practice: Path, folder: Path, progress: Progress) -> dict[str, Any]:
    """Do what an office does in a month, on a copy of the practice office; return the numbers and where the files are.

    Args:
        practice: the folder of the practice office, closed.
        folder: where the files go; files of an earlier run are replaced.
        progress: told how far the work is; may stop it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "roster": folder / "花名册.xlsx",
        "returned": folder / "花名册-退回.xlsx",
        "boards": folder / "公示牌.pdf",
        "monthly": folder / "月报.xlsx",
        "compliance": folder / "合规检查.xlsx",
    }
    with practice_copy(practice, folder / "office") as office:
        report = _import(office, files, progress)
        boards = print_boards(office, BoardChoice(), files["boards"], progress)
        last = office.today().replace(day=1) - timedelta(days=1)  # of the newest month that is over
        statistics = write_monthly(office, last.year, last.month, files["monthly"])
        counts = Counter(finding.result for finding in write_findings(office, office.today(), files["compliance"]))
        verification = verify_office(office)
    numbers = ("rows", "new", "updated", "unchanged", "rejected")
    return {
        "files": {name: str(path) for name, path in files.items()},
        "import": {name: getattr(report, name) for name in numbers},
        "boards": len(boards.contents),
        "month": f"{statistics.first:%Y-%m}",
        "check": {result.value: counts[result] for result in Result},
        "verify": {"ok": verification.ok, "entries": verification.entries, "first_bad": verification.first_bad},
    }


def _import(office: OpenOffice, files: dict[str, Path], progress: Progress) -> ImportReport:
    write_practice_roster(office, files["roster"])
    file = read_import(office, ImportKind.WORKERS, files["roster"])
    options = ImportOptions(office.today())
    rehearsed = preview_import(office, file, options, progress)
    report = run_import(office, file, options, progress)
    assert rehearsed == replace(report, act_id=None), "a preview is the real import"
    write_returned(file, report, files["returned"])
    return report
