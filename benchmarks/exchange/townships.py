"""136 townships back after three weeks, all at once: how long each request takes, and when the last one is done."""

from __future__ import annotations

import json
import re
import statistics
import threading
import time
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from gzip import compress
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.exchange.filling import fill
from gridadmin.city.divisions import first_township, name_of, scope_of
from gridadmin.city.storage import open_city
from gridadmin.models.ids import new_id
from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.enrolment import EnrolReply, EnrolRequest, TokenRequest
from gridadmin.wire.scopes import Scope
from tests.city_servers import CityProcess, city_process

TOWNSHIPS = 136
GROUPS = 100  # that each sends
ACTS, RECORDS = 200, 10  # that each missed, and workers of each
_UPTO = re.compile(rb'"scope":"([a-z]+:[0-9]+)","upto":\[([0-9]+),([0-9]+)\]')
_TRIES = 50


@dataclass
class Storm:
    """What was seen.

    Attributes:
        seconds: request -> how long each took, answered or turned away. turned_away: answers 429 and 503.
        last: seconds until the last office was done. rows: that were fetched. sent, received: bytes on the line.
        server_mb: peak of the largest server process. offices: how many came.
    """

    seconds: dict[str, list[float]] = field(default_factory=dict)
    turned_away: int = 0
    last: float = 0.0
    rows: int = 0
    sent: int = 0
    received: int = 0
    server_mb: float = 0.0
    offices: int = 0

    def lines(self) -> list[list[str]]:
        """Return the lines of a table: request, how many, median, 99th percentile, longest, in milliseconds."""
        found = []
        for name, times in self.seconds.items():
            ordered = sorted(times)
            p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
            figures = (statistics.median(ordered), p99, ordered[-1])
            found.append([name, str(len(ordered)), *(f"{each * 1000:,.0f} ms" for each in figures)])
        return found


def measure_storm(server: str, folder: Path, workers: int) -> Storm:
    """Let all townships of a city come at once, after each has missed 200 acts of other computers of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    with city_process(server, folder, "--workers", str(workers)) as city:
        scopes = townships()
        offices = [_Office(city, scope) for scope in scopes]
        engine = open_city(city.url)
        fill(engine, scopes, ACTS, RECORDS)
        engine.dispose()
        storm, gate, lock = Storm(), threading.Barrier(len(offices) + 1), threading.Lock()
        threads = [threading.Thread(target=each.come_back, args=(storm, gate, lock)) for each in offices]
        for thread in threads:
            thread.start()
        gate.wait()
        began = time.perf_counter()
        for thread in threads:
            thread.join()
        storm.last = time.perf_counter() - began
        assert storm.rows == len(offices) * (ACTS * RECORDS + GROUPS), storm.rows
        assert city.process is not None
        storm.offices = len(offices)
        storm.server_mb = max(map(_peak_mb, _family(city.process.pid)))
        return storm


def townships() -> list[Scope]:
    """Return the scopes of a city's townships."""
    first = first_township("3715")
    assert first is not None
    codes = (f"3715{county:02}{town:03}" for county in (2, 3, 21, 22, 24, 25, 26, 81) for town in range(1, 1_000))
    known = [scope for code in codes if name_of(scope := scope_of(code)) is not None]
    return known[:TOWNSHIPS]


class _Office:
    """An office as a light client: what it sends is real, what it fetches is looked at as far as the next cursor."""

    def __init__(self, city: CityProcess, scope: Scope) -> None:
        self._city, self._scope, self._replica = city, scope, new_id()
        code = city.exchange.issue_code(scope, scope.code, "benchmark")
        asked = EnrolRequest(code=code, replica=self._replica, schema=1, program="benchmark", computer="1")
        self._credentials: EnrolReply = city.exchange.enrol(asked)
        self._push = compress(_push_body(scope, str(self._replica)), 1)

    def come_back(self, storm: Storm, gate: threading.Barrier, lock: threading.Lock) -> None:
        """Send what waits and fetch what is new."""
        form = TokenRequest(client_id=self._credentials.client_id, client_secret=self._credentials.client_secret)
        line = _Line(self._city, storm, lock)
        gate.wait()
        line.ask("capabilities", "GET", "/", None, {})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        token = json.loads(line.ask("token", "POST", "/token", form.to_form(), kind))["access_token"]
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Accept-Encoding": "gzip"}
        said = line.ask("push", "POST", "/push", self._push, headers | {"Content-Encoding": "gzip"})
        assert said.count(b'"result":"applied"') == GROUPS, said[:300]
        cursors = {str(scope): [0, 0] for scope in (self._scope, *self._scope.above)}
        done, rows = False, 0
        while not done:
            asked = {"schema": 1, "replica": str(self._replica), "cursors": cursors, "limit": 1_000}
            page = line.ask("pull", "POST", "/pull", canonical_json(asked).encode(), headers)
            for scope, seq, tag in _UPTO.findall(page):
                cursors[scope.decode()] = [int(seq), int(tag)]
            done = b'"done":true' in page
            rows += page.count(b'"ver":')
        line.close()
        with lock:
            storm.rows += rows


class _Line:
    """One connection that stays open; turned away, it comes again when it is told to."""

    def __init__(self, city: CityProcess, storm: Storm, lock: threading.Lock) -> None:
        self._prefix, self._storm, self._lock = city.prefix, storm, lock
        self._connection = HTTPConnection("127.0.0.1", city.port, timeout=600)

    def ask(self, name: str, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> bytes:
        """Return the answer's body, unpacked."""
        for _ in range(_TRIES):
            began = time.perf_counter()
            self._connection.request(method, self._prefix + path, body, dict(headers))
            answer = self._connection.getresponse()
            content = answer.read()
            passed = time.perf_counter() - began
            with self._lock:
                self._storm.seconds.setdefault(name, []).append(passed)
                self._storm.sent += len(body or b"")
                self._storm.received += len(content)
                self._storm.turned_away += answer.status in (429, 503)
            if answer.status not in (429, 503):
                assert answer.status == 200, (answer.status, content[:300])
                packed = answer.getheader("Content-Encoding") == "gzip"
                return zlib.decompress(content, zlib.MAX_WBITS | 16) if packed else content
            time.sleep(float(answer.getheader("Retry-After") or 1))
        raise RuntimeError(f"{name} was turned away {_TRIES} times")

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def _push_body(scope: Scope, replica: str) -> bytes:
    groups = []
    for number in range(GROUPS):
        act = {"id": str(new_id()), "at": "2026-03-21T00:30:00.000000+00:00", "actor": "李敏", "sentence": "Add worker"}
        fields = {"name": f"张{number}", "sex": "1", "address": "冠县崇文街道" * 8, "remarks": "走访巡查矛盾纠纷" * 8}
        op = {"k": "new", "t": "worker", "id": str(new_id()), "f": fields}
        groups.append({"mid": str(new_id()), "schema": 1, "acts": [act], "ops": [op]})
    body = {"schema": 1, "replica": replica, "number": 1, "scope": str(scope), "groups": groups}
    return canonical_json(body).encode("utf-8")


def _family(process: int) -> Sequence[int]:
    """Return a process and its children."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return [process, *map(int, children)]


def _peak_mb(process: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) / 1000
