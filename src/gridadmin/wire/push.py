"""Push: an office sends groups to its own scope, the city answers one outcome for each."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from gridadmin.i18n import N_
from gridadmin.wire.codecs import Choice, Key, Many, Moment, ScopeText, Table, Text, Value, Whole
from gridadmin.wire.errors import MalformedMessageError, step
from gridadmin.wire.groups import MOST_SCHEMA, Group, Name, RecordId, RecordType, SchemaNumber
from gridadmin.wire.history import History
from gridadmin.wire.message import Message, Nested
from gridadmin.wire.scopes import Scope
from gridadmin.wire.shapes import PUSH, PushShape, read_canonical
from gridadmin.wire.values import MOST_BYTES, Json

MOST_GROUPS = 500
MOST_FINDINGS = 1_000

_SAME_MID = N_("{at}: the mid stands twice in one push.")
_NO_REASON = N_("{at}: an outcome “{result}” has to say why.")
_NEEDLESS_REASON = N_("{at}: an outcome “{result}” has nothing to explain.")


@dataclass(frozen=True, kw_only=True)
class Anchor(Message):
    """The head of the office's journal, kept by the city as evidence that no entry was changed afterwards.

    Attributes:
        hash: SM3 of the newest entry, 64 hex digits.
    """

    seq: Annotated[int, Whole()]
    hash: Annotated[str, Text(64, pattern="[0-9a-f]{64}")]


@dataclass(frozen=True, kw_only=True)
class PushRequest(Message):
    """Groups of one office, sealed: until it is answered, the same bytes are sent again.

    Attributes:
        replica: this database of the office; number: counts its pushes (a diagnostic: nothing is decided by it).
        history: the newest point ever seen; absent before the first reply.
    """

    schema: SchemaNumber
    replica: Annotated[UUID, Key()]
    number: Annotated[int, Whole(1)]
    scope: Annotated[Scope, ScopeText()]
    groups: Annotated[tuple[Group, ...], Many(Nested(Group), MOST_GROUPS, least=1)]
    history: Annotated[History | None, Nested(History)] = None
    anchor: Annotated[Anchor | None, Nested(Anchor)] = None

    def check(self, at: str) -> None:
        """Refuse a mid that stands twice: which of the two was meant could not be told later."""
        met: set[UUID] = set()
        for place, group in enumerate(self.groups):
            if group.mid in met:
                raise MalformedMessageError(_SAME_MID, at=step(step(step(at, "groups"), place), "mid"))
            met.add(group.mid)

    @classmethod
    def from_bytes(cls, body: bytes) -> Self:
        """Return the push in a body; raises MalformedMessageError and nothing else."""
        shape = read_canonical(PUSH, body)
        if shape is not None and len(body) <= MOST_BYTES:
            with suppress(MalformedMessageError):  # the codecs say where
                if (quick := cls._of(shape)) is not None:
                    return quick
        return super().from_bytes(body)

    @classmethod
    def _of(cls, shape: PushShape) -> Self | None:
        groups = [group for each in shape.groups if (group := Group.of(each)) is not None]
        if len(groups) < len(shape.groups) or not 1 <= len(groups) <= MOST_GROUPS:
            return None
        push = cls(
            schema=_SCHEMA.read(shape.schema, ""),
            replica=shape.replica,
            number=_NUMBER.read(shape.number, ""),
            scope=_SCOPE.read(shape.scope, ""),
            groups=tuple(groups),
            history=None if shape.history is None else History.from_json(shape.history),
            anchor=None if shape.anchor is None else Anchor.from_json(shape.anchor),
        )
        push.check("")
        return push


_SCHEMA, _NUMBER, _SCOPE = Whole(1, MOST_SCHEMA), Whole(1), ScopeText()


class Result(StrEnum):
    """What became of a group."""

    APPLIED = "applied"
    MERGED = "merged"
    CONFLICT = "conflict"
    REJECTED = "rejected"


class ConflictKind(StrEnum):
    """Why a change met something else at the city."""

    VALUE = "value"
    EXISTS = "exists"
    DELETED = "deleted"
    CHANGED_SINCE = "changed_since"


@dataclass(frozen=True, kw_only=True)
class Conflict(Message):
    """What a person has to settle: the value before, mine, theirs, by whom and when theirs came about.

    Attributes:
        field: the field in question; absent where it is the record as a whole.
    """

    kind: Annotated[ConflictKind, Choice(ConflictKind)]
    t: RecordType
    id: RecordId
    field: Annotated[str | None, Name] = None
    was: Annotated[Json, Value()] = None
    mine: Annotated[Json, Value()] = None
    theirs: Annotated[Json, Value()] = None
    by: Annotated[str | None, Text(200)] = None
    at: Annotated[datetime | None, Moment()] = None


class RefusalKind(StrEnum):
    """Why a group was refused. The clerk's value stays on her screen, flagged, and becomes a to-do."""

    VALIDATION = "validation"
    NOT_OWNER = "not_owner"
    DUPLICATE_KEY = "duplicate_key"
    MISSING_PARENT = "missing_parent"
    MISSING_RECORD = "missing_record"
    STILL_REFERRED_TO = "still_referred_to"
    UNKNOWN_FIELD = "unknown_field"
    WRONG_SCOPE = "wrong_scope"
    MASS_DELETION = "mass_deletion"


@dataclass(frozen=True, kw_only=True)
class Refusal(Message):
    """One reason why a group was refused.

    Attributes:
        title: the city's words for the clerk, in Chinese.
        existing: for a duplicate natural key, the record that has it at the city; the office adopts its id.
    """

    kind: Annotated[RefusalKind, Choice(RefusalKind)]
    title: Annotated[str, Text(500, 1)]
    t: Annotated[str | None, Name] = None
    id: Annotated[UUID | None, Key()] = None
    field: Annotated[str | None, Name] = None
    detail: Annotated[str | None, Text(2000)] = None
    existing: Annotated[UUID | None, Key()] = None


@dataclass(frozen=True, kw_only=True)
class Outcome(Message):
    """What became of one group. The city stores it with the mid and gives the same answer to every repetition.

    Attributes:
        seq: where in the scope's history it was written; absent where nothing was.
    """

    result: Annotated[Result, Choice(Result)]
    seq: Annotated[int | None, Whole(1)] = None
    conflicts: Annotated[tuple[Conflict, ...], Many(Nested(Conflict), MOST_FINDINGS)] = ()
    refusals: Annotated[tuple[Refusal, ...], Many(Nested(Refusal), MOST_FINDINGS)] = ()

    def check(self, at: str) -> None:
        """Refuse an outcome that contradicts itself."""
        needs_conflicts = self.result in (Result.MERGED, Result.CONFLICT)
        needs_refusals = self.result is Result.REJECTED
        for needed, part, given in (
            (needs_conflicts, "conflicts", self.conflicts),
            (needs_refusals, "refusals", self.refusals),
        ):
            if needed and not given:
                raise MalformedMessageError(_NO_REASON, at=step(at, part), result=self.result.value)
            if given and not needed:
                raise MalformedMessageError(_NEEDLESS_REASON, at=step(at, part), result=self.result.value)


class Notice(StrEnum):
    """What the city has to tell an office beside its outcomes."""

    USED_TWICE = "used_twice"
    CREDENTIALS_EXPIRE = "credentials_expire"
    UPDATE_PROGRAM = "update_program"


@dataclass(frozen=True, kw_only=True)
class PushReply(Message):
    """The outcome of every group, and where the city's history stands after them."""

    history: Annotated[History, Nested(History)]
    outcomes: Annotated[Mapping[UUID, Outcome], Table(Key(), Nested(Outcome), MOST_GROUPS)]
    notices: Annotated[tuple[Notice, ...], Many(Choice(Notice), 8)] = ()
