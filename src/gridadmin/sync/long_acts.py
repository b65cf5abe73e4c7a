"""Acts of thousands of entries, on their way into the queue a group at a time: what is there is sent meanwhile.

How far such an act has got stands in the database. Its entries go in the order in which those of any act go, so that
its groups and their mids are the same wherever it was interrupted.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.models.journal import JournalEntry
from gridadmin.sync.journal_reading import Entry, JournaledAct, entries_by, place

AT_ONCE = 250  # entries that are read; those behind the end of a group are read again with the next


class Midway(NamedTuple):
    """How far an act is in the queue.

    Attributes:
        head, end: the first entry, the act's own, and the last. after: the entry up to which it was read.
        kinds: record types and operations that are still to be read, in their order; the first of them is begun.
    """

    head: int
    end: int
    after: int
    kinds: tuple[tuple[str, str], ...]

    @classmethod
    def begin(cls, session: Session, act: JournaledAct) -> Self:
        """Return where an act begins."""
        inside = (JournalEntry.seq > act.head.seq, JournalEntry.seq <= act.end)
        kinds = select(JournalEntry.record_type, JournalEntry.operation).where(*inside).distinct()
        found = sorted(
            {(row.record_type, row.operation) for row in session.execute(kinds)}, key=lambda kind: place(*kind)
        )
        return cls(act.head.seq, act.end, act.head.seq, tuple(found))

    @classmethod
    def of(cls, kept: Any) -> Self:
        """Return what is kept as JSON."""
        return cls(kept["head"], kept["end"], kept["after"], tuple((kind[0], kind[1]) for kind in kept["kinds"]))

    def kept(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {"head": self.head, "end": self.end, "after": self.after, "kinds": [list(kind) for kind in self.kinds]}

    def act(self, session: Session) -> JournaledAct:
        """Return the act."""
        (head,) = entries_by(session, JournalEntry.seq == self.head)
        return JournaledAct(head, None, self.end)

    def read(self, session: Session) -> list[Entry]:
        """Return the next entries of the kind that is begun; empty where it has no more."""
        record_type, operation = self.kinds[0]
        begun = (JournalEntry.record_type == record_type, JournalEntry.operation == operation)
        return entries_by(session, *begun, JournalEntry.seq > self.after, JournalEntry.seq <= self.end, most=AT_ONCE)

    def behind(self, entry: Entry) -> Self:
        """Return where the act goes on behind an entry."""
        return self._replace(after=entry.seq)

    def next_kind(self) -> Self:
        """Return where the next kind begins."""
        return self._replace(after=self.head, kinds=self.kinds[1:])
