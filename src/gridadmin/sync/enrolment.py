"""Enrolment (登记): a one-time code becomes credentials, and this database a replica of its township.

Enrolling again, with a new code, gives the database a new identity: after it was copied, or its credentials were lost.
What waits to be sent stays, since groups are known by their own ids.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin import __version__
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.exchange import Connection
from gridadmin.i18n import N_
from gridadmin.models.exchange import Replica, ScopePoint
from gridadmin.models.keyring_slot import SystemKeyring
from gridadmin.models.office import Office
from gridadmin.sync.credentials import (
    Credentials,
    KeptCredentials,
    credentials_of,
    forget_credentials,
    keep_credentials,
    read_credentials,
)
from gridadmin.sync.http import HttpCity
from gridadmin.sync.points import count_packages_anew
from gridadmin.sync.sealing import unseal
from gridadmin.sync.signers import signer_of
from gridadmin.sync.steps import Steps
from gridadmin.wire.enrolment import CODE, SCHEMA, EnrolReply, EnrolRequest
from gridadmin.wire.history import START
from gridadmin.wire.scopes import Scope, ScopeKind, parse_scope

_BAD_CODE = N_("An enrolment code has 12 letters and digits, without 0, 1, I and O: XXXX-XXXX-XXXX.")
_OTHER_TOWNSHIP = N_(
    "The code belongs to another township ({scope} {name}); this office is {own}. Nothing was kept. "
    "Ask the city for a code of your own."
)
_NO_OFFICE = N_("This database is not set up as an office yet.")


class Joining(Protocol):
    """The part of a city that is asked without credentials; HttpCity is one."""

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Return credentials for a code; raises NoAnswerError and ProblemError."""


@dataclass(frozen=True)
class Application:
    """What is needed to enrol.

    Attributes:
        code: as typed. computer: a label that the city's staff will recognise.
        signing_secret: of the gateway's request signer, where the connection names one.
    """

    connection: Connection
    code: str = field(repr=False)
    computer: str = ""
    signing_secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Enrolled:
    """This database as the city knows it, without its secrets."""

    replica: UUID
    scope: Scope
    name: str
    connection: Connection
    client_id: str
    kept: KeptCredentials


def enrolment_code(typed: str) -> str:
    """Return a code as it travels, however it was typed; raises InvalidError."""
    signs = re.sub(r"[\s\-‐-―－]", "", typed).upper()
    code = "-".join((signs[:4], signs[4:8], signs[8:]))
    if re.fullmatch(CODE, code) is None:
        raise InvalidError(_BAD_CODE)
    return code


def enrol(
    steps: Steps,
    city: Joining,
    application: Application,
    *,
    replica: UUID,
    office_key: bytes,
    keyring: SystemKeyring | None,
) -> Enrolled:
    """Enrol this database under a new replica id and return what was written down.

    A code is void once it was used: where its answer was lost (NoAnswerError), a new code is needed. `keyring` None
    keeps the secrets in the database; an office on a server has to.

    Raises InvalidError for a mistyped code and for one of another township, and what the city says.
    """
    code = enrolment_code(application.code)
    own = steps.read(own_scope)
    before = steps.read(read_enrolled)
    reply = city.enrol(
        EnrolRequest(
            code=code,
            replica=replica,
            schema=SCHEMA,
            program=f"gridadmin {__version__}",
            computer=application.computer[:80],
        )
    )
    if reply.scope != own or own not in reply.reads or not {own, *own.above}.issuperset(reply.reads):
        raise InvalidError(_OTHER_TOWNSHIP, scope=reply.scope.code, name=reply.name, own=own.code)
    credentials = Credentials(reply.client_id, reply.client_secret, application.signing_secret)
    kept = keep_credentials(credentials, replica, office_key, keyring)
    enrolled = Enrolled(replica, own, reply.name, application.connection, reply.client_id, kept)
    steps.exchange(write_enrolled, enrolled, reply)
    if before is not None:
        forget_credentials(before.kept, before.replica, keyring)
    return enrolled


def own_scope(session: Session) -> Scope:
    """Return the office's own scope; raises NotFoundError before it was set up."""
    code = session.scalar(select(Office.township_code))
    if code is None:
        raise NotFoundError(_NO_OFFICE)
    return Scope(ScopeKind.TOWN, code)


def read_enrolled(session: Session) -> Enrolled | None:
    """Return how this database is enrolled; None before it is, and where it exchanges by file alone."""
    row = session.scalar(select(Replica))
    if row is None or not row.client_id:
        return None
    connection = Connection(address=row.address, **row.settings)
    return Enrolled(row.id, parse_scope(row.scope), row.name, connection, row.client_id, credentials_of(row))


def write_enrolled(session: Session, enrolled: Enrolled, reply: EnrolReply) -> None:
    """Write down a new identity; where there was one, its queue and its place in the city's history stay.

    A push that is under way carries the former id and is taken apart again: its groups keep their mids, so that
    sending them anew does no harm. The epoch stays, too, so that the next request shows a city that was restored, or
    is another one.
    """
    row = session.scalar(select(Replica))
    if row is None:
        row = Replica(epoch=reply.history.epoch)
        session.add(row)
    else:
        unseal(session)
        count_packages_anew(session)
    row.id, row.scope, row.name = enrolled.replica, str(enrolled.scope), enrolled.name
    row.reads = [str(scope) for scope in reply.reads]
    kept = enrolled.kept
    row.secret_place, row.secret, row.kept_for = kept.place, kept.wrapped, kept.former
    row.client_id, row.number, row.stopped = enrolled.client_id, 0, None
    _write_connection(row, enrolled.connection)
    _add_points(session, reply)


def change_connection(session: Session, connection: Connection) -> None:
    """Write down another way to the same city; the credentials stay. Raises NotFoundError before enrolment."""
    row = session.scalar(select(Replica))
    if row is None:
        raise NotFoundError(N_("This office is not enrolled at a city yet."))
    _write_connection(row, connection)


def approach_city(application: Application, *, clock: Callable[[], datetime]) -> HttpCity:
    """Return the city at which somebody applies; nothing is sent yet.

    Raises InvalidError for settings that do not fit.
    """
    signer = signer_of(application.connection, application.signing_secret)
    return HttpCity(application.connection, None, clock=clock, signer=signer)


def open_city(
    enrolled: Enrolled,
    *,
    office_key: bytes,
    keyring: SystemKeyring | None,
    clock: Callable[[], datetime],
) -> HttpCity:
    """Return the city at which this database is enrolled; nothing is sent yet.

    Raises KeyRefusedError where the credentials are lost, InvalidError for settings that do not fit.
    """
    credentials = read_credentials(enrolled.kept, enrolled.replica, office_key, keyring)
    signer = signer_of(enrolled.connection, credentials.signing_secret)
    return HttpCity(enrolled.connection, credentials, clock=clock, signer=signer)


def _write_connection(row: Replica, connection: Connection) -> None:
    settings: dict[str, Any] = asdict(connection)
    row.address = settings.pop("address")
    row.settings = {name: value for name, value in settings.items() if value is not None}


def _add_points(session: Session, reply: EnrolReply) -> None:
    """Begin at nothing in scopes that are new here; a place that was reached before is kept."""
    there = {point.scope: point for point in session.scalars(select(ScopePoint))}
    for scope in reply.reads:
        if str(scope) not in there:
            seen = reply.history.seen.get(scope, START)
            session.add(ScopePoint(scope=str(scope), seen_seq=seen.seq, seen_tag=seen.tag))
    for name in there.keys() - {str(scope) for scope in reply.reads}:
        session.delete(there[name])
