"""The office: this township, its communities, and the numbers that are dated data."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.models.base import CanonicalJson, Record


class Office(Record):
    """This township's office; exactly one row.

    `hotlines` is a list of [label, number] printed on boards; `practice` marks the practice office for ever.
    """

    __tablename__ = "office"
    feature = "office"

    township_code: Mapped[str]
    township: Mapped[str]
    county_code: Mapped[str]
    county: Mapped[str]
    organisation: Mapped[str]
    supervision_phone: Mapped[str | None]
    hotlines: Mapped[Any] = mapped_column(CanonicalJson, default=list)
    board_url: Mapped[str | None]
    practice: Mapped[bool] = mapped_column(default=False)


class Community(Record):
    """A village or residents' community (12-digit statistical code); `urban` decides what Art 8 and 10 ask of it."""

    __tablename__ = "community"
    feature = "office"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    initials: Mapped[str]
    urban: Mapped[bool]


class Parameter(Record):
    """A number that the regulation does not give, with the days on which it holds and the paper it comes from.

    `publisher` is the kind of scope it lies in (city, county, town); of several for one key and day the widest holds.
    """

    __tablename__ = "parameter"
    feature = "office"
    __table_args__ = (Index(None, "key", "valid_from", "publisher", unique=True),)

    key: Mapped[str]
    value: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    unit: Mapped[str]
    valid_from: Mapped[date]
    source: Mapped[str]
    certainty: Mapped[str]
    note: Mapped[str]
    publisher: Mapped[str] = mapped_column(default="town", server_default="town")


class ImportLayout(Record):
    """How one sender's sheet is laid out, remembered so that the next one needs no mapping."""

    __tablename__ = "import_layout"
    feature = "imports"

    kind: Mapped[str]
    signature: Mapped[str] = mapped_column(index=True)
    sender: Mapped[str | None]
    columns: Mapped[Any] = mapped_column(CanonicalJson)
