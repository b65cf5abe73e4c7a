"""Individual income tax on wages: cumulative withholding and the settlement of the year.

Sources: Individual Income Tax Law (2018) art. 3, 6, 11, 15; State Taxation Administration (STA) notice 2018 No. 61
art. 6 (cumulative withholding), 2020 No. 13 (first wage income of the year), 2020 No. 19 (the 60 000 rule).

Amounts in fen. Taxable income and the tax of the year so far stay exact; the month's withholding is rounded half up
to the fen, and the *rounded* sum of what was withheld is taken off next month. The year is that of the payment, not
that of the work: wages of December paid in January open the new year.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.pay_rounding import Amount, round_amount
from gridadmin.domain.pay_tables import TaxTable, WageTaxRules
from gridadmin.i18n import N_

MONTHS_A_YEAR = 12


class TaxYearError(InvalidError):
    """What is recorded of somebody's tax year cannot be."""


class BasicMode(LabelledEnum):
    """How the basic deduction of the year so far is counted."""

    ORDINARY = "ordinary", N_("Months employed here this year")
    FIRST_JOB = "first_job", N_("From January: first wages of the year")
    SIXTY = "sixty", N_("The whole year's at once: 60 000 rule")


@dataclass(frozen=True)
class MonthIncome:
    """What one payment month adds.

    Attributes:
        income: wages of the month, exempt parts included. May be below zero: something was taken back.
        exempt: parts that are not taxed (独生子女补贴, 差旅费津贴, 误餐补助: 国税发〔1994〕89号).
        special: the worker's contributions within statutory rates and bases (专项扣除).
        additional: special additional deductions (专项附加扣除).
        other: annuity, tax-favoured insurance, personal pension (依法确定的其他扣除).
        relief: tax that is forgiven (减免税额).
    """

    income: Amount
    exempt: Amount = 0
    special: Amount = 0
    additional: Amount = 0
    other: Amount = 0
    relief: Amount = 0


@dataclass(frozen=True)
class YearSoFar:
    """A worker's sums in one tax year with one withholding unit; what an opening balance holds, too.

    Attributes:
        months: months employed by this unit so far.
        withheld: tax withheld so far, fen.
        The others are sums of `MonthIncome`.
    """

    months: int = 0
    income: Amount = 0
    exempt: Amount = 0
    special: Amount = 0
    additional: Amount = 0
    other: Amount = 0
    relief: Amount = 0
    withheld: int = 0

    def plus(self, month: MonthIncome, months: int | None = None) -> YearSoFar:
        """Return the sums with one more payment; what is withheld for it is not known yet.

        Args:
            months: employed so far with this one; None: one more than before.
        """
        return replace(
            self,
            months=self.months + 1 if months is None else months,
            income=self.income + month.income,
            exempt=self.exempt + month.exempt,
            special=self.special + month.special,
            additional=self.additional + month.additional,
            other=self.other + month.other,
            relief=self.relief + month.relief,
        )

    def paid(self, tax: int) -> YearSoFar:
        """Return the sums after tax was withheld."""
        return replace(self, withheld=self.withheld + tax)


@dataclass(frozen=True)
class Withholding:
    """One month's withholding and how it came about.

    Attributes:
        basic: the basic deduction of the year so far.
        taxable: cumulative taxable income; below zero it stays so, and counts on.
        rate, quick: of the step it lies in.
        due: tax of the year so far, exact; never below zero.
        balance: due − relief − withheld before, exact. Below zero nothing is withheld and nothing paid back: it
            stays in the sums, and after the year the worker settles it (notice 2018 No. 61 art. 6).
        tax: what is withheld this month, in whole fen.
    """

    basic: Amount
    taxable: Amount
    rate: Decimal
    quick: int
    due: Amount
    balance: Amount
    tax: int


def tax_of(amount: Amount, table: TaxTable) -> Amount:
    """Return the exact tax of an amount by a table: amount × rate − quick deduction; nothing of zero or less."""
    if amount <= 0:
        return 0
    bracket = table.bracket(amount)
    return amount * bracket.rate - bracket.quick


def basic_deduction(mode: BasicMode, rules: WageTaxRules, months_employed: int, month: int) -> int:
    """Return the basic deduction of the year so far.

    Args:
        mode: ordinary: months employed by this unit this year (notice 2018 No. 61 art. 6). First job: as many months
            as the year has had (2020 No. 13), with the worker's declaration that there were no wages before. Sixty: the
            whole year's from January on (2020 No. 19), see `qualifies_for_sixty`.
        months_employed: with this month; months that a re-hired worker was away do not count.
        month: the month of payment, 1 to 12.

    Raises:
        InvalidError: a month that does not exist. TaxYearError: more months of employment than the year has had.
    """
    if not 1 <= month <= MONTHS_A_YEAR:
        raise InvalidError(N_("{month} is no month of a year; it is 1 to 12."), month=month)
    if not 1 <= months_employed <= month:
        raise TaxYearError(
            N_("{months} months of employment do not fit into a year up to month {month}."),
            months=months_employed, month=month,
        )  # fmt: skip
    if mode is BasicMode.SIXTY:
        return rules.basic_year
    return rules.basic_month * (month if mode is BasicMode.FIRST_JOB else months_employed)


def qualifies_for_sixty(last_year_income: int, months_declared: int, rules: WageTaxRules) -> bool:
    """Tell whether a worker starts the year with the whole basic deduction (notice 2020 No. 19).

    Args:
        last_year_income: wages of the whole year before from this unit, before any deduction.
        months_declared: months of that year in which this unit declared wages for the worker; all twelve are needed.
    """
    return months_declared == MONTHS_A_YEAR and last_year_income <= rules.basic_year


def withhold(year: YearSoFar, basic: Amount, table: TaxTable) -> Withholding:
    """Return the withholding of the month that the sums end with.

    taxable = income − exempt − basic − special − additional − other
    tax     = max(0, round half up to the fen (taxable × rate − quick − relief − withheld before))

    Args:
        year: the sums of the year with this month's, `withheld` without it.
        basic: from `basic_deduction`, or as somebody confirmed it in the tax office's client.
    """
    taxable = year.income - year.exempt - basic - year.special - year.additional - year.other
    bracket = table.bracket(taxable)
    due = tax_of(taxable, table)
    balance = due - year.relief - year.withheld
    return Withholding(basic, taxable, bracket.rate, bracket.quick, due, balance, max(0, round_amount(balance)))


def withhold_year(
    months: Iterable[MonthIncome], rules: WageTaxRules, mode: BasicMode = BasicMode.ORDINARY, first_month: int = 1,
    opening: YearSoFar | None = None,
) -> tuple[Withholding, ...]:  # fmt: skip
    """Return the withholding of each month of an unbroken employment, from `first_month` on.

    Args:
        opening: the sums of earlier months of this unit and year, where the program was taken up within the year.
    """
    year, found = opening or YearSoFar(), []
    for month, income in enumerate(months, first_month):
        year = year.plus(income)
        withheld = withhold(year, basic_deduction(mode, rules, year.months, month), rules.annual)
        year = year.paid(withheld.tax)
        found.append(withheld)
    return tuple(found)


@dataclass(frozen=True)
class Settlement:
    """The year as the worker settles it between 1 March and 30 June.

    Attributes:
        taxable: income of the year less all deductions; never below zero.
        tax: of the year, whole fen.
        refund: withheld − tax; below zero that much is still to be paid (应退或应补税额).
    """

    taxable: Amount
    tax: int
    refund: int


def settle_year(year: YearSoFar, rules: WageTaxRules, labour: Amount = 0) -> Settlement:
    """Return the settlement of a whole year (Law art. 6, 11): the basic deduction is a full year's for everybody.

    Args:
        year: the sums over all units.
        labour: what counts of labour remuneration, 80 % of the payments; see `pay_labour.annual_income`.
    """
    counted = year.income + labour - year.exempt
    deducted = rules.basic_year + year.special + year.additional + year.other
    taxable = max(0, counted - deducted)
    tax = max(0, round_amount(tax_of(taxable, rules.annual) - year.relief))
    return Settlement(taxable, tax, year.withheld - tax)
