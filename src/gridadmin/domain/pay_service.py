"""Service as pay sees it: spells, as what their money is taxed, months employed in a tax year (任职受雇月份数)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gridadmin.domain.months import Month
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.workers import EmploymentKind

Categories = Sequence[tuple[date, IncomeCategory]]
"""(from day, category), in rising order."""


@dataclass(frozen=True)
class Spell:
    """A spell of service, both days included."""

    first: date
    last: date | None
    kind: EmploymentKind


@dataclass(frozen=True)
class EmployedMonths:
    """The months of a tax year that somebody was employed here, up to a payment.

    Attributes:
        opening: so many by the opening sums, all of them before `months`.
        months: those of service, in order.
    """

    opening: int
    months: tuple[Month, ...]

    @property
    def count(self) -> int:
        """What the basic deduction is multiplied by."""
        return self.opening + len(self.months)


def category_on(categories: Categories, day: date, kind: EmploymentKind | None) -> IncomeCategory:
    """Return as what somebody's money is taxed on a day; by the kind of service where nothing is recorded."""
    recorded = [category for first, category in categories if first <= day]
    if recorded:
        return recorded[-1]
    return IncomeCategory.LABOUR if kind is EmploymentKind.PART_TIME else IncomeCategory.WAGES


def is_employed(spells: Sequence[Spell], categories: Categories, month: Month) -> bool:
    """Tell whether somebody has a day of service in a month whose money is wages."""
    for spell in spells:
        first = max(spell.first, month.first_day)
        last = month.last_day if spell.last is None else min(spell.last, month.last_day)
        changes = [day for day, _category in categories if first < day <= last]
        days = [first, *changes] if first <= last else []
        if any(category_on(categories, day, spell.kind) is IncomeCategory.WAGES for day in days):
            return True
    return False


def employed_months(
    spells: Sequence[Spell], categories: Categories, pay_month: Month, opening: int = 0, first_paid: Month | None = None
) -> EmployedMonths:
    """Return the months that the basic deduction of a payment counts: 纳税人当年截至本月在本单位的任职受雇月份数.

    State Taxation Administration notice 2018 No. 61 art. 6 counts months of employment, not payments: whoever joined
    in June and is paid for the first time in July has two. So a month counts that has a day of service whose money is
    wages, paid or not, from January to the month of payment; a re-hired worker's months away do not, nor do months
    after the last day of service, nor those as a part-timer with labour remuneration.

    No text was found for who is paid in a year without a month of service in it, as after leaving in December: the
    month of payment counts then, so that the last wage is not taxed from its first yuan.

    Args:
        opening: months of the opening sums. They stand for everything before `first_paid`, as they were read off the
            tax office's client, whatever service is recorded for that time; 0 where there are none.
        first_paid: the first month of the year in which the program paid wages; None: this payment is the first.
    """
    first = (first_paid or pay_month) if opening else Month(pay_month.year, 1)
    asked = (first.plus(at) for at in range(pay_month.since(first) + 1))
    months = tuple(month for month in asked if is_employed(spells, categories, month))
    return EmployedMonths(opening, months or (() if opening else (pay_month,)))
