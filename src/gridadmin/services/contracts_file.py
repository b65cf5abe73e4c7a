"""Everything about contracts and leaving in one person's file, in one reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.contracts import ContractRow
from gridadmin.domain.contracts_lapses import ContractLapse
from gridadmin.domain.workers_handover import ExitRow
from gridadmin.services.contracts import contracts_of, lapses_of
from gridadmin.services.workers_handover import exits_of

LOOK_AHEAD = timedelta(days=90)


@dataclass(frozen=True)
class ContractFile:
    """Contracts, the newest first; what of them wants attention within three months; every end of service."""

    contracts: tuple[ContractRow, ...]
    lapses: tuple[ContractLapse, ...]
    exits: tuple[ExitRow, ...]


def contract_file(session: Session, worker_id: UUID, day: date) -> ContractFile:
    """Return it as of a day; contracts that were entered for later days stand in it, too."""
    contracts = tuple(reversed(contracts_of(session, worker_id)))
    lapses = tuple(lapses_of(session, worker_id, day, day + LOOK_AHEAD))
    return ContractFile(contracts, lapses, tuple(exits_of(session, worker_id)))
