"""Money in fen, and the ways in which amounts are rounded.

Money that is paid, stored or compared is a whole number of fen (`int`). Inside a computation an amount may be exact
(`Amount`: a whole number or a Decimal of fen; `Exact`: a Fraction, too, where something was divided); it is rounded
once, at the end, by a `Rounding`. Never a float: 0.1 yuan has no float.

No statute fixes the rounding of contributions; cities differ, so the way is dated data of each scheme and side. The
names in Chinese payroll programs stand beside each.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_

Amount = int | Decimal
Exact = Amount | Fraction

FEN_A_YUAN = 100
MOST_FEN = 10**15  # ten trillion yuan; more is a slip of the keyboard
FINEST = -12  # decimals of a yuan that an exact amount may have


class Rounding(LabelledEnum):
    """To what, and in which direction; amounts below zero mirror those above."""

    FEN_HALF_UP = "fen_half_up", N_("to the fen, half up")  # 四舍五入到分
    JIAO_HALF_UP = "jiao_half_up", N_("to the jiao, half up")  # 四舍五入到角
    YUAN_HALF_UP = "yuan_half_up", N_("to the yuan, half up")  # 四舍五入到元
    FEN_UP = "fen_up", N_("up to the next fen")  # 见厘进分
    JIAO_UP = "jiao_up", N_("up to the next jiao")  # 见分进角
    YUAN_UP = "yuan_up", N_("up to the next yuan")  # 见角进元
    FEN_DOWN = "fen_down", N_("down to the fen")  # 舍去厘
    JIAO_DOWN = "jiao_down", N_("down to the jiao")  # 舍去分
    YUAN_DOWN = "yuan_down", N_("down to the yuan")  # 舍去角分
    FEN_HALF_EVEN = "fen_half_even", N_("to the fen, half to even")  # 四舍六入五成双

    @property
    def unit(self) -> int:
        """The unit that is rounded to, in fen."""
        return _UNITS[self]


_UNITS = {way: {"fen": 1, "jiao": 10, "yuan": FEN_A_YUAN}[way.value.partition("_")[0]] for way in Rounding}
_DIRECTIONS = {way: way.value.partition("_")[2] for way in Rounding}


def round_amount(exact: Exact, rounding: Rounding = Rounding.FEN_HALF_UP) -> int:
    """Return whole fen of an exact amount in fen.

    Half up means away from zero, so that an amount that is taken back rounds to what was given. The result differs
    from the exact amount by at most half a unit, or by less than a unit where the direction is fixed.
    """
    unit = _UNITS[rounding]
    if isinstance(exact, int) and unit == 1:
        return exact
    numerator, denominator = exact.as_integer_ratio()
    size = denominator * unit
    whole, rest = divmod(abs(numerator), size)
    whole += _carries(whole, rest, size, _DIRECTIONS[rounding])
    return whole * unit * (-1 if numerator < 0 else 1)


def _carries(whole: int, rest: int, size: int, way: str) -> bool:
    if way == "half_up":
        return rest * 2 >= size
    if way == "half_even":
        return rest * 2 > size or (rest * 2 == size and whole % 2 == 1)
    return way == "up" and rest > 0


def yuan_text(fen: int) -> str:
    """Return an amount as it is written: `1234.50`; zero has no sign."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // FEN_A_YUAN}.{abs(fen) % FEN_A_YUAN:02d}"


def exact_fen(yuan: Decimal | int) -> Decimal:
    """Return an amount written in yuan as exact fen, sub-fen digits kept.

    Raises:
        InvalidError: it is no finite amount, of a size that no pay has, or finer than anything that is ever paid.
    """
    amount = Decimal(yuan)
    if not amount.is_finite():
        raise InvalidError(N_("{value} is no amount of money."), value=yuan)
    if amount and (amount.adjusted() > 13 or abs(amount) * FEN_A_YUAN > MOST_FEN):
        raise InvalidError(N_("{value} yuan is more than any pay; look at the digits."), value=f"{amount:.6E}")
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < FINEST:
        raise InvalidError(N_("{value} has more decimals than money can have."), value=f"{amount:.16E}")
    return amount * FEN_A_YUAN


def parse_yuan(text: str) -> int:
    """Read an amount that somebody typed in yuan: `1,234.5`, `￥1234.50`; returns fen.

    Raises:
        InvalidError: unreadable, or with more than two decimals.
    """
    plain = text.strip().removeprefix("￥").removeprefix("¥").removesuffix("元").replace(",", "").replace("，", "")
    try:
        fen = exact_fen(Decimal(plain.strip()))
    except ArithmeticError:
        raise InvalidError(N_("“{text}” is no amount of money. Write it like 1234.50."), text=text) from None
    if fen != int(fen):
        raise InvalidError(N_("“{text}” has parts of a fen. Write at most two decimals."), text=text)
    return int(fen)
