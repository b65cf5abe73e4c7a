"""Packages on a stick: written, and read with nothing used before all of it was checked (docs/exchange.md, section 14).

Encrypted to one recipient with a key made for this package alone, cut into frames that know their place and which is
the last, signed over everything: what was changed, cut short, swapped or meant for somebody else is refused as a whole.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gridadmin.domain.errors import GridAdminError
from gridadmin.i18n import N_
from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.package_keys import PackageKeys, PublicKeys, raw_key
from gridadmin.wire.packages import (
    FRAME_BYTES,
    MAGIC,
    MOST_PACKAGE,
    PackageHeader,
    PackageKind,
    PackageManifest,
    PackagePart,
    PartKind,
    Suite,
)

_LENGTH = 4
_TAG = 16
_SIGNATURE = 64
_SIGNED = b"GRIDADMIN-PACKAGE/1 signature\n"

_NO_PACKAGE = N_("This is no package of the exchange. Choose the file that ends in .gapkg.")
_DAMAGED = N_("The package is damaged or was changed on its way. Nothing of it was used; ask for it once more.")
_TOO_LARGE = N_("The package is larger than {megabytes} MB. Nothing of it was used.")
_OTHER_RECIPIENT = N_(
    "The package is meant for somebody else, or was written for keys that were replaced here since. "
    "Nothing of it was used."
)
_UNKNOWN_SENDER = N_(
    "The package is signed with a key that is not trusted here: it was never accepted, or was replaced or revoked. "
    "Ask the sender for the key file. Nothing of the package was used."
)
_OTHER_SUITE = N_("The package is encrypted by “{suite}”, which this program does not know yet.")


class PackageError(GridAdminError):
    """A package cannot be used, as a whole; the message says why."""

    exit_code = 2


class Part(NamedTuple):
    """One part of a package."""

    kind: PartKind
    content: bytes


@dataclass(frozen=True)
class Package:
    """A package that was checked from its first byte to its last."""

    header: PackageHeader
    manifest: PackageManifest
    parts: tuple[Part, ...]

    def contents(self, kind: PartKind) -> tuple[bytes, ...]:
        """Return the parts of one kind in their order."""
        return tuple(part.content for part in self.parts if part.kind is kind)


def listed(parts: Sequence[Part]) -> tuple[PackagePart, ...]:
    """Return how a manifest lists these parts."""
    return tuple(
        PackagePart(kind=part.kind, size=len(part.content), sha256=hashlib.sha256(part.content).hexdigest())
        for part in parts
    )


def photo_room(beside: Sequence[Part]) -> int:
    """Return how many bytes of photos fit into a package beside these parts."""
    rest = MOST_PACKAGE - MOST_PACKAGE // 32 - sum(len(part.content) for part in beside)  # a 32nd: manifest and frames
    return min(MOST_PACKAGE * 3 // 4, rest)


def photo_parts(beside: Sequence[Part], photos: Iterable[tuple[str, bytes]]) -> dict[str, Part]:
    """Return photos, given with their names, as parts while they fit beside others; what is more goes with the next."""
    room = photo_room(beside)
    parts: dict[str, Part] = {}
    for name, content in photos:
        room -= len(content)
        if room < 0:
            break
        parts[name] = Part(PartKind.ATTACHMENT, content)
    return parts


def write_package(
    kind: PackageKind,
    manifest: PackageManifest,
    parts: Sequence[Part],
    keys: PackageKeys,
    recipient: PublicKeys,
    random_bytes: Callable[[int], bytes],
) -> bytes:
    """Return a package; the manifest lists the parts as `listed` does. Raises PackageError where it is too large."""
    ephemeral = X25519PrivateKey.from_private_bytes(random_bytes(32))
    header = PackageHeader(
        id=manifest.id,
        kind=kind,
        suite=Suite.X25519_AES256GCM_ED25519,
        sender=keys.public.fingerprint,
        recipient=recipient.fingerprint,
        ephemeral=base64.b64encode(ephemeral.public_key().public_bytes_raw()).decode("ascii"),
    )
    spelled, listing = header.to_bytes(), manifest.to_bytes()
    shared = ephemeral.exchange(recipient.encryption_key())
    plain = b"".join([_prefixed(listing), *(part.content for part in parts)])
    frames = _encrypted(plain, _package_key(shared, header, spelled), spelled)
    signed = b"".join([MAGIC, _prefixed(spelled), *map(_prefixed, frames)])
    if len(signed) + _SIGNATURE > MOST_PACKAGE:
        raise PackageError(_TOO_LARGE, megabytes=MOST_PACKAGE >> 20)
    return signed + keys.signature_key().sign(_SIGNED + hashlib.sha256(signed).digest())


def read_package(content: bytes, keys: PackageKeys, senders: Mapping[str, PublicKeys]) -> Package:
    """Return a package after checking all of it.

    Args:
        content: the whole file.
        keys: the reader's own.
        senders: fingerprint -> keys of everybody from whom packages are taken.

    Raises:
        PackageError: it is no package, too large, damaged, for somebody else, or from a sender that is not known.
    """
    if len(content) > MOST_PACKAGE:
        raise PackageError(_TOO_LARGE, megabytes=MOST_PACKAGE >> 20)
    if not content.startswith(MAGIC):
        raise PackageError(_NO_PACKAGE)
    try:
        return _checked_package(content, keys, senders)
    except (MalformedMessageError, InvalidTag, InvalidSignature, ValueError) as error:
        raise PackageError(_DAMAGED) from error


def recipient_of(content: bytes) -> str | None:
    """Return the fingerprint of the keys that a file says it was written for; None where it is no package.

    Nothing of it was checked: it tells with which keys `read_package` may have a try.
    """
    try:
        return PackageHeader.from_bytes(next(_blocks(content[len(MAGIC) :]), b"")).recipient
    except (MalformedMessageError, PackageError, ValueError):
        return None


def _checked_package(content: bytes, keys: PackageKeys, senders: Mapping[str, PublicKeys]) -> Package:
    signed, signature = content[:-_SIGNATURE], content[-_SIGNATURE:]
    blocks = _blocks(signed[len(MAGIC) :])
    spelled = next(blocks, b"")
    header = PackageHeader.from_bytes(spelled)
    if header.suite is not Suite.X25519_AES256GCM_ED25519:
        raise PackageError(_OTHER_SUITE, suite=header.suite.value)
    if header.recipient != keys.public.fingerprint:
        raise PackageError(_OTHER_RECIPIENT)
    if header.sender not in senders:
        raise PackageError(_UNKNOWN_SENDER)
    senders[header.sender].signature_key().verify(signature, _SIGNED + hashlib.sha256(signed).digest())
    shared = keys.encryption_key().exchange(X25519PublicKey.from_public_bytes(raw_key(header.ephemeral)))
    plain = _decrypted(list(blocks), _package_key(shared, header, spelled), spelled)
    size = int.from_bytes(plain[:_LENGTH])
    manifest = PackageManifest.from_bytes(plain[_LENGTH : _LENGTH + size])
    return Package(header, manifest, _parts(plain[_LENGTH + size :], manifest, header))


def _parts(plain: bytes, manifest: PackageManifest, header: PackageHeader) -> tuple[Part, ...]:
    parts, start = [], 0
    for each in manifest.parts:
        content = plain[start : start + each.size]
        if hashlib.sha256(content).hexdigest() != each.sha256:
            raise PackageError(_DAMAGED)
        parts.append(Part(each.kind, content))
        start += each.size
    if start != len(plain) or manifest.id != header.id:
        raise PackageError(_DAMAGED)
    return tuple(parts)


def _package_key(shared: bytes, header: PackageHeader, spelled: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=header.id.bytes, info=spelled).derive(shared))


def _encrypted(plain: bytes, key: AESGCM, spelled: bytes) -> Iterator[bytes]:
    starts = range(0, max(len(plain), 1), FRAME_BYTES)
    for number, start in enumerate(starts):
        yield key.encrypt(
            _nonce(number), plain[start : start + FRAME_BYTES], _bound(spelled, last=number + 1 == len(starts))
        )


def _decrypted(frames: Sequence[bytes], key: AESGCM, spelled: bytes) -> bytes:
    plain = (
        key.decrypt(_nonce(number), frame, _bound(spelled, last=number + 1 == len(frames)))
        for number, frame in enumerate(frames)
    )
    return b"".join(plain)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12)


def _bound(spelled: bytes, *, last: bool) -> bytes:
    return hashlib.sha256(spelled).digest() + (b"\1" if last else b"\0")


def _prefixed(block: bytes) -> bytes:
    return len(block).to_bytes(_LENGTH) + block


def _blocks(content: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(content):
        size = int.from_bytes(content[start : start + _LENGTH])
        block = content[start + _LENGTH : start + _LENGTH + size]
        if len(block) != size or size > FRAME_BYTES + _TAG:
            raise PackageError(_DAMAGED)
        yield block
        start += _LENGTH + size
