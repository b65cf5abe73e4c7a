"""The cryptography of the key slots: how a secret becomes a key, and how that key wraps the data key.

Only primitives of `cryptography`; which secret opens which slot is the business of `keyslots`.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

KEY_BYTES = 32
SALT_BYTES = 16
_NONCE_BYTES = 12


@dataclass(frozen=True)
class KdfCost:
    """What one guess of a password costs: RFC 9106's second recommended setting, about 0.4 s on an office computer.

    Attributes:
        memory_kib: memory in KiB.
        iterations: passes over it.
        lanes: parallel lanes.
    """

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 4


# A slot file is input: what stands in it must not be able to eat the computer's memory.
MAX_COST = KdfCost(memory_kib=1024 * 1024, iterations=64, lanes=16)


def new_key() -> bytes:
    """Return a new random data key."""
    return os.urandom(KEY_BYTES)


def new_salt() -> bytes:
    """Return a new random salt for a slot."""
    return os.urandom(SALT_BYTES)


def key_from_password(password: str, salt: bytes, cost: KdfCost) -> bytes:
    """Return the wrapping key of a password (UTF-8) by Argon2id."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return kdf.derive(password.encode("utf-8", "surrogatepass"))


def key_from_secret(secret: bytes, salt: bytes, purpose: str) -> bytes:
    """Return the key of a secret that is random already (key file, recovery code, keyring) by HKDF-SHA256."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, salt, f"gridadmin {purpose}".encode()).derive(secret)


def agree_with_county(public_key: bytes) -> tuple[bytes, bytes]:
    """Return (one-time public key, shared secret) for the county's raw X25519 public key.

    Raises ValueError where the 32 bytes are no usable public key.
    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    one_time = X25519PrivateKey.generate()
    shared = one_time.exchange(X25519PublicKey.from_public_bytes(public_key))
    return one_time.public_key().public_bytes_raw(), shared


def agree_as_county(private_key: bytes, one_time_public: bytes) -> bytes:
    """Return the shared secret on the county's side, from its raw X25519 private key; raises ValueError."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    own = X25519PrivateKey.from_private_bytes(private_key)
    return own.exchange(X25519PublicKey.from_public_bytes(one_time_public))


def wrap(wrapping_key: bytes, key: bytes, bound_to: bytes) -> bytes:
    """Return nonce and AES-256-GCM ciphertext of the data key, valid only for the slot it is bound to."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(wrapping_key).encrypt(nonce, key, bound_to)


def unwrap(wrapping_key: bytes, wrapped: bytes, bound_to: bytes) -> bytes | None:
    """Return the data key, or None where the wrapping key is another or the slot was changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(wrapping_key).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        return None


def key_check(key: bytes, office_id: UUID) -> str:
    """Return the value by which a key is recognised as the office's without opening anything; reveals nothing of it."""
    return hmac.new(key, b"gridadmin key check" + office_id.bytes, sha256).hexdigest()[:32]


def seal(key: bytes, content: bytes) -> str:
    """Return the value that only a holder of the data key can put under the list of a backup's contents."""
    return hmac.new(key, b"gridadmin backup" + content, sha256).hexdigest()
