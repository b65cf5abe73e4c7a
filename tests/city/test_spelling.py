"""What is put together as text is what the messages say of themselves."""

from __future__ import annotations

import json
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.city.shelf import hash_of_text
from gridadmin.city.spelling import spell_acts, spell_ops
from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.digests import row_hash, unsigned
from gridadmin.wire.groups import Act, Group
from gridadmin.wire.values import Json
from tests.wire.strategies import messages_of


@given(messages_of(Act))
def test_acts(act: Act) -> None:
    assert spell_acts([act, act]) == canonical_json([act.to_json(), act.to_json()])


@given(messages_of(Group))
def test_operations(group: Group) -> None:
    without_more = [{name: value for name, value in op.to_json().items() if name not in op.more} for op in group.ops]
    assert json.loads(spell_ops(group.ops)) == json.loads(json.dumps(without_more))
    assert spell_ops(group.ops) == canonical_json(without_more)


@given(st.uuids(), st.dictionaries(st.sampled_from(["name", "address"]), st.text()))
def test_row_hashes(record_id: UUID, fields: dict[str, Json]) -> None:
    assert unsigned(hash_of_text("worker", record_id, canonical_json(fields))) == row_hash("worker", record_id, fields)
