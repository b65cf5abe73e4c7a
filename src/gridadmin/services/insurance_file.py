"""One person's insurance: service, enrolments, accident lists, claims, and what does not fit in the last year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.insurance import Cover, InsuranceFinding, InsuredPerson
from gridadmin.domain.insurance_enrolments import EnrolmentRow
from gridadmin.domain.insurance_policies import ClaimRow
from gridadmin.domain.insurance_reconciliation import reconcile_months
from gridadmin.domain.months import Month
from gridadmin.services.insurance_bases import list_enrolments
from gridadmin.services.insurance_claims import list_claims
from gridadmin.services.insurance_facts import insured_people
from gridadmin.services.insurance_reconciliation import month_switches

MONTHS = 12


@dataclass(frozen=True)
class InsuranceFile:
    """A person's insurance as of a day.

    Attributes:
        findings: of the last twelve months, the newest first, explained ones too.
    """

    person: InsuredPerson
    enrolments: tuple[EnrolmentRow, ...]
    claims: tuple[ClaimRow, ...]
    findings: tuple[InsuranceFinding, ...]

    @property
    def covers(self) -> tuple[Cover, ...]:
        """The accident lists that the person is or was on, the newest first."""
        return tuple(sorted(self.person.covers, key=lambda each: each.first, reverse=True))


def insurance_file(session: Session, worker_id: UUID, as_of: date) -> InsuranceFile:
    """Return a person's insurance."""
    (person,) = insured_people(session, worker_id)
    month = Month.of(as_of)
    first = month.plus(1 - MONTHS)
    found = reconcile_months([person], first, MONTHS, as_of, month_switches(session, month, as_of))
    rows = list_enrolments(session, month, as_of, worker_id=worker_id, ended=True)
    return InsuranceFile(person, tuple(rows), tuple(list_claims(session, worker_id=worker_id)), tuple(reversed(found)))
