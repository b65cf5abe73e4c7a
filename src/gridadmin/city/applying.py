"""The rules of a push (docs/exchange.md, sections 4 to 6): what one group does to the records that stand.

Pure: a group, its author and a book of records give a decision; nothing is stored, no clock is read. A push of an
office and a publication of county or city go through the same rules; only their author differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridadmin.city.book import Book, Kept
from gridadmin.city.checks import check_keys, check_references, guard_deletions
from gridadmin.city.draft import Draft, Found, Writer
from gridadmin.city.record_rules import without_nulls
from gridadmin.city.steps import take_step
from gridadmin.wire.groups import DeleteRecord, Group, NewRecord, Op, RestoreRecord, SetFields
from gridadmin.wire.push import MOST_FINDINGS, Refusal, Result
from gridadmin.wire.values import Json


@dataclass(frozen=True)
class Decision:
    """What becomes of a group.

    Attributes:
        records: as they stand afterwards; empty where nothing is written.
        ops: what is written, for the history.
    """

    result: Result
    records: tuple[Kept, ...] = ()
    ops: tuple[Op, ...] = ()
    conflicts: tuple[Found, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def decide(group: Group, writer: Writer, book: Book, seq: int) -> Decision:
    """Return what becomes of a group whose records would be written with `seq`; the book stays as it is."""
    draft = Draft(writer, book, seq)
    for op in group.ops:
        take_step(draft, op)
    if not draft.refusals:
        check_references(draft)
        check_keys(draft)
        guard_deletions(draft, group.confirmed_deletions)
    return _decision(draft, one_record=len({(op.t, op.id) for op in group.ops}) <= 1)


def is_whole(group: Group, decision: Decision) -> bool:
    """Return whether what is written is all that was sent: nothing of it stood there already, or was in conflict."""
    if decision.result is not Result.APPLIED or len(group.ops) != len(decision.ops):
        return False
    return all(_says_the_same(sent, written) for sent, written in zip(group.ops, decision.ops, strict=True))


def _says_the_same(sent: Op, written: Op) -> bool:
    if sent is written:
        return True
    if type(sent) is not type(written) or (sent.t, sent.id) != (written.t, written.id):
        return False
    if isinstance(sent, SetFields) and isinstance(written, SetFields):
        return sent.set.keys() == written.set.keys()  # what stood there was what the sender had seen
    return isinstance(sent, DeleteRecord) or without_nulls(_fields(sent)) == _fields(written)


def _fields(op: Op) -> Mapping[str, Json]:
    assert isinstance(op, NewRecord | RestoreRecord)
    return op.f


def _decision(draft: Draft, one_record: bool) -> Decision:
    conflicts = tuple(draft.conflicts[:MOST_FINDINGS])
    if draft.refusals:
        return Decision(Result.REJECTED, refusals=tuple(draft.refusals[:MOST_FINDINGS]))
    if conflicts and not (one_record and draft.after):
        return Decision(Result.CONFLICT, conflicts=conflicts)
    result = Result.MERGED if conflicts else Result.APPLIED
    return Decision(result, tuple(draft.after.values()), tuple(draft.ops), conflicts)
