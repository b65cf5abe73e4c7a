"""How another thread reaches the office: each step is done on the database thread, while the other one waits for it."""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, cast

from gridadmin.domain.errors import CancelledError

Result = TypeVar("Result")
LEFT_LOOK_S = 0.5  # so often does a thread that waits for a step look whether the office was left


class SteppedOffice(Protocol):
    """What steps need of an opened office (`jobs.office`)."""

    closed: bool

    def read(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a service in a read transaction."""

    def exchange(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run one step of the exchange with the city in one transaction."""

    def take_lease(self) -> Any:
        """Take the right to exchange with the city."""

    def photo(self, digest: str) -> bytes | None:
        """Return a photo by its digest."""

    def photo_digests(self) -> frozenset[str]:
        """Return which photos are here."""

    def receive_photo(self, digest: str, content: bytes) -> None:
        """Keep a photo that came from the city."""


@dataclass(frozen=True)
class Errand:
    """Work that another thread waits for; nothing of it is told on the GUI thread."""

    work: Callable[[], Any]
    reply: queue.SimpleQueue[tuple[Any, BaseException | None]] = field(default_factory=queue.SimpleQueue)

    def do(self) -> None:
        """Do the work here, and hand over what came of it."""
        try:
            self.reply.put((self.work(), None))
        except BaseException as error:  # noqa: BLE001 - carried to the thread that waits, and raised there
            self.reply.put((None, error))


class DatabaseSteps:
    """The office for work on a thread of its own, as `sync.round` wants it: a wait for the network holds up no page.

    Once the office was left or closed, every step raises CancelledError.
    """

    def __init__(self, office: SteppedOffice, put: Callable[[Errand], None], is_over: Callable[[], bool]) -> None:
        self._office, self._put, self._is_over = office, put, is_over

    def read(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a service in a read transaction."""
        return self.call(lambda: self._office.read(fn, *args, **kwargs))

    def exchange(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a step of the exchange in one transaction."""
        return self.call(lambda: self._office.exchange(fn, *args, **kwargs))

    def take_lease(self) -> Any:
        """Take the right to exchange (`sync.lease.Lease`); None while another computer of the office has it."""
        return self.call(self._office.take_lease)

    def photo(self, digest: str) -> bytes | None:
        """Return a photo by its digest; None where it is not here."""
        return self.call(lambda: self._office.photo(digest))

    def photo_digests(self) -> frozenset[str]:
        """Return which photos are here."""
        return self.call(self._office.photo_digests)

    def receive_photo(self, digest: str, content: bytes) -> None:
        """Keep a photo that came from the city, exactly as it is."""
        self.call(lambda: self._office.receive_photo(digest, content))

    def call(self, work: Callable[[], Result]) -> Result:
        """Do something that needs the office, and return what came of it."""

        def do() -> Result:
            if self._office.closed:  # a step would open the file once more behind whoever closed it
                raise CancelledError
            return work()

        errand = Errand(do)
        self._put(errand)
        while True:
            try:
                result, error = errand.reply.get(timeout=LEFT_LOOK_S)
            except queue.Empty:
                if self._is_over():
                    raise CancelledError from None
                continue
            if error is not None:
                raise error
            return cast(Result, result)
