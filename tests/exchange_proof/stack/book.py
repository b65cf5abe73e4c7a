"""The book of everything that clerks typed, and where in the real databases it is found again (invariant I1)."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gridadmin.domain.journal import Operation
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import GroupState, Issue, OutboxGroup, Replica
from gridadmin.models.journal import JournalEntry
from gridadmin.sync.cards import SUPERSEDED
from gridadmin.sync.kept_pages import kept_groups
from gridadmin.wire.canonical import canonical_json
from tests.exchange_proof.model.terms import ProtocolViolationError
from tests.exchange_proof.stack.forgetting import Told


class Book:
    """Words that were typed, each once and nowhere else; `destroyed`: of which no copy was left when a disk was."""

    def __init__(self) -> None:
        self._typed: set[str] = set()
        self._destroyed: set[str] = set()
        self._decided: set[str] = set()
        self._confirmed = ""
        self._words = 0

    def word(self) -> str:
        """Return a word that nobody typed before."""
        self._words += 1
        word = f"字{self._words:05d}号"
        self._typed.add(word)
        return word

    def keep_durable(self, words: Iterable[str], office: OpenOffice, head: int) -> None:
        """Take words out that did not become durable: refused by a rule, or lost with the power before the commit."""
        written = office.read(_journaled_since, head)
        self._typed.difference_update(word for word in words if word not in written)

    @property
    def count(self) -> int:
        """How many words were typed."""
        return len(self._typed)

    def decide(self, text: str) -> None:
        """Note what a person decided against: it need not be found any more."""
        self._decided |= {word for word in self._typed if word in text}

    def let_years_pass(self, offices: Iterable[OpenOffice]) -> None:
        """Note what clerks typed over themselves while it was in question: the last value is, the cards before it go.

        A card of theirs says so until it is half a year old, which it is now.
        """
        for office in offices:
            self.decide(office.read(_typed_over))

    def confirm(self, text: str) -> None:
        """Note the ids of records that a person sends once more, though they may have been deleted long ago."""
        self._confirmed += text

    @property
    def confirmed(self) -> str:
        """Ids of records that a person let live again."""
        return self._confirmed

    def copies_lost(self, told: Iterable[Told], offices: Iterable[OpenOffice]) -> None:
        """Note, after a disk was replaced, which words nobody has any more."""
        held = city_words(told) + "".join(office.read(unsettled_words, everything=True) for office in offices)
        self._destroyed |= {word for word in self._typed if word not in held}

    def check_fates(self, told: Iterable[Told], offices: Iterable[OpenOffice]) -> None:
        """I1: every word stands in the city's history, or in front of a person, or its disk was destroyed."""
        ended = city_words(told) + "".join(office.read(unsettled_words) for office in offices)
        lost = sorted(word for word in self._typed - self._destroyed - self._decided if word not in ended)
        if lost:
            raise ProtocolViolationError(f"I1 vanished: {', '.join(lost)}")


def city_words(told: Iterable[Told]) -> str:
    """Return what the city's history tells, as one text."""
    return "".join(each.ops for each in told)


def unsettled_words(session: Session, *, everything: bool = False) -> str:
    """Return what waits here, is in front of a person or was deleted by her; `everything`: what is settled, too."""
    mids = select(OutboxGroup.mid)
    if not everything:
        mids = mids.where(OutboxGroup.state != GroupState.DONE)
    words = [group.to_bytes().decode() for group in kept_groups(session, session.scalars(mids).all())]
    words += [canonical_json(issue.detail) for issue in session.scalars(select(Issue))]
    words += session.scalars(select(JournalEntry.payload).where(JournalEntry.operation == Operation.DELETE.value))
    collected = session.scalar(select(Replica.collected)) or 0
    fresh = select(JournalEntry.payload).where(JournalEntry.seq > (0 if everything else collected))
    return "".join([*words, *session.scalars(fresh)])


def _typed_over(session: Session) -> str:
    superseded = session.scalars(select(Issue.detail).where(Issue.decision == SUPERSEDED))
    return "".join(canonical_json([detail.get("mine"), detail.get("op")]) for detail in superseded)


def _journaled_since(session: Session, head: int) -> str:
    return "".join(session.scalars(select(JournalEntry.payload).where(JournalEntry.seq > head)))


def journal_length(session: Session) -> int:
    """Return how many entries the journal has."""
    return session.scalar(select(func.max(JournalEntry.seq))) or 0


def words_about(session: Session, issue_id: UUID) -> str:
    """Return the group that an issue is about, and what the issue itself says, as one text."""
    issue = session.get_one(Issue, issue_id)
    group = session.get(OutboxGroup, issue.mid) if issue.mid is not None else None
    return canonical_json(issue.detail) + (zlib.decompress(group.body).decode() if group is not None else "")


def words_needing(session: Session, issue_id: UUID) -> str:
    """Return the groups behind the one that an issue is about that need what it makes: giving it up gives them up."""
    issue = session.get_one(Issue, issue_id)
    first = session.get(OutboxGroup, issue.mid) if issue.mid is not None else None
    if first is None:
        return ""
    made, needing = _made(_text(first)), ""
    query = select(OutboxGroup).where(OutboxGroup.state != GroupState.DONE, OutboxGroup.mid != first.mid)
    for group in session.scalars(query.order_by(OutboxGroup.n)):
        text = _text(group)
        if any(each in text for each in made):
            needing += text
            made |= _made(text)
    return needing


def _text(group: OutboxGroup) -> str:
    return zlib.decompress(group.body).decode()


def _made(text: str) -> set[str]:
    return {op["id"] for op in json.loads(text)["ops"] if op["k"] in ("new", "back")}
