"""Attachments: their names and how much of one is there."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.wire.attachments import UploadState, parse_attachment_name
from gridadmin.wire.errors import MalformedMessageError

NUMBERS = st.integers(0, 2**53 - 1)


@given(st.binary(max_size=50), st.sampled_from(["sha256", "sm3"]))
def test_a_name_fits_its_content_alone(content: bytes, algorithm: str) -> None:
    text = f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}"
    name = parse_attachment_name(text)
    assert str(name) == text
    assert name.fits(content)
    assert not name.fits(content + b"x")


@pytest.mark.parametrize("text", ["", "sha256:", "md5:" + "0" * 64, "sha256:" + "G" * 64, "sha256:" + "0" * 65, "../x"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(MalformedMessageError) as caught:
        parse_attachment_name(text)
    assert caught.value.pointer == "/name"


@given(NUMBERS, st.booleans(), st.none() | NUMBERS)
def test_a_state_there_and_back(offset: int, complete: bool, length: int | None) -> None:
    state = UploadState(offset, complete, length)
    assert UploadState.from_headers(state.to_headers()) == state
    assert UploadState.from_headers({name.lower(): value for name, value in state.to_headers().items()}) == state


@pytest.mark.parametrize(
    ("headers", "pointer"),
    [
        ({}, "upload-complete"),
        ({"Upload-Complete": "true", "Upload-Offset": "0"}, "upload-complete"),
        ({"Upload-Complete": "?1"}, "upload-offset"),
        ({"Upload-Complete": "?1", "Upload-Offset": "-1"}, "upload-offset"),
        ({"Upload-Complete": "?1", "Upload-Offset": "١"}, "upload-offset"),
        ({"Upload-Complete": "?1", "Upload-Offset": "9" * 16}, "upload-offset"),
        ({"Upload-Complete": "?1", "Upload-Offset": "0", "Upload-Length": "x"}, "upload-length"),
    ],
)
def test_wrong_headers_are_named(headers: dict[str, str], pointer: str) -> None:
    with pytest.raises(MalformedMessageError) as caught:
        UploadState.from_headers(headers)
    assert caught.value.pointer == pointer
