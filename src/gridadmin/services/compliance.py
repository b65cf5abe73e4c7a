"""What the regulation asks of the office on a day, and the work that waits because of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from gridadmin.domain.compliance import check_office
from gridadmin.domain.compliance_duties import Finding
from gridadmin.domain.compliance_queues import queues
from gridadmin.domain.queues import Queue, most_urgent
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.services.snapshots import take_snapshot


def check_on(session: Session, as_of: date) -> tuple[tuple[Finding, ...], OfficeSnapshot]:
    """Return the findings of a day with the facts they were made from."""
    snapshot = take_snapshot(session, as_of)
    return check_office(snapshot), snapshot


def list_queues(session: Session, as_of: date) -> list[Queue]:
    """Return the work that waits on a day, at most nine queues named by the next act."""
    findings, snapshot = check_on(session, as_of)
    return list(most_urgent(queues(findings, snapshot)))
