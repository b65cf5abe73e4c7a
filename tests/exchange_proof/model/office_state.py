"""What one computer of an office keeps: the city's records as it has them, its groups, its cards, how far it got."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from tests.exchange_proof.model.city import PushRequest
from tests.exchange_proof.model.terms import KINDS, Conflict, Group, Op, Past, Point, Refusal, Row


class State(Enum):
    """Where a group is. Held ones wait: whether one is held is seen when a push is sealed."""

    WAITING = "waiting"
    SEALED = "sealed"
    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Entry:
    """A group in the office, its own or one that came from another computer.

    Attributes:
        group: all of it, for ever: a mid names one content, whoever sends it.
        written: what of it the city wrote, once that is known.
        told: the conflicts that are on a card already.
        seq: where in the city's history it was settled.
        echoed: the city's records as the office has them show it.
    """

    group: Group
    state: State
    seq: int = 0
    refusals: tuple[Refusal, ...] = ()
    echoed: bool = False
    written: tuple[Op, ...] | None = None
    told: tuple[Conflict, ...] = ()

    @property
    def mid(self) -> str:
        """Return the mid of its group."""
        return self.group.mid


@dataclass(frozen=True, slots=True)
class Card:
    """A conflict that a person has to settle. `shown`: the records in question as she saw them, for “mine”."""

    kind: str
    group: Group
    conflicts: tuple[Conflict, ...] = ()
    shown: Mapping[str, Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stage:
    """A pull under way: nothing of it is in force before the last page came."""

    upto: Mapping[str, Point]
    rows: Mapping[str, Row]
    groups: tuple[Past, ...]


@dataclass
class OfficeState:
    """All that is durable in one database of an office. `met`: what it ever received; the model's own book."""

    replica: str
    scope: str
    reads: tuple[str, ...]
    number: int = 0
    entries: list[Entry] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    orphans: dict[str, Row] = field(default_factory=dict)
    base: dict[str, Row] = field(default_factory=dict)
    cursors: Mapping[str, Point] = field(default_factory=dict)
    seen: Mapping[str, Point] = field(default_factory=dict)
    epoch: int | None = None
    stage: Stage | None = None
    sealed: PushRequest | None = None
    full: bool = True
    sweep: str = ""
    met: frozenset[int] = frozenset()

    def copy(self) -> OfficeState:
        """Return a copy of the file."""
        return replace(
            self,
            entries=list(self.entries),
            cards=list(self.cards),
            orphans=dict(self.orphans),
            base=dict(self.base),
        )

    def view(self) -> dict[str, Row]:
        """Return what the clerk sees: the city's records overlaid with what is not settled or has not come back."""
        shown = dict(self.base)
        for entry in self.entries:
            if not entry.echoed:
                for op in entry.group.ops if entry.written is None else entry.written:
                    lay_over(shown, op, self.scope)
        return shown

    def unsettled(self) -> Iterable[Entry]:
        """Give the groups whose fate is open."""
        return (entry for entry in self.entries if entry.state is not State.DONE)

    def exchange(self, mid: str, by: Iterable[Entry]) -> None:
        """Put other entries in the place of one."""
        at = next(n for n, entry in enumerate(self.entries) if entry.mid == mid)
        self.entries[at : at + 1] = by

    def put(self, changed: Entry) -> None:
        """Keep a changed entry in its place."""
        self.exchange(changed.mid, (changed,))

    def see(self, points: Mapping[str, Point]) -> None:
        """Keep the newest points ever shown."""
        self.seen = {**self.seen, **points}


def lay_over(shown: dict[str, Row], op: Op, scope: str) -> None:
    """Show an operation's values over a record."""
    row = shown.get(op.id)
    if op.k in ("new", "back"):
        if row is None or row.deleted:
            shown[op.id] = Row(scope, op.t, op.f, 0, stand_in=KINDS[op.t].maker != "township")
    elif row is not None and row.live:
        if op.k == "del":
            shown[op.id] = replace(row, deleted=True)
        else:
            shown[op.id] = replace(row, f={**row.f, **{name: change.now for name, change in op.set.items()}})
