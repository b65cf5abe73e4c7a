"""Assessment on a day for the checks of the statute and the home page."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from gridadmin.domain.assessment_facts import AssessmentFacts
from gridadmin.services.assessment import list_periods
from gridadmin.services.assessment_reviews import reviews_due
from gridadmin.services.assessment_schemes import list_schemes


def office_assessment(session: Session, as_of: date) -> AssessmentFacts:
    """Return schemes, periods and reviews due, as of a day; an office without schemes costs one query."""
    schemes = list_schemes(session)
    if not schemes:
        return AssessmentFacts()
    return AssessmentFacts(tuple(schemes), tuple(list_periods(session, as_of)), len(reviews_due(session, as_of)))
