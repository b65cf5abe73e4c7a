"""The month's entries as a grid on real offices: set, emptied, refused where the month is closed; undone exactly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from gridadmin.domain.errors import InvalidError, NotFoundError, NotPermittedError
from gridadmin.domain.months import Month
from gridadmin.domain.pay import Nature
from gridadmin.domain.pay_people import Cell, EntrySheet
from gridadmin.domain.pay_person import EntryKind, MonthEntry
from gridadmin.domain.pay_runs import RunState
from gridadmin.domain.pay_standards import Formula
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.pay import get_line
from gridadmin.services.pay_entries import enter_once, entry_sheet, once_column, set_entries
from gridadmin.services.pay_standards import add_standard
from tests.pay_offices import paying, run, standard
from tests.peopled_offices import People
from tests.real_offices import real_office

ACT = Message("Act")
OCTOBER = Month(2026, 10)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def people(office: OpenOffice) -> People:
    found = paying(office)
    office.act(ACT, add_standard, standard("night", 0, formula=Formula.EVENT, numbers={"amount": 5000}))
    return found


def sheet(office: OpenOffice, month: Month = OCTOBER) -> EntrySheet:
    return office.read(entry_sheet, month)


def test_cells_are_set_and_emptied_as_one_act(office: OpenOffice, people: People) -> None:
    zhang, wang = people.workers["张三"], people.workers["王五"]
    before = sheet(office)
    assert [column.key for column in before.columns] == [
        "events:night", "absence:absence", "bonus_separate:bonus", "bonus_merged:bonus",
    ]  # fmt: skip
    prize = once_column("平安建设奖", Nature.TAXED, before.columns)
    cells: dict[UUID, dict[str, Cell | None]] = {
        zhang: {"events:night": Decimal(3), "absence:absence": Decimal("1.5"), prize.key: 20000},
        wang: {prize.key: -5000},
    }
    report = office.act(ACT, set_entries, OCTOBER, cells, [*before.columns, prize], "考勤表", {wang: "上月多发"})
    assert (report.cells, report.people) == (4, 2)
    found = sheet(office)
    told = {person.worker: (person.cells, person.reason) for person in found.people if person.cells}
    assert told == {
        "张三": ({"events:night": Decimal(3), "absence:absence": Decimal("1.5"), prize.key: 20000}, "考勤表"),
        "王五": ({prize.key: -5000}, "上月多发"),
    }
    assert prize in found.columns
    assert prize in sheet(office, OCTOBER.plus(1)).columns, "what was paid last month is offered again"
    office.act(ACT, set_entries, OCTOBER, {zhang: {prize.key: None}}, found.columns, "")
    assert prize.key not in {person.worker: person.cells for person in sheet(office).people}["张三"]
    office.undo()
    assert sheet(office) == found
    office.undo()
    assert sheet(office) == before
    office.redo()
    run(office, 10, until=RunState.PAID)
    line = office.read(get_line, zhang, OCTOBER)
    assert {e["code"]: e["amount"] for e in line.details["elements"] if e["code"] in ("night", "平安建设奖")} == {
        "night": 15000, "平安建设奖": 20000,
    }  # fmt: skip


def test_a_closed_month_names_the_way_out(office: OpenOffice, people: People) -> None:
    zhang = people.workers["张三"]
    run(office, 10, until=RunState.CHECKED)
    closed = sheet(office)
    assert str(closed.closed) == (
        "The pay of 2026-10 is Checked over. Reopen its run, or enter a one-off amount in 2026-11."
    )
    with pytest.raises(NotPermittedError, match="in 2026-11"):
        office.act(ACT, set_entries, OCTOBER, {zhang: {"absence:absence": 1}}, closed.columns, "考勤")
    entry = MonthEntry(EntryKind.ABSENCE, "absence", "考勤", number=Decimal(1))
    with pytest.raises(NotPermittedError, match="Reopen"):
        office.act(ACT, enter_once, zhang, OCTOBER, entry)
    office.act(ACT, enter_once, zhang, OCTOBER.plus(1), entry)
    office.act(
        ACT, enter_once, zhang, OCTOBER.plus(1), MonthEntry(EntryKind.ABSENCE, "absence", "更正", number=Decimal(2))
    )
    (person,) = [each for each in sheet(office, OCTOBER.plus(1)).people if each.cells]
    assert (person.cells, person.reason) == ({"absence:absence": Decimal(2)}, "更正"), "the same column is replaced"


def test_what_is_refused_names_the_person(office: OpenOffice, people: People) -> None:
    zhang, columns = people.workers["张三"], sheet(office).columns
    with pytest.raises(InvalidError, match="张三: Enter why"):
        office.act(ACT, set_entries, OCTOBER, {zhang: {"absence:absence": 1}}, columns, " ")
    with pytest.raises(InvalidError, match="32 is no number of days"):
        office.act(ACT, set_entries, OCTOBER, {zhang: {"absence:absence": 32}}, columns, "考勤")
    with pytest.raises(InvalidError, match="a bonus is not below zero"):
        office.act(ACT, set_entries, OCTOBER, {zhang: {"bonus_merged:bonus": -1}}, columns, "决定")
    with pytest.raises(NotFoundError, match="no column once:x"):
        office.act(ACT, set_entries, OCTOBER, {zhang: {"once:x": 1}}, columns, "决定")
    with pytest.raises(InvalidError, match="Give the amount a name"):
        once_column(" ", Nature.TAXED, columns)
    with pytest.raises(InvalidError, match="There is a column"):
        once_column("night", Nature.TAXED, columns)
    assert not any(person.cells for person in sheet(office).people)


def test_who_left_with_an_entry_is_still_shown(office: OpenOffice, people: People) -> None:
    gone = people.workers["赵六"]
    month = Month(2026, 5)
    assert "赵六" not in {person.worker for person in sheet(office, month).people}
    office.act(ACT, enter_once, gone, month, MonthEntry(EntryKind.ONCE, "rest", "年休假补偿", amount=10000))
    (person,) = [each for each in sheet(office, month).people if each.worker == "赵六"]
    assert (person.kind, person.cells) == (None, {"once:rest": 10000})
    grade = standard("perf", 0, formula=Formula.GRADE, numbers={"grades": {"优秀": 1, "合格": 0}})
    office.act(ACT, add_standard, grade)
    found = sheet(office, month)
    assert (found.grades, found.columns[-1].key) == (("优秀", "合格"), "grade:grade")
    said = {people.workers["张三"]: {"grade:grade": "优秀"}}
    office.act(ACT, set_entries, month, said, found.columns, "会议纪要")
    assert date(2026, 5, 1) == month.first_day
    assert {p.worker: p.cells for p in sheet(office, month).people}["张三"] == {"grade:grade": "优秀"}
