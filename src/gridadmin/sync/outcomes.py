"""What the city said of a push becomes states, cards and to-dos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, update
from sqlalchemy.orm import Session

from gridadmin.i18n import N_
from gridadmin.models.exchange import GroupState, OutboxGroup, SealedPush
from gridadmin.models.ids import new_id
from gridadmin.sync.adopted_queue import current_group
from gridadmin.sync.adoption import adopt, is_still_the_same
from gridadmin.sync.cards import open_conflict, open_refusal
from gridadmin.sync.city import NoAnswerError
from gridadmin.sync.holding import hold_dependants
from gridadmin.sync.independence import independent_parts
from gridadmin.sync.likeness import fields_at_city, said_here, said_of
from gridadmin.sync.mending import is_refused
from gridadmin.sync.outbox import (
    add_group,
    drop_groups,
    drop_index,
    groups_in,
    index_again,
    pack,
    place_after,
    set_state,
    touched,
    unpack,
)
from gridadmin.sync.points import history_of, note_history, replica_of
from gridadmin.sync.receiving import is_deleted_at_city
from gridadmin.wire.groups import Group, NewRecord, Op, RestoreRecord
from gridadmin.wire.history import START
from gridadmin.wire.owners import OWNERS
from gridadmin.wire.push import Outcome, PushReply, Refusal, RefusalKind, Result
from gridadmin.wire.scopes import parse_scope

_INCOMPLETE = N_("The city's answer does not say what became of every change. The same push is sent again.")
_ELSEWHERE = N_("The city's answer comes from another history than the one that is known. The same push is sent again.")


@dataclass(frozen=True)
class Settled:
    """What became of the groups of one push.

    Attributes:
        sent: groups that the city has settled. conflicts: cards. refused: groups sent back.
        again: groups that go once more, with what was in their way taken out.
    """

    sent: int = 0
    conflicts: int = 0
    refused: int = 0
    again: int = 0

    def __add__(self, other: Settled) -> Settled:
        return Settled(
            self.sent + other.sent,
            self.conflicts + other.conflicts,
            self.refused + other.refused,
            self.again + other.again,
        )


def settle_push(session: Session, reply: PushReply, now: datetime) -> Settled:
    """Settle the push that is under way by its answer; raises NoAnswerError where the answer is not to it."""
    sealed = groups_in(session, GroupState.SEALED)
    if any(group.mid not in reply.outcomes for group in sealed):
        raise NoAnswerError(_INCOMPLETE)
    known = history_of(session)
    if known is not None and known.epoch != reply.history.epoch:
        raise NoAnswerError(_ELSEWHERE)
    session.connection().execute(delete(SealedPush))
    total = settle_groups(session, sealed, reply.outcomes, now)
    note_places(session, reply)
    note_history(session, reply.history)
    return total


def note_places(session: Session, reply: PushReply) -> None:
    """Note where in the city's history groups were settled: at the mark of this push, where they changed nothing."""
    own = parse_scope(replica_of(session).scope)
    mark = reply.history.seen.get(own, START).seq
    places = [{"its": mid, "place": outcome.seq or mark} for mid, outcome in reply.outcomes.items()]
    statement = update(OutboxGroup).where(OutboxGroup.mid == bindparam("its"), OutboxGroup.state == GroupState.DONE)
    if places:
        session.connection().execute(statement.values(seq=bindparam("place")), places)
        session.expire_all()


def settle_groups(
    session: Session, groups: Sequence[OutboxGroup], outcomes: Mapping[UUID, Outcome], now: datetime
) -> Settled:
    """Settle groups by their outcomes, in their order."""
    mids = [group.mid for group in groups]
    done = [mid for mid in mids if outcomes[mid].result is Result.APPLIED]
    set_state(session, done, GroupState.DONE, outcome={"result": Result.APPLIED.value}, settled_at=now)
    drop_index(session, done)
    total = Settled(sent=len(mids))
    blocked: set[UUID] = set()  # records of groups that this answer refuses, or that go again
    for mid in mids:
        if outcomes[mid].result is not Result.APPLIED:
            total += _settle(session, mid, outcomes[mid], blocked, now)
    hold_dependants(session)
    return total


def _settle(session: Session, mid: UUID, outcome: Outcome, blocked: set[UUID], now: datetime) -> Settled:
    group = session.get_one(OutboxGroup, mid)
    held = unpack(group.body)
    records = touched(held.ops)
    if outcome.result is not Result.MERGED and blocked & records.keys():
        # What it builds on was not written in the same push: it waits for that, and is no matter of its own.
        _with_new_mid(session, group, current_group(session, held) or held, now)
        blocked |= {each for each, changes in records.items() if changes}
        return Settled()
    answer = _reject if outcome.result is Result.REJECTED else _show_conflicts
    settled = answer(session, group, held, outcome, now)
    if is_refused(session, mid):
        blocked |= {op.id for op in unpack(session.get_one(OutboxGroup, mid).body).ops}
    if settled.again:
        blocked |= {each for each, changes in records.items() if changes}
    return settled


def _show_conflicts(session: Session, group: OutboxGroup, held: Group, outcome: Outcome, now: datetime) -> Settled:
    for conflict in outcome.conflicts:
        open_conflict(session, group.mid, conflict, held.ops, now)
    if outcome.result is Result.MERGED or len({op.id for op in held.ops}) == 1:
        set_state(session, [group.mid], GroupState.DONE, outcome=outcome.to_json(), settled_at=now)
        drop_index(session, [group.mid])
        return Settled(conflicts=len(outcome.conflicts))
    again = _send_the_rest(session, group, held, outcome, now)
    return Settled(conflicts=len(outcome.conflicts), again=again)


def _with_new_mid(session: Session, group: OutboxGroup, held: Group, now: datetime) -> None:
    """Let a group wait in its place under a new mid: to the old one the city would always answer as before."""
    mid, place = group.mid, group.n
    drop_groups(session, [mid])
    add_group(session, replace(held, mid=new_id()), now, n=place)


def _send_the_rest(session: Session, group: OutboxGroup, held: Group, outcome: Outcome, now: datetime) -> int:
    """Send what has nothing to do with the records in question once more; the others wait for their cards.

    Their values stay on the screen, as those of a refusal do: the card may change one field of an act of which nothing
    was written, and the rest of it must not vanish meanwhile.
    """
    free, in_question = independent_parts(session, held.ops, {conflict.id for conflict in outcome.conflicts})
    set_state(
        session,
        [group.mid],
        GroupState.REFUSED,
        outcome=outcome.to_json(),
        body=pack(replace(held, ops=tuple(in_question))),
    )
    index_again(session, [replace(held, ops=tuple(in_question))])
    if not free:
        return 0
    rest = replace(held, mid=new_id(), ops=tuple(free))
    add_group(session, rest, now, n=place_after(session, group.n))
    return 1


def _reject(session: Session, group: OutboxGroup, held: Group, outcome: Outcome, now: datetime) -> Settled:
    doubled = [refusal for refusal in outcome.refusals if _is_known_there(session, refusal, held.ops)]
    likeness = [_is_alike(session, refusal, held.ops) for refusal in doubled]
    if doubled and len(doubled) == len(outcome.refusals) and False not in likeness:
        if None in likeness:  # it was entered elsewhere a moment ago: what it says has to be fetched first
            _with_new_mid(session, group, held, now)
            replica_of(session).fetch_first = True
        else:
            _adopt(session, group, held, doubled, now)
        return Settled(again=1)
    renamed = current_group(session, held)
    if renamed is not None:
        place = group.n
        drop_groups(session, [group.mid])
        add_group(session, replace(renamed, mid=new_id()), now, n=place)
        return Settled(again=1)
    set_state(session, [group.mid], GroupState.REFUSED, outcome=outcome.to_json())
    alike = [refusal for refusal, each in zip(doubled, likeness, strict=True) if each]
    for refusal in outcome.refusals:
        if refusal not in alike:
            open_refusal(session, group.mid, refusal, held.ops, now, other=_other(session, refusal, doubled))
    return Settled(refused=1)


def _is_known_there(session: Session, refusal: Refusal, ops: tuple[Op, ...]) -> bool:
    """Return whether a record was made here that the city has under another id."""
    if refusal.kind is not RefusalKind.DUPLICATE_KEY or refusal.existing in (None, refusal.id):
        return False
    made = (op for op in ops if op.id == refusal.id and isinstance(op, NewRecord | RestoreRecord))
    return any(is_still_the_same(session, op.t, op.id, op.f) for op in made)


def _is_alike(session: Session, refusal: Refusal, ops: tuple[Op, ...]) -> bool | None:
    """Return whether the city's record of the same key says the same of itself.

    None where that has to be fetched first: it did not come in yet, or came as deleted after this answer was given.
    """
    op = next(op for op in ops if op.id == refusal.id and isinstance(op, NewRecord | RestoreRecord))
    if refusal.existing is not None and is_deleted_at_city(session, refusal.existing):
        return None
    if not OWNERS[op.t].alike:
        return True
    theirs = fields_at_city(session, op.t, refusal.existing or op.id)
    here = said_here(session, op.t, [op.id]).get(op.id, said_of(op.t, op.f))
    return None if theirs is None else here == said_of(op.t, theirs)


def _other(session: Session, refusal: Refusal, doubled: list[Refusal]) -> str | None:
    """Return how the city's record is called whose key was entered here for another one."""
    if refusal not in doubled or refusal.t is None or not OWNERS[refusal.t].alike or refusal.existing is None:
        return None
    theirs = fields_at_city(session, refusal.t, refusal.existing) or {}
    return " ".join(str(theirs.get(name) or "") for name in OWNERS[refusal.t].alike)


def _adopt(session: Session, group: OutboxGroup, held: Group, doubled: list[Refusal], now: datetime) -> None:
    """Let local records take the city's ids."""
    _with_new_mid(session, group, held, now)
    for refusal in doubled:
        if refusal.t is not None and refusal.id is not None and refusal.existing is not None:
            adopt(session, refusal.t, refusal.id, refusal.existing, now)
