"""No full ID number or phone in logs, in the words of expected errors, or in lists that nobody unmasked."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.imports import ImportKind
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import Message
from gridadmin.jobs.imports import preview_import, read_import, run_import
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.rosters import roster, write_roster
from gridadmin.services.duplicates import merge_workers
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.journal import list_acts
from gridadmin.services.worker_records import create_worker
from tests.real_offices import TODAY, id_number, real_office, with_grids, worker_form

DO = Message("Do")
NUMBERS = [id_number("371525", date(1980, 1, 1 + n), n % 10) for n in range(6)]
PHONES = [f"1390000{n:04}" for n in range(6)]
SECRET = re.compile(r"(?<!\d)\d{17}[\dXx]|(?<!\d)1[3-9]\d{9}(?!\d)")


def village_sheet(path: Path) -> Path:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["姓名", "身份证号", "联系电话", "专职/兼职"])
    for number, phone, name in zip(NUMBERS, PHONES, ["王一", "王二", "王三", "王四", "王五", "王六"], strict=True):
        sheet.append([name, number, phone, "专职"])
    sheet.append(["王七", NUMBERS[0], PHONES[0], "专职"])  # another name with a known number
    book.save(path)
    return path


def test_what_is_secret_is_in_no_log_and_in_no_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    with real_office(tmp_path) as office:
        with_grids(office, 1)
        file = read_import(office, ImportKind.WORKERS, village_sheet(tmp_path / "花名册.xlsx"))
        options = ImportOptions(TODAY, EmploymentKind.FULL_TIME)
        for go in (preview_import, run_import):
            go(office, file, options)  # its report quotes the sender's own rows, and goes back to the sender alone
        said += list(refusals(office))
        write_roster(office, TODAY, tmp_path / "masked.xlsx")
        said += [str(row) for row in roster(office, TODAY)]
        said += [act.sentence.text() for act in office.read(list_acts)]
    out, err = capfd.readouterr()
    said += [out, err, *(record.getMessage() for record in caplog.records)]
    said += [str(cell.value) for row in sheet_of(tmp_path / "masked.xlsx").iter_rows() for cell in row if cell.value]
    assert len(said) > 20
    leaks = [words for words in said if SECRET.search(words)]
    assert not leaks, "\n".join(leaks)


def sheet_of(path: Path) -> Any:
    return load_workbook(path).worksheets[0]


def refusals(office: OpenOffice) -> Any:
    """Expected errors of people who are entered twice, mistyped, or made one."""
    ids = [row.id for row in roster(office, TODAY)]
    tries: list[Callable[[], object]] = [
        lambda: office.act(DO, create_worker, worker_form("王八", id_number=NUMBERS[1]), TODAY),
        lambda: office.act(DO, create_worker, worker_form("王八", id_number=NUMBERS[1][:-1] + "#"), TODAY),
        lambda: office.act(DO, create_worker, worker_form("王八", id_number=NUMBERS[1][:-1]), TODAY),
        lambda: office.act(
            DO, create_worker, worker_form("王八", id_number=id_number("371525", date(1990, 1, 1))[:-1] + "@"), TODAY
        ),
        lambda: office.act(DO, merge_workers, ids[0], ids[1]),
    ]
    for attempt in tries:
        with pytest.raises(GridAdminError) as refused:
            attempt()
        yield f"{refused.value} {refused.value!r} {refused.value.args}"
