"""The reference server for the suite: over real sockets and PostgreSQL, and what its staff do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import delete, insert, select

from gridadmin.city.settings import Settings
from gridadmin.city.tables import metadata
from gridadmin.wire.groups import Group
from gridadmin.wire.push import Result
from gridadmin.wire.scopes import parse_scope
from tests.city_servers import OTHER_TOWN, TOWN, CityServer, city_server
from tests.conformance.clause import expect
from tests.conformance.line import Doc
from tests.conformance.records import group

PATIENT = Settings(
    client_rate=1e6, client_burst=1e6, address_rate=1e6, address_burst=1e6, failure_rate=1e6, failure_burst=1e6
)


class ReferenceStaff:
    """The staff of a reference server. A restore forgets the new epoch, so that the tags have to tell."""

    def __init__(self, city: CityServer) -> None:
        self._city = city
        self._backup: dict[str, list[dict[str, Any]]] = {}

    def other_township(self, town: str) -> str | None:
        return OTHER_TOWN if town == TOWN else TOWN

    def issue_code(self, town: str | None) -> str:
        return self._city.issue_code(town or TOWN)

    def publish(self, scope: str, by: str, ops: Sequence[Doc]) -> None:
        where = parse_scope(scope)
        publisher = next(each for each in (where, *where.above) if each.kind == by)
        sent = Group.from_json(group(*ops))
        outcome = self._city.exchange.publish(publisher, where, [sent])[sent.mid]
        expect(outcome.result is Result.APPLIED, f"published: {outcome}")

    def back_up(self) -> None:
        with self._city.exchange.engine.begin() as connection:
            rows = {table.name: connection.execute(select(table)) for table in metadata.sorted_tables}
            self._backup = {name: [dict(row._mapping) for row in found] for name, found in rows.items()}

    def restore(self) -> None:
        with self._city.exchange.engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(delete(table))
            for table in metadata.sorted_tables:
                if self._backup[table.name]:
                    connection.execute(insert(table), self._backup[table.name])

    def revoke(self, client_id: str) -> None:
        self._city.exchange.revoke(client_id, "staff:test")


@contextmanager
def reference_server(postgres_url: str) -> Iterator[tuple[str, ReferenceStaff]]:
    """Serve a new city, and give its address and its staff."""
    with city_server(postgres_url, PATIENT) as city:
        yield city.address, ReferenceStaff(city)
