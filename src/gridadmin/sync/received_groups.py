"""Groups of the office's other computers: kept like its own, so that a city that has lost them can have them again.

The disk of the computer that sent them may be gone by then. What the city wrote whole goes again under its own mid,
whoever sends it; of what met a conflict only the written part is known here, and a mid names one content for ever, so
that a part has a mid of its own. Whether the city still has it tells the history that a full pull brings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from gridadmin.models.exchange import GroupState, OutboxGroup
from gridadmin.sync.journal_reading import derived_mid
from gridadmin.sync.outbox import SPACING, add_rows, in_parts, index_again, next_n, pack_text, set_state, unpack
from gridadmin.sync.points import replica_of
from gridadmin.sync.pruning import KEPT
from gridadmin.sync.pulling import staged_groups
from gridadmin.wire.canonical import canonical_map
from gridadmin.wire.enrolment import SCHEMA
from gridadmin.wire.groups import Author
from gridadmin.wire.scopes import parse_scope
from gridadmin.wire.shapes import spell

_Groups = Sequence[Mapping[str, Any]]


def keep_received(session: Session, now: datetime) -> int:
    """Keep the groups of other computers that the staged pull brings, and return how many were new here."""
    kept = 0
    for groups in staged_groups(session, parse_scope(replica_of(session).scope)):
        kept += _keep(session, [each for each in groups if _is_wanted(each, now)], now)
    return kept


def _is_wanted(group: Mapping[str, Any], now: datetime) -> bool:
    """Return whether a group is the office's and young enough; one whose values were erased is nobody's to send."""
    if group["by"] != Author.TOWNSHIP.value or not group["ops"]:
        return False
    if datetime.fromisoformat(group["acts"][-1]["at"]) < now - KEPT:
        return False
    return all(pair is not None for op in group["ops"] for pair in op.get("set", {}).values())


def _keep(session: Session, groups: _Groups, now: datetime) -> int:
    known = _held(session, [UUID(group["mid"]) for group in groups])
    _note_places(session, {UUID(group["mid"]): group["seq"] for group in groups}, known)
    rows = [_row(group, now) for group in groups if UUID(group["mid"]) not in known]
    parts = _held(session, [row["mid"] for row in rows if row["part_of"] is not None])
    rows = [row for row in rows if row["mid"] not in parts]
    first = next_n(session)
    for place, row in enumerate(rows):
        row["n"] = first + place * SPACING
    add_rows(session, rows, [])
    return len(rows)


def _held(session: Session, mids: Sequence[UUID]) -> dict[UUID, int | None]:
    """Return those of some groups that are here, with their places in the city's history if they are settled."""
    found: dict[UUID, int | None] = {}
    for some in in_parts(mids):
        query = select(OutboxGroup.mid, OutboxGroup.seq).where(OutboxGroup.mid.in_(some))
        found |= {row.mid: row.seq for row in session.execute(query)}
    return found


def _note_places(session: Session, places: Mapping[UUID, int], known: Mapping[UUID, int | None]) -> None:
    """Note where in its history the city has groups: after it was restored elsewhere than before."""
    moved = [
        {"its": mid, "place": seq} for mid, seq in places.items() if mid in known and known[mid] not in (None, seq)
    ]
    if moved:
        statement = update(OutboxGroup).where(OutboxGroup.mid == bindparam("its")).values(seq=bindparam("place"))
        session.connection().execute(statement, moved)


def _row(group: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    ops = spell(group["ops"]).decode("utf-8")
    whole, mid = group.get("whole", False), UUID(group["mid"])
    deletions = sum(op["k"] == "del" for op in group["ops"])
    own = mid if whole else derived_mid(mid, ops)
    told = {"acts": spell(group["acts"]).decode("utf-8"), "mid": f'"{own}"', "ops": ops, "schema": str(SCHEMA)}
    if deletions:
        told["confirmed_deletions"] = str(deletions)
    return {
        "mid": own,
        "state": GroupState.DONE,
        "body": pack_text(canonical_map(told)),
        "act_ids": [act["id"] for act in group["acts"]],
        "outcome": {"result": "applied"},
        "seq": group["seq"],
        "part_of": None if whole else mid,
        "queued_at": now,
        "settled_at": now,
    }


def requeue_missing_parts(session: Session) -> int:
    """Put parts back into the queue whose groups the history of a full pull does not have; return how many.

    What is older than all that it has was forgotten there, and not lost.
    """
    query = select(OutboxGroup.mid, OutboxGroup.part_of, OutboxGroup.seq)
    parts = session.execute(query.where(OutboxGroup.part_of.is_not(None), OutboxGroup.state == GroupState.DONE)).all()
    if not parts:
        return 0
    present, oldest = _history(session)
    missing = [part.mid for part in parts if not {part.mid, part.part_of} & present and (part.seq or oldest) >= oldest]
    _send_again(session, missing)
    return len(missing)


def _history(session: Session) -> tuple[set[UUID], int]:
    present: set[UUID] = set()
    seqs: list[int] = []
    for groups in staged_groups(session, parse_scope(replica_of(session).scope)):
        present |= {UUID(group["mid"]) for group in groups}
        seqs += (groups[0]["seq"], groups[-1]["seq"])
    return present, min(seqs, default=0)


def _send_again(session: Session, mids: Iterable[UUID]) -> None:
    for some in in_parts(list(mids)):
        set_state(session, some, GroupState.WAITING, outcome=None, settled_at=None, seq=None)
        bodies = session.scalars(select(OutboxGroup.body).where(OutboxGroup.mid.in_(some)))
        index_again(session, [unpack(body) for body in bodies])
