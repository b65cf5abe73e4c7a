"""A group on its way through the rules: what it would write, what it met, what is refused of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from gridadmin.city.book import Book, Kept, Ref
from gridadmin.city.refusals import refusal
from gridadmin.wire.groups import Author, Op
from gridadmin.wire.push import Conflict, ConflictKind, Refusal, RefusalKind
from gridadmin.wire.scopes import ScopeKind


class Writer(NamedTuple):
    """Whose hand a group is, and in which kind of scope it writes."""

    author: Author
    scope: ScopeKind


class Found(NamedTuple):
    """A conflict, and the seq that gave the city's side of it: by whom and when is looked up there.

    `seq` is None where the group itself gave it, by an earlier operation.
    """

    conflict: Conflict
    seq: int | None


@dataclass
class Draft:
    """A group half done.

    Attributes:
        after: records as it leaves them, over those of the book. makers: the operation that wrote each last.
        ops: what the history will say.
    """

    writer: Writer
    book: Book
    seq: int
    after: dict[Ref, Kept] = field(default_factory=dict)
    makers: dict[Ref, Op] = field(default_factory=dict)
    ops: list[Op] = field(default_factory=list)
    conflicts: list[Found] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def find(self, op: Op) -> Kept | None:
        """Return the record of an operation as it stands now."""
        ref = (op.t, op.id)
        return self.after[ref] if ref in self.after else self.book.find(ref)

    def is_live(self, ref: Ref) -> bool:
        """Return whether a record lives now."""
        return not self.after[ref].deleted if ref in self.after else self.book.is_live(ref)

    def write(self, op: Op, record: Kept, past: Op | None) -> None:
        """Let a record stand; `past` is what the history says of it."""
        self.after[record.ref] = record
        self.makers[record.ref] = op
        if past is not None:
            self.ops.append(past)

    def refuse(self, kind: RefusalKind, op: Op, name: str | None = None, **parts: object) -> None:
        """Note a refusal: none of the group will be written."""
        self.refusals.append(refusal(kind, op, name, **parts))  # type: ignore[arg-type]

    def clash(self, kind: ConflictKind, op: Op, seq: int, **parts: object) -> None:
        """Note a conflict with what `seq` wrote."""
        source = None if seq == self.seq else seq
        self.conflicts.append(Found(Conflict(kind=kind, t=op.t, id=op.id, **parts), source))  # type: ignore[arg-type]
