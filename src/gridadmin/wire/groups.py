"""Groups: what one act changed, as it travels. A group is one transaction at both ends.

Every changed field carries what the writer saw before (`was`) and what it shall become. That, and no clock, decides
what is a conflict: the city's value is neither `was` nor the new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, NamedTuple, Self, TypeAlias
from uuid import UUID

from msgspec import UnsetType

from gridadmin.wire.codecs import (
    NAME,
    Choice,
    FieldTable,
    Key,
    Many,
    Moment,
    Schema,
    Table,
    Text,
    Truth,
    Value,
    Whole,
    refuse,
)
from gridadmin.wire.errors import step
from gridadmin.wire.message import Message, Nested, OneOf
from gridadmin.wire.plain import is_changes, is_fields, is_key, is_name, key_in, made
from gridadmin.wire.shapes import (
    ActShape,
    DeleteShape,
    GroupShape,
    NewShape,
    OpShape,
    PastGroupShape,
    SetShape,
    are_changes,
    are_fields,
)
from gridadmin.wire.values import Json, checked_value, is_plain

MOST_FIELDS = 200
MOST_OPS = 50_000
MOST_ACTS = 1_000
MOST_SCHEMA = 9_999

Name = Text(most=64, pattern=NAME)
RecordType = Annotated[str, Name]
RecordId = Annotated[UUID, Key()]
Fields = Annotated[Mapping[str, Json], FieldTable(Name, Value(), MOST_FIELDS)]
SchemaNumber = Annotated[int, Whole(1, MOST_SCHEMA)]


class Author(StrEnum):
    """Who wrote a group."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


class Change(NamedTuple):
    """A field before and after, both as its writer saw them."""

    was: Json
    now: Json


@dataclass(frozen=True)
class ChangePair:
    """A change as it travels: [was, now]; null where it was erased because the value's time was over."""

    erasable: bool = False

    def read(self, value: Any, at: str) -> Change | None:
        """Return the change."""
        if value is None and self.erasable:
            return None
        if not isinstance(value, list) or len(value) != 2:
            refuse(value, at, "[was, now]")
        was, now = value
        if is_plain(was) and is_plain(now):
            return Change(was, now)
        return Change(checked_value(was, step(at, 0)), checked_value(now, step(at, 1)))

    def write(self, value: Change | None) -> Json:
        """Return the pair."""
        return None if value is None else [checked_value(value.was, "/0"), checked_value(value.now, "/1")]

    def describe(self) -> Schema:
        """Return the JSON Schema."""
        items = Value().describe()
        kind: Any = ["array", "null"] if self.erasable else "array"
        return {"type": kind, "items": items, "minItems": 2, "maxItems": 2}


def _is_op(value: Any, word: str, part: str) -> bool:
    """Return whether a value is an operation of this kind and has nothing but its own parts."""
    return (
        type(value) is dict
        and len(value) == 4
        and value.get("k") == word
        and part in value
        and is_name(value.get("t"))
        and is_key(value.get("id"))
    )


@dataclass(frozen=True, kw_only=True)
class NewRecord(Message):
    """A record made: all its fields that are not null."""

    word: ClassVar[str] = "new"
    t: RecordType
    id: RecordId
    f: Fields

    @classmethod
    def from_plain(cls, value: Any) -> Self | None:
        """Return a plain operation."""
        if not _is_op(value, cls.word, "f") or not is_fields(value["f"], MOST_FIELDS):
            return None
        return made(cls, t=value["t"], id=key_in(value["id"]), f=value["f"], more={})


@dataclass(frozen=True, kw_only=True)
class SetFields(Message):
    """Fields of a record changed: [was, now] each."""

    word: ClassVar[str] = "set"
    t: RecordType
    id: RecordId
    set: Annotated[Mapping[str, Change], Table(Name, ChangePair(), MOST_FIELDS, least=1)]

    @classmethod
    def from_plain(cls, value: Any) -> Self | None:
        """Return a plain operation."""
        if not _is_op(value, cls.word, "set") or not is_changes(value["set"], MOST_FIELDS):
            return None
        changes = {name: Change(*pair) for name, pair in value["set"].items()}
        return made(cls, t=value["t"], id=key_in(value["id"]), set=changes, more={})


@dataclass(frozen=True, kw_only=True)
class DeleteRecord(Message):
    """A record deleted, with all that the writer saw in it."""

    word: ClassVar[str] = "del"
    t: RecordType
    id: RecordId
    was: Fields

    @classmethod
    def from_plain(cls, value: Any) -> Self | None:
        """Return a plain operation."""
        if not _is_op(value, cls.word, "was") or not is_fields(value["was"], MOST_FIELDS):
            return None
        return made(cls, t=value["t"], id=key_in(value["id"]), was=value["was"], more={})


@dataclass(frozen=True, kw_only=True)
class RestoreRecord(Message):
    """A deleted record brought back with these fields; nothing else ever does that."""

    word: ClassVar[str] = "back"
    t: RecordType
    id: RecordId
    f: Fields

    @classmethod
    def from_plain(cls, value: Any) -> Self | None:
        """Return a plain operation."""
        if not _is_op(value, cls.word, "f") or not is_fields(value["f"], MOST_FIELDS):
            return None
        return made(cls, t=value["t"], id=key_in(value["id"]), f=value["f"], more={})


Op: TypeAlias = NewRecord | SetFields | DeleteRecord | RestoreRecord
OP_KINDS: Mapping[str, type[Message]] = {
    kind.word: kind for kind in (NewRecord, SetFields, DeleteRecord, RestoreRecord)
}


@dataclass(frozen=True, kw_only=True)
class Act(Message):
    """What a clerk did, in a sentence: msgid and values, so that every reader has it in her own language.

    Attributes:
        values: the sentence's values; a sentence within it is {"msgid": …, "values": …}.
        undoes: the act that this one reversed.
    """

    id: Annotated[UUID, Key()]
    at: Annotated[datetime, Moment()]
    actor: Annotated[str, Text(200)]
    sentence: Annotated[str, Text(2000)]
    values: Annotated[Mapping[str, Json], Table(Text(64, 1), Value(), 64)] = field(default_factory=dict)
    account_id: Annotated[UUID | None, Key()] = None
    undoes: Annotated[UUID | None, Key()] = None
    undoable: Annotated[bool, Truth()] = True

    @classmethod
    def of(cls, shape: ActShape) -> Self:
        """Return the act that a shape holds; raises MalformedMessageError."""
        return made(
            cls,
            id=shape.id,
            at=_MOMENT.read(shape.at, ""),
            actor=shape.actor,
            sentence=shape.sentence,
            values=_VALUES.read(shape.values, "") if shape.values else {},
            account_id=shape.account_id,
            undoes=shape.undoes,
            undoable=shape.undoable,
            more={},
        )


_MOMENT, _VALUES = Moment(), Table(Text(64, 1), Value(), 64)
Acts = Annotated[tuple[Act, ...], Many(Nested(Act), MOST_ACTS, least=1)]
Ops = Annotated[tuple[Op, ...], Many(OneOf(OP_KINDS), MOST_OPS)]


@dataclass(frozen=True, kw_only=True)
class Group(Message):
    """One act on its way to the city; several acts where refused ones were mended and are sent again as one.

    Attributes:
        mid: made once by the office and never reused: it makes every push repeatable.
        schema: the schema of the program that wrote the operations.
        confirmed_deletions: how many deletions a person has confirmed; needed beyond the city's guard.
    """

    mid: Annotated[UUID, Key()]
    schema: SchemaNumber
    acts: Acts
    ops: Ops
    confirmed_deletions: Annotated[int, Whole(0, MOST_OPS)] = 0

    @classmethod
    def of(cls, shape: GroupShape) -> Self | None:
        """Return the group that a shape holds; None where the codecs have to look."""
        erased = any(isinstance(op, SetShape) and None in op.set.values() for op in shape.ops)
        if erased or not (_are_acts(shape.acts) and _are_ops(shape.ops)):
            return None
        if not (1 <= shape.schema <= MOST_SCHEMA and 0 <= shape.confirmed_deletions <= MOST_OPS):
            return None
        return made(
            cls,
            mid=shape.mid,
            schema=shape.schema,
            acts=tuple(map(Act.of, shape.acts)),
            ops=tuple(map(_op, shape.ops)),
            confirmed_deletions=shape.confirmed_deletions,
            more={},
        )


@dataclass(frozen=True, kw_only=True)
class PastSet(Message):
    """Fields of a record changed in the past; a change whose values were erased is null."""

    word: ClassVar[str] = "set"
    t: RecordType
    id: RecordId
    set: Annotated[Mapping[str, Change | None], Table(Name, ChangePair(erasable=True), MOST_FIELDS, least=1)]

    @classmethod
    def from_plain(cls, value: Any) -> Self | None:
        """Return a plain operation."""
        if not _is_op(value, cls.word, "set") or not is_changes(value["set"], MOST_FIELDS):
            return None
        changes = {name: Change(*pair) for name, pair in value["set"].items()}
        return made(cls, t=value["t"], id=key_in(value["id"]), set=changes, more={})


PastOp: TypeAlias = NewRecord | PastSet | DeleteRecord | RestoreRecord
PAST_OP_KINDS: Mapping[str, type[Message]] = {**OP_KINDS, PastSet.word: PastSet}
LEAN_KINDS: Mapping[str, str] = {NewRecord.word: "PastNew", RestoreRecord.word: "PastBack"}
"""Operations that may come without their fields on a lean page, and the schemas that say so."""


@dataclass(frozen=True, kw_only=True)
class PastGroup(Message):
    """A group as the city applied it, so that another computer shows the same history.

    Attributes:
        seq: where in the scope's history it stands.
        by: whose it was; `replica` the office's database that sent it, absent for the county's and the city's own.
        ops: what was written, without fields that were in conflict.
        whole: that is all that was sent, so that any computer of the office can send it again under this mid.
    """

    mid: Annotated[UUID, Key()]
    seq: Annotated[int, Whole(1)]
    by: Annotated[Author, Choice(Author)]
    acts: Acts
    ops: Annotated[tuple[PastOp, ...], Many(OneOf(PAST_OP_KINDS, LEAN_KINDS), MOST_OPS)]
    replica: Annotated[UUID | None, Key()] = None
    whole: Annotated[bool, Truth()] = False

    @classmethod
    def of(cls, shape: PastGroupShape) -> Self | None:
        """Return the group that a shape holds; None where the codecs have to look."""
        if not (_are_acts(shape.acts) and _are_ops(shape.ops) and shape.by in _AUTHORS):
            return None
        return made(
            cls,
            mid=shape.mid,
            seq=shape.seq,
            by=_AUTHORS[shape.by],
            acts=tuple(map(Act.of, shape.acts)),
            ops=tuple(map(_past_op, shape.ops)),
            replica=shape.replica,
            whole=shape.whole,
            more={},
        )


_AUTHORS: Mapping[str, Author] = {author.value: author for author in Author}


def _are_acts(acts: list[ActShape]) -> bool:
    return 1 <= len(acts) <= MOST_ACTS


def _are_ops(ops: list[OpShape]) -> bool:
    return len(ops) <= MOST_OPS and all(map(_is_sound, ops))


def _is_sound(op: OpShape) -> bool:
    if not is_name(op.t):
        return False
    if isinstance(op, SetShape):
        return are_changes(op.set, MOST_FIELDS)
    fields = op.was if isinstance(op, DeleteShape) else op.f
    return not isinstance(fields, UnsetType) and are_fields(fields, MOST_FIELDS)


def _past_op(op: OpShape) -> PastOp:
    if isinstance(op, NewShape):  # most of them
        return made(NewRecord, t=op.t, id=op.id, f=op.f, more={})
    if isinstance(op, SetShape):
        changes = {name: None if pair is None else Change(*pair) for name, pair in op.set.items()}
        return made(PastSet, t=op.t, id=op.id, set=changes, more={})
    if isinstance(op, DeleteShape):
        return made(DeleteRecord, t=op.t, id=op.id, was=op.was, more={})
    return made(RestoreRecord, t=op.t, id=op.id, f=op.f, more={})


def _op(op: OpShape) -> Op:
    past = _past_op(op)
    return made(SetFields, t=past.t, id=past.id, set=past.set, more={}) if isinstance(past, PastSet) else past
