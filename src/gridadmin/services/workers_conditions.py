"""Article 11 for one person and for all: what is computed, what was attested, what waits for a person's word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.compliance import check_office
from gridadmin.domain.compliance_duties import Finding, Result
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.domain.workers import AttestationRow, WorkerRow, WorkerStatus
from gridadmin.models.workers import Attestation
from gridadmin.services.office import get_office, get_parameters
from gridadmin.services.workers import list_workers, worker_rows

ARTICLE = "11"


def worker_conditions(session: Session, worker_id: UUID, as_of: date) -> tuple[Finding, ...]:
    """Return what stands on each condition of Art 11 for one person on a day; none for somebody not in service."""
    rows = worker_rows(session, [worker_id], as_of)
    attested = session.scalars(select(Attestation).where(Attestation.worker_id == worker_id)).all()
    return _findings(session, rows, attested, as_of)


def ids_to_attest(session: Session, as_of: date) -> set[UUID]:
    """Return who in service waits for a person's word on a condition of Art 11."""
    rows = list_workers(session, as_of, WorkerStatus.ACTIVE)
    findings = _findings(session, rows, session.scalars(select(Attestation)).all(), as_of)
    waiting = (finding.subject_id for finding in findings if finding.result is Result.NEEDS_PERSON)
    return {worker_id for worker_id in waiting if worker_id is not None}


def _findings(
    session: Session, rows: Sequence[WorkerRow], attested: Sequence[Attestation], as_of: date
) -> tuple[Finding, ...]:
    by_worker: dict[UUID, list[AttestationRow]] = defaultdict(list)
    for row in sorted(attested, key=lambda row: row.attested_on):
        by_worker[row.worker_id].append(
            AttestationRow(row.id, row.condition, row.met, row.attested_by, row.attested_on, row.remark)
        )
    office = get_office(session)
    snapshot = OfficeSnapshot(
        as_of=as_of,
        township_code=office.township_code,
        township=office.township,
        county=office.county,
        communities=(),
        grids=(),
        workers=tuple(rows),
        parameters=get_parameters(session),
        attestations={key: tuple(found) for key, found in by_worker.items()},
    )
    return tuple(finding for finding in check_office(snapshot) if finding.article == ARTICLE)
