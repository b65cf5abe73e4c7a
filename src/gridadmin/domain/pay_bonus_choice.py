"""The choice that a bonus leaves: by itself or merged, what each costs over the year, and the cliff behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_bonus import BonusComparison, Cliff, check_separate, cliff_below, compare_bonus
from gridadmin.domain.pay_month import MonthRules, Nature
from gridadmin.domain.pay_person import ABSENCE, BACK, EntryKind
from gridadmin.domain.pay_runs import PayLineRow
from gridadmin.domain.pay_tax import MONTHS_A_YEAR, BasicMode
from gridadmin.i18n import Message

ONE_OFF = (BACK, ABSENCE, EntryKind.ONCE.value)


@dataclass(frozen=True)
class BonusChoice:
    """A bonus in a run.

    Attributes:
        amount: fen. separate: how it is taxed now.
        comparison: tax of the year both ways, by the year projected to December as this month is paid.
        cliff: the bound that the bonus by itself has fallen over: a smaller one would leave more; None elsewhere.
        refusal: why it may not be taxed by itself; None where it may.
    """

    worker_id: UUID
    name: str
    amount: int
    separate: bool
    comparison: BonusComparison
    cliff: Cliff | None
    refusal: Message | None

    @property
    def better_separate(self) -> bool:
        """Whether the year costs less tax where the bonus is taxed by itself."""
        return self.comparison.merging_saves < 0

    @property
    def is_dearer(self) -> bool:
        """Whether the other way, which is allowed, would cost less."""
        if self.separate:
            return self.comparison.merging_saves > 0
        return self.comparison.merging_saves < 0 and self.refusal is None


def weigh_bonus(
    line: PayLineRow, separate: bool, pay_month: Month, rules: MonthRules, used: bool, to_come: int
) -> BonusChoice:
    """Return both ways of a bonus in somebody's line.

    Args:
        pay_month: of the payment. used: whether this year's one use is spent by another.
        to_come: special additional deductions that are declared for the months of the year after this one, fen.
    """
    amount, taxable = line.bonus, _taxable_of_year(line, separate, pay_month, rules) - to_come
    comparison = compare_bonus(amount, taxable, rules.wages.annual, rules.bonus)
    try:
        check_separate(pay_month, used, rules.bonus)
        refusal = None
    except InvalidError as error:
        refusal = error.message
    cliff = cliff_below(amount, rules.bonus)
    return BonusChoice(line.worker_id, line.name, amount, separate, comparison, cliff, refusal)


def _taxable_of_year(line: PayLineRow, separate: bool, pay_month: Month, rules: MonthRules) -> int:
    """Return the year's taxable income without the bonus, the months to come paid as this one and not deducted yet."""
    told: Mapping[str, Any] = line.details["tax"]
    rest = MONTHS_A_YEAR - pay_month.number
    so_far = told["income"] - told["exempt"] - told["special"] - told["additional"] - told["other"]
    so_far -= 0 if separate else line.bonus
    lasting = [each for each in line.details["elements"] if each["formula"] not in ONE_OFF]
    monthly = sum(each["amount"] for each in lasting if each["nature"] == Nature.TAXED.value) - line.employee
    whole_year = BasicMode(told["mode"]) is BasicMode.SIXTY
    basic = told["basic"] + (0 if whole_year else rest * rules.wages.basic_month)
    return int(so_far + rest * monthly - basic)
