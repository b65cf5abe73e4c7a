"""The request signature that is shipped (docs/exchange.md, section 2.2): what both sides compute.

SM3 (GB/T 32905-2016) and HMAC (GB/T 15852.2) come from `cryptography`, since OpenSSL as Python finds it on domestic
desktops does not always offer SM3 to hashlib.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

APP_KEY, TIMESTAMP, NONCE, SIGNATURE = "X-App-Key", "X-Timestamp", "X-Nonce", "X-Signature"
NONCE_PATTERN = "[0-9a-f]{32}"
TOLERANCE_S = 600  # each nonce is accepted once within it


@dataclass(frozen=True)
class SignedParts:
    """What a signature is over.

    Attributes:
        target: the path with its query, as it stands in the request line.
        timestamp: milliseconds since 1970, as text. nonce: 32 hex digits. body: as sent, so compressed where it is.
    """

    method: str
    target: str
    timestamp: str
    nonce: str
    body: bytes


def sm3_hex(content: bytes) -> str:
    """Return the SM3 of a content in hex."""
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    digest = Hash(SM3())
    digest.update(content)
    return digest.finalize().hex()


def sm3_signature(secret: str, parts: SignedParts) -> str:
    """Return Base64(HMAC-SM3(secret, method LF target LF timestamp LF nonce LF hex(SM3(body))))."""
    from cryptography.hazmat.primitives.hashes import SM3
    from cryptography.hazmat.primitives.hmac import HMAC

    lines = (parts.method, parts.target, parts.timestamp, parts.nonce, sm3_hex(parts.body))
    mac = HMAC(secret.encode("utf-8"), SM3())
    mac.update("\n".join(lines).encode("utf-8"))
    return base64.b64encode(mac.finalize()).decode("ascii")
