"""Training on a day, for the checks of the statute and the home page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from gridadmin.domain.parameters import ParameterTable
from gridadmin.domain.training_hours import TrainingFacts, year_hours
from gridadmin.domain.workers import WorkerRow, WorkerStatus
from gridadmin.services.training_lists import count_to_enter
from gridadmin.services.training_plan import list_plan
from gridadmin.services.training_records import service_spells, training_facts


def training_snapshot(
    session: Session, as_of: date, people: Iterable[WorkerRow], parameters: ParameterTable
) -> TrainingFacts:
    """Return what stands on a day: hours of those in service, the plan of the year, sessions that wait."""
    facts, spells = training_facts(session, as_of, as_of.year), service_spells(session)
    hours = {
        row.id: year_hours(
            spells[row.id], parameters, as_of.year, as_of, sum(fact.hours for fact in facts.get(row.id, ()))
        )
        for row in people
        if row.status is WorkerStatus.ACTIVE
    }
    return TrainingFacts(hours, tuple(list_plan(session, as_of.year, as_of)), count_to_enter(session, as_of))
