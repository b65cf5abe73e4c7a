"""Whole attempts over HTTP: two computers of an office, the real city on PostgreSQL, and a line that does everything.

Every fault meets every request of an attempt; whatever happened, the next attempts on a good line bring both sides to
rest, with nothing lost, nothing done twice and nothing repaired.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from gridadmin.domain.exchange import Connection, RoundResult
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.services.worker_records import create_worker, set_photo
from gridadmin.sync.attachments import count_waiting
from gridadmin.sync.credentials import Credentials, read_credentials
from gridadmin.sync.enrolment import Application, Enrolled, approach_city, enrol, read_enrolled
from gridadmin.sync.http import HttpCity
from gridadmin.sync.line import Patience
from gridadmin.sync.portions import Portions
from gridadmin.sync.round import exchange_once
from tests.city_servers import CityServer, city_server
from tests.fault_proxy import FaultProxy, fault_proxy
from tests.faults import PASS, Fault, Kind
from tests.real_offices import TODAY, TOWNSHIP, business_state, real_office, worker_form
from tests.sync.photo_shelf import picture
from tests.sync.test_faults import FAULTS

MOST_ATTEMPTS = 4
ONE_OF_EACH = list({fault.kind: fault for fault in reversed(FAULTS)}.values())


@dataclass
class Desk:
    """One computer: its database, its way to the city, and the patience on it."""

    office: OpenOffice
    city: HttpCity
    patience: Patience
    edits: int = 0

    def attempt(self) -> RoundResult:
        return exchange_once(self.office, self.city, now=self.office.clock, portions=Portions(), photos=self.office)

    def work(self) -> UUID:
        """Enter somebody, with a photo: an act with a child record, and an attachment."""
        self.edits += 1
        form = worker_form(f"第{self.edits}人", mobile="13900000001")
        person = self.office.act(Message("Enter"), create_worker, form, TODAY)
        digest = self.office.put_photo(picture(self.edits))
        self.office.act(Message("Photo"), set_photo, person, digest)
        return person

    def rest(self) -> list[RoundResult]:
        """Exchange on a good line until nothing is left to do."""
        results = [self.attempt()]
        while not results[-1].complete and len(results) < MOST_ATTEMPTS:
            results.append(self.attempt())
        last = results[-1]
        assert last.complete, [str(result.problem and result.problem.text()) for result in results]
        assert not any(result.conflicts or result.refused or result.repaired for result in results)
        assert self.office.read(count_waiting) == 0
        return results


@contextmanager
def desk(folder: Path, city: CityServer, proxy: FaultProxy) -> Iterator[Desk]:
    """Set up a computer and enrol it over HTTP."""
    folder.mkdir()
    with real_office(folder) as office:
        enrolled = enrolled_at(city, office, Connection(proxy.address))
        credentials: Credentials = read_credentials(enrolled.kept, enrolled.replica, office.key, None)
        patience = Patience(read_s=20)
        found = HttpCity(enrolled.connection, credentials, clock=office.clock, patience=patience)
        try:
            yield Desk(office, found, patience)
        finally:
            found.close()


def enrolled_at(
    city: CityServer, office: OpenOffice, connection: Connection, signing_secret: str | None = None
) -> Enrolled:
    """Enrol an office with a code that the city has just issued."""
    application = Application(connection, city.issue_code(TOWNSHIP), "一号机", signing_secret)
    joining = approach_city(application, clock=office.clock)
    try:
        made = enrol(office, joining, application, replica=new_id(), office_key=office.key, keyring=None)
    finally:
        joining.close()
    assert office.read(read_enrolled) == made
    return made


@contextmanager
def place(folder: Path, server: str) -> Iterator[tuple[Desk, Desk, FaultProxy]]:
    with (
        city_server(server) as city,
        fault_proxy(city.address) as proxy,
        desk(folder / "first", city, proxy) as first,
        desk(folder / "second", city, proxy) as second,
    ):
        yield first, second, proxy


def test_two_computers_come_to_hold_the_same(tmp_path: Path, postgres_url: str) -> None:
    with place(tmp_path, postgres_url) as (first, second, proxy):
        person = first.work()
        (result,) = first.rest()
        assert result.problem is None
        assert result.sent > 0
        assert len([seen for seen in proxy.seen if seen.line.endswith("/push")]) == 1
        second.rest()
        assert business_state(first.office) == business_state(second.office)
        second.office.act(Message("Leave"), set_photo, person, None)
        first.work()
        second.rest()
        first.rest()
        second.rest()
        assert business_state(first.office) == business_state(second.office)


@pytest.mark.slow
@pytest.mark.parametrize("slot", range(5), ids=["who is there", "push", "pull", "offset", "photo"])
def test_every_fault_at_every_request_that_sends(tmp_path: Path, postgres_url: str, slot: int) -> None:
    with place(tmp_path, postgres_url) as (first, second, proxy):
        first.work()
        first.rest()
        for fault in ONE_OF_EACH:
            before = len(proxy.seen)
            first.work()
            through(first, proxy, [PASS] * slot + [fault])
            assert fault in [each.fault for each in proxy.seen[before:]], "the fault met no request"
        second.rest()
        assert business_state(first.office) == business_state(second.office)
        assert len(business_state(second.office)["worker"]) == len(ONE_OF_EACH) + 1


@pytest.mark.slow
@pytest.mark.parametrize("slot", range(3), ids=["who is there", "pull", "photo"])
def test_every_fault_at_every_request_that_fetches(tmp_path: Path, postgres_url: str, slot: int) -> None:
    with place(tmp_path, postgres_url) as (first, second, proxy):
        first.work()
        first.rest()
        second.rest()
        for fault in ONE_OF_EACH:
            first.work()
            first.rest()
            before = len(proxy.seen)
            through(second, proxy, [PASS] * slot + [fault])
            assert fault in [each.fault for each in proxy.seen[before:]], "the fault met no request"
        assert business_state(first.office) == business_state(second.office)


def through(desk: Desk, proxy: FaultProxy, script: list[Fault]) -> None:
    """Make one attempt on a bad line, let arrive what was late, and go on on a good one."""
    proxy.follow(script)
    if script[-1].kind is Kind.STALL:
        object.__setattr__(desk.patience, "read_s", 0.5)
    desk.attempt()
    object.__setattr__(desk.patience, "read_s", 20.0)
    proxy.follow([])
    proxy.arrive()
    desk.rest()
