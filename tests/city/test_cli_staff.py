"""`gridadmin-city publish | status | restore-check`: what county and city staff type, on a city that serves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from gridadmin.city.publication_files import Published
from gridadmin.city.tables import record
from gridadmin.wire.recovery import DigestRequest
from tests.city.requests_of_offices import group_of, pull_of, push, records, worker
from tests.city.test_cli import Run, run  # noqa: F401 - a fixture
from tests.city.test_publishing import COMMUNITIES, GRIDS, sheet
from tests.city_servers import COUNTY, OTHER_TOWN, TOWN, Office, RunningCity, city_process


@pytest.mark.slow
def test_staff_publish_look_and_check(postgres_url: str, tmp_path: Path, run: Run) -> None:  # noqa: F811
    with city_process(postgres_url, tmp_path) as city:
        at = ("--database", city.url)
        office, stranger = city.enrol(TOWN), city.enrol(OTHER_TOWN)
        publish(run, at, tmp_path)
        names = {fields.get("name") for fields in records(office).values()}
        assert {"东街社区", "第一网格"} <= names
        assert records(stranger) == {}

        assert states(run, at) == {TOWN: "current", OTHER_TOWN: "current"}
        push(office, group_of(worker()))
        assert states(run, at, "--within", COUNTY)[TOWN] == "behind"
        office.post("pull", pull_of(office).to_bytes())
        asked = DigestRequest(schema=1, replica=office.replica, scope=office.credentials.scope, t="worker")
        assert office.post("digest", asked.to_bytes()).status == 200, "who asks for one type differs in it"
        assert states(run, at) == {TOWN: "diverged", OTHER_TOWN: "current"} == seen_by(city, city.enrol(COUNTY))
        assert seen_by(city, stranger) == {OTHER_TOWN: "current"}
        assert states(run, at, "--within", "371502") == {}
        assert city.ask("GET", f"//b/{GRIDS[0][0]}").status == 404, "no board was printed yet"

        before: Any = run("restore-check", *at)
        assert (before["ok"], before["epoch"]) == (True, None)
        rotated: Any = run("restore-check", "--rotate-epoch", *at)
        assert (rotated["ok"], rotated["epoch"] is not None) == (True, True)
        again = office.post("pull", pull_of(office).to_bytes())
        assert again.json["history"]["epoch"] == rotated["epoch"]
        with city.exchange.engine.begin() as connection:
            connection.execute(update(record).where(record.c.scope == f"town:{TOWN}").values(hash=1))
        run("restore-check", *at, code=1)


def publish(run: Run, at: tuple[str, ...], folder: Path) -> None:  # noqa: F811
    """Publish communities and grids from files: first as a rehearsal, then twice."""
    for kind, rows in ((Published.COMMUNITIES, COMMUNITIES), (Published.GRIDS, GRIDS)):
        words = ("publish", kind.value, str(sheet(folder, kind, rows)), "--as", COUNTY, *at)
        rehearsed: Any = run(*words, "--dry-run")
        done: Any = run(*words)
        assert rehearsed["scopes"] == done["scopes"] != []
        assert (rehearsed["dry_run"], done["dry_run"]) == (True, False)
        again: Any = run(*words)
        assert again["scopes"] == []
    run("publish", kind.value, str(sheet(folder, kind, rows)), "--as", TOWN, *at, code=2)


def states(run: Run, at: tuple[str, ...], *words: str) -> dict[str, str]:  # noqa: F811
    """Return how the townships that take part stand, as `status` says it."""
    rows: Any = run("status", *words, *at)
    return {row["scope"].partition(":")[2]: row["state"] for row in rows if row["computers"]}


def seen_by(city: RunningCity, office: Office) -> dict[str, str]:
    """Return the same as the running server says it to somebody."""
    answer = city.ask("GET", "/townships", headers={"Authorization": f"Bearer {office.token}"})
    return {row["scope"].partition(":")[2]: row["state"] for row in answer.json["townships"] if row["computers"]}
