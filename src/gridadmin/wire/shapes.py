"""What travels by the thousand, read in one go: the shapes of pages and groups in msgspec's terms.

A codec says exactly where something is wrong and pays for that with every part. Here a whole body is read at once, and
is taken only where writing it again gives the very same bytes: then it is in the canonical spelling, has no name twice
and none that this schema does not know. A no says nothing but that the codecs have to look; a yes is never more than
they would say, once `are_fields` and its neighbours have looked at names and values.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar
from uuid import UUID

from msgspec import UNSET, DecodeError, Meta, Struct, UnsetType
from msgspec.json import Decoder, Encoder

from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.plain import is_names
from gridadmin.wire.values import LARGEST_NUMBER, LONGEST_TEXT, Json, checked_value

Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]
Number = Annotated[int, Meta(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)]
Count = Annotated[int, Meta(ge=1, le=LARGEST_NUMBER)]
Value = Text | Number | bool | None | list[Any] | dict[str, Any]
FieldValues = dict[str, Value]
Changes = dict[str, tuple[Value, Value] | None]

_ShapeT = TypeVar("_ShapeT", bound=Struct)
_NO_CHARACTER = b"\\u0000"  # the only one that the canonical spelling can hold and nobody may send
_FLAT = frozenset({str, int, bool, type(None)})


class RowShape(Struct, omit_defaults=True, gc=False):
    """A record of a page."""

    f: FieldValues
    id: UUID
    t: str
    ver: Count
    deleted: bool = False
    stand_in: bool = False


class NewShape(Struct, tag_field="k", tag="new", gc=False, kw_only=True):
    """A record made; on a lean page without the fields that its row says."""

    f: FieldValues | UnsetType = UNSET
    id: UUID
    t: str


class BackShape(Struct, tag_field="k", tag="back", gc=False, kw_only=True):
    """A record brought back; on a lean page without the fields that its row says."""

    f: FieldValues | UnsetType = UNSET
    id: UUID
    t: str


class SetShape(Struct, tag_field="k", tag="set", gc=False):
    """Fields changed; null where the values were erased."""

    id: UUID
    set: Changes
    t: str


class DeleteShape(Struct, tag_field="k", tag="del", gc=False):
    """A record deleted."""

    id: UUID
    t: str
    was: FieldValues


OpShape = NewShape | BackShape | SetShape | DeleteShape


class ActShape(Struct, omit_defaults=True):
    """What a clerk did."""

    actor: Annotated[str, Meta(max_length=200)]
    at: str
    id: UUID
    sentence: Annotated[str, Meta(max_length=2000)]
    account_id: UUID | None = None
    undoable: bool = True
    undoes: UUID | None = None
    values: dict[str, Any] = {}


class GroupShape(Struct, omit_defaults=True):
    """A group on its way to the city."""

    acts: list[ActShape]
    mid: UUID
    ops: list[OpShape]
    schema: int
    confirmed_deletions: int = 0


class PastGroupShape(Struct, omit_defaults=True):
    """A group of the history."""

    acts: list[ActShape]
    by: str
    mid: UUID
    ops: list[OpShape]
    seq: Count
    replica: UUID | None = None
    whole: bool = False


class PageShape(Struct, omit_defaults=True):
    """One scope of a page."""

    scope: str
    upto: list[int]
    groups: list[PastGroupShape] = []
    rows: list[RowShape] = []


class ReplyShape(Struct, omit_defaults=True):
    """A page."""

    done: bool
    history: Any
    pages: list[PageShape]
    digests: Any = None


class PushShape(Struct, omit_defaults=True):
    """A push."""

    groups: list[GroupShape]
    number: int
    replica: UUID
    schema: int
    scope: str
    anchor: Any = None
    history: Any = None


REPLY, PUSH = Decoder(ReplyShape), Decoder(PushShape)
_WRITER = Encoder(order="sorted")


def read_canonical(decoder: Decoder[_ShapeT], body: bytes) -> _ShapeT | None:
    """Return what a body in the canonical spelling holds; None where the codecs have to look."""
    shape = read_known(decoder, body)
    if shape is None or (b"\\" in body and _NO_CHARACTER in body) or _WRITER.encode(shape) != body:
        return None
    return shape


def read_known(decoder: Decoder[_ShapeT], body: bytes) -> _ShapeT | None:
    """Return what a body holds that was checked before; None where the codecs have to look."""
    try:
        return decoder.decode(body)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return None


def spell(value: Json) -> bytes:
    """Return the canonical JSON of a value in UTF-8, several times as fast as `canonical_json`."""
    return _WRITER.encode(value)


def spell_text(value: Json) -> str:
    """Return the same as text."""
    return _WRITER.encode(value).decode("utf-8")


def are_fields(fields: FieldValues, most: int) -> bool:
    """Return whether the fields of a shape have sound names and values."""
    return is_names(fields, 0, most) and (
        set(map(type, fields.values())) <= _FLAT or all(map(_is_value, fields.values()))
    )


def are_changes(changes: Changes, most: int) -> bool:
    """Return whether the changes of a shape have sound names and values."""
    return is_names(changes, 1, most) and all(
        pair is None or (_is_value(pair[0]) and _is_value(pair[1])) for pair in changes.values()
    )


def _is_value(value: Value) -> bool:
    """Return whether a value is sound; texts and numbers are within their bounds, or the shape would not be there."""
    if type(value) in _FLAT:
        return True
    try:
        checked_value(value, "")
    except MalformedMessageError:
        return False
    return True
