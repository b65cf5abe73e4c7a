"""What must hold at every commit, and at rest (docs/exchange.md, section 15)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.exchange_proof.model.applying import same
from tests.exchange_proof.model.city import CityState
from tests.exchange_proof.model.office import Office
from tests.exchange_proof.model.office_state import State
from tests.exchange_proof.model.terms import KINDS, ProtocolViolationError, Row, key_of


def check_records(rows: Mapping[str, Row], where: str) -> None:
    """I5, and natural keys: no torn group, no child without parent, nothing doubled, at any commit."""
    keys: set[tuple[str, str, object]] = set()
    for row in rows.values():
        if row.deleted:
            continue
        kind = KINDS[row.t]
        for name in kind.refers:
            parent = rows.get(str(row.f.get(name)))
            if parent is None or parent.deleted:
                raise ProtocolViolationError(f"I5 a {row.t} without its {name} {where}")
            if row.t == "pair" and parent.f["v"] != row.f["v"]:
                raise ProtocolViolationError(f"I5 a group was written in part {where}")
        key = key_of(kind.natural, row.f)
        if key is not None:
            if (row.scope, row.t, key) in keys:
                raise ProtocolViolationError(f"adoption: a {row.t} is doubled {where}")
            keys.add((row.scope, row.t, key))


def check_rest(city: CityState, offices: Iterable[Office]) -> None:
    """I2, I3, I7, I11: what holds when everybody has exchanged and nobody types."""
    _check_history(city)
    for office in offices:
        d = office.d
        held, theirs = _live(d.base, d.reads), _live(city.rows, d.reads)
        if held.keys() != theirs.keys() or any(not same(held[i].f, theirs[i].f) for i in held):
            raise ProtocolViolationError("I3 an office holds something else than the city")
        if d.sealed is not None or any(entry.state is State.SEALED for entry in d.entries):
            raise ProtocolViolationError("I7 a sealed push is left")
        waits = any(entry.state is State.WAITING for entry in d.entries)
        if waits and not any(entry.state in (State.REFUSED, State.EXPIRED) for entry in d.entries):
            raise ProtocolViolationError("I7 the queue waits for nothing")


def _live(rows: Mapping[str, Row], scopes: tuple[str, ...]) -> dict[str, Row]:
    return {record: row for record, row in rows.items() if row.live and row.scope in scopes}


def _check_history(city: CityState) -> None:
    mids = [past.group.mid for past in city.history]
    if len(mids) != len(set(mids)):
        raise ProtocolViolationError("I2 a group was applied twice")
    if any(city.floor.values()):
        return  # what it forgot cannot be replayed
    fields: dict[str, dict[str, object]] = {}
    for past in city.history:
        for op in past.group.ops:
            if op.k == "del":
                fields.pop(op.id, None)
            elif op.k == "set":
                fields[op.id] |= {name: change.now for name, change in op.set.items()}
            else:
                fields[op.id] = dict(op.f)
    held = {record: row.f for record, row in city.rows.items() if row.live}
    if held.keys() != fields.keys() or any(not same(held[i], fields[i]) for i in held):  # type: ignore[arg-type]
        raise ProtocolViolationError("I11 the history does not give the records")
