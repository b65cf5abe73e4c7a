"""Attachments (照片、扫描件): by the hash of their content, so that sending one twice, or in pieces, does no harm.

Header names are those of draft-ietf-httpbis-resumable-upload; values are structured fields (RFC 9651).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from gridadmin.i18n import N_
from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.values import LARGEST_NUMBER

CHUNK_BYTES = 2**20
MOST_ATTACHMENT_BYTES = 64 * 2**20
UPLOAD_TYPE = "application/partial-upload"

_COMPLETE = "upload-complete"
_NAME = re.compile("(sha256|sm3):([0-9a-f]{64})")
_NO_NAME = N_("{at}: “{text}” names no attachment. Expected sha256: or sm3: and 64 hex digits.")
_NO_NUMBER = N_("{at}: the header has to be a whole number.")
_NO_TRUTH = N_("{at}: the header has to be ?0 or ?1.")


@dataclass(frozen=True)
class AttachmentName:
    """The name of an attachment: an algorithm and the hash of the content in hex."""

    algorithm: Literal["sha256", "sm3"]
    digest: str

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.digest}"

    def fits(self, content: bytes) -> bool:
        """Return whether a content is the one that is named."""
        return hashlib.new(self.algorithm, content).hexdigest() == self.digest


def parse_attachment_name(text: str, at: str = "/name") -> AttachmentName:
    """Return the attachment that a text names; raises MalformedMessageError."""
    found = _NAME.fullmatch(text)
    if found is None:
        raise MalformedMessageError(_NO_NAME, at=at, text=text[:80])
    return AttachmentName(cast("Literal['sha256', 'sm3']", found[1]), found[2])


@dataclass(frozen=True)
class UploadState:
    """How much of an attachment is there.

    Attributes:
        offset: bytes that are there, or at which this piece begins.
        complete: whether that is all of it, or this piece the last.
        length: bytes of the whole, where it is said.
    """

    offset: int
    complete: bool
    length: int | None = None

    def to_headers(self) -> dict[str, str]:
        """Return the headers that say so."""
        said = {"Upload-Offset": str(self.offset), "Upload-Complete": "?1" if self.complete else "?0"}
        return said | ({} if self.length is None else {"Upload-Length": str(self.length)})

    @classmethod
    def from_headers(cls, headers: Mapping[str, str]) -> UploadState:
        """Return the state that headers say, whatever the case of their names; raises MalformedMessageError."""
        given = {name.lower(): value.strip() for name, value in headers.items()}
        length = _number(given, "upload-length") if "upload-length" in given else None
        complete = given.get(_COMPLETE, "")
        if complete not in ("?0", "?1"):
            raise MalformedMessageError(_NO_TRUTH, at=_COMPLETE)
        return cls(_number(given, "upload-offset"), complete == "?1", length)


def _number(given: Mapping[str, str], name: str) -> int:
    text = given.get(name, "")
    if re.fullmatch("[0-9]{1,16}", text) is None or int(text) > LARGEST_NUMBER:
        raise MalformedMessageError(_NO_NUMBER, at=name)
    return int(text)
