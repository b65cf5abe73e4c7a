"""Messages: frozen dataclasses whose annotations say how each part travels.

Strict in what is known, tolerant of what is new: a missing, wrong, oversized or null part is refused with its place,
while names that this schema does not know are kept in `more` and written back, so that an older program loses nothing
of a newer one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from inspect import get_annotations
from typing import Annotated, Any, ClassVar, NamedTuple, Self, get_args, get_origin

from gridadmin.i18n import N_
from gridadmin.wire.codecs import Codec, Schema, Text, Value, refuse
from gridadmin.wire.errors import MalformedMessageError, step
from gridadmin.wire.values import Json, decode, encode

MOST_UNKNOWN = 64
LOCAL = {"local": True}
"""What a field says of itself that is no part of the message as it travels."""

_MISSING = N_("{at}: this part is missing.")
_TOO_MANY_UNKNOWN = N_("{at}: more than {most} unknown names.")
_UNKNOWN_NAME = Text(most=80, least=1)


class _Part(NamedTuple):
    name: str
    codec: Codec
    default: Any  # MISSING where the part is required


@dataclass(frozen=True, kw_only=True)
class Message:
    """Base of every object that travels.

    Attributes:
        word: what stands in the part `k` of messages that are one of several kinds.
        more: names that this version does not know, with their values.
    """

    word: ClassVar[str | None] = None
    more: Mapping[str, Json] = field(default_factory=dict, metadata=LOCAL)

    @classmethod
    def from_json(cls, value: Any, at: str = "") -> Self:
        """Return the message that a JSON value is; raises MalformedMessageError and nothing else."""
        if (plain := cls.from_plain(value)) is not None:
            return plain
        if not isinstance(value, dict):
            refuse(value, at, "an object")
        if cls.word is not None and value.get("k") != cls.word:
            refuse(value.get("k"), step(at, "k"), f"“{cls.word}”")
        held: dict[str, Any] = {}
        for name, codec, default in _parts(cls):
            if name in value:
                held[name] = codec.read(value[name], f"{at}/{name}")
            elif default is MISSING:
                raise MalformedMessageError(_MISSING, at=step(at, name))
        if len(value) > len(held) + (cls.word is not None):
            held["more"] = _read_unknown(cls, value, at)
        message = cls(**held)
        message.check(at)
        return message

    @classmethod
    def from_plain(cls, value: Any) -> Self | None:  # noqa: ARG003 - for those that come by the thousand
        """Return the message where a quick look shows that all of it is sound; None where it has to be read."""
        return None

    def to_json(self) -> dict[str, Json]:
        """Return the message as JSON; parts that have their default are left out."""
        self.check("")
        written: dict[str, Json] = {name: Value().write(value) for name, value in self.more.items()}
        if self.word is not None:
            written["k"] = self.word
        for part in _parts(type(self)):
            value = getattr(self, part.name)
            if part.default is MISSING or value != part.default:
                written[part.name] = part.codec.write(value)
        return written

    def check(self, at: str) -> None:
        """Refuse what no single part shows; raises MalformedMessageError."""

    @classmethod
    def from_bytes(cls, body: bytes) -> Self:
        """Return the message in a body; raises MalformedMessageError and nothing else."""
        return cls.from_json(decode(body))

    def to_bytes(self) -> bytes:
        """Return the message in its canonical spelling; the same message always gives the same bytes."""
        return encode(self.to_json())

    @classmethod
    def describe(cls) -> Schema:
        """Return the JSON Schema of the message; unknown names are allowed, as a newer schema may send them."""
        known = _parts(cls)
        required = [part.name for part in known if part.default is MISSING]
        text = " ".join((cls.__doc__ or "").split("\n\n")[0].split())
        properties = {part.name: _described(part) for part in known}
        if cls.word is not None:
            required, properties = ["k", *required], {"k": {"type": "string", "const": cls.word}} | properties
        described: Schema = {"type": "object", "description": text, "properties": properties}
        described |= {"additionalProperties": Value().describe(), "propertyNames": _UNKNOWN_NAME.describe()}
        described["maxProperties"] = len(properties) + MOST_UNKNOWN
        return described | ({"required": required} if required else {})


_known_parts: dict[type[Any], tuple[_Part, ...]] = {}


def _parts(cls: type[Message]) -> tuple[_Part, ...]:
    if cls not in _known_parts:
        _known_parts[cls] = _annotated_parts(cls)
    return _known_parts[cls]


def _annotated_parts(cls: type[Message]) -> tuple[_Part, ...]:
    hints: dict[str, Any] = {}
    for each in reversed(cls.__mro__):  # each in its own module; names within the codecs are not looked at
        hints |= get_annotations(each, eval_str=True)
    return tuple(
        _Part(each.name, _codec(hints[each.name]), _default(each))
        for each in fields(cls)
        if "local" not in each.metadata
    )


def _codec(hint: Any) -> Codec:
    assert get_origin(hint) is Annotated, f"{hint} has no codec"
    codec: Codec = get_args(hint)[1]
    return codec


def _default(each: Any) -> Any:
    return each.default if each.default_factory is MISSING else each.default_factory()


def _described(part: _Part) -> Schema:
    """Return the JSON Schema of a part; a default that is null says no more than that the part may be absent."""
    described = part.codec.describe()
    if part.default is not MISSING and part.default is not None:
        described = described | {"default": part.codec.write(part.default)}
    return described


def _read_unknown(cls: type[Message], value: dict[str, Any], at: str) -> dict[str, Json]:
    unknown = value.keys() - {part.name for part in _parts(cls)} - ({"k"} if cls.word else set())
    if len(unknown) > MOST_UNKNOWN:
        raise MalformedMessageError(_TOO_MANY_UNKNOWN, at=at, most=MOST_UNKNOWN)
    return {_UNKNOWN_NAME.read(name, at): Value().read(value[name], step(at, name)) for name in sorted(unknown)}


@dataclass(frozen=True)
class Nested:
    """A message within a message."""

    kind: type[Message]

    def read(self, value: Any, at: str) -> Message:
        """Return the inner message."""
        return self.kind.from_json(value, at)

    def write(self, value: Message) -> Json:
        """Return the inner message's JSON."""
        return value.to_json()

    def describe(self) -> Schema:
        """Return a reference to the inner message's schema."""
        return {"$ref": f"#/components/schemas/{self.kind.__name__}"}


@dataclass(frozen=True, eq=False)
class OneOf:
    """One of several messages, told apart by the word that stands in their part `k`.

    Attributes:
        described: word -> the schema of the document that stands for the message's own.
    """

    kinds: Mapping[str, type[Message]]
    described: Mapping[str, str] = field(default_factory=dict)

    def read(self, value: Any, at: str) -> Message:
        """Return the message whose word stands there."""
        if not isinstance(value, dict):
            refuse(value, at, "an object")
        word = value.get("k")
        kind = self.kinds.get(word) if isinstance(word, str) else None
        if kind is None:
            refuse(word, step(at, "k"), "one of " + ", ".join(self.kinds))
        return kind.from_json(value, at)

    def write(self, value: Message) -> Json:
        """Return the message's JSON."""
        return value.to_json()

    def describe(self) -> Schema:
        """Return the choice of the schemas."""
        names = {word: kind.__name__ for word, kind in self.kinds.items()} | dict(self.described)
        places = {word: f"#/components/schemas/{name}" for word, name in names.items()}
        return {
            "oneOf": [{"$ref": place} for place in places.values()],
            "discriminator": {"propertyName": "k", "mapping": places},
        }
