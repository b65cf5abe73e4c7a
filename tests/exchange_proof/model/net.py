"""The network of the model: any call may lose its request, lose its answer after the commit, or be done again later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import TypeVar

from tests.exchange_proof.model.city import City, KnownReply, PullReply, PullRequest, PushReply, PushRequest
from tests.exchange_proof.model.terms import LostError, RefusedError, Row

AnswerT = TypeVar("AnswerT")


class Net:
    """A bad connection; `trouble` is how bad, from 0 to 1. `meanwhile` is what others do between two calls."""

    def __init__(self, city: City, random: Random) -> None:
        self._city, self._random = city, random
        self.trouble = 0.0
        self.late: list[Callable[[], object]] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def push(self, request: PushRequest) -> PushReply:
        """Send a sealed push."""
        return self._call(lambda: self._city.push(request))

    def pull(self, request: PullRequest) -> PullReply:
        """Return the next page."""
        return self._call(lambda: self._city.pull(request))

    def known(self, scope: str, mids: tuple[str, ...]) -> KnownReply:
        """Return which groups the city has."""
        self.meanwhile()
        return self._call(lambda: self._city.known(scope, mids))

    def rows(self, scope: str) -> tuple[Mapping[str, Row], object]:
        """Return the records of a scope as they stand."""
        self.meanwhile()
        return self._call(lambda: self._city.rows(scope))

    def _call(self, call: Callable[[], AnswerT]) -> AnswerT:
        luck = self._random.random
        if luck() < self.trouble / 2:
            raise LostError
        if luck() < self.trouble / 2:
            self.late.append(call)
        try:
            answer = call()
        except RefusedError:
            if luck() < self.trouble / 2:
                raise LostError from None
            raise
        if luck() < self.trouble:
            raise LostError
        return answer

    def deliver_late(self) -> None:
        """Let a request arrive that was sent long ago."""
        if self.late:
            call = self.late.pop(self._random.randrange(len(self.late)))
            try:
                call()
            except RefusedError:
                return
