"""Access tokens: asked for with the client's credentials, kept in memory only, renewed before they end."""

from __future__ import annotations

from collections.abc import Callable

from gridadmin.sync.problems import CredentialsRefusedError
from gridadmin.wire.enrolment import TokenReply, TokenRequest
from gridadmin.wire.problems import ProblemError, ProblemType

EARLY_S = 60.0  # a token that ends within this time, or within a tenth of its own, is not used any more


class Tokens:
    """The token of one client. `ask` sends a request to the city, `monotonic` gives seconds that only go forward."""

    def __init__(
        self, request: TokenRequest, ask: Callable[[TokenRequest], TokenReply], monotonic: Callable[[], float]
    ) -> None:
        self._request = request
        self._ask = ask
        self._monotonic = monotonic
        self._token: str | None = None
        self._ends = 0.0

    def current(self) -> str:
        """Return a token that still holds, a new one where needed.

        Raises what `ask` raises, and CredentialsRefusedError where the city does not know the client or its secret.
        """
        if self._token is None or self._monotonic() >= self._ends:
            self._token = self._renew()
        return self._token

    def forget(self) -> None:
        """Let the next request take a new token: the city said that this one is not valid."""
        self._token = None

    def _renew(self) -> str:
        asked_at = self._monotonic()
        try:
            reply = self._ask(self._request)
        except ProblemError as error:
            if error.problem.type is ProblemType.TOKEN_INVALID:
                raise CredentialsRefusedError(error.problem) from error
            raise
        self._ends = asked_at + reply.expires_in - min(EARLY_S, reply.expires_in / 10)
        return reply.access_token
