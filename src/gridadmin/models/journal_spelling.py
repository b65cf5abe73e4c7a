"""How entries of the journal are spelled and hashed: salted digests of the values, and the hash that chains entries.

Written out by hand and for thousands at once: an import of 2 000 people journals 40 000 values, a first pull many more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes

from gridadmin.models.ids import random_bytes
from gridadmin.wire.canonical import canonical_json

_SM3 = hashes.Hash(hashes.SM3())
_PYTHONS = hashlib.new("sm3") if "sm3" in hashlib.algorithms_available else None  # faster, where it was built in


def new_salts() -> Callable[[], str]:
    """Return what gives a new salt (16 random bytes in hex) with each call."""

    def salts() -> Iterator[list[str]]:
        while True:
            yield random_bytes(16 * 256).hex(" ", 16).split(" ")

    return chain.from_iterable(salts()).__next__


def spell_changes(changes: Mapping[str, tuple[Any, Any]], salts: Callable[[], str]) -> tuple[str, str]:
    """Return payload and digests of an entry; the values are JSON already.

    Each value is spelled once and used twice, and nothing is called that can be written out: an import of 2 000 people
    journals 40 000 values, a first pull many more.
    """
    payload, digests = [], []
    for name in sorted(changes):
        was, now = changes[name]
        key, salt = _spelled_name(name), salts()
        before = "null" if was is None else canonical_json(was)
        after = "null" if now is None else canonical_json(now)
        digest = _digest(f"{salt}[{key},{before},{after}]".encode("utf-8", "surrogatepass"))
        payload.append(f'{key}:[{before},{after},"{salt}"]')
        digests.append(f'{key}:"{digest}"')
    return "{" + ",".join(payload) + "}", "{" + ",".join(digests) + "}"


def spell_new(values: Mapping[str, Any], salts: Callable[[], str]) -> tuple[str, str]:
    """Return payload and digests of an entry for a record that was made.

    The values are JSON already, and none of them is null.
    """
    payload, digests = [], []
    for name, key in _order(tuple(values)):
        value, salt = values[name], salts()
        said = _spelled_text(value) if type(value) is str else canonical_json(value)
        digest = _digest(f"{salt}[{key},null,{said}]".encode("utf-8", "surrogatepass"))
        payload.append(f'{key}:[null,{said},"{salt}"]')
        digests.append(f'{key}:"{digest}"')
    return "{" + ",".join(payload) + "}", "{" + ",".join(digests) + "}"


@lru_cache(maxsize=256)
def _order(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return names in their order, each with itself as it is spelled."""
    return [(name, _spelled_name(name)) for name in sorted(names)]


_spelled_text = json.encoder.encode_basestring
_spelled_name = lru_cache(maxsize=1 << 12)(canonical_json)


def value_digest(name: str, value: list[Any]) -> str:
    """Return the salted SM3 digest (hex) of one field's [was, now, salt]."""
    was, now, salt = value
    return field_digest(name, canonical_json(was), canonical_json(now), salt)


def field_digest(name: str, was: str, now: str, salt: str) -> str:
    """Return the salted digest of a field whose values are spelled already."""
    return sm3(f"{salt}[{canonical_json(name)},{was},{now}]")


def entry_hash(previous: str, row: dict[str, Any]) -> str:
    """Return the SM3 hash (hex) that chains an entry to the one before it."""
    act = spelled_act(row["act_id"], row["at"])
    what = f'{_spelled_name(row["operation"])},{_spelled_name(row["record_type"])},"{row["record_id"]}"'
    return sm3(f'[{row["format"]},{row["seq"]},"{previous}",{act},{what},{_spelled_again(row["digests"])}]')


def _spelled_again(spelled: str) -> str:
    """Return canonical JSON as a text in canonical JSON; one without a backslash has nothing but quotes to escape."""
    return _spelled_text(spelled) if "\\" in spelled else '"' + spelled.replace('"', '\\"') + '"'


@lru_cache(maxsize=64)
def spelled_act(act_id: UUID, at: datetime) -> str:
    """Return what the hash of an entry takes of its act: the same for all that the act did."""
    return f'"{act_id}","{at.isoformat(timespec="microseconds")}"'


def _digest(content: bytes) -> str:
    """Return the SM3 digest as hex digits. A state is copied: making one takes longer than hashing a field."""
    if _PYTHONS is not None:
        state = _PYTHONS.copy()
        state.update(content)
        return state.hexdigest()
    other = _SM3.copy()
    other.update(content)
    return other.finalize().hex()


def sm3(words: str) -> str:
    """Return the SM3 digest (GB/T 32905) of a text in UTF-8, as 64 hex digits."""
    return _digest(words.encode("utf-8", "surrogatepass"))
