"""Random ids, secrets and codes, all from the source of randomness that the exchange was given."""

from __future__ import annotations

import string
from datetime import datetime
from random import Random
from typing import NamedTuple
from uuid import UUID

CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_SECRET_SIGNS = string.ascii_letters + string.digits


class Now(NamedTuple):
    """When something happens, and where its chance comes from."""

    at: datetime
    random: Random


def random_uuid(random: Random) -> UUID:
    """Return a random UUID (version 4)."""
    return UUID(int=random.getrandbits(128), version=4)


def timed_uuid(now: Now) -> UUID:
    """Return a UUIDv7 of this moment: ids made one after another lie together in an index."""
    milliseconds = int(now.at.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62 | now.random.getrandbits(62))


def random_tag(random: Random) -> int:
    """Return a tag: a random number from 1 on, so that it is never the one of the start."""
    return random.randrange(1, 2**31)


def random_secret(random: Random, length: int = 40) -> str:
    """Return a secret of letters and digits; 40 of them have 238 bits."""
    return "".join(random.choices(_SECRET_SIGNS, k=length))


def random_code(random: Random) -> str:
    """Return twelve signs of a one-time code as XXXX-XXXX-XXXX."""
    signs = "".join(random.choices(CODE_SIGNS, k=12))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"
