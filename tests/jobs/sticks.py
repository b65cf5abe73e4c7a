"""A stick between offices and a city that never see a network."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.city.exchange import Exchange
from gridadmin.city.own_keys import city_key_file
from gridadmin.city.packages import give_publications, take_package
from gridadmin.city.partners import accept_office
from gridadmin.city.tables import setting
from gridadmin.jobs.exchange_packages import accept_city, export_package, import_package, write_office_key
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import GroupState
from gridadmin.sync.outbox import groups_in
from gridadmin.sync.packages import Receipt
from gridadmin.wire.package_keys import read_key_file
from tests.sync.real_city import CITY, TOWN, new_city


class Stick:
    """Offices and a city with a folder between them."""

    def __init__(self, folder: Path, city: Exchange) -> None:
        self.folder, self.city = folder, city
        self.replicas: dict[str, UUID] = {}
        (folder / "city.gakey").write_bytes(city_key_file(city, "聊城市")[0])

    def join(self, office: OpenOffice, name: str) -> None:
        path = self.folder / f"{name}.gakey"
        ours = write_office_key(office, path)
        held, theirs, *_others = accept_office(self.city, path.read_bytes(), "管理员")
        assert theirs == ours
        assert held.replica is not None
        self.replicas[name] = held.replica
        assert (
            accept_city(office, self.folder / "city.gakey")
            == read_key_file((self.folder / "city.gakey").read_bytes())[1]
        )

    def carry_out(self, office: OpenOffice, name: str = "out") -> Path:
        path = self.folder / f"{name}.gapkg"
        export_package(office, path)
        return path

    def carry_back(self, office: OpenOffice, name: str) -> Receipt:
        return import_package(office, self.publication(name))

    def publication(self, name: str) -> Path:
        path = self.folder / f"{name}-back.gapkg"
        given = next(give_publications(self.city, TOWN, self.replicas[name]))
        path.write_bytes(given.content)
        return path

    def round_trip(self, office: OpenOffice, name: str) -> Receipt:
        take_package(self.city, self.carry_out(office).read_bytes())
        return self.carry_back(office, name)


def new_stick(folder: Path) -> Stick:
    """Return a stick that goes to an empty city."""
    city = new_city()
    with city.engine.begin() as connection:
        connection.execute(setting.insert(), {"name": "city", "value": CITY.code})
    return Stick(folder, city)


def waiting(office: OpenOffice) -> int:
    def count(session: Session) -> int:
        return len(groups_in(session, GroupState.WAITING, GroupState.SEALED))

    return office.read(count)
