"""Phone numbers: normalised for storing and comparing; unusual forms are kept with a warning, never refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.id_numbers import number_as_shown
from gridadmin.domain.text import clean_text, narrow
from gridadmin.domain.workers import PhonePurpose
from gridadmin.i18n import N_, Message

_SHOWN_FIRST = {PhonePurpose.DUTY: 0, PhonePurpose.MOBILE: 1, PhonePurpose.HOME: 2}
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?:0[0-9]{2,3})?[2-9][0-9]{6,7}(?:-[0-9]{1,6})?")
_SERVICE = re.compile(r"1[0-9]{2,5}|[48]00[0-9]{7}|9[5-6][0-9]{3,4}")
_SPLIT = re.compile(
    r"[/\\、,;|\n]+|[或和及](?=\s*[0-9])|(?<=[0-9]{7})\s+(?=(?:0[0-9]{2,3}-?)?[0-9]{7})"
    r"|(?<=[0-9]{11})\s*-\s*(?=1[3-9][0-9]{9})"
)
_EXTENSION = re.compile(r"(?:转|分机|#|x|ext\.?)\s*", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[\s()\-.·—–'`]")
_COUNTRY = re.compile(r"^(?:(?:\+|00)86(?=[01])|86(?=1[3-9][0-9]{9}$))")


@dataclass(frozen=True)
class PhoneNumber:
    """A number as it is stored, whether it is a Chinese mobile, and a warning where its form is unusual."""

    value: str
    is_mobile: bool
    warning: Message | None = None


class RankedPhone(Protocol):
    """What decides which of a person's numbers is shown."""

    @property
    def id(self) -> Any:
        """The number's own id."""

    @property
    def purpose(self) -> Any:
        """What it is for."""

    @property
    def valid_from(self) -> Any:
        """The first day of its use."""


def phone_rank(phone: RankedPhone) -> tuple[int, date, UUID]:
    """Sort key of numbers that hold on the same day: the one to show comes first, and on every computer the same."""
    return _SHOWN_FIRST[phone.purpose], phone.valid_from or date.min, phone.id


def parse_phone(raw: str | float) -> PhoneNumber:
    """Read one phone number: digits only, an area code joined, an extension after a hyphen.

    Raises:
        InvalidError: where no digit at all is left, or Excel has turned the number into E notation.
    """
    shown = number_as_shown(raw) if isinstance(raw, int | float) else clean_text(raw)
    if re.fullmatch(r"[0-9]\.[0-9]+E\+?[0-9]+", shown.upper()):
        raise InvalidError(
            N_("The phone number {value} was damaged by Excel. Format the column as text and type it again."),
            value=shown,
        )
    main, *extension = _EXTENSION.split(narrow(shown), maxsplit=1)
    digits = _COUNTRY.sub("", _PUNCTUATION.sub("", main))
    if not re.search("[0-9]", digits):
        raise InvalidError(
            N_("“{value}” is not a phone number. Fill in digits, for example 13806350000 or 0635-8230000."), value=shown
        )
    value = f"{digits}-{extension[0].strip()}" if extension else digits
    if _MOBILE.fullmatch(value):
        return PhoneNumber(value, is_mobile=True)
    usual = _LANDLINE.fullmatch(value) or _SERVICE.fullmatch(value)
    return PhoneNumber(value, is_mobile=False, warning=None if usual else _warning(value))


def parse_phones(raw: str | float) -> tuple[PhoneNumber, ...]:
    """Read a cell that may hold several numbers (13806350000/0635-8230000), each once, in order."""
    if isinstance(raw, int | float):
        return (parse_phone(raw),)
    if _MOBILE.fullmatch(raw):
        return (PhoneNumber(raw, is_mobile=True),)
    parts = [part for part in _SPLIT.split(narrow(raw)) if part.strip()]
    numbers = {phone.value: phone for phone in map(parse_phone, parts or [raw])}
    return tuple(numbers.values())


def _warning(value: str) -> Message:
    if value.isdigit() and value.startswith("1") and len(value) >= 9:
        return Message(
            N_("A mobile number has 11 digits; {value} has {length}. It is kept; check it."),
            {"value": value, "length": len(value)},
        )
    return Message(N_("{value} is neither a mobile nor a landline number. It is kept; check it."), {"value": value})
