"""Accounts, templates and exports on real offices: dates, refusals, imports, undo, the record of what went out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as made_with
from datetime import date

import pytest

from gridadmin.domain.bank_accounts import AccountConcern, BankAccountForm, BankRelation
from gridadmin.domain.bank_templates import FileType
from gridadmin.domain.errors import ConflictError, InvalidError, NotFoundError
from gridadmin.domain.imports import Severity
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.bank_accounts import (
    accounts_of,
    accounts_on,
    correct_account,
    end_account,
    known_banks,
    list_paid_people,
    remove_account,
    set_account,
)
from gridadmin.services.bank_imports import import_accounts
from gridadmin.services.bank_templates import (
    add_template,
    change_template,
    find_template,
    list_templates,
    remove_template,
)
from tests.bank_samples import account_number, shipped
from tests.peopled_offices import People, filled, id_number
from tests.real_offices import business_state

ACT = Message("Act")
FROM = date(2026, 1, 1)


def form(serial: int = 1, **changes: object) -> BankAccountForm:
    plain = BankAccountForm(account_number(serial), "工商银行", FROM, "聊城东昌府支行", reason="初次登记")
    return replace(plain, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class SheetRow:
    name: str
    cells: Mapping[str, str] = made_with(default_factory=dict)
    id_number: str = ""
    sheet: str = "Sheet1"
    row: int = 2


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


def put(office: OpenOffice, people: People, name: str, given: BankAccountForm) -> None:
    office.act(ACT, set_account, people.workers[name], given)


def test_accounts_are_dated_facts_and_an_undo_gives_back_what_was(office: OpenOffice, people: People) -> None:
    put(office, people, "张三", form(1))
    before = business_state(office)
    put(office, people, "张三", form(2, valid_from=date(2026, 7, 1), reason="换卡", holder="张 叁"))
    new, old = office.read(accounts_of, people.workers["张三"])
    assert (old.valid_to, new.valid_from, new.valid_to) == (date(2026, 6, 30), date(2026, 7, 1), None)
    assert (new.holder, old.holder) == ("张 叁", "张三")
    assert new.concerns == (AccountConcern.SPELLING,)
    assert office.read(accounts_on, date(2026, 6, 30))[people.workers["张三"]].number == account_number(1)
    assert office.read(accounts_on, date(2026, 7, 1))[people.workers["张三"]].number == account_number(2)
    with pytest.raises(InvalidError, match="2026-07-01"):
        put(office, people, "张三", form(3, valid_from=date(2026, 3, 1)))
    office.undo()
    assert business_state(office) == before


def test_the_same_day_is_a_correction_and_removing_lets_the_one_before_hold_again(
    office: OpenOffice, people: People
) -> None:
    put(office, people, "张三", form(1))
    put(office, people, "张三", form(2, valid_from=date(2026, 7, 1)))
    put(office, people, "张三", form(3, valid_from=date(2026, 7, 1)))
    new, old = office.read(accounts_of, people.workers["张三"])
    assert (new.number, old.valid_to) == (account_number(3), date(2026, 6, 30))
    with pytest.raises(ConflictError):
        office.act(ACT, remove_account, new.id, new.version + 1)
    office.act(ACT, remove_account, new.id, new.version)
    (old,) = office.read(accounts_of, people.workers["张三"])
    assert old.valid_to is None
    office.act(ACT, end_account, old.id, date(2026, 9, 30), "销户")
    (ended,) = office.read(accounts_of, people.workers["张三"])
    assert (ended.valid_to, ended.reason) == (date(2026, 9, 30), "销户")
    with pytest.raises(InvalidError):
        office.act(ACT, end_account, old.id, date(2025, 9, 30), "销户")


def test_an_account_of_two_persons_is_refused_with_both_names(office: OpenOffice, people: People) -> None:
    put(office, people, "张三", form(1))
    with pytest.raises(InvalidError) as caught:
        put(office, people, "李四", form(1, bank="农业银行"))
    assert "张三" in str(caught.value)
    assert "李四" in str(caught.value)
    put(office, people, "李四", form(2))
    (row,) = office.read(accounts_of, people.workers["李四"])
    with pytest.raises(InvalidError):
        office.act(ACT, correct_account, row.id, form(1), row.version)
    office.act(ACT, correct_account, row.id, form(4, cnaps="102471500011"), row.version)
    office.act(ACT, end_account, office.read(accounts_of, people.workers["张三"])[0].id, date(2026, 5, 31), "销户")
    put(office, people, "王五", form(1, valid_from=date(2026, 6, 1)))
    assert office.read(known_banks) == ["工商银行"]


def test_who_is_in_service_without_an_account_is_found(office: OpenOffice, people: People) -> None:
    put(office, people, "张三", form(1))
    found = {each.name: each.account for each in office.read(list_paid_people, date(2026, 11, 2))}
    assert found["张三"] is not None
    assert found["李四"] is None
    assert "赵六" not in found, "who has left is not paid"


def cells(serial: int, **more: str) -> dict[str, str]:
    return {"number": account_number(serial), "bank": "工商银行"} | more


def test_a_sheet_goes_in_row_by_row_by_id_number_and_then_by_name(office: OpenOffice, people: People) -> None:
    put(office, people, "王五", form(5))
    number = id_number(date(1985, 6, 30), 0)
    rows = [
        SheetRow("张三", cells(1, relation="他行"), number.lower(), row=2),
        SheetRow("李四", cells(2, holder="李肆", valid_from="2026年3月1日"), row=3),
        SheetRow("王五", cells(5, branch="振兴路支行"), row=4),
        SheetRow("没有这个人", cells(6), row=5),
        SheetRow("张三", cells(7), number, row=6),
        SheetRow("欧阳娜娜", cells(1), row=7),
    ]
    report = office.act(ACT, import_accounts, rows, FROM)
    assert (report.new, report.updated, report.unchanged, report.rejected) == (2, 1, 0, 3)
    errors = {each.row: str(each.reason) for each in report.problems if each.severity is Severity.ERROR}
    assert set(errors) == {5, 6, 7}
    assert "张三" in errors[7]
    assert [each.row for each in report.problems if each.severity is Severity.WARNING] == [2, 3]
    (row,) = office.read(accounts_of, people.workers["李四"])
    assert (row.holder, row.valid_from, row.relation) == ("李肆", date(2026, 3, 1), BankRelation.BY_NAME)
    (row,) = office.read(accounts_of, people.workers["王五"])
    assert (row.branch, row.reason, row.valid_from) == ("振兴路支行", "初次登记", FROM)
    again = office.act(ACT, import_accounts, rows[:3], FROM)
    assert (again.unchanged, again.new, again.updated) == (3, 0, 0)


WRONG = (
    (SheetRow("张三", cells(1) | {"number": "9.99E+18"}), "number"),
    (SheetRow("张三", cells(1, relation="本地")), "relation"),
    (SheetRow("张三", cells(1, valid_from="去年")), "valid_from"),
    (SheetRow("张三", cells(1, cnaps="12")), "cnaps"),
    (SheetRow("张三", {"number": account_number(1)}), "bank"),
    (SheetRow("张三", cells(1, bank="#N/A")), "bank"),
    (SheetRow("张三", cells(1), id_number(date(1990, 3, 1), 1)), ""),
    (SheetRow("张三", cells(1), "371525190001010008"), ""),
)


def test_a_row_that_is_wrong_says_where(office: OpenOffice, people: People) -> None:
    assert people
    for row, field in WRONG:
        report = office.rehearse(import_accounts, [row], FROM, lambda _sheet, name: {"": "A"}.get(name, "B"))
        (problem,) = report.problems
        assert (report.rejected, problem.field, problem.column) == (1, field, "B" if field else "A")


def test_the_offices_own_templates_lie_beside_the_shipped_ones(office: OpenOffice) -> None:
    assert all(row.shipped for row in office.read(list_templates))
    own = shipped("rural_commercial", name="东昌农商行", file_type=FileType.XLSX, note="网点 2026 年 11 月给的模板")
    key = office.act(ACT, add_template, own)
    row = office.read(find_template, "东昌农商行")
    assert row.template == replace(own, key="")
    assert row.template.unverified, "copying verifies nothing"
    for taken in (own, shipped("icbc_bxt")):
        with pytest.raises(InvalidError, match=taken.name):
            office.act(ACT, add_template, taken)
    office.act(ACT, change_template, key, replace(own, max_rows=200, unverified=()), row.version)
    assert office.read(find_template, str(key)).template.max_rows == 200
    with pytest.raises(InvalidError):
        office.act(ACT, change_template, key, replace(own, columns=()), row.version + 1)
    assert office.act(ACT, remove_template, key) == "东昌农商行"
    with pytest.raises(NotFoundError, match="通用工资表"):
        office.read(find_template, "东昌农商行")
    office.undo()
    assert office.read(find_template, "东昌农商行").template.max_rows == 200
