"""What an office does with the outcome of a group: done, a card, the rest of an import once more, or a to-do."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from tests.exchange_proof.model.mistakes import Mistake
from tests.exchange_proof.model.office_state import Card, Entry, OfficeState, State
from tests.exchange_proof.model.terms import Group, Op, Outcome, Row, only_fields


def settle(
    d: OfficeState,
    entry: Entry,
    outcome: Outcome,
    *,
    seq: int,
    new_mid: Callable[[], str],
    mistakes: Collection[Mistake],
) -> None:
    """Settle a group by the city's answer."""
    group = entry.group
    if outcome.result == "rejected":
        if Mistake.REFUSAL_DROPPED in mistakes:
            d.exchange(group.mid, ())
        else:
            d.put(Entry(group, State.REFUSED, refusals=outcome.refusals))
        return
    written, rest, card = _parted(group, outcome)
    done = Entry(group, State.DONE, seq, written=written, told=outcome.conflicts)
    if rest and Mistake.IMPORT_REST_DROPPED not in mistakes:
        d.exchange(group.mid, (done, Entry(replace(group, mid=new_mid(), ops=rest), State.WAITING)))
    else:
        d.put(done)
    if card and entry.told != outcome.conflicts and Mistake.CARD_DROPPED not in mistakes:
        shown = d.view() if outcome.conflicts else {}
        for op in card:
            if op.id in entry.group.records():
                shown |= _as_typed(d, entry, op)
        d.cards.append(
            Card(
                "conflict",
                replace(group, ops=card),
                outcome.conflicts,
                {op.id: shown[op.id] for op in card if op.id in shown},
            )
        )


def _as_typed(d: OfficeState, entry: Entry, op: Op) -> dict[str, Row]:
    """Return the record of a card as the clerk left it, before the city's value took its place."""
    before = d.copy()
    before.put(entry)
    row = before.view().get(op.id)
    return {} if row is None else {op.id: row}


def _parted(group: Group, outcome: Outcome) -> tuple[tuple[Op, ...], tuple[Op, ...], tuple[Op, ...]]:
    """Return what was written, what is to be sent again without the conflict, and what is in conflict."""
    met: dict[str, set[str | None]] = {}
    for each in outcome.conflicts:
        met.setdefault(each.id, set()).add(each.field)
    if outcome.result == "applied":
        return group.ops, (), ()
    if outcome.result == "conflict":
        if group.independent and len(group.records()) > 1:
            return (), tuple(op for op in group.ops if op.id not in met), tuple(op for op in group.ops if op.id in met)
        return (), (), group.ops
    kept, in_conflict = [], []
    for op in group.ops:
        fields = met.get(op.id, set())
        kept.append(only_fields(op, set(op.set) - fields))
        in_conflict.append(only_fields(op, set(op.set) & fields))
    return tuple(op for op in kept if op.set), (), tuple(op for op in in_conflict if op.set)
