"""A request under way while something else is done: city and line work while the office's own processor does.

The next page is fetched while this one is kept: asking for it changes nothing at the city, so that one which is not
wanted after all is simply forgotten. While a push is under way the next one is made ready.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Thread

from gridadmin.sync.answers import Answer
from gridadmin.wire.history import History
from gridadmin.wire.pull import PullReply, PullRequest


def request_after(request: PullRequest, reply: PullReply) -> PullRequest:
    """Return what will be asked after a page, unless something comes in between."""
    seen = {**(request.history.seen if request.history is not None else {}), **reply.history.seen}
    return replace(
        request,
        cursors={**request.cursors, **{page.scope: page.upto for page in reply.pages}},
        history=History(epoch=reply.history.epoch, seen=seen),
    )


class Ahead:
    """At most one request that is under way by itself."""

    def __init__(self) -> None:
        self._under_way: _UnderWay | None = None

    def begin(self, body: bytes, ask: Callable[[], Answer]) -> None:
        """Ask on a thread of its own. It ends with the program: nothing waits for an answer that nobody needs."""
        self._under_way = _UnderWay(body, ask)
        self._under_way.thread.start()

    def take(self, body: bytes) -> Answer | None:
        """Return the answer to a request, raising what went wrong; None where something else was asked, or nothing."""
        found = self._finished()
        if found is None or found.body != body:
            return None
        if found.error is not None:
            raise found.error
        return found.answer

    def drop(self) -> None:
        """Wait until nothing is under way, and forget what came."""
        self._finished()

    def abandon(self) -> None:
        """Forget what is under way without waiting for it."""
        self._under_way = None

    def _finished(self) -> _UnderWay | None:
        found, self._under_way = self._under_way, None
        if found is not None:
            found.thread.join()
        return found


@dataclass
class _UnderWay:
    body: bytes
    ask: Callable[[], Answer]
    answer: Answer | None = None
    error: Exception | None = None
    thread: Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = Thread(target=self._run, name="request to the city", daemon=True)

    def _run(self) -> None:
        try:
            self.answer = self.ask()
        except Exception as error:  # noqa: BLE001 - raised where the page is asked for
            self.error = error
