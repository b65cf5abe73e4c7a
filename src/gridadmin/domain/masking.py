"""Masking of personal numbers, one way only: what is masked cannot be recovered from it."""

from __future__ import annotations


def mask_id_number(value: str | None) -> str:
    """Return `371525********0007`: the first six and the last four stay; shorter texts are hidden whole."""
    return _masked(value, 6, 4)


def mask_phone(value: str | None) -> str:
    """Return `135****5577`: the first three and the last four stay; shorter texts are hidden whole."""
    return _masked(value, 3, 4)


def _masked(value: str | None, head: int, tail: int) -> str:
    if not value:
        return ""
    hidden = len(value) - head - tail
    return f"{value[:head]}{'*' * hidden}{value[-tail:]}" if hidden >= 2 else "*" * len(value)
