"""Pay parameters: the shipped ones with those of the office over them, and the tables of a run."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_month import MonthRules
from gridadmin.domain.pay_parameters import PayParameter as ParameterRow
from gridadmin.domain.pay_parameters import PayParameters
from gridadmin.domain.pay_person import RunTables
from gridadmin.domain.pay_reading import read_tables
from gridadmin.domain.working_days import CALENDAR, year_from
from gridadmin.i18n import N_, Message
from gridadmin.models.ids import new_id
from gridadmin.models.pay import PayParameter
from gridadmin.services.assignment import assign
from gridadmin.services.calendar import office_working_days
from gridadmin.services.pay_shipped import shipped_parameters
from gridadmin.services.pay_standards import list_standards

TAX_KEYS = ("tax.annual", "tax.basic", "tax.labour", "tax.bonus", "tax.additional")


def get_pay_parameters(session: Session) -> PayParameters:
    """Return every pay parameter, the office's own over the shipped ones."""
    rows = session.scalars(select(PayParameter).order_by(PayParameter.effective_from, PayParameter.published_on))
    return shipped_parameters().plus(
        ParameterRow(row.key, row.value, row.effective_from, row.published_on, row.source, row.certainty, row.note)
        for row in rows
    )


def set_pay_parameter(session: Session, row: ParameterRow) -> UUID:
    """Enter a value of the office and return its id; the same key and dates is a correction of that row.

    Raises:
        InvalidError: the tables of its month cannot be read with it; the message names what is wrong.
    """
    if row.key == CALENDAR:
        _check_calendar(row)
    else:
        entered = get_pay_parameters(session).plus([row])
        read_tables(entered, Month.of(row.effective_from), max(row.published_on, row.effective_from))
    query = select(PayParameter).where(
        PayParameter.key == row.key,
        PayParameter.effective_from == row.effective_from,
        PayParameter.published_on == row.published_on,
    )
    known = session.scalar(query)
    values = {"value": row.value, "source": row.source, "certainty": row.certainty, "note": row.note}
    if known is not None:
        assign(known, **values)
        return known.id
    made = PayParameter(
        id=new_id(), key=row.key, effective_from=row.effective_from, published_on=row.published_on, **values
    )
    session.add(made)
    return made.id


def _check_calendar(row: ParameterRow) -> None:
    if (row.effective_from.month, row.effective_from.day) != (1, 1):
        raise InvalidError(
            N_("The working days of a year hold from 1 January on."),
            {"effective_from": Message(N_("Enter the first day of the year."))},
        )  # fmt: skip
    year_from(row.effective_from.year, row.value["rest"], row.value["work"])


class TablesBook:
    """The tables of any month by what is known on a day; parameters and standards are read once."""

    def __init__(self, session: Session, known_on: date) -> None:
        self.parameters, self.standards = get_pay_parameters(session), list_standards(session)
        self.known_on, self._working_days = known_on, office_working_days(session, known_on)

    def of(self, month: Month, pay_month: Month) -> RunTables:
        """Return what a run of a month is reckoned by: insurance by the month of work, tax by that of payment.

        Raises:
            InvalidError: a parameter that everybody needs is missing; it is named.
        """
        work, tax = (read_tables(self.parameters, each, self.known_on) for each in (month, pay_month))
        return RunTables(
            month=month,
            pay_month=pay_month,
            rules=MonthRules(tax.wages, tax.labour, tax.bonus, work.insurance),
            additional=tax.additional,
            standards=self.standards,
            working_days=self._working_days,
            basis=work.basis,
            paid_days=work.paid_days,
            minimum_wage=work.minimum_wage,
            papers=self.papers(month, pay_month),
        )

    def papers(self, month: Month, pay_month: Month) -> dict[str, str]:
        """Return 来源/文号 of every parameter that a run is reckoned by."""
        found = {}
        for key in sorted({row.key for row in self.parameters.rows}):
            row = self.parameters.row(key, pay_month if key in TAX_KEYS else month, self.known_on)
            if row is not None and row.source:
                found[key] = row.source
        return found
