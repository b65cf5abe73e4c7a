"""A sheet of certificates as senders write it: the preview is the import, one undo, nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import Workbook

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.imports import ImportKind, ImportReport, Severity
from gridadmin.domain.qualifications import CertificateRow
from gridadmin.intake.header_words import CERTIFICATE_WORDS, match_header
from gridadmin.jobs.imports import ImportFile, guess_import_kind, open_import, preview_import, read_import, run_import
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.qualifications import find_certificate_type
from gridadmin.services.qualifications_list import worker_qualifications
from tests.peopled_offices import TODAY, People, filled, id_number
from tests.real_offices import business_state, real_office

DUTY = "网格员上岗证"
ZHANG, LI = id_number(date(1985, 6, 30)), id_number(date(1990, 3, 1), 1)
Cells = list[list[object]]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path / "office") as opened:
        yield opened


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


def sheet(path: Path, rows: Cells) -> Path:
    workbook = Workbook()
    for row in rows:
        workbook.worksheets[0].append(row)
    workbook.save(path)
    return path


def put(office: OpenOffice, path: Path) -> tuple[ImportFile, ImportReport]:
    file = read_import(office, ImportKind.CERTIFICATES, path)
    options = ImportOptions(TODAY)
    rehearsed = preview_import(office, file, options)
    report = run_import(office, file, options)
    assert rehearsed == replace(report, act_id=None), "the preview is the import"
    return file, report


def held(office: OpenOffice, worker_id: UUID) -> list[CertificateRow]:
    return list(office.read(worker_qualifications, worker_id, TODAY).certificates)


def test_every_header_names_its_field() -> None:
    for field, listed in CERTIFICATE_WORDS.items():
        for word in listed.split():
            assert match_header(word, ImportKind.CERTIFICATES) == (field, 1.0), word


def test_a_messy_sheet_goes_in_and_one_undo_takes_it_out(office: OpenOffice, people: People, tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "持证.xlsx",
        [
            ["XX镇网格员持证情况统计表"],
            ["填报单位：桑阿镇", None, None, None, None, None, "单位：人"],
            ["序号", "姓 名*", "身份证号码（18位）", "证书名称", "上岗证编号", "发证时间", "有效期至", "发证单位"],
            [1, "张三", ZHANG, "网格员上岗证", "证001", "2024.3.1", "2027年3月1日", "县中心"],
            [2, "李四", LI, "上岗证", "证002", date(2024, 3, 1), "长期", None],
            [3, "王五", None, "网格员上岗证", "证003", 20250301, None, None],
            [4, "赵七", None, "网格员上岗证", "证004", "2025-03-01", "2028-03-01", None],
            ["合计", 4],
        ],
    )
    before = business_state(office)
    assert guess_import_kind(path) is ImportKind.CERTIFICATES
    file, report = put(office, path)
    assert (report.rows, report.new, report.rejected) == (4, 3, 1)
    (zhang,) = held(office, people.workers["张三"])
    assert (zhang.number, zhang.issued_on, zhang.expires_on, zhang.issuer) == (
        "证001", date(2024, 3, 1), date(2027, 3, 1), "县中心",
    )  # fmt: skip
    assert held(office, people.workers["李四"])[0].expires_on is None
    assert held(office, people.workers["王五"])[0].expires_on == date(2028, 3, 1), "by the rule of the kind"
    refused = next(each for each in report.problems if each.severity is Severity.ERROR)
    assert (refused.row, refused.column, "赵七" in str(refused.reason)) == (7, "B", True)
    assert any("name alone" in str(each.reason) for each in report.problems if each.row == 6)
    again = run_import(office, file, ImportOptions(TODAY))
    assert (again.new, again.updated, again.unchanged) == (0, 0, 3)
    office.undo()
    assert business_state(office) == before


def test_periods_stand_in_one_cell_or_in_years(office: OpenOffice, people: People, tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "期限.xlsx",
        [
            ["姓名", "证号", "有效期起止", "有效期"],
            ["张三", "A1", "2023.05.01-2026.04.30", None],
            ["李四", "A2", "2024年5月1日至长期", None],
            ["王五", "A3", None, "3年"],
        ],
    )
    _file, report = put(office, path)
    (zhang,), (li,) = held(office, people.workers["张三"]), held(office, people.workers["李四"])
    assert (zhang.issued_on, zhang.expires_on) == (date(2023, 5, 1), date(2026, 4, 30))
    assert (li.issued_on, li.expires_on) == (date(2024, 5, 1), None)
    assert report.rejected == 1, "a certificate without its day of issue is not entered"
    three = sheet(
        tmp_path / "三年.xlsx", [["姓名", "证书编号", "发证日期", "有效年限"], ["王五", "A3", "2024-02-29", "三年"]]
    )
    put(office, three)
    assert held(office, people.workers["王五"])[0].expires_on == date(2027, 2, 28)


def test_what_cannot_be_is_refused_with_its_place(office: OpenOffice, people: People, tmp_path: Path) -> None:
    assert people.workers
    path = sheet(
        tmp_path / "错.xlsx",
        [
            ["姓名", "身份证号", "证书名称", "证书编号", "发证日期", "有效期至"],
            ["张三", ZHANG, "驾驶证", "B1", "2024-01-01", "2027-01-01"],
            ["李四", ZHANG, DUTY, "B2", "2024-01-01", "2027-01-01"],
            ["张三", ZHANG, DUTY, "B3", "2027-01-01", "2030-01-01"],
            ["张三", ZHANG, DUTY, "B4", "2024-01-01", "2023-01-01"],
            ["张三", ZHANG, DUTY, "B5", "2024-01-01", "2027-01-01"],
            ["李四", LI, DUTY, "B5", "2024-01-01", "2027-01-01"],
            ["张三", ZHANG, DUTY, "B6", "2024-01-01", "2027-01-01"],
        ],
    )
    _file, report = put(office, path)
    assert (report.new, report.rejected) == (1, 6)
    fields = {each.row: each.field for each in report.problems if each.severity is Severity.ERROR}
    assert fields == {2: "type_name", 3: "name", 4: "issued_on", 5: "expires_on", 7: "number", 8: "number"}


def test_a_revocation_comes_by_a_sheet(office: OpenOffice, people: People, tmp_path: Path) -> None:
    first: Cells = [
        ["姓名", "身份证号", "证书编号", "发证日期", "有效期至"],
        ["张三", ZHANG, "C1", "2024-01-01", "2027-01-01"],
    ]
    put(office, sheet(tmp_path / "a.xlsx", first))
    header = [*first[0], "吊销日期", "吊销原因"]
    second = sheet(tmp_path / "b.xlsx", [header, [*first[1], "2026-05-01", "泄露信息"]])
    _file, report = put(office, second)
    assert (report.updated, report.new) == (1, 0)
    (zhang,) = held(office, people.workers["张三"])
    assert (zhang.revoked_on, zhang.revoked_reason) == (date(2026, 5, 1), "泄露信息")
    third = sheet(tmp_path / "c.xlsx", [header, [*first[1], "2026-05-01", ""]])
    _file, report = put(office, third)
    assert report.unchanged == 1
    assert held(office, people.workers["张三"])[0].revoked_reason == "泄露信息"


def test_a_sheet_without_names_is_refused_whole(office: OpenOffice, people: People, tmp_path: Path) -> None:
    assert people.workers
    path = sheet(tmp_path / "x.xlsx", [["证书编号", "发证日期"], ["C1", "2024-01-01"]])
    with pytest.raises(InvalidError):
        open_import(office, path, ImportKind.CERTIFICATES)
    assert office.read(find_certificate_type, DUTY)
