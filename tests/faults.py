"""What a bad line does to one request and its answer; `tests/fault_proxy.py` does it to real connections."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from random import Random


class Kind(Enum):
    """What happens to a request and its answer."""

    PASS = "nothing happens"
    DROP_REQUEST = "the request never arrives; the connection closes"
    DROP_REPLY = "the city does it and answers; the answer is lost"
    DUPLICATE_NOW = "the request arrives twice, one after the other; the second answer is given"
    DUPLICATE_TOGETHER = "the request arrives twice at the same time; the first answer to come is given"
    DUPLICATE_LATER = "answered; the same request arrives once more, `later` requests afterwards"
    ARRIVE_LATER = "the connection closes; the request arrives all the same, `later` requests afterwards"
    CUT_REQUEST = "the request ends after `at` bytes, and the connection"
    CUT_REPLY = "the answer ends after `at` bytes (negative: before its end), and the connection"
    CUT_HEADERS = "the answer ends within its headers"
    CORRUPT = "one bit of the answer's body flips, at `at`"
    CORRUPT_GZIP = "the answer says gzip and is none from `at` on"
    WRONG_LENGTH = "Content-Length says `at` bytes more (negative: fewer) than the body has"
    ANSWER = "a gateway answers `status` itself; the request does not arrive"
    ANSWER_AFTER = "the city does it, a gateway answers `status` in its place"
    PORTAL = "a captive portal answers 200 with a page"
    TRICKLE = "the answer comes byte by byte"
    STALL = "the city does it; no answer comes, and the connection stays open"


@dataclass(frozen=True)
class Fault:
    """One fault and its figures."""

    kind: Kind = Kind.PASS
    at: int = 0
    status: int = 502
    later: int = 1
    retry_after: int | None = None

    def __str__(self) -> str:
        return f"{self.kind.name.lower()}(at={self.at}, status={self.status}, later={self.later})"


PASS = Fault()
DROP_REQUEST = Fault(Kind.DROP_REQUEST)
DROP_REPLY = Fault(Kind.DROP_REPLY)
DUPLICATE_NOW = Fault(Kind.DUPLICATE_NOW)
PORTAL = Fault(Kind.PORTAL)
STALL = Fault(Kind.STALL)
PORTAL_PAGE = "<!DOCTYPE html><html><title>上网认证</title><body><form>请登录后上网</form></body></html>"
QUICK = tuple(kind for kind in Kind if kind is not Kind.STALL)
"""All that a client notices at once; a stall costs its whole time-out."""


def random_faults(random: Random, share: float = 0.3, kinds: tuple[Kind, ...] = QUICK) -> Iterator[Fault]:
    """Yield faults without end, `share` of them other than none; equal seeds give equal faults."""
    while True:
        if random.random() >= share:
            yield PASS
            continue
        yield Fault(
            random.choice(kinds),
            at=random.choice([0, 1, 7, 40, 200, 1_000, -1, -20]),
            status=random.choice([429, 500, 502, 503, 504]),
            later=random.randint(1, 3),
            retry_after=random.choice([None, 0, 1]),
        )


@dataclass(frozen=True)
class Reply:
    """An answer as bytes: its head with the empty line, and its body."""

    head: bytes
    body: bytes

    @property
    def whole(self) -> bytes:
        """All bytes of it."""
        return self.head + self.body

    @property
    def status(self) -> int:
        """The status code."""
        return int(self.head.split(b" ", 2)[1])

    def with_header(self, name: str, value: str) -> Reply:
        """Return the answer with a header set in place of those of that name."""
        first, *lines = self.head.rstrip(b"\r\n").split(b"\r\n")
        kept = [line for line in lines if not line.lower().startswith(name.lower().encode() + b":")]
        return Reply(b"\r\n".join([first, *kept, f"{name}: {value}".encode(), b"", b""]), self.body)


def gateway_answer(fault: Fault) -> Reply:
    """Return what a gateway or portal says in the city's place."""
    page = PORTAL_PAGE if fault.kind is Kind.PORTAL else f"<html><h1>{fault.status}</h1></html>"
    status = 200 if fault.kind is Kind.PORTAL else fault.status
    body = page.encode()
    wait = f"Retry-After: {fault.retry_after}\r\n" if fault.retry_after is not None else ""
    head = f"HTTP/1.1 {status} X\r\nContent-Type: text/html; charset=utf-8\r\n{wait}Content-Length: {len(body)}\r\n\r\n"
    return Reply(head.encode(), body)


def mangled(reply: Reply, fault: Fault) -> tuple[bytes, bool]:
    """Return the bytes that reach the client, and whether the connection ends after them."""
    if fault.kind is Kind.CUT_REPLY:
        return reply.whole[: fault.at] if fault.at else b"", True
    if fault.kind is Kind.CUT_HEADERS:
        return reply.head[: max(12, len(reply.head) // 2)], True
    if fault.kind is Kind.CORRUPT and reply.body:
        place = fault.at % len(reply.body)
        body = bytearray(reply.body)
        body[place] ^= 0x10
        return reply.head + bytes(body), False
    if fault.kind is Kind.CORRUPT_GZIP and reply.body:
        return _corrupt_gzip(reply, fault.at).whole, False
    if fault.kind is Kind.WRONG_LENGTH:
        return reply.with_header("Content-Length", str(max(0, len(reply.body) + (fault.at or 5)))).whole, True
    return reply.whole, False


def _corrupt_gzip(reply: Reply, at: int) -> Reply:
    packed = reply.body if b"gzip" in reply.head.lower() else gzip.compress(reply.body)
    body = bytearray(packed)
    for place in range(at % len(body), len(body)):
        body[place] ^= 0x55
    said = reply.with_header("Content-Encoding", "gzip").with_header("Content-Length", str(len(body)))
    return Reply(said.head, bytes(body))
