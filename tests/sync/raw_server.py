"""A server of bare sockets that says exactly the bytes a test wants, true or not, and remembers what it was asked."""

from __future__ import annotations

import gzip
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from gridadmin.wire.enrolment import Capabilities, Limits, TokenReply
from gridadmin.wire.message import Message
from gridadmin.wire.problems import MEDIA_TYPE, STATUSES, Problem, ProblemType

LIMITS = Limits(
    push_bytes=2**25, push_groups=500, pull_rows=5000, known_mids=5000, attachment_bytes=2**20, chunk_bytes=4096,
    retention_days=400,
)  # fmt: skip
CAPABILITIES = Capabilities(service="gridadmin-exchange", protocol=1, oldest_schema=1, newest_schema=1, limits=LIMITS)


@dataclass(frozen=True)
class Asked:
    """A request as it came; names of headers in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def plain(self) -> bytes:
        """The body unpacked."""
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body


@dataclass(frozen=True)
class Said:
    """Bytes to answer with.

    Attributes:
        stays: the connection is not closed after them; else it is, without a word of that before.
        stalls: and nothing follows.
        resets: the connection is not closed but torn down.
    """

    content: bytes
    stays: bool = False
    stalls: bool = False
    resets: bool = False


Answering = Callable[[Asked], Said]


@dataclass
class RawServer:
    """A running server. `connections` counts how often somebody connected, also in vain."""

    port: int
    answering: Answering
    host: str = "127.0.0.1"
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0

    @property
    def address(self) -> str:
        """Its address without TLS."""
        return f"http://{self.host}:{self.port}"

    def lines(self) -> list[str]:
        """What was asked, in order."""
        return [f"{asked.method} {asked.target}" for asked in self.asked]


def http(status: int, body: bytes = b"", media: str = "text/html", **headers: str) -> bytes:
    """Return an honest answer; `headers` with _ for -."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    length = "" if "Content_Length" in headers else f"Content-Length: {len(body)}\r\n"
    return f"HTTP/1.1 {status} X\r\nContent-Type: {media}\r\n{length}{more}\r\n".encode() + body


def ok(message: Message, **headers: str) -> Said:
    """Return an answer 200 with a message."""
    return Said(http(200, message.to_bytes(), "application/json", **headers), stays=True)


def problem(kind: ProblemType, **headers: str) -> Said:
    """Return the answer that carries a problem."""
    body = Problem(type=kind, title="不行", status=STATUSES[kind]).to_bytes()
    return Said(http(STATUSES[kind], body, MEDIA_TYPE, **headers), stays=True)


def token(text: str = "t" * 20, seconds: int = 3600) -> Said:
    """Return the answer that carries a token."""
    return ok(TokenReply(access_token=text, token_type="Bearer", expires_in=seconds))


def city(answer: Answering) -> Answering:
    """Return a server that introduces itself and gives tokens, and answers the rest with `answer`."""

    def answering(asked: Asked) -> Said:
        if asked.target.endswith("/") and asked.method == "GET":
            return ok(CAPABILITIES)
        return token() if asked.target.endswith("/token") else answer(asked)

    return answering


@contextmanager
def raw_server(answering: Answering, context: ssl.SSLContext | None = None) -> Iterator[RawServer]:
    """Run a server for as long as the block lasts; with a context it speaks TLS."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(30)
    server = RawServer(listener.getsockname()[1], answering)
    open_sockets: list[socket.socket] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _peer = listener.accept()
                server.connections += 1
                open_sockets.append(connection)
                threading.Thread(target=_serve, args=(server, connection, context), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        for each in (listener, *open_sockets):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        thread.join(5)


def _serve(server: RawServer, connection: socket.socket, context: ssl.SSLContext | None) -> None:
    with suppress(OSError, ValueError):
        if context is not None:
            connection = context.wrap_socket(connection, server_side=True)
        with connection, connection.makefile("rb") as stream:
            while True:
                asked = _read(stream.readline, stream.read)
                if asked is None:
                    return
                server.asked.append(asked)
                said = server.answering(asked)
                connection.sendall(said.content)
                if said.stalls:
                    stream.read(1)  # until the other side gives up
                if said.resets:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                if not said.stays:
                    return


def _read(line: Callable[[], bytes], read: Callable[[int], bytes]) -> Asked | None:
    first = line().split()
    if len(first) != 3:
        return None
    headers = {}
    while (header := line().strip()) != b"":
        name, _colon, value = header.decode().partition(":")
        headers[name.lower()] = value.strip()
    body = read(int(headers.get("content-length", "0")))
    return Asked(first[0].decode(), first[1].decode(), headers, body)
