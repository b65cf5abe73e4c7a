"""What of leaving and of contracts wants attention on a day, as compliance and the home page see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gridadmin.domain.contracts_lapses import ContractLapse
from gridadmin.domain.queues import Tone
from gridadmin.domain.workers_handover import ExitRow, HandoverRow


@dataclass(frozen=True)
class LeavingFacts:
    """Exits with their lists, and what of contracts has lapsed or will within the reminder.

    Attributes:
        exits: every end of service up to the day.
        lapses: of everybody in service, in the order of the days.
    """

    exits: tuple[ExitRow, ...] = ()
    lapses: tuple[ContractLapse, ...] = ()

    def recent(self, day: date, days: int) -> tuple[ExitRow, ...]:
        """Return the exits of so many days before a day."""
        since = day - timedelta(days=days)
        return tuple(gone for gone in self.exits if gone.left_on >= since)

    def overdue(self, day: date) -> tuple[HandoverRow, ...]:
        """Return every line of a hand-over list that is past its day."""
        return tuple(item for gone in self.exits for item in gone.overdue_items(day))

    def urgent_lapses(self) -> tuple[ContractLapse, ...]:
        """Return where the Labour Contract Law is broken as things stand."""
        return tuple(lapse for lapse in self.lapses if lapse.tone is Tone.URGENT)


NO_LEAVING = LeavingFacts()
