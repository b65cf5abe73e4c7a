"""What is asked of a group as a whole: parents and children, natural keys, how much it deletes.

Everything is looked at as it would stand after the group, so that the order of its operations does not matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from gridadmin.city.book import Kept, Link, Ref, live_key
from gridadmin.city.draft import Draft
from gridadmin.city.record_rules import RecordRules, as_id, rules_of
from gridadmin.city.refusals import mass_deletion
from gridadmin.wire.push import RefusalKind
from gridadmin.wire.values import Json

GUARDED_DELETIONS = 20
GUARDED_SHARE = 20  # more than one in twenty: five per cent


def check_references(draft: Draft) -> None:
    """Refuse children without a living parent, and the deletion of parents that have living children."""
    for ref, record in draft.after.items():
        op = draft.makers[ref]
        if record.deleted:
            if any(_still_refers(draft, link, ref) for link in draft.book.links_to(str(record.id))):
                draft.refuse(RefusalKind.STILL_REFERRED_TO, op)
            continue
        old = _live_fields(draft.book.find(ref))
        for name, t in _rules(record).refers.items():
            value = record.fields.get(name)
            if value is not None and value != old.get(name) and not draft.is_live((t, as_id(value))):
                draft.refuse(RefusalKind.MISSING_PARENT, op, name)


def _still_refers(draft: Draft, link: Link, ref: Ref) -> bool:
    rules = rules_of(link.t)
    if rules is None or rules.refers.get(link.field) != ref[0]:
        return False
    after = draft.after.get((link.t, link.source))
    return after is None or _live_fields(after).get(link.field) == link.target


def check_keys(draft: Draft) -> None:
    """Refuse a natural key that a live record has already, or that the group gives twice."""
    given: dict[tuple[str, str], Ref] = {}
    for ref, record in draft.after.items():
        rules = _rules(record)
        key = record.key
        if key is None or key == live_key(draft.book.find(ref)):
            continue
        holder = draft.book.holder(record.t, key)
        keeps = holder is not None and holder != record.id and _keeps(draft, (record.t, holder), key)
        if keeps or (record.t, key) in given:
            name = rules.key[0] if len(rules.key) == 1 else None
            draft.refuse(RefusalKind.DUPLICATE_KEY, draft.makers[ref], name, existing=holder if keeps else None)
        given[record.t, key] = ref


def _keeps(draft: Draft, holder: Ref, key: str) -> bool:
    """Say whether a record that has a key still has it after the group."""
    after = draft.after.get(holder)
    return after is None or after.key == key


def guard_deletions(draft: Draft, confirmed: int) -> None:
    """Refuse to delete suspiciously much at once, beyond what a person has confirmed."""
    refs = [ref for ref, record in draft.after.items() if record.deleted and _live_fields(draft.book.find(ref))]
    for t, deletions in sorted(Counter(t for t, _id in refs).items()):
        live = draft.book.live(t)
        if deletions > GUARDED_DELETIONS and deletions * GUARDED_SHARE > live and len(refs) > confirmed:
            draft.refusals.append(mass_deletion(t, deletions, live))


def _live_fields(record: Kept | None) -> Mapping[str, Json]:
    return record.fields if record is not None and not record.deleted else {}


def _rules(record: Kept) -> RecordRules:
    rules = rules_of(record.t)
    assert rules is not None
    return rules
