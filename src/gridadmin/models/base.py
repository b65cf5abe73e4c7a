"""What every stored thing shares: naming of constraints, column types, and the record with id and version."""

from __future__ import annotations

import enum
import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Dialect, Enum, ForeignKey, MetaData, String, Text, TypeDecorator, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from gridadmin.models.ids import new_id
from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.plain import key_in

_HEX_DIGITS = 32  # of a stored id


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, stored as sortable ISO text with microseconds, the same on both engines."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Store a moment; one without a time zone is a bug."""
        if value is None:
            return None
        assert value.tzinfo is not None, "moments are stored with their time zone"
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the moment back in UTC."""
        return None if value is None else datetime.fromisoformat(value)


@lru_cache(maxsize=1 << 15)
def _uuid(text: str) -> UUID:
    return key_in(text) if len(text) == _HEX_DIGITS else UUID(text)


class Key(Uuid[UUID]):
    """A UUID column that makes the object of each value once: reading an office meets the same ids again and again.

    Making one from text takes longer than everything else that is done to a cell.
    """

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], UUID | None] | None:
        """Return what turns a stored value into a UUID; None where the driver gives UUIDs already."""
        if dialect.supports_native_uuid:
            return super().result_processor(dialect, coltype)  # type: ignore[no-any-return, no-untyped-call]
        return lambda value: None if value is None else _uuid(value)


class CanonicalJson(TypeDecorator[Any]):
    """A JSON value kept as text in one canonical spelling: sorted keys, no spaces, every code point as it is."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Store the canonical text."""
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Give the value back."""
        return None if value is None else json.loads(value)


class Model(DeclarativeBase):
    """Base of all tables. No rules and no I/O live in models."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        UUID: Key(),
        datetime: UtcDateTime(),
        enum.Enum: Enum(
            enum.Enum, native_enum=False, length=32, values_callable=lambda members: [m.value for m in members]
        ),
    }


class Record(Model):
    """A journaled row: made on the client, changed only within an act, guarded against lost updates.

    Attributes:
        feature: the feature word whose pages show the record; a page reloads when told that its feature changed.
        version: rises with every change; a stale one is a ConflictError, not a lost edit.
    """

    __abstract__ = True
    feature: ClassVar[str]

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(nullable=False)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if not cls.__dict__.get("__abstract__"):
            cls.__mapper_args__ = {"version_id_col": cls.__dict__.get("version", Record.version)}
        super().__init_subclass__(**kwargs)


def references(target: str) -> SchemaItem:
    """Return a foreign key to `table.column` that is checked at the end of the act, so that order does not matter."""
    return ForeignKey(target, deferrable=True, initially="DEFERRED")
