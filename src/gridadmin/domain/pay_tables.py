"""The dated tables of tax and insurance as the pure functions take them: frozen, in fen, rates as Decimal fractions.

They are read from `resources/defaults/pay_parameters.json`, where each has its source document, and from what the
office entered itself; see `pay_parameters`. No function of pay knows a number by heart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.pay_proration import ProrationBasis
from gridadmin.domain.pay_rounding import Amount, Rounding
from gridadmin.i18n import N_


class Scheme(LabelledEnum):
    """What is paid into month by month, half by the worker, half by the township."""

    PENSION = "pension", N_("Pension insurance")
    MEDICAL = "medical", N_("Medical insurance")
    MATERNITY = "maternity", N_("Maternity insurance")
    UNEMPLOYMENT = "unemployment", N_("Unemployment insurance")
    INJURY = "injury", N_("Work injury insurance")
    HOUSING_FUND = "housing_fund", N_("Housing fund")


@dataclass(frozen=True)
class Bracket:
    """One step of a rate table: up to and with `up_to` fen (None: without end) tax = amount × rate − quick."""

    up_to: int | None
    rate: Decimal
    quick: int


@dataclass(frozen=True)
class TaxTable:
    """A progressive table with quick deductions (速算扣除数); brackets in rising order, the last without end."""

    brackets: tuple[Bracket, ...]

    def bracket(self, amount: Amount) -> Bracket:
        """Return the step that an amount lies in; its upper bound belongs to it."""
        for bracket in self.brackets[:-1]:
            if bracket.up_to is not None and amount <= bracket.up_to:
                return bracket
        return self.brackets[-1]

    @property
    def bounds(self) -> tuple[int, ...]:
        """The upper bounds of all steps but the last."""
        return tuple(bracket.up_to for bracket in self.brackets if bracket.up_to is not None)


@dataclass(frozen=True)
class WageTaxRules:
    """Wages (Individual Income Tax Law art. 3, 6, 11; State Taxation Administration notice 2018 No. 61 art. 6).

    Attributes:
        annual: the table of comprehensive income, for cumulative taxable income.
        basic_month: the basic deduction of one month.
        basic_year: the basic deduction of a year, which the 60 000 rule gives from January on (2020 No. 19).
    """

    annual: TaxTable
    basic_month: int
    basic_year: int


@dataclass(frozen=True)
class BonusRules:
    """The annual one-time bonus (MOF and STA notice 2023 No. 30).

    Attributes:
        monthly: the table by month, entered with a twelfth of the bonus.
        separate_until: the last month in which a bonus may be taxed by itself; None where the policy ended.
    """

    monthly: TaxTable
    separate_until: Month | None


@dataclass(frozen=True)
class LabourRules:
    """Labour remuneration (Law art. 6; notice 2018 No. 61 art. 8).

    Attributes:
        small_up_to: a payment up to here has the fixed expenses, a larger one the share.
        fixed_expenses, expenses_share: what is taken off first.
        table: the withholding table for what remains.
        annual_share: the part of a payment that counts as income of the year (80 %, Law art. 6).
    """

    small_up_to: int
    fixed_expenses: int
    expenses_share: Decimal
    table: TaxTable
    annual_share: Decimal


@dataclass(frozen=True)
class BaseLimits:
    """The least and the highest contribution base of a month, in fen; None: no bound."""

    floor: int | None = None
    ceiling: int | None = None


@dataclass(frozen=True)
class SchemeRule:
    """How one scheme is paid.

    Attributes:
        employee, employer: the rates.
        employee_fixed: a fixed sum of the worker beside the rate (large-claim medical top-up), in fen.
        employee_rounding, employer_rounding: of each side.
        combined: where set, both sides together are rounded so and then divided by their rates, the worker's part to
            the fen; the roundings of the sides do not count then (Zhuzhou's housing fund).
        limits: of the base.
    """

    employee: Decimal
    employer: Decimal
    employee_fixed: int = 0
    employee_rounding: Rounding = Rounding.FEN_HALF_UP
    employer_rounding: Rounding = Rounding.FEN_HALF_UP
    combined: Rounding | None = None
    limits: BaseLimits = field(default_factory=BaseLimits)


@dataclass(frozen=True)
class InsuranceRules:
    """All schemes of a place and month, in the order in which they are printed.

    Attributes:
        entry_month_full, leaving_month_full: whether the month of entry or leaving is paid in full; where not, it is
            not paid at all: contributions are never divided by days.
    """

    schemes: Mapping[Scheme, SchemeRule]
    entry_month_full: bool = True
    leaving_month_full: bool = True


@dataclass(frozen=True)
class AdditionalRules:
    """Monthly special additional deductions in fen (国发〔2018〕41号, 国发〔2022〕8号, 国发〔2023〕13号).

    Attributes:
        child: of each child, education from 3 years and care below 3 alike.
        elderly_only, elderly_share: of an only child; the most that one of several may claim.
        studies, studies_months: continuing education towards a degree, and the months of one degree.
        certificate: once, in the year in which a certificate is obtained.
        loan, loan_months: interest of a first home, and for how many months at most.
        rent: by the size of the city, the key being its tier.
        elderly_age: the full years of a supported parent.
    """

    child: int
    elderly_only: int
    elderly_share: int
    studies: int
    studies_months: int
    certificate: int
    loan: int
    loan_months: int
    rent: Mapping[str, int]
    elderly_age: int = 60


@dataclass(frozen=True)
class PayTables:
    """Every table of one month, as it was known on one day."""

    month: Month
    wages: WageTaxRules
    bonus: BonusRules
    labour: LabourRules
    additional: AdditionalRules
    insurance: InsuranceRules
    minimum_wage: int | None
    paid_days: Decimal
    basis: ProrationBasis
