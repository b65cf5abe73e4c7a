"""Tokens are asked for by a form; whatever else comes is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.wire.enrolment import CODE, TokenRequest
from gridadmin.wire.errors import MalformedMessageError

PRINTABLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60)


@given(PRINTABLE, PRINTABLE)
def test_there_and_back(client_id: str, secret: str) -> None:
    request = TokenRequest(client_id=client_id, client_secret=secret)
    assert TokenRequest.from_form(request.to_form()) == request


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(body: bytes) -> None:
    with pytest.raises(MalformedMessageError):
        TokenRequest.from_form(body)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b"", "/grant_type"),
        (b"grant_type=client_credentials&client_id=a", "/client_secret"),
        (b"grant_type=client_credentials&client_id=a&client_id=b&client_secret=c", "/client_id"),
        (b"grant_type=password&client_id=a&client_secret=c", "/grant_type"),
        (b"grant_type=client_credentials&client_id=a%00&client_secret=c", "/client_id"),
        (b"grant_type=client_credentials&client_id=%FF&client_secret=c", ""),
        (b"a=1&" * 20 + b"b=1", ""),
        (b"a=" + b"x" * 9000, ""),
    ],
)
def test_the_error_is_precise(body: bytes, pointer: str) -> None:
    with pytest.raises(MalformedMessageError) as caught:
        TokenRequest.from_form(body)
    assert caught.value.pointer == pointer


def test_a_code_has_no_signs_that_look_alike() -> None:
    assert re.fullmatch(CODE, "K7QM-3XHD-9PWA")
    for sign in "01IO":
        assert re.fullmatch(CODE, f"K7Q{sign}-3XHD-9PWA") is None
