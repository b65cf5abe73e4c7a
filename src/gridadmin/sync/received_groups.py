"""Groups of the office's other computers: kept like its own, so that a city that has lost them can have them again.

The disk of the computer that sent them may be gone by then. What the city wrote whole goes again under its own mid,
whoever sends it; of what met a conflict only the written part is known here, and a mid names one content for ever, so
that a part has a mid of its own. Whether the city still has it tells the history that a full pull brings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from gridadmin.models.exchange import GroupState, OutboxGroup
from gridadmin.sync.journal_reading import derived_mid
from gridadmin.sync.kept_pages import let_wait_again, spell_received
from gridadmin.sync.outbox import SPACING, add_rows, in_parts, next_n
from gridadmin.sync.points import replica_of
from gridadmin.sync.pruning import KEPT
from gridadmin.sync.pulling import Pulled, staged_groups
from gridadmin.sync.stage import read_groups
from gridadmin.wire.enrolment import SCHEMA
from gridadmin.wire.groups import Author, NewRecord, PastGroup, PastSet, RestoreRecord
from gridadmin.wire.scopes import parse_scope
from gridadmin.wire.shapes import spell


def keep_received(session: Session, pulled: Pulled, now: datetime) -> int:
    """Keep the groups of other computers that a page of the staged pull brings; return how many were new here."""
    own = parse_scope(replica_of(session).scope)
    groups = [group for page in pulled.pages if page.scope == own for group in page.groups if _is_wanted(group, now)]
    known = _held(session, [group.mid for group in groups])
    _note_places(session, {group.mid: group.seq for group in groups}, known)
    new = [group for group in groups if group.mid not in known]
    return _keep(session, pulled, new, now) if new else 0


def _is_wanted(group: PastGroup, now: datetime) -> bool:
    """Return whether a group is the office's and young enough; one whose values were erased is nobody's to send."""
    if group.by is not Author.TOWNSHIP or not group.ops or group.acts[-1].at < now - KEPT:
        return False
    return not any(isinstance(op, PastSet) and None in op.set.values() for op in group.ops)


def _keep(session: Session, pulled: Pulled, groups: Sequence[PastGroup], now: datetime) -> int:
    """Keep groups in their page, which stays as it came, or written out where the page is mostly about other things."""
    whole = [group for group in groups if group.whole]
    made = sum(isinstance(op, NewRecord | RestoreRecord) for group in whole for op in group.ops)
    stays = 2 * made >= sum(len(page.rows) for page in pulled.pages)
    rows = [_in_page(group, pulled.n) for group in whole] if stays else []
    apart = {group.mid for group in groups if not (stays and group.whole)}
    if apart:
        came = [group for _scope, some in read_groups(pulled.body) for group in some]
        rows += [_written_out(group) for group in came if UUID(group["mid"]) in apart]
    parts = _held(session, [row["mid"] for row in rows if row["part_of"] is not None])
    rows = sorted([row for row in rows if row["mid"] not in parts], key=itemgetter("seq"))
    first = next_n(session)
    for place, row in enumerate(rows):
        row.update(_SETTLED, n=first + place * SPACING, queued_at=now, settled_at=now)
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


_SETTLED = {"state": GroupState.DONE, "outcome": {"result": "applied"}}


def _in_page(group: PastGroup, number: int) -> dict[str, Any]:
    act_ids = [str(act.id) for act in group.acts]
    return {"mid": group.mid, "body": b"", "act_ids": act_ids, "seq": group.seq, "part_of": None, "page": number}


def _written_out(group: Mapping[str, Any]) -> dict[str, Any]:
    ops, mid = spell(group["ops"]).decode("utf-8"), UUID(group["mid"])
    whole = group.get("whole", False)
    own = mid if whole else derived_mid(mid, ops)
    return {
        "mid": own,
        "body": spell_received(group, own, ops, SCHEMA),
        "act_ids": [act["id"] for act in group["acts"]],
        "seq": group["seq"],
        "part_of": None if whole else mid,
        "page": None,
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
    let_wait_again(session, missing)
    return len(missing)


def _history(session: Session) -> tuple[set[UUID], int]:
    present: set[UUID] = set()
    seqs: list[int] = []
    for groups in staged_groups(session, parse_scope(replica_of(session).scope)):
        present |= {UUID(group["mid"]) for group in groups}
        seqs += (groups[0]["seq"], groups[-1]["seq"])
    return present, min(seqs, default=0)
