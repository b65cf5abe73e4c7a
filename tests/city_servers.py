"""Real city servers for tests: uvicorn over real sockets and a fresh PostgreSQL database, ready at once.

    with city_server(postgres_url) as city:                  # in a thread of this process: clock and settings are ours
        code = city.issue_code("371525101")                  # a one-time code for an office
        city.address                                         # http://127.0.0.1:…/exchange/v1
        city.exchange                                        # the handlers themselves, over the same database

    with city_process(postgres_url) as city:                 # `gridadmin-city serve` in a process that can be killed
        city.kill()
        city.start()

`postgres_url` is the fixture of `tests/models/conftest.py`; a conftest imports it. Databases go with their server.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from random import Random, SystemRandom
from typing import IO, Any
from uuid import UUID

import uvicorn
from sqlalchemy import Engine, create_engine, make_url, text
from starlette.routing import BaseRoute

from gridadmin.city.divisions import name_of, scope_of
from gridadmin.city.exchange import LIMITS, Exchange
from gridadmin.city.founding import found
from gridadmin.city.front import Front
from gridadmin.city.serving import PROTOCOL
from gridadmin.city.settings import Settings
from gridadmin.city.storage import open_city
from gridadmin.city.web import make_app
from gridadmin.city.words import utc_now
from gridadmin.models.ids import new_id
from gridadmin.wire.enrolment import EnrolReply, EnrolRequest, Limits, TokenReply, TokenRequest

CITY = "3715"
TOWN, OTHER_TOWN, COUNTY = "371525101", "371525002", "371525"
START_SECONDS = 30.0


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: header names in lower case, the body as it came."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def problem(self) -> str:
        """The last word of a problem's type."""
        return str(self.json["type"]).rpartition(":")[2]


@dataclass
class Office:
    """An enrolled office as a plain HTTP client."""

    city: RunningCity
    credentials: EnrolReply
    replica: UUID
    token: str

    def post(self, name: str, body: bytes, **headers: str) -> Answer:
        """Post a body of JSON with the office's token."""
        given = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"} | headers
        return self.city.ask("POST", f"/{name}", body, given)


@dataclass
class RunningCity:
    """A city that answers at an address.

    Attributes:
        tls: how `ask` reaches it, with the client certificate that it shows; None for plain HTTP.
    """

    url: str
    exchange: Exchange
    port: int
    prefix: str = Settings.prefix
    tls: ssl.SSLContext | None = None

    @property
    def address(self) -> str:
        """What an office is told."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}{self.prefix}"

    def issue_code(self, code: str = TOWN) -> str:
        """Issue a one-time code for an office by its division code."""
        scope = scope_of(code)
        return self.exchange.issue_code(scope, name_of(scope) or code, "staff:test")

    def enrol(self, code: str = TOWN, replica: UUID | None = None) -> Office:
        """Enrol an office over HTTP and take a token for it."""
        request = EnrolRequest(
            code=self.issue_code(code), replica=replica or new_id(), schema=1, program="test", computer="一号机"
        )
        answer = self.ask("POST", "/enrol", request.to_bytes(), {"Content-Type": "application/json"})
        assert answer.status == 200, answer
        credentials = EnrolReply.from_bytes(answer.body)
        return Office(self, credentials, request.replica, self.token_of(credentials))

    def token_of(self, credentials: EnrolReply) -> str:
        """Take a token over HTTP."""
        form = TokenRequest(client_id=credentials.client_id, client_secret=credentials.client_secret).to_form()
        answer = self.ask("POST", "/token", form, {"Content-Type": "application/x-www-form-urlencoded"})
        assert answer.status == 200, answer
        return TokenReply.from_bytes(answer.body).access_token

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Send one request to a path below the prefix (or, with // in front, of the server) on its own connection."""
        target = path[1:] if path.startswith("//") else self.prefix + path
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        if self.tls is not None:
            connection = HTTPSConnection("127.0.0.1", self.port, timeout=60, context=self.tls)
        try:
            connection.request(method, target, body, headers or {})
            response = connection.getresponse()
            given = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, given, response.read())
        finally:
            connection.close()


@dataclass
class CityServer(RunningCity):
    """A city in a thread of this process."""

    front: Front = field(kw_only=True)


@contextmanager
def city_server(
    server: str,
    settings: Settings | None = None,
    *,
    clock: Callable[[], datetime] = utc_now,
    random: Random | None = None,
    limits: Limits = LIMITS,
    more: Callable[[Exchange], Sequence[BaseRoute]] = lambda _: (),
    database: str | None = None,
    tls: Mapping[str, Any] | None = None,
    dual_stack: bool = False,
) -> Iterator[CityServer]:
    """Run a city in a thread, on a database of its own unless one is named.

    Args:
        more: further routes. tls: uvicorn's own words for it; who asks sets `tls` of what is given.
        dual_stack: listen as `--host ::` with several processes does; whoever comes by IPv4 is seen as ::ffff:….
    """
    settings = settings or Settings()
    url = database or fresh_database(server)
    engine = open_city(url, pool_size=settings.pool_size)
    exchange = Exchange(engine, random=random or SystemRandom(), clock=clock, limits=limits, quotas=settings.quotas)
    front = make_app(exchange, settings, more(exchange))
    config = _configuration(front, settings, tls or {})
    with closing_engine(engine), _listening(dual_stack) as listener, _serving(config, listener):
        yield CityServer(url, exchange, listener.getsockname()[1], settings.prefix, front=front)


def _listening(dual_stack: bool) -> socket.socket:
    if dual_stack:
        return socket.create_server(("::", 0), family=socket.AF_INET6, backlog=512, dualstack_ipv6=True)
    return socket.create_server(("127.0.0.1", 0), backlog=512)


@contextmanager
def closing_engine(engine: Engine) -> Iterator[None]:
    """Close an engine's connections at the end of the block."""
    try:
        yield
    finally:
        engine.dispose()


def _configuration(front: Front, settings: Settings, tls: Mapping[str, Any]) -> uvicorn.Config:
    return uvicorn.Config(
        front,
        http=PROTOCOL,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        forwarded_allow_ips=settings.believed,
        timeout_graceful_shutdown=5,
        **tls,
    )


@contextmanager
def _serving(config: uvicorn.Config, listener: socket.socket) -> Iterator[None]:
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), name="city")
    thread.start()
    try:
        until(lambda: server.started or not thread.is_alive())
        yield
    finally:
        server.should_exit = True
        thread.join(START_SECONDS)
        assert not thread.is_alive()


@dataclass
class CityProcess(RunningCity):
    """A city in a process of its own.

    Attributes:
        log: the file that its stderr goes to.
    """

    log: Path = field(kw_only=True)
    words: list[str] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "gridadmin.city", "serve", "--database", self.url, "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = _popen([*command, *self.words], log)
        until(self._answers)

    def stop(self) -> None:
        """Let it end as systemd does, and wait for it."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once (SIGKILL), whatever it is doing."""
        self._end(signal.SIGKILL)

    def _end(self, number: int) -> None:
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(START_SECONDS)
            self.process = None

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
        try:
            return self.ask("GET", "//healthz").status == 200
        except (OSError, HTTPException):
            return False


@contextmanager
def city_process(server: str, folder: Path, *words: str) -> Iterator[CityProcess]:
    """Run `gridadmin-city serve` with some more words on a database of its own."""
    url = fresh_database(server)
    engine = open_city(url)
    exchange = Exchange(engine, random=SystemRandom(), clock=utc_now)
    city = CityProcess(url, exchange, free_port(), log=folder / "city.log", words=list(words))
    try:
        city.start()
        yield city
    finally:
        city.stop()
        engine.dispose()


def _popen(command: list[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log, env=os.environ | {"LC_ALL": "C.UTF-8"})


def free_port() -> int:
    """Return a port that nobody listens at just now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def fresh_database(server: str) -> str:
    """Return the address of a new database with the city's tables: a copy of one that was made once for the server."""
    name = f"city_{new_id().hex}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE {_template(server)}")
    return _database(server, name)


def empty_database(server: str) -> str:
    """Return the address of a new database without any tables."""
    name = f"city_{new_id().hex}"
    _run(server, f"CREATE DATABASE {name}")
    return _database(server, name)


@cache
def _template(server: str) -> str:
    url = empty_database(server)
    found(url, scope_of(CITY))
    return make_url(url).database or ""


def _database(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _run(server: str, statement: str) -> None:
    engine: Engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def until(state: Callable[[], bool]) -> None:
    """Wait for a state that has no signal."""
    deadline = time.monotonic() + START_SECONDS
    while not state():
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.01)
