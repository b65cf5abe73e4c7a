"""The queues of the home page: work that waits, named by the next act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gridadmin.i18n import Message

MOST_QUEUES = 9


class Tone(StrEnum):
    """How urgent a figure is; colour and badge follow from it, never the meaning alone."""

    CALM = "calm"
    GOOD = "good"
    WARNING = "warning"
    URGENT = "urgent"

    def if_any(self, count: int) -> Tone:
        """Return this tone for a queue that holds something; an empty one is good, whatever it would ask for."""
        return self if count else Tone.GOOD


@dataclass(frozen=True)
class Target:
    """Where a queue, a search hit or a finding leads: a page by its feature word, a view of it, a record.

    Attributes:
        view: key of the named view of the page; empty for the page as it opens.
        record_id: the record to select; empty for none.
    """

    feature: str
    view: str = ""
    record_id: str = ""


@dataclass(frozen=True)
class Queue:
    """One tile of the home page; a count of 0 is shown greyed, never hidden."""

    key: str
    title: Message
    count: int
    tone: Tone
    target: Target
    note: Message | None = None
    icon: str = ""


def most_urgent(queues: Sequence[Queue]) -> tuple[Queue, ...]:
    """Return at most nine: where there are more, the last that hold nothing give way, else the last."""
    kept = list(queues)
    while len(kept) > MOST_QUEUES:
        empty = [place for place, queue in enumerate(kept) if not queue.count]
        del kept[empty[-1] if empty else -1]
    return tuple(kept)
