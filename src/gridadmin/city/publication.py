"""Stand-ins: what county or city publish takes over what a township kept for them (docs/exchange.md, section 4).

A publisher makes records under ids of its own. Where a stand-in has the same natural key, the record of the township
keeps its id, and everything else of the publication that refers to it follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from gridadmin.city.book import Book
from gridadmin.city.draft import Writer
from gridadmin.city.record_rules import RecordRules, key_of, rules_of, without_nulls
from gridadmin.wire.groups import Author, Change, DeleteRecord, Group, NewRecord, Op, SetFields
from gridadmin.wire.owners import OWNERS
from gridadmin.wire.values import Json

Renamed = dict[UUID, UUID]


def follow_stand_ins(group: Group, writer: Writer, book: Book, renamed: Renamed) -> Group:
    """Return the group with the ids of the stand-ins that it takes over; they are added to `renamed`."""
    if writer.author is Author.TOWNSHIP:
        return group
    places = {t: place for place, t in enumerate(OWNERS)}  # parents stand before their children in the map
    made = [op for op in group.ops if isinstance(op, NewRecord) and op.t in places]
    for op in sorted(made, key=lambda op: places[op.t]):
        _look_for_stand_in(op, book, renamed)
    if not renamed:
        return group
    return replace(group, ops=tuple(_follow(op, renamed) for op in group.ops))


def _look_for_stand_in(op: NewRecord, book: Book, renamed: Renamed) -> None:
    rules = rules_of(op.t)
    if rules is None or not rules.stands_in or book.find((op.t, op.id)) is not None:
        return
    key = key_of(rules, _followed(rules, without_nulls(op.f), renamed))
    holder = book.holder(op.t, key) if key is not None else None
    kept = book.find((op.t, holder)) if holder is not None else None
    if kept is not None and kept.stand_in:
        renamed[op.id] = kept.id


def _follow(op: Op, renamed: Renamed) -> Op:
    rules = rules_of(op.t)
    if rules is None:
        return op
    op = replace(op, id=renamed.get(op.id, op.id))
    if isinstance(op, SetFields):
        was = _followed(rules, {name: change.was for name, change in op.set.items()}, renamed)
        now = _followed(rules, {name: change.now for name, change in op.set.items()}, renamed)
        return replace(op, set={name: Change(was[name], now[name]) for name in op.set})
    if isinstance(op, DeleteRecord):
        return replace(op, was=_followed(rules, op.was, renamed))
    return replace(op, f=_followed(rules, op.f, renamed))


def _followed(rules: RecordRules, fields: Mapping[str, Json], renamed: Renamed) -> dict[str, Json]:
    """Return fields whose references lead to the records that were taken over."""
    texts = {str(old): str(new) for old, new in renamed.items()}
    return {
        name: texts.get(value, value) if name in rules.refers and isinstance(value, str) else value
        for name, value in fields.items()
    }
