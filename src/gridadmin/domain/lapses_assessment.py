"""The last days for objections to an assessment (Art 24), and the year's end for hours of training (Art 23)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from gridadmin.domain.assessment_periods import PeriodState
from gridadmin.domain.assessment_rows import PeriodRow
from gridadmin.domain.lapses import Lapse, LapseKind
from gridadmin.domain.queues import Target, Tone
from gridadmin.domain.training_hours import HoursRow
from gridadmin.i18n import N_, Message

MOST_NAMES = 4


def assessment_lapses(periods: Iterable[PeriodRow]) -> Iterator[Lapse]:
    """Give the last day for objections of every period that is published and not final."""
    for period in periods:
        if period.objections_until is not None and period.state is not PeriodState.FINAL:
            values = {"scheme": period.scheme, "period": period.words}
            yield Lapse(
                day=period.objections_until,
                kind=LapseKind.ASSESSMENT,
                what=Message(N_("{scheme}, {period}: last day for objections"), values),
                target=Target("assessment", "", str(period.id)),
                breaks=(Message(N_("Afterwards the results are final, once every objection is decided")),),
                tone=Tone.WARNING,
            )


def training_lapses(short: Sequence[HoursRow], year: int) -> Iterator[Lapse]:
    """Give the end of a year for those whose hours are not complete: one line for all of them."""
    behind = [row for row in short if row.hours.missing]
    if behind:
        names = "、".join(row.name for row in behind[:MOST_NAMES])
        values = {"count": len(behind), "names": names, "year": year}
        yield Lapse(
            day=date(year, 12, 31),
            kind=LapseKind.TRAINING,
            what=Message(N_("Hours of training of {year}: {count} persons are short ({names} …)"), values),
            target=Target("training", "short"),
            breaks=(Message(N_("Their required hours of the year are not reached (Art 23)")),),
            tone=Tone.WARNING,
        )
