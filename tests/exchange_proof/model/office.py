"""A computer of an office: seals, pushes, pulls, applies, recovers. Each step is one commit; a crash loses the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Protocol

from tests.exchange_proof.model.adopting import Adoption
from tests.exchange_proof.model.applying import MOST_DELETIONS, TOWNSHIP
from tests.exchange_proof.model.city import KnownReply, PullReply, PullRequest, PushReply, PushRequest, digest
from tests.exchange_proof.model.mistakes import Mistake
from tests.exchange_proof.model.office_state import Entry, OfficeState, Stage, State
from tests.exchange_proof.model.outcomes import settle
from tests.exchange_proof.model.terms import (
    START,
    Change,
    Group,
    Op,
    ProtocolViolationError,
    Refusal,
    RefusedError,
    Row,
)

MOST_GROUPS = 3
MIDS_A_PAGE = 4
MOST_ORPHANS = 3
MOST_REPAIRS = 3  # one after the other; a disk may lie again meanwhile
KNOWN_TRIES = 20
PLACE_UNKNOWN = -1  # of a group that was applied, before a pull has told where


class Wire(Protocol):
    """The way to the city; every call may be lost, before or after it was done."""

    def push(self, request: PushRequest) -> PushReply:
        """Send a sealed push."""

    def pull(self, request: PullRequest) -> PullReply:
        """Return the next page."""

    def known(self, scope: str, mids: tuple[str, ...]) -> KnownReply:
        """Return which groups the city has."""

    def rows(self, scope: str) -> tuple[Mapping[str, Row], object]:
        """Return the records of a scope as they stand."""


class Surroundings(Protocol):
    """What the world gives to an office: luck, ids, and eyes on what it does."""

    step: int
    mistakes: Collection[Mistake]

    def may_crash(self) -> None:
        """Die here, or not."""

    def new_mid(self) -> str:
        """Return an id for a group."""

    def sealing(self, d: OfficeState) -> None:
        """Look at a push that was just sealed."""

    def swept(self, before: Mapping[str, Row], d: OfficeState, sent: Mapping[str, Row]) -> None:
        """Look at what a full pull took away."""

    def recovering(self, d: OfficeState, reply: KnownReply) -> None:
        """Look at what an office is told when it recovers."""

    def repaired(self, office: Office) -> None:
        """Take note that a digest did not fit."""


class Office:
    """One computer of an office; `d` is its file."""

    def __init__(self, world: Surroundings, wire: Wire, name: str, d: OfficeState) -> None:
        self.world, self.wire, self.name, self.d = world, wire, name, d
        self.repairs = 0

    def commit(self, d: OfficeState, durable: Callable[[], None] = lambda: None) -> None:
        """Make a state durable, or die before or after that."""
        self.world.may_crash()
        self.d = d
        durable()
        self.world.may_crash()

    def _planted(self, mistake: Mistake) -> bool:
        return mistake in self.world.mistakes

    def round(self) -> bool:
        """Run one whole attempt; True where nothing is left to do."""
        try:
            # What waited may have been applied long ago, under another copy of this file: the pull tells.
            if self.d.sealed is None and not self._pull_all():
                return False
            while self.seal() or self.d.sealed:
                self.push()
            return self._pull_all() and not any(entry.state is State.WAITING for entry in self._free())
        except RefusedError as error:
            self.recover(expired=error.code == "replica-expired")
            return False

    def _pull_all(self) -> bool:
        while True:
            done = self.pull()
            if done or self.d.sweep == "asked":
                return done and not self.d.full

    def _free(self) -> list[Entry]:
        """Return the waiting groups that nothing holds back."""
        blocked: set[str] = set()
        free = []
        for entry in self.d.entries:
            group = entry.group
            held = group.points_at() & blocked and not self._planted(Mistake.NOT_HELD)
            if entry.state in (State.REFUSED, State.EXPIRED) or (entry.state is State.WAITING and held):
                blocked |= group.records()
            elif entry.state is State.WAITING:
                free.append(entry)
        return free

    def seal(self) -> bool:
        """Seal the next groups; what touches or points at a record of a refused one waits with it."""
        if self.d.sealed:
            return False
        free = self._free()[:MOST_GROUPS]
        if not free:
            return False
        d = self.d.copy()
        unasked = [entry for entry in free if _deletions(entry.group) > max(MOST_DELETIONS, entry.group.confirmed)]
        for entry in unasked:  # a person is asked here, before the city would
            d.put(replace(entry, state=State.REFUSED, refusals=(Refusal("mass_deletion", entry.group.ops[0].id),)))
        if unasked:
            self.commit(d)
            return True
        for entry in free:
            d.put(replace(entry, state=State.SEALED))
        d.number += 1
        groups = tuple(entry.group for entry in free)
        d.sealed = PushRequest(d.replica, d.number, d.scope, d.epoch, d.seen, groups)
        self.world.sealing(d)
        self.commit(d)
        return True

    def push(self) -> None:
        """Send the sealed push, and settle its groups by the answer."""
        sealed = self.d.sealed
        if sealed is None:
            return
        reply = self.wire.push(sealed)
        d = self.d.copy()
        for group in sealed.groups:
            entry = next(each for each in d.entries if each.mid == group.mid)
            outcome = reply.outcomes[group.mid]
            settle(
                d,
                entry,
                outcome,
                seq=PLACE_UNKNOWN if outcome.seq is None else outcome.seq,
                new_mid=self.world.new_mid,
                mistakes=self.world.mistakes,
            )
        d.see(reply.seen)
        d.epoch, d.sealed = reply.epoch, None
        if reply.used_twice:
            d.replica, d.number = self.world.new_mid(), 0
        self.commit(d)

    def pull(self) -> bool:
        """Fetch one page; apply everything with the last. True where both sides hold the same."""
        stage, zero = self.d.stage, dict.fromkeys(self.d.reads, START)
        cursors = stage.upto if stage else zero if self.d.full else {**zero, **self.d.cursors}
        reply = self.wire.pull(PullRequest(self.d.reads, cursors, self.d.epoch, self.d.seen))
        d = self.d.copy()
        held = d.stage or Stage({}, {}, ())
        d.stage = Stage(reply.upto, {**held.rows, **reply.rows}, held.groups + reply.groups)
        if not self._planted(Mistake.STAGE_SURVIVES):
            d.see(reply.seen)
            d.epoch = reply.epoch
        if self._planted(Mistake.CURSOR_BEFORE_DATA):
            ahead = d.copy()
            ahead.cursors, ahead.stage = reply.upto, None
            self.commit(ahead)
        if self._planted(Mistake.PAGES_AS_THEY_COME):
            d.base |= reply.rows
            d.cursors = reply.upto
        if not reply.done:
            self.commit(d)
            return False
        return self._apply(d, reply)

    def _apply(self, d: OfficeState, reply: PullReply) -> bool:
        stage = d.stage
        if stage is None or d.sealed is not None:
            raise ProtocolViolationError("a pull was applied under a sealed push")
        before = dict(d.base)
        if d.full and not self._sweep(d, stage):
            self.commit(d)
            return False
        d.base |= stage.rows
        if self._planted(Mistake.REWRITES_WAS):
            self._rewrite_was(d, stage.rows)
        d.see(reply.seen)
        d.cursors, d.epoch = stage.upto, reply.epoch
        d.stage, was_full = None, d.full
        d.full, d.sweep = False, ""
        self._take_groups(d, stage)
        if was_full:
            self.world.swept(before, d, stage.rows)
        Adoption(d, self.world.new_mid, self.world.mistakes).run()
        self.commit(d)
        return self._compare(reply)

    def _sweep(self, d: OfficeState, stage: Stage) -> bool:
        """Take away what a full pull did not bring; False where a person is asked first."""
        made = {op.id for entry in d.unsettled() for op in entry.group.ops if op.k in ("new", "back")}
        gone = {record: row for record, row in d.base.items() if row.live and record not in {*stage.rows, *made}}
        if len(gone) > MOST_ORPHANS and d.sweep != "confirmed":
            d.sweep = "asked"
            return False
        if not self._planted(Mistake.SWEPT_SILENTLY):
            d.orphans |= gone
        d.base = {}
        return True

    def _take_groups(self, d: OfficeState, stage: Stage) -> None:
        """Keep the history of other computers; a city that lacks it can have it again."""
        held = {entry.mid: entry for entry in d.entries}
        for past in stage.groups:
            d.met |= past.group.units()
            # A part must never stand for the whole: whoever has all of it sends that under its own mid.
            mid = past.group.mid if past.whole else f"{past.group.mid}/part"
            entry = held.get(past.group.mid) or held.get(mid)
            if entry is not None and (entry.state is State.DONE or past.whole):
                d.put(Entry(entry.group, State.DONE, past.seq))  # also one that waited: its answer was lost long ago
            elif entry is not None and entry.state in (State.REFUSED, State.EXPIRED):
                d.put(replace(entry, state=State.WAITING))  # the city has it after all: its outcome tells the rest
            elif entry is None and past.by == TOWNSHIP and not self._planted(Mistake.RECEIVED_NOT_KEPT):
                d.entries.append(Entry(replace(past.group, mid=mid), State.DONE, past.seq, echoed=True))
        d.entries = [replace(entry, echoed=True) if entry.state is State.DONE else entry for entry in d.entries]

    def _rewrite_was(self, d: OfficeState, rows: Mapping[str, Row]) -> None:
        for entry in list(d.unsettled()):
            ops = tuple(_rewritten(op, rows[op.id]) if op.id in rows else op for op in entry.group.ops)
            d.put(replace(entry, group=replace(entry.group, ops=ops)))

    def _compare(self, reply: PullReply) -> bool:
        if self._planted(Mistake.NO_DIGEST):
            return True
        counts = self._planted(Mistake.DIGEST_COUNTS)
        differing = [
            scope for scope in self.d.reads if digest(self.d.base, scope, counts_only=counts) != reply.digests[scope]
        ]
        for scope in differing:
            self._repair(scope)
        if not differing:
            self.repairs = 0
        return not differing

    def _repair(self, scope: str) -> None:
        """Fetch what differs. What is newer than the cursor comes with the next pull, its whole commit with it."""
        self.world.repaired(self)
        if self.repairs > MOST_REPAIRS:
            raise ProtocolViolationError("I3 a difference came back after its repair")
        theirs, _digest = self.wire.rows(scope)
        d = self.d.copy()
        for record, row in theirs.items():
            if row.ver <= d.cursors[scope].seq:
                d.base[record] = row
        gone = {
            record: row for record, row in d.base.items() if row.scope == scope and row.live and record not in theirs
        }
        d.orphans |= gone
        d.base = {record: row for record, row in d.base.items() if record not in gone}
        self.commit(d)
        self.repairs += 1

    def recover(self, *, expired: bool) -> None:
        """The one recovery: what has the city of mine; the rest goes back into the queue; then everything from zero."""
        asked = [entry.mid for entry in self.d.entries if entry.state is not State.REFUSED]
        reply = self._known(asked)
        d = self.d.copy()
        for entry in list(d.entries) if not self._planted(Mistake.NO_REQUEUE) else ():
            if entry.mid not in reply.have:
                state = self._state_after(entry, reply, expired=expired)
                again = state is not State.DONE and entry.state is State.DONE
                d.put(replace(entry, state=state, echoed=False, written=None) if again else replace(entry, state=state))
            elif entry.state is not State.DONE:  # applied, though its answer never came; the pull brings its place
                d.put(Entry(entry.group, State.DONE, PLACE_UNKNOWN))
        d.sealed, d.stage, d.full = None, None, True
        d.epoch, d.seen = reply.epoch, dict(reply.seen)
        if self._planted(Mistake.SEEN_EMPTIED):
            d.epoch, d.seen = None, {}
        self.world.recovering(self.d, reply)
        self.commit(d)

    def _state_after(self, entry: Entry, reply: KnownReply, *, expired: bool) -> State:
        """Return what becomes of a group that the city does not have: what it forgot, it had; what it lost, is sent."""
        if entry.state in (State.REFUSED, State.EXPIRED):
            return entry.state
        if self._planted(Mistake.EXPIRED_REQUEUES):
            return State.WAITING
        if entry.state is State.DONE and entry.seq == PLACE_UNKNOWN:
            return State.EXPIRED if reply.oldest else State.WAITING  # forgotten or lost: a person looks
        if entry.state is State.DONE:
            return State.DONE if entry.seq <= reply.oldest else State.WAITING
        return State.EXPIRED if expired else State.WAITING

    def _known(self, asked: list[str]) -> KnownReply:
        pages = [tuple(asked[at : at + MIDS_A_PAGE]) for at in range(0, len(asked), MIDS_A_PAGE)] or [()]
        for _try in range(KNOWN_TRIES):
            replies = [self.wire.known(self.d.scope, page) for page in pages]
            agree = all((each.epoch, each.seen) == (replies[0].epoch, replies[0].seen) for each in replies)
            if agree or self._planted(Mistake.KNOWN_PAGES_DISAGREE):
                have = frozenset(mid for each in replies for mid in each.have)
                return replace(replies[-1], have=have)
        raise RefusedError("resync")


def _deletions(group: Group) -> int:
    return sum(op.k == "del" for op in group.ops)


def _rewritten(op: Op, row: Row) -> Op:
    if op.k == "del":
        return replace(op, f=dict(row.f))
    changes = {name: Change(row.f.get(name), change.now) for name, change in op.set.items()}
    return replace(op, set=changes)
