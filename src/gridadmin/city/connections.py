"""Bounds below HTTP, where an application sees nothing: endless heads, answers nobody takes, hosts of connections."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import struct
from collections import Counter
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from gridadmin.city.pacing import neighbourhood
from gridadmin.city.settings import Settings
from gridadmin.i18n import _
from gridadmin.wire.problems import MEDIA_TYPE, ProblemError, ProblemType, problem_of

SETTINGS, PEERS, CERTIFICATE = "settings", "peers", "certificate"
_PHRASES = {400: "Bad Request", 408: "Request Timeout", 429: "Too Many Requests", 503: "Service Unavailable"}


def _send_at_once(transport: asyncio.Transport) -> None:
    """Let the body of an answer follow its head without waiting 40 ms for the client's acknowledgement (RFC 896).

    asyncio does so for sockets that it made itself; those that several processes share were made for it.
    """
    connection = transport.get_extra_info("socket")
    if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class CityProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 with the bounds of our settings, which come with the state of the application."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, {**app_state}, _loop)
        self._bounds: Settings = app_state.get(SETTINGS) or Settings()
        self._peers: Counter[str] = app_state.setdefault(PEERS, Counter())
        self._head: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._counted: str | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, unless there are too many."""
        super().connection_made(transport)
        _send_at_once(transport)
        tls = transport.get_extra_info("ssl_object")
        certificate = tls.getpeercert(binary_form=True) if tls else None
        if certificate:
            self.app_state[CERTIFICATE] = hashlib.sha256(certificate).hexdigest()
        peer = self.client[0] if self.client else ""
        if not self._bounds.is_proxy(peer):
            self._counted = neighbourhood(peer)
            self._peers[self._counted] += 1
        if self._counted is not None and self._peers[self._counted] > self._bounds.address_connections:
            self._refuse(problem_of(ProblemType.TOO_MANY, _("Too many connections."), retry_after=5))
        elif len(self.connections) > self._bounds.connections:
            self._refuse(problem_of(ProblemType.UNAVAILABLE, _("Too many connections."), retry_after=5))
        else:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._disarm()
        self.resume_writing()
        if self._counted is not None:
            self._peers[self._counted] -= 1
            if self._peers[self._counted] <= 0:
                del self._peers[self._counted]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; a head has to be there in time, from its first byte on."""
        if self.transport.is_closing():
            return
        if not self._is_busy():
            self._await_head()
        super().data_received(data)
        if self._is_busy():
            self._disarm()

    def pause_writing(self) -> None:
        """The client takes nothing; give up on it after a while."""
        super().pause_writing()
        self._unread = self.loop.call_later(self._bounds.write_seconds, self._give_up)

    def resume_writing(self) -> None:
        """The client takes something again."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - its words are not ours
        """Answer what is no HTTP; in the middle of a request there is nothing left to answer."""
        if self._is_busy():
            self.transport.abort()
        else:
            title = _("The request is no HTTP that can be answered.")
            self._refuse(problem_of(ProblemType.MALFORMED, title))

    def _is_busy(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _await_head(self) -> None:
        if self._head is None:
            self._head = self.loop.call_later(self._bounds.head_seconds, self._head_is_late)

    def _disarm(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _head_is_late(self) -> None:
        self._head = None
        if not self.transport.is_closing():
            self._refuse(problem_of(ProblemType.TOO_SLOW, _("The data came too slowly.")))

    def _give_up(self) -> None:
        # Without this the kernel would go on offering what it has already taken over, for minutes.
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def _refuse(self, error: ProblemError) -> None:
        """Answer without an application, and hang up."""
        status, body = error.problem.status, error.problem.to_bytes()
        lines = [
            f"HTTP/1.1 {status} {_PHRASES[status]}",
            f"Date: {format_datetime(datetime.now(UTC), usegmt=True)}",
            f"Content-Type: {MEDIA_TYPE}",
            f"Content-Length: {len(body)}",
            "Connection: close",
        ]
        if error.retry_after is not None:
            lines.append(f"Retry-After: {error.retry_after:.0f}")
        self.transport.write("\r\n".join([*lines, "", ""]).encode() + body)
        self.transport.close()
