"""Records that nobody here has yet: nearly all of a first pull, written by the shortest way.

Such a record has one row and at most one operation, which made it as it stands, and nothing of the clerk's lies over
it. What is otherwise in any way is left to `sync.receiving`; both write the same rows and the same entries.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.models.bulk_insert import insert_columns
from gridadmin.models.exchange import CityRecord
from gridadmin.models.received import ReceivedAct, ReceivedWriter, held_in
from gridadmin.sync.keys import KeyOf, holders_of, key_of, unique_columns
from gridadmin.sync.records import Fields, classes, completed, known_fields, stored_columns
from gridadmin.wire.digests import signed
from gridadmin.wire.groups import NewRecord, PastOp, RestoreRecord
from gridadmin.wire.pull import Row
from gridadmin.wire.scopes import Scope


class Arriving:
    """The records of a page that are new here.

    Attributes:
        fresh: those that nothing was found against. entered: those that were written. Both by the number that an id is:
            looking up an id itself takes several times as long.
    """

    def __init__(self, session: Session, writer: ReceivedWriter, scope: Scope) -> None:
        self.fresh: dict[int, Row] = {}
        self.entered: set[int] = set()
        self._session, self._writer, self._scope = session, writer, scope
        self._met: set[int] = set()
        self._gathered: dict[str, tuple[list[Row], list[Fields]]] = {}

    def sift(self, rows: Sequence[Row], *touched: Collection[UUID]) -> None:
        """Find the rows that are new here; `touched`: records of which something else is known."""
        known, by_type = classes(), dict[str, list[Row]]()
        concerned = [some for some in touched if some]
        for row in rows:
            if row.t in known and not row.deleted and not any(row.id in some for some in concerned):
                by_type.setdefault(row.t, []).append(row)
        bare = {record_type: _bare(record_type, some) for record_type, some in by_type.items()}
        ids = [row.id for some in bare.values() for row in some]
        at_city = held_in(self._session.connection(), CityRecord.record_id, ids)
        for record_type, some in bare.items():
            self._sift_type(record_type, some, at_city)

    def heed(self, op: PastOp, *, replayed: bool) -> None:
        """Look at an operation of the page: it says of a fresh record how it was made, or that it has a longer story.

        `replayed`: it is journaled now, being somebody else's and not in the journal yet.
        """
        number = op.id.int
        row = self.fresh.get(number)
        if row is None:
            return
        made = isinstance(op, NewRecord | RestoreRecord) and op.t == row.t and op.f == row.f
        if made and replayed and number not in self._met:
            self._met.add(number)
        else:
            del self.fresh[number]

    def enter(self, act: ReceivedAct, row: Row) -> None:
        """Enter a fresh record: the act's entry for it now, its row and what the city has of it with the page."""
        whole = completed(row.t, row.f, self._scope)
        self._writer.note_new(act, row.t, row.id, whole)
        rows, wholes = self._gathered.setdefault(row.t, ([], []))
        rows.append(row)
        wholes.append(whole)
        self.entered.add(row.id.int)

    def enter_rest(self, act_of: Callable[[Scope], ReceivedAct]) -> int:
        """Enter those that no operation spoke of, end the page, and return how many records were new."""
        for number, row in self.fresh.items():
            if number not in self.entered:
                self.enter(act_of(self._scope), row)
        for record_type, (rows, wholes) in self._gathered.items():
            ids = [row.id for row in rows]
            self._writer.insert_new(classes()[record_type], ids, stored_columns(record_type, wholes))
            held = _at_city(record_type, self._scope, rows, ids)
            insert_columns(self._session.connection(), CityRecord.__table__, held)
        return len(self.entered)

    def _sift_type(self, record_type: str, rows: Sequence[Row], at_city: Collection[UUID]) -> None:
        table: Any = classes()[record_type].__table__
        here = held_in(self._session.connection(), table.c.id, [row.id for row in rows])
        here |= {row.id for row in rows if row.id in at_city} if at_city else set()
        columns = unique_columns(record_type)
        keys: dict[KeyOf, UUID] = {}
        for row in rows if columns else ():
            key = key_of(columns, row.f, self._scope)
            if key is not None and keys.setdefault(key, row.id) is not row.id:
                here |= {row.id, keys[key]}
        here |= {keys[key] for key in holders_of(self._session, record_type, keys)}
        self.fresh |= {row.id.int: row for row in rows if not here or row.id not in here}


def _at_city(record_type: str, scope: Scope, rows: Sequence[Row], ids: Sequence[UUID]) -> dict[str, Sequence[Any]]:
    """Return what the city has of records, column by column."""
    count = len(rows)
    return {
        "record_id": ids,
        "record_type": [record_type] * count,
        "scope": [str(scope)] * count,
        "ver": [row.ver for row in rows],
        "hash": [signed(row.hash) for row in rows],
        "stand_in": [row.stand_in for row in rows],
        "base": [None] * count,
        "unknown": [None] * count,
    }


def _bare(record_type: str, rows: Collection[Row]) -> list[Row]:
    """Return the rows that have neither a field of a newer schema nor one that is null."""
    known = known_fields(record_type)
    return [row for row in rows if row.f.keys() <= known and None not in row.f.values()]
