"""The 30 days of entry (Social Insurance Law art. 58) and accident policies that end: what is due, from the facts."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from gridadmin.domain.insurance_enrolments import (
    DueRegistration,
    EndingCover,
    due_registrations,
    ending_covers,
)
from gridadmin.services.insurance_facts import insured_people


def list_due_registrations(session: Session, as_of: date, until: date) -> list[DueRegistration]:
    """Return who is, or will be up to a day, in full-time service and not in every statutory scheme."""
    return due_registrations(insured_people(session), as_of, until)


def list_ending_covers(session: Session, as_of: date, until: date) -> list[EndingCover]:
    """Return the accident policies whose end up to a day leaves part-timers without cover."""
    return ending_covers(insured_people(session), as_of, until)
