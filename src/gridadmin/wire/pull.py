"""Pull: an office reads what is new in its scopes, page by page, and applies it in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Self
from uuid import UUID

from msgspec import UNSET

from gridadmin.i18n import N_
from gridadmin.wire.codecs import Key, Many, ScopeText, Table, Truth, Whole
from gridadmin.wire.digests import Digest, DigestPair, row_hash
from gridadmin.wire.errors import MalformedMessageError, step
from gridadmin.wire.groups import LEAN_KINDS, MOST_FIELDS, Fields, Name, PastGroup, RecordId, RecordType, SchemaNumber
from gridadmin.wire.history import MOST_SCOPES, History, Point, PointPair
from gridadmin.wire.message import LOCAL, Message, Nested
from gridadmin.wire.plain import is_fields, is_key, is_name, is_number, key_in, made
from gridadmin.wire.scopes import Scope
from gridadmin.wire.shapes import (
    REPLY,
    BackShape,
    NewShape,
    PageShape,
    ReplyShape,
    RowShape,
    are_fields,
    read_canonical,
)
from gridadmin.wire.values import MOST_BYTES, Json

MOST_ROWS = 5_000
MOST_ROWS_OF_A_COMMIT = 60_000
MOST_TYPES = 200

_ROW_NEEDS = frozenset({"t", "id", "ver", "f"})
_ROW_HAS = _ROW_NEEDS | {"deleted", "stand_in"}
_NO_DIGESTS = N_("{at}: the last page has to carry the digests.")
_VERSION_BEHIND = N_("{at}: the row is newer than its page.")


@dataclass(frozen=True, kw_only=True)
class Row(Message):
    """A record as it stands at the city: all its fields that are not null.

    Attributes:
        ver: the seq of the commit that wrote it last.
        deleted: the record is gone; its fields are left out.
        stand_in: the township keeps the county's or city's fields of it, as their owner has not published it yet.
        known_hash: its row hash, where who read it knows it already.
    """

    t: RecordType
    id: RecordId
    ver: Annotated[int, Whole(1)]
    f: Fields
    deleted: Annotated[bool, Truth()] = False
    stand_in: Annotated[bool, Truth()] = False
    known_hash: int | None = field(default=None, compare=False, repr=False, metadata=LOCAL)

    @property
    def hash(self) -> int:
        """Its row hash, as of a live record."""
        return row_hash(self.t, self.id, self.f) if self.known_hash is None else self.known_hash

    @classmethod
    def from_plain(cls, value: Any) -> Self | None:
        """Return a plain row."""
        if not (
            type(value) is dict
            and _ROW_NEEDS <= value.keys() <= _ROW_HAS
            and is_name(value["t"])
            and is_key(value["id"])
            and is_number(value["ver"], 1)
            and is_fields(value["f"], MOST_FIELDS)
            and type(deleted := value.get("deleted", False)) is bool
            and type(stand_in := value.get("stand_in", False)) is bool
        ):
            return None
        return cls.sound(value["t"], key_in(value["id"]), value["ver"], value["f"], deleted, stand_in)

    @classmethod
    def sound(
        cls, t: str, row_id: UUID, ver: int, f: Mapping[str, Json], deleted: bool = False, stand_in: bool = False
    ) -> Self:
        """Return a row whose parts were looked at already."""
        return made(cls, t=t, id=row_id, ver=ver, f=f, deleted=deleted, stand_in=stand_in, more={})

    @classmethod
    def of(cls, shape: RowShape) -> Self:
        """Return the row that a sound shape holds."""
        return cls.sound(shape.t, shape.id, shape.ver, shape.f, shape.deleted, shape.stand_in)


@dataclass(frozen=True, kw_only=True)
class PullRequest(Message):
    """What an office has, per scope, and how much more it wants at once.

    Attributes:
        cursors: scope -> the point up to which everything is here; [0, 0] for a full pull.
        history: the newest point ever seen; absent before the first reply.
        limit: rows and groups per page, as a wish; a commit is never split.
        acts: whether the groups of the own scope are wanted, too.
        types: only these record types (those that appeared with a newer schema); absent for all.
        lean: operations may come without the fields that stand in the same page.
    """

    schema: SchemaNumber
    replica: Annotated[UUID, Key()]
    cursors: Annotated[Mapping[Scope, Point], Table(ScopeText(), PointPair(), MOST_SCOPES, least=1)]
    history: Annotated[History | None, Nested(History)] = None
    limit: Annotated[int, Whole(1, MOST_ROWS)] = 1_000
    acts: Annotated[bool, Truth()] = True
    types: Annotated[tuple[str, ...], Many(Name, MOST_TYPES)] = ()
    lean: Annotated[bool, Truth()] = False


@dataclass(frozen=True, kw_only=True)
class ScopePage(Message):
    """What changed in one scope up to a point.

    Operations have all their fields, also where the page was lean: who reads it puts them back.

    Attributes:
        upto: the cursor to send next.
    """

    scope: Annotated[Scope, ScopeText()]
    upto: Annotated[Point, PointPair()]
    rows: Annotated[tuple[Row, ...], Many(Nested(Row), MOST_ROWS_OF_A_COMMIT)] = ()
    groups: Annotated[tuple[PastGroup, ...], Many(Nested(PastGroup), MOST_ROWS)] = ()

    @classmethod
    def of(cls, shape: PageShape) -> Self | None:
        """Return the scope of a page that a shape holds; None where the codecs have to look."""
        if len(shape.rows) > MOST_ROWS_OF_A_COMMIT or len(shape.groups) > MOST_ROWS:
            return None
        if not _put_back(shape):
            return None
        if not all(is_name(row.t) and are_fields(row.f, MOST_FIELDS) for row in shape.rows):
            return None
        groups = tuple(group for each in shape.groups if (group := PastGroup.of(each)) is not None)
        if len(groups) < len(shape.groups):
            return None
        page = cls(
            scope=_SCOPE.read(shape.scope, ""),
            upto=_POINT.read(shape.upto, ""),
            rows=tuple(map(Row.of, shape.rows)),
            groups=groups,
        )
        page.check("")
        return page

    @classmethod
    def from_json(cls, value: Any, at: str = "") -> Self:
        """Return the page that a JSON value is; raises MalformedMessageError and nothing else."""
        return super().from_json(put_back(value) if isinstance(value, dict) else value, at)

    def check(self, at: str) -> None:
        """Refuse rows and groups beyond the page's own end: their cursor would pass over what lies between."""
        for place, row in enumerate(self.rows):
            if row.ver > self.upto.seq:
                raise MalformedMessageError(_VERSION_BEHIND, at=step(step(step(at, "rows"), place), "ver"))
        for place, group in enumerate(self.groups):
            if group.seq > self.upto.seq:
                raise MalformedMessageError(_VERSION_BEHIND, at=step(step(step(at, "groups"), place), "seq"))


def _put_back(page: PageShape) -> bool:
    """Give operations of a lean page the fields that their rows say; return whether all of them have any."""
    lacking = [
        op for group in page.groups for op in group.ops if isinstance(op, NewShape | BackShape) and op.f is UNSET
    ]
    if not lacking:
        return True
    rows = {(row.t, row.id.int): row for row in page.rows if not row.deleted}
    for op in lacking:
        if (row := rows.get((op.t, op.id.int))) is None:
            return False
        op.f = row.f
    return True


def put_back(page: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a page in JSON whose operations have the fields that their rows say, where it was lean.

    What is no page is left to the codecs, and so is an operation whose fields stand nowhere.
    """
    rows, groups = page.get("rows"), page.get("groups")
    if not (isinstance(rows, list) and isinstance(groups, list)):
        return page
    alive = [row for row in rows if isinstance(row, dict) and not row.get("deleted")]
    fields = {(str(row.get("t")), str(row.get("id"))): row["f"] for row in alive if "f" in row}
    return {**page, "groups": [_group_with_fields(group, fields) for group in groups]}


def _group_with_fields(group: Any, fields: Mapping[tuple[str, str], Any]) -> Any:
    if not isinstance(group, dict) or not isinstance(ops := group.get("ops"), list):
        return group
    return {**group, "ops": [_op_with_fields(op, fields) for op in ops]}


def _op_with_fields(op: Any, fields: Mapping[tuple[str, str], Any]) -> Any:
    if not isinstance(op, dict) or "f" in op or op.get("k") not in tuple(LEAN_KINDS):
        return op
    said = fields.get((str(op.get("t")), str(op.get("id"))))
    return op if said is None else {**op, "f": said}


_SCOPE, _POINT = ScopeText(), PointPair()

Digests = Annotated[
    Mapping[Scope, Mapping[str, Digest]] | None,
    Table(ScopeText(), Table(Name, DigestPair(), MOST_TYPES), MOST_SCOPES),
]


@dataclass(frozen=True, kw_only=True)
class PullReply(Message):
    """One page. All of it comes from one snapshot of each scope.

    Attributes:
        history: the newest point; staged pages of another history are thrown away.
        digests: with the last page: scope -> record type -> count and sum of the live rows.
        packed: the body that it was read from, as it came (gzip), for who keeps it; empty where there was none.
        canonical: that body is in the canonical spelling.
    """

    history: Annotated[History, Nested(History)]
    pages: Annotated[tuple[ScopePage, ...], Many(Nested(ScopePage), MOST_SCOPES)]
    done: Annotated[bool, Truth()]
    digests: Digests = None
    packed: bytes = field(default=b"", compare=False, repr=False, metadata=LOCAL)
    canonical: bool = field(default=False, compare=False, repr=False, metadata=LOCAL)

    def check(self, at: str) -> None:
        """Refuse a last page without digests: a divergence would go unnoticed."""
        if self.done and self.digests is None:
            raise MalformedMessageError(_NO_DIGESTS, at=step(at, "digests"))

    @classmethod
    def from_bytes(cls, body: bytes) -> Self:
        """Return the page in a body; raises MalformedMessageError and nothing else."""
        shape = read_canonical(REPLY, body)
        if shape is not None and len(body) <= MOST_BYTES:
            with suppress(MalformedMessageError):  # the codecs say where
                if (quick := cls._of(shape)) is not None:
                    return quick
        return super().from_bytes(body)

    @classmethod
    def _of(cls, shape: ReplyShape) -> Self | None:
        pages = [page for each in shape.pages if (page := ScopePage.of(each)) is not None]
        if len(pages) < len(shape.pages):
            return None
        rest = {"history": shape.history, "pages": [], "done": shape.done}
        if shape.digests is not None:
            rest["digests"] = shape.digests
        if len(pages) > MOST_SCOPES:
            return None
        return replace(cls.from_json(rest), pages=tuple(pages), canonical=True)
