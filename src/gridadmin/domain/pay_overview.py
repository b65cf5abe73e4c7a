"""What stands around the runs: the month that comes next, limits that became known late, the year's cost by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.months import Month
from gridadmin.domain.pay_runs import RunKind, RunState
from gridadmin.domain.queues import Queue, Target, Tone
from gridadmin.i18n import N_, Message

SOON_DAYS = 10  # so long before its pay day a month that is not reckoned waits


@dataclass(frozen=True)
class NextMonth:
    """The month that is reckoned next, or whose run is not paid yet.

    Attributes:
        pay_date: of the run, or the usual one of the month. run_id, state: of the run; None where there is none yet.
    """

    month: Month
    pay_date: date
    run_id: UUID | None = None
    state: RunState | None = None


@dataclass(frozen=True)
class AdjustmentDue:
    """A back-adjustment of insurance that limits known late ask for.

    Attributes:
        months: paid months that the limits change. people: who has a difference. papers: 来源/文号 of the limits.
        employee, employer: what is to be paid later, fen; below zero it comes back.
    """

    months: tuple[Month, ...]
    people: int
    papers: tuple[str, ...]
    employee: int
    employer: int


@dataclass(frozen=True)
class MonthCost:
    """What a month of a year cost, every run of it together; amounts in fen.

    Attributes:
        full_time, part_time: gross pay with bonus, by the kind of service.
        employer: the unit's contributions. employee, tax, net: of the gross.
    """

    month: Month
    people: int
    full_time: int
    part_time: int
    employer: int
    employee: int
    tax: int
    net: int

    @property
    def gross(self) -> int:
        """Pay of everybody."""
        return self.full_time + self.part_time

    @property
    def cost(self) -> int:
        """What the township spends: pay and its own contributions."""
        return self.gross + self.employer


def pay_queue(upcoming: NextMonth, adjustment_months: int, newest: RunKind | None, today: date) -> Queue | None:
    """Return the one queue of pay: a run that waits for its next step, limits that came late, a month not reckoned.

    Args:
        adjustment_months: how many paid months limits known late may change. newest: None where nothing was ever
            reckoned: then nobody pays with the program, and nothing waits.
    """
    if newest is None:
        return None
    month, target = {"month": upcoming.month}, Target("pay", "runs", str(upcoming.run_id or ""))
    if upcoming.state is not None:
        note = Message(N_("It is {state}; the next step waits."), {"state": upcoming.state.message})
        return Queue(
            "pay", Message(N_("Pay of {month} to finish"), month), 1, _tone(upcoming, today), target, note, _ICON
        )
    if adjustment_months:
        note = Message(N_("Limits became known after these months were paid."))
        title = Message(N_("Months whose insurance is to be adjusted"))
        return Queue("pay", title, adjustment_months, Tone.WARNING, target, note, _ICON)
    due = (upcoming.pay_date - today).days <= SOON_DAYS
    note = Message(N_("It is paid on {day}."), {"day": upcoming.pay_date.isoformat()})
    tone = _tone(upcoming, today) if due else Tone.GOOD
    return Queue("pay", Message(N_("Pay of {month} to reckon"), month), int(due), tone, target, note, _ICON)


_ICON = "wallet"


def _tone(upcoming: NextMonth, today: date) -> Tone:
    return Tone.URGENT if today >= upcoming.pay_date else Tone.WARNING
