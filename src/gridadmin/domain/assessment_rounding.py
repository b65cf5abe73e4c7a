"""Rounding of points: exact fractions in, decimals out, by a rule that is named. There are no floats in here."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

from gridadmin.domain.assessment import Rounding

Exact = Decimal | Fraction | int
_MODES = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.HALF_EVEN: ROUND_HALF_EVEN, Rounding.DOWN: ROUND_DOWN}


def rounded(value: Exact, decimals: int, rule: Rounding) -> Decimal:
    """Return a value with so many digits after the point.

    HALF_UP takes the half away from 0 (四舍五入), HALF_EVEN to the even digit (四舍六入五成双), DOWN cuts towards 0.
    """
    if isinstance(value, Decimal):  # the same rules, done by the decimals themselves
        return value.quantize(Decimal(1).scaleb(-decimals), _MODES[rule])
    scaled = Fraction(value) * 10**decimals
    size = abs(scaled)
    whole = floor(size)
    rest = size - whole
    if (rule is Rounding.HALF_UP and rest >= Fraction(1, 2)) or (
        rule is Rounding.HALF_EVEN and (rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1))
    ):
        whole += 1
    return Decimal(-whole if scaled < 0 else whole).scaleb(-decimals)


def plain_number(value: Decimal) -> str:
    """Return a number as people write it: 18.5, 100, -2; no exponent, no zeros at the end."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
