from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from gridadmin.domain.errors import StorageError
from gridadmin.models import attachments, schema
from gridadmin.models.keyslots import TableSlotStore
from gridadmin.models.schema import Schema, migrate, refuse_newer, schema_version

REVISION = '''"""{name}."""
import sqlalchemy as sa
from alembic import op

revision = "{name}"
down_revision = {follows!r}


def upgrade() -> None:
{body}
'''

FIRST = """
    op.create_table("grid", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text))
    op.create_table(
        "worker",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("grid", sa.Integer, sa.ForeignKey("grid.id", ondelete="CASCADE"), nullable=False),
    )
"""
SECOND = """
    with op.batch_alter_table("grid") as table:
        table.alter_column("name", existing_type=sa.Text(), nullable=False)
        table.add_column(sa.Column("kind", sa.Text, nullable=False, server_default="dedicated"))
"""
FAILING = """
    op.execute("DELETE FROM worker")
    op.drop_table("worker")
    raise RuntimeError("in the middle")
"""
ORPHANING = """
    op.execute("DELETE FROM grid")
"""


def scripts(folder: Path, *bodies: str) -> Schema:
    """A line of toy migrations run by the real `env.py`."""
    migrations = folder / f"migrations-{len(bodies)}-{abs(hash(bodies))}"
    (migrations / "versions").mkdir(parents=True)
    (migrations / "env.py").write_bytes((Path(schema.__file__).parent / "migrations" / "env.py").read_bytes())
    names = [f"{number:04}" for number in range(1, len(bodies) + 1)]
    for name, follows, body in zip(names, [None, *names], bodies, strict=False):
        source = REVISION.format(name=name, follows=follows, body=body)
        (migrations / "versions" / f"{name}.py").write_text(source, "utf-8")
    return Schema(migrations, names[-1])


def nobody() -> None:
    raise AssertionError("nothing was there to be saved")


def fill(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO grid (id, name) VALUES (1, '一网格'), (2, '二网格')"))
        connection.execute(text("INSERT INTO worker (id, grid) VALUES (1, 1), (2, 1), (3, 2)"))


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_head_is_the_newest_revision() -> None:
    from alembic.script import ScriptDirectory

    directory = ScriptDirectory(str(schema.office_schema().scripts))
    assert directory.get_current_head() == schema.HEAD


def test_a_new_database_gets_all_tables_and_needs_no_backup(engine: Engine, tmp_path: Path) -> None:
    line = scripts(tmp_path, FIRST, SECOND)
    assert schema_version(engine) is None
    assert migrate(engine, nobody, line)
    assert schema_version(engine) == "0002"
    assert {"grid", "worker"} <= set(inspect(engine).get_table_names())
    assert not migrate(engine, nobody, line)


def test_data_are_saved_first_and_survive(engine: Engine, tmp_path: Path) -> None:
    migrate(engine, nobody, scripts(tmp_path, FIRST))
    fill(engine)
    seen: list[tuple[str | None, int]] = []
    assert migrate(
        engine, lambda: seen.append((schema_version(engine), count(engine, "worker"))), scripts(tmp_path, FIRST, SECOND)
    )
    assert seen == [("0001", 3)]
    assert schema_version(engine) == "0002"
    # SQLite made the table of grids anew; the workers that refer to it are still there
    assert (count(engine, "grid"), count(engine, "worker")) == (2, 3)
    assert {"kind"} <= {column["name"] for column in inspect(engine).get_columns("grid")}
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM grid WHERE id = 1"))
    assert count(engine, "worker") == 1, "foreign keys are on again"


def test_a_failing_migration_leaves_everything_as_it_was(engine: Engine, tmp_path: Path) -> None:
    migrate(engine, nobody, scripts(tmp_path, FIRST))
    fill(engine)
    with pytest.raises(RuntimeError, match="in the middle"):
        migrate(engine, lambda: None, scripts(tmp_path, FIRST, SECOND, FAILING))
    assert schema_version(engine) == "0001"
    assert (count(engine, "grid"), count(engine, "worker")) == (2, 3)
    assert "kind" not in {column["name"] for column in inspect(engine).get_columns("grid")}
    with engine.connect() as connection, pytest.raises(Exception, match=r"(?i)foreign key"):
        connection.execute(text("INSERT INTO worker (id, grid) VALUES (9, 9)"))


def test_without_a_backup_nothing_is_migrated(engine: Engine, tmp_path: Path) -> None:
    migrate(engine, nobody, scripts(tmp_path, FIRST))

    def full() -> None:
        raise StorageError("The disk is full")

    with pytest.raises(StorageError, match="disk is full"):
        migrate(engine, full, scripts(tmp_path, FIRST, SECOND))
    assert schema_version(engine) == "0001"


def test_a_migration_that_orphans_rows_is_refused(sqlcipher_engine: Engine, tmp_path: Path) -> None:
    migrate(sqlcipher_engine, nobody, scripts(tmp_path, FIRST))
    fill(sqlcipher_engine)
    with pytest.raises(StorageError, match="3 rows of worker"):
        migrate(sqlcipher_engine, lambda: None, scripts(tmp_path, FIRST, ORPHANING))
    assert (schema_version(sqlcipher_engine), count(sqlcipher_engine, "grid")) == ("0001", 2)


def test_a_newer_database_is_refused(engine: Engine, tmp_path: Path) -> None:
    migrate(engine, nobody, scripts(tmp_path, FIRST, SECOND))
    with pytest.raises(StorageError, match=r"newer version of this program \(tables 0002\)"):
        migrate(engine, nobody, scripts(tmp_path, FIRST))
    assert schema_version(engine) == "0002"


def test_older_and_equal_revisions_are_known(tmp_path: Path) -> None:
    line = scripts(tmp_path, FIRST, SECOND)
    for known in (None, "0001", "0002"):
        refuse_newer(known, line)
    with pytest.raises(StorageError):
        refuse_newer("0003", line)


def test_the_tables_of_another_program_are_refused(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE invoices (x INTEGER)"))
    with pytest.raises(StorageError, match=r"another program \(invoices\)"):
        migrate(engine, nobody, scripts(tmp_path, FIRST))


def test_what_stands_beside_the_migrations_is_no_other_program(engine: Engine, tmp_path: Path) -> None:
    TableSlotStore(engine).save("{}", None)
    attachments.create_table(engine)
    assert migrate(engine, nobody, scripts(tmp_path, FIRST))


def test_alembic_is_not_imported_for_a_database_that_is_up_to_date(tmp_path: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from sqlalchemy import text
from gridadmin.models.keyslots import new_key
from gridadmin.models.schema import Schema, migrate
from gridadmin.models.storage import open_database
engine = open_database(Path({str(tmp_path / "office.db")!r}), new_key(), create=True)
with engine.begin() as connection:
    connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
    connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
assert not migrate(engine, None, Schema(Path("."), "0001"))
print([name for name in ("alembic", "PIL", "keyring", "cryptography", "psycopg", "PySide6") if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout == "[]\n"
