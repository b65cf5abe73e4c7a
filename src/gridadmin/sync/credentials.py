"""The client's secrets: in the operating system's keyring, or wrapped in the database; never in a file beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from uuid import UUID

from gridadmin.domain.errors import KeyRefusedError
from gridadmin.i18n import N_
from gridadmin.models.exchange import Replica
from gridadmin.models.key_wrapping import SALT_BYTES, key_from_secret, new_salt, unwrap, wrap
from gridadmin.models.keyring_slot import KeyringUnavailableError, SystemKeyring
from gridadmin.wire.canonical import canonical_json

DATABASE = "database"
_PURPOSE = "exchange credentials"

_UNREADABLE = N_("The credentials of this office at the city cannot be read here. Enrol again with a new code.")


@dataclass(frozen=True)
class Credentials:
    """Who the office is at the city. `signing_secret`: of the gateway's request signer, where there is one."""

    client_id: str
    client_secret: str = field(repr=False)
    signing_secret: str | None = field(default=None, repr=False)

    def to_bytes(self) -> bytes:
        """Return the secrets as they are kept."""
        kept = {"client_id": self.client_id, "client_secret": self.client_secret, "signing_secret": self.signing_secret}
        return canonical_json(kept).encode("utf-8")

    @classmethod
    def from_bytes(cls, content: bytes) -> Credentials:
        """Return what was kept; raises KeyRefusedError where it is something else."""
        try:
            return cls(**json.loads(content))
        except (ValueError, TypeError) as error:
            raise KeyRefusedError(_UNREADABLE) from error


@dataclass(frozen=True)
class KeptCredentials:
    """Where credentials are kept.

    Attributes:
        place: a kind of keyring, or `database`; wrapped: what is in the database then.
        former: the identity for which they were kept, where the database has taken another one since.
    """

    place: str
    wrapped: bytes | None = field(default=None, repr=False)
    former: UUID | None = field(default=None, repr=False)


def keep_credentials(
    credentials: Credentials, replica: UUID, office_key: bytes, keyring: SystemKeyring | None
) -> KeptCredentials:
    """Keep the secrets in the keyring where one is given and can be trusted, else wrapped for the database.

    A database that several computers share must not use the keyring of one of them: give none there. What comes back
    has to be written into the replica's row.
    """
    if keyring is not None:
        try:
            return KeptCredentials(keyring.write(_name(replica), credentials.to_bytes()))
        except KeyringUnavailableError:
            pass  # no keyring here, or none that keeps what it is given: the database is encrypted, too
    salt = new_salt()
    sealed = wrap(key_from_secret(office_key, salt, _PURPOSE), credentials.to_bytes(), _bound_to(replica))
    return KeptCredentials(DATABASE, salt + sealed)


def read_credentials(
    kept: KeptCredentials, replica: UUID, office_key: bytes, keyring: SystemKeyring | None
) -> Credentials:
    """Return the secrets; raises KeyRefusedError naming the way out where they are lost, or for another office."""
    replica = kept.former or replica
    if kept.place != DATABASE:
        return Credentials.from_bytes((keyring or SystemKeyring()).read(_name(replica), kept.place))
    wrapped = kept.wrapped or b""
    content = unwrap(
        key_from_secret(office_key, wrapped[:SALT_BYTES], _PURPOSE), wrapped[SALT_BYTES:], _bound_to(replica)
    )
    if content is None:
        raise KeyRefusedError(_UNREADABLE)
    return Credentials.from_bytes(content)


def credentials_of(row: Replica) -> KeptCredentials:
    """Return where the credentials of this database are kept."""
    return KeptCredentials(row.secret_place, row.secret, row.kept_for)


def forget_credentials(kept: KeptCredentials, replica: UUID, keyring: SystemKeyring | None) -> None:
    """Remove the secrets of a former replica; what a keyring that is gone still has opens nothing any more."""
    if kept.place == DATABASE:
        return
    try:
        (keyring or SystemKeyring()).forget(_name(kept.former or replica), kept.place)
    except KeyringUnavailableError:
        return


def _name(replica: UUID) -> str:
    return f"exchange/{replica}"


def _bound_to(replica: UUID) -> bytes:
    return b"exchange credentials of " + replica.bytes
