"""Which paid months a change of a dated fact touches: it is allowed, and the next run makes up for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.months import Month
from gridadmin.domain.pay_runs import CLOSED, RunKind
from gridadmin.i18n import N_, Message
from gridadmin.models.pay import PayRun
from gridadmin.services.pay_past import LOOK_BACK_MONTHS


@dataclass(frozen=True)
class Change:
    """What was changed, by name, and the paid months that it touches.

    Attributes:
        forgotten: of them those that lie too far back for the next run to make up for them.
        by_adjustment: a back-adjustment of insurance makes up for it, not the next run.
        in_tax_alone: the tax that was withheld stays; no run makes up for it.
    """

    name: str
    touched: tuple[Month, ...] = ()
    forgotten: tuple[Month, ...] = ()
    by_adjustment: bool = False
    in_tax_alone: bool = False

    @property
    def note(self) -> Message | None:
        """What follows for months that are paid; None where there are none."""
        if not self.touched:
            return None
        values = {"first": self.touched[0], "last": self.touched[-1]}
        if self.by_adjustment:
            return Message(N_("Paid already: {first} to {last}. Reckon a back-adjustment of insurance."), values)
        if self.in_tax_alone:
            return Message(
                N_(
                    "Paid already: {first} to {last}. Their tax stays as it was withheld: correct the declarations of"
                    " these months in the tax office's client."
                ),
                values,
            )
        if self.forgotten:
            values["long"] = self.forgotten[-1]
            return Message(
                N_(
                    "Paid already: {first} to {last}. The next run makes up for it, but not for {long} and before:"
                    " enter those as a one-off amount."
                ),
                values,
            )
        if len(self.touched) == 1:
            return Message(N_("{first} is paid already; the next run makes up for it."), values)
        return Message(N_("Paid already: {first} to {last}. The next run makes up for it."), values)


def changed(session: Session, name: str, first: date, last: date | None) -> Change:
    """Return the change of something that holds from day to day, with the paid months of those days."""
    query = select(PayRun.month).where(PayRun.kind == RunKind.REGULAR, PayRun.state.in_(CLOSED))
    query = query.where(PayRun.month >= Month.of(first).first_day).order_by(PayRun.month)
    if last is not None:
        query = query.where(PayRun.month <= last)
    touched = tuple(Month.of(each) for each in session.scalars(query))
    newest = session.scalar(
        select(PayRun.month).where(PayRun.kind == RunKind.REGULAR).order_by(PayRun.month.desc()).limit(1)
    )
    oldest = Month.of(newest).plus(1 - LOOK_BACK_MONTHS) if newest else None
    return Change(name, touched, tuple(month for month in touched if oldest is not None and month < oldest))
