"""Folding: whatever several operations do in turn, their folded one does at once, from what was there at first."""

from __future__ import annotations

from uuid import UUID

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gridadmin.models.ids import new_id
from gridadmin.sync.folding import fold_ops, fold_record, laid_over, taken_back
from gridadmin.wire.groups import Change, DeleteRecord, NewRecord, Op, RestoreRecord, SetFields
from gridadmin.wire.values import Json

RECORD = UUID(int=1)
FIELDS = ("name", "address", "remarks")
Held = dict[str, Json] | None


def made(draw: st.DrawFn) -> dict[str, Json]:
    values = {name: draw(st.sampled_from([None, "a", "b", True, 1])) for name in FIELDS}
    return {name: value for name, value in values.items() if value is not None}


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, Held, list[Op]]:
    """What the city has of a record, and operations that a clerk can do in turn on what she sees."""
    before = draw(st.sampled_from(["nothing", "live", "deleted"]))
    start = made(draw) if before == "live" else None
    held: Held = start
    gone = before == "deleted"
    ops: list[Op] = []
    for _ in range(draw(st.integers(1, 6))):
        if held is None:
            fields = made(draw)
            kind = RestoreRecord if gone else NewRecord
            ops.append(kind(t="worker", id=RECORD, f=fields))
            held = fields
        elif draw(st.booleans()):
            change = {name: draw(st.sampled_from([None, "a", "b", "c"])) for name in FIELDS if draw(st.booleans())}
            if change:
                was = held
                ops.append(SetFields(t="worker", id=RECORD, set={n: Change(was.get(n), v) for n, v in change.items()}))
                held = laid_over(held, ops[-1:])
        else:
            ops.append(DeleteRecord(t="worker", id=RECORD, was=held))
            held, gone = None, True
    assume(ops)
    return before, start, ops


def city_does(before: str, held: Held, op: Op | None) -> tuple[str, Held]:
    """Apply an operation as strictly as the city does; anything that would be a conflict fails."""
    if op is None:
        return before, held
    if isinstance(op, NewRecord):
        assert before == "nothing"
        return "live", dict(op.f)
    if isinstance(op, RestoreRecord):
        assert before == "deleted"
        return "live", dict(op.f)
    assert held is not None
    if isinstance(op, DeleteRecord):
        assert op.was == held
        return "deleted", None
    for name, change in op.set.items():
        assert held.get(name) == change.was
    return "live", laid_over(held, [op])


@settings(max_examples=200)
@given(histories())
def test_folded_does_what_all_do_in_turn(history: tuple[str, Held, list[Op]]) -> None:
    before, start, ops = history
    state = (before, start)
    for op in ops:
        state = city_does(*state, op)
    ended, held = city_does(before, start, fold_record(ops))
    assert held == state[1]
    assert (ended == "live") == (state[0] == "live")


@settings(max_examples=200)
@given(histories())
def test_folding_in_parts_is_folding_at_once(history: tuple[str, Held, list[Op]]) -> None:
    _before, _start, ops = history
    for cut in range(1, len(ops)):
        first = fold_record(ops[:cut])
        again = fold_record([*([first] if first else []), *ops[cut:]])
        whole = fold_record(ops)
        if first is not None:  # what came to nothing has forgotten whether the city ever had the record
            assert again == whole


@settings(max_examples=200)
@given(histories())
def test_taking_back_is_the_way_there(history: tuple[str, Held, list[Op]]) -> None:
    _before, start, ops = history
    assert taken_back(laid_over(start, ops), ops) == start


def test_records_keep_their_order_and_nothing_is_left_of_what_was_undone() -> None:
    one, two = new_id(), new_id()
    ops: list[Op] = [
        NewRecord(t="worker", id=one, f={"name": "a"}),
        NewRecord(t="worker", id=two, f={"name": "b"}),
        DeleteRecord(t="worker", id=one, was={"name": "a"}),
        SetFields(t="worker", id=two, set={"name": Change("b", "c")}),
    ]
    assert fold_ops(ops) == (NewRecord(t="worker", id=two, f={"name": "c"}),)


def test_a_truth_value_is_no_number() -> None:
    op = SetFields(t="attestation", id=RECORD, set={"met": Change(True, 1)})
    assert fold_record([op]) == op
