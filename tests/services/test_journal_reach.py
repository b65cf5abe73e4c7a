"""Every record there is can be undone exactly, races lose nothing, and what fails or is rehearsed leaves no trace."""

from __future__ import annotations

import dataclasses
import enum
import inspect
import threading
import types
import typing
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Enum, select, text
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import Session

from gridadmin.domain.errors import ConflictError, GridAdminError
from gridadmin.domain.grids import GridTownshipForm
from gridadmin.domain.office import OfficeForm
from gridadmin.domain.workers import AppointmentForm, AppointmentRole, EmploymentForm, EmploymentKind, WorkerSource
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.base import CanonicalJson, Model, Record
from gridadmin.models.ids import new_id
from gridadmin.models.journal import NOT_BUSINESS, business_columns
from gridadmin.services.employment import appoint_worker, update_appointment, update_employment
from gridadmin.services.grids import find_grid_id, get_grid, update_grid
from gridadmin.services.journal import list_acts, record_classes
from gridadmin.services.office import get_office, update_office
from gridadmin.services.worker_records import create_worker, update_worker
from gridadmin.services.workers import get_worker, list_workers
from gridadmin.wire.owners import NO_RECORDS
from tests.real_offices import TODAY, business_state, id_number, real_office, with_grids, with_worker, worker_form

DO = Message("Do")
FEATURES = {
    "office", "grids", "workers", "qualifications", "training", "assessment", "pay", "insurance", "matters", "notices",
    "statistics", "compliance", "accounts", "journal", "exchange", "imports", "contracts", "discipline",
}  # fmt: skip
ODD = "𠮷\u200d田\n\t“=1”\u3000"
JSON = ({"b": [1, None, {"字": True}], "a": -(2**60)}, [["热线", "12345"], []])


def sample(column: Any, second: bool, references: dict[str, UUID]) -> Any:
    """A value of a column; the second differs from the first."""
    for key in column.foreign_keys:
        return references[key.column.table.name]
    kind = column.type
    if isinstance(kind, CanonicalJson):
        return JSON[second]
    if isinstance(kind, Enum):
        assert kind.enum_class is not None
        members = list(kind.enum_class)
        return members[-1] if second else members[0]
    python = kind.python_type
    values: dict[type, tuple[Any, Any]] = {
        str: (f"{ODD}{new_id().hex}", f"乙{new_id().hex}"),
        bool: (False, True),
        int: (0, 10**9),
        date: (date(1, 1, 1), date(9999, 12, 31)),
        UUID: (UUID(int=0), UUID(int=2**128 - 1)),
    }
    return values[python][second]


def referred(office: OpenOffice) -> dict[str, UUID]:
    """A record of each table that others refer to."""
    return {table: office.read(first, table) or new_id() for table in parents()}


def first(session: Session, table: str) -> UUID | None:
    """The id of some record of a table."""
    return session.scalars(select(record_classes()[table].id)).first()


def parents() -> list[str]:
    """The tables that others refer to, each after those that it refers to itself."""
    tables = [record.__table__ for record in record_classes().values()]
    named = {key.column.table.name for table in tables for column in table.columns for key in column.foreign_keys}
    return [table.name for table in Model.metadata.sorted_tables if table.name in named]


def with_parents(office: OpenOffice) -> None:
    """Make a record of each table that others refer to and that has none yet, on another day than the samples."""
    for table in parents():
        record = record_classes()[table]
        if office.read(first, table) is None:
            row = make(record, referred(office), full=False)
            for name in columns_of(record):
                if getattr(row, name) == date(1, 1, 1):
                    setattr(row, name, date(2000, 1, 1))
            office.act(DO, Session.add, row)


def columns_of(record: type[Record]) -> dict[str, Any]:
    mapper = sa_inspect(record)
    return {name: mapper.columns[name] for name in business_columns(record)}


def make(record: type[Record], references: dict[str, UUID], *, full: bool) -> Record:
    values = {
        name: sample(column, False, references)
        for name, column in columns_of(record).items()
        if full or not column.nullable
    }
    return record(id=new_id(), **values)


@pytest.mark.parametrize("table", sorted(record_classes()))
def test_making_changing_and_removing_any_record_is_undone_exactly(shared: OpenOffice, table: str) -> None:
    office, record = shared, record_classes()[table]
    references = referred(office)
    states = [business_state(office)]
    row = make(record, references, full=table != "office")  # an office half filled in, all others in every field
    office.act(DO, lambda session: session.add(row))
    states.append(business_state(office))

    def change(session: Session) -> None:
        held = session.get_one(record, row.id)
        for name, column in columns_of(record).items():
            setattr(held, name, sample(column, True, references))

    office.act(DO, change)
    states.append(business_state(office))
    office.act(DO, lambda session: session.delete(session.get_one(record, row.id)))
    assert business_state(office) == states[0]
    for state in (states[2], states[1], states[0]):
        office.undo()
        assert business_state(office) == state
    for state in (states[1], states[2], states[0]):
        office.redo()
        assert business_state(office) == state


@pytest.mark.parametrize("table", sorted(record_classes()))
def test_what_is_empty_in_a_record_stays_empty(shared: OpenOffice, table: str) -> None:
    row = make(record_classes()[table], referred(shared), full=False)
    before = business_state(shared)
    shared.act(DO, lambda session: session.add(row))
    entered = business_state(shared)
    shared.act(DO, lambda session: session.delete(session.get_one(record_classes()[table], row.id)))
    shared.undo()
    assert business_state(shared) == entered
    shared.undo()
    assert business_state(shared) == before


def test_the_chain_holds_after_all_this(shared: OpenOffice) -> None:
    assert shared.verify().ok


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    """One office for tests that leave every record as it was."""
    with real_office(tmp_path_factory.mktemp("reach")) as found:
        with_grids(found, 1)
        with_worker(found)
        with_parents(found)
        yield found


@pytest.mark.parametrize("table", sorted(record_classes()))
def test_every_record_keeps_the_promises_of_the_exchange(table: str) -> None:
    record = record_classes()[table]
    assert record.feature in FEATURES
    columns = {column.name for column in record.__table__.columns}
    assert {"id", "version"} <= columns
    assert set(business_columns(record)) == columns - NOT_BUSINESS, "a column that the journal would not see"
    assert record.__table__.c.id.type.python_type is not int
    assert not sa_inspect(record).relationships, "a relationship would write past the act"


def test_an_act_that_raises_leaves_nothing(office: OpenOffice) -> None:
    before, acts = business_state(office), office.read(list_acts, 50)

    def half(session: Session) -> None:
        create_worker(session, worker_form("张三"), TODAY)
        session.flush()
        raise ZeroDivisionError

    for run in (office.act, office.set_up):
        with pytest.raises(ZeroDivisionError):
            run(DO, half)
    with pytest.raises(ZeroDivisionError):
        office.act(lambda _result: Message(str(1 // 0)), create_worker, worker_form("张三"), TODAY)
    with pytest.raises(ZeroDivisionError):
        office.rehearse(half)
    assert office.rehearse(create_worker, worker_form("张三"), TODAY)
    assert business_state(office) == before
    assert office.read(list_acts, 50) == acts
    assert office.verify().ok


def township_form(address: str, version: int) -> GridTownshipForm:
    return GridTownshipForm(address, None, None, None, None, version)


def test_a_lost_race_names_what_was_lost(shared: OpenOffice) -> None:
    office = shared
    person = with_worker(office, "赵六")
    grid = office.read(find_grid_id, with_grids(office, 1)[0])
    post = office.act(DO, appoint_worker, person, AppointmentForm(grid, AppointmentRole.WORKER, date(2024, 1, 1)))
    detail, row, township = (
        office.read(get_worker, person, TODAY), office.read(get_grid, grid, TODAY), office.read(get_office),
    )  # fmt: skip
    spell = EmploymentForm(EmploymentKind.PART_TIME, WorkerSource.VOLUNTEER, date(2024, 1, 1))
    form = OfficeForm(township.organisation, "0635-2100000", township.hotlines, None, township.version)
    role = AppointmentForm(grid, AppointmentRole.LEADER, date(2024, 1, 1))
    edits: list[tuple[str, Callable[[], Any]]] = [
        ("赵六", lambda: office.act(
            DO, update_worker, person, worker_form("赵六", address="一街", version=detail.row.version), TODAY)),
        ("赵六", lambda: office.act(
            DO, update_employment, detail.employments[0].id, spell, detail.employments[0].version)),
        ("赵六", lambda: office.act(DO, update_appointment, post, role, detail.appointments[0].version)),
        (row.name, lambda: office.act(DO, update_grid, grid, township_form("甲街", row.version), TODAY)),
        (township.township, lambda: office.act(DO, update_office, form)),
    ]  # fmt: skip
    for name, edit in edits:
        edit()
        before = business_state(office)
        with pytest.raises(ConflictError, match=name):
            edit()
        assert business_state(office) == before


# --- two clerks at once ---

WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")


def both(first: Callable[[], Any], second: Callable[[], Any]) -> list[BaseException]:
    """Do two things at the same moment and return what they raised."""
    raised: list[BaseException] = []
    barrier = threading.Barrier(2)

    def run(act: Callable[[], Any]) -> None:
        barrier.wait(10)
        try:
            act()
        except GridAdminError as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return raised


@pytest.mark.slow
def test_clerks_at_work_at_once_lose_nothing(office: OpenOffice) -> None:
    def enter(start: int) -> Callable[[], None]:
        def work() -> None:
            for number in range(start, start + 8):
                office.act(Message("Enter {n}", {"n": number}), create_worker, worker_form(f"人{number}"), TODAY)

        return work

    assert both(enter(0), enter(100)) == []
    names = {row.name for row in office.read(list_workers, TODAY)}
    assert names == {f"人{number}" for start in (0, 100) for number in range(start, start + 8)}
    acts = [act.sentence.text() for act in office.read(list_acts, 16)]
    assert len(set(acts)) == 16
    assert office.verify().ok


@pytest.mark.slow
def test_of_two_edits_of_one_record_one_is_told(office: OpenOffice) -> None:
    person = with_worker(office)
    version = office.read(get_worker, person, TODAY).row.version
    meeting = threading.Barrier(2)

    def edit(street: str) -> Callable[[], Any]:
        def work(session: Session) -> None:
            if office.engine.dialect.name == "postgresql":  # in SQLite the second waits at the door
                get_worker(session, person, TODAY)
                meeting.wait(10)
            update_worker(session, person, worker_form(address=street, version=version), TODAY)

        return lambda: office.act(DO, work)

    (lost,) = both(edit("一街"), edit("二街"))
    assert isinstance(lost, ConflictError)
    assert office.read(get_worker, person, TODAY).address in ("一街", "二街")
    assert office.verify().ok


@pytest.mark.slow
def test_of_two_entries_of_one_id_number_one_is_told_and_the_number_is_in_no_message(office: OpenOffice) -> None:
    number = id_number("371525", date(1985, 6, 1))
    entered = threading.Event()

    def first(session: Session) -> None:
        create_worker(session, worker_form(id_number=number), TODAY)
        session.flush()
        entered.set()
        while office.engine.dialect.name == "postgresql" and not session.scalar(WAITING):
            """The second has looked, found nothing, and waits with its own row."""

    def second(session: Session) -> None:
        assert office.engine.dialect.name != "postgresql" or entered.wait(10)
        create_worker(session, worker_form(id_number=number), TODAY)

    (lost,) = both(lambda: office.act(DO, first), lambda: office.act(DO, second))
    told: BaseException | None = lost
    while told is not None:
        assert number not in f"{told} {told!r} {told.args}" or "psycopg" in type(told).__module__
        told = told.__cause__
    assert len(office.read(list_workers, TODAY)) == 1
    assert office.verify().ok


# --- what services give away ---


def service_modules() -> list[types.ModuleType]:
    import importlib
    import pkgutil

    import gridadmin.services

    names = [info.name for info in pkgutil.iter_modules(gridadmin.services.__path__)]
    return [importlib.import_module(f"gridadmin.services.{name}") for name in names]


WITHIN_SERVICES = {"places", "worker_book", "import_tally", "service_plans", "dated", "assignment", "notices_past"}


def parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in typing.get_args(annotation):
        yield from parts(inner)


@pytest.mark.parametrize("module", service_modules(), ids=lambda module: module.__name__.rpartition(".")[2])
def test_services_give_frozen_data(module: types.ModuleType) -> None:
    name = module.__name__.rpartition(".")[2]
    if name in WITHIN_SERVICES:
        pytest.skip("speaks to other services alone")
    for function_name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ != module.__name__ or function_name.startswith("_"):
            continue
        returned = typing.get_type_hints(function).get("return")
        for part in parts(returned):
            if inspect.isclass(part) and dataclasses.is_dataclass(part):
                assert part.__dataclass_params__.frozen, f"{name}.{function_name} gives {part.__name__}"  # type: ignore[attr-defined]


def test_the_tables_hold_no_record_that_the_journal_does_not_know(shared: OpenOffice) -> None:
    tables = set(shared.with_connection(lambda c: sa_inspect(c).get_table_names()))
    beside = {"attachments", "key_slots"}  # made without a migration, in databases that several computers share
    assert tables - set(record_classes()) - beside == set(NO_RECORDS) - beside
    assert set(record_classes()) <= tables
    assert shared.with_connection(lambda c: c.execute(text("SELECT count(*) FROM journal")).scalar_one()) > 0
    assert all(isinstance(member, str) for cls in record_classes().values() for member in _enum_values(cls))


def _enum_values(record: type[Record]) -> Iterator[object]:
    for column in record.__table__.columns:
        if isinstance(column.type, Enum) and column.type.enum_class is not None:
            assert issubclass(column.type.enum_class, enum.Enum)
            yield from column.type.enums
