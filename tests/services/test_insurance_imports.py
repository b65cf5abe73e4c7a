"""A sheet of enrolments: rehearsed as it is imported, by ID number or name, bad rows refused alone, one undo."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.insurance import STATUTORY
from gridadmin.domain.months import Month
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import Message
from gridadmin.jobs.insurance_imports import preview_enrolments, read_enrolments, run_enrolments
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.insurance import enrol
from gridadmin.services.insurance_facts import insured_people
from tests.peopled_offices import People, filled
from tests.real_offices import business_state

JANUARY = Month(2026, 1)
SHEET = """姓名,缴费基数,工伤保险缴费基数,起始年月,原因,部门
张三,4800,5000,,年度申报,一科
王五,4573.00,,2026年3月,,一科
欧阳娜娜,四千,,,,二科
没有这个人,4800,,,,二科
李四,,,,,二科
"""


@pytest.fixture
def people(office: OpenOffice) -> People:
    found = filled(office)
    office.act(Message("Enrol"), enrol, found.workers["张三"], Month(2025, 1), dict.fromkeys(STATUTORY, 450_000))
    return found


def bases(office: OpenOffice, name: str, month: Month) -> dict[Scheme, int]:
    person = next(each for each in office.read(insured_people) if each.name == name)
    return {each.scheme: each.base for each in person.enrolments if each.covers(month)}


def test_a_sheet_of_bases(office: OpenOffice, people: People, tmp_path: Path) -> None:
    assert people.workers
    path = tmp_path / "基数.csv"
    path.write_text(SHEET, encoding="gbk")
    before = business_state(office)
    told = preview_enrolments(office, JANUARY, path)
    assert business_state(office) == before
    report = run_enrolments(office, JANUARY, path)
    assert (report.new, report.updated, report.unchanged, report.rejected) == (1, 1, 0, 3)
    assert (told.new, told.updated, told.rejected, told.problems) == (1, 1, 3, report.problems)
    plain = dict.fromkeys(STATUTORY, 480_000)
    assert bases(office, "张三", JANUARY) == plain | {Scheme.INJURY: 500_000}
    assert bases(office, "张三", Month(2025, 12)) == dict.fromkeys(STATUTORY, 450_000)
    assert bases(office, "王五", Month(2026, 2)) == {}
    assert set(bases(office, "王五", Month(2026, 3)).values()) == {457_300}
    refused = {problem.row: problem for problem in report.problems if problem.severity.value == "error"}
    assert set(refused) == {4, 5, 6}
    assert (refused[4].column, refused[4].value) == ("B", "四千")
    assert any("部门" in problem.value for problem in report.problems), "a column that was not read is said"
    again = run_enrolments(office, JANUARY, path)
    assert (again.new, again.updated, again.unchanged) == (0, 0, 2)
    office.undo()
    assert business_state(office) == before


def test_a_sheet_without_bases_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "花名册.csv"
    path.write_text("姓名,年龄\n张三,40\n", encoding="utf-8")
    with pytest.raises(InvalidError, match="姓名"):
        read_enrolments(path)
