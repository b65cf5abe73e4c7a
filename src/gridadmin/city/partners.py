"""Whose packages the city takes: the key files of offices that were accepted or trusted no longer."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, insert, select, update

from gridadmin.city.exchange import Exchange
from gridadmin.city.founding import require_here
from gridadmin.city.ids import Now
from gridadmin.city.replicas import note
from gridadmin.city.tables import partner
from gridadmin.city.transactions import transaction
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.i18n import N_
from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.package_keys import SPOKEN_DIGITS, PublicKeys, raw_key, read_key_file
from gridadmin.wire.packages import PackageKeyFile
from gridadmin.wire.scopes import Scope, ScopeKind, parse_scope

REVOKED = ""  # in place of the fingerprint of a key that is trusted no longer
TRUSTED = select(partner).where(partner.c.fingerprint != REVOKED)

_NOT_AN_OFFICE = N_("This key file is not that of a township's office ({scope}).")
_NO_KEY = N_("No key with the fingerprint {fingerprint} is accepted here.")


class Accepted(NamedTuple):
    """A key file that was accepted.

    Attributes:
        replaced: fingerprint of the key of the same database that it puts out of force; None where there was none.
        others: fingerprints of the keys of the office's other databases, which are trusted still.
    """

    held: PackageKeyFile
    keys: PublicKeys
    replaced: str | None
    others: tuple[str, ...]


def accept_office(exchange: Exchange, content: bytes, by: str) -> Accepted:
    """Accept the key file of an office's database; its fingerprint has to be compared by voice or paper.

    A key that the same database had before is out of force with that.

    Raises InvalidError, MalformedMessageError.
    """
    held, keys = read_key_file(content)
    if held.scope.kind is not ScopeKind.TOWN or held.replica is None:
        raise InvalidError(_NOT_AN_OFFICE, scope=held.scope)

    def work(connection: Connection) -> Accepted:
        require_here(connection, held.scope)
        now = Now(exchange.clock(), exchange.random)
        before = connection.execute(TRUSTED.where(partner.c.scope == str(held.scope))).all()
        replaced = {row.fingerprint for row in before if row.replica == held.replica} - {keys.fingerprint}
        others = {row.fingerprint for row in before if row.replica != held.replica} - {keys.fingerprint}
        _keep(connection, held, keys, now)
        for former in replaced:
            note(connection, held.scope, by, "key replaced", former, now)
        note(connection, held.scope, by, "key accepted", keys.fingerprint, now)
        return Accepted(held, keys, next(iter(replaced), None), tuple(sorted(others)))

    return transaction(exchange.engine, work)


def _keep(connection: Connection, held: PackageKeyFile, keys: PublicKeys, now: Now) -> None:
    mine = (partner.c.scope == str(held.scope), partner.c.replica == held.replica)
    values = {"fingerprint": keys.fingerprint, "keys": canonical_json(held.to_json()), "accepted_at": now.at}
    if connection.execute(update(partner).where(*mine).values(**values)).rowcount == 0:
        row = {"scope": str(held.scope), "replica": held.replica, "sent": 0} | values
        connection.execute(insert(partner), row)


def revoke_keys(exchange: Exchange, fingerprint: str, by: str) -> list[Scope]:
    """Trust a key no longer: its packages are refused, nothing is written for it; return the offices whose it was.

    The numbers of packages go on where the office hands another key file over. `fingerprint`: in full, or its half
    that is compared by voice. Raises NotFoundError.
    """
    wanted = "".join(fingerprint.split()).lower()

    def work(connection: Connection) -> list[Scope]:
        rows = connection.execute(TRUSTED).all()
        mine = [row for row in rows if len(wanted) >= SPOKEN_DIGITS and row.fingerprint.startswith(wanted)]
        if not mine:
            raise NotFoundError(_NO_KEY, fingerprint=fingerprint)
        now = Now(exchange.clock(), exchange.random)
        for row in mine:
            its = (partner.c.scope == row.scope, partner.c.replica == row.replica)
            connection.execute(update(partner).where(*its).values(fingerprint=REVOKED))
            note(connection, parse_scope(row.scope), by, "key revoked", row.fingerprint, now)
        return [parse_scope(scope) for scope in dict.fromkeys(row.scope for row in mine)]

    return transaction(exchange.engine, work)


def keys_of(row: Row[Any]) -> PublicKeys:
    """Return the keys of an office's database that were accepted."""
    held = PackageKeyFile.from_json(json.loads(row.keys))
    return PublicKeys(raw_key(held.encryption), raw_key(held.signature))
