"""Cases of `pay calc` about income tax: tables, withholding, settlement, bonus, labour remuneration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay_bonus import (
    BonusComparison,
    bonus_bracket,
    bonus_tax,
    cliff_below,
    compare_bonus,
    one_more_yuan,
)
from gridadmin.domain.pay_cases_reading import Inputs
from gridadmin.domain.pay_cases_tables import CaseTables
from gridadmin.domain.pay_labour import annual_income, labour_tax
from gridadmin.domain.pay_rounding import FEN_A_YUAN, Amount, round_amount, yuan_text
from gridadmin.domain.pay_tables import TaxTable
from gridadmin.domain.pay_tax import BasicMode, MonthIncome, YearSoFar, settle_year, tax_of, withhold, withhold_year
from gridadmin.i18n import N_

MONTHS_A_YEAR = 12


def money(amount: Amount) -> str:
    """Return an exact amount in fen as it is printed."""
    return yuan_text(round_amount(amount))


def month_number(inputs: Inputs, key: str, default: int) -> int:
    """Return the number of a month, 1 to 12."""
    month = inputs.natural(key, default)
    if not 1 <= month <= MONTHS_A_YEAR:
        raise InvalidError(N_("{month} is no month of a year; it is 1 to 12."), month=month)
    return month


def month_income(inputs: Inputs) -> MonthIncome:
    """`income`; `exempt`, `special`, `special_additional`, `other`, `relief`: 0 where they are left out."""
    return MonthIncome(
        income=inputs.money("income"),
        exempt=inputs.money("exempt", 0),
        special=inputs.money("special", 0),
        additional=inputs.money("special_additional", 0),
        other=inputs.money("other", 0),
        relief=inputs.money("relief", 0),
    )


def year_so_far(inputs: Inputs, key: str = "opening") -> YearSoFar:
    """`opening`: `months`, `withheld` and sums like those of a month; nothing where it is left out."""
    if not inputs.has(key):
        return YearSoFar()
    opening = Inputs(inputs.raw(key), key)
    sums = YearSoFar().plus(month_income(opening))
    return YearSoFar(
        months=opening.natural("months"), income=sums.income, exempt=sums.exempt, special=sums.special,
        additional=sums.additional, other=sums.other, relief=sums.relief,
        withheld=round_amount(opening.money("withheld", 0)),
    )  # fmt: skip


def basic_mode(inputs: Inputs, default: BasicMode) -> BasicMode:
    """`mode`: ordinary, first_job or sixty."""
    name = inputs.text("mode", default.value)
    if name not in set(BasicMode):
        raise InvalidError(
            N_("There is no category “{name}”; there are {known}."), name=name, known="、".join(BasicMode)
        )
    return BasicMode(name)


def cumulative(default: BasicMode) -> Callable[[Inputs, CaseTables], dict[str, Any]]:
    """Return the answer to cumulative withholding with a mode of its own."""

    def answer(inputs: Inputs, tables: CaseTables) -> dict[str, Any]:
        """`mode`, `first_month` (1), `months` with what each adds, `opening`."""
        months = [month_income(row) for row in inputs.rows("months")]
        opening = year_so_far(inputs)
        first = inputs.natural("first_month", opening.months + 1)
        found = withhold_year(months, tables.of(inputs).wages, basic_mode(inputs, default), first, opening)
        return {
            "monthly_tax": [yuan_text(month.tax) for month in found],
            "cumulative_taxable": [money(max(0, month.taxable)) for month in found],
            "total_tax": yuan_text(sum(month.tax for month in found)),
        }

    return answer


def _year_so_far(inputs: Inputs, months: int, income: str, prefix: str = "") -> YearSoFar:
    """Return the sums of a year up to a month; what is left out is 0, but for the income."""
    return YearSoFar(
        months=months,
        income=inputs.money(income),
        exempt=inputs.money(f"{prefix}exempt", 0),
        special=inputs.money(f"{prefix}special", 0),
        additional=inputs.money(f"{prefix}special_additional", 0),
        other=inputs.money(f"{prefix}other", 0),
        relief=inputs.money(f"{prefix}relief", 0),
        withheld=round_amount(inputs.money(f"{prefix}withheld", 0)),
    )


def cumulative_final_month(inputs: Inputs, tables: CaseTables) -> dict[str, Any]:
    """`month`, `cumulative_income`; `cumulative_basic`: 5 000 × month where it is left out; other sums: 0."""
    rules = tables.of(inputs).wages
    month = month_number(inputs, "month", MONTHS_A_YEAR)
    year = _year_so_far(inputs, month, "cumulative_income", "cumulative_")
    basic = inputs.money("cumulative_basic") if inputs.has("cumulative_basic") else rules.basic_month * month
    found = withhold(year, basic, rules.annual)
    return {"tax": yuan_text(found.tax), "cumulative_taxable": money(max(0, found.taxable))}


def cumulative_year(inputs: Inputs, tables: CaseTables) -> dict[str, Any]:
    """`months` (12), and what each of them adds: `income`, `special`, `special_additional` …"""
    months = inputs.natural("months", MONTHS_A_YEAR)
    if months > MONTHS_A_YEAR:
        raise InvalidError(N_("A year has 12 months, not {months}."), months=months)
    found = withhold_year([month_income(inputs)] * months, tables.of(inputs).wages)
    if not found:
        return {"cumulative_taxable": "0.00", "year_tax": "0.00"}
    return {
        "cumulative_taxable": money(max(0, found[-1].taxable)),
        "year_tax": yuan_text(sum(month.tax for month in found)),
        "monthly_tax": [yuan_text(month.tax) for month in found],
    }


def annual_settlement(inputs: Inputs, tables: CaseTables) -> dict[str, Any]:
    """`salary`; `exempt`, `special`, `special_additional`, `other`, `relief`, `labour`, `withheld`: 0."""
    rules = tables.of(inputs)
    year = _year_so_far(inputs, MONTHS_A_YEAR, "salary")
    found = settle_year(year, rules.wages, annual_income(inputs.money("labour", 0), rules.labour))
    return {
        "taxable": money(found.taxable),
        "tax": yuan_text(found.tax),
        "refund": yuan_text(found.refund),
        "due": yuan_text(max(0, -found.refund)),
    }


def annual_table(inputs: Inputs, tables: CaseTables) -> dict[str, Any]:
    """`taxable`: of a year."""
    return _by_table(inputs.money("taxable"), tables.of(inputs).wages.annual)


def monthly_table(inputs: Inputs, tables: CaseTables) -> dict[str, Any]:
    """`monthly_taxable`."""
    return _by_table(inputs.money("monthly_taxable"), tables.of(inputs).bonus.monthly)


def _by_table(amount: Amount, table: TaxTable) -> dict[str, Any]:
    bracket = table.bracket(amount)
    return {"tax": money(tax_of(amount, table)), "rate": str(bracket.rate), "quick": yuan_text(bracket.quick)}


def bonus_separate(inputs: Inputs, tables: CaseTables) -> dict[str, Any]:
    """`bonus`."""
    bonus, rules = inputs.money("bonus"), tables.of(inputs).bonus
    bracket = bonus_bracket(bonus, rules.monthly)
    cliff = cliff_below(bonus, rules)
    return {
        "tax": yuan_text(bonus_tax(bonus, rules)),
        "rate": str(bracket.rate),
        "quick": yuan_text(bracket.quick),
        "better_bonus": yuan_text(cliff.bound) if cliff else None,
    }


def bonus_cliff(inputs: Inputs, tables: CaseTables) -> dict[str, Any]:
    """`bonus_at`: what one yuan more costs, and what it loses."""
    extra = one_more_yuan(inputs.money("bonus_at"), tables.of(inputs).bonus)
    return {
        "extra_tax_of_one_more_yuan": yuan_text(extra),
        "net_loss_of_one_more_yuan": yuan_text(extra - FEN_A_YUAN),
    }


def bonus_combined(inputs: Inputs, tables: CaseTables) -> dict[str, Any]:
    """`wage`, `bonus_in_wages`; `month` (1): earlier months had the same wage and deductions, or see `opening`."""
    rules, month = tables.of(inputs), month_number(inputs, "month", 1)
    wage = MonthIncome(
        inputs.money("wage"),
        inputs.money("exempt", 0),
        inputs.money("special", 0),
        inputs.money("special_additional", 0),
    )
    bonus = inputs.money("bonus_in_wages", 0)
    merged = MonthIncome(wage.income + bonus, wage.exempt, wage.special, wage.additional)
    opening = year_so_far(inputs)
    before = [wage] * max(0, month - 1) if not opening.months else []
    found = withhold_year(
        [*before, merged], rules.wages, basic_mode(inputs, BasicMode.ORDINARY), month - len(before), opening
    )
    tax = found[-1].tax
    return {"wage_tax": yuan_text(tax), "net": money(merged.income - merged.special - tax)}


def bonus_compare(inputs: Inputs, tables: CaseTables) -> dict[str, Any]:
    """`bonus`, and `taxable_without_bonus` or `salary_year` with `deductions_year` (0) beside the basic deduction."""
    rules = tables.of(inputs)
    if inputs.has("taxable_without_bonus"):
        rest = inputs.money("taxable_without_bonus")
    else:
        rest = inputs.money("salary_year") - inputs.money("deductions_year", 0) - rules.wages.basic_year
    found = compare_bonus(inputs.money("bonus"), rest, rules.wages.annual, rules.bonus)
    return {
        "separate": yuan_text(found.separate),
        "combined_increment": yuan_text(found.combined_increment),
        "separate_total": yuan_text(found.separate_total),
        "combined_total": yuan_text(found.combined_total),
        "better": _better(found),
    }


def _better(found: BonusComparison) -> str:
    if found.merging_saves == 0:
        return "equal"
    return "combined" if found.merging_saves > 0 else "separate"


def labour(inputs: Inputs, tables: CaseTables) -> dict[str, Any]:
    """`gross`: the payments of one month."""
    gross = inputs.money("gross")
    found = labour_tax(gross, tables.of(inputs).labour)
    return {"tax": yuan_text(found.tax), "taxable": money(found.taxable), "net": money(gross - found.tax)}


TAX_TOPICS = {
    "iit_cumulative": cumulative(BasicMode.ORDINARY),
    "iit_first_job_in_year": cumulative(BasicMode.FIRST_JOB),
    "iit_60000_rule": cumulative(BasicMode.SIXTY),
    "iit_cumulative_final_month": cumulative_final_month,
    "iit_cumulative_year": cumulative_year,
    "iit_annual_settlement": annual_settlement,
    "iit_annual_table": annual_table,
    "iit_monthly_table": monthly_table,
    "iit_bonus_separate": bonus_separate,
    "iit_bonus_cliff": bonus_cliff,
    "iit_bonus_combined": bonus_combined,
    "iit_bonus_compare": bonus_compare,
    "iit_labour": labour,
}
