"""What is entered about people: elements, categories, tax years, declarations; every act undone exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gridadmin.domain.errors import ConflictError, InvalidError, NotFoundError, NotPermittedError
from gridadmin.domain.months import Month
from gridadmin.domain.pay import BasicMode, IncomeCategory, Nature, YearSoFar
from gridadmin.domain.pay_deductions import AdditionalKind, Declaration
from gridadmin.domain.pay_person import PersonElement
from gridadmin.domain.pay_runs import STATES, RunState
from gridadmin.domain.workers import ExitReason
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.employment import end_employment
from gridadmin.services.pay import get_line
from gridadmin.services.pay_declarations import (
    declare,
    end_declaration,
    list_declarations,
    remove_declaration,
    update_declaration,
)
from gridadmin.services.pay_people import (
    add_element,
    categories_of,
    end_element,
    list_categories,
    list_elements,
    remove_category,
    remove_element,
    set_categories,
    update_element,
)
from gridadmin.services.pay_runs import draft_run, take_steps
from gridadmin.services.pay_years import (
    confirm_deduction,
    confirm_sixty,
    list_years,
    set_tax_year,
    withdraw_confirmation,
)
from tests.pay_offices import paying, run
from tests.peopled_offices import TODAY, People
from tests.real_offices import real_office

ACT = Message("Act")
POST = PersonElement("post", "岗位津贴", Nature.TAXED, 30000, date(2026, 1, 1), None, True, "专技岗位")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def people(office: OpenOffice) -> People:
    return paying(office)


def test_a_personal_element_lives(office: OpenOffice, people: People) -> None:
    worker = people.workers["张三"]
    made = office.act(ACT, add_element, worker, POST)
    run(office, 8, until=RunState.PAID)
    run(office, 9, until=RunState.PAID)
    (row,) = office.read(list_elements, TODAY)
    assert (row.id, row.worker, row.element) == (made, "张三", POST)
    change = office.act(ACT, update_element, made, replace(POST, amount=40000), row.version)
    assert [str(month) for month in change.touched] == ["2026-08", "2026-09"]
    ended = office.act(ACT, end_element, made, date(2026, 9, 30))
    assert ended.touched == ()
    assert office.read(list_elements, TODAY) == []
    run(office, 10, until=RunState.PAID)
    line = office.read(get_line, worker, Month(2026, 10))
    assert [e["amount"] for e in line.details["elements"] if e["code"] == "back"] == [10000, 10000]
    with pytest.raises(NotPermittedError, match="“岗位津贴” of 张三 was used in the pay of 2026-08"):
        office.act(ACT, remove_element, made, office.read(list_elements)[0].version)
    with pytest.raises(ConflictError):
        office.act(ACT, update_element, made, POST, 1)
    again = office.act(ACT, add_element, worker, replace(POST, valid_from=date(2026, 11, 1)))
    assert office.act(ACT, remove_element, again, 1) == "张三"


@pytest.mark.parametrize(
    ("element", "words"),
    [
        (replace(POST, reason=" "), "needs a code, a name and a reason"),
        (replace(POST, amount=0), "has an amount"),
        (replace(POST, valid_to=date(2025, 12, 31)), "lies before the first"),
        (replace(POST, valid_from=date(2027, 1, 1)), "from 2026-01-01 on already"),
    ],
)
def test_an_element_is_refused(office: OpenOffice, people: People, element: PersonElement, words: str) -> None:
    office.act(ACT, add_element, people.workers["张三"], POST)
    with pytest.raises(InvalidError, match=words):
        office.act(ACT, add_element, people.workers["张三"], element)


def test_categories_are_never_inferred(office: OpenOffice, people: People) -> None:
    missing = [row.worker for row in office.read(list_categories, TODAY) if row.missing]
    assert missing == ["李四"], "the part-timer in service; full-timers are paid wages"
    part = [people.workers["李四"]]
    with pytest.raises(InvalidError) as error:
        office.act(ACT, set_categories, part, date(2026, 1, 1), IncomeCategory.LABOUR, " ")
    assert "reason" in error.value.fields
    with pytest.raises(InvalidError, match="Choose somebody"):
        office.act(ACT, set_categories, [], date(2026, 1, 1), IncomeCategory.LABOUR, "协议")
    run(office, 9, until=RunState.PAID)
    change = office.act(ACT, set_categories, part, date(2026, 1, 1), IncomeCategory.UNTAXED, "村干部，由镇财政发放")
    assert "Their tax stays as it was withheld: correct the declarations" in str(change.note), (
        "no run looks back at tax"
    )
    (row,) = [each for each in office.read(list_categories, TODAY) if each.worker == "李四"]
    assert (row.category, row.missing) == (IncomeCategory.UNTAXED, False)
    assert office.read(categories_of, part[0])[0][1] is IncomeCategory.UNTAXED
    office.act(ACT, remove_category, part[0], date(2026, 1, 1))
    with pytest.raises(NotFoundError):
        office.act(ACT, remove_category, part[0], date(2026, 1, 1))


def test_the_mode_of_a_year_keeps_its_opening_sums(office: OpenOffice, people: People) -> None:
    worker = people.workers["张三"]
    opening = YearSoFar(8, 2_560_000, special=360_000)
    office.act(ACT, set_tax_year, worker, 2026, BasicMode.ORDINARY, "", opening)
    with pytest.raises(InvalidError, match="had wages in 8 months of 2026"):
        office.act(ACT, set_tax_year, worker, 2026, BasicMode.FIRST_JOB, "声明2026-09-01")
    with pytest.raises(InvalidError) as error:
        office.act(ACT, set_tax_year, worker, 2026, BasicMode.SIXTY, "")
    assert "evidence" in error.value.fields
    office.act(ACT, set_tax_year, worker, 2026, BasicMode.SIXTY, "扣缴端查询")
    office.act(ACT, confirm_deduction, worker, Month(2026, 10), 4_500_000, "离职后重新入职")
    (row,) = office.read(list_years, 2026, TODAY, worker)
    assert (row.mode, row.opening, row.confirmed) == (BasicMode.SIXTY, opening, (10, 4_500_000, "离职后重新入职"))
    assert office.act(ACT, withdraw_confirmation, worker, 2026) == "张三"
    with pytest.raises(NotFoundError):
        office.act(ACT, withdraw_confirmation, worker, 2026)
    with pytest.raises(InvalidError, match="up to 12 months"):
        office.act(ACT, set_tax_year, worker, 2026, BasicMode.ORDINARY, "", YearSoFar(13))


def test_the_sixty_thousand_rule_is_proven_by_the_records(office: OpenOffice, people: People) -> None:
    """Nine months of 2026 by opening sums and three by runs make a whole year; who has eleven is not proven."""
    zhang, wang = people.workers["张三"], people.workers["王五"]
    office.act(ACT, set_tax_year, zhang, 2026, BasicMode.ORDINARY, "", YearSoFar(9, 2_900_000))
    office.act(ACT, set_tax_year, wang, 2026, BasicMode.ORDINARY, "", YearSoFar(8, 2_500_000))
    rich = people.workers["欧阳娜娜"]
    office.act(ACT, set_tax_year, rich, 2026, BasicMode.ORDINARY, "", YearSoFar(9, 5_100_000))
    for month in (9, 10, 11):
        run(office, month, until=RunState.PAID)
    day = date(2026, 12, 20)
    rows = {row.worker: row for row in office.read(list_years, 2027, day)}
    assert {name: row.proposed for name, row in rows.items()} == {
        "张三": True, "王五": False, "欧阳娜娜": False, "李四": False,
    }  # fmt: skip
    proof = rows["张三"].proof
    assert proof is not None
    assert (proof.months, proof.opening_months) == (12, 9)
    assert rows["欧阳娜娜"].proof is not None
    assert rows["欧阳娜娜"].proof.income > 6_000_000
    with pytest.raises(InvalidError, match="王五: the records here do not prove it; 11 months"):
        office.act(ACT, confirm_sixty, 2027, [zhang, wang], day)
    assert office.act(ACT, confirm_sixty, 2027, [zhang], day) == 1
    (row,) = office.read(list_years, 2027, day, zhang)
    assert (row.mode, row.proposed) == (BasicMode.SIXTY, False)
    assert "9 of them from the opening sums" in row.evidence
    run(office, 12, until=RunState.PAID)
    with pytest.raises(NotPermittedError, match="pay was paid on 2027-01-10 already"):
        office.act(ACT, confirm_sixty, 2027, [rich], date(2027, 1, 31))


CHILD = Declaration(AdditionalKind.CHILD, Month(2026, 1), None, 50, subject="张小一")


def test_who_left_in_december_and_is_paid_in_january_has_the_new_tax_year(office: OpenOffice, people: People) -> None:
    worker, january = people.workers["王五"], Month(2026, 1)
    office.act(ACT, end_employment, worker, date(2025, 12, 31), ExitReason.RESIGNED)
    assert worker not in {row.worker_id for row in office.read(list_years, 2026, TODAY)}
    for _time in range(2):
        office.act(ACT, draft_run, Month(2025, 12), date(2026, 1, 10), date(2026, 1, 10))
        (row,) = office.read(list_years, 2026, TODAY, worker)
        basic = office.read(get_line, worker, Month(2025, 12)).details["tax"]["basic"]
        office.act(ACT, confirm_deduction, worker, january, 0, "扣缴端显示")
    assert (row.worker, row.confirmed, basic) == ("王五", (1, 0, "扣缴端显示"), 0)


def test_declarations_live(office: OpenOffice, people: People) -> None:
    worker = people.workers["张三"]
    made = office.act(ACT, declare, worker, CHILD)
    run(office, 9, until=RunState.PAID)
    (row,) = office.read(list_declarations, Month(2026, 10), TODAY)
    assert (row.item, row.amount, row.worker) == (CHILD, 100000, "张三")
    change = office.act(ACT, update_declaration, made, replace(CHILD, percent=100), row.version)
    assert [str(month) for month in change.touched] == ["2026-09"]
    with pytest.raises(InvalidError, match="lies before the first"):
        office.act(ACT, end_declaration, made, Month(2025, 12))
    office.act(ACT, end_declaration, made, Month(2026, 10))
    (row,) = office.read(list_declarations, Month(2026, 11), TODAY, worker)
    assert (row.item.last, row.amount) == (Month(2026, 10), 0)
    office.act(ACT, remove_declaration, made, row.version)
    assert office.read(list_declarations, Month(2026, 10), TODAY) == []
    office.undo()
    assert [each.item for each in office.read(list_declarations, Month(2026, 11), TODAY)] == [row.item]


def test_a_declaration_of_a_tax_year_that_is_over_is_settled_by_the_worker(office: OpenOffice, people: People) -> None:
    """November 2025 is paid in December, December in January: the tax year is that of the payment."""
    early = replace(CHILD, first=Month(2025, 9))
    made = office.act(ACT, declare, people.workers["张三"], early)
    for month in (Month(2025, 11), Month(2025, 12)):
        day = month.plus(1).first_day.replace(day=10)
        run_id = office.act(ACT, draft_run, month, day, day)
        office.act(ACT, take_steps, run_id, dict.fromkeys(STATES[1:4], "李会计"), day)
        (row,) = office.read(list_declarations, Month(2026, 1), TODAY)
        change = office.act(ACT, update_declaration, made, replace(early, percent=100), row.version)
        office.undo()
        assert str(change.touched[-1]) == str(month)
        if month.number == 11:  # paid on 10 December: the next payment opens a new year
            assert "Their tax year is over: no run makes up for it" in str(change.note)
    assert "The next run makes up for it, but not for 2025-11 and before: their tax year is over" in str(change.note)
    assert [str(each) for each in change.settled] == ["2025-11"]
    ended = office.act(ACT, end_declaration, made, Month(2025, 12))
    assert [str(each) for each in ended.touched] == ["2025-12"], "paid in January, whose deduction is gone"
    assert "the next run makes up for it" in str(ended.note)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (replace(CHILD, percent=30), "whole by one parent or half by both"),
        (replace(CHILD, first=Month(2026, 6)), "张小一 is declared twice for 2026-06"),
        (replace(CHILD, subject="张小二", last=Month(2025, 1)), "lies before the first"),
        (Declaration(AdditionalKind.ELDERLY, Month(2026, 1), share=160000), "at most 1500.00"),
        (Declaration(AdditionalKind.LOAN, Month(2026, 12)), "cannot both be deducted in 2026"),
        (Declaration(AdditionalKind.RENT, Month(2027, 1), tier="huge"), "no amount of rent"),
        (Declaration(AdditionalKind.RENT, Month(2026, 5), tier="small"), "declared twice for 2026-05"),
    ],
)  # fmt: skip
def test_a_declaration_is_refused(office: OpenOffice, people: People, item: Declaration, words: str) -> None:
    worker = people.workers["张三"]
    office.act(ACT, declare, worker, CHILD)
    office.act(ACT, declare, worker, Declaration(AdditionalKind.RENT, Month(2026, 3), Month(2026, 8), tier="medium"))
    with pytest.raises(InvalidError, match=words):
        office.act(ACT, declare, worker, item)


def test_every_act_is_undone_exactly(office: OpenOffice, people: People) -> None:
    worker = people.workers["张三"]
    element = office.act(ACT, add_element, worker, POST)
    declared = office.act(ACT, declare, worker, CHILD)
    office.act(ACT, set_tax_year, worker, 2026, BasicMode.ORDINARY, "", YearSoFar(1, 100))

    def everything() -> list[Any]:
        return [
            [(row.id, row.element) for row in office.read(list_elements)],
            [(row.id, row.item) for row in office.read(list_declarations, Month(2026, 10), TODAY)],
            office.read(list_years, 2026, TODAY),
            office.read(list_categories, TODAY),
        ]

    def version(rows: Any) -> int:
        return int(rows[0].version)

    before = everything()
    acts: list[Any] = [
        lambda: (update_element, element, replace(POST, amount=1), version(office.read(list_elements))),
        lambda: (end_element, element, date(2026, 12, 31)),
        lambda: (remove_element, element, version(office.read(list_elements))),
        lambda: (update_declaration, declared, replace(CHILD, percent=100), _declared(office)),
        lambda: (remove_declaration, declared, _declared(office)),
        lambda: (set_tax_year, worker, 2026, BasicMode.SIXTY, "查询"),
        lambda: (confirm_deduction, worker, Month(2026, 11), 1, "理由"),
        lambda: (set_categories, [people.workers["李四"]], date(2026, 1, 1), IncomeCategory.WAGES, "理由"),
    ]
    for act in acts:
        fn, *args = act()
        office.act(ACT, fn, *args)
        assert everything() != before
        office.undo()
        assert everything() == before


def _declared(office: OpenOffice) -> int:
    return office.read(list_declarations, Month(2026, 10), TODAY)[0].version
