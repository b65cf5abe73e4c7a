"""Certificates from training (Art 14, 23): who passed and has none that holds on, gets a new one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.qualifications import CertificateForm, CertificateState, CertificateType, expiry_of, holding
from gridadmin.domain.qualifications_cards import card_in_hand
from gridadmin.domain.training import Result, result_of
from gridadmin.i18n import N_
from gridadmin.models.training import TrainingSession
from gridadmin.services.qualifications import list_certificate_types
from gridadmin.services.qualifications_book import CertificateBook, certificates_by_worker
from gridadmin.services.qualifications_cards import cards_by_worker
from gridadmin.services.qualifications_certificates import counted_on
from gridadmin.services.training_book import attendees_of, require_course, require_session

WANTING = frozenset({CertificateState.MISSING, CertificateState.EXPIRED, CertificateState.DUE})
"""States in which somebody who passed gets a new certificate; a revoked one is a person's decision."""


def certificate_of(session: Session, held: TrainingSession) -> CertificateType | None:
    """Return the kind of certificate that those who pass a session get; None for none."""
    type_id = require_course(session, held.course_id).certificate_type_id
    return next((kind for kind in list_certificate_types(session) if kind.id == type_id), None)


def passed_ids(session: Session, session_id: UUID) -> list[UUID]:
    """Return who passed a session, in the order of its list."""
    mark = require_session(session, session_id).pass_mark
    listed = attendees_of(session, [session_id])[session_id]
    return [each.worker_id for each in listed if result_of(each.entry, mark) is Result.PASSED]


def to_certify(session: Session, kind: CertificateType, worker_ids: Sequence[UUID], day: date) -> list[UUID]:
    """Return who of some persons has no certificate of a kind that holds, or one that ends soon."""
    rows = certificates_by_worker(session, worker_ids)
    lead = kind.rule_on(day).lead_days
    return [
        key
        for key in worker_ids
        if holding([row for row in rows[key] if row.type_id == kind.id], day, lead).state in WANTING
    ]


def certify_passed(session: Session, session_id: UUID, today: date) -> int:
    """Issue or renew certificates for those who passed a session and return how many.

    A renewal keeps its number; a first one gets the number after the highest that the office has of the kind.

    Raises:
        InvalidError: the course gives no certificate.
    """
    held = require_session(session, session_id)
    kind = certificate_of(session, held)
    if kind is None:
        raise InvalidError(N_("The course of {title} gives no certificate."), title=held.title)
    book = CertificateBook(session)
    wanting = to_certify(session, kind, passed_ids(session, session_id), today)
    known = [row.number for rows in book.rows.values() for row in rows if row.type_id == kind.id and row.number]
    last, steps = max(known, key=lambda number: (len(number), number), default=""), 0
    until = expiry_of(today, kind.rule_on(today).validity_months)
    for worker_id in wanting:
        before = [row.number for row in book.of(worker_id, kind.id) if row.number]
        if not before and last:
            steps += 1
        number = before[-1] if before else counted_on(last, steps) if last else None
        form = CertificateForm(kind.id, number, today, until, remarks=held.title)
        book.issue(worker_id, form, today)
    return len(wanting)


def passed_without_card(session: Session, session_id: UUID, today: date) -> list[UUID]:
    """Return who passed a session and has no work card in hand, whether one is prepared or not."""
    passed = passed_ids(session, session_id)
    cards = cards_by_worker(session, passed)
    return [key for key in passed if card_in_hand(cards.get(key, ()), today) is None]
