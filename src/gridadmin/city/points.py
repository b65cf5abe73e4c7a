"""The counter of a scope and the history point: where the city stands, and whether a caller has seen the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, insert, select

from gridadmin.city.storage import EPOCH
from gridadmin.city.tables import counter, history, setting
from gridadmin.i18n import N_, _
from gridadmin.wire.history import START, History, Point
from gridadmin.wire.problems import ProblemError, ProblemType, problem_of
from gridadmin.wire.scopes import Scope

_RESYNC = N_("The city's data went back to an earlier moment; everything is being compared anew.")
_EXPIRED = N_("This office was away for longer than the city keeps its history; everything is being fetched anew.")


@dataclass(frozen=True)
class Standing:
    """Where one scope stands: the city's epoch, the newest point of the scope, up to which seq it has forgotten."""

    epoch: UUID
    point: Point
    forgotten: int = 0


def lock_scope(connection: Connection, scope: Scope) -> Standing:
    """Lock the counter of a scope until the commit and return where it stands; makes it on the first visit."""
    found = _read(connection, scope, lock=True)
    if found is None:
        add_scope(connection, scope, "")
        found = _read(connection, scope, lock=True)
        assert found is not None
    return found


def add_scope(connection: Connection, scope: Scope, name: str) -> None:
    """Make the counter of a scope that has none."""
    row = {"scope": str(scope), "epoch": current_epoch(connection), "seq": 0, "tag": 0, "name": name, "forgotten": 0}
    connection.execute(insert(counter), row)


def current_epoch(connection: Connection) -> UUID:
    """Return the epoch of the city."""
    return UUID(connection.execute(select(setting.c.value).where(setting.c.name == EPOCH)).scalar_one())


def standings(connection: Connection, scopes: Iterable[Scope], epoch: UUID | None = None) -> dict[Scope, Standing]:
    """Return where scopes stand, in their order, each by a statement of its own; [0, 0] before anything happened.

    `epoch`: the city's, where it is known already.
    """
    found = {scope: _read(connection, scope) for scope in scopes}
    known = [each for each in found.values() if each is not None]
    epoch = epoch or (known[0].epoch if known else current_epoch(connection))
    return {scope: each or Standing(epoch, START) for scope, each in found.items()}


def _read(connection: Connection, scope: Scope, lock: bool = False) -> Standing | None:
    columns = (counter.c.epoch, counter.c.seq, counter.c.tag, counter.c.forgotten)
    query = select(*columns).where(counter.c.scope == str(scope))
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else Standing(row.epoch, Point(row.seq, row.tag), row.forgotten)


def history_of(standing: Mapping[Scope, Standing]) -> History:
    """Return the history point of a reply."""
    epoch = next(iter(standing.values())).epoch
    return History(epoch=epoch, seen={scope: each.point for scope, each in standing.items()})


def check_history(
    connection: Connection, standing: Mapping[Scope, Standing], seen: History | None, cursors: Mapping[Scope, Point]
) -> None:
    """Refuse a caller who has seen another history than this one.

    Scopes that the caller does not read are not looked at: their points are nobody else's business. Who was away too
    long is told that first: it must not send again what was had and forgotten here.

    Raises:
        ProblemError: `resync` with where the city stands, `replica-expired`.
    """
    last = seen.seen if seen is not None else {}
    if any(scope in last and last[scope].seq < each.forgotten for scope, each in standing.items()):
        raise expired(standing)
    if seen is not None and any(each.epoch != seen.epoch for each in standing.values()):
        raise resync(standing)
    if not all([_is_kept(connection, standing, *each) for each in dict.fromkeys([*last.items(), *cursors.items()])]):
        raise expired(standing)


def _is_kept(connection: Connection, standing: Mapping[Scope, Standing], scope: Scope, point: Point) -> bool:
    """Return whether the tag of a point is kept; raises `resync` where it is another."""
    if point == START or scope not in standing or point == standing[scope].point:
        return True
    if point.seq == 0 or point.seq >= standing[scope].point.seq:
        raise resync(standing)
    tag = tag_at(connection, scope, point.seq)
    if tag is not None and tag != point.tag:
        raise resync(standing)
    return tag is not None


def expired(standing: Mapping[Scope, Standing]) -> ProblemError:
    """Return the problem of an office that may send what was had and forgotten here."""
    return problem_of(ProblemType.REPLICA_EXPIRED, _(_EXPIRED), history=history_of(standing))


def tag_at(connection: Connection, scope: Scope, seq: int) -> int | None:
    """Return the tag of a seq; None where it is no longer kept."""
    query = select(history.c.tag).where(history.c.scope == str(scope), history.c.seq == seq)
    return connection.execute(query).scalar_one_or_none()


def resync(standing: Mapping[Scope, Standing]) -> ProblemError:
    """Return the problem that makes an office recover."""
    return problem_of(ProblemType.RESYNC, _(_RESYNC), history=history_of(standing))
