"""One person's whole month: from elements and bases to contributions, tax, net pay and what is carried.

Nothing here knows where the amounts come from; services collect them. Amounts in whole fen unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.pay_bonus import BonusError, bonus_tax
from gridadmin.domain.pay_contributions import Contribution, contribute_all, sums
from gridadmin.domain.pay_labour import IncomeCategory, LabourTax, labour_tax
from gridadmin.domain.pay_rounding import Amount
from gridadmin.domain.pay_tables import BonusRules, InsuranceRules, LabourRules, Scheme, WageTaxRules
from gridadmin.domain.pay_tax import BasicMode, MonthIncome, Withholding, YearSoFar, basic_deduction, withhold
from gridadmin.i18n import N_


class Nature(LabelledEnum):
    """What an element of pay does."""

    TAXED = "taxed", N_("Paid and taxed")
    EXEMPT = "exempt", N_("Paid, not taxed")
    KEPT = "kept", N_("Kept back after tax")


@dataclass(frozen=True)
class PayElement:
    """One element of a month's pay; `amount` is what is paid, or kept back; below zero it takes back."""

    name: str
    amount: int
    nature: Nature = Nature.TAXED


@dataclass(frozen=True)
class Bonus:
    """The annual one-time bonus paid this month, and whether it is taxed by itself."""

    amount: int
    separate: bool = True


@dataclass(frozen=True)
class MonthRules:
    """The tables that a month is computed by: tax by the month of payment, insurance by the month of work."""

    wages: WageTaxRules
    labour: LabourRules
    bonus: BonusRules
    insurance: InsuranceRules


@dataclass(frozen=True)
class PersonMonth:
    """Everything that one person's month is computed from.

    Attributes:
        month: of the payment, 1 to 12: the tax year goes by it.
        bases: the declared base of each scheme that is paid this month; no base, no contribution.
        category: as what the money is taxed, from the person's dated record.
        year: the sums of the tax year before this month.
        months_employed: by this unit this year, with this month; None: one more than `year` has.
        mode: of the basic deduction; basic_confirmed: the amount so far as somebody confirmed it by hand.
        additional, other, relief: of this month, see `MonthIncome`.
        labour_before, labour_withheld: labour remuneration paid earlier in the month of payment, and its tax.
        owed: what the person still owes from earlier months whose net pay was below zero.
    """

    month: int
    elements: tuple[PayElement, ...]
    bases: Mapping[Scheme, Amount] = field(default_factory=dict)
    category: IncomeCategory = IncomeCategory.WAGES
    year: YearSoFar = field(default_factory=YearSoFar)
    months_employed: int | None = None
    mode: BasicMode = BasicMode.ORDINARY
    basic_confirmed: int | None = None
    additional: Amount = 0
    other: Amount = 0
    relief: Amount = 0
    bonus: Bonus | None = None
    labour_before: int = 0
    labour_withheld: int = 0
    owed: int = 0

    def total(self, nature: Nature) -> int:
        """Return the sum of the elements of one nature."""
        return sum(element.amount for element in self.elements if element.nature is nature)


@dataclass(frozen=True)
class MonthPaid:
    """What comes out. Always: gross + bonus − employee − tax − bonus_tax − kept = net + owed before − owed after.

    Attributes:
        gross: taxed and exempt elements, without the bonus; exempt: of it.
        contributions: by scheme; employee, employer: their sums.
        withholding: of wages; labour: of labour remuneration; both None where the money is not taxed here.
        tax: on wages or labour remuneration, with a merged bonus; bonus_tax: of a bonus by itself.
        kept: elements kept back after tax.
        net: what is paid; never below zero. owed: what is carried to the next month instead.
        year: the sums of the tax year with this month.
    """

    gross: int
    exempt: int
    bonus: int
    contributions: Mapping[Scheme, Contribution]
    employee: int
    employer: int
    withholding: Withholding | None
    labour: LabourTax | None
    tax: int
    bonus_tax: int
    kept: int
    net: int
    owed: int
    year: YearSoFar


def pay_month(person: PersonMonth, rules: MonthRules) -> MonthPaid:
    """Compute a month.

    Raises:
        InvalidError: a month that is none, a base below zero or without rates, a bonus for somebody without wages.
    """
    if person.bonus is not None and (person.bonus.amount < 0 or person.category is not IncomeCategory.WAGES):
        raise BonusError(N_("The annual bonus is an amount above zero, and only for those who are paid wages."))
    contributions = contribute_all(person.bases, rules.insurance)
    employee, employer = sums(contributions.values())
    bonus = person.bonus.amount if person.bonus else 0
    separate = person.bonus is not None and person.bonus.separate
    alone = bonus_tax(bonus, rules.bonus) if separate else 0
    exempt = person.total(Nature.EXEMPT)
    gross = person.total(Nature.TAXED) + exempt
    withholding, labour, year = _taxed(person, rules, gross + (0 if separate else bonus), employee)
    tax = withholding.tax if withholding else labour.tax if labour else 0
    kept = person.total(Nature.KEPT)
    rest = gross + bonus - employee - tax - alone - kept - person.owed
    return MonthPaid(
        gross=gross, exempt=exempt, bonus=bonus, contributions=contributions, employee=employee, employer=employer,
        withholding=withholding, labour=labour, tax=tax, bonus_tax=alone, kept=kept,
        net=max(0, rest), owed=max(0, -rest), year=year,
    )  # fmt: skip


def _taxed(
    person: PersonMonth, rules: MonthRules, income: int, special: int
) -> tuple[Withholding | None, LabourTax | None, YearSoFar]:
    """Withhold from wages by the year, from labour remuneration by the month.

    Labour remuneration of one month for continuous service is one income (Implementing Regulations of the Individual
    Income Tax Law art. 14), in however many payments it comes.
    """
    exempt = person.total(Nature.EXEMPT)
    if person.category is IncomeCategory.LABOUR:
        labour = labour_tax(income - exempt + person.labour_before, rules.labour)
        return None, replace(labour, tax=max(0, labour.tax - person.labour_withheld)), person.year
    if person.category is IncomeCategory.UNTAXED:
        return None, None, person.year
    month = MonthIncome(income, exempt, special, person.additional, person.other, person.relief)
    year = person.year.plus(month, person.months_employed)
    basic = person.basic_confirmed
    if basic is None:
        basic = basic_deduction(person.mode, rules.wages, year.months, person.month)
    withholding = withhold(year, basic, rules.wages.annual)
    return withholding, None, year.paid(withholding.tax)
