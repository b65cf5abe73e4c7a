"""Who owns a field, enforced where everything that is written here passes: in the journal's listener.

What county or city have published, this office does not change (Art 7, 9): the city would refuse it, and the clerk
would learn of it days later. Records that she keeps for them until they publish (stand-ins) are hers to change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select

from gridadmin.domain.errors import NotPermittedError
from gridadmin.domain.journal import Operation
from gridadmin.domain.journal_words import field_word
from gridadmin.i18n import N_
from gridadmin.models.exchange import CityRecord
from gridadmin.wire.groups import Author
from gridadmin.wire.owner_terms import Owner
from gridadmin.wire.owners import OWNERS, may_change, may_delete
from gridadmin.wire.scopes import ScopeKind, parse_scope

_CHANGED = N_(
    "{field} is published by the county or the city and can be changed there only (Art 7). "
    "File a proposal with the county, or ask the city."
)
_DELETED = N_(
    "This record is published by the county or the city and can be deleted there only (Art 7). "
    "File a proposal with the county, or ask the city."
)
_ABOVE = frozenset({Owner.CITY, Owner.COUNTY, Owner.PUBLISHER})
_GUARDED: Mapping[str, frozenset[str]] = {
    record_type: fields
    for record_type, known in OWNERS.items()
    if (fields := frozenset(name for name, declared in known.fields.items() if declared.owner in _ABOVE))
}
_CHUNK = 500


class Touched(NamedTuple):
    """What a flush does to a record that is there already."""

    operation: Operation
    record_type: str
    record_id: UUID
    fields: Collection[str]


class Published(NamedTuple):
    """A record as its owner published it; `scope` is where it lies."""

    scope: ScopeKind
    stand_in: bool


def refuse_published(connection: Connection, touched: Iterable[Touched]) -> None:
    """Raise NotPermittedError where a change concerns what county or city have published."""
    guarded = [each for each in touched if _is_guarded(each)]
    if not guarded:
        return
    published = published_records(connection, [each.record_id for each in guarded])
    for each in guarded:
        held = published.get(each.record_id)
        if held is None:
            continue
        if each.operation is Operation.DELETE:
            if not may_delete(Author.TOWNSHIP, each.record_type, stand_in=held.stand_in, scope=held.scope):
                raise NotPermittedError(_DELETED)
            continue
        for name in sorted(set(each.fields) & locked_fields(each.record_type, held)):
            raise NotPermittedError(_CHANGED, field=field_word(name, each.record_type))


def _is_guarded(touched: Touched) -> bool:
    fields = _GUARDED.get(touched.record_type)
    return fields is not None and (touched.operation is Operation.DELETE or not fields.isdisjoint(touched.fields))


def published_records(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Published]:
    """Return those of the records that the city has, alive."""
    found: dict[UUID, Published] = {}
    for start in range(0, len(ids), _CHUNK):
        query = select(CityRecord.record_id, CityRecord.scope, CityRecord.stand_in).where(
            CityRecord.record_id.in_(ids[start : start + _CHUNK]), CityRecord.hash.is_not(None)
        )
        for row in connection.execute(query):
            found[row.record_id] = Published(parse_scope(row.scope).kind, row.stand_in)
    return found


def locked_fields(record_type: str, published: Published) -> frozenset[str]:
    """Return the fields of a published record that this office cannot change."""
    return frozenset(
        name
        for name in _GUARDED.get(record_type, ())
        if not may_change(Author.TOWNSHIP, record_type, name, stand_in=published.stand_in, scope=published.scope)
    )
