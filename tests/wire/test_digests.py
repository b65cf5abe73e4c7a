"""Digests notice every difference that counts, and none that does not."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.wire.digests import Digest, DigestPair, bucket_of, changed_digest, digest_of, row_hash
from gridadmin.wire.values import Json
from tests.wire.strategies import FLAT

ID = UUID("0192f0c4-7d1c-7a3e-8000-0000000000c1")
FIELDS = st.dictionaries(st.sampled_from(["name", "address", "remarks", "sex"]), FLAT, max_size=4)
HASHES = st.lists(st.integers(0, 2**64 - 1), max_size=20)


@given(FIELDS)
def test_null_fields_and_the_order_of_names_do_not_count(fields: dict[str, Json]) -> None:
    shuffled = dict(reversed(fields.items())) | {"new_column": None}
    assert row_hash("worker", ID, fields) == row_hash("worker", ID, shuffled)


@given(FIELDS, FIELDS)
def test_a_value_counts(first: dict[str, Json], second: dict[str, Json]) -> None:
    def held(fields: dict[str, Json]) -> list[tuple[str, str]]:
        return sorted((name, repr(value)) for name, value in fields.items() if value is not None)

    assert (row_hash("worker", ID, first) == row_hash("worker", ID, second)) is (held(first) == held(second))


def test_type_and_id_count() -> None:
    other = UUID(int=ID.int + 1)
    assert len({row_hash("worker", ID, {}), row_hash("grid", ID, {}), row_hash("worker", other, {})}) == 3
    assert (bucket_of(ID), bucket_of(other)) == (0xC1, 0xC2)


@given(HASHES, st.randoms())
def test_the_order_of_rows_does_not_count(hashes: list[int], random: object) -> None:
    assert digest_of(hashes) == digest_of(sorted(hashes))


def test_a_row_kept_twice_is_noticed() -> None:
    assert digest_of([5, 5]) != digest_of([])  # an exclusive or would say they are the same


@given(HASHES, st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_a_digest_can_be_kept_up_to_date(hashes: list[int], old: int, new: int) -> None:
    before = digest_of([*hashes, old])
    assert changed_digest(before, old, new) == digest_of([*hashes, new])
    assert changed_digest(before, old, None) == digest_of(hashes)
    assert changed_digest(digest_of(hashes), None, new) == digest_of([*hashes, new])


@given(st.integers(0, 2**40), st.integers(0, 2**64 - 1))
def test_a_sum_beyond_what_json_numbers_hold_travels(rows: int, total: int) -> None:
    codec = DigestPair()
    assert codec.read(codec.write(Digest(rows, total)), "") == Digest(rows, total)
