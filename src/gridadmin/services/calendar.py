"""The calendar of working days: the State Council's notices as shipped, those that the office entered over them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.working_days import CALENDAR, WorkingDays, year_from
from gridadmin.models.pay import PayParameter
from gridadmin.services.pay_shipped import shipped_working_days


def office_working_days(session: Session, known_on: date = date.max) -> WorkingDays:
    """Return the shipped working days with the notices that the office entered, as known on a day, over them."""
    query = select(PayParameter.effective_from, PayParameter.value)
    query = query.where(PayParameter.key == CALENDAR, PayParameter.published_on <= known_on)
    query = query.order_by(PayParameter.effective_from, PayParameter.published_on)
    years = {since.year: year_from(since.year, value["rest"], value["work"]) for since, value in session.execute(query)}
    return shipped_working_days().plus(years)
