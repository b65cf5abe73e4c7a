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
        settled: of them those of tax years that are over, where it is about a deduction from tax.
    """

    name: str
    touched: tuple[Month, ...] = ()
    forgotten: tuple[Month, ...] = ()
    by_adjustment: bool = False
    in_tax_alone: bool = False
    settled: tuple[Month, ...] = ()

    @property
    def note(self) -> Message | None:
        """What follows for months that are paid; None where there are none."""
        if not self.touched:
            return None
        values = {"first": self.touched[0], "last": self.touched[-1]}
        behind = self.settled or self.forgotten
        return Message(self._words, {**values, "long": behind[-1]} if behind else values)

    @property
    def _words(self) -> str:
        if self.by_adjustment:
            return N_("Paid already: {first} to {last}. Reckon a back-adjustment of insurance.")
        if self.in_tax_alone:
            return N_(
                "Paid already: {first} to {last}. Their tax stays as it was withheld: correct the declarations of"
                " these months in the tax office's client."
            )
        if self.settled == self.touched:
            return N_(
                "Paid already: {first} to {last}. Their tax year is over: no run makes up for it, the worker settles it"
                " with the tax office."
            )
        if self.settled:
            return N_(
                "Paid already: {first} to {last}. The next run makes up for it, but not for {long} and before: their"
                " tax year is over, the worker settles it with the tax office."
            )
        if self.forgotten:
            return N_(
                "Paid already: {first} to {last}. The next run makes up for it, but not for {long} and before:"
                " enter those as a one-off amount."
            )
        single = N_("{first} is paid already; the next run makes up for it.")
        return (
            single if len(self.touched) == 1 else N_("Paid already: {first} to {last}. The next run makes up for it.")
        )


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


def declared(session: Session, name: str, first: Month, last: Month | None) -> Change:
    """Return the change of a declared deduction, with the paid months whose payment lies in its months.

    They are made up for within a tax year, which is that of the payment, and do not pass into the next one
    (Implementing Regulations of the Individual Income Tax Law art. 13); the worker settles what is left.
    """
    query = select(PayRun.month, PayRun.pay_date).where(PayRun.kind == RunKind.REGULAR, PayRun.state.in_(CLOSED))
    query = query.where(PayRun.pay_date >= first.first_day).order_by(PayRun.month)
    if last is not None:
        query = query.where(PayRun.pay_date <= last.last_day)
    runs = session.execute(query).all()
    year = _next_tax_year(session)
    settled = tuple(Month.of(run.month) for run in runs if run.pay_date.year < year)
    return Change(name, tuple(Month.of(run.month) for run in runs), settled=settled)


def _next_tax_year(session: Session) -> int:
    """Return the tax year of the payment that comes next: of a run that is not paid, or a month after the last one."""
    newest = select(PayRun.pay_date, PayRun.state).where(PayRun.kind == RunKind.REGULAR)
    found = session.execute(newest.order_by(PayRun.pay_date.desc(), PayRun.id.desc()).limit(1)).first()
    if found is None:
        return 0
    return Month.of(found.pay_date).plus(1 if found.state in CLOSED else 0).year
