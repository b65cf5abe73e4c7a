"""What pay costs, by fund source, for the budget (Art 21): a month, the year so far, and what was budgeted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.pay_funds import REST, UNIT, Budget, unit_item
from gridadmin.domain.pay_papers import BONUS
from gridadmin.domain.pay_person import ABSENCE
from gridadmin.domain.pay_runs import RunKind
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_, Message

_WIDE = {
    REST: N_("All other items"), BONUS: N_("Annual bonus"), UNIT: N_("The unit's part, all schemes"),
    ABSENCE: N_("Days absent"),
}  # fmt: skip
ByItemAndSource = Mapping[tuple[str, str], int]


class CostPart(LabelledEnum):
    """The parts of cost that a budget tells apart."""

    PAY = "pay", N_("Pay of full-time workers")
    ALLOWANCE = "allowance", N_("Allowances of part-time workers")
    SOCIAL = "social", N_("Social insurance, the unit's part")
    HOUSING = "housing", N_("Housing fund, the unit's part")


@dataclass(frozen=True)
class CostOfRun:
    """A run's cost by (item, source), of full-time and of part-time workers."""

    month: Month
    kind: RunKind
    pay_date: date
    people: int
    full_time: ByItemAndSource
    part_time: ByItemAndSource

    @property
    def total(self) -> int:
        """Everything that the run costs."""
        return sum(self.full_time.values()) + sum(self.part_time.values())

    def by_source(self) -> dict[tuple[str, CostPart], int]:
        """Return what each source bears of each part."""
        found: dict[tuple[str, CostPart], int] = {}
        for is_part_time, costs in ((False, self.full_time), (True, self.part_time)):
            for (item, source), amount in costs.items():
                key = source, part_of(item, part_time=is_part_time)
                found[key] = found.get(key, 0) + amount
        return found

    def by_item(self) -> dict[tuple[str, str], int]:
        """Return what each source bears of each item, both kinds of workers together."""
        return added((self.full_time, self.part_time))


def part_of(item: str, *, part_time: bool) -> CostPart:
    """Return which part an item belongs to."""
    if item == unit_item(Scheme.HOUSING_FUND):
        return CostPart.HOUSING
    if item.startswith(UNIT + "."):
        return CostPart.SOCIAL
    return CostPart.ALLOWANCE if part_time else CostPart.PAY


def item_words(item: str, names: Mapping[str, str]) -> Message:
    """Return what an item of cost is called, for a sentence that is kept."""
    if item in _WIDE and not names.get(item):
        return Message(_WIDE[item])
    scheme = next((each for each in Scheme if item == unit_item(each)), None)
    if scheme is not None:
        return Message(N_("{scheme}, the unit's part"), {"scheme": scheme.message})
    return Message("{name}", {"name": names.get(item) or item})


def item_name(item: str, names: Mapping[str, str]) -> str:
    """Return an item of cost as papers name it."""
    return item_words(item, names).text()


def added(parts: Iterable[Mapping[tuple[str, str], int]]) -> dict[tuple[str, str], int]:
    """Return sums of the same keys."""
    found: dict[tuple[str, str], int] = {}
    for part in parts:
        for key, amount in part.items():
            found[key] = found.get(key, 0) + amount
    return found


@dataclass(frozen=True)
class SourceCost:
    """What a source bears: this month, this year so far, by part; and its budget, None where none was entered."""

    source: str
    month: Mapping[CostPart, int]
    year: Mapping[CostPart, int]
    budget: int | None

    @property
    def spent(self) -> int:
        """What the source has borne this year."""
        return sum(self.year.values())


def cost_by_source(
    runs: Sequence[CostOfRun], month: Sequence[CostOfRun], budgets: Sequence[Budget]
) -> list[SourceCost]:
    """Return every source that bears something or has a budget; the source without a name stands last.

    Args:
        runs: of the year so far. month: those of them that the month's papers are of.
    """
    budgeted = {budget.source: budget.amount for budget in budgets}
    years = [run.by_source() for run in runs]
    months = [run.by_source() for run in month]
    sources = dict.fromkeys([*budgeted, *(source for found in years for source, _part in found)])
    ordered = sorted(sources, key=lambda source: (not source, -sum(_of(years, source).values()), source))
    return [SourceCost(source, _of(months, source), _of(years, source), budgeted.get(source)) for source in ordered]


def _of(found: Iterable[Mapping[tuple[str, CostPart], int]], source: str) -> dict[CostPart, int]:
    sums = dict.fromkeys(CostPart, 0)
    for each in found:
        for (own, part), amount in each.items():
            if own == source:
                sums[part] += amount
    return sums
