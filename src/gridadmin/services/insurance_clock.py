"""The 30 days of entry (Social Insurance Law art. 58): who is to be registered by when, read from everybody's facts."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from gridadmin.domain.insurance_enrolments import DueRegistration, due_registrations
from gridadmin.services.insurance_facts import insured_people


def list_due_registrations(session: Session, as_of: date, until: date) -> list[DueRegistration]:
    """Return who is, or will be up to a day, in full-time service and not in every statutory scheme."""
    return due_registrations(insured_people(session), as_of, until)
