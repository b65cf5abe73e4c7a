"""Papers of a worker's file: records of whatever types the map of owners has beside the first ones, made out of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.models.base import Record
from gridadmin.models.ids import new_id
from gridadmin.services.journal import record_classes
from gridadmin.sync.records import stored_row, stored_value
from gridadmin.wire.owner_terms import Field, Kind, Owner
from gridadmin.wire.owners import OWNERS, exchanged_fields, types_since
from gridadmin.wire.values import Json

FIRST = 1  # the schema whose types the clerk's other acts make
FEW = 2  # values of a natural key, so that computers enter the same
PLAIN: dict[Kind, Json] = {
    Kind.TEXT: "字", Kind.WHOLE: 1, Kind.TRUTH: True, Kind.DAY: "2026-03-01", Kind.CONTENT: "0" * 64, Kind.JSON: [1],
}  # fmt: skip


@cache
def paper_types() -> tuple[str, ...]:
    """Return the types of papers, which a township makes itself."""
    return tuple(t for t in types_since(FIRST) if OWNERS[t].owner is Owner.TOWNSHIP and OWNERS[t].since > FIRST)


class Papers:
    """Writes papers into an open act; `word` gives a text that nobody typed before."""

    def __init__(self, session: Session, random: Random, word: Callable[[], str]) -> None:
        self._session, self._random, self._word = session, random, word

    def make(self) -> None:
        """Make a paper of some type, with what it refers to where nothing of that is there."""
        self._make(self._random.choice(paper_types()))

    def change(self) -> None:
        """Change a text or a number of a paper."""
        found = self._some(self._random.choice(paper_types()))
        names = [] if found is None else self._open_fields(found.__tablename__)
        if found is not None and names:
            name = self._random.choice(names)
            is_text = OWNERS[found.__tablename__].fields[name].kind is Kind.TEXT
            value: Json = self._word() if is_text else self._random.randrange(100)
            setattr(found, name, stored_value(found.__tablename__, name, value))

    def delete(self) -> None:
        """Delete a paper; the database refuses where others refer to it."""
        found = self._some(self._random.choice(paper_types()))
        if found is not None:
            self._session.delete(found)
            self._session.flush()

    def _make(self, record_type: str) -> UUID:
        fields: dict[str, Json] = {}
        for name in exchanged_fields(record_type):
            value = self._value(record_type, name, OWNERS[record_type].fields[name])
            if value is not None:
                fields[name] = value
        for name in self._open_fields(record_type)[:1]:
            if OWNERS[record_type].fields[name].kind is Kind.TEXT:
                fields[name] = self._word()
        record = record_classes()[record_type](id=new_id(), **stored_row(record_type, fields))
        self._session.add(record)
        self._session.flush()
        return record.id

    def _value(self, record_type: str, name: str, field: Field) -> Json:
        if field.refers is not None:
            return self._reference(record_type, field)
        if name in OWNERS[record_type].natural_key and field.kind in (Kind.TEXT, Kind.WHOLE):
            few = self._random.randrange(FEW)
            return f"键{few}" if field.kind is Kind.TEXT else few
        return field.choices[0] if field.kind is Kind.CHOICE else PLAIN[field.kind]

    def _reference(self, record_type: str, field: Field) -> Json:
        assert field.refers is not None
        found = self._some(field.refers)
        if found is not None:
            return str(found.id)
        if field.refers == record_type or field.refers not in paper_types():
            return None  # where that is needed, the paper cannot be made yet
        return str(self._make(field.refers))

    def _open_fields(self, record_type: str) -> list[str]:
        """Return the fields that a change may give any text or number."""
        known = OWNERS[record_type]
        return [
            name
            for name in exchanged_fields(record_type)
            if known.fields[name].kind in (Kind.TEXT, Kind.WHOLE) and name not in (*known.natural_key, *known.twin_key)
        ]

    def _some(self, record_type: str) -> Record | None:
        model: Any = record_classes()[record_type]
        ids = sorted(self._session.scalars(select(model.id)))[:4]
        return self._session.get(model, self._random.choice(ids)) if ids else None
