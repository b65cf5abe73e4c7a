"""Cases of `pay calc` about whole payrolls: one month of a person, and a year of equal months."""

from __future__ import annotations

import calendar
from decimal import Decimal
from typing import Any

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay_cases_insurance import limits_of, pairs, scheme_rates, scheme_rule
from gridadmin.domain.pay_cases_reading import Inputs, read_roundings
from gridadmin.domain.pay_cases_tables import CaseTables
from gridadmin.domain.pay_cases_tax import MONTHS_A_YEAR, basic_mode, money, month_number, year_so_far
from gridadmin.domain.pay_contributions import contribute
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_month import MonthPaid, MonthRules, Nature, PayElement, PersonMonth, pay_month
from gridadmin.domain.pay_rounding import Amount, round_amount, yuan_text
from gridadmin.domain.pay_tables import BaseLimits, InsuranceRules, Scheme, SchemeRule
from gridadmin.domain.pay_tax import BasicMode, MonthIncome, YearSoFar, tax_of, withhold_year
from gridadmin.i18n import N_


def payroll_full(inputs: Inputs, tables: CaseTables) -> dict[str, Any]:
    """One month of one person.

    `gross`; `exempt`, `special_additional`, `other`, `deductions`, `owed`: 0. `declared_si_base`, `declared_hf_base`:
    the gross where left out, no contribution where null. `rates_percent`: of a scheme that is left out or null
    nothing is paid; left out altogether, those of Liaocheng. Floors and ceilings: no bound. `rounding`: fen half up,
    each side. `month_of_employment_this_year` (1): earlier months had the same figures, or see `opening`.
    `income_category`: wages.
    """
    months = month_number(inputs, "month_of_employment_this_year", 1)
    all_tables = tables.of(inputs)
    insurance = _insurance(inputs, all_tables.insurance)
    rules = MonthRules(all_tables.wages, all_tables.labour, all_tables.bonus, insurance)
    year = year_so_far(inputs)
    for month in range(1, months if not year.months else 1):
        year = pay_month(_person(inputs, insurance, year, month), rules).year
    return _answer(pay_month(_person(inputs, insurance, year, max(months, year.months + 1)), rules))


def _person(inputs: Inputs, insurance: InsuranceRules, year: YearSoFar, month: int) -> PersonMonth:
    gross, exempt = round_amount(inputs.money("gross")), round_amount(inputs.money("exempt", 0))
    category = inputs.text("income_category", IncomeCategory.WAGES.value)
    if category not in set(IncomeCategory):
        known = "、".join(IncomeCategory)
        raise InvalidError(N_("There is no category “{name}”; there are {known}."), name=category, known=known)
    return PersonMonth(
        month=month,
        elements=(
            PayElement("gross", gross - exempt),
            PayElement("exempt", exempt, Nature.EXEMPT),
            PayElement("deductions", round_amount(inputs.money("deductions", 0)), Nature.KEPT),
        ),
        bases=_bases(inputs, insurance),
        category=IncomeCategory(category),
        year=year,
        mode=basic_mode(inputs, BasicMode.ORDINARY),
        additional=inputs.money("special_additional", 0),
        other=inputs.money("other", 0),
        owed=round_amount(inputs.money("owed", 0)),
    )


def _bases(inputs: Inputs, insurance: InsuranceRules) -> dict[Scheme, Amount]:
    bases = {}
    for scheme in insurance.schemes:
        key = "declared_hf_base" if scheme is Scheme.HOUSING_FUND else "declared_si_base"
        if inputs.raw(key, inputs.raw("gross")) is not None:
            bases[scheme] = inputs.money(key, inputs.raw("gross"))
    return bases


def _insurance(inputs: Inputs, local: InsuranceRules) -> InsuranceRules:
    if not inputs.has("rates_percent"):
        return local
    social, housing = read_roundings(inputs.text("rounding") if inputs.has("rounding") else None)
    of_social = social, limits_of(inputs, "si_floor", "si_ceiling")
    of_fund = housing, limits_of(inputs, "hf_floor", "hf_ceiling")
    return InsuranceRules(
        {
            scheme: scheme_rule(rates, *(of_fund if scheme is Scheme.HOUSING_FUND else of_social))
            for scheme, rates in scheme_rates(inputs.raw("rates_percent")).items()
        }
    )


def _answer(paid: MonthPaid) -> dict[str, Any]:
    return {
        "lines": pairs(paid.contributions),
        "employee_total": yuan_text(paid.employee),
        "employer_total": yuan_text(paid.employer),
        "taxable": money(max(0, paid.withholding.taxable)) if paid.withholding else None,
        "iit": yuan_text(paid.tax),
        "net": yuan_text(paid.net),
        "owed": yuan_text(paid.owed),
    }


def payroll_full_year(inputs: Inputs, tables: CaseTables) -> dict[str, Any]:
    """Twelve equal months of one person, and the figures of one of them.

    `income`; `pension_base`: the base of everything, the income where left out; `housing_fund_base`: likewise;
    `pension`, `medical`, `unemployment`, `housing_fund`: the worker's rates such as `8%` or `2% + 3.00 fixed`,
    nothing where left out; `special_additional`, `exempt`, `other`: 0; `month` (12): of which the figures are.
    """
    asked = month_number(inputs, "month", MONTHS_A_YEAR)
    income = inputs.money("income")
    social, fund = _worker_shares(inputs)
    month = MonthIncome(
        income,
        inputs.money("exempt", 0),
        social + fund,
        inputs.money("special_additional", 0),
        inputs.money("other", 0),
    )
    table = tables.of(inputs).wages.annual
    found = withhold_year([month] * MONTHS_A_YEAR, tables.of(inputs).wages)
    year_tax = sum(each.tax for each in found)

    def of_month(number: int, name: str) -> dict[str, str]:
        at = found[number - 1]
        return {
            f"cumulative_taxable{name and '_' + name}": money(max(0, at.taxable)),
            f"cumulative_tax{name and '_' + name}": money(tax_of(at.taxable, table)),
            f"{name}{name and '_'}tax": yuan_text(at.tax),
            f"{name}{name and '_'}net": money(income - social - fund - at.tax),
        }

    return {
        "si_employee": yuan_text(social),
        "housing_fund": yuan_text(fund),
        **of_month(7, "july"),
        **of_month(asked, calendar.month_name[asked].lower()),
        **of_month(asked, ""),
        "year_tax": yuan_text(year_tax),
        "year_net": money((income - social - fund) * MONTHS_A_YEAR - year_tax),
    }


def _worker_shares(inputs: Inputs) -> tuple[int, int]:
    base = inputs.money("pension_base", inputs.raw("income"))
    social = sum(
        _share(inputs, key, inputs.money(f"{key}_base") if inputs.has(f"{key}_base") else base)
        for key in ("pension", "medical", "unemployment")
    )
    fund_base = inputs.money("housing_fund_base") if inputs.has("housing_fund_base") else base
    return social, _share(inputs, "housing_fund", fund_base)


def _share(inputs: Inputs, key: str, base: Amount) -> int:
    if not inputs.has(key):
        return 0
    rate, fixed = inputs.rate(key)
    rule = SchemeRule(rate, Decimal(0), employee_fixed=round_amount(fixed), limits=BaseLimits())
    return contribute(base, rule).employee


WHOLE_TOPICS = {"payroll_full": payroll_full, "payroll_full_year": payroll_full_year}
