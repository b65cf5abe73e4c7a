"""The annual one-time bonus (全年一次性奖金): taxed by itself or within the wages, and what one yuan more would cost.

Source: Ministry of Finance and State Taxation Administration notice 2023 No. 30: by itself until the end of 2027,
once per person and year, tax = bonus × rate − quick, the rate that of a twelfth of the bonus in the monthly table.
The quick deduction is taken off once only, so that right above a bound one yuan more costs thousands. Amounts in fen;
tax is rounded half up to the fen, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_rounding import FEN_A_YUAN, Amount, round_amount
from gridadmin.domain.pay_tables import BonusRules, Bracket, TaxTable
from gridadmin.domain.pay_tax import tax_of
from gridadmin.i18n import N_

MONTHS_A_YEAR = 12
CLIFF_NEAR = 12  # a bonus within a twelfth above a bound is worth a warning


class BonusError(InvalidError):
    """A bonus cannot be taxed as it was entered."""


def check_separate(paid: Month, already_used: bool, rules: BonusRules) -> None:
    """Check that a bonus may be taxed by itself.

    Raises:
        BonusError: the policy has ended by the month of payment, or this year's one use is spent.
    """
    if rules.separate_until is None or paid > rules.separate_until:
        raise BonusError(
            N_("A bonus paid in {month} may not be taxed by itself: the policy ends with {until}. Merge it."),
            month=paid, until=rules.separate_until or "—",
        )  # fmt: skip
    if already_used:
        raise BonusError(
            N_("A bonus was already taxed by itself in {year}; that is allowed once a year. Merge this one."),
            year=paid.year,
        )


def bonus_bracket(bonus: Amount, table: TaxTable) -> Bracket:
    """Return the step of the monthly table that a twelfth of a bonus lies in."""
    for bracket in table.brackets[:-1]:
        if bracket.up_to is not None and bonus <= bracket.up_to * MONTHS_A_YEAR:
            return bracket
    return table.brackets[-1]


def bonus_tax(bonus: Amount, rules: BonusRules) -> int:
    """Return the tax of a bonus by itself; nothing of zero or less."""
    if bonus <= 0:
        return 0
    bracket = bonus_bracket(bonus, rules.monthly)
    return round_amount(bonus * bracket.rate - bracket.quick)


@dataclass(frozen=True)
class BonusComparison:
    """Both ways of taxing a bonus over the whole year.

    Attributes:
        rest: tax of the year's other income.
        separate: tax of the bonus by itself; separate_total: with the rest.
        combined_total: tax of everything together; combined_increment: what of it is due to the bonus.
    """

    rest: int
    separate: int
    combined_total: int

    @property
    def separate_total(self) -> int:
        """Tax of the year where the bonus is taxed by itself."""
        return self.rest + self.separate

    @property
    def combined_increment(self) -> int:
        """What the bonus adds to the year's tax where it is merged."""
        return self.combined_total - self.rest

    @property
    def merging_saves(self) -> int:
        """How much less tax merging costs; below zero it costs more."""
        return self.separate_total - self.combined_total


def compare_bonus(bonus: Amount, taxable_without: Amount, annual: TaxTable, rules: BonusRules) -> BonusComparison:
    """Compare both ways.

    Args:
        taxable_without: the year's taxable income without the bonus, as it is: below zero it has deductions to spare,
            which a merged bonus uses and one by itself does not.
    """
    return BonusComparison(
        rest=round_amount(tax_of(taxable_without, annual)),
        separate=bonus_tax(bonus, rules),
        combined_total=round_amount(tax_of(taxable_without + max(0, bonus), annual)),
    )


@dataclass(frozen=True)
class Cliff:
    """A bound above which a bonus by itself leaves less than at it.

    Attributes:
        bound: the highest bonus of the lower step, fen.
        jump: what one yuan more costs in tax.
        even_at: the bonus from which the worker has again as much as at the bound; between lies a loss.
    """

    bound: int
    jump: int
    even_at: int


def one_more_yuan(bonus: Amount, rules: BonusRules) -> int:
    """Return how much more tax a bonus costs when it is one yuan larger."""
    return bonus_tax(bonus + FEN_A_YUAN, rules) - bonus_tax(bonus, rules)


def bonus_cliffs(rules: BonusRules) -> tuple[Cliff, ...]:
    """Return every cliff of the table, in rising order."""
    cliffs = []
    for lower, higher in zip(rules.monthly.brackets, rules.monthly.brackets[1:], strict=False):
        bound = (lower.up_to or 0) * MONTHS_A_YEAR
        kept = bound - bonus_tax(bound, rules)
        even = Fraction(kept - higher.quick) / (1 - Fraction(higher.rate))
        cliffs.append(Cliff(bound, one_more_yuan(bound, rules), -int(-even // 1)))
    return tuple(cliffs)


def cliff_below(bonus: Amount, rules: BonusRules) -> Cliff | None:
    """Return the cliff that a bonus has fallen over: a smaller one would leave more; None where there is none."""
    return next((cliff for cliff in bonus_cliffs(rules) if cliff.bound < bonus < cliff.even_at), None)
