"""The short ways of spelling an entry give what the long ones do: the chain of every office hangs on it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.models.journal_spelling import entry_hash, new_salts, spell_changes, spell_new

texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('\\"\n\t\x00\x1f\x7f\u2028'), max_size=12)
values = texts | st.integers() | st.booleans() | st.lists(texts, max_size=2) | st.dictionaries(texts, texts, max_size=2)


@given(st.dictionaries(texts, values, max_size=5))
def test_a_new_record_is_spelled_as_a_change_from_nothing(fields: dict[str, object]) -> None:
    long, short = (map("{:032x}".format, count()).__next__ for _ in range(2))
    assert spell_new(fields, short) == spell_changes({name: (None, value) for name, value in fields.items()}, long)


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this Python hashes by another library")
@given(texts, st.integers(1), st.dictionaries(texts, texts, max_size=3))
def test_an_entry_is_hashed_over_its_canonical_json(operation: str, seq: int, digests: dict[str, str]) -> None:
    at, act, record = datetime(2026, 3, 1, 8, tzinfo=UTC), UUID(int=1), UUID(int=2)
    row = {"format": 1, "seq": seq, "act_id": act, "at": at, "operation": operation, "record_type": "worker"}
    row |= {"record_id": record, "digests": json.dumps(digests, ensure_ascii=False)}
    moment = "2026-03-01T08:00:00.000000+00:00"
    content = [1, seq, "0" * 64, str(act), moment, operation, "worker", str(record), row["digests"]]
    spelled = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    assert entry_hash("0" * 64, row) == hashlib.new("sm3", spelled.encode()).hexdigest()


def test_no_salt_comes_twice() -> None:
    salts = new_salts()
    drawn = [salts() for _ in range(1_000)]
    assert len(set(drawn)) == len(drawn)
    assert {len(bytes.fromhex(each)) for each in drawn} == {16}
