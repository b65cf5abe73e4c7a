from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from gridadmin.domain.errors import StorageError
from gridadmin.models.integrity import check_file
from gridadmin.models.storage import open_database

from .conftest import Office


def test_a_sound_database_has_no_problems(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE a (id INTEGER PRIMARY KEY)"))
    assert check_file(engine) == []
    assert check_file(engine, quick=True) == []


def test_rows_that_refer_to_nothing_are_named_with_their_table(office: Office) -> None:
    with office.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("DELETE FROM community")
        driver.execute("PRAGMA foreign_keys = ON")
    (problem,) = check_file(office.engine)
    assert str(problem) == "2 rows of worker refer to rows of community that do not exist (row 1, 2)"


@pytest.mark.parametrize("page", [2, 3])
def test_a_page_changed_from_outside_is_named(office: Office, page: int) -> None:
    office.engine.dispose()
    with office.files.database.open("rb+") as file:
        file.seek((page - 1) * 4096 + 1000)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 1]))
    engine = open_database(office.files.database, office.key)
    problems = check_file(engine)
    assert [f"page {page}" in str(problem) for problem in problems] == [True]
    assert "changed from outside" in str(problems[0])
    engine.dispose()


def test_an_index_that_misses_a_row_is_found_by_the_full_check(office: Office) -> None:
    with office.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("CREATE INDEX by_name ON worker (name)")
        driver.execute("PRAGMA writable_schema = ON")
        driver.execute(
            "UPDATE sqlite_master SET sql = 'CREATE INDEX by_name ON worker (community)' WHERE name = 'by_name'"
        )
        driver.execute("PRAGMA writable_schema = OFF")
    office.engine.dispose()
    engine = open_database(office.files.database, office.key)
    assert any("by_name" in str(problem) for problem in check_file(engine))
    engine.dispose()


def test_a_link_that_the_server_does_not_check_is_named(postgres_engine: Engine) -> None:
    with postgres_engine.begin() as connection:
        connection.execute(text("CREATE TABLE a (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE b (a INTEGER)"))
        connection.execute(text("INSERT INTO b VALUES (5)"))
        connection.execute(text("ALTER TABLE b ADD CONSTRAINT fk_b FOREIGN KEY (a) REFERENCES a NOT VALID"))
    (problem,) = check_file(postgres_engine)
    assert str(problem) == "The database server does not check the link fk_b of b"


def test_a_database_that_is_gone_is_named(office: Office) -> None:
    office.engine.dispose()
    for path in office.folder.glob("office.db*"):
        path.unlink()
    with pytest.raises(StorageError, match="cannot be opened"):
        check_file(office.engine)
