"""Citizens' ID numbers by GB 11643-1999: length, date, check digit; never the region's years.

The first six digits are those of the first registration, so a person registered again carries a county code that did
not exist at birth; most adults of Liaocheng do. The prefix therefore only informs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import mul
from typing import TypedDict

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.text import clean_text, narrow
from gridadmin.domain.workers import Sex
from gridadmin.i18n import N_, Message

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARS = "10X98765432"
_LIKE_X = str.maketrans("x×хХ", "XXXX")
_WELL_FORMED = re.compile("[0-9]{17}[0-9X]")
_SEPARATORS = re.compile(r"[\s\-_'’‘`]")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_FIRST_LOST = 10**15
_MASKED = re.compile(r"[0-9]{3,}\*{2,}[0-9X]*", re.IGNORECASE)


class PrefixSpan(TypedDict):
    """One meaning of a six-digit prefix; a year is "" where it is open."""

    address: str
    start_year: int | str
    end_year: int | str


PrefixTimeline = Mapping[str, Sequence[PrefixSpan]]


@dataclass(frozen=True)
class IdNumber:
    """A valid ID number and what it says.

    Attributes:
        value: 18 characters, the last may be X.
        prefix: the first six digits; prefix_note: which county they stood or stand for, where the timeline knows it.
    """

    value: str
    birth_date: date
    sex: Sex
    prefix: str
    prefix_note: Message | None = None


def check_char(first_17: str) -> str:
    """Return the check character of the first 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    return _CHECK_CHARS[sum(map(mul, map(int, first_17), _WEIGHTS)) % 11]


def parse_id_number(
    text: str | float, today: date, timeline: PrefixTimeline | None = None, oldest: int | None = 130
) -> IdNumber:
    """Read an ID number from a cell.

    A number cell of 16 digits or more has lost its tail to Excel and is refused, never guessed.

    Args:
        oldest: the age in years above which a birth date is a slip; None where only the standard is asked.

    Raises:
        InvalidError: with the exact reason and the fix.
    """
    value = text if isinstance(text, str) and _WELL_FORMED.fullmatch(text) else _as_text(text)
    _check_shape(value)
    birth_date = _birth_date(value, today, oldest)
    expected = check_char(value[:17])
    if value[17] != expected:
        if value.endswith("000"):
            raise InvalidError(
                N_(
                    "{value} ends in 000 and fails the check: Excel has lost the last digits. Format "
                    "the column as text and type the number again."
                ),
                value=value,
            )
        raise InvalidError(
            N_("The check digit of {value} is wrong: a digit was mistyped. Compare it with the ID card."), value=value
        )
    sex = Sex.MALE if int(value[16]) % 2 else Sex.FEMALE
    return IdNumber(value, birth_date, sex, value[:6], _prefix_note(value[:6], timeline or {}))


def _as_text(raw: str | float) -> str:
    damage = lost_digits(raw)
    if damage is not None:
        raise InvalidError(damage.msgid, None, **damage.values)
    if isinstance(raw, int | float):
        return number_as_shown(raw)
    text = _SEPARATORS.sub("", narrow(clean_text(raw)))
    return text[:-1] + text[-1:].translate(_LIKE_X)


def lost_digits(raw: str | float) -> Message | None:
    """Return why a cell no longer says which number it was, where Excel has made 16 digits or more a number."""
    if isinstance(raw, int | float):
        shown = number_as_shown(raw)
        lost = raw >= _FIRST_LOST
    else:
        shown = _SEPARATORS.sub("", narrow(clean_text(raw)))
        lost = _SCIENTIFIC.fullmatch(shown) is not None
    if not lost:
        return None
    reason = N_(
        "{value} was stored as a number in Excel and its last digits are lost. Format the column "
        "as text and type the number again."
    )
    return Message(reason, {"value": shown})


def number_as_shown(number: float) -> str:
    """Return a number cell as a clerk sees it: whole numbers without a point, 16 digits and more in E notation."""
    if isinstance(number, float) and number.is_integer() and abs(number) < _FIRST_LOST:
        return str(int(number))
    if abs(number) >= _FIRST_LOST:
        return repr(float(number)).upper()
    return str(number)


def _check_shape(value: str) -> None:
    if _WELL_FORMED.fullmatch(value):
        return
    length = len(value)
    if _MASKED.fullmatch(value):
        raise InvalidError(N_("{value} is masked with asterisks. Fill in the whole number."), value=value)
    if length == 15 and value.isascii() and value.isdigit():
        raise InvalidError(
            N_("{value} is an old ID number of 15 digits. Fill in the 18 digits of the present card."), value=value
        )
    if not re.fullmatch("[0-9]*[0-9X]?", value) or not value:
        wrong = "".join(dict.fromkeys(re.sub("[0-9]", "", value))) or value
        raise InvalidError(
            N_(
                "{value} holds characters that an ID number does not have: {wrong}. Only digits are "
                "allowed, X in the last place alone."
            ),
            value=value,
            wrong=wrong,
        )
    if length != 18:
        raise InvalidError(N_("An ID number has 18 characters; {value} has {length}."), value=value, length=length)


def _birth_date(value: str, today: date, oldest: int | None) -> date:
    try:
        birth_date = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        raise InvalidError(
            N_("{value} holds an impossible birth date: {digits}. Compare it with the ID card."),
            value=value,
            digits=value[6:14],
        ) from None
    if birth_date > today:
        raise InvalidError(
            N_("{value} holds a birth date in the future: {digits}. Compare it with the ID card."),
            value=value,
            digits=value[6:14],
        )
    if oldest is not None and birth_date.year < today.year - oldest:
        raise InvalidError(
            N_("{value} holds an impossible birth date: {digits}. Compare it with the ID card."),
            value=value,
            digits=value[6:14],
        )
    return birth_date


def _prefix_note(prefix: str, timeline: PrefixTimeline) -> Message | None:
    spans = timeline.get(prefix)
    if not spans:
        return None
    places = "、".join(f"{span['address']}({span['start_year']}—{span['end_year']})" for span in spans)
    return Message(N_("Prefix {prefix}: {places}"), {"prefix": prefix, "places": places})
