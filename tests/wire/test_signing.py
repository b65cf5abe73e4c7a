"""The request signature: one spelling at both ends, and no way to change what was signed."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.signing import NONCE, SIGNATURE, TIMESTAMP, Signature, SignedRequest, milliseconds, sign

AT = milliseconds(datetime(2026, 3, 1, 0, 30, tzinfo=UTC))
NONCE_USED = "0123456789abcdef" * 2
SECRET = "一个密钥 and a secret"


def signed(body: bytes = b"{}", target: str = "/exchange/v1/push?a=1") -> Signature:
    request = SignedRequest("POST", target, body)
    return sign(request, SECRET, app_key="town-371525101", at=AT, nonce=NONCE_USED)


def test_the_text_is_spelled_as_the_document_says() -> None:
    text = f"POST\n/exchange/v1/push?a=1\n{AT}\n{NONCE_USED}\n{hashlib.new('sm3', b'{}').hexdigest()}"
    expected = b64encode(hmac.new(SECRET.encode(), text.encode(), "sm3").digest()).decode()
    assert signed().value == expected


def test_it_travels_in_headers_of_any_case() -> None:
    headers = {name.upper(): value for name, value in signed().to_headers().items()}
    assert Signature.from_headers(headers) == signed()


@pytest.mark.parametrize(
    ("name", "value"),
    [(NONCE, "ABCDEF" * 6), (NONCE, ""), (TIMESTAMP, "-1"), (TIMESTAMP, "17e9"), (SIGNATURE, "x" * 44), (NONCE, None)],
)
def test_headers_that_are_no_signature_are_refused(name: str, value: str | None) -> None:
    headers: dict[str, str] = signed().to_headers()
    if value is None:
        del headers[name]
    else:
        headers[name] = value
    with pytest.raises(MalformedMessageError) as refused:
        Signature.from_headers(headers)
    assert refused.value.pointer == name


@given(st.binary(max_size=50), st.text(max_size=20), st.sampled_from(["GET", "POST", "PATCH"]), st.text(max_size=20))
def test_it_fits_what_was_signed_and_nothing_else(body: bytes, target: str, method: str, secret: str) -> None:
    request = SignedRequest(method, target, body)
    made = sign(request, secret, app_key="a", at=AT, nonce=NONCE_USED)
    assert made.fits(request, secret)
    assert not made.fits(request, secret + "x")
    assert not made.fits(replace(request, method=method + "X"), secret)
    assert not made.fits(replace(request, target=target + "x"), secret)
    assert not made.fits(replace(request, body=body + b"x"), secret)
