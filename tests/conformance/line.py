"""The line to a server: requests over http.client, answers with their checks."""

from __future__ import annotations

import gzip
import json
import select
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from tests.conformance.clause import equal, expect

Doc = dict[str, Any]
"""A JSON object as it came."""

URN = "urn:gridadmin:exchange:"
STATUSES = {
    "malformed": 400,
    "token-invalid": 401,
    "signature-invalid": 401,
    "forbidden": 403,
    "revoked": 403,
    "code-invalid": 403,
    "not-found": 404,
    "method": 405,
    "too-slow": 408,
    "resync": 409,
    "replica-expired": 409,
    "schema-too-old": 409,
    "schema-too-new": 409,
    "offset-mismatch": 409,
    "too-large": 413,
    "media": 415,
    "hash-mismatch": 422,
    "too-many": 429,
    "fault": 500,
    "unavailable": 503,
}
PATIENCE = 30.0  # seconds
MOST_WAITS, LONGEST_WAIT = 5, 10  # times, seconds


@dataclass(frozen=True)
class Answer:
    """One answer. Headers by name in lower case; the body decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self, status: int = 200) -> Doc:
        """Return the body of a success; fails the clause on anything else."""
        expect(self.status == status, f"{status} was due, {self.told()} came")
        equal(self.media(), "application/json", "media type")
        return self.object()

    def object(self) -> Doc:
        """Return the body as JSON object."""
        found = json.loads(self.body)
        expect(isinstance(found, dict), f"not an object: {self.told()}")
        return dict(found)

    def media(self) -> str:
        """The media type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def problem(self, *names: str) -> Doc:
        """Return the problem; fails the clause where it is none of these, or not of the shape of RFC 9457."""
        expect(self.status >= 400, f"{' or '.join(names)} was due, {self.told()} came")
        equal(self.media(), "application/problem+json", "media type of a problem")
        found = self.object()
        name = str(found.get("type", "")).removeprefix(URN)
        expect(str(found.get("type", "")).startswith(URN) and name in STATUSES, f"type {found.get('type')!r}")
        equal((self.status, found.get("status")), (STATUSES[name],) * 2, f"status of {name}")
        title = found.get("title")
        expect(isinstance(title, str) and 0 < len(title) <= 500, f"title {title!r}")
        expect(name in names, f"{' or '.join(names)} was due, {name} came")
        return found

    def told(self) -> str:
        """A short account for a finding."""
        return f"{self.status} {self.media()} {self.body[:300].decode(errors='replace')}"


class Line:
    """An address, spoken to over one connection that is kept while it lasts."""

    def __init__(self, address: str, ca_file: str | None = None) -> None:
        parts = urlsplit(address)
        expect(parts.scheme in ("http", "https") and bool(parts.hostname), f"not an address: {address}")
        self._parts = parts
        self._prefix = parts.path.rstrip("/")
        self._context = ssl.create_default_context(cafile=ca_file) if parts.scheme == "https" else None
        self._connection: HTTPConnection | None = None

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request, and again as long as the server asks to wait a little (429, 503)."""
        answer = self._ask_twice(method, path, body, headers)
        for _ in range(MOST_WAITS):
            pause = answer.headers.get("retry-after", "")
            if answer.status not in (429, 503) or not pause.isdigit() or int(pause) > LONGEST_WAIT:
                break
            time.sleep(int(pause))
            answer = self._ask_twice(method, path, body, headers)
        return answer

    def _ask_twice(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str] | None) -> Answer:
        """Send a request once more on a new connection where a kept one turns out to be closed."""
        for fresh in (False, True):
            kept = self._connection is not None
            try:
                return self._ask(method, path, body, dict(headers or {}))
            except (OSError, HTTPException):
                self.close()
                if fresh or not kept:
                    raise
        raise AssertionError

    def send_too_much(self, path: str, size: int, headers: Mapping[str, str]) -> Answer:
        """Send `size` blanks as a body until the server has heard enough."""
        self.close()
        connection = self._open()
        connection.putrequest("POST", self._prefix + path)
        for name, value in {**headers, "Content-Length": str(size)}.items():
            connection.putheader(name, value)
        with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLError):
            connection.endheaders()
            for _ in _pieces(size, 1 << 16):
                if select.select([connection.sock], [], [], 0)[0]:
                    break
                connection.send(b" " * (1 << 16))
        try:
            return _answer(connection.getresponse())
        finally:
            self.close()

    def close(self) -> None:
        """Close the connection that is kept."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        connection = self._open()
        connection.request(method, self._prefix + path, body, headers)
        answer = _answer(connection.getresponse())
        if answer.headers.get("connection", "").lower() == "close":
            self.close()
        return answer

    def _open(self) -> HTTPConnection:
        if self._connection is None:
            host, port = self._parts.hostname or "", self._parts.port
            if self._context is None:
                self._connection = HTTPConnection(host, port, timeout=PATIENCE)
            else:
                self._connection = HTTPSConnection(host, port, timeout=PATIENCE, context=self._context)
        return self._connection


def _answer(response: HTTPResponse) -> Answer:
    body = response.read()
    headers = {name.lower(): value for name, value in response.getheaders()}
    if headers.get("content-encoding", "").lower() == "gzip" and body:
        body = gzip.decompress(body)
    return Answer(response.status, headers, body)


def _pieces(size: int, piece: int) -> Iterator[int]:
    return iter(range(0, size, piece))


def spell(body: object) -> bytes:
    """Return JSON as it is sent."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
