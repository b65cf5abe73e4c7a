"""Labour remuneration (劳务报酬) of part-time workers: what is withheld from a payment.

Sources: Individual Income Tax Law art. 6, Implementing Regulations art. 14 (continuous service: the payments of one
month are one), STA notice 2018 No. 61 art. 8. Whether a part-timer's money is labour remuneration at all is recorded
with its date and reason, never inferred: see `IncomeCategory`. Amounts in fen; tax is rounded half up to the fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.pay_rounding import Amount, round_amount
from gridadmin.domain.pay_tables import LabourRules
from gridadmin.domain.pay_tax import tax_of
from gridadmin.i18n import N_


class IncomeCategory(LabelledEnum):
    """As what somebody's money is taxed; a dated fact of the person."""

    WAGES = "wages", N_("Wages")
    LABOUR = "labour", N_("Labour remuneration")
    UNTAXED = "untaxed", N_("Not taxed here")


@dataclass(frozen=True)
class LabourTax:
    """What is withheld from one month's payments.

    Attributes:
        expenses: taken off first: 800 yuan of a payment up to 4 000, else a fifth.
        taxable: what remains; rate, quick: of the step it lies in; tax: whole fen.
    """

    expenses: Amount
    taxable: Amount
    rate: Decimal
    quick: int
    tax: int


def labour_tax(gross: Amount, rules: LabourRules) -> LabourTax:
    """Return the withholding from labour remuneration of one month; a payment of zero or less has none."""
    small = gross <= rules.small_up_to
    expenses = rules.fixed_expenses if small else gross * rules.expenses_share
    taxable = max(0, gross - expenses)
    bracket = rules.table.bracket(taxable)
    return LabourTax(expenses, taxable, bracket.rate, bracket.quick, round_amount(tax_of(taxable, rules.table)))


def annual_income(gross: Amount, rules: LabourRules) -> Amount:
    """Return what a year's labour remuneration counts for in the settlement (Law art. 6: 80 % of it)."""
    return gross * rules.annual_share
