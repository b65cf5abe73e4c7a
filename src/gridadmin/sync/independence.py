"""Which records of a group stand or fall together: those that are joined by references, in the group or outside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.models.base import Record
from gridadmin.models.journal import business_columns, plain
from gridadmin.services.journal import record_classes
from gridadmin.sync.outbox import fields_of, references
from gridadmin.wire.groups import Op, SetFields
from gridadmin.wire.owners import OWNERS
from gridadmin.wire.values import Json

TOO_WIDE = frozenset({"community"})
"""Types to which hundreds of records refer that have nothing to do with each other."""


def independent_parts(session: Session, ops: Sequence[Op], in_question: Collection[UUID]) -> tuple[list[Op], list[Op]]:
    """Return the operations that have nothing to do with the records in question, and those that have.

    Two records belong together where one refers to the other, or both to the same third: a transfer ends one
    appointment of a person and begins another, and half of it would be false. Living in one community joins nobody.
    """
    joined: dict[UUID, UUID] = {}
    for op in ops:
        for target in _joins(session, op):
            joined[_root(joined, op.id)] = _root(joined, target)
    bad = {_root(joined, each) for each in in_question}
    free = [op for op in ops if _root(joined, op.id) not in bad]
    return free, [op for op in ops if _root(joined, op.id) in bad]


def _root(joined: Mapping[UUID, UUID], record_id: UUID) -> UUID:
    while (above := joined.get(record_id, record_id)) != record_id:
        record_id = above
    return record_id


def _joins(session: Session, op: Op) -> Iterator[UUID]:
    fields = OWNERS[op.t].fields if op.t in OWNERS else {}
    told = fields_of(op)
    if isinstance(op, SetFields):  # says nothing of the references that it does not change
        told = _own_references(session, op) | told
    for name, value in told.items():
        declared = fields.get(name)
        if declared is not None and declared.refers not in TOO_WIDE:
            yield from references(op.t, {name: value})


def _own_references(session: Session, op: SetFields) -> dict[str, Json]:
    held = session.get(record_classes()[op.t], op.id)
    return {} if held is None else {name: value for name, value in plain_fields(held) if name.endswith("_id")}


def plain_fields(record: Record) -> Iterable[tuple[str, Json]]:
    """Yield the business fields of a record as they travel."""
    return ((name, plain(getattr(record, name))) for name in business_columns(type(record)))
