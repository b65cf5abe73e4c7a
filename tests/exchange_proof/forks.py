"""Processes that die at a commit: a parent that has imported everything forks one for each command on its stdin.

Run as `python -m tests.exchange_proof.forks`. A command is a line of JSON, the answer one, too:

    {"do": "exchange", "office": folder, "key": file, "kill": 3, "after": true}     dies after its third commit
    {"do": "exchange", …, "most_bytes": 50000}                                      may write files no larger than that
    {"do": "exchange", …, "most_pages": 320}                                        its disk is full at so many pages
    {"do": "exchange", …, "years": 10}                                              its clock is ten years ahead
    {"do": "serve", "url": database, "port": 8001, "kill": 2, "after": false}       a server; answers when it listens
    {"do": "office", "words": ["exchange", "export", …], "kill": 1, "after": true}  a verb of the command line
    {"do": "city", "words": ["publish", …]}                                         one of the city's command line
"""

from __future__ import annotations

import atexit
import gc
import io
import json
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import timedelta
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from random import SystemRandom
from typing import IO, Any

import uvicorn
from sqlalchemy import Dialect
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.event import listen
from sqlalchemy.orm import configure_mappers

from gridadmin.city.cli import main as city_main
from gridadmin.city.exchange import Exchange
from gridadmin.city.serving import PROTOCOL
from gridadmin.city.settings import Settings
from gridadmin.city.storage import open_city
from gridadmin.city.web import make_app
from gridadmin.city.words import utc_now
from gridadmin.cli import main as office_main
from gridadmin.jobs import exchange_city
from gridadmin.jobs.exchange_city import CityLine
from gridadmin.jobs.opening import open_with_key_file

Command = dict[str, Any]
IMPORTED_LATE = (
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.kdf.hkdf",
    "encodings.idna",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
    "sqlcipher3.dbapi2",
    "urllib3",
)


def main() -> None:
    """Fork for each command until stdin ends; servers end with their parent."""
    _warm_up()
    for line in sys.stdin:
        command: Command = json.loads(line)
        ends, begins = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(ends)
            _DO[command["do"]](command, os.fdopen(begins, "w"))
            os._exit(0)
        os.close(begins)
        with os.fdopen(ends) as told:
            said = told.readline()
        status = None if command["do"] == "serve" and said else os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        answer = {"pid": child, "status": status, "said": json.loads(said) if said else None}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _warm_up() -> None:
    """Do what every child would do anew before it comes to the point."""
    for name in IMPORTED_LATE:
        import_module(name)
    configure_mappers()
    gc.freeze()


def _die_at(dialect: Dialect | type[Dialect], command: Command) -> list[int]:
    """Let the process die before or after its k-th commit, of one database or of any; return the growing count."""
    count, commit = [0], dialect.do_commit

    def do_commit(*arguments: Any) -> None:
        count[0] += 1
        dies = count[0] == command.get("kill")
        if dies and not command["after"]:
            os.kill(os.getpid(), signal.SIGKILL)
        commit(*arguments)
        if dies:
            os.kill(os.getpid(), signal.SIGKILL)

    dialect.do_commit = do_commit  # type: ignore[method-assign, assignment]
    return count


def _exchange(command: Command, told: IO[str]) -> None:
    if "most_bytes" in command:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (command["most_bytes"], command["most_bytes"]))
    said: dict[str, object]
    try:
        office = open_with_key_file(command["office"], Path(command["key"]))
        office.clock = lambda: utc_now() + timedelta(days=365 * command.get("years", 0))
        count = _die_at(office.engine.dialect, command)
        if "most_pages" in command:
            most = f"PRAGMA max_page_count = {command['most_pages']}"
            listen(office.engine, "begin", lambda connection: connection.exec_driver_sql(most))
        line = CityLine(office)
        result = line.attempt()
        said = {"complete": result.complete, "problem": str(result.problem or ""), "commits": count[0]}
        line.close()
        office.close()
    except Exception as error:  # noqa: BLE001 - the parent of the test is told, whatever it is
        said = {"complete": False, "problem": f"{type(error).__name__}: {error}", "commits": 0}
    told.write(json.dumps(said) + "\n")
    told.flush()


def _serve(command: Command, told: IO[str]) -> None:
    settings = Settings()
    engine = open_city(command["url"], pool_size=settings.pool_size)
    _die_at(engine.dialect, command)
    exchange = Exchange(engine, random=SystemRandom(), clock=utc_now)
    config = uvicorn.Config(make_app(exchange, settings), http=PROTOCOL, ws="none", log_config=None, access_log=False)
    listener = socket.create_server(("127.0.0.1", command["port"]), backlog=64)
    told.write("{}\n")
    told.flush()
    uvicorn.Server(config).run([listener])


def _no_keyring(_office: object) -> None:
    """Credentials are kept in the database."""


def _verb(command: Command, told: IO[str], main: Callable[[list[str]], int]) -> None:
    """Run a verb; what it printed for a program is told, or its error."""
    exchange_city.keyring_of = _no_keyring  # type: ignore[assignment]
    count = _die_at(DefaultDialect, command)
    printed, error = io.StringIO(), io.StringIO()
    with redirect_stdout(printed), redirect_stderr(error):
        code = main(["--language", "en", *command["words"], "--json"])
    document = json.loads(printed.getvalue() or "null")
    said = {"code": code, "document": document, "error": error.getvalue(), "commits": count[0]}
    told.write(json.dumps(said) + "\n")
    told.flush()


_DO: dict[str, Callable[[Command, IO[str]], None]] = {
    "exchange": _exchange,
    "serve": _serve,
    "office": partial(_verb, main=office_main),
    "city": partial(_verb, main=city_main),
}


class Forks:
    """The parent, as a test talks to it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._servers: list[int] = []

    def run(self, **command: object) -> Command:
        """Run one command and return its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        answer: Command = json.loads(self._process.stdout.readline())
        if command["do"] == "serve":
            self._servers.append(answer["pid"])
        return answer

    def end_servers(self) -> None:
        """Kill the servers that are still there."""
        while self._servers:
            with _gone_already():
                os.kill(self._servers.pop(), signal.SIGKILL)


@contextmanager
def _gone_already() -> Iterator[None]:
    try:
        yield
    except ProcessLookupError:
        return


@contextmanager
def forks() -> Iterator[Forks]:
    """Give the parent, everything imported; servers that are left end with the block."""
    parent = _parent()
    try:
        yield parent
    finally:
        parent.end_servers()


@cache
def _parent() -> Forks:
    """Start the one parent of this process: it takes longer to import everything than most commands to run."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.exchange_proof.forks"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(_end, process)
    return Forks(process)


def _end(process: subprocess.Popen[str]) -> None:
    with process:
        assert process.stdin is not None
        process.stdin.close()


if __name__ == "__main__":
    main()
