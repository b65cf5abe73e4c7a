"""The migrations, all of them one after the other, make what the models say: on SQLCipher and on PostgreSQL."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Integer, MetaData

from gridadmin.jobs.office import OpenOffice
from gridadmin.models import tables  # noqa: F401 - every table has to be known
from gridadmin.models.base import Model
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture
from tests.services.conftest import office  # noqa: F401 - a fixture

BESIDE = {"attachments", "key_slots"}  # on a server they stand in the same database, and no migration makes them


def differences(office: OpenOffice, metadata: MetaData) -> list[Any]:  # noqa: F811 - the fixture
    with office.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    return [each for each in found if each[0] != "remove_table" or each[1].name not in BESIDE]


def test_they_make_the_tables_columns_and_indexes_of_the_models(office: OpenOffice) -> None:  # noqa: F811
    assert differences(office, Model.metadata) == []


def test_a_column_without_a_migration_is_noticed(office: OpenOffice) -> None:  # noqa: F811
    metadata = MetaData()
    for table in Model.metadata.tables.values():
        table.to_metadata(metadata)
    metadata.tables["worker"].append_column(Column("shoe_size", Integer))
    assert [found[0] for found in differences(office, metadata)] == ["add_column"]
