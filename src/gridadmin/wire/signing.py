"""The request signature of government gateways: app key, timestamp, nonce, HMAC-SM3 (docs/exchange.md, 2.2).

Pure arithmetic: the office's signer and the city's check spell the signed text in this one place.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from gridadmin.i18n import N_
from gridadmin.wire.errors import MalformedMessageError

APP_KEY, TIMESTAMP, NONCE, SIGNATURE = "X-App-Key", "X-Timestamp", "X-Nonce", "X-Signature"
ACCEPTED_SECONDS = 600

_SHAPES = {
    APP_KEY: "[!-~]{1,200}",
    TIMESTAMP: "[0-9]{13}",
    NONCE: "[0-9a-f]{32}",
    SIGNATURE: "[A-Za-z0-9+/]{43}=",
}
_BAD_HEADER = N_("{at}: the header is missing or not what the signature asks for.")


@dataclass(frozen=True)
class SignedRequest:
    """What is signed of a request.

    Attributes:
        target: the path with its query, as it stands in the request line. body: as sent, compressed where it is.
    """

    method: str
    target: str
    body: bytes


@dataclass(frozen=True)
class Signature:
    """What signs one request.

    Attributes:
        timestamp: milliseconds since 1970 UTC. nonce: 32 hex digits, used once. value: Base64 of the HMAC.
    """

    app_key: str
    timestamp: int
    nonce: str
    value: str

    def to_headers(self) -> dict[str, str]:
        """Return the headers that carry it."""
        return {APP_KEY: self.app_key, TIMESTAMP: str(self.timestamp), NONCE: self.nonce, SIGNATURE: self.value}

    @classmethod
    def from_headers(cls, headers: Mapping[str, str]) -> Signature:
        """Return the signature that headers carry, whatever the case of their names; raises MalformedMessageError."""
        given = {name.lower(): value for name, value in headers.items()}
        for name, shape in _SHAPES.items():
            if re.fullmatch(shape, given.get(name.lower(), "")) is None:
                raise MalformedMessageError(_BAD_HEADER, at=name)
        key, timestamp, nonce, value = (given[name.lower()] for name in _SHAPES)
        return cls(key, int(timestamp), nonce, value)

    def fits(self, request: SignedRequest, secret: str) -> bool:
        """Return whether it was made with this secret for this request; takes the same time either way."""
        expected = sign(request, secret, app_key=self.app_key, at=self.timestamp, nonce=self.nonce)
        return hmac.compare_digest(expected.value, self.value)


def sign(request: SignedRequest, secret: str, *, app_key: str, at: int, nonce: str) -> Signature:
    """Return the signature of a request made at a moment, in milliseconds since 1970 UTC."""
    lines = (request.method, request.target, str(at), nonce, _sm3(request.body).hex())
    mac = HMAC(secret.encode(), hashes.SM3())
    mac.update("\n".join(lines).encode())
    return Signature(app_key, at, nonce, base64.b64encode(mac.finalize()).decode())


def milliseconds(moment: datetime) -> int:
    """Return a moment as a timestamp."""
    return int(moment.timestamp() * 1000)


def _sm3(content: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize()
