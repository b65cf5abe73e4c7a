"""Out of which money pay is borne (资金来源), and what was budgeted: levels of government share it (Art 21).

An item of cost is the code of an element of pay, `unit.<scheme>` for the township's part of a scheme, `unit` for all
schemes without an own rule, or empty for everything else. Amounts in fen, shares in hundredths of a percent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_papers import BONUS, adjusted_shares, shares
from gridadmin.domain.pay_person import BACK
from gridadmin.domain.pay_runs import PayLineRow
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_

REST, UNIT = "", "unit"
WHOLE = 10_000  # hundredths of a percent


@dataclass(frozen=True)
class FundShare:
    """What part of an item a source bears, from day to day; the shares of an item are a whole on every day."""

    item: str
    source: str
    percent: int
    valid_from: date
    valid_to: date | None = None
    document: str = ""

    def holds_on(self, day: date) -> bool:
        """Tell whether the share holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class FundRule:
    """Who bears an item from day to day: the shares of one item that begin on one day, the largest first."""

    item: str
    parts: tuple[tuple[str, int], ...]
    valid_from: date
    valid_to: date | None = None
    document: str = ""


def rules_of(shares: Iterable[FundShare]) -> tuple[FundRule, ...]:
    """Return the rules that shares make, in the order in which their first shares stand."""
    found: dict[tuple[str, date], list[FundShare]] = {}
    for share in shares:
        found.setdefault((share.item, share.valid_from), []).append(share)
    return tuple(
        FundRule(item, tuple((each.source, each.percent) for each in own), since, own[0].valid_to, own[0].document)
        for (item, since), own in found.items()
    )


def percent_text(share: int) -> str:
    """Return hundredths of a percent as they are written: `70`, `33.3`."""
    return f"{(Decimal(share) / 100).normalize():f}"


def parts_text(parts: Iterable[tuple[str, int]]) -> str:
    """Return shares as they are written: `县财政 70%、街道财政 30%`."""
    return "、".join(f"{source} {percent_text(share)}%" for source, share in parts)


def parse_percent(text: str) -> int:
    """Return a share such as `70`, `33.33` or `70%` in hundredths of a percent.

    Raises:
        InvalidError: no number, or more than two decimals.
    """
    try:
        exact = Decimal(text.strip().removesuffix("%").removesuffix("％")) * 100
        if exact == int(exact):
            return int(exact)
    except (ArithmeticError, ValueError):
        pass
    raise InvalidError(N_("“{text}” is no share in per cent with at most two decimals."), text=text)


@dataclass(frozen=True)
class Budget:
    """What is budgeted for a year out of a source."""

    year: int
    source: str
    amount: int
    document: str = ""


def unit_item(scheme: Scheme) -> str:
    """Return the item of the township's part of a scheme."""
    return f"{UNIT}.{scheme.value}"


def check_parts(parts: Sequence[tuple[str, int]]) -> None:
    """Check that (source, share) of one item are a whole.

    Raises:
        InvalidError: a source without a name or named twice, a share of nothing, or a sum that is not 100 %.
    """
    names = [source.strip() for source, _percent in parts]
    if not all(names) or len(set(names)) != len(names):
        raise InvalidError(N_("Name every fund source once."))
    if any(percent <= 0 for _source, percent in parts) or sum(percent for _source, percent in parts) != WHOLE:
        raise InvalidError(N_("The shares of the fund sources must be above zero and make 100 % together."))


def shares_on(rules: Sequence[FundShare], item: str, day: date) -> tuple[FundShare, ...]:
    """Return who bears an item on a day: by its own rule, that of all schemes, or that of everything else."""
    wider = (item, UNIT, REST) if item.startswith(f"{UNIT}.") else (item, REST)
    for wanted in wider:
        found = tuple(rule for rule in rules if rule.item == wanted and rule.holds_on(day))
        if found:
            return found
    return ()


def divide(amount: int, parts: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Return an amount divided by shares without a fen lost: what rounding leaves goes where most was cut off."""
    exact = [(source, *divmod(abs(amount) * percent, WHOLE)) for source, percent in parts]
    rest = abs(amount) - sum(whole for _source, whole, _left in exact)
    first = sorted(range(len(exact)), key=lambda at: (-exact[at][2], at))[:rest]
    sign = -1 if amount < 0 else 1
    return {source: sign * (whole + (at in first)) for at, (source, whole, _left) in enumerate(exact)}


def cost_items(lines: Iterable[PayLineRow]) -> dict[str, int]:
    """Return what some lines cost the township, by item: everything paid, and its parts of the schemes.

    Back pay counts to the element it is for; what is kept back after tax was paid before and counts nowhere.
    """
    found: dict[str, int] = {}

    def add(item: str, amount: int) -> None:
        if amount:
            found[item] = found.get(item, 0) + amount

    for line in lines:
        for element in line.details["elements"]:
            if element["nature"] != Nature.KEPT.value:
                late = element["formula"] == BACK
                add(element["numbers"]["code"] if late else element["code"], element["amount"])
        add(BONUS, line.bonus)
        for part in (shares(line, employer=True), adjusted_shares([line], employer=True)):
            for scheme, amount in part.items():
                add(unit_item(scheme), amount)
    return found


def fund_cost(costs: Mapping[str, int], rules: Sequence[FundShare], day: date) -> dict[tuple[str, str], int]:
    """Return what each source bears of each item on a day, by (item, source); the source is empty where none is named.

    The sum over the sources of an item is its cost, to the fen.
    """
    found: dict[tuple[str, str], int] = {}
    for item, amount in costs.items():
        parts = [(rule.source, rule.percent) for rule in shares_on(rules, item, day)] or [("", WHOLE)]
        for source, part in divide(amount, parts).items():
            found[item, source] = found.get((item, source), 0) + part
    return found
