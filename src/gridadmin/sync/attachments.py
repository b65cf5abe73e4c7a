"""Photos by the hash of their content: those that the city lacks go there, those that are missing here come.

A record may come before its photo (“照片待传”). Sending goes on at the byte where it stopped, at any byte, however
often; what is fetched is kept only once it is the picture that its name says.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.models.base import Record
from gridadmin.models.exchange import AttachmentState, ExchangeRound, GroupState, OutboxGroup, OutboxRecord
from gridadmin.services.journal import record_classes
from gridadmin.sync.city import City
from gridadmin.sync.steps import Steps
from gridadmin.wire.attachments import parse_attachment_name
from gridadmin.wire.enrolment import Limits
from gridadmin.wire.owner_terms import Kind
from gridadmin.wire.owners import OWNERS
from gridadmin.wire.problems import ProblemError, ProblemType

PIECE_BYTES = 256 * 1024  # less than the city takes at once: on a slow line a piece still passes within its time
MOST_TURNS = 8  # how often the place of one attachment is asked for anew
MOST_MISSED = 20  # photos that the city does not have (yet) that one attempt asks for

_ALGORITHM = "sha256"
_ONE_ALONE = frozenset({ProblemType.NOT_FOUND, ProblemType.TOO_LARGE})


class Photos(Protocol):
    """The office's pictures by their SHA-256; OpenOffice is one."""

    def photo(self, digest: str) -> bytes | None:
        """Return a picture; None where it is not here."""

    def photo_digests(self) -> frozenset[str]:
        """Return which pictures are here."""

    def receive_photo(self, digest: str, content: bytes) -> None:
        """Keep a picture exactly as it is; raises InvalidError where it is not the one that is named, or none."""


@dataclass(frozen=True)
class PhotoTraffic:
    """What went and came. `refused`: not taken by the city, or no pictures at all; `waiting`: still to be exchanged."""

    sent: int = 0
    received: int = 0
    refused: int = 0
    waiting: int = 0


def exchange_attachments(steps: Steps, photos: Photos, city: City, limits: Limits) -> PhotoTraffic:
    """Send and fetch what is still to be exchanged; a single photo that cannot pass does not stop the others.

    Raises what the city says of the exchange as a whole, and NoAnswerError; what was done until then stays done.
    """
    steps.exchange(note_photos, photos.photo_digests())
    sent, not_taken = _send_all(steps, photos, city, limits)
    received, no_pictures = _fetch_all(steps, photos, city, limits)
    return PhotoTraffic(sent, received, not_taken + no_pictures, steps.read(count_waiting))


def _send_all(steps: Steps, photos: Photos, city: City, limits: Limits) -> tuple[int, int]:
    """Return how many were sent, and how many the city did not take; these are tried again another time."""
    sent = refused = 0
    for name in steps.read(list_waiting, outgoing=True):
        mine = photos.photo(parse_attachment_name(name).digest)
        if mine is None:
            continue
        if _send(city, name, mine, limits):
            steps.exchange(settle_photo, name)
            sent += 1
        else:
            refused += 1
    return sent, refused


def _fetch_all(steps: Steps, photos: Photos, city: City, limits: Limits) -> tuple[int, int]:
    """Return how many came, and how many of them were no pictures: these never will be, and are let go."""
    received = refused = missed = 0
    for name in steps.read(list_in_turn):
        content = _fetch(city, name, limits)
        if content is None:  # its office has not sent it yet
            missed += 1
            if missed == MOST_MISSED:
                break
            continue
        try:
            photos.receive_photo(parse_attachment_name(name).digest, content)
            steps.exchange(settle_photo, name, arrived=True)
            received += 1
        except InvalidError:
            steps.exchange(settle_photo, name, here=False)
            refused += 1
    return received, refused


def note_photos(session: Session, here: Collection[str]) -> None:
    """Write down what is to be sent and fetched: every photo that a record refers to and that was not exchanged yet.

    What no record refers to any more is forgotten, so that it is asked for again should one refer to it later: the
    city drops such photos after 30 days. One that both sides had and that was lost here is fetched. What only changes
    refer to that the city has refused goes with them once they are mended, be that after a month.
    """
    refused = _refused(session)
    sendable = set(_referred_to(session, but=refused))
    others = set(_referred_to(session)) - sendable - set(here) if refused else ()
    referred = {f"{_ALGORITHM}:{digest}": digest in here for digest in (*sendable, *others)}
    noted = {state.name: state for state in session.scalars(select(AttachmentState))}
    for name, state in noted.items():
        if name not in referred:
            session.delete(state)
        elif not state.done or (state.outgoing and not referred[name]):
            state.outgoing, state.done = referred[name], False
    for name in sorted(referred.keys() - noted.keys()):
        session.add(AttachmentState(name=name, outgoing=referred[name]))


def _referred_to(session: Session, but: Collection[UUID] = ()) -> Iterator[str]:
    """Yield the digests that records refer to, some records left aside."""
    for record_class, name in _photo_fields():
        table = record_class.__table__
        found = select(table.c[name]).where(table.c[name].is_not(None))
        if not but:
            yield from session.scalars(found.distinct())
            continue
        yield from (digest for digest, its in session.execute(found.add_columns(table.c.id)) if its not in but)


def _refused(session: Session) -> frozenset[UUID]:
    """Return the records with changes that the city has refused, or that wait for such."""
    query = select(OutboxRecord.record_id).join(OutboxGroup, OutboxGroup.mid == OutboxRecord.mid)
    aside = (GroupState.REFUSED, GroupState.HELD)
    return frozenset(session.scalars(query.where(OutboxGroup.state.in_(aside), OutboxRecord.changes)))


def _photo_fields() -> Iterator[tuple[type[Record], str]]:
    classes = record_classes()
    for record_type, owners in OWNERS.items():
        for name, field in owners.fields.items():
            if field.kind is Kind.CONTENT and field.is_exchanged:
                yield classes[record_type], name


def list_waiting(session: Session, *, outgoing: bool) -> list[str]:
    """Return the names of attachments that are still to be sent, or to be fetched."""
    waiting = select(AttachmentState.name).where(AttachmentState.done.is_(False))
    return list(session.scalars(waiting.where(AttachmentState.outgoing.is_(outgoing)).order_by(AttachmentState.name)))


def count_waiting(session: Session) -> int:
    """Return how many attachments are still to be exchanged."""
    return len(list_waiting(session, outgoing=True)) + len(list_waiting(session, outgoing=False))


def list_in_turn(session: Session) -> list[str]:
    """Return what is to be fetched, beginning elsewhere each time: an attempt asks for a few missing ones only."""
    names = list_waiting(session, outgoing=False)
    last = session.scalar(select(func.max(ExchangeRound.at)))
    start = zlib.crc32(str(last).encode()) % max(1, len(names))  # hashed: attempts come at even intervals
    return names[start:] + names[:start]


def settle_photo(session: Session, name: str, *, here: bool = True, arrived: bool = False) -> None:
    """Write down that an attachment needs nothing more; `here`: both sides have it now.

    Where it arrived, the pages that show it reload.
    """
    state = session.get(AttachmentState, name)
    if state is not None:
        state.done, state.outgoing = True, here
    if arrived:
        session.info.setdefault("features", set()).update(record.feature for record, _name in _photo_fields())


def ask_for_all_again(session: Session) -> None:
    """Forget what was exchanged: after a recovery the city may lack any photo, and one question each finds out."""
    for state in session.scalars(select(AttachmentState)):
        session.delete(state)


def _send(city: City, name: str, content: bytes, limits: Limits) -> bool:
    """Send what the city lacks of an attachment; return False where it does not take it, or it is damaged here."""
    if len(content) > limits.attachment_bytes or not parse_attachment_name(name).fits(content):
        return False
    most = min(PIECE_BYTES, limits.chunk_bytes)
    turns = 0
    while turns < MOST_TURNS:
        turns += 1
        try:
            offset = _offset(city, name)
            while offset is not None:
                piece = content[offset : offset + most]
                city.send_attachment(name, offset, piece, len(content))
                offset = offset + len(piece) if offset + len(piece) < len(content) else None
            return True
        except ProblemError as error:
            kind = error.problem.type
            if kind is ProblemType.HASH_MISMATCH:  # its pieces are gone there: all of it once more, and only once
                turns += MOST_TURNS // 2
            elif kind in _ONE_ALONE:
                return False
            elif kind is not ProblemType.OFFSET_MISMATCH:
                raise
    return False


def _offset(city: City, name: str) -> int | None:
    try:
        return city.attachment_offset(name)
    except ProblemError as error:
        if error.problem.type is ProblemType.NOT_FOUND:  # how a city says that it has nothing of it
            return 0
        raise


def _fetch(city: City, name: str, limits: Limits) -> bytes | None:
    """Return a whole attachment; None where the city does not have it, or what it has is not it."""
    wanted = parse_attachment_name(name)
    content, digest = bytearray(), hashlib.new(wanted.algorithm)
    while len(content) <= limits.attachment_bytes:
        try:
            piece = city.fetch_attachment(name, len(content))
        except ProblemError as error:
            if error.problem.type in _ONE_ALONE:
                return None
            raise
        content += piece
        digest.update(piece)
        if digest.hexdigest() == wanted.digest:
            return bytes(content)
        if not piece:
            return None
    return None
