"""JSON values as they travel: no floats, whole numbers that every language holds, bounded depth and size."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn, TypeAlias

from gridadmin.i18n import N_
from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.errors import MalformedMessageError, step

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

MOST_BYTES = 32 * 2**20
LARGEST_NUMBER = 2**53 - 1
LONGEST_TEXT = 100_000
MOST_ITEMS = 50_000
DEEPEST = 8

_UNSENDABLE = re.compile("[\x00\ud800-\udfff]")

_NOT_JSON = N_("The message is not JSON in UTF-8 ({reason}).")
_TOO_LARGE = N_("The message has {size} bytes; at most {most} are accepted.")
_TWICE = N_("{at}: the name “{name}” stands twice in one object.")
_FRACTION = N_("{at}: the number {number} is not whole; fractions are never exchanged.")
_TOO_BIG_A_NUMBER = N_("{at}: the number lies outside ±{most}.")
_BAD_CHARACTER = N_("{at}: the text holds {code}, which no database keeps.")
_TOO_LONG = N_("{at}: the text has {size} characters; at most {most} are accepted.")
_TOO_MANY = N_("{at}: {size} items; at most {most} are accepted.")
_TOO_DEEP = N_("{at}: values are nested more than {most} deep.")
_NO_VALUE = N_("{at}: this is not a JSON value that can be exchanged.")


def decode(body: bytes, most: int = MOST_BYTES) -> Json:
    """Return the JSON value of a body that came in (decompressed).

    Raises:
        MalformedMessageError: too large, not UTF-8, not JSON, a fraction, a name twice in one object.
    """
    if len(body) > most:
        raise MalformedMessageError(_TOO_LARGE, at="", size=len(body), most=most)
    try:
        value: Json = json.loads(
            body.decode("utf-8"), object_pairs_hook=_object, parse_float=_fraction, parse_constant=_fraction
        )
    except RecursionError:
        raise MalformedMessageError(_TOO_DEEP, at="", most=DEEPEST) from None
    except ValueError as error:  # also what UnicodeDecodeError and JSONDecodeError are
        reason = str(error).split(":")[0][:80] if not isinstance(error, UnicodeDecodeError) else "UTF-8"
        raise MalformedMessageError(_NOT_JSON, at="", reason=reason) from None
    return value


def encode(value: Json) -> bytes:
    """Return the canonical JSON of a value in UTF-8; what `to_json` of a message gives can always be encoded."""
    return canonical_json(value).encode("utf-8")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _value in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise MalformedMessageError(_TWICE, at="", name=double[:80])
    return members


def _fraction(number: str) -> NoReturn:
    raise MalformedMessageError(_FRACTION, at="", number=number[:40])


def checked_text(text: str, at: str, most: int = LONGEST_TEXT) -> str:
    """Return a text that can travel and be stored as it is; raises MalformedMessageError."""
    if len(text) > most:
        raise MalformedMessageError(_TOO_LONG, at=at, size=len(text), most=most)
    if not text.isascii() or "\0" in text:
        bad = _UNSENDABLE.search(text)
        if bad:
            raise MalformedMessageError(_BAD_CHARACTER, at=at, code=f"U+{ord(bad[0]):04X}")
    return text


def checked_number(number: int, at: str) -> int:
    """Return a whole number that every receiver can hold exactly; raises MalformedMessageError."""
    if not -LARGEST_NUMBER <= number <= LARGEST_NUMBER:
        raise MalformedMessageError(_TOO_BIG_A_NUMBER, at=at, most=LARGEST_NUMBER)
    return number


def checked_value(value: object, at: str, depth: int = DEEPEST) -> Json:
    """Return a field's value, any JSON within bounds; raises MalformedMessageError."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return checked_text(value, at)
    if isinstance(value, int):
        return checked_number(value, at)
    if depth == 0:
        raise MalformedMessageError(_TOO_DEEP, at=at, most=DEEPEST)
    if isinstance(value, list | tuple):
        _count(value, at)
        return [checked_value(item, step(at, place), depth - 1) for place, item in enumerate(value)]
    if isinstance(value, Mapping):
        _count(value, at)
        return {
            checked_text(name, at): checked_value(item, step(at, name), depth - 1)
            for name, item in value.items()
            if isinstance(name, str) or _refuse(at)
        }
    return _refuse(at)


def is_plain(value: object) -> bool:
    """Return whether a value is a sound text, number, truth value or null: what nearly every field holds.

    Says no more than `checked_value` would, but many times faster, as nothing is said of where the value stands.
    """
    if type(value) is str:
        if len(value) > LONGEST_TEXT:
            return False
        return "\0" not in value if value.isascii() else _UNSENDABLE.search(value) is None
    return value is None or (isinstance(value, int) and -LARGEST_NUMBER <= value <= LARGEST_NUMBER)


def _count(items: Any, at: str) -> None:
    if len(items) > MOST_ITEMS:
        raise MalformedMessageError(_TOO_MANY, at=at, size=len(items), most=MOST_ITEMS)


def _refuse(at: str) -> NoReturn:
    raise MalformedMessageError(_NO_VALUE, at=at)
