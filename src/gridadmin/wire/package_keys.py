"""The keys of the exchange by file: a pair for encryption, a pair for signatures, one fingerprint for both."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from gridadmin.i18n import N_
from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.packages import KEY_MAGIC, PackageKeyFile
from gridadmin.wire.scopes import Scope

_KEY_BYTES = 32
SPOKEN_DIGITS, _GROUP = 32, 4  # hex digits that are compared by voice, and that are read aloud at once

_NO_KEY_FILE = N_("This is no key file of the exchange. Ask for the file that ends in .gakey.")


def spoken(fingerprint: str) -> str:
    """Return the first half of a fingerprint in groups of four, to be compared by voice."""
    half = fingerprint[:SPOKEN_DIGITS]
    return " ".join(half[start : start + _GROUP] for start in range(0, len(half), _GROUP))


@dataclass(frozen=True)
class PublicKeys:
    """The keys that one side gives away; raw bytes of X25519 and Ed25519."""

    encryption: bytes
    signature: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 over both keys, 64 hex digits: what a package's header calls a sender or a recipient."""
        return hashlib.sha256(self.encryption + self.signature).hexdigest()

    @property
    def spoken_fingerprint(self) -> str:
        """The first half of the fingerprint in groups of four, to be compared by voice."""
        return spoken(self.fingerprint)

    def encryption_key(self) -> X25519PublicKey:
        """Return the key that packages for this side are encrypted to."""
        return X25519PublicKey.from_public_bytes(self.encryption)

    def signature_key(self) -> Ed25519PublicKey:
        """Return the key that checks this side's signatures."""
        return Ed25519PublicKey.from_public_bytes(self.signature)


@dataclass(frozen=True)
class PackageKeys:
    """Both pairs of one side: 64 secret bytes."""

    secret: bytes = field(repr=False)

    @classmethod
    def make(cls, random_bytes: Callable[[int], bytes]) -> Self:
        """Return new keys."""
        return cls(random_bytes(2 * _KEY_BYTES))

    def encryption_key(self) -> X25519PrivateKey:
        """Return the key that opens packages for this side."""
        return X25519PrivateKey.from_private_bytes(self.secret[:_KEY_BYTES])

    def signature_key(self) -> Ed25519PrivateKey:
        """Return the key that signs packages of this side."""
        return Ed25519PrivateKey.from_private_bytes(self.secret[_KEY_BYTES:])

    @property
    def public(self) -> PublicKeys:
        """The halves that are given away."""
        encryption, signature = self.encryption_key().public_key(), self.signature_key().public_key()
        return PublicKeys(encryption.public_bytes_raw(), signature.public_bytes_raw())


def write_key_file(keys: PublicKeys, scope: Scope, name: str, replica: UUID | None = None) -> bytes:
    """Return the key file to be handed to the other side."""
    encryption, signature = (base64.b64encode(key).decode("ascii") for key in (keys.encryption, keys.signature))
    written = PackageKeyFile(scope=scope, name=name, replica=replica, encryption=encryption, signature=signature)
    return KEY_MAGIC + written.to_bytes()


def read_key_file(content: bytes) -> tuple[PackageKeyFile, PublicKeys]:
    """Return a key file and its keys; raises MalformedMessageError."""
    if not content.startswith(KEY_MAGIC):
        raise MalformedMessageError(_NO_KEY_FILE, at="")
    held = PackageKeyFile.from_bytes(content[len(KEY_MAGIC) :])
    return held, PublicKeys(raw_key(held.encryption), raw_key(held.signature))


def raw_key(text: str) -> bytes:
    """Return the raw key that a base64 text spells; raises MalformedMessageError."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise MalformedMessageError(_NO_KEY_FILE, at="")
    return key
