"""Every certificate of the office, read once: what a new one is checked against, and where it is entered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.qualifications import CertificateForm, CertificateRow, CertificateType
from gridadmin.i18n import N_, Message
from gridadmin.models.ids import new_id
from gridadmin.models.qualifications import Certificate
from gridadmin.models.workers import Worker
from gridadmin.services.dated import chunks, columns_of
from gridadmin.services.qualifications import list_certificate_types

NAMES = (
    "id", "worker_id", "type_id", "number", "issued_on", "expires_on", "issuer", "document", "revoked_on",
    "revoked_reason", "remarks", "version",
)  # fmt: skip


def certificates_by_worker(
    session: Session, worker_ids: Sequence[UUID] | None = None
) -> dict[UUID, list[CertificateRow]]:
    """Return all certificates of some persons, or of everybody, by person, in the order of issue."""
    every = select(*columns_of(Certificate))
    pieces = [every] if worker_ids is None else [every.where(Certificate.worker_id.in_(p)) for p in chunks(worker_ids)]
    grouped: dict[UUID, list[CertificateRow]] = defaultdict(list)
    for query in pieces:
        for row in session.execute(query):
            grouped[row.worker_id].append(certificate_row(row))
    for rows in grouped.values():
        rows.sort(key=lambda row: (row.issued_on, row.id))
    return grouped


def certificate_row(row: object) -> CertificateRow:
    """Return a stored certificate (a record, or a row with its columns) as plain data."""
    return CertificateRow(**{name: getattr(row, name) for name in NAMES})


class CertificateBook:
    """The kinds and certificates of the office; new ones go through it, one by one or hundreds in one act."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.types = {kind.id: kind for kind in list_certificate_types(session)}
        self.rows = certificates_by_worker(session)
        self.names = {row.id: row.name for row in session.execute(select(Worker.id, Worker.name))}
        self._numbers: dict[tuple[UUID, str], list[CertificateRow]] = defaultdict(list)
        for rows in self.rows.values():
            for row in rows:
                self._note_number(row)

    def require_type(self, type_id: UUID) -> CertificateType:
        """Return a kind; NotFoundError where it is gone."""
        if type_id not in self.types:
            raise NotFoundError(N_("This kind of certificate is no longer there."))
        return self.types[type_id]

    def of(self, worker_id: UUID, type_id: UUID) -> list[CertificateRow]:
        """Return somebody's certificates of one kind, in the order of issue."""
        return [row for row in self.rows[worker_id] if row.type_id == type_id]

    def issue(self, worker_id: UUID, form: CertificateForm, today: date) -> UUID:
        """Enter a certificate and return its id; NotFoundError where the person is gone, errors as `check`."""
        self.check(worker_id, form, today)
        made = Certificate(id=new_id(), version=1, worker_id=worker_id, **self.values(form))
        self._session.add(made)
        row = certificate_row(made)
        self.rows[worker_id].append(row)
        self.rows[worker_id].sort(key=lambda each: (each.issued_on, each.id))
        self._note_number(row)
        return made.id

    def check(self, worker_id: UUID, form: CertificateForm, today: date, own: UUID | None = None) -> None:
        """Refuse what cannot be. `own`: the certificate that is being corrected.

        Raises:
            InvalidError: days in the wrong order or in the future, a number that somebody else's has, or it is here.
        """
        if worker_id not in self.names:
            raise NotFoundError(N_("The person is no longer there."))
        kind = self.require_type(form.type_id)
        fields: dict[str, Message] = {}
        if form.issued_on > today:
            fields["issued_on"] = Message(N_("The day of issue lies in the future."))
        if form.expires_on is not None and form.expires_on < form.issued_on:
            fields["expires_on"] = Message(N_("It would have expired before it was issued."))
        if not kind.is_used_on(form.issued_on):
            fields["type_id"] = Message(N_("No new ones are issued since {day}."), {"day": kind.ended_on})
        if holder := self._other_holder(worker_id, form, own):
            fields["number"] = Message(N_("{name} has a certificate with this number already."), {"name": holder})
        elif any(row.issued_on == form.issued_on and row.id != own for row in self.of(worker_id, form.type_id)):
            fields["issued_on"] = Message(N_("This certificate is here already."))
        if fields:
            name = self.names[worker_id]
            raise InvalidError(N_("The certificate of {name} cannot be saved like this."), fields, name=name)

    def values(self, form: CertificateForm) -> dict[str, object]:
        """Return the fields of the record that a form describes."""
        kind = self.require_type(form.type_id)
        return {
            "type_id": form.type_id,
            "number": tidy(form.number),
            "issued_on": form.issued_on,
            "expires_on": form.expires_on,
            "issuer": form.issuer.strip() or kind.rule_on(form.issued_on).issuer,
            "document": tidy(form.document),
            "remarks": tidy(form.remarks),
        }

    def _other_holder(self, worker_id: UUID, form: CertificateForm, own: UUID | None) -> str | None:
        number = tidy(form.number)
        rows = self._numbers.get((form.type_id, number), ()) if number else ()
        others = (row.worker_id for row in rows if row.worker_id != worker_id and row.id != own)
        return next((self.names.get(other, "") for other in others), None)

    def _note_number(self, row: CertificateRow) -> None:
        if row.number:
            self._numbers[row.type_id, row.number].append(row)


def tidy(text: str | None) -> str | None:
    """Return a text without blanks at its ends, None for none."""
    return (text or "").strip() or None
