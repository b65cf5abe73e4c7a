"""How one part of a message is read, written and described: strict, bounded, with the exact place of what is wrong.

A codec stands in the annotation of a part: `limit: Annotated[int, Whole(1, 5000)]`. `describe` gives the JSON Schema
(2020-12) that the OpenAPI document shows, so that document and program cannot drift apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NoReturn, Protocol
from uuid import UUID

from gridadmin.i18n import N_
from gridadmin.wire.errors import MalformedMessageError, step
from gridadmin.wire.plain import NAME as NAME
from gridadmin.wire.plain import UUID_TEXT as UUID_PATTERN
from gridadmin.wire.plain import is_fields, is_key
from gridadmin.wire.scopes import SCOPE_PATTERN, Scope, parse_scope
from gridadmin.wire.values import LARGEST_NUMBER, LONGEST_TEXT, Json, checked_text, checked_value

_EXPECTED = N_("{at}: expected {expected}, found {found}.")
_TOO_MANY = N_("{at}: {size} items; at most {most} are accepted.")
_TOO_SHORT = N_("{at}: the text is shorter than {least} characters.")
_TOO_FEW = N_("{at}: at least {least} are needed.")

_MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
_MOMENT_TEXT = re.compile(_MOMENT)
_compiled = cache(re.compile)
Schema = dict[str, Any]


class Codec(Protocol):
    """One kind of part."""

    def read(self, value: Any, at: str) -> Any:
        """Return what a JSON value means; raises MalformedMessageError naming the place `at`."""

    def write(self, value: Any) -> Json:
        """Return the JSON of what a message holds."""

    def describe(self) -> Schema:
        """Return the JSON Schema of what `read` accepts."""


def refuse(value: object, at: str, expected: str) -> NoReturn:
    """Raise the error that says what was expected at a place and what stood there."""
    raise MalformedMessageError(_EXPECTED, at=at, expected=expected, found=_shown(value))


def _shown(value: object) -> str:
    # Never the value itself: what is wrong with a message may reach a log.
    return _KINDS.get(type(value), "something else")


_KINDS: dict[type, str] = {
    str: "a text",
    dict: "an object",
    list: "a list",
    type(None): "null",
    bool: "a truth value",
    int: "a number",
}


@dataclass(frozen=True)
class Text:
    """A text; `pattern` must match all of it."""

    most: int = LONGEST_TEXT
    least: int = 0
    pattern: str | None = None

    def read(self, value: Any, at: str) -> str:
        """Return the text as it is: nothing is trimmed or normalised."""
        if not isinstance(value, str):
            refuse(value, at, "a text")
        text = checked_text(value, at, self.most)
        if len(text) < self.least:
            raise MalformedMessageError(_TOO_SHORT, at=at, least=self.least)
        if self.pattern is not None and _compiled(self.pattern).fullmatch(text) is None:
            refuse(value, at, f"a text like {self.pattern}")
        return text

    def write(self, value: str) -> Json:
        """Return the text; what could not be read again is refused here, too."""
        return self.read(value, "")

    def describe(self) -> Schema:
        """Return the JSON Schema."""
        limits: Schema = {"type": "string", "maxLength": self.most}
        if self.least:
            limits["minLength"] = self.least
        return limits | ({"pattern": f"^({self.pattern})$"} if self.pattern else {})


@dataclass(frozen=True)
class Whole:
    """A whole number within bounds."""

    least: int = 0
    most: int = LARGEST_NUMBER

    def read(self, value: Any, at: str) -> int:
        """Return the number; a truth value is none."""
        if not isinstance(value, int) or isinstance(value, bool) or not self.least <= value <= self.most:
            refuse(value, at, f"a whole number from {self.least} to {self.most}")
        return value

    def write(self, value: int) -> Json:
        """Return the number."""
        return value

    def describe(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Truth:
    """true or false."""

    def read(self, value: Any, at: str) -> bool:
        """Return the truth value."""
        if not isinstance(value, bool):
            refuse(value, at, "true or false")
        return value

    def write(self, value: bool) -> Json:
        """Return the truth value."""
        return value

    def describe(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "boolean"}


class Key:
    """A UUID in its lower-case spelling (RFC 9562)."""

    def read(self, value: Any, at: str) -> UUID:
        """Return the UUID."""
        if not is_key(value):
            refuse(value, at, "a UUID in lower case")
        return UUID(value)

    def write(self, value: UUID) -> Json:
        """Return the UUID's text."""
        return str(value)

    def describe(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "string", "format": "uuid", "pattern": f"^({UUID_PATTERN})$"}


class Moment:
    """A moment with its offset (RFC 3339); kept and written in UTC with microseconds."""

    def read(self, value: Any, at: str) -> datetime:
        """Return the moment in UTC."""
        try:
            if isinstance(value, str) and _MOMENT_TEXT.fullmatch(value):
                return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        refuse(value, at, "a moment such as 2026-03-01T08:30:00+00:00")

    def write(self, value: datetime) -> Json:
        """Return the moment in UTC."""
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def describe(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "string", "format": "date-time", "pattern": f"^({_MOMENT})$"}


@dataclass(frozen=True)
class Choice:
    """One of the values of an enumeration."""

    members: type[StrEnum]

    def read(self, value: Any, at: str) -> StrEnum:
        """Return the member."""
        if not isinstance(value, str) or value not in {member.value for member in self.members}:
            refuse(value, at, "one of " + ", ".join(member.value for member in self.members))
        return self.members(value)

    def write(self, value: StrEnum) -> Json:
        """Return the member's value."""
        return value.value

    def describe(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "string", "enum": [member.value for member in self.members]}


class ScopeText:
    """A scope: `town:371525101`."""

    def read(self, value: Any, at: str) -> Scope:
        """Return the scope."""
        return parse_scope(value, at) if isinstance(value, str) else refuse(value, at, "a scope")

    def write(self, value: Scope) -> Json:
        """Return the scope's text."""
        return str(value)

    def describe(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "string", "pattern": f"^({SCOPE_PATTERN})$"}


class Value:
    """The value of a record's field: any JSON without fractions, at most eight levels deep."""

    def read(self, value: Any, at: str) -> Json:
        """Return the value."""
        return checked_value(value, at)

    def write(self, value: Json) -> Json:
        """Return the value."""
        return checked_value(value, "")

    def describe(self) -> Schema:
        """Return the JSON Schema."""
        return {"$ref": "#/components/schemas/Value"}


@dataclass(frozen=True)
class Many:
    """A list, kept as a tuple."""

    item: Codec
    most: int
    least: int = 0

    def read(self, value: Any, at: str) -> tuple[Any, ...]:
        """Return the items in their order."""
        if not isinstance(value, list):
            refuse(value, at, "a list")
        check_count(value, at, self.least, self.most)
        read = self.item.read
        return tuple([read(item, f"{at}/{place}") for place, item in enumerate(value)])

    def write(self, value: tuple[Any, ...]) -> Json:
        """Return the list."""
        return [self.item.write(item) for item in value]

    def describe(self) -> Schema:
        """Return the JSON Schema."""
        return {
            "type": "array",
            "items": self.item.describe(),
            "maxItems": self.most,
            **({"minItems": self.least} if self.least else {}),
        }


@dataclass(frozen=True)
class Table:
    """An object whose names are data: field names, scopes, ids."""

    name: Codec
    item: Codec
    most: int
    least: int = 0

    def read(self, value: Any, at: str) -> dict[Any, Any]:
        """Return the map."""
        if not isinstance(value, dict):
            refuse(value, at, "an object")
        check_count(value, at, self.least, self.most)
        return {self.name.read(key, step(at, key)): self.item.read(item, step(at, key)) for key, item in value.items()}

    def write(self, value: Mapping[Any, Any]) -> Json:
        """Return the object."""
        return {str(self.name.write(key)): self.item.write(item) for key, item in value.items()}

    def describe(self) -> Schema:
        """Return the JSON Schema."""
        return {
            "type": "object",
            "propertyNames": self.name.describe(),
            "additionalProperties": self.item.describe(),
            "maxProperties": self.most,
            **({"minProperties": self.least} if self.least else {}),
        }


@dataclass(frozen=True)
class FieldTable(Table):
    """An object of field names and values: most of what is exchanged, so its plain case is taken at once."""

    def read(self, value: Any, at: str) -> dict[Any, Any]:
        """Return the map."""
        return dict(value) if self._is_plain(value) else super().read(value, at)

    def write(self, value: Mapping[Any, Any]) -> Json:
        """Return the object."""
        return dict(value) if self._is_plain(value) else super().write(value)

    def _is_plain(self, value: Any) -> bool:
        return is_fields(value, self.most, self.least)


def check_count(items: list[Any] | dict[str, Any], at: str, least: int, most: int) -> None:
    """Refuse a list or object with too few or too many members."""
    if len(items) > most:
        raise MalformedMessageError(_TOO_MANY, at=at, size=len(items), most=most)
    if len(items) < least:
        raise MalformedMessageError(_TOO_FEW, at=at, least=least)
