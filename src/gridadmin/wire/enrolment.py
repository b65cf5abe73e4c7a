"""How an office comes to take part: what the city offers, the one-time code (登记码), credentials, access tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from gridadmin.i18n import N_
from gridadmin.wire.codecs import Key, Many, ScopeText, Text, Whole
from gridadmin.wire.errors import MalformedMessageError, step
from gridadmin.wire.groups import SchemaNumber
from gridadmin.wire.history import MOST_SCOPES, History
from gridadmin.wire.message import Message, Nested
from gridadmin.wire.scopes import Scope

SERVICE = "gridadmin-exchange"
PROTOCOL = 1
SCHEMA = 2
SCHEMAS_BACK = 2
CODE = "[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}"
MOST_FORM = 8_192

_NO_FORM = N_("The request is not a form of name=value pairs.")
_ONCE = N_("{at}: this part has to stand exactly once.")


@dataclass(frozen=True, kw_only=True)
class Limits(Message):
    """What the city accepts at once; sizes in bytes after decompression."""

    push_bytes: Annotated[int, Whole(65_536)]
    push_groups: Annotated[int, Whole(1)]
    pull_rows: Annotated[int, Whole(1)]
    known_mids: Annotated[int, Whole(1)]
    attachment_bytes: Annotated[int, Whole(65_536)]
    chunk_bytes: Annotated[int, Whole(4_096)]
    retention_days: Annotated[int, Whole(1)]


@dataclass(frozen=True, kw_only=True)
class Capabilities(Message):
    """Who answers here. An office that does not find this is talking to a captive portal, not to the city.

    Attributes:
        service: always gridadmin-exchange.
        oldest_schema, newest_schema: what a request may be written in; the newest two before the city's own are kept.
    """

    service: Annotated[str, Text(40, pattern=SERVICE)]
    protocol: Annotated[int, Whole(1, 99)]
    oldest_schema: SchemaNumber
    newest_schema: SchemaNumber
    limits: Annotated[Limits, Nested(Limits)]
    compressions: Annotated[tuple[str, ...], Many(Text(20, 1), 8)] = ("gzip",)


@dataclass(frozen=True, kw_only=True)
class EnrolRequest(Message):
    """A one-time code in exchange for credentials.

    Attributes:
        code: as the city's staff gave it, XXXX-XXXX-XXXX without 0, 1, I and O.
        replica: this database of the office. computer: a label that the city's staff will recognise.
    """

    code: Annotated[str, Text(14, pattern=CODE)] = field(repr=False)
    replica: Annotated[UUID, Key()]
    schema: SchemaNumber
    program: Annotated[str, Text(80)]
    computer: Annotated[str, Text(80)] = ""


@dataclass(frozen=True, kw_only=True)
class EnrolReply(Message):
    """Credentials of one replica. They are shown once and kept in the keyring or the key slots."""

    client_id: Annotated[str, Text(200, 1, "[!-~]+")]
    client_secret: Annotated[str, Text(400, 32, "[!-~]+")] = field(repr=False)
    scope: Annotated[Scope, ScopeText()]
    reads: Annotated[tuple[Scope, ...], Many(ScopeText(), MOST_SCOPES)]
    name: Annotated[str, Text(200)]
    history: Annotated[History, Nested(History)]


@dataclass(frozen=True, kw_only=True)
class TokenRequest:
    """OAuth 2.0 client credentials (RFC 6749, section 4.4.2) as a form in the body; never in an address."""

    client_id: str
    client_secret: str = field(repr=False)
    grant_type: Literal["client_credentials"] = "client_credentials"

    def to_form(self) -> bytes:
        """Return the body, application/x-www-form-urlencoded."""
        parts = {"grant_type": self.grant_type, "client_id": self.client_id, "client_secret": self.client_secret}
        return urlencode(parts).encode("ascii")

    @classmethod
    def from_form(cls, body: bytes) -> TokenRequest:
        """Return the request in a body; raises MalformedMessageError."""
        try:
            if len(body) > MOST_FORM:
                raise ValueError
            pairs = parse_qsl(body.decode("ascii"), strict_parsing=True, max_num_fields=16, errors="strict")
        except ValueError:
            raise MalformedMessageError(_NO_FORM, at="") from None
        given = {name: [value for each, value in pairs if each == name] for name, _value in pairs}
        for name in ("grant_type", "client_id", "client_secret"):
            if len(given.get(name, [])) != 1:
                raise MalformedMessageError(_ONCE, at=step("", name))
        Text(20, pattern="client_credentials").read(given["grant_type"][0], "/grant_type")
        return cls(
            client_id=Text(200, 1, "[!-~]+").read(given["client_id"][0], "/client_id"),
            client_secret=Text(400, 1, "[!-~]+").read(given["client_secret"][0], "/client_secret"),
        )


@dataclass(frozen=True, kw_only=True)
class TokenReply(Message):
    """An access token (RFC 6749, section 5.1). `expires_in`: seconds."""

    access_token: Annotated[str, Text(4096, 16, "[!-~]+")] = field(repr=False)
    token_type: Annotated[str, Text(10, pattern="Bearer")]
    expires_in: Annotated[int, Whole(1, 86_400)]
