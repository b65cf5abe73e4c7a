"""What will lapse and what it will break: one line of time from the facts of every feature.

Nothing here is an event that fires: the line is computed from dates whenever it is looked at, so that an absence of
three weeks changes nothing in what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.queues import Target, Tone
from gridadmin.i18n import N_, Message

DEFAULT_MONTHS, MOST_MONTHS = 3, 36


class LapseKind(LabelledEnum):
    """What lapses."""

    SERVICE = "service", N_("Service")
    APPOINTMENT = "appointment", N_("Appointment")
    GRID = "grid", N_("Grid")
    EXCEPTION = "exception", N_("Exception (Art 10)")
    CERTIFICATE = "certificate", N_("Certificate")
    CONTRACT = "contract", N_("Contract")
    PROBATION = "probation", N_("Probation")
    RETIREMENT = "retirement", N_("Retirement age")
    TRAINING = "training", N_("Training")
    ASSESSMENT = "assessment", N_("Assessment")
    DISCIPLINE = "discipline", N_("Discipline case")
    PROBLEM = "problem", N_("Rectification")
    HANDOVER = "handover", N_("Hand-over")
    REGISTRATION = "registration", N_("Social insurance")
    POLICY = "policy", N_("Accident policy")


@dataclass(frozen=True)
class Lapse:
    """One thing that lapses.

    Attributes:
        day: the first day on which it no longer holds, or the last day for something to be done.
        what: what lapses. breaks: what becomes unlawful or false by it; empty where nothing does.
        target: where it is mended. worker_id: the person whose file it stands in, where there is one.
    """

    day: date
    kind: LapseKind
    what: Message
    target: Target
    breaks: tuple[Message, ...] = ()
    tone: Tone = Tone.WARNING
    worker_id: UUID | None = None
    who: str = ""


def horizon(as_of: date, months: int) -> date:
    """Return the last day that is looked ahead to: the same day some months later, or the last of that month."""
    month = Month.of(as_of).plus(months)
    return month.first_day.replace(day=min(as_of.day, month.days))


def in_order(lapses: Iterable[Lapse], until: date) -> tuple[Lapse, ...]:
    """Return what lapses up to a day in the order of the days, what breaks something first."""
    found = (lapse for lapse in lapses if lapse.day <= until)
    return tuple(
        sorted(found, key=lambda one: (one.day, not one.breaks, list(LapseKind).index(one.kind), one.what.text()))
    )


def by_month(lapses: Iterable[Lapse], as_of: date) -> Iterator[tuple[Month | None, tuple[Lapse, ...]]]:
    """Give what is overdue on a day under None, then the rest month by month; `lapses` in the order of the days."""

    def month(lapse: Lapse) -> Month | None:
        return Month.of(lapse.day) if lapse.day >= as_of else None

    for key, some in groupby(lapses, month):
        yield key, tuple(some)
