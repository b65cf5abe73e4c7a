"""Social insurance and housing fund: bases between floor and ceiling, and what each side pays.

Sources: Social Insurance Law art. 10, 12, 23, 35, 44, 58; Regulation on Housing Funds art. 16–18. Rates, limits and
rounding are local and dated; the law is silent about rounding, so each scheme and side has its own (`SchemeRule`).
Amounts in fen. A contribution is never divided by days: a month is paid in full or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay_rounding import Amount, Exact, Rounding, round_amount
from gridadmin.domain.pay_tables import BaseLimits, InsuranceRules, Scheme, SchemeRule
from gridadmin.i18n import N_

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Contribution:
    """What one month's contribution to one scheme is, in whole fen.

    Attributes:
        base: the base that was applied, after floor and ceiling.
    """

    base: Amount
    employee: int
    employer: int

    @property
    def combined(self) -> int:
        """Both sides together."""
        return self.employee + self.employer


def base_limits(annual_average: Amount, floor_percent: Amount = 60, ceiling_percent: Amount = 300) -> BaseLimits:
    """Return floor and ceiling from a year's average wage: a twelfth × percent, half up to the yuan.

    As Shandong publishes them (鲁人社字〔2025〕91号: 90 072 → 4 504 and 22 518).

    Raises:
        InvalidError: an average or share below zero, or a floor above the ceiling.
    """
    if annual_average < 0 or not 0 <= floor_percent <= ceiling_percent:
        raise InvalidError(N_("Limits need an average wage of zero or more and a floor not above the ceiling."))

    def share(percent: Amount) -> int:
        exact = Fraction(annual_average) * Fraction(percent) / (100 * MONTHS_A_YEAR)
        return round_amount(exact, Rounding.YUAN_HALF_UP)

    return BaseLimits(share(floor_percent), share(ceiling_percent))


def average_base(year_income: int, months: int) -> int:
    """Return the base that a year's pay gives: the monthly average of all of it, half up to the fen.

    Raises:
        InvalidError: no month was paid.
    """
    if months < 1:
        raise InvalidError(N_("An average needs at least one month that was paid."))
    return round_amount(Fraction(year_income, months))


def clamp_base(base: Amount, limits: BaseLimits) -> Amount:
    """Return a base lifted to the floor or cut at the ceiling.

    Raises:
        InvalidError: a base below zero, or a floor above the ceiling.
    """
    if base < 0:
        raise InvalidError(N_("A contribution base cannot be below zero."))
    if limits.floor is not None and limits.ceiling is not None and limits.floor > limits.ceiling:
        raise InvalidError(N_("The floor of the base lies above its ceiling. Look at the limits of that month."))
    if limits.floor is not None and base < limits.floor:
        return limits.floor
    return limits.ceiling if limits.ceiling is not None and base > limits.ceiling else base


def contribute(base: Amount, rule: SchemeRule) -> Contribution:
    """Return one month's contribution to a scheme.

    Each side: base × rate (+ the worker's fixed sum), rounded on its own. Where the rule rounds both sides together,
    the rounded sum is divided by the rates: the worker's part half up to the fen, the rest the employer's, so nothing
    is lost.

    Raises:
        InvalidError: a base or rate below zero.
    """
    if rule.employee < 0 or rule.employer < 0 or rule.employee_fixed < 0:
        raise InvalidError(N_("A contribution rate cannot be below zero."))
    applied = clamp_base(base, rule.limits)
    if rule.combined is not None:
        return _combined(applied, rule, rule.combined)
    employee = round_amount(applied * rule.employee + rule.employee_fixed, rule.employee_rounding)
    return Contribution(applied, employee, round_amount(applied * rule.employer, rule.employer_rounding))


def _combined(base: Amount, rule: SchemeRule, rounding: Rounding) -> Contribution:
    both = rule.employee + rule.employer
    total = round_amount(base * both + rule.employee_fixed, rounding)
    share: Exact = Fraction(rule.employee) / Fraction(both) if both else Decimal(0)
    employee = round_amount(Fraction(total - rule.employee_fixed) * Fraction(share)) + rule.employee_fixed
    return Contribution(base, employee, total - employee)


class MissingRatesError(InvalidError):
    """A scheme that somebody is enrolled in has no rates."""


def contribute_all(bases: Mapping[Scheme, Amount], rules: InsuranceRules) -> dict[Scheme, Contribution]:
    """Return the contributions of a worker to every scheme that has a base, in the order of the rules.

    Raises:
        InvalidError: there is a base for a scheme of which the month has no rates.
    """
    unknown = [scheme for scheme in bases if scheme not in rules.schemes]
    if unknown:
        raise MissingRatesError(
            N_("There are no rates of {scheme} for this month. Enter them among the pay parameters."),
            scheme=unknown[0].message,
        )
    return {scheme: contribute(bases[scheme], rule) for scheme, rule in rules.schemes.items() if scheme in bases}


def months_insured(rules: InsuranceRules, *, enters: bool, leaves: bool) -> bool:
    """Tell whether a month is paid for somebody who enters or leaves within it; both are switches of the place."""
    return (rules.entry_month_full or not enters) and (rules.leaving_month_full or not leaves)


@dataclass(frozen=True)
class Adjustment:
    """The difference that a limit published late makes for one scheme and month; signed, whole fen."""

    scheme: Scheme
    base: Amount
    employee: int
    employer: int


def adjust(paid: Mapping[Scheme, Contribution], due: Mapping[Scheme, Contribution]) -> tuple[Adjustment, ...]:
    """Return what a back-adjustment adds to what was paid so that it becomes what is due.

    Schemes without change are left out. paid + adjustment = due for every scheme and side, exactly; a scheme that is
    missing on one side counts as zero.
    """
    none = Contribution(0, 0, 0)
    found = []
    for scheme in dict.fromkeys((*due, *paid)):
        old, new = paid.get(scheme, none), due.get(scheme, none)
        line = Adjustment(scheme, new.base - old.base, new.employee - old.employee, new.employer - old.employer)
        if line.employee or line.employer:
            found.append(line)
    return tuple(found)


def sums(contributions: Iterable[Contribution]) -> tuple[int, int]:
    """Return (employee, employer) totals; a unit's total is the sum of its persons' rounded amounts."""
    paid = list(contributions)
    return sum(each.employee for each in paid), sum(each.employer for each in paid)
