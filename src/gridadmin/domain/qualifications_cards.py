"""Work cards (工作牌): numbered in batches, printed, handed out, taken back, lost and replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_

MOST_IN_BATCH = 999
_BATCH = re.compile(r"(\d{4})-(\d{2,3})")


class CardState(LabelledEnum):
    """Where a card is on a day; computed from its days."""

    PREPARED = "prepared", N_("To hand out")
    IN_HAND = "in_hand", N_("Handed out")
    RETURNED = "returned", N_("Given back")
    LOST = "lost", N_("Lost")
    REPLACED = "replaced", N_("Replaced")


class CardEnd(LabelledEnum):
    """Why a card is used no more."""

    RETURNED = "returned", N_("Given back")
    LOST = "lost", N_("Lost")
    REPLACED = "replaced", N_("Replaced")


class CardSize(LabelledEnum):
    """The sizes in which cards are printed."""

    UPRIGHT = "54x86", N_("Upright, 54 × 86 mm, nine to a page")
    LARGE = "70x105", N_("Large upright, 70 × 105 mm, four to a page")
    LYING = "86x54", N_("Lying, 86 × 54 mm, eight to a page")


@dataclass(frozen=True)
class WorkCard:
    """A card.

    Attributes:
        number: batch and running number, such as 2026-03-017.
        made_on: the day on which it was numbered; issued_on: handed out; ended_on: the first day out of use.
        shown_name, shown_grids, shown_role: what was printed on it last; None = not printed yet.
    """

    id: UUID
    worker_id: UUID
    batch: str
    number: str
    made_on: date
    printed_on: date | None = None
    issued_on: date | None = None
    ended_on: date | None = None
    ended_by: CardEnd | None = None
    end_note: str | None = None
    shown_name: str | None = None
    shown_grids: str | None = None
    shown_role: str | None = None
    version: int = 1

    def state_on(self, day: date) -> CardState:
        """Return where the card is on a day on which it has been made already."""
        if self.ended_on is not None and self.ended_on <= day:
            return CardState((self.ended_by or CardEnd.RETURNED).value)
        handed_out = self.issued_on is not None and self.issued_on <= day
        return CardState.IN_HAND if handed_out else CardState.PREPARED

    def is_in_use(self, day: date) -> bool:
        """Whether the card is with its person, or waits to be handed out."""
        return self.made_on <= day and self.state_on(day) in (CardState.PREPARED, CardState.IN_HAND)


@dataclass(frozen=True)
class CardFace:
    """What a card says: everything that is printed on it, Chinese in every language.

    Attributes:
        photo: JPEG bytes; None = a neutral figure.
        issuer: who hands the card out. supervision_phone: to whom it can be shown false.
    """

    number: str
    name: str
    role: str
    kind: str
    township: str
    grids: str
    issuer: str
    made_on: date
    supervision_phone: str | None = None
    photo: bytes | None = None
    practice: bool = False


@dataclass(frozen=True)
class CardReturn:
    """How cards end: the day, why, and what is to be remembered of it."""

    ended_on: date
    end: CardEnd
    note: str | None = None


def card_in_hand(cards: Iterable[WorkCard], day: date) -> WorkCard | None:
    """Return the card that somebody has on a day, the newest of several."""
    held = [card for card in cards if card.made_on <= day and card.state_on(day) is CardState.IN_HAND]
    return max(held, key=lambda card: (card.issued_on or card.made_on, card.number), default=None)


def next_batch(known: Iterable[str], year: int) -> str:
    """Return the name of the next batch of a year: 2026-01, 2026-02 …"""
    used = [int(found[2]) for name in known if (found := _BATCH.fullmatch(name)) and int(found[1]) == year]
    return f"{year}-{max(used, default=0) + 1:02d}"


def card_numbers(batch: str, count: int, used: Iterable[str] = ()) -> list[str]:
    """Return the next `count` free numbers of a batch: 2026-03-001 … never one that was used."""
    taken = set(used)
    highest = max((int(number.rpartition("-")[2]) for number in taken if _is_of(number, batch)), default=0)
    return [f"{batch}-{serial:03d}" for serial in range(highest + 1, highest + 1 + count)]


def _is_of(number: str, batch: str) -> bool:
    head, _dash, serial = number.rpartition("-")
    return head == batch and serial.isdecimal() and serial.isascii()


@dataclass(frozen=True)
class CardLine:
    """A line of the card register.

    Attributes:
        role, kind: of the person now, as `AppointmentRole` and `EmploymentKind` have them.
        differences: what the card says that is true no more ("grid", "role", "name"), for a card in use.
        must_return: the person has left and the card was not given back.
    """

    card: WorkCard
    state: CardState
    name: str
    initials: str
    in_service: bool
    community: str
    grids: str
    role: str
    kind: str
    photo: str | None
    differences: tuple[str, ...] = ()
    must_return: bool = False
