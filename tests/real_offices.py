"""Real offices for tests: SQLCipher files or PostgreSQL, made as users make them. Nobody in them exists."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.orm import Session

from gridadmin.config import load_config
from gridadmin.domain.accounts import OfficeSetup
from gridadmin.domain.grids import GridImport, GridKind
from gridadmin.domain.id_numbers import check_char
from gridadmin.domain.imports import ParsedRow
from gridadmin.domain.workers import EmploymentForm, EmploymentKind, Sex, WorkerForm, WorkerSource
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.opening import create_office, open_with_key_file
from gridadmin.models.ids import new_id
from gridadmin.models.key_file import create_key_file
from gridadmin.services.employment import start_employment
from gridadmin.services.grid_imports import import_grids
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.journal import record_classes
from gridadmin.services.office import list_communities
from gridadmin.services.worker_records import create_worker

TOWNSHIP = "371525002"  # 冠县崇文街道: 12 villages and communities
CLERK = "测试员"
NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)


class SteppingClock:
    """A clock that moves on by a second at every look, so that acts have an order."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@cache
def _template(township: str) -> Path:
    """Make an office once for the whole run; tests work on copies, since making tables takes a second."""
    folder = Path(tempfile.mkdtemp(prefix="gridadmin-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    create_key_file(folder / "clerk.key")
    setup = OfficeSetup(township, CLERK, key_file=folder / "clerk.key")
    create_office(load_config(str(folder / "office")), setup).close()
    return folder


@contextmanager
def real_office(folder: Path, township: str = TOWNSHIP) -> Iterator[OpenOffice]:
    """Give an office of its own in a folder, opened with a key file, and close it at the end."""
    shutil.copytree(_template(township), folder, dirs_exist_ok=True)
    with opened(str(folder / "office"), folder / "clerk.key") as office:
        yield office


@contextmanager
def opened(location: str, key_file: Path) -> Iterator[OpenOffice]:
    """Open an office with a key file and a clock of its own, and close it at the end."""
    office = open_with_key_file(location, key_file)
    office.clock = SteppingClock()
    try:
        yield office
    finally:
        office.close()


@contextmanager
def server_office(server: str, folder: Path) -> Iterator[OpenOffice]:
    """Give an office of its own on a PostgreSQL server: a copy of one that was made once for this server."""
    key_file, template = _server_template(server)
    shutil.copy(key_file, folder / "clerk.key")
    name = f"office_{new_id().hex}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    with opened(_database(server, name), folder / "clerk.key") as office:
        yield office  # the database goes with the server at the end of the run: dropping it takes a second


@cache
def _server_template(server: str) -> tuple[Path, str]:
    folder = Path(tempfile.mkdtemp(prefix="gridadmin-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    create_key_file(folder / "clerk.key")
    name = f"template_{new_id().hex}"
    _run(server, f"CREATE DATABASE {name}")
    setup = OfficeSetup(TOWNSHIP, CLERK, key_file=folder / "clerk.key")
    create_office(load_config(_database(server, name)), setup).close()
    return folder / "clerk.key", name


def _database(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _run(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def id_number(prefix: str, born: date, sequence: int = 0) -> str:
    """Return an invented ID number with a right check character; sequences 000-009 are given to nobody."""
    assert 0 <= sequence <= 9
    first = f"{prefix}{born:%Y%m%d}{sequence:03d}"
    return first + check_char(first)


def grid_rows(office: OpenOffice, each: int = 2, **values: Any) -> list[ParsedRow]:
    """Return rows of a county's list: some grids for each community."""
    communities = office.read(list_communities)
    plain: dict[str, Any] = {
        "kind": GridKind.COMPREHENSIVE,
        "area": "东至文化路，西至新华街，南至和平路，北至铁路",
        "households": 400,
        "residents": 1000,
        "decision_document": "冠网办发〔2023〕5号",
        "valid_from": date(2023, 11, 1),
    }
    records = [
        GridImport(code=f"{community.code}{serial:03d}", name=f"第{serial}网格", **(plain | values))
        for community in communities
        for serial in range(1, each + 1)
    ]
    return [ParsedRow("网格", number, record) for number, record in enumerate(records, start=2)]


def with_grids(office: OpenOffice, each: int = 2) -> list[str]:
    """Import some grids for each community and return their codes."""
    rows = grid_rows(office, each)
    office.act(Message("Import grids"), import_grids, rows, ImportOptions(TODAY))
    return [row.record.code for row in rows if isinstance(row.record, GridImport)]


def worker_form(name: str = "张三", **values: Any) -> WorkerForm:
    """Return a filled form of a person; without an ID number unless one is given."""
    plain: dict[str, Any] = {
        "name": name,
        "id_number": None,
        "birth_date": None,
        "sex": Sex.UNKNOWN,
        "ethnicity": "01",
        "political_status": "13",
        "education": "31",
        "mobile": None,
        "duty_phone": None,
        "address": None,
        "emergency_contact": None,
        "emergency_phone": None,
        "remarks": None,
        "effective_on": date(2024, 1, 1),
    }
    return WorkerForm(**(plain | values))


def with_worker(office: OpenOffice, name: str = "张三", kind: EmploymentKind = EmploymentKind.FULL_TIME) -> UUID:
    """Enter a person who has been in service since 2024 and return the id."""
    person = office.act(Message("Enter"), create_worker, worker_form(name), TODAY)
    form = EmploymentForm(kind, WorkerSource.CITY_PLAN, date(2024, 1, 1))
    office.act(Message("Start"), start_employment, person, form)
    return person


def business_state(office: OpenOffice) -> dict[str, dict[UUID, dict[str, Any]]]:
    """Return every business field of every record: what an undo must restore exactly."""

    def read(session: Session) -> dict[str, dict[UUID, dict[str, Any]]]:
        connection, state = session.connection(), dict[str, dict[UUID, dict[str, Any]]]()
        for name, record in record_classes().items():
            rows = connection.execute(select(record.__table__)).mappings()
            state[name] = {row["id"]: {k: v for k, v in row.items() if k not in ("id", "version")} for row in rows}
        return state

    return office.read(read)
