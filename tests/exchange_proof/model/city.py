"""The city of the model: one transaction per call, a counter and a tag per scope, outcomes by mid; all in `d`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import NamedTuple

from tests.exchange_proof.model.applying import TOWNSHIP, Plan, Rules
from tests.exchange_proof.model.mistakes import Mistake
from tests.exchange_proof.model.terms import (
    CITY,
    COUNTY,
    KINDS,
    START,
    Fields,
    Group,
    Op,
    Outcome,
    Past,
    Point,
    RefusedError,
    Row,
    key_of,
    only_fields,
)

PAGE = 3  # rows
WITHIN_FULL_PULL = 0  # the tag of a cursor that lies before what is kept; no tag is ever drawn so


class Remembered(NamedTuple):
    """What was answered to a group.

    Attributes:
        placed: its seq, or the mark of the push that brought it where it wrote nothing.
        answered: the mark of the newest push that was given this answer.
    """

    scope: str
    placed: int
    answered: int
    outcome: Outcome


@dataclass
class CityState:
    """All that is durable at the city.

    Attributes:
        floor: scope -> the seq up to which outcomes, tombstones, groups and tags are forgotten.
        settled, dead: what clerks typed and the city has, and what was deleted: the model's own book, never forgotten.
        numbers: of the last push of each replica; a diagnostic.
    """

    epoch: int
    seq: dict[str, int]
    tags: dict[str, dict[int, int]]
    floor: dict[str, int]
    rows: dict[str, Row] = field(default_factory=dict)
    outcomes: dict[str, Remembered] = field(default_factory=dict)
    history: list[Past] = field(default_factory=list)
    settled: set[int] = field(default_factory=set)
    dead: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)

    def copy(self) -> CityState:
        """Return a backup."""
        tags = {scope: dict(each) for scope, each in self.tags.items()}
        copied = replace(self, seq=dict(self.seq), tags=tags, floor=dict(self.floor), rows=dict(self.rows))
        copied.outcomes, copied.history = dict(self.outcomes), list(self.history)
        copied.settled, copied.dead, copied.numbers = set(self.settled), set(self.dead), dict(self.numbers)
        return copied


@dataclass(frozen=True)
class PushRequest:
    """A sealed push: sent again as it is until it is answered."""

    replica: str
    number: int
    scope: str
    epoch: int | None
    seen: Mapping[str, Point]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class PushReply:
    """An outcome for each group, and the history point."""

    epoch: int
    seen: Mapping[str, Point]
    outcomes: Mapping[str, Outcome]
    used_twice: bool = False


@dataclass(frozen=True)
class PullRequest:
    """What an office has, per scope."""

    reads: tuple[str, ...]
    cursors: Mapping[str, Point]
    epoch: int | None
    seen: Mapping[str, Point]


@dataclass(frozen=True)
class PullReply:
    """One page: each scope in a snapshot of its own."""

    epoch: int
    seen: Mapping[str, Point]
    upto: Mapping[str, Point]
    rows: Mapping[str, Row]
    groups: tuple[Past, ...]
    done: bool
    digests: Mapping[str, object]


@dataclass(frozen=True)
class KnownReply:
    """Which groups are there, and the history point of the same snapshot.

    Attributes:
        oldest: the seq up to which the scope's outcomes are forgotten: what lies before it was not lost.
    """

    epoch: int
    seen: Mapping[str, Point]
    have: frozenset[str]
    oldest: int


def digest(rows: Mapping[str, Row], scope: str, *, counts_only: bool = False) -> object:
    """Return what both sides compare: over live rows, in any order."""
    live = [hash((record, frozenset(row.f.items()))) for record, row in rows.items() if row.scope == scope and row.live]
    return len(live) if counts_only else (len(live), sum(live) % (1 << 64))


def without_conflicts(group: Group, outcome: Outcome) -> tuple[Op, ...]:
    """Return what of a group holds at the city now, also where it held before: what others may send again for it."""
    met = {(each.id, each.field) for each in outcome.conflicts}
    if not met:
        return group.ops
    parts = [only_fields(op, {name for name in op.set if (op.id, name) not in met}) for op in group.ops]
    return tuple(op for op in parts if op.set)


class City:
    """The addresses of docs/exchange.md.

    Attributes:
        watch: told what of a group is about to be written, and by whom.
        between: called between two scopes of a page, as others write meanwhile.
    """

    def __init__(self, random: Random, scopes: tuple[str, ...], mistakes: Collection[Mistake]) -> None:
        self._random, self.mistakes = random, mistakes
        zero = dict.fromkeys(scopes, 0)
        tags: dict[str, dict[int, int]] = {scope: {} for scope in scopes}
        self.d = CityState(random.getrandbits(32), dict(zero), tags, dict(zero))
        self.watch: Callable[[Mapping[str, Row], Plan, str], None] = lambda _rows, _plan, _by: None
        self.between: Callable[[], None] = lambda: None
        self._uncommitted: dict[str, Row] = {}

    def push(self, request: PushRequest) -> PushReply:
        """Apply groups in order, each of them wholly or not, and leave a mark."""
        self._check(request.epoch, request.seen, {})
        d, outcomes = self.d, {}
        known = {mid: d.outcomes[mid] for mid in (group.mid for group in request.groups) if mid in d.outcomes}
        if any(each.placed <= d.floor[each.scope] for each in known.values()):
            raise RefusedError("replica-expired")  # what became of its records since is forgotten
        for group in request.groups:
            if group.mid in known and Mistake.NO_DEDUPE not in self.mistakes:
                outcomes[group.mid] = known[group.mid].outcome
                continue
            outcomes[group.mid] = self._apply(group, request.scope, TOWNSHIP)
        self._rise(request.scope)
        self._remember(request.scope, outcomes)
        last = d.numbers.get(request.replica, request.number - 1)
        d.numbers[request.replica] = max(last, request.number)
        twice = request.number not in (last, last + 1)
        return PushReply(d.epoch, self._seen((request.scope, COUNTY, CITY)), outcomes, twice)

    def _remember(self, scope: str, outcomes: Mapping[str, Outcome]) -> None:
        """Keep outcomes as long as this push may come again, and not only the one that was answered so first."""
        d, mark = self.d, self.d.seq[scope]
        for mid, outcome in outcomes.items():
            held = d.outcomes.get(mid)
            placed = held.placed if held is not None else outcome.seq or mark
            d.outcomes[mid] = Remembered(scope, placed, mark, outcome)

    def _apply(self, group: Group, scope: str, by: str) -> Outcome:
        d = self.d
        outcome, plan = Rules(d.rows, scope, by, self.mistakes).judge(group)
        if plan.written:
            self.watch(d.rows, plan, by)
            d.dead |= {record for record, row in plan.after.items() if row.deleted}
            d.dead -= {op.id for op in plan.written if op.k == "back"}
            seq = self._rise(scope)
            d.rows |= {record: replace(row, ver=seq) for record, row in plan.after.items()}
            d.history.append(
                Past(scope, seq, by, replace(group, ops=without_conflicts(group, outcome)), not outcome.conflicts)
            )
            if Mistake.TOMBSTONES_FORGOTTEN in self.mistakes:
                d.rows = {record: row for record, row in d.rows.items() if row.live}
            outcome = replace(outcome, seq=seq)
        if outcome.result in ("applied", "merged"):
            d.settled.update(*(op.all_units() for op in without_conflicts(group, outcome)))
        return outcome

    def publish(self, group: Group, scope: str, by: str) -> Outcome:
        """Let county or city staff write, by the same rules."""
        self.d.rows |= self._uncommitted
        self._uncommitted = {}
        before = dict(self.d.rows) if Mistake.RACED_SEQUENCE in self.mistakes else None
        outcome = self._apply(group, scope, by)
        if before is not None:  # the version was drawn, but the commit is seen later
            self._uncommitted = {record: row for record, row in self.d.rows.items() if before.get(record) is not row}
            self.d.rows = before
        return outcome

    def find(self, scope: str, t: str, fields: Fields) -> str | None:
        """Return the live record with the natural key of some fields."""
        key = key_of(KINDS[t].natural, fields)
        for record, row in self.d.rows.items():
            if row.scope == scope and row.t == t and row.live and key_of(KINDS[t].natural, row.f) == key:
                return record
        return None

    def pull(self, request: PullRequest) -> PullReply:
        """Return the next page, never splitting a commit."""
        self._check(request.epoch, request.seen, request.cursors)
        rows: dict[str, Row] = {}
        groups: list[Past] = []
        upto: dict[str, Point] = {}
        seen: dict[str, Point] = {}
        digests: dict[str, object] = {}
        done = True
        for scope in request.reads:
            if seen:
                self.between()
            end = self._page(scope, request.cursors.get(scope, START).seq, PAGE - len(rows), rows, groups)
            upto[scope], seen[scope] = self._point(scope, end), self._point(scope, self.d.seq[scope])
            done = done and end >= self.d.seq[scope]
            digests[scope] = digest(self.d.rows, scope, counts_only=Mistake.DIGEST_COUNTS in self.mistakes)
        return PullReply(self.d.epoch, seen, upto, rows, tuple(groups), done, digests)

    def _page(self, scope: str, cursor: int, left: int, rows: dict[str, Row], groups: list[Past]) -> int:
        d = self.d
        todo = sorted((row.ver, record) for record, row in d.rows.items() if row.scope == scope and row.ver > cursor)
        taken = 0
        while taken < len(todo) and (left > 0 or (taken and self._same_commit(todo, taken))):
            rows[todo[taken][1]] = d.rows[todo[taken][1]]
            taken, left = taken + 1, left - 1
        end = d.seq[scope] if taken == len(todo) else todo[taken - 1][0] if taken else cursor
        groups += [past for past in d.history if past.scope == scope and cursor < past.seq <= end]
        return end

    def _same_commit(self, todo: list[tuple[int, str]], at: int) -> bool:
        return todo[at][0] == todo[at - 1][0] and Mistake.COMMIT_SPLIT not in self.mistakes

    def known(self, scope: str, mids: tuple[str, ...]) -> KnownReply:
        """Return which groups were applied as they are; what became of others, a repetition tells. Never refused."""
        d = self.d
        kept = {mid: d.outcomes[mid] for mid in mids if mid in d.outcomes and d.outcomes[mid].placed > d.floor[scope]}
        held = {mid: each.outcome.result for mid, each in kept.items()}
        everything = Mistake.KNOWN_ANY_OUTCOME in self.mistakes
        have = frozenset(mid for mid, result in held.items() if everything or result == "applied")
        return KnownReply(self.d.epoch, self._seen((scope, COUNTY, CITY)), have, self.d.floor[scope])

    def rows(self, scope: str) -> tuple[Mapping[str, Row], object]:
        """Return the records of a scope as they stand, and their digest; stands for `digest` and `rows`."""
        rows = {record: row for record, row in self.d.rows.items() if row.scope == scope}
        return rows, digest(rows, scope)

    def forget(self, upto: Mapping[str, int]) -> None:
        """Forget what is older than the retention, whatever it was."""
        d = self.d
        d.floor |= {scope: max(seq, d.floor[scope]) for scope, seq in upto.items() if seq <= d.seq[scope]}
        floor = d.floor
        d.rows = {record: row for record, row in d.rows.items() if row.live or row.ver > floor[row.scope]}
        ages = Mistake.OUTCOMES_AGE in self.mistakes
        d.outcomes = {
            mid: kept
            for mid, kept in d.outcomes.items()
            if (kept.placed if ages else kept.answered) > floor[kept.scope]
        }
        d.history = [past for past in d.history if past.seq > floor[past.scope]]
        d.tags = {scope: {q: tag for q, tag in tags.items() if q >= floor[scope]} for scope, tags in d.tags.items()}

    def rotate(self) -> None:
        """Draw a new epoch, as an operator should after a restore."""
        self.d.epoch = self._random.getrandbits(32)

    def _rise(self, scope: str) -> int:
        self.d.seq[scope] += 1
        self.d.tags[scope][self.d.seq[scope]] = self._random.getrandbits(30) + 1
        return self.d.seq[scope]

    def _point(self, scope: str, seq: int) -> Point:
        return Point(seq, self.d.tags[scope].get(seq, WITHIN_FULL_PULL))

    def _seen(self, scopes: tuple[str, ...]) -> dict[str, Point]:
        return {scope: self._point(scope, self.d.seq[scope]) for scope in scopes}

    def _check(self, epoch: int | None, seen: Mapping[str, Point], cursors: Mapping[str, Point]) -> None:
        """Refuse whoever has seen another history. Too old goes first: it must not send again what it sent."""
        if Mistake.NO_HISTORY_CHECK in self.mistakes:
            return
        d, fits = self.d, epoch in (None, self.d.epoch)
        points = [*(seen.items() if Mistake.NO_SEEN not in self.mistakes else ())]
        points += [(scope, point) for scope, point in cursors.items() if not self._begins_anew(scope, point)]
        for scope, point in points:
            if point.seq < d.floor[scope]:
                raise RefusedError("replica-expired")
            fits = fits and (point == START or d.tags[scope].get(point.seq) == point.tag)
        if not fits:
            raise RefusedError("resync")

    def _begins_anew(self, scope: str, point: Point) -> bool:
        """Whether a cursor is that of a full pull: at its start, or among what is older than the tags that are kept."""
        return point == START or (point.tag == WITHIN_FULL_PULL and point.seq < self.d.floor[scope])

    def enrol(self, scope: str) -> tuple[int, Mapping[str, Point]]:
        """Return the history point with which a replica begins."""
        return self.d.epoch, self._seen((scope, COUNTY, CITY))
