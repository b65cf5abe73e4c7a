"""Bodies in gzip, put together from parts that were packed before: the groups of a push are packed when they are made.

A part is a zlib stream that is cut on a whole byte before its end; what lies between its head and that place is
deflate (RFC 1951) and means the same wherever it stands, so that a gzip member (RFC 1952) can be made of many.
"""

from __future__ import annotations

import gzip
import zlib

LEVEL = 1  # of compression: bodies are read again soon, and speed matters more than the last tenth
_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"  # no name, no time, no system
_CUT, _LAST = b"\0\0\xff\xff", b"\x03\0"  # what ends on a whole byte, and the empty block that ends a stream
_BEFORE, _CHECKSUM = 2, 4


def pack_part(plain: bytes) -> bytes:
    """Return a content packed so that it can stand in a larger one; zlib reads it."""
    packer = zlib.compressobj(LEVEL)
    return packer.compress(plain) + packer.flush(zlib.Z_SYNC_FLUSH) + packer.flush()


class Putting:
    """A gzip body that is put together."""

    def __init__(self) -> None:
        self._parts, self._sum, self._size = [_HEAD], 0, 0

    def add(self, plain: bytes, part: bytes | None = None) -> None:
        """Add a content; `part`: as `pack_part` packed it, or an older program."""
        self._sum, self._size = zlib.crc32(plain, self._sum), self._size + len(plain)
        if part is None or not part[:-_CHECKSUM].endswith(_CUT + _LAST):
            part = pack_part(plain)
        self._parts.append(part[_BEFORE : -len(_LAST) - _CHECKSUM])

    def whole(self) -> bytes:
        """Return the body."""
        ends = (self._sum, self._size & 0xFFFF_FFFF)
        return b"".join([*self._parts, _LAST, *(number.to_bytes(4, "little") for number in ends)])


def is_packed(body: bytes) -> bool:
    """Return whether a body is packed; JSON begins otherwise."""
    return body.startswith(_HEAD[:2])


def plain_of(body: bytes) -> bytes:
    """Return a body, packed or not, as plain JSON."""
    return gzip.decompress(body) if is_packed(body) else body
