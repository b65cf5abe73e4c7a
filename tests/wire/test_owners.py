"""Every column of the tables has an owner, and the map says of it what the table says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Enum, Integer, String, Table, Text, UniqueConstraint, Uuid

from gridadmin.models.attachments import attachments
from gridadmin.models.base import CanonicalJson, Key, Model, UtcDateTime
from gridadmin.models.slot_store import TableSlotStore
from gridadmin.models.tables import workers
from gridadmin.services.journal import record_classes
from gridadmin.services.proposals import COUNTY_OWNED
from gridadmin.wire.groups import Author
from gridadmin.wire.owner_terms import NEVER_EXCHANGED, Kind, Owner, Personal
from gridadmin.wire.owners import (
    EVERY_RECORD,
    NO_RECORDS,
    OWNERS,
    exchanged_fields,
    goes_together,
    lies_in,
    may_be_logged,
    may_change,
    may_delete,
    may_make,
    may_write_in,
    owner_of,
)
from gridadmin.wire.scopes import Scope, ScopeKind, parse_scope

assert workers  # importing the tables makes the registry complete
RECORDS = record_classes()
TABLES: list[Table] = [*Model.metadata.tables.values(), attachments, TableSlotStore.table]
DECLARED = [(name, column) for name, known in OWNERS.items() for column in known.fields]
FIELDS = st.sampled_from(DECLARED)
AUTHORS = st.sampled_from(Author)


def undeclared(tables: list[Table]) -> set[str]:
    """The tables and columns that nobody owns."""
    found: set[str] = set()
    for table in tables:
        if table.name in OWNERS:
            known = OWNERS[table.name].fields.keys() | EVERY_RECORD.keys()
            found |= {f"{table.name}.{column.name}" for column in table.columns if column.name not in known}
        elif table.name not in NO_RECORDS:
            found.add(table.name)
    return found


def test_every_table_and_column_has_an_owner() -> None:
    assert undeclared(TABLES) == set(), "say in wire/owners.py who owns it"


def test_a_new_table_and_a_new_column_are_noticed() -> None:
    from sqlalchemy import MetaData

    metadata = MetaData()
    new = Table("blood_donation", metadata, Column("id", Uuid, primary_key=True))
    longer = Table("worker", metadata, Column("id", Uuid, primary_key=True), Column("blood_type", String))
    assert undeclared([new, longer]) == {"blood_donation", "worker.blood_type"}


def test_nothing_is_declared_that_is_not_there() -> None:
    assert OWNERS.keys() == RECORDS.keys()
    names = {table.name for table in TABLES}
    assert NO_RECORDS.keys() - names == {"alembic_version"}
    for name, column in DECLARED:
        assert column in RECORDS[name].__table__.columns


KINDS: list[tuple[type[Any], Kind]] = [
    (CanonicalJson, Kind.JSON),
    (Enum, Kind.CHOICE),
    (Boolean, Kind.TRUTH),
    (Integer, Kind.WHOLE),
    (Date, Kind.DAY),
    (Key, Kind.ID),
    (Uuid, Kind.ID),
    (String, Kind.TEXT),
]


@pytest.mark.parametrize(("name", "column"), DECLARED)
def test_the_map_says_what_the_table_says(name: str, column: str) -> None:
    declared, stored = OWNERS[name].fields[column], RECORDS[name].__table__.columns[column]
    assert not isinstance(stored.type, UtcDateTime | DateTime | JSON), "a kind that the map has no word for yet"
    kind = next(kind for type_, kind in KINDS if isinstance(stored.type, type_))
    if declared.kind not in (Kind.CONTENT, Kind.CHOICE) or kind is Kind.CHOICE:
        assert declared.kind is kind
    if isinstance(stored.type, Enum):
        assert declared.choices == tuple(stored.type.enums)
    assert declared.required is not stored.nullable
    targets = {key.column.table.name for key in stored.foreign_keys}
    assert targets == ({declared.refers} if declared.refers else set())


@pytest.mark.parametrize("name", OWNERS)
def test_natural_keys_are_the_tables_own(name: str) -> None:
    table = RECORDS[name].__table__
    assert isinstance(table, Table)
    unique = {tuple(index.columns.keys()) for index in table.indexes if index.unique}
    unique |= {
        tuple(constraint.columns.keys()) for constraint in table.constraints if isinstance(constraint, UniqueConstraint)
    }
    known = OWNERS[name]
    if name == "office":  # exactly one row, so the table needs no index for it
        assert known.natural_key == ("township_code",)
    else:
        # A natural key holds within a scope; where a table keeps rows of several, its index names the scope, too.
        here = {name for name, field in known.fields.items() if field.owner is Owner.LOCAL}
        assert {known.natural_key} - {()} == {tuple(name for name in each if name not in here) for each in unique}
    for field in (*known.natural_key, *known.twin_key, *(each for together in known.together for each in together)):
        assert field in exchanged_fields(name)


def test_derived_columns_are_not_exchanged() -> None:
    for name, record_class in RECORDS.items():
        derived = {column.name for column in record_class.__table__.columns if column.info.get("derived")}
        assert derived.isdisjoint(exchanged_fields(name))


def test_texts_have_no_length_that_the_wire_does_not_know() -> None:
    lengths = {
        column.type.length
        for record_class in RECORDS.values()
        for column in record_class.__table__.columns
        if isinstance(column.type, String | Text) and not isinstance(column.type, Enum)
    }
    assert lengths <= {None}


def test_a_grid_is_the_countys_but_for_what_the_township_adds() -> None:
    own = {"board_area", "exception_reason", "exception_review_on", "supervision_phone", "remarks"}
    assert {name for name in OWNERS["grid"].fields if owner_of("grid", name) is Owner.TOWNSHIP} == own
    for column in ("kind", "area", "households", "residents", "setting", "decision_document", "name"):
        assert owner_of("grid_version", column) is Owner.COUNTY


def test_what_can_only_be_proposed_is_the_countys() -> None:
    for name in COUNTY_OWNED:
        column = {"community": "community_id"}.get(name, name)
        table = "grid" if name == "valid_to" else "grid_version"
        assert owner_of(table, column) is Owner.COUNTY


def test_a_township_stands_in_only_until_the_owner_has_published() -> None:
    assert may_make(Author.TOWNSHIP, "grid")
    assert may_change(Author.TOWNSHIP, "grid", "code", stand_in=True)
    assert not may_change(Author.TOWNSHIP, "grid", "code")
    assert may_change(Author.TOWNSHIP, "grid", "board_area")
    assert may_delete(Author.TOWNSHIP, "grid", stand_in=True)
    assert not may_delete(Author.TOWNSHIP, "grid")
    assert may_delete(Author.COUNTY, "grid")


@given(FIELDS, st.booleans())
def test_nobody_above_writes_what_is_the_townships(declared: tuple[str, str], stand_in: bool) -> None:
    if owner_of(*declared) is Owner.TOWNSHIP:
        assert may_change(Author.TOWNSHIP, *declared, stand_in=stand_in)
        assert not may_change(Author.COUNTY, *declared, stand_in=stand_in)
        assert not may_change(Author.CITY, *declared, stand_in=stand_in)


@given(FIELDS, st.sampled_from(ScopeKind))
def test_a_field_has_exactly_one_author_or_none(declared: tuple[str, str], scope: ScopeKind) -> None:
    authors = {author for author in Author if may_change(author, *declared, scope=scope)}
    travels = owner_of(*declared) not in NEVER_EXCHANGED and lies_in(declared[0], scope)
    assert len(authors) == (1 if travels else 0)


@given(AUTHORS, st.text(max_size=12), st.text(max_size=12), st.booleans())
def test_what_is_not_declared_nobody_may_do(author: Author, record_type: str, name: str, stand_in: bool) -> None:
    if record_type in OWNERS:
        return
    assert not may_change(author, record_type, name, stand_in=stand_in)
    assert not may_make(author, record_type)
    assert not may_delete(author, record_type, stand_in=stand_in)
    assert not may_be_logged(record_type, name)
    assert goes_together(record_type, name) == {name}


def test_a_parameter_is_written_by_whoever_publishes_it() -> None:
    for author, scope in zip(Author, (ScopeKind.CITY, ScopeKind.COUNTY, ScopeKind.TOWN), strict=True):
        assert {each for each in Author if may_make(each, "parameter", scope)} == {author}
        assert {each for each in Author if may_delete(each, "parameter", scope=scope)} == {author}


def test_an_author_writes_in_her_own_scope_and_below() -> None:
    town, other = parse_scope("town:371525101"), parse_scope("town:371525102")
    county, city = town.above
    assert (str(county), str(city)) == ("county:371525", "city:3715")
    assert may_write_in(Author.TOWNSHIP, town, town)
    assert not may_write_in(Author.TOWNSHIP, town, other)
    assert may_write_in(Author.COUNTY, county, other)
    assert not may_write_in(Author.COUNTY, county, city)
    assert not may_write_in(Author.COUNTY, Scope(ScopeKind.COUNTY, "371502"), town)
    assert may_write_in(Author.CITY, city, town)
    assert not may_write_in(Author.CITY, town, town)


def test_no_personal_value_may_be_logged() -> None:
    for name, column in DECLARED:
        declared = OWNERS[name].fields[column]
        assert may_be_logged(name, column) is (declared.personal is Personal.NONE and declared.kind is not Kind.JSON)
    assert not may_be_logged("worker", "id_number")
    assert OWNERS["worker"].fields["id_number"].personal is Personal.SENSITIVE


def test_fields_that_go_together() -> None:
    assert goes_together("employment", "exit_reason") == {"ended_on", "exit_reason"}
    assert goes_together("worker", "name") == {"name"}
