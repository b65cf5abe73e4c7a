"""Packages on a stick: what comes out is what went in, or nothing at all."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.package_files import Package, PackageError, Part, listed, read_package, write_package
from gridadmin.wire.package_keys import PackageKeys, read_key_file, write_key_file
from gridadmin.wire.packages import FRAME_BYTES, MAGIC, PackageKind, PackageManifest, PartKind
from gridadmin.wire.scopes import parse_scope

TOWN = parse_scope("town:371525101")
SEEDED = random.Random(2026)
OFFICE, CITY, STRANGER = (PackageKeys.make(SEEDED.randbytes) for _ in range(3))
KNOWN = {OFFICE.public.fingerprint: OFFICE.public}
REPLICA = UUID("0192f0c4-7d1c-7a3e-8000-0000000000a1")


def package(parts: list[Part], keys: PackageKeys = OFFICE, recipient: PackageKeys = CITY) -> bytes:
    manifest = PackageManifest(
        id=UUID("0192f0c4-7d1c-7a3e-8000-0000000000f1"),
        number=1,
        schema=1,
        scope=TOWN,
        replica=REPLICA,
        made_at=datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
        parts=listed(parts),
    )
    return write_package(PackageKind.SUBMISSION, manifest, parts, keys, recipient.public, SEEDED.randbytes)


def opened(content: bytes) -> Package:
    return read_package(content, CITY, KNOWN)


PARTS = st.lists(st.builds(Part, st.sampled_from(PartKind), st.binary(max_size=2_000)), max_size=5)


@given(PARTS)
def test_what_comes_out_is_what_went_in(parts: list[Part]) -> None:
    read = opened(package(parts))
    assert list(read.parts) == parts
    assert read.manifest.scope == TOWN


@pytest.mark.parametrize("size", [FRAME_BYTES - 1_000, FRAME_BYTES, 3 * FRAME_BYTES + 7])
def test_parts_larger_than_a_frame(size: int) -> None:
    parts = [Part(PartKind.ATTACHMENT, bytes(size)), Part(PartKind.PUSH_REQUEST, b"{}")]
    assert list(opened(package(parts)).parts) == parts


WRITTEN = package([Part(PartKind.PUSH_REQUEST, b'{"groups": []}'), Part(PartKind.ATTACHMENT, bytes(5_000))])


@settings(max_examples=300)
@given(st.integers(0, len(WRITTEN) - 1), st.integers(1, 255))
def test_tampered(place: int, difference: int) -> None:
    changed = bytearray(WRITTEN)
    changed[place] ^= difference
    with pytest.raises(PackageError):
        opened(bytes(changed))


@given(st.integers(0, len(WRITTEN) - 1))
def test_cut_short(size: int) -> None:
    with pytest.raises(PackageError):
        opened(WRITTEN[:size])


@given(st.binary(min_size=1, max_size=200))
def test_with_something_behind(tail: bytes) -> None:
    with pytest.raises(PackageError):
        opened(WRITTEN + tail)


@given(st.binary(max_size=300))
def test_any_bytes_that_begin_like_a_package(tail: bytes) -> None:
    with pytest.raises(PackageError):
        opened(MAGIC + tail)


def test_frames_that_changed_places() -> None:
    written = package([Part(PartKind.ATTACHMENT, SEEDED.randbytes(3 * FRAME_BYTES))])
    frame = 4 + FRAME_BYTES + 16
    head = len(written) - 64 - 3 * frame - (len(written) - 64 - len(MAGIC)) % frame
    swapped = written[:head] + written[head + frame : head + 2 * frame] + written[head : head + frame]
    with pytest.raises(PackageError):
        opened(swapped + written[head + 2 * frame :])


def test_for_somebody_else() -> None:
    with pytest.raises(PackageError, match="somebody else"):
        opened(package([], recipient=STRANGER))


def test_from_somebody_unknown() -> None:
    with pytest.raises(PackageError, match="never accepted"):
        opened(package([], keys=STRANGER))


def test_signed_by_somebody_else_under_a_known_name() -> None:
    forged = bytearray(package([]))
    forged[-64:] = STRANGER.signature_key().sign(bytes(forged[:-64]))
    with pytest.raises(PackageError, match="damaged"):
        opened(bytes(forged))


def test_another_file_altogether() -> None:
    with pytest.raises(PackageError, match=r"\.gapkg"):
        opened(b"PK\3\4 a workbook")


def test_a_key_file_gives_the_same_keys() -> None:
    held, keys = read_key_file(write_key_file(OFFICE.public, TOWN, "清泉街道", REPLICA))
    assert keys == OFFICE.public
    assert (held.scope, held.name, held.replica) == (TOWN, "清泉街道", REPLICA)
    assert len(keys.spoken_fingerprint.split()) == 8


@given(st.binary(max_size=200))
def test_no_key_file(content: bytes) -> None:
    with pytest.raises(MalformedMessageError):
        read_key_file(content)
    with pytest.raises(MalformedMessageError):
        read_key_file(b"GRIDADMIN-KEY/1\n" + content)
