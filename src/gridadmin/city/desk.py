"""What the requests of one process share: the exchange, the bounds, the figures and the records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random, SystemRandom
from time import monotonic
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from gridadmin.city.access import AccessRecord
from gridadmin.city.answers import DATABASE_AWAY
from gridadmin.city.exchange import Exchange
from gridadmin.city.metrics import Metrics
from gridadmin.city.pacing import Buckets, UnderWay
from gridadmin.city.settings import Settings
from gridadmin.city.signatures import SignatureCheck

_RETURN = TypeVar("_RETURN")


@dataclass
class Desk:
    """Everything that a request needs beside itself.

    Attributes:
        addresses, clients, failures: what may still come from an address, of a client, and be wrong from an address.
        under_way, client_under_way, large: what may be under way at once: of all, of one client, with a large body.
        signatures: None where requests need not be signed.
    """

    exchange: Exchange
    settings: Settings
    metrics: Metrics
    access: AccessRecord
    signatures: SignatureCheck | None = None
    random: Random = field(default_factory=SystemRandom)
    clock: Callable[[], float] = monotonic

    def __post_init__(self) -> None:
        bounds = self.settings
        self.addresses = Buckets(bounds.address_rate, bounds.address_burst, self.clock)
        self.clients = Buckets(bounds.client_rate, bounds.client_burst, self.clock)
        self.failures = Buckets(bounds.failure_rate, bounds.failure_burst, self.clock)
        self.under_way = UnderWay(bounds.under_way)
        self.client_under_way = UnderWay(bounds.client_under_way)
        self.large = UnderWay(bounds.large_bodies)
        self.threads = CapacityLimiter(bounds.threads)

    async def in_thread(self, work: Callable[[], _RETURN], *, repeatable: bool = True) -> _RETURN:
        """Run work that talks to the database in the thread pool.

        A connection that broke on the way is tried once more, since every request of the protocol may be repeated.
        """
        try:
            return await to_thread.run_sync(work, limiter=self.threads)
        except DATABASE_AWAY as error:
            if not (repeatable and getattr(error, "connection_invalidated", False)):
                raise
        return await to_thread.run_sync(work, limiter=self.threads)
