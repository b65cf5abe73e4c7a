"""Do both sides hold the same? Digests find a difference, buckets and hashes its rows, and those are fetched again.

A repair is a report, not a routine: something went wrong before it. A difference that comes back after its repair
stops the exchange, as the next repair would hide the cause once more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.models.exchange import CityRecord
from gridadmin.sync.points import replica_of
from gridadmin.wire.digests import BUCKETS, Digest, bucket_of, digest_of
from gridadmin.wire.enrolment import SCHEMA
from gridadmin.wire.recovery import MOST_IDS, DigestReply, DigestRequest, RowsReply, RowsRequest
from gridadmin.wire.scopes import Scope

if TYPE_CHECKING:
    from gridadmin.sync.city import City
    from gridadmin.sync.round import Steps

_UNSIGNED = (1 << 64) - 1


class Difference(NamedTuple):
    """A scope and a record type in which the city holds something else than we do."""

    scope: Scope
    record_type: str


def held_digests(session: Session, scope: Scope) -> dict[str, Digest]:
    """Return our digests of a scope, by record type, as we hold the city's records."""
    query = select(CityRecord.record_type, CityRecord.hash).where(CityRecord.scope == str(scope))
    hashes: dict[str, list[int]] = {}
    for record_type, held in session.execute(query.where(CityRecord.hash.is_not(None))):
        hashes.setdefault(record_type, []).append(held & _UNSIGNED)
    return {record_type: digest_of(some) for record_type, some in hashes.items()}


def differing(session: Session, digests: Mapping[Scope, Mapping[str, Digest]]) -> tuple[Difference, ...]:
    """Return where the city's digests, as they came with the last page, are not ours."""
    found = []
    for scope, said in digests.items():
        held = held_digests(session, scope)
        for record_type in sorted(said.keys() | held.keys()):
            if said.get(record_type, Digest()) != held.get(record_type, Digest()):
                found.append(Difference(scope, record_type))
    return tuple(found)
