"""Check digits of bank cards (Luhn, ISO/IEC 7812-1) and of unified social credit codes (GB 32100-2015).

A bank number that fails Luhn is a warning only: passbooks and accounts of some rural banks need not satisfy it.
"""

from __future__ import annotations

import re

from gridadmin.domain.text import clean_text, narrow
from gridadmin.i18n import N_, Message

_BLANKS = re.compile(r"[\s\-]")
_CARD_LENGTHS = range(16, 20)
_CODE_CHARS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE = re.compile(f"[{_CODE_CHARS}]{{2}}[0-9]{{6}}[{_CODE_CHARS}]{{10}}")
_CODE_WEIGHTS = tuple(pow(3, at, 31) for at in range(17))


def plain_number(text: str) -> str:
    """Return a number without the blanks and hyphens that group it, in upper case and half width."""
    return _BLANKS.sub("", narrow(clean_text(text))).upper()


def luhn_digit(digits: str) -> int:
    """Return the check digit that completes a number."""
    total = 0
    for at, char in enumerate(reversed(digits)):
        doubled = int(char) * (1 if at % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10


def passes_luhn(text: str) -> bool:
    """Tell whether a number consists of digits and its last one is the check digit of the others."""
    number = plain_number(text)
    return len(number) > 1 and number.isascii() and number.isdigit() and luhn_digit(number[:-1]) == int(number[-1])


def card_warning(text: str) -> Message | None:
    """Return what is unusual about a bank card's number; None where it looks right. Never a reason to refuse it."""
    number = plain_number(text)
    if not (number.isascii() and number.isdigit()):
        return Message(N_("{number} has other characters than digits."), {"number": number})
    if len(number) not in _CARD_LENGTHS:
        return Message(
            N_("{number} has {length} digits; bank cards have 16 to 19."), {"number": number, "length": len(number)}
        )
    if not passes_luhn(number):
        return Message(
            N_("The check digit of {number} is wrong for a card. Compare it with the card."), {"number": number}
        )
    return None


def credit_code_char(first_17: str) -> str:
    """Return the check character of the first 17 of a unified social credit code."""
    total = sum(_CODE_CHARS.index(char) * weight for char, weight in zip(first_17, _CODE_WEIGHTS, strict=True))
    return _CODE_CHARS[-total % 31]


def is_credit_code(text: str) -> bool:
    """Tell whether a text is a unified social credit code: 18 characters, the division in digits, the check right."""
    code = plain_number(text)
    return bool(_CODE.fullmatch(code)) and credit_code_char(code[:17]) == code[17]
