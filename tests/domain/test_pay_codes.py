"""Codes of elements: what the program names itself is taken, and what an older office has is read all the same."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay import Nature, Scheme
from gridadmin.domain.pay_changes import NET, TAX, compare_lines
from gridadmin.domain.pay_codes import check_code
from gridadmin.domain.pay_explain import explain_line
from gridadmin.domain.pay_funds import UNIT, cost_items, unit_item
from gridadmin.domain.pay_look_back import back_pay
from gridadmin.domain.pay_papers import BONUS
from gridadmin.domain.pay_person import ABSENCE, BACK
from gridadmin.domain.pay_standards import ElementLine, Formula, PayStandard, check_standard
from gridadmin.reports.pay_slips import paid_items
from gridadmin.services.pay_past import sum_paid
from tests.pay_months import facts_of, line_of, run_tables

TAKEN = (BACK, ABSENCE, BONUS, UNIT, unit_item(Scheme.PENSION), NET, TAX, "gross", " back ", *Scheme)


@pytest.mark.parametrize("code", TAKEN)
def test_a_word_of_the_program_is_refused_with_another_one(code: str) -> None:
    with pytest.raises(InvalidError, match="is a word of the program itself") as refused:
        check_code(code)
    other = str(refused.value.message.values["other"])
    check_code(other)
    standard = PayStandard(code, "基本报酬", Nature.TAXED, Formula.FIXED, {"amount": 100}, valid_from=date(2026, 1, 1))
    with pytest.raises(InvalidError, match="is a word of the program itself"):
        check_standard(standard)
    check_standard(replace(standard, code=other))


def test_every_figure_of_a_line_has_a_key_of_its_own() -> None:
    """Whatever stands beside the elements in an explanation cannot be the code of one."""
    line = line_of(facts_of(0))
    for figure in explain_line(line):
        if figure.key not in {element["code"] for element in line.details["elements"]} - {BACK}:
            with pytest.raises(InvalidError):
                check_code(figure.key)


def test_an_element_of_an_older_office_that_is_called_back_is_no_back_pay() -> None:
    paid = ElementLine(BACK, "返岗补贴", Nature.TAXED, 5000, "fixed", {"amount": 5000}, 5000, 31, 31)
    march = Month(2026, 3)
    text = json.dumps([{**vars(paid), "nature": paid.nature.value}])
    assert sum_paid(march, ((True, text),)) == {(BACK, Nature.TAXED): 5000}
    assert back_pay(march, (paid,), sum_paid(march, ((True, text),))) == ()
    line = line_of(facts_of(1), replace(run_tables(), standards=(odd(),)))
    before = line_of(facts_of(1), replace(run_tables(), standards=()))
    assert [change.element for change in compare_lines([line], [before]) if change.element == BACK] == [BACK]
    assert cost_items([line])[BACK] == 5000
    assert "返岗补贴" in str([figure.name for figure in explain_line(line)])
    assert [item.name for item in paid_items(line)] == ["返岗补贴"]


def odd() -> PayStandard:
    return PayStandard(BACK, "返岗补贴", Nature.TAXED, Formula.FIXED, {"amount": 5000}, valid_from=date(2026, 1, 1))
