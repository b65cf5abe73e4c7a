"""Certificates of persons: issuing, renewing, correcting, revoking (Art 14 (2))."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.qualifications import CertificateForm, PlannedRenewal, RenewalForm, expiry_of, holding
from gridadmin.i18n import N_, Message
from gridadmin.models.qualifications import Certificate
from gridadmin.services.assignment import assign, require_version, take_away
from gridadmin.services.qualifications_book import CertificateBook
from gridadmin.services.scans import remove_all_scans

Pair = tuple[UUID, UUID]
"""A worker's id and that of a kind of certificate."""


def issue_certificate(session: Session, worker_id: UUID, form: CertificateForm, today: date) -> UUID:
    """Enter a certificate and return its id; errors as `CertificateBook.issue`."""
    return CertificateBook(session).issue(worker_id, form, today)


def issue_certificates(session: Session, forms: Sequence[tuple[UUID, CertificateForm]], today: date) -> int:
    """Enter certificates of many persons and return how many; errors as `CertificateBook.issue`."""
    book = CertificateBook(session)
    for worker_id, form in forms:
        book.issue(worker_id, form, today)
    return len(forms)


def correct_certificate(
    session: Session, certificate_id: UUID, form: CertificateForm, version: int, today: date
) -> None:
    """Mend a certificate that was entered wrongly; errors as `CertificateBook.check`, ConflictError for a lost race."""
    held = _require(session, certificate_id)
    book = CertificateBook(session)
    require_version(held, version, book.names[held.worker_id])
    book.check(held.worker_id, form, today, held.id)
    assign(held, **book.values(form))


def revoke_certificate(session: Session, certificate_id: UUID, on: date, reason: str) -> None:
    """Revoke a certificate from a day on; InvalidError without a reason, or before it was issued."""
    held = _require(session, certificate_id)
    fields: dict[str, Message] = {}
    if not reason.strip():
        fields["reason"] = Message(N_("Enter why it is revoked."))
    if on < held.issued_on:
        fields["revoked_on"] = Message(N_("It was issued on {day} only."), {"day": held.issued_on})
    if fields:
        raise InvalidError(N_("The certificate cannot be revoked like this."), fields)
    assign(held, revoked_on=on, revoked_reason=reason.strip())


def delete_certificate(session: Session, certificate_id: UUID) -> None:
    """Take away a certificate that never was (entered for the wrong person); what ended or was revoked stays."""
    held = _require(session, certificate_id)
    remove_all_scans(session, "certificate_scan", certificate_id)
    take_away(session, held)


def plan_renewals(session: Session, pairs: Sequence[Pair], form: RenewalForm) -> list[PlannedRenewal]:
    """Return what a renewal would enter, person by person in the order given; nothing is changed."""
    return _planned(CertificateBook(session), pairs, form)


def renew_certificates(session: Session, pairs: Sequence[Pair], form: RenewalForm, today: date) -> int:
    """Enter the new certificates of a renewal and return how many; errors name the person they are about."""
    book = CertificateBook(session)
    planned = _planned(book, pairs, form)
    for each in planned:
        new = CertificateForm(each.type_id, each.number, form.issued_on, each.expires_on, document=form.document)
        try:
            book.issue(each.worker_id, new, today)
        except InvalidError as error:
            reason = next(iter(error.fields.values()), error.message)
            said = Message(N_("{name}: {reason}"), {"name": each.name, "reason": reason})
            fields = {_FIELD_OF_RENEWAL.get(name, name): said for name in error.fields}
            raise InvalidError(N_("The certificates cannot be renewed like this. {said}"), fields, said=said) from error
    return len(planned)


_FIELD_OF_RENEWAL = {"number": "first_number", "type_id": "issued_on"}


def _planned(book: CertificateBook, pairs: Sequence[Pair], form: RenewalForm) -> list[PlannedRenewal]:
    planned = []
    for place, (worker_id, type_id) in enumerate(pairs):
        kind = book.require_type(type_id)
        rule = kind.rule_on(form.issued_on)
        was = holding(book.of(worker_id, type_id), form.issued_on, rule.lead_days).certificate
        number = counted_on(form.first_number, place) if form.first_number else (was.number if was else None)
        until = form.expires_on or expiry_of(form.issued_on, rule.validity_months)
        name = book.names.get(worker_id, "")
        planned.append(PlannedRenewal(worker_id, type_id, name, kind.name, was, number, until))
    return planned


def counted_on(number: str, steps: int) -> str:
    """Return a number so many further: its last group of digits counts on and keeps its width."""
    groups = list(re.finditer("[0-9]+", number))
    if not groups:
        return number
    last = groups[-1]
    return number[: last.start()] + str(int(last[0]) + steps).zfill(len(last[0])) + number[last.end() :]


def _require(session: Session, certificate_id: UUID) -> Certificate:
    held = session.get(Certificate, certificate_id)
    if held is None:
        raise NotFoundError(N_("The certificate is no longer there."))
    return held
