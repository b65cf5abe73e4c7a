"""A second server for docs/exchange.md, as small as it gets: for trying the document and the suite, not for use.

Data live in memory and one lock stands for every transaction. See `minimal_rules.py` and `minimal_document.py`.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import socket
import threading
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import deepcopy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

from tests.conformance.digests import digest, digests_of, row_hash
from tests.conformance.minimal_document import ProblemError, check, kinds, malformed, read_json
from tests.conformance.minimal_rules import Data, Draft, Json, Scope

LIMITS = {"push_bytes": 4 << 20, "push_groups": 500, "pull_rows": 5000, "known_mids": 5000,
          "attachment_bytes": 4 << 20, "chunk_bytes": 65536, "retention_days": 400}  # fmt: skip
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SCHEMA = 1
Reply = tuple[int, dict[str, str], bytes]


class City:
    """What the addresses do, and what the staff do."""

    def __init__(self) -> None:
        self._data = Data()
        self._backup = deepcopy(self._data)
        self.lock = threading.RLock()

    # Joining.

    def capabilities(self) -> Json:
        return {"service": "gridadmin-exchange", "protocol": 1, "oldest_schema": SCHEMA, "newest_schema": SCHEMA,
                "compressions": ["gzip"], "limits": LIMITS}  # fmt: skip

    def enrol(self, body: Json) -> Json:
        check_schema(body)
        code = self._data.codes.pop(_hash(body["code"]), None)
        if code is None:
            self._count_wrong(body["code"])
            raise ProblemError(403, "code-invalid")
        town = code["town"]
        client_id, secret = f"town-{town}-{len(self._data.clients) + 1}", secrets.token_urlsafe(32)
        client = {"scope": f"town:{town}", "reads": [f"town:{town}", f"county:{town[:6]}", f"city:{town[:4]}"]}
        self._data.clients[client_id] = client | {"secret": _hash(secret), "revoked": False}
        told = {"client_id": client_id, "client_secret": secret, "name": f"测试街道{town}"}
        return told | client | {"history": self._data.history(client["reads"])}

    def _count_wrong(self, code: str) -> None:
        for name, each in list(self._data.codes.items()):
            each["wrong"] += each["start"] == code[:4]
            if each["wrong"] >= 5:
                del self._data.codes[name]

    def token(self, form: dict[str, str]) -> Json:
        if form.get("grant_type") != "client_credentials" or not {"client_id", "client_secret"} <= form.keys():
            raise malformed()
        client = self._data.clients.get(form["client_id"])
        if client is None or client["secret"] != _hash(form["client_secret"]):
            raise ProblemError(401, "token-invalid")
        if client["revoked"]:
            raise ProblemError(403, "revoked")
        token = secrets.token_urlsafe(24)
        self._data.tokens[token] = form["client_id"]
        return {"access_token": token, "token_type": "Bearer", "expires_in": 3600}

    def caller(self, authorization: str) -> Json:
        kind, _, token = authorization.partition(" ")
        client = self._data.clients.get(self._data.tokens.get(token, ""))
        if kind != "Bearer" or client is None:
            raise ProblemError(401, "token-invalid")
        if client["revoked"]:
            raise ProblemError(403, "revoked")
        return client

    # Exchange.

    def push(self, client: Json, body: Json) -> Json:
        scope = self._own(client, body)
        self._data.check_point(client["reads"], body.get("history"))
        mids = [group["mid"] for group in body["groups"]]
        for place, mid in enumerate(mids):
            if mid in mids[:place]:
                raise malformed(f"/groups/{place}/mid")
        known = all(group["mid"] in scope.outcomes for group in body["groups"])
        last, number = scope.numbers.get(body["replica"], 0), body["number"]
        scope.numbers[body["replica"]] = max(last, number)
        for group in body["groups"]:
            if group["mid"] not in scope.outcomes:
                draft = Draft(scope, "township", group)
                scope.outcomes[group["mid"]] = draft.outcome(body["replica"])
        scope.raise_seq()
        reply = {"history": self._data.history(client["reads"])}
        reply["outcomes"] = {group["mid"]: scope.outcomes[group["mid"]] for group in body["groups"]}
        return reply | ({"notices": ["used_twice"]} if number <= last and not known else {})

    def pull(self, client: Json, body: Json) -> Json:
        check_schema(body)
        cursors, types = body["cursors"], body.get("types") or kinds()
        if not set(cursors) <= set(client["reads"]):
            raise ProblemError(403, "forbidden")
        self._data.check_point(client["reads"], body.get("history"), cursors)
        room, pages, done = min(body.get("limit", 1000), LIMITS["pull_rows"]), [], True
        for name in (each for each in client["reads"] if each in cursors):
            scope = self._data.scope(name)
            page, room = _page(scope, cursors[name][0], room, types)
            if body.get("acts", True) and name == client["scope"]:
                span = range(cursors[name][0] + 1, page["upto"][0] + 1)
                page["groups"] = [each for each in scope.past if each["seq"] in span]
            pages.append(page)
            done = done and page["upto"] == scope.point
            if not done:
                break
        reply = {"history": self._data.history(client["reads"]), "pages": pages, "done": done}
        return reply | ({"digests": {name: self._digests(name, types) for name in cursors}} if done else {})

    def _digests(self, name: str, types: Collection[str]) -> Json:
        rows = [each.row() for each in self._data.scope(name).records.values() if each.type in types]
        return digests_of(rows)

    # Recovery.

    def known(self, client: Json, body: Json) -> Json:
        scope = self._own(client, body)
        have = [mid for mid in body["mids"] if scope.outcomes.get(mid, {}).get("result") == "applied"]
        return {"history": self._data.history(client["reads"]), "have": have, "oldest": 0}  # it forgets nothing

    def digest(self, client: Json, body: Json) -> Json:
        scope = self._own(client, body, read=True)
        reply = {"history": self._data.history(client["reads"])}
        if "t" not in body:
            return reply | {"types": self._digests(scope.name, kinds())}
        rows = [each.row() for each in scope.live(body["t"])]
        if "buckets" not in body:
            parts: list[list[Json]] = [[] for _ in range(256)]
            for row in rows:
                parts[_bucket(row)].append(row)
            return reply | {"buckets": [digest(part) for part in parts]}
        some = {row["id"]: f"{row_hash(row['t'], row['id'], row['f']):016x}" for row in rows
                if _bucket(row) in body["buckets"]}  # fmt: skip
        return reply | {"rows": some}

    def rows(self, client: Json, body: Json) -> Json:
        scope = self._own(client, body, read=True)
        found = [scope.records[body["t"], each].row() for each in body["ids"] if (body["t"], each) in scope.records]
        return {"history": self._data.history(client["reads"]), "rows": found}

    def _own(self, client: Json, body: Json, *, read: bool = False) -> Scope:
        check_schema(body)
        if body["scope"] not in (client["reads"] if read else [client["scope"]]):
            raise ProblemError(403, "forbidden")
        return self._data.scope(body["scope"])

    # Attachments.

    def content(self, client: Json, name: str) -> Json:
        return self._data.contents.setdefault((client["scope"], name), {"bytes": b"", "complete": False})

    def send_content(self, client: Json, name: str, piece: bytes, headers: dict[str, str]) -> Json:
        there = self.content(client, name)
        offset, last = headers.get("upload-offset", ""), headers.get("upload-complete", "")
        length = headers.get("upload-length", "0")
        if not re.fullmatch(r"\d{1,16}", offset) or last not in ("?0", "?1") or not re.fullmatch(r"\d{1,16}", length):
            raise malformed()
        if there["complete"]:
            return there
        if int(offset) != len(there["bytes"]):
            raise ProblemError(409, "offset-mismatch", headers=_upload(there))
        if max(int(length), len(there["bytes"]) + len(piece)) > LIMITS["attachment_bytes"]:
            raise ProblemError(413, "too-large")
        there["bytes"] += piece
        there["complete"] = last == "?1"
        algorithm, _, wanted = name.partition(":")
        if there["complete"] and hashlib.new(algorithm, there["bytes"]).hexdigest() != wanted:
            there.update(bytes=b"", complete=False)
            raise ProblemError(422, "hash-mismatch")
        return there

    # Staff.

    def other_township(self, town: str) -> str | None:
        return f"{int(town) + 1}"

    def issue_code(self, town: str | None) -> str:
        code = "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(3))
        with self.lock:
            self._data.codes[_hash(code)] = {"town": town or "371525101", "start": code[:4], "wrong": 0}
        return code

    def publish(self, scope: str, by: str, ops: Sequence[Json]) -> None:
        act = {"id": str(uuid4()), "at": "2026-03-01T00:00:00.000000+00:00", "actor": "县里", "sentence": "Publish"}
        group = {"mid": str(uuid4()), "schema": SCHEMA, "acts": [act], "ops": list(ops)}
        with self.lock:
            outcome = Draft(self._data.scope(scope), by, group).outcome(None)
        if outcome["result"] != "applied":
            raise ValueError(outcome)

    def back_up(self) -> None:
        with self.lock:
            self._backup = deepcopy(self._data)

    def restore(self) -> None:
        with self.lock:
            self._data = deepcopy(self._backup)
            self._data.epoch = str(uuid4())

    def revoke(self, client_id: str) -> None:
        self._data.clients[client_id]["revoked"] = True


def _page(scope: Scope, cursor: int, room: int, types: Collection[str]) -> tuple[Json, int]:
    """Return a page of whole commits and the room that is left; nothing where there was none."""
    records = scope.records.values()
    news = sorted((each for each in records if each.ver > cursor), key=lambda each: (each.ver, each.type, each.id))
    news = [each for each in news if each.type in types]
    count = min(len(news), max(room, 0))
    while 0 < count < len(news) and news[count].ver == news[count - 1].ver:
        count += 1
    upto = scope.point if count == len(news) else [seq := news[count - 1].ver if count else cursor, scope.tags[seq]]
    return {"scope": scope.name, "upto": upto, "rows": [each.row() for each in news[:count]]}, room - count


def _bucket(row: Json) -> int:
    return int(row["id"][-2:], 16)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _upload(there: Json) -> dict[str, str]:
    return {"Upload-Offset": str(len(there["bytes"])), "Upload-Complete": "?1" if there["complete"] else "?0"}


def check_schema(body: Json) -> None:
    """Raise the problem of a schema that is out of range."""
    if body["schema"] != SCHEMA:
        raise ProblemError(409, "schema-too-new" if body["schema"] > SCHEMA else "schema-too-old")


POSTS = {"/enrol": "EnrolRequest", "/push": "PushRequest", "/pull": "PullRequest", "/known": "KnownRequest",
         "/digest": "DigestRequest", "/rows": "RowsRequest"}  # fmt: skip
COUNTED = {"groups": "push_groups", "mids": "known_mids"}


class Door(BaseHTTPRequestHandler):
    """HTTP: reads bodies with their limits, finds who asks, writes answers."""

    protocol_version = "HTTP/1.1"
    city: City
    wbufsize = -1

    def answer(self) -> None:
        """Answer one request."""
        try:
            status, headers, body = self._route()
        except ProblemError as problem:
            status = problem.status
            told = {
                "type": f"urn:gridadmin:exchange:{problem.name}",
                "title": f"未完成：{problem.name}",
                "status": status,
            }
            body = json.dumps(told | problem.more, ensure_ascii=False).encode()
            headers = {"Content-Type": "application/problem+json"} | problem.headers
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)
        if self.close_connection:
            self._drain()

    do_GET = do_POST = do_HEAD = do_PATCH = do_PUT = do_DELETE = answer  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _route(self) -> Reply:
        headers = {name.lower(): value for name, value in self.headers.items()}
        path = self.path.partition("?")[0]
        attachment = path.startswith("/attachments/")
        try:
            body = self._body(headers, LIMITS["chunk_bytes" if attachment else "push_bytes"])
        except ProblemError:
            self.close_connection = True
            raise
        allowed = ("HEAD", "PATCH", "GET") if attachment else ("GET",) if path == "/" else ("POST",)
        if not attachment and path not in ("/", "/token", *POSTS):
            raise ProblemError(404, "not-found")
        if self.command not in allowed:
            raise ProblemError(405, "method", headers={"Allow": ", ".join(allowed)})
        with self.city.lock:
            if attachment:
                return self._attachment(path.removeprefix("/attachments/"), body, headers)
            return 200, {"Content-Type": "application/json"}, json.dumps(self._json(path, body, headers)).encode()

    def _json(self, path: str, body: bytes, headers: dict[str, str]) -> Json:
        if path == "/":
            return self.city.capabilities()
        media = headers.get("content-type", "").partition(";")[0]
        client = self.city.caller(headers.get("authorization", "")) if path not in ("/enrol", "/token") else {}
        if media != ("application/x-www-form-urlencoded" if path == "/token" else "application/json"):
            raise ProblemError(415, "media")
        if path == "/token":
            return self.city.token({name: each[0] for name, each in parse_qs(body.decode(errors="replace")).items()})
        message = read_json(body)
        for name, limit in COUNTED.items() if isinstance(message, dict) else ():
            if isinstance(message.get(name), list) and len(message[name]) > LIMITS[limit]:
                raise ProblemError(413, "too-large")
        check(message, POSTS[path])
        if path == "/enrol":
            return self.city.enrol(message)
        handler: Callable[[Json, Json], Json] = getattr(self.city, path[1:])
        return handler(client, message)

    def _attachment(self, name: str, body: bytes, headers: dict[str, str]) -> Reply:
        client = self.city.caller(headers.get("authorization", ""))
        if not re.fullmatch("(sha256|sm3):[0-9a-f]{64}", name):
            raise malformed()
        if self.command == "PATCH":
            if headers.get("content-type") != "application/partial-upload":
                raise ProblemError(415, "media")
            return 204, _upload(self.city.send_content(client, name, body, headers)), b""
        there = self.city.content(client, name)
        if self.command == "HEAD":
            return 204, _upload(there), b""
        if not there["complete"]:
            raise ProblemError(404, "not-found")
        wanted = re.fullmatch(r"bytes=(\d{1,16})-", headers.get("range", ""))
        told = {"Content-Type": "application/octet-stream"}
        return (206, told, there["bytes"][int(wanted[1]) :]) if wanted else (200, told, there["bytes"])

    def _body(self, headers: dict[str, str], limit: int) -> bytes:
        size, encoding = int(headers.get("content-length", "0")), headers.get("content-encoding", "identity")
        if size > limit:
            raise ProblemError(413, "too-large")
        body = self.rfile.read(size)
        if encoding not in ("identity", "gzip"):
            raise ProblemError(415, "media")
        if encoding == "gzip":
            unpacked = zlib.decompressobj(16 + zlib.MAX_WBITS)
            try:
                body = unpacked.decompress(body, limit + 1)
            except zlib.error as wrong:
                raise malformed() from wrong
            if len(body) > limit:
                raise ProblemError(413, "too-large")
            if not unpacked.eof:
                raise malformed()
        return body

    def _drain(self) -> None:
        """Hear the rest of a body that was refused, or the reset would overtake the answer."""
        self.wfile.flush()
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(2)
            while self.connection.recv(1 << 16):
                pass


@contextmanager
def minimal_server() -> Iterator[tuple[str, City]]:
    """Serve a new city on a port of this computer; give its address, and it for what staff do."""
    city = City()
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("OwnDoor", (Door,), {"city": city}))
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_address[1]}", city
    http.shutdown()
    http.server_close()
    thread.join()
