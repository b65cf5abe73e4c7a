"""Whether the phones on a board are still those of its people (Art 15 wants a contact of each of them)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from gridadmin.city.days import Span
from gridadmin.city.shelf import ScopeShelf
from gridadmin.domain.phones import phone_rank
from gridadmin.domain.workers import PhonePurpose

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Phone:
    """A number of a person, and the days on which it holds; None for no bound."""

    id: UUID
    number: str
    purpose: PhonePurpose
    valid_from: date | None
    valid_to: date | None


class BoardPhones:
    """The phones on a board, held against those of its people.

    Attributes:
        people: name and worker of whoever stands on the board and serves the grid.
    """

    def __init__(self, shelf: ScopeShelf, contact: Iterable[Iterable[str]], people: Iterable[tuple[str, UUID]]) -> None:
        self.people = tuple(people)
        self._printed = {(str(name), str(phone)) for name, phone in contact}
        self._phones = {worker: _phones_of(shelf, worker) for _name, worker in self.people}

    def differ_on(self, day: date) -> bool:
        """Return whether somebody has another phone on a day than on the board."""
        return any((name, self._shown(worker, day)) not in self._printed for name, worker in self.people)

    def changed_since(self, printed: date, today: date) -> date | None:
        """Return the first day after the print from which somebody's number, by its dates, is another one."""
        phones = [phone for held in self._phones.values() for phone in held]
        days = {phone.valid_from for phone in phones if phone.valid_from}
        days |= {phone.valid_to + _ONE_DAY for phone in phones if phone.valid_to}
        return next((day for day in sorted(days) if printed < day <= today and self.differ_on(day)), None)

    def _shown(self, worker: UUID, day: date) -> str:
        held = [phone for phone in self._phones[worker] if Span(phone.valid_from, phone.valid_to).covers(day)]
        return min(held, key=phone_rank).number if held else ""


def _phones_of(shelf: ScopeShelf, worker: UUID) -> list[_Phone]:
    ids = {link.source for link in shelf.links([str(worker)]) if link.t == "worker_phone"}
    return [_phone(kept.id, kept.fields) for kept in shelf.records("worker_phone", ids) if not kept.deleted]


def _phone(phone_id: UUID, fields: Mapping[str, Any]) -> _Phone:
    days = Span.of(fields, "valid_from", "valid_to")
    return _Phone(phone_id, str(fields["number"]), PhonePurpose(fields["purpose"]), *days)
