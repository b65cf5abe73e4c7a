"""Offices that take part in an exchange, without the enrolment itself."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import OutboxGroup, Replica
from gridadmin.models.ids import new_id
from gridadmin.sync.collecting import collect_all
from gridadmin.sync.outbox import unpack
from gridadmin.sync.packed import plain_of
from gridadmin.sync.portions import Portions
from gridadmin.sync.sealing import seal_push
from gridadmin.wire.groups import Group
from gridadmin.wire.push import PushRequest
from tests.real_offices import TOWNSHIP

SCOPE = f"town:{TOWNSHIP}"
READS = [SCOPE, f"county:{TOWNSHIP[:6]}", f"city:{TOWNSHIP[:4]}"]


def enrol(office: OpenOffice, replica: UUID | None = None, client_id: str = "test") -> None:
    """Make an office a replica that has exchanged nothing yet."""
    office.exchange(_enrol, replica or new_id(), client_id)


def _enrol(session: Session, replica: UUID, client_id: str) -> None:
    session.add(
        Replica(
            id=replica,
            scope=SCOPE,
            reads=READS,
            name="",
            address="https://city.example",
            settings={},
            client_id=client_id,
            secret_place="database",
            number=0,
            collected=0,
            full=True,
            recovering=False,
            pulled_schema=0,
        )
    )


def collect(office: OpenOffice) -> int:
    """Put everything that was done into the queue."""
    return office.exchange(collect_all, office.clock())


def queued(office: OpenOffice) -> list[tuple[str, Group]]:
    """Return the queue in its order, with the state of each group."""

    def read(session: Session) -> list[tuple[str, Group]]:
        groups = session.scalars(select(OutboxGroup).order_by(OutboxGroup.n))
        return [(group.state.value, unpack(group.body)) for group in groups]

    return office.read(read)


def seal(office: OpenOffice, portions: Portions | None = None) -> PushRequest | None:
    """Seal the next push and return it as the city reads it."""
    body = office.exchange(seal_push, portions or Portions(), office.clock())
    return None if body is None else PushRequest.from_bytes(plain_of(body))
