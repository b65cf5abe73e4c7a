"""The list of certificates on a day, one person's certificates, and what will lapse; all from one reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.qualifications import CertificateRow
from gridadmin.domain.qualifications_evidence import EvidenceRow, PersonQualifications
from gridadmin.domain.qualifications_lapses import CertificateLapse, certificate_lapses
from gridadmin.domain.qualifications_list import CertificateLine, certificate_lines, worker_lines
from gridadmin.domain.workers import Condition
from gridadmin.models.qualifications import EligibilityEvidence
from gridadmin.services.dated import columns_of
from gridadmin.services.qualifications import list_certificate_types
from gridadmin.services.qualifications_book import certificates_by_worker
from gridadmin.services.qualifications_cards import cards_by_worker
from gridadmin.services.scans import count_scans
from gridadmin.services.workers import list_workers, worker_rows


def list_certificates(session: Session, as_of: date) -> list[CertificateLine]:
    """Return a line for each person and kind that is needed or held on a day, leavers included."""
    workers = [row for row in list_workers(session, as_of) if row.status is not None]
    return certificate_lines(workers, list_certificate_types(session), certificates_by_worker(session), as_of)


def worker_qualifications(session: Session, worker_id: UUID, as_of: date) -> PersonQualifications:
    """Return one person's certificates, cards and papers, as of a day."""
    kinds = list_certificate_types(session)
    own = certificates_by_worker(session, [worker_id])[worker_id]
    rows = worker_rows(session, [worker_id], as_of)
    return PersonQualifications(
        lines=tuple(line for row in rows for line in worker_lines(row, kinds, own, as_of)),
        certificates=_with_scans(session, [row for row in reversed(own) if row.issued_on <= as_of]),
        types={kind.id: kind for kind in kinds},
        cards=tuple(
            card for card in reversed(cards_by_worker(session, [worker_id])[worker_id]) if card.made_on <= as_of
        ),
        evidence=tuple(row for row in list_evidence(session, worker_id) if row.seen_on <= as_of),
    )


def _with_scans(session: Session, rows: list[CertificateRow]) -> tuple[CertificateRow, ...]:
    counts = count_scans(session, "certificate_scan", [row.id for row in rows])
    return tuple(replace(row, scans=counts.get(row.id, 0)) for row in rows)


def list_evidence(session: Session, worker_id: UUID) -> list[EvidenceRow]:
    """Return the papers that were seen for one person, in the order of Art 11, then of the days."""
    query = select(*columns_of(EligibilityEvidence)).where(EligibilityEvidence.worker_id == worker_id)
    rows = [
        EvidenceRow(row.id, row.condition, row.paper, row.seen_by, row.seen_on, row.remark)
        for row in session.execute(query)
    ]
    order = list(Condition)
    return sorted(rows, key=lambda row: (order.index(row.condition), row.seen_on, row.id))


def list_certificate_lapses(session: Session, today: date, until: date) -> tuple[CertificateLapse, ...]:
    """Return which needed certificates end up to a day without another that follows, and what that breaks."""
    workers = list_workers(session, today)
    return certificate_lapses(workers, list_certificate_types(session), certificates_by_worker(session), today, until)
