"""The history point: where in the city's history a side stands. One check of it finds every rewind, at either end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from gridadmin.wire.codecs import Key, Schema, ScopeText, Table, Whole, refuse
from gridadmin.wire.errors import step
from gridadmin.wire.message import Message
from gridadmin.wire.scopes import Scope
from gridadmin.wire.values import Json

MOST_SCOPES = 8
_SEQ = Whole()
_TAG = Whole(0, 2**31 - 1)


class Point(NamedTuple):
    """A place in one scope's history.

    Attributes:
        seq: the scope's counter; 0 before anything happened there.
        tag: a random number that the city drew with this seq. After a restore the same seq gets another tag.
    """

    seq: int
    tag: int


START = Point(0, 0)


class PointPair:
    """A point as it travels: [seq, tag]."""

    def read(self, value: Any, at: str) -> Point:
        """Return the point."""
        if not isinstance(value, list) or len(value) != 2:
            refuse(value, at, "[seq, tag]")
        return Point(_SEQ.read(value[0], step(at, 0)), _TAG.read(value[1], step(at, 1)))

    def write(self, value: Point) -> Json:
        """Return the pair."""
        return [value.seq, value.tag]

    def describe(self) -> Schema:
        """Return the JSON Schema."""
        return {
            "type": "array",
            "prefixItems": [_SEQ.describe(), _TAG.describe()],
            "items": False,
            "minItems": 2,
            "maxItems": 2,
        }


Points = Annotated[Mapping[Scope, Point], Table(ScopeText(), PointPair(), MOST_SCOPES)]


@dataclass(frozen=True, kw_only=True)
class History(Message):
    """The newest point of the city's history that one side knows.

    Attributes:
        epoch: drawn when the city's database is made, and again when an operator restores it.
        seen: scope -> point.
    """

    epoch: Annotated[UUID, Key()]
    seen: Points
