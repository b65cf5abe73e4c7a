"""A city's attachments over raw sockets, and pictures to put there."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from PIL import Image

from gridadmin.wire.attachments import UploadState, parse_attachment_name
from gridadmin.wire.problems import MEDIA_TYPE, STATUSES, ProblemType
from tests.sync.raw_server import LIMITS, Asked, Said, http, problem


def picture(shade: int, side: int = 60) -> bytes:
    """Return a JPEG of noise, so that it has a few kilobytes."""
    target = io.BytesIO()
    Image.effect_noise((side, side), 40 + shade).convert("RGB").save(target, "JPEG", quality=90)
    return target.getvalue()


@dataclass
class Shelf:
    """A city's attachments, as docs/exchange.md, section 11, has them; and what goes wrong with the next requests.

    Attributes:
        cuts: for the next answers to GET: after how many bytes the connection breaks.
        lost: the answers to these of the next requests, counted, never arrive, though they were done.
    """

    held: dict[str, bytearray] = field(default_factory=dict)
    complete: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)
    shifts: int = 0
    spoils: int = 0
    refuses: ProblemType | None = None
    says_not_found: bool = False

    def __call__(self, asked: Asked) -> Said:
        name = asked.target.rpartition("/")[2]
        self.asked.append(asked.method)
        said = self._refusal(asked) or getattr(self, f"_{asked.method.lower()}")(name, asked)
        return Said(b"") if len(self.asked) - 1 in self.lost else said

    def _refusal(self, asked: Asked) -> Said | None:
        if self.refuses is None:
            return None
        status = STATUSES[self.refuses]
        return Said(http(status, b"", MEDIA_TYPE)) if asked.method == "HEAD" else problem(self.refuses)

    def _state(self, name: str) -> Said:
        state = UploadState(len(self.held.get(name, b"")), name in self.complete)
        head = "".join(f"{key}: {value}\r\n" for key, value in state.to_headers().items())
        return Said(f"HTTP/1.1 204 X\r\n{head}\r\n".encode(), stays=True)

    def _head(self, name: str, _asked: Asked) -> Said:
        if self.says_not_found and name not in self.held:
            return Said(http(404, b"", MEDIA_TYPE), stays=True)
        return self._state(name)

    def _patch(self, name: str, asked: Asked) -> Said:
        said = UploadState.from_headers(asked.headers)
        held = self.held.setdefault(name, bytearray())
        if self.shifts:  # another computer of the office sent a byte in between
            self.shifts -= 1
            held += asked.body[:1]
        if name in self.complete:
            return self._state(name)
        if said.offset != len(held) or len(asked.body) > LIMITS.chunk_bytes:
            return problem(ProblemType.OFFSET_MISMATCH, Upload_Offset=str(len(held)))
        held += asked.body
        if said.complete:
            assert said.length == len(held)
            if self.spoils or not parse_attachment_name(name).fits(bytes(held)):
                self.spoils -= 1
                del self.held[name]
                return problem(ProblemType.HASH_MISMATCH)
            self.complete.add(name)
        return self._state(name)

    def _get(self, name: str, asked: Asked) -> Said:
        if name not in self.complete:
            return problem(ProblemType.NOT_FOUND)
        offset = int(asked.headers.get("range", "bytes=0-")[6:-1])
        content = http(206 if offset else 200, bytes(self.held[name][offset:]), "application/octet-stream")
        if self.cuts:
            head, _, body = content.partition(b"\r\n\r\n")
            return Said(head + b"\r\nConnection: close\r\n\r\n" + body[: self.cuts.pop(0)])
        return Said(content, stays=True)
