"""Two programs on one office: the window and `gridadmin sync` of a timer, or two computers on one PostgreSQL."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from gridadmin.i18n import Message
from gridadmin.jobs.exchange_city import CityLine
from gridadmin.jobs.opening import open_with_key_file
from gridadmin.services.worker_records import create_worker
from tests.exchange_proof.forks import forks
from tests.exchange_proof.stack.checks import check_city, city_rows
from tests.exchange_proof.test_fail_points import KILLED, TOWN, Place, enrolled_place
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture
from tests.real_offices import TODAY, server_office, worker_form

pytestmark = pytest.mark.slow
AT_ONCE = 3


def said(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what a process said of its exchange."""
    assert answer["status"] == 0
    told: dict[str, Any] = answer["said"]
    return told


def test_the_window_is_open_when_the_timer_comes(tmp_path: Path, postgres_url: str) -> None:  # noqa: F811 - the fixture
    """The timer's program is told who has the office, and changes nothing; the window exchanges meanwhile."""
    with enrolled_place(tmp_path, postgres_url) as place:
        place.serve()
        place.converge()
        window = open_with_key_file(str(tmp_path / "office"), tmp_path / "clerk.key")
        place.entered += 1
        window.act(Message("Enter"), create_worker, worker_form("第1人", mobile="13900000001"), TODAY)
        told = said(place.exchange())
        assert not told["complete"]
        assert "already open" in told["problem"]
        assert ("worker", "第1人") not in names(place)
        line = CityLine(window)
        assert line.attempt().complete
        line.close()
        assert "already open" in said(place.exchange())["problem"]
        assert ("worker", "第1人") in names(place)
        window.close()
        place.converge()


def test_a_program_that_died_holds_nothing(tmp_path: Path, postgres_url: str) -> None:  # noqa: F811 - the fixture
    """Its lock goes with it, in the middle of an exchange."""
    with enrolled_place(tmp_path, postgres_url) as place:
        place.serve()
        place.enter()
        assert place.exchange(kill=3, after=True)["status"] == KILLED
        place.converge()


def test_two_computers_on_one_database_exchange_one_at_a_time(
    tmp_path: Path,
    postgres_url: str,  # noqa: F811 - the fixture
) -> None:
    """Real processes, all at once: each is done or told to wait, and everything is at the city once."""
    with (
        server_office(postgres_url, tmp_path) as office,
        enrolled_place(tmp_path, postgres_url, office) as place,
        forks() as other,
        forks() as third,
    ):
        place.serve()
        where = {"do": "exchange", "office": office.location, "key": str(tmp_path / "clerk.key")}
        for number in range(1, 5):
            place.entered += 1
            office.act(Message("Enter"), create_worker, worker_form(f"第{number}人", mobile="13900000001"), TODAY)
            with ThreadPoolExecutor(AT_ONCE) as pool:
                answers = list(pool.map(lambda each: said(each.run(**where)), (place.forks, other, third)))
            assert any(told["complete"] for told in answers)
            assert all(told["complete"] or "Another computer" in told["problem"] for told in answers), answers
        check_city(place.engine)
        assert Counter(name for t, name in names(place) if t == "worker") == Counter(f"第{n}人" for n in range(1, 5))


def names(place: Place) -> list[tuple[str, str]]:
    """Return types and names of the city's live records."""
    return [(t, row.fields.get("name", "")) for (t, _id), row in city_rows(place.engine, str(TOWN)).items()]
