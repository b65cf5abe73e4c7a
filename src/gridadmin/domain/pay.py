"""Pay and insurance to the fen: the public API of the pure arithmetic.

Everything here is pure: no file, no database, no clock. What differs by year and place comes in as a frozen table.

Units and rounding
    Money is a whole number of fen (`int`); where an amount may be exact it is an `int` or a `Decimal` of fen, never a
    float. Rates are Decimal fractions (0.08 for 8 %). A result is rounded once, half up to the fen, unless its scheme
    has another `Rounding`. `yuan_text` and `parse_yuan` go between fen and what people read and type.

Tables
    `read_parameters(rows)` takes the rows of `resources/defaults/pay_parameters.json`; `read_tables(parameters, month,
    known_on)` gives the `PayTables` that hold in a month by what was published on a day. Both times matter: limits
    published in August hold from January.

What there is
    * wages: `basic_deduction`, `withhold`, `withhold_year`, `settle_year`, `qualifies_for_sixty`, `tax_of`
    * special additional deductions: `Declaration`, `additional_of_month`, `check_declarations`
    * bonus: `bonus_tax`, `compare_bonus`, `bonus_cliffs`, `cliff_below`, `check_separate`
    * labour remuneration: `labour_tax`, `IncomeCategory`
    * contributions: `base_limits`, `clamp_base`, `contribute`, `contribute_all`, `adjust`
    * parts of a month: `days_pay`, `prorate`, `raised_pay`, `overtime_pay`, `minimum_wage_gap`
    * a person's whole month: `pay_month(PersonMonth, MonthRules) -> MonthPaid`
    * retirement: `find_retirement`, `least_contribution_months`
    * cases of `gridadmin pay calc`: `answer_cases`, `answer_case`, `TOPICS`

Errors
    `InvalidError` alone, with a message that names the value and the way out. Each function says when. Each names the
    instrument (law, notice number, article) that it applies.
"""

from __future__ import annotations

from gridadmin.domain.months import Month
from gridadmin.domain.pay_bonus import (
    BonusComparison,
    Cliff,
    bonus_cliffs,
    bonus_tax,
    check_separate,
    cliff_below,
    compare_bonus,
    one_more_yuan,
)
from gridadmin.domain.pay_cases import TOPICS, answer_case, answer_cases
from gridadmin.domain.pay_cases_tables import CaseTables
from gridadmin.domain.pay_contributions import (
    Adjustment,
    Contribution,
    adjust,
    average_base,
    base_limits,
    clamp_base,
    contribute,
    contribute_all,
    months_insured,
)
from gridadmin.domain.pay_deductions import (
    AdditionalKind,
    Declaration,
    additional_of_month,
    additional_so_far,
    check_declarations,
    child_kind,
)
from gridadmin.domain.pay_labour import IncomeCategory, LabourTax, annual_income, labour_tax
from gridadmin.domain.pay_month import Bonus, MonthPaid, MonthRules, Nature, PayElement, PersonMonth, pay_month
from gridadmin.domain.pay_parameters import PayCertainty, PayParameter, PayParameters, read_parameters
from gridadmin.domain.pay_proration import (
    ProrationBasis,
    days_pay,
    minimum_wage_gap,
    overtime_pay,
    prorate,
    raised_pay,
)
from gridadmin.domain.pay_reading import read_tables
from gridadmin.domain.pay_rounding import Rounding, exact_fen, parse_yuan, round_amount, yuan_text
from gridadmin.domain.pay_tables import (
    AdditionalRules,
    BaseLimits,
    BonusRules,
    Bracket,
    InsuranceRules,
    LabourRules,
    PayTables,
    Scheme,
    SchemeRule,
    TaxTable,
    WageTaxRules,
)
from gridadmin.domain.pay_tax import (
    BasicMode,
    MonthIncome,
    Settlement,
    Withholding,
    YearSoFar,
    basic_deduction,
    qualifies_for_sixty,
    settle_year,
    tax_of,
    withhold,
    withhold_year,
)
from gridadmin.domain.retirement import RetirementCategory, find_retirement, least_contribution_months

__all__ = [
    "TOPICS",
    "AdditionalKind",
    "AdditionalRules",
    "Adjustment",
    "BaseLimits",
    "BasicMode",
    "Bonus",
    "BonusComparison",
    "BonusRules",
    "Bracket",
    "CaseTables",
    "Cliff",
    "Contribution",
    "Declaration",
    "IncomeCategory",
    "InsuranceRules",
    "LabourRules",
    "LabourTax",
    "Month",
    "MonthIncome",
    "MonthPaid",
    "MonthRules",
    "Nature",
    "PayCertainty",
    "PayElement",
    "PayParameter",
    "PayParameters",
    "PayTables",
    "PersonMonth",
    "ProrationBasis",
    "RetirementCategory",
    "Rounding",
    "Scheme",
    "SchemeRule",
    "Settlement",
    "TaxTable",
    "WageTaxRules",
    "Withholding",
    "YearSoFar",
    "additional_of_month",
    "additional_so_far",
    "adjust",
    "annual_income",
    "answer_case",
    "answer_cases",
    "average_base",
    "base_limits",
    "basic_deduction",
    "bonus_cliffs",
    "bonus_tax",
    "check_declarations",
    "check_separate",
    "child_kind",
    "clamp_base",
    "cliff_below",
    "compare_bonus",
    "contribute",
    "contribute_all",
    "days_pay",
    "exact_fen",
    "find_retirement",
    "labour_tax",
    "least_contribution_months",
    "minimum_wage_gap",
    "months_insured",
    "one_more_yuan",
    "overtime_pay",
    "parse_yuan",
    "pay_month",
    "prorate",
    "qualifies_for_sixty",
    "raised_pay",
    "read_parameters",
    "read_tables",
    "round_amount",
    "settle_year",
    "tax_of",
    "withhold",
    "withhold_year",
    "yuan_text",
]
