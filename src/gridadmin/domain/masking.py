"""Masking of personal numbers, one way only: what is masked cannot be recovered from it."""

from __future__ import annotations

import re

_ID_NUMBER = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
_PHONE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")


def mask_id_number(value: str | None) -> str:
    """Return `371525********0007`: the first six and the last four stay; shorter texts are hidden whole."""
    return _masked(value, 6, 4)


def mask_phone(value: str | None) -> str:
    """Return `135****5577`: the first three and the last four stay; shorter texts are hidden whole."""
    return _masked(value, 3, 4)


def mask_numbers_in(text: str) -> str:
    """Return words that somebody typed with the middle of every 18-digit ID number and 11-digit phone hidden."""
    return _PHONE.sub(r"\1****\2", _ID_NUMBER.sub(r"\1********\2", text))


def _masked(value: str | None, head: int, tail: int) -> str:
    if not value:
        return ""
    hidden = len(value) - head - tail
    return f"{value[:head]}{'*' * hidden}{value[-tail:]}" if hidden >= 2 else "*" * len(value)
