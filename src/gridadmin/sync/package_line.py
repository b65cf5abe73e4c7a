"""The line by file: this database's own keys, and the city's key file that was accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.i18n import N_
from gridadmin.models.exchange import PackageLine, Replica
from gridadmin.models.ids import new_id
from gridadmin.models.key_wrapping import SALT_BYTES, key_from_secret, new_salt, unwrap, wrap
from gridadmin.models.office import Office
from gridadmin.sync.cards import close_copied
from gridadmin.sync.credentials import DATABASE
from gridadmin.sync.enrolment import own_scope
from gridadmin.sync.recovery import renew_replica
from gridadmin.wire.package_keys import PackageKeys, PublicKeys, raw_key, write_key_file
from gridadmin.wire.packages import PackageKeyFile
from gridadmin.wire.scopes import Scope

_PURPOSE = "exchange package keys"
_BOUND_TO = b"exchange package keys"

_NO_LINE = N_("The exchange by file is not set up here. Make the key file first, and accept the city's.")
_NO_CITY_KEY = N_("The city's key file was not accepted here yet. Ask the city for it, and compare the fingerprint.")
_UNREADABLE = N_(
    "The keys of the exchange by file cannot be read here. Make new ones, and hand the key file over again."
)
_NOT_A_CITY = N_("This key file is that of {scope}, not of the city that this office belongs to ({city}).")


def set_up_packages(session: Session, office_key: bytes, random_bytes: Callable[[int], bytes]) -> bytes:
    """Return the key file of this database to be handed to the city, making keys where there are none."""
    scope = own_scope(session)
    line = session.scalar(select(PackageLine))
    if line is None:
        line = PackageLine(n=1, keys=_new_keys(office_key, random_bytes), city=None, written=0, read=0)
        session.add(line)
    replica = session.scalar(select(Replica)) or _new_replica(session, scope)
    session.flush()
    name = session.scalar(select(Office.organisation)) or replica.name
    return write_key_file(package_keys(session, office_key).public, scope, name, replica.id)


def renew_keys(session: Session, office_key: bytes, random_bytes: Callable[[int], bytes], now: datetime) -> bytes:
    """Make new keys in place of lost or stolen ones, and return the key file to be handed to the city.

    The former keys sign and open nothing any more. A database that was copied takes an identity of its own with them.
    Raises NotFoundError before there were any.
    """
    line_of(session).keys = _new_keys(office_key, random_bytes)
    if close_copied(session, now):
        renew_replica(session)
    return set_up_packages(session, office_key, random_bytes)


def _new_keys(office_key: bytes, random_bytes: Callable[[int], bytes]) -> bytes:
    salt = new_salt()
    return salt + wrap(key_from_secret(office_key, salt, _PURPOSE), PackageKeys.make(random_bytes).secret, _BOUND_TO)


def _new_replica(session: Session, scope: Scope) -> Replica:
    """Make this database a replica without a line to the city; enrolling one later keeps queue and place."""
    reads = [str(each) for each in (scope, *scope.above)]
    replica = Replica(
        id=new_id(), scope=str(scope), reads=reads, name="", address="", settings={}, client_id="",
        secret_place=DATABASE, secret=None, epoch=None,
    )  # fmt: skip
    session.add(replica)
    return replica


def package_keys(session: Session, office_key: bytes) -> PackageKeys:
    """Return this database's private keys; raises NotFoundError, InvalidError."""
    line = line_of(session)
    salt, wrapped = line.keys[:SALT_BYTES], line.keys[SALT_BYTES:]
    secret = unwrap(key_from_secret(office_key, salt, _PURPOSE), wrapped, _BOUND_TO)
    if secret is None:
        raise InvalidError(_UNREADABLE)
    return PackageKeys(secret)


def accept_city_key(session: Session, held: PackageKeyFile) -> PublicKeys:
    """Take packages from this city from now on, and encrypt to it; return its keys, for the fingerprint.

    Raises InvalidError for a key file of somebody else.
    """
    city = own_scope(session).above[-1]
    if held.scope != city:
        raise InvalidError(_NOT_A_CITY, scope=held.scope, city=city)
    line_of(session).city = held.to_json()
    return city_keys(session)


def city_keys(session: Session) -> PublicKeys:
    """Return the keys that were accepted from the city; raises NotFoundError."""
    kept = line_of(session).city
    if kept is None:
        raise NotFoundError(_NO_CITY_KEY)
    held = PackageKeyFile.from_json(kept)
    return PublicKeys(raw_key(held.encryption), raw_key(held.signature))


def line_of(session: Session) -> PackageLine:
    """Return the line by file; NotFoundError before it was set up."""
    line: PackageLine | None = session.scalar(select(PackageLine))
    if line is None:
        raise NotFoundError(_NO_LINE)
    return line
