"""The records of a period, handed between the services of assessment; jobs take none from here."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.assessment import SchemeDefinition
from gridadmin.domain.assessment_json import stored_definition
from gridadmin.domain.errors import NotFoundError, NotPermittedError
from gridadmin.i18n import N_
from gridadmin.models.assessment import AssessmentPeriod, AssessmentSchemeVersion, AssessmentSheet
from gridadmin.models.ids import new_id


def require_period(session: Session, period_id: UUID) -> AssessmentPeriod:
    """Return a period; NotFoundError where it is gone."""
    period = session.get(AssessmentPeriod, period_id)
    if period is None:
        raise NotFoundError(N_("The period of assessment is no longer there."))
    return period


def require_open(session: Session, period_id: UUID) -> AssessmentPeriod:
    """Return a period into which scores may be entered; NotPermittedError once it is published."""
    period = require_period(session, period_id)
    if period.published_on is not None:
        raise NotPermittedError(
            N_("The results were published on {day}. What is wrong in them is mended by a correction."),
            day=period.published_on.isoformat(),
        )
    return period


def definition_of(session: Session, period: AssessmentPeriod) -> SchemeDefinition:
    """Return the definition that a period is scored by."""
    version = session.get_one(AssessmentSchemeVersion, period.scheme_version_id)
    return stored_definition(version.definition)


def sheets_of(session: Session, period_id: UUID) -> dict[UUID, AssessmentSheet]:
    """Return the sheets of a period by worker."""
    query = select(AssessmentSheet).where(AssessmentSheet.period_id == period_id)
    return {sheet.worker_id: sheet for sheet in session.scalars(query)}


def sheet_for(
    session: Session, sheets: dict[UUID, AssessmentSheet], period_id: UUID, worker_id: UUID
) -> AssessmentSheet:
    """Return somebody's sheet, a new one where there is none yet."""
    sheet = sheets.get(worker_id)
    if sheet is None:
        sheet = AssessmentSheet(id=new_id(), period_id=period_id, worker_id=worker_id, entries={})
        session.add(sheet)
        sheets[worker_id] = sheet
    return sheet
