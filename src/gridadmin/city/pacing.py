"""How many requests may come: a bucket that fills at a rate and holds a burst, one for each who asks."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

MOST_KEYS = 10_000
SUBNET_BITS = 64  # of an IPv6 address: a line or a computer is given no less (RFC 6177), and chooses within it freely
_TRANSLATED = IPv6Network("64:ff9b::/96")  # IPv4 behind a translator (RFC 6052): many lines in one subnet

Clock = Callable[[], float]
"""Seconds that never go backwards."""


def neighbourhood(address: str) -> str:
    """Return what is counted as one address: an IPv4 address, however it is written, or the /64 of an IPv6 one.

    What is no address (a socket without one, the word of a proxy) counts as it is.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        translated = IPv4Address(int(found) & 0xFFFFFFFF) if found in _TRANSLATED else None
        return str(found.ipv4_mapped or translated or IPv6Network((int(found), SUBNET_BITS), strict=False))
    return str(found)


class Buckets:
    """One bucket for each key; those of keys that have not asked for long are forgotten, since they are full again."""

    def __init__(self, rate: float, burst: float, clock: Clock) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """Take one, and return 0; where none is left, return the seconds until there is one."""
        wait = self.wait(key)
        if wait == 0:
            self.spend(key)
        return wait

    def wait(self, key: str) -> float:
        """Return the seconds until one can be taken."""
        return max(0.0, (1 - self._level(key)) / self._rate)

    def spend(self, key: str) -> None:
        """Take one away."""
        self._levels[key] = (self._level(key) - 1, self._clock())
        self._levels.move_to_end(key)
        if len(self._levels) > MOST_KEYS:
            self._levels.popitem(last=False)

    def _level(self, key: str) -> float:
        level, at = self._levels.get(key, (self._burst, 0.0))
        return min(self._burst, level + (self._clock() - at) * self._rate)


class UnderWay:
    """How many are under way at once, for each key."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._counts: defaultdict[str, int] = defaultdict(int)

    @contextmanager
    def enter(self, key: str = "") -> Iterator[bool]:
        """Count one for as long as the block lasts; gives whether there was room, and counts nothing where not."""
        if self._counts[key] >= self._most:
            yield False
            return
        self._counts[key] += 1
        try:
            yield True
        finally:
            self._counts[key] -= 1
            if not self._counts[key]:
                del self._counts[key]

    def count(self, key: str = "") -> int:
        """Return how many are under way."""
        return self._counts.get(key, 0)
