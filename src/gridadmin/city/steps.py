"""The operations one by one (docs/exchange.md, section 5): what each finds, and what it may do."""

from __future__ import annotations

from collections.abc import Mapping

from gridadmin.city.book import Kept
from gridadmin.city.draft import Draft
from gridadmin.city.record_rules import RecordRules, fits, making, rules_of, same, without_nulls, writable
from gridadmin.city.refusals import MISSING
from gridadmin.wire.groups import Author, Change, DeleteRecord, NewRecord, Op, RestoreRecord, SetFields
from gridadmin.wire.owners import lies_in, may_delete
from gridadmin.wire.push import ConflictKind, RefusalKind
from gridadmin.wire.values import Json


def take_step(draft: Draft, op: Op) -> None:
    """Look at one operation of a group: what it writes, meets, or why it is refused."""
    rules = _known_rules(draft, op)
    if rules is not None:
        _STEPS[type(op)](draft, op, rules)


def _known_rules(draft: Draft, op: Op) -> RecordRules | None:
    rules = rules_of(op.t)
    if rules is None:
        draft.refuse(RefusalKind.UNKNOWN_FIELD, op)
        return None
    if not lies_in(op.t, draft.writer.scope):
        draft.refuse(RefusalKind.WRONG_SCOPE, op)
        return None
    named = op.set if isinstance(op, SetFields) else op.was if isinstance(op, DeleteRecord) else op.f
    if named.keys() <= rules.fields.keys():
        return rules
    for name in sorted(named.keys() - rules.fields.keys()):
        draft.refuse(RefusalKind.UNKNOWN_FIELD, op, name)
    return None


def _make(draft: Draft, op: Op, rules: RecordRules) -> None:
    assert isinstance(op, NewRecord | RestoreRecord)
    before, fields = draft.find(op), without_nulls(op.f)
    if before is not None and not before.deleted:
        if before.stand_in and draft.writer.author is not Author.TOWNSHIP:
            _take_over(draft, op, rules, before)
        elif not same(before.fields, fields):
            draft.clash(ConflictKind.EXISTS, op, before.ver, mine=fields, theirs=dict(before.fields))
    elif before is not None and isinstance(op, NewRecord):
        draft.clash(ConflictKind.EXISTS, op, before.ver, mine=fields)
    elif before is None and isinstance(op, RestoreRecord):
        draft.refuse(RefusalKind.MISSING_RECORD, op)
    elif _may_fill(draft, op, rules, fields):
        stand_in = draft.writer.author is Author.TOWNSHIP and rules.stands_in
        record = Kept(op.t, op.id, draft.seq, fields, made=draft.seq, stand_in=stand_in)
        draft.write(op, record, op if fields is op.f and not op.more else type(op)(t=op.t, id=op.id, f=fields))


def _may_fill(draft: Draft, op: Op, rules: RecordRules, fields: Mapping[str, Json]) -> bool:
    """Look at owners and values of all fields of a record that is made; say whether they stand."""
    author, scope = draft.writer
    made = making(author, op.t, scope)
    if made is None:
        draft.refuse(RefusalKind.NOT_OWNER, op)
        return False
    before = len(draft.refusals)
    for name, value in fields.items():
        if name in made.texts and type(value) is str:
            continue
        if name not in made.allowed:
            draft.refuse(RefusalKind.NOT_OWNER, op, name)
        elif not fits(rules.fields[name], value):
            draft.refuse(RefusalKind.VALIDATION, op, name)
    if not made.required <= fields.keys():
        for name in sorted(made.required - fields.keys()):
            draft.refuse(RefusalKind.VALIDATION, op, name, title=MISSING)
    return len(draft.refusals) == before


def _take_over(draft: Draft, op: NewRecord | RestoreRecord, rules: RecordRules, before: Kept) -> None:
    """Let the owner publish what a township kept for it: the id stays, the owner's fields become the owner's."""
    fields = without_nulls(op.f)
    if not _may_fill(draft, op, rules, fields):
        return
    own = writable(draft.writer.author, op.t, draft.writer.scope, False)
    changes = {
        name: Change(before.fields.get(name), fields.get(name))
        for name in sorted(own)
        if not same(before.fields.get(name), fields.get(name))
    }
    _write_changes(draft, op, before, changes, stand_in=False)


def _set(draft: Draft, op: Op, rules: RecordRules) -> None:
    assert isinstance(op, SetFields)
    before = draft.find(op)
    if before is None:
        draft.refuse(RefusalKind.MISSING_RECORD, op)
    elif before.deleted:
        was: Json = {name: change.was for name, change in op.set.items()}
        now: Json = {name: change.now for name, change in op.set.items()}
        draft.clash(ConflictKind.DELETED, op, before.ver, was=was, mine=now)
    else:
        author, scope = draft.writer
        allowed = writable(author, op.t, scope, before.stand_in)
        changes = _changes(draft, op, rules, before, allowed)
        published = author is not Author.TOWNSHIP and bool(rules.published & allowed & op.set.keys())
        _write_changes(draft, op, before, changes, stand_in=before.stand_in and not published)


def _changes(
    draft: Draft, op: SetFields, rules: RecordRules, before: Kept, allowed: frozenset[str]
) -> dict[str, Change]:
    """Return the fields that can be written; refuse what is not the author's, note what stands otherwise."""
    changes: dict[str, Change] = {}
    clashes: set[str] = set()
    for name, (was, now) in op.set.items():
        stands = before.fields.get(name)
        if same(stands, now):
            continue
        changes[name] = Change(stands, now)
        if name not in allowed:
            draft.refuse(RefusalKind.NOT_OWNER, op, name)
        elif not fits(rules.fields[name], now):
            draft.refuse(RefusalKind.VALIDATION, op, name, title=MISSING if now is None else None)
        elif not same(stands, was):
            clashes |= rules.together[name]
    for name in [name for name in changes if name in clashes]:
        theirs, mine = changes.pop(name)
        seq, was = before.origin(name), op.set[name].was
        draft.clash(ConflictKind.VALUE, op, seq, field=name, was=was, mine=mine, theirs=theirs)
    return changes


def _write_changes(draft: Draft, op: Op, before: Kept, changes: Mapping[str, Change], stand_in: bool) -> None:
    if not changes and stand_in == before.stand_in:
        return
    fields = without_nulls({**before.fields, **{name: change.now for name, change in changes.items()}})
    origins = {**before.origins, **dict.fromkeys(changes, draft.seq)}
    record = Kept(before.t, before.id, draft.seq, fields, before.made, origins, stand_in=stand_in)
    draft.write(op, record, SetFields(t=before.t, id=before.id, set=dict(changes)) if changes else None)


def _delete(draft: Draft, op: Op, rules: RecordRules) -> None:  # noqa: ARG001 - every step takes the same
    assert isinstance(op, DeleteRecord)
    before, was = draft.find(op), without_nulls(op.was)
    author, scope = draft.writer
    if before is None:
        draft.refuse(RefusalKind.MISSING_RECORD, op)
    elif before.deleted:
        return
    elif not may_delete(author, op.t, stand_in=before.stand_in, scope=scope):
        draft.refuse(RefusalKind.NOT_OWNER, op)
    elif not same(was, before.fields):
        draft.clash(ConflictKind.CHANGED_SINCE, op, before.ver, was=was, theirs=dict(before.fields))
    else:
        record = Kept(op.t, op.id, draft.seq, {}, before.made, deleted=True)
        draft.write(op, record, DeleteRecord(t=op.t, id=op.id, was=dict(before.fields)))


_STEPS = {NewRecord: _make, RestoreRecord: _make, SetFields: _set, DeleteRecord: _delete}
