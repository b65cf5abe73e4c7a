"""Reconciling with the city's list: what both last had decides who changed; one decision for each fact (J11)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from gridadmin.domain.errors import ConflictError, NotFoundError
from gridadmin.domain.exchange_reconciliation import Comparison, Difference, difference_between
from gridadmin.domain.imports import ImportKind
from gridadmin.jobs.exchange_reconciliation import compare_file, keep_own, make_submission, take_theirs
from gridadmin.jobs.imports import ImportFile, read_import, run_import
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import CityRecord
from gridadmin.services.exchange_submissions import list_submissions
from gridadmin.services.grids import list_grids
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.journal import list_acts
from tests.real_offices import TODAY, TOWNSHIP, business_state, real_office, with_grids

OPTIONS = ImportOptions(TODAY)
HEADER = ("姓名", "出生日期", "联系电话", "住址", "学历", "专兼职", "网格编码")
VALUES = st.none() | st.integers(0, 3)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        with_grids(opened)
        yield opened


def people(office: OpenOffice) -> list[list[Any]]:
    codes = [grid.code for grid in office.read(list_grids, TODAY)]
    return [
        ["张三", "1980-01-02", "13900000001", "城关村12号", "大专", "专职", codes[0]],
        ["李四", "1985-03-04", "13900000002", "城关村21号", "高中", "兼职", codes[1]],
        ["王五", "1990-05-06", "13900000003", "城关村30号", "大学", "兼职", codes[2]],
    ]


def city_list(office: OpenOffice, folder: Path, rows: list[list[Any]], name: str = "市平台导出.xlsx") -> ImportFile:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (HEADER, *rows):
        sheet.append(list(row))
    book.save(folder / name)
    return read_import(office, ImportKind.WORKERS, folder / name)


def compared(office: OpenOffice, folder: Path, rows: list[list[Any]]) -> tuple[ImportFile, Comparison]:
    file = city_list(office, folder, rows)
    return file, compare_file(office, file, OPTIONS)


def kinds(comparison: Comparison) -> dict[tuple[str, str], Difference]:
    return {(row.subject, row.fact.field): row.difference for row in comparison.differences}


@given(VALUES, VALUES, VALUES)
def test_who_changed(ours: int | None, theirs: int | None, agreed: int | None) -> None:
    found = difference_between(ours, theirs, agreed)
    assert (found is None) == (ours == theirs)
    if found is Difference.THEIRS_CHANGED:
        assert ours == agreed
    if found is Difference.OURS_CHANGED:
        assert theirs == agreed
    swapped = {Difference.THEIRS_CHANGED: Difference.OURS_CHANGED, Difference.OURS_CHANGED: Difference.THEIRS_CHANGED}
    mirrored = difference_between(theirs, ours, agreed)
    assert mirrored == (swapped.get(found, found) if found else None)


def test_nothing_is_guessed_before_the_first_agreement() -> None:
    assert difference_between(1, 2) is Difference.NEVER_AGREED


def test_from_the_first_list_to_the_last_difference(office: OpenOffice, tmp_path: Path) -> None:
    rows = people(office)
    run_import(office, city_list(office, tmp_path, rows), OPTIONS)
    _file, first = compared(office, tmp_path, rows)
    assert first.differences == ()
    assert first.agreements

    # The city changes 张三's address and 李四's phone; here 王五's address changes.
    theirs = [list(row) for row in rows]
    theirs[0][3], theirs[1][2] = "新城小区3号", "13900000009"
    village = [list(row) for row in rows]
    village[2][3] = "城关村31号"
    run_import(office, city_list(office, tmp_path, village, "村里报来.xlsx"), OPTIONS)
    before = business_state(office)
    file, second = compared(office, tmp_path, theirs)
    assert business_state(office) == before
    assert kinds(second) == {
        ("张三", "address"): Difference.THEIRS_CHANGED,
        ("李四", "phones"): Difference.THEIRS_CHANGED,
        ("王五", "address"): Difference.OURS_CHANGED,
    }

    # 1 for what the city changed, 2 for what was changed here.
    by_subject = {row.subject: row for row in second.differences}
    take_theirs(office, file, [by_subject["张三"], by_subject["李四"]], OPTIONS)
    assert keep_own(office, file, [by_subject["王五"]]) == 1
    assert kinds(compared(office, tmp_path, theirs)[1]) == {("王五", "address"): Difference.OURS_CHANGED}
    assert office.undo() is not None

    out = tmp_path / "报送.xlsx"
    receipt, count = make_submission(office, out)
    assert (receipt, count) == ("BS20261102-01", 1)
    cells = [cell.value for row in openpyxl.load_workbook(out).worksheets[0].iter_rows() for cell in row]
    assert {"王五", "城关村30号", "城关村31号"} <= set(cells)
    with pytest.raises(NotFoundError, match="Nothing waits"):
        make_submission(office, out)

    # The next list of the city has it: the matter closes itself.
    done = [list(row) for row in theirs]
    done[2][3] = "城关村31号"
    _file, last = compared(office, tmp_path, done)
    assert last.closed == 1
    assert office.read(list_submissions, standing=True) == []


def test_taking_one_fact_takes_nothing_else(office: OpenOffice, tmp_path: Path) -> None:
    rows = people(office)
    run_import(office, city_list(office, tmp_path, rows), OPTIONS)
    theirs = [list(row) for row in rows]
    theirs[0][2], theirs[0][3], theirs[0][4] = "13900000008", "新城小区3号", "高中"
    file, found = compared(office, tmp_path, theirs)
    wanted = next(row for row in found.differences if row.fact.field == "address")
    report = take_theirs(office, file, [wanted], OPTIONS)
    assert (report.updated, report.new, report.rejected) == (1, 0, 0)
    _file, after = compared(office, tmp_path, theirs)
    assert set(kinds(after)) == {("张三", "phones"), ("张三", "education")}


def test_what_was_changed_since_the_comparison_is_not_overwritten(office: OpenOffice, tmp_path: Path) -> None:
    """By a colleague, or by what the exchange brought: the clerk decided over another value than stands there now."""
    rows = people(office)
    run_import(office, city_list(office, tmp_path, rows), OPTIONS)
    theirs = [list(row) for row in rows]
    theirs[0][3], theirs[1][3] = "新城小区3号", "新城小区4号"
    file, found = compared(office, tmp_path, theirs)
    meanwhile = [list(row) for row in rows]
    meanwhile[0][3] = "城关村99号"
    run_import(office, city_list(office, tmp_path, meanwhile, "村里报来.xlsx"), OPTIONS)
    before = business_state(office)
    with pytest.raises(ConflictError, match="Compare once more"):
        take_theirs(office, file, found.differences, OPTIONS)
    assert business_state(office) == before
    file, found = compared(office, tmp_path, theirs)
    take_theirs(office, file, found.differences, OPTIONS)
    assert kinds(compared(office, tmp_path, theirs)[1]) == {}


def test_records_that_only_one_side_has(office: OpenOffice, tmp_path: Path) -> None:
    rows = people(office)
    run_import(office, city_list(office, tmp_path, rows[:2]), OPTIONS)
    file, found = compared(office, tmp_path, [rows[0], rows[2]])
    assert kinds(found) == {("王五", ""): Difference.MISSING_HERE, ("李四", ""): Difference.MISSING_THERE}
    missing_here, missing_there = (
        next(row for row in found.differences if row.difference is each)
        for each in (Difference.MISSING_HERE, Difference.MISSING_THERE)
    )
    assert take_theirs(office, file, [missing_here], OPTIONS).new == 1
    with pytest.raises(ConflictError, match="王五 was changed here"):
        take_theirs(office, file, [missing_here], OPTIONS)
    assert keep_own(office, file, [missing_there]) == 1
    assert keep_own(office, file, [missing_there]) == 0
    assert set(kinds(compared(office, tmp_path, [rows[0], rows[2]])[1])) == {("李四", "")}


def test_grids_that_the_county_publishes_are_compared_too(office: OpenOffice, tmp_path: Path) -> None:
    """Nothing of a list is taken over into them; they are in it all the same."""
    grids = office.read(list_grids, TODAY)

    def publish(session: Session) -> None:
        for grid in grids:
            held = {"record_type": "grid", "scope": f"town:{TOWNSHIP}", "ver": 1, "hash": 1}
            session.add(CityRecord(record_id=grid.id, **held))

    office.exchange(publish)
    book = openpyxl.Workbook()
    for row in (("网格编码", "网格名称"), *((grid.code, grid.name) for grid in grids[1:]), (grids[0].code, "城关网格")):
        book.worksheets[0].append(row)
    book.save(tmp_path / "网格.xlsx")
    file = read_import(office, ImportKind.GRIDS, tmp_path / "网格.xlsx")
    found = compare_file(office, file, OPTIONS)
    assert kinds(found) == {(grids[0].code, "name"): Difference.NEVER_AGREED}
    assert (found.differences[0].ours, found.differences[0].theirs) == (grids[0].name, "城关网格")


def test_decisions_are_journaled(office: OpenOffice, tmp_path: Path) -> None:
    rows = people(office)
    run_import(office, city_list(office, tmp_path, rows[:2]), OPTIONS)
    file, found = compared(office, tmp_path, rows)
    take_theirs(office, file, [found.differences[0]], OPTIONS)
    file, found = compared(office, tmp_path, rows[:2])
    keep_own(office, file, found.differences)
    make_submission(office, tmp_path / "报送.xlsx")
    said = [str(act.sentence) for act in office.read(list_acts, 4)]
    assert said[0].startswith("Made the submission BS20261102-01")
    assert said[1].startswith("Keeps 1 values")
    assert said[2].startswith("Took 1 facts over")


def test_rows_that_are_not_understood_say_why(office: OpenOffice, tmp_path: Path) -> None:
    rows = people(office)
    run_import(office, city_list(office, tmp_path, rows), OPTIONS)
    rows[1][1] = "没有这一天"
    _file, found = compared(office, tmp_path, rows)
    assert found.refused == 1
    [(row, reason)] = found.reasons
    assert row == 3
    assert str(reason)
