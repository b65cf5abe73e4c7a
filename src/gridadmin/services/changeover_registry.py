"""The registry of what follows from a change-over (换人): each consequence is one function that signs in here.

A feature adds a consequence in a module of its own, `services/<feature>_changeover.py`:

    @consequence("card", place=40)
    def card(session: Session, change: Change) -> Consequence | None:
        cards = open_cards(session, change.outgoing_id, change.last_day)
        if not cards:
            return None                     # does not concern this change-over
        text = Message(N_("{count} work cards are taken back"), {"count": len(cards)})
        return Consequence(text, len(cards), apply=lambda: take_back(session, change.outgoing_id, change.last_day))

and names that module in `services/workers_changeover.py` (FEATURES). The function is called after the appointments
have passed over, in the same act: what it reads is what will be. With `apply` the line has a tick and is done when it
is confirmed; without one it is a fact, or with `tone=LineTone.WARNING` something to look after. A rehearsal runs it,
too, and takes everything back, so that what the page says is what will be done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.workers import EmploymentRow, ExitReason
from gridadmin.domain.workers_changeover import ChangeoverForm, LineTone, PassedGrid
from gridadmin.i18n import Message


@dataclass(frozen=True)
class Change:
    """A change-over whose appointments have passed over.

    Attributes:
        grids: what has passed over, with the role.
        left: whether the outgoing person leaves service with it; else that person goes on serving elsewhere.
        other_grids: ids of other grids that lost the outgoing person with the end of service.
        lost_later: (grid id, first day) of appointments of the outgoing person that were to begin later and are gone.
        begins: the service that begins for the incoming person; None for somebody who is in service already.
        today: the day of the act.
    """

    form: ChangeoverForm
    outgoing_id: UUID
    outgoing: str
    incoming_id: UUID
    incoming: str
    grids: tuple[PassedGrid, ...]
    other_grids: tuple[UUID, ...]
    lost_later: tuple[tuple[UUID, date], ...]
    begins: EmploymentRow | None
    today: date

    @property
    def first_day(self) -> date:
        """The first day of the incoming person."""
        return self.form.first_day

    @property
    def last_day(self) -> date:
        """The last day of the outgoing person on these grids."""
        return self.form.last_day

    @property
    def reason(self) -> ExitReason | None:
        """Why the outgoing person leaves service; None where that person stays."""
        return self.form.reason

    @property
    def left(self) -> bool:
        """Whether the outgoing person leaves service."""
        return self.form.reason is not None


@dataclass(frozen=True)
class Consequence:
    """What a function of the registry answers.

    Attributes:
        apply: does it, in the session the function was given; None where there is nothing to do.
        notes: what stands below the line, such as the names behind the count.
    """

    text: Message
    count: int = 0
    tone: LineTone = LineTone.FACT
    notes: tuple[str, ...] = ()
    apply: Callable[[], object] | None = None


ConsequenceFunction = Callable[[Session, Change], Consequence | None]


@dataclass(frozen=True)
class Registered:
    """A consequence with its key and its place on the page."""

    key: str
    place: int
    find: ConsequenceFunction


_REGISTRY: dict[str, Registered] = {}


def consequence(key: str, place: int) -> Callable[[ConsequenceFunction], ConsequenceFunction]:
    """Enter a function into the registry under a key, at a place on the page (rising)."""

    def enter(find: ConsequenceFunction) -> ConsequenceFunction:
        _REGISTRY[key] = Registered(key, place, find)
        return find

    return enter


def registered() -> tuple[Registered, ...]:
    """Return every consequence in the order of the page."""
    return tuple(sorted(_REGISTRY.values(), key=lambda each: (each.place, each.key)))
