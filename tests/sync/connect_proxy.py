"""A tiny HTTP proxy that knows CONNECT, with a login where one is asked for."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class ConnectProxy:
    """A running proxy.

    Attributes:
        status: what it answers. login: `user:password` that it wants.
        leads_to: the port here to which it leads whatever name is asked for; None to go where it is told.
        asked: what came, as `CONNECT name:port`.
    """

    port: int
    status: int = 200
    login: str | None = None
    leads_to: int | None = None
    asked: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """What is entered as the proxy."""
        return f"http://127.0.0.1:{self.port}"

    def lets_in(self, head: bytes) -> bool:
        """Return whether the login in a request is the right one."""
        if self.login is None:
            return True
        return b"Basic " + base64.b64encode(self.login.encode()) + b"\r\n" in head


@contextmanager
def connect_proxy(status: int = 200, login: str | None = None, leads_to: int | None = None) -> Iterator[ConnectProxy]:
    """Run a proxy for as long as the block lasts."""
    listener = socket.create_server(("127.0.0.1", 0))
    proxy = ConnectProxy(listener.getsockname()[1], status, login, leads_to)
    open_sockets: list[socket.socket] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _peer = listener.accept()
                open_sockets.append(client)
                threading.Thread(target=_tunnel, args=(proxy, client, open_sockets), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        for each in (listener, *open_sockets):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        thread.join(5)


def _tunnel(proxy: ConnectProxy, client: socket.socket, open_sockets: list[socket.socket]) -> None:
    with suppress(OSError, ValueError, IndexError):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += client.recv(1)
        proxy.asked.append(b" ".join(head.split()[:2]).decode())
        status = proxy.status if proxy.lets_in(head) else 407
        client.sendall(f"HTTP/1.1 {status} X\r\n\r\n".encode())
        if status != 200:
            client.shutdown(socket.SHUT_RDWR)
            return
        host, _colon, port = head.split()[1].decode().partition(":")
        server = socket.create_connection(("127.0.0.1", proxy.leads_to) if proxy.leads_to else (host, int(port)))
        open_sockets.append(server)
        threading.Thread(target=_pump, args=(server, client), daemon=True).start()
        _pump(client, server)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while content := source.recv(65536):
            target.sendall(content)
        target.shutdown(socket.SHUT_WR)
