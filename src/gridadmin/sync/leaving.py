"""Leaving the exchange: the credentials go, everything else stays, so that a new enrolment goes on where this ended."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotFoundError
from gridadmin.i18n import N_
from gridadmin.models.exchange import Replica
from gridadmin.models.keyring_slot import SystemKeyring
from gridadmin.sync.credentials import DATABASE, credentials_of, forget_credentials

LEFT = N_("This office has left the exchange. Enrol it again with a new code.")


def leave_city(session: Session, keyring: SystemKeyring | None) -> None:
    """Forget the credentials and begin nothing by itself any more; raises NotFoundError before enrolment."""
    row = session.scalar(select(Replica))
    if row is None or not row.client_id:
        raise NotFoundError(N_("This office is not enrolled at a city yet."))
    forget_credentials(credentials_of(row), row.id, keyring)
    row.secret, row.secret_place = None, DATABASE
    row.stopped = {"msgid": LEFT, "values": {}}
