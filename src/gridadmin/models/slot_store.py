"""Where the key slots are kept: a file beside the database, a row in a shared database, or memory."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from sqlalchemy import Column, Engine, Integer, MetaData, Table, Text, insert, inspect, select, update

from gridadmin.domain.errors import ConflictError
from gridadmin.i18n import N_
from gridadmin.models.durable import write_durably
from gridadmin.models.storage_errors import storage_errors

_CHANGED = N_("Somebody else has just changed the keys of this office. Try again.")


class SlotStore(Protocol):
    """Keeps the text of the key slots."""

    def load(self) -> str | None:
        """Return the text, None where there are no key slots."""

    def save(self, text: str, expected: str | None) -> None:
        """Replace the expected text by the new one, whole; raises ConflictError where another text stands there."""


class FileSlotStore:
    """Key slots in a file that its owner alone may read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> str | None:
        """Return the text of the file, None where there is no file."""
        with storage_errors(self.path):
            try:
                return self.path.read_text("utf-8", errors="replace")
            except FileNotFoundError:
                return None

    def save(self, text: str, expected: str | None) -> None:
        """Write the file durably; the lock of the office keeps other programs away meanwhile."""
        if self.load() != expected:
            raise ConflictError(_CHANGED)
        with storage_errors(self.path):
            write_durably(self.path, text.encode())


class TableSlotStore:
    """Key slots in one row of a shared database; readable for whoever may connect, as the file is."""

    table = Table("key_slots", MetaData(), Column("id", Integer, primary_key=True), Column("document", Text))

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def load(self) -> str | None:
        """Return the text of the row, None where there is no table or no row."""
        with storage_errors(self.table.name), self.engine.connect() as connection:
            if not inspect(connection).has_table(self.table.name):
                return None
            return connection.scalar(select(self.table.c.document).where(self.table.c.id == 1))

    def save(self, text: str, expected: str | None) -> None:
        """Insert or exchange the row in one transaction; the table is made with the first row."""
        with storage_errors(self.table.name), self.engine.begin() as connection:
            self.table.create(connection, checkfirst=True)
            old = connection.scalar(select(self.table.c.document).where(self.table.c.id == 1).with_for_update())
            if old != expected:
                raise ConflictError(_CHANGED)
            if old is None:
                connection.execute(insert(self.table).values(id=1, document=text))
            else:
                connection.execute(update(self.table).values(document=text))


class MemorySlotStore:
    """Key slots that were read out of a backup; what is saved here is gone with the program."""

    def __init__(self, text: str | None = None) -> None:
        self.text = text

    def load(self) -> str | None:
        """Return the text."""
        return self.text

    def save(self, text: str, expected: str | None) -> None:
        """Keep the new text; raises ConflictError where another one stands there."""
        if self.text != expected:
            raise ConflictError(_CHANGED)
        self.text = text
