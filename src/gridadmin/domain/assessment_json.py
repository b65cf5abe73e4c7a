"""A definition as plain JSON and back: numbers as text, nothing accepted that is not known."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from gridadmin.domain.assessment import SchemeDefinition
from gridadmin.domain.assessment_rounding import plain_number
from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_

FORMAT = 1
"""Of the JSON; a later one may know more."""


def definition_to_json(definition: SchemeDefinition) -> dict[str, Any]:
    """Return a definition as plain JSON; what is as it usually is, is left out."""
    return {"format": FORMAT, **_to_json(definition)}


def _to_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_to_json(each) for each in value]
    if is_dataclass(value):
        held = ((each, getattr(value, each.name)) for each in fields(value))
        return {each.name: _to_json(one) for each, one in held if _default(each) != one}
    return value


def _default(of: Field[Any]) -> Any:
    return of.default if of.default is not MISSING else MISSING


def definition_from_json(stored: Any) -> SchemeDefinition:
    """Return the definition that JSON describes.

    Raises:
        InvalidError: says where it is not what a definition is made of.
    """
    if not isinstance(stored, Mapping) or stored.get("format") != FORMAT:
        raise InvalidError(N_("This is no scheme of assessment that this version can read."))
    try:
        content = {name: value for name, value in stored.items() if name != "format"}
        definition: SchemeDefinition = _from_json(SchemeDefinition, content, "")
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise InvalidError(N_("The scheme cannot be read: {detail}."), detail=str(error)) from error
    return definition


def stored_definition(stored: Any) -> SchemeDefinition:
    """Return a definition that the office keeps; each is read once, since every list of periods asks for it again."""
    return _read_once(json.dumps(stored, sort_keys=True))


@lru_cache(maxsize=64)
def _read_once(text: str) -> SchemeDefinition:
    return definition_from_json(json.loads(text))


_hints = lru_cache(maxsize=64)(get_type_hints)


def _from_json(wanted: Any, value: Any, where: str) -> Any:
    if get_origin(wanted) is tuple:
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise ValueError(f"{where}: a list is wanted")
        return tuple(_from_json(get_args(wanted)[0], each, f"{where}[{at}]") for at, each in enumerate(value))
    if get_origin(wanted) is UnionType:
        kinds = [each for each in get_args(wanted) if each is not type(None)]
        return None if value is None else _from_json(kinds[0], value, where)
    if is_dataclass(wanted):
        return _record(wanted, value, where)
    return _plain(wanted, value, where)


def _record(wanted: Any, value: Any, where: str) -> Any:
    if not isinstance(value, Mapping):
        raise ValueError(f"{where}: a map is wanted")
    hints = _hints(wanted)
    unknown = set(value) - set(hints)
    if unknown:
        raise ValueError(f"{where}: {', '.join(sorted(unknown))} is not known")
    return wanted(**{name: _from_json(hints[name], each, f"{where}.{name}") for name, each in value.items()})


def _plain(wanted: Any, value: Any, where: str) -> Any:
    exact: dict[Any, Callable[[Any], bool]] = {
        str: lambda each: isinstance(each, str),
        bool: lambda each: isinstance(each, bool),
        int: lambda each: isinstance(each, int) and not isinstance(each, bool),
        Decimal: lambda each: isinstance(each, str),
    }
    if wanted in exact and not exact[wanted](value):
        raise ValueError(f"{where}: {value!r}")
    made = wanted(value)
    if isinstance(made, Decimal) and not made.is_finite():
        raise ValueError(f"{where}: {value!r}")
    return made
