"""Retirement ages that rise month by month, and the years of contributions that a pension asks for.

Source: Decision of the Standing Committee of the National People's Congress of 2024-09-13 on raising the statutory
retirement age step by step (关于实施渐进式延迟法定退休年龄的决定), in force 2025-01-01, with its Measures
and their tables. Whether a woman retires from 50 or from 55 depends on her post, never on her ID number: the
category is an input. What comes out is a fact to remind of, never an order: who retired, and when, is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.i18n import N_

MONTHS_A_YEAR = 12


class RetirementCategory(LabelledEnum):
    """What the retirement age depends on, beside the month of birth."""

    MALE = "male", N_("Man (from 60)")
    FEMALE_55 = "female55", N_("Woman in a management or technical post (from 55)")
    FEMALE_50 = "female50", N_("Woman in a worker's post (from 50)")


@dataclass(frozen=True)
class RetirementRule:
    """How the age of one category rises (Measures art. 1).

    Attributes:
        former_years: the age that held before, in full years.
        anchor: the first birth month that retires later than before.
        step: for so many birth months the age is the same; then it rises by one month.
        cap: the months by which it rises at most.
    """

    former_years: int
    anchor: Month
    step: int
    cap: int


@dataclass(frozen=True)
class ContributionYears:
    """The least time of contributions for a monthly pension (Measures art. 2).

    Attributes:
        former: months that were enough before `first_year`.
        first_year: the first year of retirement that asks for more.
        step: months that each year adds; last: months at which it ends.
    """

    former: int
    first_year: int
    step: int
    last: int


DELAYED_2025: Mapping[RetirementCategory, RetirementRule] = {
    RetirementCategory.MALE: RetirementRule(60, Month(1965, 1), 4, 36),
    RetirementCategory.FEMALE_55: RetirementRule(55, Month(1970, 1), 4, 36),
    RetirementCategory.FEMALE_50: RetirementRule(50, Month(1975, 1), 2, 60),
}
CONTRIBUTIONS_2030 = ContributionYears(former=180, first_year=2030, step=6, last=240)

FLEXIBLE_MONTHS = 36  # up to three years earlier, or later by agreement (Measures art. 3)


@dataclass(frozen=True)
class Retirement:
    """When somebody reaches the statutory age.

    Attributes:
        delay_months: by how many months the age has risen.
        age_months: the whole age in months.
        month: the month in which it is reached: the statutory one.
        earliest: the first month that a voluntary early retirement may choose, if the contributions suffice.
        latest: the last month that a retirement put off by agreement may choose.
    """

    delay_months: int
    age_months: int
    month: Month
    earliest: Month
    latest: Month

    @property
    def age(self) -> tuple[int, int]:
        """The age as (years, months)."""
        return divmod(self.age_months, MONTHS_A_YEAR)


def find_retirement(
    category: RetirementCategory,
    birth: Month,
    rules: Mapping[RetirementCategory, RetirementRule] = DELAYED_2025,
) -> Retirement:
    """Return when somebody born in a month retires (Measures art. 1 and 3, with their tables).

    delay = 0 before the anchor, else min(months since the anchor // step + 1, cap); the month of retirement is the
    month of birth plus the age. The day of birth plays no part, so 29 February is like any other day.
    """
    rule = rules[category]
    after = birth.since(rule.anchor)
    delay = 0 if after < 0 else min(after // rule.step + 1, rule.cap)
    former = rule.former_years * MONTHS_A_YEAR
    age = former + delay
    earliest = birth.plus(max(age - FLEXIBLE_MONTHS, former))
    return Retirement(delay, age, birth.plus(age), earliest, birth.plus(age + FLEXIBLE_MONTHS))


def least_contribution_months(retirement_year: int, rule: ContributionYears = CONTRIBUTIONS_2030) -> int:
    """Return the months of contributions that retiring in a year asks for: 180, from 2030 six more a year, to 240.

    Whoever retires early keeps the least time of the month in which the statutory age is reached (Measures art. 3).
    """
    more = max(0, retirement_year - rule.first_year + 1) * rule.step
    return min(rule.former + more, rule.last)
