"""Sheets of rewards, problems and contracts: rehearsed as imported, bad cells named, put in once, one undo for all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gridadmin.domain.contracts import ContractEnd, ContractKind, ContractRow, ContractTerm
from gridadmin.domain.discipline_problems import ProblemSource
from gridadmin.domain.discipline_rewards import RewardKind, RewardLevel
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.imports import ImportReport, Severity
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.record_imports import Records, preview_records, read_records, run_records
from gridadmin.services.contracts import list_contracts
from gridadmin.services.discipline_problems import list_problems
from gridadmin.services.discipline_rewards import list_rewards
from gridadmin.services.workers import get_worker
from tests.peopled_offices import TODAY, People, filled
from tests.real_offices import business_state

REWARDS = """序号,姓名,身份证号,荣誉名称,级别,授予单位,表彰时间,文号,主要事迹,推荐人
1,张三,{zhang},最美网格员,县区级,县委政法委（虚构）,2026.3.1,侨政法〔2026〕3号,排查隐患12处,老王
2,王五,,优秀网格员,乡镇级,侨镇人民政府（虚构）,2026年6月,,,
3,欧阳娜娜,,优秀网格员,地球级,侨镇人民政府（虚构）,2026-06-30,,,
4,李四,371525198506309997,优秀网格员,镇级,侨镇人民政府（虚构）,2026-06-30,,,
5,张三,,先进个人,市级,市委政法委（虚构）,2027-01-01,,,
6,王五,,优秀网格员,镇级,,2026-06-30,,,
合计,5人,,,,,,,,
"""
PROBLEMS = """姓名,发现日期,检查方式,检查单位,存在问题,整改要求,整改时限
张三,2026-09-02,专项检查,综治中心,巡查日志缺记3天,补记并说明,2026-09-10
王五,2026-09-02,望闻问切,综治中心,未佩戴工作牌,,
欧阳娜娜,2026-09-03,,,走访记录不完整,,
"""
CONTRACTS = """姓名,合同期限,合同期限,合同类型,用人单位,合同编号,签订日期,试用期至,实际终止日期,终止原因
姓名,起,止,合同类型,用人单位,合同编号,签订日期,试用期至,实际终止日期,终止原因
张三,2022-01-01,2023-12-31,劳动合同,,侨合2022-001,2021-12-28,2022-02-28,,
张三,2024-01-01,无固定期限,,,侨合2024-001,2023-12-30,,,
王五,2025-03-01,2026-02-28,劳务派遣,某某人力资源公司（虚构）,,,2025-08-31,,
欧阳娜娜,2025-03-01,,劳动合同,,,,,,
李四,2023-01-01,2024-12-31,,,,,,2024-06-30,本人辞职
"""


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


def put(office: OpenOffice, kind: Records, path: Path, text: str) -> ImportReport:
    path.write_text(text, encoding="gbk")
    file, before = read_records(kind, path), business_state(office)
    told = preview_records(office, kind, file)
    assert business_state(office) == before, "a rehearsal leaves nothing"
    report = run_records(office, kind, path, file)
    for name in ("rows", "new", "updated", "unchanged", "rejected", "problems", "skipped"):
        assert getattr(told, name) == getattr(report, name), "the rehearsal tells what the import does"
    assert report.rows == report.new + report.updated + report.unchanged + report.rejected
    return report


def refusals(report: ImportReport) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for problem in report.problems:
        if problem.severity is Severity.ERROR:
            found.setdefault(problem.row, []).append((problem.column, problem.value))
    return found


def test_a_list_of_rewards(office: OpenOffice, people: People, tmp_path: Path) -> None:
    before = business_state(office)
    zhang = office.read(get_worker, people.workers["张三"], TODAY).row.id_number
    path = tmp_path / "奖励.csv"
    report = put(office, Records.REWARDS, path, REWARDS.format(zhang=zhang))
    assert (report.new, report.rejected, len(report.skipped)) == (1, 5, 1)
    assert refusals(report) == {
        3: [("G", "2026年6月")],
        4: [("E", "地球级")],
        5: [("", "李四")],
        6: [("G", "2027-01-01")],
        7: [("F", "")],
    }
    assert any(problem.value == "推荐人" for problem in report.problems), "a column that was not read is said"
    (row,) = office.read(list_rewards, TODAY)
    assert (row.worker, row.level, row.kind) == ("张三", RewardLevel.COUNTY, RewardKind.TITLE)
    assert (row.awarded_on, row.document, row.reason) == (date(2026, 3, 1), "侨政法〔2026〕3号", "排查隐患12处")

    again = put(office, Records.REWARDS, path, "姓名,荣誉称号,表彰日期,奖品\n张三,最美网格员,20260301,奖金500元\n")
    assert (again.new, again.updated) == (0, 1)
    (row,) = office.read(list_rewards, TODAY)
    assert (row.prize, row.document) == ("奖金500元", "侨政法〔2026〕3号"), "an empty cell changes nothing"
    same = put(office, Records.REWARDS, path, "姓名,荣誉称号,表彰日期,奖品\n张三,最美网格员,20260301,奖金500元\n")
    assert (same.unchanged, same.act_id) == (1, None)
    office.undo()
    office.undo()
    assert business_state(office) == before


def test_a_list_of_problems(office: OpenOffice, people: People, tmp_path: Path) -> None:
    assert people.workers
    path = tmp_path / "问题.csv"
    report = put(office, Records.PROBLEMS, path, PROBLEMS)
    assert (report.new, report.rejected) == (2, 1)
    assert refusals(report) == {3: [("C", "望闻问切")]}
    found = {row.worker: row for row in office.read(list_problems, TODAY)}
    assert found["张三"].source is ProblemSource.SPECIAL
    assert found["张三"].ordered_until == date(2026, 9, 10)
    assert found["欧阳娜娜"].source is ProblemSource.OTHER
    assert found["欧阳娜娜"].ordered_until > date(2026, 9, 3), "computed by the parameters"
    later = put(office, Records.PROBLEMS, path, PROBLEMS.replace("2026-09-10", "2026-09-20"))
    assert (later.updated, later.unchanged) == (1, 1)
    assert {row.worker: row for row in office.read(list_problems, TODAY)}["张三"].ordered_until == date(2026, 9, 20)


def test_a_register_of_contracts_with_two_lines_of_headings(office: OpenOffice, people: People, tmp_path: Path) -> None:
    before = business_state(office)
    path = tmp_path / "合同台账.csv"
    report = put(office, Records.CONTRACTS, path, CONTRACTS)
    assert (report.new, report.rejected) == (3, 2)
    assert refusals(report) == {5: [("H", "2025-08-31")], 6: [("C", "")]}, "the law's checks are those of the form"
    held: dict[str, list[ContractRow]] = {}
    for row in office.read(list_contracts):
        held.setdefault(row.worker_name, []).append(row)
    newest, first = held["张三"]
    assert (newest.term, newest.ends_on, newest.kind) == (ContractTerm.OPEN, None, ContractKind.LABOUR)
    assert (first.term, first.probation_until, first.signed_on) == (
        ContractTerm.FIXED, date(2022, 2, 28), date(2021, 12, 28),
    )  # fmt: skip
    assert first.employer
    (ended,) = held["李四"]
    assert (ended.ended_on, ended.end_reason) == (date(2024, 6, 30), ContractEnd.RESIGNED)
    same = put(office, Records.CONTRACTS, path, CONTRACTS)
    assert (same.new, same.updated, same.unchanged) == (0, 0, 3)
    office.undo()
    assert business_state(office) == before
    assert people.workers


@pytest.mark.parametrize("kind", list(Records))
def test_a_sheet_of_something_else_is_refused_by_name(kind: Records, tmp_path: Path) -> None:
    path = tmp_path / "花名册.csv"
    path.write_text("姓名,年龄\n张三,40\n", encoding="utf-8")
    with pytest.raises(InvalidError, match=r"花名册\.csv"):
        read_records(kind, path)
