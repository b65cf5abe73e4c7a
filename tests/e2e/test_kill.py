"""A kill -9 at any moment of an import or an edit loses at most the act in progress; real files, real processes."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from gridadmin.jobs.backups import verify_office
from gridadmin.jobs.opening import open_with_key_file
from gridadmin.services.journal import list_acts
from gridadmin.services.workers import list_workers
from tests.conftest import ROOT
from tests.real_offices import TODAY, id_number, real_office

pytestmark = pytest.mark.slow
ROWS = 400
IMPORTER = """
import sys
from datetime import date
from pathlib import Path
from gridadmin.domain.imports import ImportKind
from gridadmin.domain.workers import EmploymentKind
from gridadmin.jobs.imports import read_import, run_import
from gridadmin.jobs.opening import open_with_key_file
from gridadmin.jobs.progress import Progress
from gridadmin.services.import_tally import ImportOptions
office = open_with_key_file(sys.argv[1], Path(sys.argv[2]))
file = read_import(office, ImportKind.WORKERS, Path(sys.argv[3]))
options = ImportOptions(date(2026, 11, 1), EmploymentKind.PART_TIME)
def tell(done, total, text):
    print("row", done, flush=True)
run_import(office, file, options, Progress(tell))
print("done", flush=True)
office.close()
"""
EDITOR = """
import sys
from pathlib import Path
from gridadmin.domain.office import OfficeForm
from gridadmin.i18n import Message
from gridadmin.jobs.opening import open_with_key_file
from gridadmin.services.office import get_office, update_office
office = open_with_key_file(sys.argv[1], Path(sys.argv[2]))
for number in range(100000):
    row = office.read(get_office)
    form = OfficeForm(row.organisation, str(number), row.hotlines, row.board_url, row.version)
    office.act(Message("edit {number}", {"number": number}), update_office, form)
    print("done", number, flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an office, its key file, and a roster of 400 people."""
    with real_office(tmp_path):
        pass
    born = date(1980, 1, 1)
    lines = ["姓名,身份证号码,联系电话"]
    lines += [
        f"张{number},{id_number('371525', born + timedelta(days=number))},1390000{number:04}" for number in range(ROWS)
    ]
    (tmp_path / "roster.csv").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def started(folder: Path, program: str) -> subprocess.Popen[str]:
    """Start a program on the office in a folder."""
    words = [str(folder / "office"), str(folder / "clerk.key"), str(folder / "roster.csv")]
    return subprocess.Popen(
        [sys.executable, "-c", program, *words],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )


def lines_of(process: subprocess.Popen[str]) -> Iterator[str]:
    """What the program says, line by line; a line that was cut by the kill is none."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.endswith("\n"):
            yield line.strip()


@pytest.mark.parametrize("at_row", [0, 100, 350, ROWS])
def test_a_killed_import_is_there_whole_or_not_at_all(folder: Path, at_row: int) -> None:
    pauses = random.Random(at_row)
    for _ in range(3 if at_row == ROWS else 1):  # the commit comes right after the last row
        shutil.copytree(folder / "office", folder / "before", dirs_exist_ok=True)
        process = started(folder, IMPORTER)
        said = []
        for line in lines_of(process):
            said.append(line)
            if line == f"row {at_row}":
                time.sleep(pauses.uniform(0, 0.15) if at_row == ROWS else 0)
                process.kill()
                break
        said += list(lines_of(process))
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
        office = open_with_key_file(str(folder / "office"), folder / "clerk.key")
        try:
            assert verify_office(office).ok
            people = len(office.read(list_workers, TODAY))
            acts = len(office.read(list_acts))
        finally:
            office.close()
        assert (people, acts) in ((0, 2), (ROWS, 3)), "whole or not at all, and the acts before it stand"
        if at_row < ROWS:
            assert people == 0
        if "done" in said:
            assert people == ROWS, "what was said to be done is done"
        shutil.rmtree(folder / "office")
        (folder / "before").rename(folder / "office")


def test_killed_edits_lose_at_most_the_one_in_progress(folder: Path) -> None:
    pauses = random.Random(20261102)
    for _ in range(3):
        process = started(folder, EDITOR)
        done = -1
        for line in lines_of(process):
            done = int(line.split()[1])
            if done == 0:
                time.sleep(pauses.uniform(0.05, 0.4))
                process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
        office = open_with_key_file(str(folder / "office"), folder / "clerk.key")
        try:
            assert verify_office(office).ok
            last = office.read(list_acts)[0].sentence.values["number"]
        finally:
            office.close()
        assert last in (done, done + 1)
