"""A TCP proxy between an office and a city that does to real connections what `tests/faults.py` names.

    with fault_proxy(server.address, [PASS, DROP_REPLY]) as proxy:
        City(proxy.address).push(…)          # reaches the city
        City(proxy.address).push(…)          # reaches it, too, but no answer comes
    proxy.seen                               # what came and what was done to it

The n-th request gets the n-th fault of the script; when it is used up, nothing happens any more. Nothing waits for
milliseconds: what comes “later” comes before the request after next, or when a test says `arrive`.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.faults import PASS, Fault, Kind, Reply, gateway_answer, mangled

_LENGTH = re.compile(rb"^content-length: *(\d+)", re.IGNORECASE | re.MULTILINE)
_CHUNKED = re.compile(rb"^transfer-encoding: *chunked", re.IGNORECASE | re.MULTILINE)
_GOES_ON = re.compile(rb"^expect: *100-continue", re.IGNORECASE | re.MULTILINE)
LATE_TYPES = (Kind.DUPLICATE_LATER, Kind.ARRIVE_LATER)
UNSENT = (Kind.DROP_REQUEST, Kind.CUT_REQUEST, Kind.ANSWER, Kind.PORTAL, Kind.ARRIVE_LATER)
SILENT = (Kind.DROP_REQUEST, Kind.CUT_REQUEST, Kind.ARRIVE_LATER, Kind.DROP_REPLY)


@dataclass(frozen=True)
class Seen:
    """A request that came, what was done to it, and the status of the city's own answer where it was asked."""

    line: str
    fault: Fault
    status: int | None


@dataclass
class FaultProxy:
    """A running proxy.

    Attributes:
        address: what an office is told instead of the city's address.
        seen: the requests in their order.
    """

    address: str
    city: tuple[str, int]
    script: Iterator[Fault]
    seen: list[Seen] = field(default_factory=list)
    _late: list[tuple[int, bytes]] = field(default_factory=list)
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def follow(self, script: Iterable[Fault]) -> None:
        """Take the faults of the next requests from here."""
        self.script = iter(script)

    def arrive(self) -> None:
        """Let everything arrive now that was to come later, and wait until the city has answered it."""
        asyncio.run_coroutine_threadsafe(self._deliver(everything=True), self._loop).result(30)

    def cut(self) -> None:
        """Close every open connection, as a pulled cable does in the end."""
        self._loop.call_soon_threadsafe(self._abort_all)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take the requests of one connection."""
        self._writers.add(writer)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._one(reader, writer):
                    pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        request = await _read_message(reader, writer)
        fault = next(self.script, PASS)
        await self._deliver()
        if fault.kind in LATE_TYPES:
            self._late.append((len(self.seen) + fault.later, request))
        method, _, rest = request.partition(b" ")
        line = f"{method.decode()} {rest.partition(b' ')[0].decode()}"
        reply = await self._ask(request, fault)
        self.seen.append(Seen(line, fault, reply.status if reply else None))
        return await self._answer(writer, fault, reply)

    async def _ask(self, request: bytes, fault: Fault) -> Reply | None:
        if fault.kind is Kind.CUT_REQUEST:
            await self._forward(request[: fault.at or len(request) // 2], whole=False)
        if fault.kind in UNSENT:
            return None
        if fault.kind is Kind.DUPLICATE_TOGETHER:
            first, _second = await asyncio.gather(self._forward(request), self._forward(request))
            return first
        if fault.kind is Kind.DUPLICATE_NOW:
            await self._forward(request)
        return await self._forward(request)

    async def _answer(self, writer: asyncio.StreamWriter, fault: Fault, reply: Reply | None) -> bool:
        if fault.kind in SILENT:
            return False
        if fault.kind is Kind.STALL:
            await asyncio.Event().wait()
        if fault.kind in (Kind.ANSWER, Kind.ANSWER_AFTER, Kind.PORTAL):
            reply = gateway_answer(fault)
        if reply is None:  # the city closed without an answer
            return False
        content, ends = mangled(reply, fault)
        if fault.kind is Kind.TRICKLE:
            for place in range(min(len(content), 600)):
                writer.write(content[place : place + 1])
                await writer.drain()
                await asyncio.sleep(0)
            content = content[600:]
        writer.write(content)
        await writer.drain()
        return not ends

    async def _deliver(self, everything: bool = False) -> None:
        due = [each for each in self._late if everything or each[0] <= len(self.seen)]
        self._late = [each for each in self._late if each not in due]
        for _number, request in due:
            await self._forward(request)

    async def _forward(self, request: bytes, whole: bool = True) -> Reply | None:
        """Send a request on a connection of its own; return the city's answer, None where it gives none."""
        try:
            reader, writer = await asyncio.open_connection(*self.city)
        except ConnectionError:
            return None
        try:
            writer.write(request)
            await writer.drain()
            if not whole:
                return None
            return await _read_reply(reader, is_head=request.startswith(b"HEAD "))
        except (ConnectionError, asyncio.IncompleteReadError):
            return None
        finally:
            writer.close()

    def _abort_all(self) -> None:
        for writer in self._writers:
            writer.transport.abort()


async def _read_message(reader: asyncio.StreamReader, writer: asyncio.StreamWriter | None = None) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    if writer is not None and _GOES_ON.search(head):
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        head = re.sub(rb"(?im)^expect:.*\r\n", b"", head)
    return head + await _read_body(reader, head)


async def _read_body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    length = _LENGTH.search(head)
    if length:
        return await reader.readexactly(int(length[1]))
    return await _read_chunks(reader) if _CHUNKED.search(head) else b""


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    read = bytearray()
    while True:
        line = await reader.readuntil(b"\r\n")
        chunk = await reader.readexactly(int(line.split(b";")[0], 16) + 2)
        read += line + chunk
        if chunk == b"\r\n":
            return bytes(read)


async def _read_reply(reader: asyncio.StreamReader, is_head: bool) -> Reply:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    if status == 100:
        return await _read_reply(reader, is_head)
    has_body = not is_head and status not in (204, 304)
    return Reply(head, await _read_body(reader, head) if has_body else b"")


@contextmanager
def fault_proxy(address: str, script: Iterable[Fault] = ()) -> Iterator[FaultProxy]:
    """Run a proxy in front of a city's address (http://…) for as long as the block lasts."""
    parts = urlsplit(address)
    proxy = FaultProxy("", (parts.hostname or "", parts.port or 80), iter(script))
    with _own_loop(proxy._loop):
        server = _run(proxy._loop, asyncio.start_server(proxy.serve, "127.0.0.1", 0, limit=2**20))
        proxy.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{parts.path}"
        try:
            yield proxy
        finally:
            _run(proxy._loop, _stop(server, proxy._abort_all))


def _run(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run_coroutine_threadsafe(work, loop).result(30)


async def _stop(server: asyncio.Server, abort_all: Callable[[], None]) -> None:
    server.close()
    abort_all()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@contextmanager
def _own_loop(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    thread = threading.Thread(target=loop.run_forever, name="fault proxy", daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()
