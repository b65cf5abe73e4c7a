"""Amounts of money in Chinese capitals (大写金额), as they stand on papers that are signed.

Source: 正确填写票据和结算凭证的基本规定 (annex 1 of 支付结算办法, 银发〔1997〕393号).
"""

from __future__ import annotations

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay_rounding import MOST_FEN
from gridadmin.i18n import N_

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_GROUP = 10_000


def capital_amount(fen: int) -> str:
    """Return an amount in capitals: `壹仟肆佰零玖元伍角整`; zeros between figures are one 零, 整 ends what has no fen.

    Raises:
        InvalidError: an amount of a size that no pay has.
    """
    if abs(fen) > MOST_FEN:
        raise InvalidError(N_("{value} yuan is more than any pay; look at the digits."), value=abs(fen) // 100)
    sign = "负" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    jiao, left = divmod(rest, 10)
    words = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    if left:
        words += f"{'零' if yuan and not jiao else ''}{_DIGITS[left]}分"
    return sign + (words + ("" if left else "整") if words else "零元整")


def _whole(yuan: int) -> str:
    """Return a whole number above zero in capitals."""
    groups = []
    while yuan:
        yuan, group = divmod(yuan, _GROUP)
        groups.append(group)
    words, gap = "", False
    for place in reversed(range(len(groups))):
        group = groups[place]
        if not group:
            gap = bool(words)
            continue
        if words and (gap or group < _GROUP // 10):
            words += "零"
        words += _four(group) + _GROUPS[place]
        gap = False
    return words


def _four(number: int) -> str:
    """Return up to four digits in capitals, without zeros before or after."""
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + _PLACES[place]
        gap = not digit
    return words
