"""The access record: who asked what, in which scope, when, with what result, and how many records went out.

What a county or the city does in a township stands in the record of both: each finds there what concerns it.
It is written a moment after the answer, many rows at once: a commit for each request would cost more than the request.
What a killed process had not written yet stands in the log.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, Engine, delete, insert, select

from gridadmin.city.tables import access, audit, replica
from gridadmin.city.transactions import transaction
from gridadmin.city.visits import Visit, last_word
from gridadmin.wire.problems import ProblemType

MOST_WAITING, WRITTEN_AT_ONCE = 20_000, 1_000
WITHOUT_TOKEN = ("enrol", "token")
TOO_MANY = 429
WRONG_PROOFS = frozenset({ProblemType.CODE_INVALID, ProblemType.TOKEN_INVALID, ProblemType.REVOKED})
_WRONG_PROOFS = frozenset(map(last_word, WRONG_PROOFS))


@dataclass(frozen=True)
class AccessRow:
    """One line of the record.

    Attributes:
        who: the client; empty where its proof was wrong. address: the name of the address that was asked.
        computer: what the client's computer is called.
        received, given: groups that came in, records that went out. problem: why it was not done.
    """

    at: datetime
    scope: str
    who: str
    address: str
    status: int
    received: int
    given: int
    problem: str
    computer: str = ""


class AccessRecord:
    """Keeps the record of one process until it is written."""

    def __init__(self, engine: Engine, days: int, clock: Callable[[], datetime]) -> None:
        self._engine, self._days, self._clock = engine, days, clock
        self._waiting: deque[Visit] = deque(maxlen=MOST_WAITING)
        self._tried: list[Visit] = []

    def note(self, visit: Visit) -> None:
        """Remember a request that has something to tell.

        Strangers stay out, or a flood would fill the table, but for wrong codes and secrets: only so many of these are
        listened to. So do the questions of idle offices, every minute of every day, whether there is anything new:
        nothing came in and nothing went out.
        """
        told = visit.received or visit.given or (visit.status >= 400 and visit.status != TOO_MANY)
        if visit.address in WITHOUT_TOKEN:
            told = visit.status < 400 or visit.problem in _WRONG_PROOFS
        if told and (visit.who or visit.address in WITHOUT_TOKEN):
            self._waiting.append(visit)

    def write(self) -> None:
        """Write what waits; it goes on waiting where the database is away. Raises SQLAlchemyError."""
        while self._tried or self._waiting:
            tried_before = bool(self._tried)
            if not tried_before:
                count = min(len(self._waiting), WRITTEN_AT_ONCE)
                self._tried = [self._waiting.popleft() for _ in range(count)]
            rows = [row for visit in self._tried for row in _rows(visit)]
            transaction(self._engine, partial(_insert, rows=rows, tried_before=tried_before))
            self._tried = []

    def forget(self) -> None:
        """Delete what is older than it has to be kept. Raises SQLAlchemyError."""
        cutoff = self._clock() - timedelta(days=self._days)
        transaction(self._engine, lambda connection: connection.execute(delete(access).where(access.c.at < cutoff)))


def _insert(connection: Connection, rows: Sequence[dict[str, object]], tried_before: bool) -> None:
    if tried_before:  # perhaps they are there, and only the answer to their commit was lost
        mine = (access.c.scope.in_({row["scope"] for row in rows}), access.c.id.in_([row["id"] for row in rows]))
        there = {(row.scope, row.id) for row in connection.execute(select(access.c.scope, access.c.id).where(*mine))}
        rows = [row for row in rows if (row["scope"], row["id"]) not in there]
    if rows:
        connection.execute(insert(access), rows)


def _rows(visit: Visit) -> Iterator[dict[str, object]]:
    own = _values(visit)
    yield own
    for scope, given in visit.below.items():
        if visit.received or given or visit.status >= 400:
            yield own | {"scope": str(scope), "given": given}


def _values(visit: Visit) -> dict[str, object]:
    return {
        "scope": visit.scope,
        "id": visit.id,
        "at": visit.at,
        "who": visit.who,
        "address": visit.address,
        "status": visit.status,
        "received": visit.received,
        "given": visit.given,
        "problem": visit.problem,
    }


def list_access(engine: Engine, since: datetime, scopes: Sequence[str], who: str | None, most: int) -> list[AccessRow]:
    """Return the newest lines of the record, newest first.

    Args:
        scopes: only these; empty for all.
    """
    columns = [access.c[name] for name in AccessRow.__dataclass_fields__ if name in access.c]
    query = select(*columns).where(access.c.at >= since).order_by(access.c.at.desc()).limit(most)
    if scopes:
        query = query.where(access.c.scope.in_(scopes))
    if who is not None:
        query = query.where(access.c.who == who)
    with engine.connect() as connection:
        rows = [AccessRow(*row) for row in connection.execute(query)]
        names = _computers(connection, {row.who for row in rows})
    return [replace(row, computer=names.get(row.who, "")) for row in rows]


def _computers(connection: Connection, clients: Collection[str]) -> dict[str, str]:
    """Return client -> what its computer is called, where it has said so."""
    query = select(replica.c.client_id, replica.c.computer).where(replica.c.computer != "")
    return {row.client_id: row.computer for row in connection.execute(query) if row.client_id in clients}


@dataclass(frozen=True)
class ActRow:
    """Something that was given, taken or published: by staff, by an office that enrolled, or noticed by the city."""

    at: datetime
    scope: str
    who: str
    what: str
    detail: str


def list_acts(engine: Engine, since: datetime, scopes: Sequence[str], who: str | None, most: int) -> list[ActRow]:
    """Return the newest acts, newest first; only of these scopes, unless there are none."""
    columns = [audit.c[name] for name in ActRow.__dataclass_fields__]
    query = select(*columns).where(audit.c.at >= since).order_by(audit.c.at.desc()).limit(most)
    if scopes:
        query = query.where(audit.c.scope.in_(scopes))
    if who is not None:
        query = query.where(audit.c.who == who)
    with engine.connect() as connection:
        return [ActRow(*row) for row in connection.execute(query)]
