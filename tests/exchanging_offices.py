"""Offices that exchange with a real city: real SQLCipher files, real HTTP, real PostgreSQL. Nobody in them exists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from gridadmin.domain.exchange import Connection, RoundResult
from gridadmin.domain.exchange_cards import IssueCard
from gridadmin.domain.office import CommunityRow
from gridadmin.i18n import Message
from gridadmin.jobs.exchange import list_cards
from gridadmin.jobs.exchange_city import Application, CityLine, enrol_office
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.services.office import list_communities, set_community_urban
from gridadmin.services.worker_records import create_worker, update_worker
from gridadmin.services.workers import find_worker_id
from gridadmin.services.workers_forms import worker_form
from gridadmin.wire.enrolment import SCHEMA
from gridadmin.wire.groups import Act, Group, NewRecord
from gridadmin.wire.push import Result
from gridadmin.wire.scopes import Scope, ScopeKind
from gridadmin.wire.values import Json
from tests.city_servers import RunningCity
from tests.real_offices import TODAY, TOWNSHIP, real_office
from tests.real_offices import worker_form as new_form


@contextmanager
def exchanging_office(folder: Path, city: RunningCity) -> Iterator[OpenOffice]:
    """Give an office in a folder that is enrolled at a city; two of them are two computers of one township."""
    with real_office(folder) as office:
        enrol(office, city)
        yield office


def enrol(office: OpenOffice, city: RunningCity) -> None:
    """Enrol an office with a code of its own."""
    asked = Application(Connection(city.address), city.issue_code(TOWNSHIP), folder_name(office))
    enrol_office(office, asked)


def folder_name(office: OpenOffice) -> str:
    """Return what tells two computers apart."""
    return Path(office.location).parent.name


def exchange(office: OpenOffice) -> RoundResult:
    """Exchange once over a connection of its own."""
    line = CityLine(office)
    try:
        result = line.attempt()
    finally:
        line.close()
    assert result.problem is None, result.problem
    return result


def enter(office: OpenOffice, name: str = "张三", **values: Any) -> UUID:
    """Enter a person."""
    return office.act(Message("Enter {name}", {"name": name}), create_worker, new_form(name, **values), TODAY)


def change(office: OpenOffice, name: str = "张三", **values: Any) -> None:
    """Change a person, as a clerk does it."""
    worker_id = office.read(find_worker_id, name)
    form = replace(office.read(worker_form, worker_id, TODAY), effective_on=TODAY, **values)
    office.act(Message("Change {name}", {"name": name}), update_worker, worker_id, form, TODAY)


def address_of(office: OpenOffice, name: str = "张三") -> str | None:
    """Return somebody's address."""
    form = office.read(worker_form, office.read(find_worker_id, name), TODAY)
    return form.address


def differ(first: OpenOffice, second: OpenOffice, name: str = "张三") -> IssueCard:
    """Have two computers change the same address, and return the card that the second one gets."""
    enter(first, name, address="城关村12号")
    exchange(first)
    exchange(second)
    change(first, name, address="城关村8号")
    change(second, name, address="城关村21号")
    exchange(first)
    exchange(second)
    (card,) = [card for card in list_cards(second) if card.issue.kind == "conflict"]
    return card


def take_over_community(city: RunningCity, office: OpenOffice, township: str = TOWNSHIP) -> CommunityRow:
    """Have the county publish a community that the office had made for it, and return it."""
    community = office.read(list_communities)[0]
    fields: dict[str, Json] = {"code": community.code, "name": community.name, "urban": community.urban}
    act = Act(id=new_id(), at=office.clock(), actor="县网格中心", sentence="Publish communities", values={})
    group = Group(mid=new_id(), schema=SCHEMA, acts=(act,), ops=(NewRecord(t="community", id=new_id(), f=fields),))
    town = Scope(ScopeKind.TOWN, township)
    outcomes = city.exchange.publish(Scope(ScopeKind.COUNTY, township[:6]), town, [group])
    assert outcomes[group.mid].result is Result.APPLIED, outcomes
    return community


def be_refused(city: RunningCity, office: OpenOffice) -> IssueCard:
    """Change what the county has just taken over, and return the card of what was sent back."""
    exchange(office)
    community = take_over_community(city, office)
    sentence = Message("Turn {name}", {"name": community.name})
    office.act(sentence, lambda session: set_community_urban(session, community.id, urban=not community.urban))
    exchange(office)
    (card,) = [card for card in list_cards(office) if card.issue.kind == "refusal"]
    return card
