"""The plain shapes of what travels by the thousand, recognised at once.

A codec says exactly where something is wrong, and pays for that with every part. Nearly every row and operation is
plain, so it is asked first whether all of it is; a no says nothing but that the codecs have to look. A yes is never
more than they would say.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID, SafeUUID

from gridadmin.wire.values import LARGEST_NUMBER, is_plain

NAME = "[a-z][a-z0-9_]{0,63}"
UUID_TEXT = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_name, _uuid = re.compile(NAME).fullmatch, re.compile(UUID_TEXT).fullmatch
_MOST_NAMES = 4_096
_met: set[str] = set()  # names that were looked at and are sound: the same few hundred for ever


@contextmanager
def collector_resting() -> Iterator[None]:
    """Let the garbage collector rest while thousands of objects are made: it would walk all of them again and again."""
    resting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if resting:
            gc.enable()


_ObjectT = TypeVar("_ObjectT")
_bare, _give = object.__new__, object.__setattr__


def made(kind: type[_ObjectT], **parts: Any) -> _ObjectT:
    """Return a message of sound parts, all that it has: what a dataclass's own way to make one costs is left out."""
    message = _bare(kind)
    _give(message, "__dict__", parts)
    return message


def key_in(text: str) -> UUID:
    """Return the UUID that a sound text is."""
    key = _bare(UUID)
    _give(key, "int", int(text.replace("-", ""), 16))
    _give(key, "is_safe", SafeUUID.unknown)
    return key


def is_name(value: Any) -> bool:
    """Return whether a value is the name of a record type or a field."""
    if type(value) is not str or _name(value) is None:
        return False
    if len(_met) < _MOST_NAMES:
        _met.add(value)
    return True


def is_key(value: Any) -> bool:
    """Return whether a value is a UUID as it travels."""
    return type(value) is str and _uuid(value) is not None


def is_number(value: Any, least: int) -> bool:
    """Return whether a value is a whole number from `least` on that every receiver holds."""
    return type(value) is int and least <= value <= LARGEST_NUMBER


def is_names(value: Any, least: int, most: int) -> bool:
    """Return whether a value is an object of so many field names."""
    return type(value) is dict and least <= len(value) <= most and (value.keys() <= _met or all(map(is_name, value)))


def is_fields(value: Any, most: int, least: int = 0) -> bool:
    """Return whether a value is an object of field names with plain values."""
    return is_names(value, least, most) and all(map(is_plain, value.values()))


def is_changes(value: Any, most: int) -> bool:
    """Return whether a value is an object of field names with pairs of plain values."""
    return is_names(value, 1, most) and all(map(_is_pair, value.values()))


def _is_pair(value: Any) -> bool:
    return type(value) is list and len(value) == 2 and is_plain(value[0]) and is_plain(value[1])
