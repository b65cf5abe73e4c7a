"""SIGKILL before and after every commit of what people do by hand: enrolling, packages, publishing, the night's work.

Real command lines, real databases. Whoever finds that something died does it again; then everything is there once.
"""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from gridadmin.city.publication_files import Published
from gridadmin.city.settings import Settings
from gridadmin.city.storage import open_city
from gridadmin.city.tables import counter, history
from gridadmin.i18n import Message
from gridadmin.jobs.opening import open_with_key_file
from gridadmin.services.worker_records import create_worker, set_photo
from tests.city.test_publishing import sheet
from tests.city_servers import CITY, COUNTY, fresh_database
from tests.exchange_proof.forks import Forks, forks
from tests.exchange_proof.stack.checks import check_city, check_offices, city_rows
from tests.exchange_proof.test_fail_points import KILLED
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture
from tests.real_offices import TODAY, TOWNSHIP, real_office, worker_form
from tests.sync.photo_shelf import picture

pytestmark = pytest.mark.slow
SCOPE = f"town:{TOWNSHIP}"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TOWNS = ("371525001", "371525101")


@dataclass
class Desks:
    """A clerk's command line, the city's, and what each has in its database."""

    folder: Path
    url: str
    engine: Engine
    forks: Forks
    entered: int = 0

    def office(self, *words: object, **how: object) -> Any:
        """Run a verb in the office; None where it died."""
        return self._run("office", (*words, *self.opening), how)

    @property
    def opening(self) -> tuple[object, ...]:
        """The words that open the office."""
        return ("--office", self.folder / "office", "--key-file", self.folder / "clerk.key")

    def city(self, *words: object, **how: object) -> Any:
        """Run a verb at the city; None where it died."""
        return self._run("city", (*words, "--database", self.url), how)

    def _run(self, program: str, words: tuple[object, ...], how: dict[str, object]) -> Any:
        answer = self.forks.run(do=program, words=[str(word) for word in words], **how)
        if answer["status"] == KILLED:
            return None
        assert answer["status"] == 0, answer
        assert answer["said"]["code"] == 0, answer["said"]["error"]
        return answer["said"]["document"]

    def enter(self) -> None:
        """Let the clerk enter somebody, with a photo."""
        self.entered += 1
        office = open_with_key_file(str(self.folder / "office"), self.folder / "clerk.key")
        person = office.act(
            Message("Enter"), create_worker, worker_form(f"第{self.entered}人", mobile="13900000001"), TODAY
        )
        office.act(Message("Photo"), set_photo, person, office.put_photo(picture(self.entered)))
        office.close()

    def check(self) -> None:
        """Everything is at both ends, once."""
        check_city(self.engine)
        office = open_with_key_file(str(self.folder / "office"), self.folder / "clerk.key")
        check_offices(self.engine, [office], SCOPE)
        office.close()
        rows = city_rows(self.engine, SCOPE)
        names = Counter(row.fields["name"] for (record_type, _id), row in rows.items() if record_type == "worker")
        assert names == Counter(f"第{number}人" for number in range(1, self.entered + 1))


@pytest.fixture
def desks(tmp_path: Path, postgres_url: str) -> Iterator[Desks]:  # noqa: F811 - the fixture
    """An office and a city that know nothing of each other yet."""
    url = fresh_database(postgres_url)
    engine = open_city(url)
    with real_office(tmp_path):
        pass
    with forks() as parent:
        found = Desks(tmp_path, url, engine, parent)
        found.city("init", "--city", CITY)
        yield found
    engine.dispose()


def die_at_each_commit(verb: Callable[..., Any], look: Callable[[], None], *, commits: int) -> None:
    """Let a verb die before and after each of its commits; do it again each time, and look what became of it.

    `commits`: no fewer are tried, so that a verb which no longer dies is noticed.
    """
    for after in (False, True):
        number, died = 0, 0
        while died == number or number < commits:
            number += 1
            if verb(kill=number, after=after) is None:
                died += 1
                verb()
            look()
        assert died


def test_a_city_is_founded(tmp_path: Path, postgres_url: str) -> None:  # noqa: F811 - the fixture
    """Each time on an empty database: what was made in part is made whole by the next try, and stays as it is."""
    with forks() as parent:
        for after in (False, True):
            number = 1
            while True:
                url = fresh_database(postgres_url)
                desks = Desks(tmp_path, url, open_city(url), parent)
                died = desks.city("init", "--city", CITY, kill=number, after=after) is None
                made = desks.city("init", "--city", CITY)
                assert made == desks.city("init", "--city", CITY)
                assert desks.city("restore-check")["ok"]
                assert desks.city("issue-code", TOWNSHIP)["code"]
                desks.engine.dispose()
                if not died:
                    break
                number += 1
            assert number > 1


@pytest.mark.parametrize("dying", ["office", "city"])
def test_enrolling_once_more(desks: Desks, dying: str) -> None:
    """A code is void once it was used: a new one is asked for, and what waits goes under the new name, once."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    address = f"http://127.0.0.1:{port}{Settings.prefix}"

    def serve(**how: object) -> None:
        desks.forks.end_servers()
        desks.forks.run(do="serve", url=desks.url, port=port, **how)

    def enrol(**how: object) -> Any:
        (desks.folder / "code.txt").write_text(desks.city("issue-code", TOWNSHIP)["code"])
        words = ("exchange", "enrol", "--address", address, "--proxy", "none", "--code-file", desks.folder / "code.txt")
        if dying == "office" or not how:
            return desks.office(*words, **how)
        serve(**how)
        answer = desks.forks.run(do="office", words=[str(word) for word in (*words, *desks.opening)])
        serve()
        return answer["said"]["document"]  # none where the server died before its answer

    def look() -> None:
        desks.enter()
        while desks.office("sync")["photos"] or desks.office("sync", "--status")["pending"]:
            pass
        desks.check()

    serve()
    enrol()
    die_at_each_commit(enrol, look, commits=1 if dying == "office" else 3)  # a server has chores, too


def test_packages(desks: Desks) -> None:
    """Out, in at the city, out there, in again: on each way all four die, and whoever carries the stick tries again."""
    desks.city("package", "keys", "--out", desks.folder / "city.gakey")
    desks.office("exchange", "key", "--out", desks.folder / "office.gakey")
    desks.city("package", "accept", desks.folder / "office.gakey")
    desks.office("exchange", "accept", desks.folder / "city.gakey")
    out, back = desks.folder / "out.gapkg", desks.folder / "back"
    steps: dict[str, Callable[..., Any]] = {
        "export": lambda **how: desks.office("exchange", "export", "--out", out, **how),
        "take": lambda **how: desks.city("package", "import", out, **how),
        "give": lambda **how: desks.city("package", "export", TOWNSHIP, "--out", back, **how),
        "import": lambda **how: desks.office("exchange", "import", max(back.iterdir()), **how),
    }
    died: Counter[str] = Counter()

    def carry(**how: object) -> bool:
        """Carry a stick there and back; whether nothing died on the way."""
        desks.enter()
        fallen = [name for name, step in steps.items() if step(**how) is None and step()]
        died.update(fallen)
        desks.check()
        return not fallen

    for after in (False, True):
        number = 1
        while not carry(kill=number, after=after):
            number += 1
    assert desks.office("exchange", "export", "--out", out)["photos"] == 0
    assert all(died[name] >= least * 2 for name, least in (("export", 4), ("take", 1), ("give", 1), ("import", 4)))


def test_publishing(desks: Desks) -> None:
    """Published in one township and not in the next, the list is published once more: nothing doubles."""
    lists = count(1)

    def publish(**how: object) -> Any:
        return desks.city("publish", "communities", desks.folder / "communities.xlsx", "--as", COUNTY, **how)

    def look() -> None:
        assert publish()["scopes"] == []
        assert desks.city("restore-check")["ok"]
        publication(desks, next(lists))

    publication(desks, next(lists))
    die_at_each_commit(publish, look, commits=len(TOWNS))


def test_the_nights_work(desks: Desks) -> None:
    """What a night was about to forget the next one forgets, no more and no less."""
    lists, young = count(1), 2  # commits of a list in a township

    def grow_old() -> None:
        desks.city("publish", "communities", publication(desks, next(lists)), "--as", COUNTY)
        with desks.engine.begin() as connection:
            connection.execute(update(history).values(at=LONG_AGO))
        desks.city("publish", "communities", publication(desks, next(lists)), "--as", COUNTY)

    def look() -> None:
        assert desks.city("restore-check")["ok"]
        with desks.engine.connect() as connection:
            places = connection.execute(select(counter.c.seq, counter.c.forgotten)).all()
        assert [row.seq - row.forgotten for row in places] == [young, young]
        grow_old()

    grow_old()
    die_at_each_commit(partial(desks.city, "nightly"), look, commits=len(TOWNS))


def publication(desks: Desks, number: int) -> Path:
    """Write a list with a new community for each of two townships."""
    rows = [[f"{town}{number:03}", f"{number}号社区", "城市"] for town in TOWNS]
    return sheet(desks.folder, Published.COMMUNITIES, rows)
