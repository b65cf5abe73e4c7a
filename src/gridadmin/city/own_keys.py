"""The city's own keys of the exchange by file, and how they are renewed without cutting an office off.

Offices take the new key file when somebody brings it to them. Until then each writes for the former keys and takes what
these have signed: the city reads what was written for any keys that it has had, and signs for an office with those for
which its newest package was written, until staff end them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, insert, select, update

from gridadmin.city.exchange import Exchange
from gridadmin.city.founding import city_of
from gridadmin.city.ids import Now
from gridadmin.city.partners import REVOKED
from gridadmin.city.replicas import note
from gridadmin.city.tables import partner, setting
from gridadmin.city.transactions import snapshot, transaction
from gridadmin.domain.errors import NotFoundError
from gridadmin.i18n import N_
from gridadmin.wire.package_keys import SPOKEN_DIGITS, PackageKeys, PublicKeys, write_key_file
from gridadmin.wire.scopes import Scope, parse_scope

KEYS, FORMER_KEYS = "package_keys", "package_keys "  # a former pair has the beginning of its fingerprint behind that
_DIGITS = 24

_NO_FORMER = N_("The city has no former keys with the fingerprint {fingerprint}.")


class OwnKeys(NamedTuple):
    """All keys that the city has: those in force, and by their fingerprints the former ones that are still read."""

    current: PackageKeys
    former: dict[str, PackageKeys]

    def known_as(self, fingerprint: str | None) -> PackageKeys:
        """Return the keys of a fingerprint; those in force where it is of none."""
        return self.former.get(fingerprint or "", self.current)

    def is_former(self, fingerprint: str) -> bool:
        """Return whether keys are former ones."""
        return fingerprint in self.former


def own_keys(connection: Connection, exchange: Exchange) -> OwnKeys:
    """Return the city's own keys, made where there are none."""
    query = select(setting).where(setting.c.name.startswith(KEYS, autoescape=True))
    kept = {row.name: PackageKeys(bytes.fromhex(row.value)) for row in connection.execute(query)}
    current = kept.pop(KEYS, None)
    if current is None:
        current = PackageKeys.make(exchange.random.randbytes)
        connection.execute(insert(setting), {"name": KEYS, "value": current.secret.hex()})
    return OwnKeys(current, {each.public.fingerprint: each for each in kept.values()})


def city_key_file(exchange: Exchange, name: str) -> tuple[bytes, PublicKeys]:
    """Return the city's key file to be handed to offices, making keys where there are none, and the keys."""

    def work(connection: Connection) -> tuple[bytes, PublicKeys]:
        keys = own_keys(connection, exchange).current.public
        return write_key_file(keys, city_of(connection), name), keys

    return transaction(exchange.engine, work)


def renew_city_keys(exchange: Exchange, by: str) -> PublicKeys:
    """Put new keys in force and return them; the former ones go on for the offices that know no others."""

    def work(connection: Connection) -> PublicKeys:
        former = own_keys(connection, exchange).current
        made = PackageKeys.make(exchange.random.randbytes)
        name = FORMER_KEYS + former.public.fingerprint[:_DIGITS]
        connection.execute(update(setting).where(setting.c.name == KEYS).values(value=made.secret.hex()))
        connection.execute(insert(setting), {"name": name, "value": former.secret.hex()})
        for row in connection.execute(select(partner).where(partner.c.city_key.is_(None))).all():
            note_city_key(connection, row, former.public.fingerprint)
        now = Now(exchange.clock(), exchange.random)
        note(connection, city_of(connection), by, "city keys renewed", made.public.fingerprint, now)
        return made.public

    return transaction(exchange.engine, work)


def note_city_key(connection: Connection, row: Row[Any], fingerprint: str | None) -> None:
    """Remember by which former keys an office's database knows the city; None for those in force."""
    mine = (partner.c.scope == row.scope, partner.c.replica == row.replica)
    connection.execute(update(partner).where(*mine).values(city_key=fingerprint))


def offices_behind(exchange: Exchange) -> list[Scope]:
    """Return the offices that still know the city by former keys: no new key file has reached them."""

    def work(connection: Connection) -> list[Scope]:
        held = select(partner.c.scope).distinct()
        held = held.where(partner.c.fingerprint != REVOKED, partner.c.city_key.is_not(None))
        return [parse_scope(scope) for scope in connection.execute(held.order_by(partner.c.scope)).scalars()]

    return snapshot(exchange.engine, work)


def end_former_keys(exchange: Exchange, fingerprint: str, by: str) -> tuple[str, list[Scope]]:
    """Read nothing more that was written for some former keys, and sign nothing with them.

    Return their fingerprint, and the offices that know no others: they need the new key file first.

    `fingerprint`: in full, or its half that is compared by voice. Raises NotFoundError.
    """
    wanted = "".join(fingerprint.split()).lower()

    def work(connection: Connection) -> tuple[str, list[Scope]]:
        former = own_keys(connection, exchange).former
        found = next((each for each in former if len(wanted) >= SPOKEN_DIGITS and each.startswith(wanted)), None)
        if found is None:
            raise NotFoundError(_NO_FORMER, fingerprint=fingerprint)
        connection.execute(delete(setting).where(setting.c.name == FORMER_KEYS + found[:_DIGITS]))
        rows = connection.execute(select(partner).where(partner.c.city_key == found).order_by(partner.c.scope)).all()
        for row in rows:
            note_city_key(connection, row, None)
        now = Now(exchange.clock(), exchange.random)
        note(connection, city_of(connection), by, "city keys ended", found, now)
        cut = dict.fromkeys(row.scope for row in rows if row.fingerprint != REVOKED)
        return found, [parse_scope(scope) for scope in cut]

    return transaction(exchange.engine, work)
