"""Request signers: what government gateways ask for beside the token. Which one, a setting of the connection names."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.exchange import Connection
from gridadmin.i18n import N_
from gridadmin.wire.signing import SignedRequest, milliseconds, sign

_UNKNOWN = N_("There is no request signer “{name}”. Known are: {known}.")
_INCOMPLETE = N_("The request signer “{name}” needs an app key and its secret, which the gateway's operator gives.")


class Signer(Protocol):
    """Signs each request as it leaves."""

    def headers(self, method: str, target: str, body: bytes, at: datetime) -> dict[str, str]:
        """Return the headers that sign a request.

        `target` is the path with its query, `body` as sent, `at` this moment by the city's clock.
        """


Nonce = Callable[[], str]


def new_nonce() -> str:
    """Return 128 random bits in hex."""
    return os.urandom(16).hex()


@dataclass(frozen=True)
class Sm3Signer:
    """HMAC-SM3 over method, path, time, nonce and body (docs/exchange.md, section 2.2)."""

    app_key: str
    secret: str = field(repr=False)
    nonce: Nonce = new_nonce

    def headers(self, method: str, target: str, body: bytes, at: datetime) -> dict[str, str]:
        """Return X-App-Key, X-Timestamp, X-Nonce and X-Signature."""
        request, moment = SignedRequest(method, target, body), milliseconds(at)
        return sign(request, self.secret, app_key=self.app_key, at=moment, nonce=self.nonce()).to_headers()


SIGNERS: Mapping[str, Callable[[str, str, Nonce], Signer]] = {"hmac-sm3": Sm3Signer}


def signer_of(connection: Connection, secret: str | None, nonce: Nonce = new_nonce) -> Signer | None:
    """Return the signer that a connection names; None where it names none.

    Raises InvalidError for an unknown name, and where app key or secret are missing.
    """
    name = connection.signer
    if not name:
        return None
    make = SIGNERS.get(name)
    if make is None:
        raise InvalidError(_UNKNOWN, name=name, known=", ".join(SIGNERS))
    if not connection.app_key or not secret:
        raise InvalidError(_INCOMPLETE, name=name)
    return make(connection.app_key, secret, nonce)
