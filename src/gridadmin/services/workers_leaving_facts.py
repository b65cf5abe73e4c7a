"""What of leaving and of contracts wants attention on a day, read for the snapshot of the office."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from gridadmin.domain.parameters import ParameterTable
from gridadmin.domain.workers_leaving_facts import LeavingFacts
from gridadmin.services.contracts import list_lapses
from gridadmin.services.workers_handover import list_exits

REMINDER_DAYS = "contracts.reminder_days"


def leaving_facts(session: Session, as_of: date, parameters: ParameterTable) -> LeavingFacts:
    """Return it; contracts that end are told so many days before as the parameter says."""
    ahead = parameters.number(REMINDER_DAYS, as_of) or 0
    lapses = list_lapses(session, as_of, as_of + timedelta(days=ahead))
    return LeavingFacts(tuple(list_exits(session, as_of)), tuple(lapses))
