"""Digests: do both sides hold the same rows? A count and a sum per record type, then 256 buckets, then row by row.

A sum and not an exclusive or, so that a row kept twice is noticed; over contents and not ids, so that a wrong value is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.codecs import Schema, Text, Whole, refuse
from gridadmin.wire.errors import step
from gridadmin.wire.values import Json

BUCKETS = 256
HASH = "[0-9a-f]{16}"
_SUM_BITS = 64
_SIGNED = 1 << 63
_COUNT = Whole()
_SUM = Text(16, pattern=HASH)


class Digest(NamedTuple):
    """A count of live rows and the sum of their hashes modulo 2**64."""

    rows: int = 0
    total: int = 0


class DigestPair:
    """A digest as it travels: [count, sum as 16 hex digits]; JSON numbers end at 2**53."""

    def read(self, value: Any, at: str) -> Digest:
        """Return the digest."""
        if not isinstance(value, list) or len(value) != 2:
            refuse(value, at, "[count, sum]")
        return Digest(_COUNT.read(value[0], step(at, 0)), int(_SUM.read(value[1], step(at, 1)), 16))

    def write(self, value: Digest) -> Json:
        """Return the pair."""
        return [value.rows, f"{value.total:016x}"]

    def describe(self) -> Schema:
        """Return the JSON Schema."""
        return {
            "type": "array",
            "prefixItems": [_COUNT.describe(), _SUM.describe()],
            "items": False,
            "minItems": 2,
            "maxItems": 2,
        }


def row_hash(record_type: str, record_id: UUID, fields: Mapping[str, Json]) -> int:
    """Return the 64-bit hash of a live row: the first 8 bytes, big-endian, of SHA-256 over its canonical JSON.

    Null fields are left out, so that a column which appeared later changes no hash until it holds something.
    """
    held = {name: value for name, value in fields.items() if value is not None}
    spelled = canonical_json([record_type, str(record_id), held])
    return hash_of(spelled.encode("utf-8"))


def hash_of(spelled: bytes) -> int:
    """Return the hash of a live row whose [type, id, fields] is spelled already."""
    return int.from_bytes(hashlib.sha256(spelled).digest()[:8])


def signed(hashed: int) -> int:
    """Return a row hash, or a sum of them, as a signed column holds it."""
    return hashed - ((hashed & _SIGNED) << 1)


def unsigned(held: int) -> int:
    """Return what a signed column holds as it travels."""
    return held % (1 << _SUM_BITS)


def bucket_of(record_id: UUID) -> int:
    """Return the bucket of a row: the last byte of its id, which is random in a UUIDv7."""
    return record_id.bytes[15]


def digest_of(hashes: Iterable[int]) -> Digest:
    """Return the digest of rows by their hashes, in any order."""
    rows = total = 0
    for each in hashes:
        rows += 1
        total += each
    return Digest(rows, total % (1 << _SUM_BITS))


def changed_digest(digest: Digest, gone: int | None, come: int | None) -> Digest:
    """Return the digest after a row's hash `gone` became `come`; None where there was or is no row."""
    rows = digest.rows - (gone is not None) + (come is not None)
    return Digest(rows, (digest.total - (gone or 0) + (come or 0)) % (1 << _SUM_BITS))
