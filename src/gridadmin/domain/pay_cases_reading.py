"""What a case of `pay calc` gives: amounts, rates, months and texts out of JSON, each with a clear error.

Numbers come as JSON numbers (read as Decimal, never as float) or as text; amounts in yuan become fen, exactly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_rounding import Amount, Rounding, exact_fen
from gridadmin.i18n import N_

NEEDED: Any = object()  # the default of a key that must be there

_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*[%％](?:\s*\+\s*([0-9]+(?:\.[0-9]+)?)\s*(?:fixed|yuan|元)?\s*)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CHINESE_ROUNDINGS = {
    "四舍五入到分": Rounding.FEN_HALF_UP, "四舍五入到角": Rounding.JIAO_HALF_UP, "四舍五入到元": Rounding.YUAN_HALF_UP,
    "见厘进分": Rounding.FEN_UP, "见分进角": Rounding.JIAO_UP, "见角进元": Rounding.YUAN_UP,
    "舍去厘": Rounding.FEN_DOWN, "舍去分": Rounding.JIAO_DOWN, "舍去角": Rounding.YUAN_DOWN,
    "五成双": Rounding.FEN_HALF_EVEN,
}  # fmt: skip
_UNITS = ("yuan", "jiao", "fen")
_WAYS = (
    ("half_even", re.compile(r"half[- _]even|banker")),
    ("half_up", re.compile(r"half[- _]up|nearest")),
    ("down", re.compile(r"truncat|down|floor|cut off")),
    ("up", re.compile(r"\bup\b|_up\b|ceil")),
    ("half_up", re.compile(r"round")),
)


@dataclass(frozen=True)
class FoundRounding:
    """A way of rounding that a case names; `combined`: both sides are rounded together."""

    rounding: Rounding
    combined: bool


class Inputs:
    """The inputs of one case."""

    def __init__(self, values: object, where: str = "inputs") -> None:
        if not isinstance(values, Mapping):
            raise InvalidError(N_("“{key}” must be an object with names and values."), key=where)
        self.values: Mapping[str, Any] = values

    def has(self, key: str) -> bool:
        """Tell whether a key is there with a value other than null."""
        return self.values.get(key) is not None

    def raw(self, key: str, default: Any = NEEDED) -> Any:
        """Return a value as it is; the default where the key is missing. Null is a value."""
        if key in self.values:
            return self.values[key]
        if default is NEEDED:
            raise InvalidError(N_("The input “{key}” is missing."), key=key)
        return default

    def number(self, key: str, default: Any = NEEDED) -> Amount:
        """Return a number."""
        return _number(self.raw(key, default), key)

    def money(self, key: str, default: Any = NEEDED) -> Amount:
        """Return an amount in yuan as exact fen; the default is in yuan, too."""
        return _fen(self.raw(key, default), key)

    def money_or_none(self, key: str) -> Amount | None:
        """Return an amount as exact fen; None where it is null or missing."""
        return self.money(key) if self.has(key) else None

    def natural(self, key: str, default: Any = NEEDED) -> int:
        """Return a whole number of zero or more."""
        number = self.number(key, default)
        if number != int(number) or number < 0:
            raise InvalidError(
                N_("“{key}” must be a whole number of zero or more, not {value}."), key=key, value=number
            )
        return int(number)

    def text(self, key: str, default: Any = NEEDED) -> str:
        """Return a text; a whole number is taken as its digits."""
        value = self.raw(key, default)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            raise InvalidError(N_("“{key}” must be a text, not {value}."), key=key, value=_shown(value))
        return value

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self.raw(key, default)
        if not isinstance(value, bool):
            raise InvalidError(N_("“{key}” must be true or false, not {value}."), key=key, value=_shown(value))
        return value

    def rows(self, key: str) -> list[Inputs]:
        """Return a list of objects."""
        value = self.raw(key)
        if not isinstance(value, list) or not value:
            raise InvalidError(N_("“{key}” must be a list with at least one entry."), key=key)
        return [Inputs(row, f"{key}[{at}]") for at, row in enumerate(value)]

    def month(self, key: str, default: Any = NEEDED) -> Month:
        """Return a month, `2026-10` or a whole day."""
        return Month.parse(self.text(key, default))

    def day(self, key: str, default: date) -> date:
        """Return a day."""
        if not self.has(key):
            return default
        text = self.text(key)
        try:
            if not _DAY.fullmatch(text):
                raise ValueError
            return date.fromisoformat(text)
        except ValueError:
            raise InvalidError(N_("“{text}” is no day; write it like 2026-10-31"), text=text) from None

    def rate(self, key: str, default: Any = NEEDED) -> tuple[Decimal, Amount]:
        """Return a rate as a fraction, and the fixed sum in fen beside it: `8%`, `2% + 3.00 fixed`."""
        return read_rate(self.raw(key, default), key)


def read_rate(value: object, key: str) -> tuple[Decimal, Amount]:
    """Return (fraction, fixed fen) of `8%`, `2% + 3.00 fixed`, or of a number of percent that is 1 or more, or 0."""
    if isinstance(value, str) and "%" in value.replace("％", "%"):
        found = _RATE.fullmatch(value.strip())
        if found is None:
            raise InvalidError(N_("“{key}” is no rate: {value}. Write it like 8%."), key=key, value=value)
        return percent(Decimal(found[1]), key), exact_fen(Decimal(found[2] or 0))
    number = _number(value, key)
    if 0 < number < 1:
        raise InvalidError(N_("“{key}”: is {value} a share or a percentage? Write it like 8%."), key=key, value=number)
    return percent(number, key), 0


def percent(number: Amount, key: str) -> Decimal:
    """Return a percentage as a fraction; InvalidError where it is below 0 or above 100."""
    if not 0 <= number <= 100:
        raise InvalidError(N_("“{key}” must lie between 0 and 100 %, not {value}."), key=key, value=number)
    return Decimal(number) / 100


def read_rounding(text: str) -> FoundRounding:
    """Return the way of rounding that a text describes: `yuan_down`, `见角进元`, `each side to whole yuan, half-up` …

    Raises:
        InvalidError: it names no unit or no direction.
    """
    plain = text.strip().casefold()
    combined = bool(re.search(r"combined|together|both sides|合计|合并", plain))
    for name, rounding in _CHINESE_ROUNDINGS.items():
        if name in plain:
            return FoundRounding(rounding, combined)
    unit = next((unit for unit in _UNITS if unit in plain), None)
    way = next((way for way, pattern in _WAYS if pattern.search(plain)), None)
    if unit is None or way is None or f"{unit}_{way}" not in set(Rounding):
        raise InvalidError(
            N_("The rounding “{text}” is not understood. Name a unit (fen, jiao, yuan) and a way (half-up, up, down)."),
            text=text,
        )
    return FoundRounding(Rounding(f"{unit}_{way}"), combined)


def read_roundings(text: str | None) -> tuple[FoundRounding, FoundRounding]:
    """Return the roundings of (social insurance, housing fund) from a text with a clause for each or one for both."""
    default = FoundRounding(Rounding.FEN_HALF_UP, False)
    social = housing = default
    for clause in re.split("[;；]", text or ""):
        if not clause.strip():
            continue
        found = read_rounding(clause)
        of_fund = re.search(r"housing|fund|公积金", clause.casefold()) is not None
        of_social = re.search(r"\bSI\b|social|社保|社会保险", clause) is not None
        social = found if of_social or not of_fund else social
        housing = found if of_fund or not of_social else housing
    return social, housing


def _number(value: object, key: str) -> Amount:
    if isinstance(value, str):
        try:
            value = Decimal(value.strip().replace(",", ""))
        except InvalidOperation:
            raise InvalidError(N_("“{key}” must be a number, not {value}."), key=key, value=_shown(value)) from None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise InvalidError(N_("“{key}” must be a number, not {value}."), key=key, value=_shown(value))
    exact_fen(value)  # finite and of a size that can be counted
    return value


def _fen(value: object, key: str) -> Amount:
    text = value.strip().lstrip("￥¥").removesuffix("元") if isinstance(value, str) else value
    return exact_fen(_number(text, key))


def _shown(value: object) -> str:
    text = "null" if value is None else str(value)
    return text if len(text) <= 40 else text[:39] + "…"
