"""The version of the tables in a database, and how an older one is brought up to date.

Alembic takes a moment to import, so it is imported only where the version differs from `HEAD`; a test compares
`HEAD` with the newest revision in `migrations/versions/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from gridadmin.domain.errors import StorageError
from gridadmin.i18n import N_
from gridadmin.models.attachments import attachments
from gridadmin.models.slot_store import TableSlotStore
from gridadmin.models.storage import for_acts
from gridadmin.models.storage_errors import storage_errors

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: str | None = "0016"

_VERSION_TABLE = "alembic_version"
_MADE_WITHOUT_MIGRATION = {TableSlotStore.table.name, attachments.name}
_LOCK_NUMBER = 0x47524944

_NEWER = N_(
    "The office was last opened with a newer version of this program (tables {version}). "
    "Install that version here too, or restore a backup that this version made."
)
_FOREIGN = N_("This database holds tables of another program ({tables}). Choose a database of its own for the office.")
_BROKEN_LINKS = N_(
    "The update of the tables would leave {count} rows of {table} without what they belong to. "
    "Nothing was changed; send the newest backup to the makers of the program."
)


@dataclass(frozen=True)
class Schema:
    """A line of migrations.

    Attributes:
        scripts: the folder with `env.py` and `versions/`.
        head: the newest revision, None where there is none yet.
    """

    scripts: Path
    head: str | None


def office_schema() -> Schema:
    """Return the migrations of the office's tables."""
    return Schema(Path(__file__).with_name("migrations"), HEAD)


def schema_version(engine: Engine) -> str | None:
    """Return the revision of the tables in a database, None where no migration ever ran."""
    with storage_errors(_name(engine)), engine.connect() as connection:
        return _version(connection)


def refuse_newer(version: str | None, schema: Schema | None = None) -> None:
    """Raise StorageError where a revision is unknown to this program, that is, where a newer program wrote it."""
    schema = schema or office_schema()
    if version is None or version == schema.head:
        return
    from alembic.script import ScriptDirectory

    revisions = ScriptDirectory.from_config(_config(schema)).walk_revisions()
    if version not in {revision.revision for revision in revisions}:
        raise StorageError(_NEWER, version=version)


def migrate(engine: Engine, before: Callable[[], None], schema: Schema | None = None) -> bool:
    """Bring the tables of a database to the newest revision; return whether anything was to be done.

    All of it happens in one transaction: a migration that fails, or a computer that stops, leaves the old tables and
    rows as they were. `before` makes the verified backup; it is called only where data exist and will be changed, and
    where it raises, nothing is.

    Raises StorageError for a database of a newer program or of another one, and where rows would lose what they refer
    to.
    """
    schema = schema or office_schema()
    with storage_errors(_name(engine)):
        version = schema_version(engine)
        if version == schema.head and version is not None:
            return False
        refuse_newer(version, schema)
        if version is None:
            _refuse_foreign(engine)
            if schema.head is None:
                return False
        else:
            before()
        _upgrade(engine, schema)
    return True


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar()


def _refuse_foreign(engine: Engine) -> None:
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names()) - _MADE_WITHOUT_MIGRATION - {_VERSION_TABLE}
    if tables:
        raise StorageError(_FOREIGN, tables=", ".join(sorted(tables)[:5]))


def _upgrade(engine: Engine, schema: Schema) -> None:
    from alembic import command

    with for_acts(engine).connect() as connection, _loose_foreign_keys(connection), connection.begin():
        if connection.dialect.name == "postgresql":  # two clerks start the new program at once: one waits
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK_NUMBER})
        config = _config(schema)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _check_foreign_keys(connection)


@contextmanager
def _loose_foreign_keys(connection: Connection) -> Iterator[None]:
    """Switch SQLite's foreign keys off: it changes a table by making it anew and dropping the old one, with its rows.

    The switch works outside a transaction only, so it goes past SQLAlchemy, which would begin one.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = [row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    if broken:
        raise StorageError(_BROKEN_LINKS, table=broken[0], count=broken.count(broken[0]))


def _config(schema: Schema) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(schema.scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _name(engine: Engine) -> str:
    return engine.url.database or "office.db"
