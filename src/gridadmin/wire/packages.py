"""The exchange by file (U盘交换): the same messages in a signed, encrypted package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from gridadmin.wire.codecs import Choice, Key, Many, Moment, ScopeText, Table, Text, Truth, Whole
from gridadmin.wire.groups import SchemaNumber
from gridadmin.wire.history import MOST_SCOPES, History, Point, PointPair
from gridadmin.wire.message import Message, Nested
from gridadmin.wire.scopes import Scope

MAGIC = b"GRIDADMIN-PACKAGE/1\n"
KEY_MAGIC = b"GRIDADMIN-KEY/1\n"
FRAME_BYTES = 2**20
MOST_PACKAGE = 128 * 2**20
MOST_PARTS = 100_000
MOST_WANTED = 10_000
_HASH = Text(64, pattern="[0-9a-f]{64}")
_ATTACHMENT = Text(71, pattern="(sha256|sm3):[0-9a-f]{64}")
_KEY = Text(200, 1, "[A-Za-z0-9+/=]+")


class Suite(StrEnum):
    """The algorithms of a package: the international ones, or the national ones (GB/T 32918, 32905, 32907)."""

    X25519_AES256GCM_ED25519 = "x25519-aes256gcm-ed25519"
    SM2_SM4GCM_SM2 = "sm2-sm4gcm-sm2"


class PackageKind(StrEnum):
    """Which way a package goes."""

    SUBMISSION = "submission"
    PUBLICATION = "publication"


class PartKind(StrEnum):
    """What one part of a package is."""

    PUSH_REQUEST = "push_request"
    PUSH_REPLY = "push_reply"
    PULL_REPLY = "pull_reply"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, kw_only=True)
class PackageHeader(Message):
    """What stands readable before the encrypted frames; all of it is authenticated with them.

    Attributes:
        sender, recipient: fingerprints (SHA-256 of the public key, hex) of the keys agreed at enrolment.
        ephemeral: the sender's key for this package alone, base64.
    """

    id: Annotated[UUID, Key()]
    kind: Annotated[PackageKind, Choice(PackageKind)]
    suite: Annotated[Suite, Choice(Suite)]
    sender: Annotated[str, _HASH]
    recipient: Annotated[str, _HASH]
    ephemeral: Annotated[str, _KEY]


@dataclass(frozen=True, kw_only=True)
class PackageKeyFile(Message):
    """The public keys of one side, as they are handed over once; their fingerprint is compared by voice or paper.

    Attributes:
        scope: the office's own, or the city's. replica: of an office, the database whose keys these are.
        encryption, signature: raw public keys (X25519, Ed25519), base64.
    """

    scope: Annotated[Scope, ScopeText()]
    name: Annotated[str, Text(200)]
    encryption: Annotated[str, _KEY]
    signature: Annotated[str, _KEY]
    replica: Annotated[UUID | None, Key()] = None


@dataclass(frozen=True, kw_only=True)
class PackagePart(Message):
    """One part: its kind, its size in bytes, the SHA-256 of its content."""

    kind: Annotated[PartKind, Choice(PartKind)]
    size: Annotated[int, Whole()]
    sha256: Annotated[str, _HASH]


@dataclass(frozen=True, kw_only=True)
class PackageManifest(Message):
    """The first thing in the frames: whose package, of when, and every part in its order.

    Attributes:
        number: counts the packages of this replica; a gap is shown, never skipped silently.
        answers: in a publication, the submissions whose outcomes it carries: the receipt (回执).
        history: of a submission, up to where the office holds everything, absent to ask for all of it anew; of a
            publication, where the city stood.
        since: of a publication, the cursors from which its pull replies go on; absent where those that the office had
            sent are of another history, so that they begin at nothing.
        expired: of a publication: the office was away longer than the city remembers, and nothing that it had sent was
            taken, since it may repeat what was had and forgotten.
        wanted: of a submission, attachments that records of the office refer to and that it does not have.
    """

    id: Annotated[UUID, Key()]
    number: Annotated[int, Whole(1)]
    schema: SchemaNumber
    scope: Annotated[Scope, ScopeText()]
    replica: Annotated[UUID, Key()]
    made_at: Annotated[datetime, Moment()]
    parts: Annotated[tuple[PackagePart, ...], Many(Nested(PackagePart), MOST_PARTS)]
    answers: Annotated[tuple[UUID, ...], Many(Key(), 1_000)] = ()
    history: Annotated[History | None, Nested(History)] = None
    since: Annotated[Mapping[Scope, Point] | None, Table(ScopeText(), PointPair(), MOST_SCOPES)] = None
    expired: Annotated[bool, Truth()] = False
    wanted: Annotated[tuple[str, ...], Many(_ATTACHMENT, MOST_WANTED)] = ()
