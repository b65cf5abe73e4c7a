"""Publishing: what the county's or the city's list says and the records do not yet, as one group for each scope.

The list is compared with what stands there, so that publishing it twice changes nothing. Stand-ins that townships kept
are taken over by their natural keys; they keep their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from sqlalchemy import Connection

from gridadmin.city.exchange import Exchange
from gridadmin.city.ids import Now, timed_uuid
from gridadmin.city.publication_files import Published, Row
from gridadmin.city.record_rules import key_of, rules_of, without_nulls
from gridadmin.city.shelf import ScopeShelf
from gridadmin.city.transactions import snapshot
from gridadmin.domain.errors import GridAdminError, InvalidError
from gridadmin.domain.grid_codes import township_of
from gridadmin.i18n import N_, Message
from gridadmin.wire.enrolment import SCHEMA
from gridadmin.wire.groups import Act, Change, Group, NewRecord, Op, SetFields
from gridadmin.wire.owners import OWNERS
from gridadmin.wire.push import Result
from gridadmin.wire.scopes import Scope, ScopeKind
from gridadmin.wire.values import Json

GRID_FIELDS = ("code", "valid_from", "valid_to")
VERSION_FIELDS = ("name", "kind", "dedicated_kind", "area", "households", "residents", "setting", "decision_document")
SENTENCES = {
    Published.GRIDS: N_("Published {count} grids"),
    Published.COMMUNITIES: N_("Published {count} communities and villages"),
    Published.PARAMETERS: N_("Published {count} parameters"),
}
_NO_COMMUNITY = N_("Grid {grid}: community {community} is not published. Publish the communities first.")
_BAD_CODE = N_("“{code}” is no code of a grid (15 digits) or a community (12 digits).")
_REFUSED = N_("{scope}: the publication was refused: {reason}")


@dataclass(frozen=True)
class Publisher:
    """Who publishes: county or city, and the name that offices see."""

    scope: Scope
    name: str


@dataclass(frozen=True)
class Publication:
    """What publishing did, or would do, in one scope: records new there, records changed, stand-ins taken over."""

    scope: Scope
    new: int
    changed: int
    taken_over: int


def publish_rows(
    exchange: Exchange,
    publisher: Publisher,
    kind: Published,
    rows: Sequence[Row],
    since: date,
    *,
    rehearse: bool = False,
) -> list[Publication]:
    """Publish the rows of a list and return what changed, scope by scope; scopes where nothing did are left out.

    Args:
        since: the day from which changed facts of a grid hold; what the list says of its first day is the grid's own.
        rehearse: only say what would be done.

    Raises InvalidError for codes that are none or lack their community, GridAdminError where the city refuses.
    """
    now = Now(exchange.clock(), exchange.random)
    done = []
    for scope, own in _by_scope(publisher, kind, rows).items():
        plan = snapshot(exchange.engine, partial(_planned, scope, now, kind, own, since))
        if not plan.ops:
            continue
        done.append(Publication(scope, plan.new, plan.changed, plan.taken_over))
        if not rehearse:
            _publish(exchange, publisher, scope, _group(plan.ops, kind, len(own), publisher, now))
    return done


def _planned(
    scope: Scope, now: Now, kind: Published, rows: Sequence[Row], since: date, connection: Connection
) -> _Plan:
    return _Plan(connection, scope, now).plan(kind, rows, since)


def _publish(exchange: Exchange, publisher: Publisher, scope: Scope, group: Group) -> None:
    outcome = exchange.publish(publisher.scope, scope, [group])[group.mid]
    if outcome.result is not Result.APPLIED:
        reason = outcome.refusals[0].title if outcome.refusals else outcome.conflicts[0].kind.value
        raise GridAdminError(_REFUSED, scope=str(scope), reason=reason)


def _group(ops: Iterable[Op], kind: Published, count: int, publisher: Publisher, now: Now) -> Group:
    sentence = Message(SENTENCES[kind], {"count": count})
    act = Act(
        id=timed_uuid(now), at=now.at, actor=publisher.name, sentence=sentence.msgid, values={"count": count},
        undoable=False,
    )  # fmt: skip
    return Group(mid=timed_uuid(now), schema=SCHEMA, acts=(act,), ops=tuple(ops))


def _by_scope(publisher: Publisher, kind: Published, rows: Sequence[Row]) -> dict[Scope, list[Row]]:
    if kind is Published.PARAMETERS:
        return {publisher.scope: list(rows)}
    found: dict[Scope, list[Row]] = {}
    for row in rows:
        code = str(row["code"])
        if not (code.isascii() and code.isdigit() and len(code) == (15 if kind is Published.GRIDS else 12)):
            raise InvalidError(_BAD_CODE, code=code)
        found.setdefault(Scope(ScopeKind.TOWN, township_of(code)), []).append(row)
    return found


def _needed(record_type: str) -> dict[str, Json]:
    """Return the texts that a record cannot do without, empty: of a column that is not there a list says nothing."""
    fields = OWNERS[record_type].fields
    return {name: "" for name in ("source", "note") if name in fields and fields[name].required}


class _Plan:
    """The operations that make one scope say what the list says."""

    def __init__(self, connection: Connection, scope: Scope, now: Now) -> None:
        self._shelf, self._now = ScopeShelf(connection, scope), now
        self.ops: list[Op] = []
        self.new = self.changed = self.taken_over = 0

    def plan(self, kind: Published, rows: Sequence[Row], since: date) -> _Plan:
        """Plan all rows."""
        for row in rows:
            if kind is Published.GRIDS:
                self._grid(row, since.isoformat())
            else:
                self._record("community" if kind is Published.COMMUNITIES else "parameter", row)
        return self

    def _grid(self, row: Row, since: str) -> None:
        code = str(row["code"])
        community_code = row.get("community") or code[:12]
        community = self._holder("community", {"code": community_code})
        if community is None:
            raise InvalidError(_NO_COMMUNITY, grid=code, community=community_code)
        grid, was_here = self._record("grid", {name: row[name] for name in GRID_FIELDS if name in row})
        versions = self._versions(grid) if was_here else {}
        first = str(row["valid_from"])
        if not versions:
            self._record("grid_version", self._said(row, {}, community, grid) | {"valid_from": first})
            return
        newest = max(versions)
        current = max((day for day in versions if day <= since), default=min(versions))
        for day in (newest, current):  # a list that says what is decided for later already changes nothing today
            held, stand_in = versions[day]
            wanted = self._said(row, held, community, grid)
            told = {name: held.get(name) for name in (*VERSION_FIELDS, "community_id")}
            if told == {name: wanted.get(name) for name in told} or (stand_in and day == current):
                self._record("grid_version", wanted | {"valid_from": day})
                return
        self._record("grid_version", wanted | {"valid_from": max(current, since)})

    def _said(self, row: Row, before: Mapping[str, Json], community: UUID, grid: UUID) -> dict[str, Json]:
        """Return what a row says of a grid, on top of what was said before where it has no column."""
        said: dict[str, Json] = {name: row.get(name, before.get(name)) for name in VERSION_FIELDS}
        if row["kind"] != before.get("kind"):
            said["dedicated_kind"] = row.get("dedicated_kind")  # that of another kind says nothing of this one
        return without_nulls(said) | {"community_id": str(community), "grid_id": str(grid)}

    def _versions(self, grid: UUID) -> dict[str, tuple[Mapping[str, Json], bool]]:
        ids = {link.source for link in self._shelf.links([str(grid)]) if link.t == "grid_version"}
        kept = (each for each in self._shelf.records("grid_version", ids) if not each.deleted)
        return {str(each.fields["valid_from"]): (each.fields, each.stand_in) for each in kept}

    def _record(self, record_type: str, fields: Row) -> tuple[UUID, bool]:
        """Plan one record; return its id, and whether it was there."""
        wanted = _needed(record_type) | without_nulls(fields)
        holder = self._holder(record_type, wanted)
        kept = next(iter(self._shelf.records(record_type, [holder])), None) if holder else None
        if kept is None or kept.stand_in:
            new_id = timed_uuid(self._now)
            self.ops.append(NewRecord(t=record_type, id=new_id, f=wanted))
            self.taken_over += kept is not None
            self.new += kept is None
            # Operations of the same group name the id of the publication; the city follows the stand-in's own.
            return (new_id, False) if kept is None else (kept.id, True)
        changes = {name: Change(kept.fields.get(name), fields[name]) for name in fields if name in fields}
        changes = {name: change for name, change in changes.items() if change.was != change.now}
        if changes:
            self.ops.append(SetFields(t=record_type, id=kept.id, set=changes))
            self.changed += 1
        return kept.id, True

    def _holder(self, record_type: str, fields: Row) -> UUID | None:
        rules = rules_of(record_type)
        key = key_of(rules, fields) if rules else None
        return self._shelf.holders(record_type, [key]).get(key) if key else None
