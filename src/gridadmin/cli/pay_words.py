"""How the verbs of `pay` read months."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridadmin.domain.months import Month


def month_word(text: str) -> Month:
    """Read a month written 2026-10."""
    from gridadmin.domain.errors import InvalidError
    from gridadmin.domain.months import Month

    try:
        return Month.parse(text)
    except InvalidError as error:
        raise ArgumentTypeError(str(error)) from None
