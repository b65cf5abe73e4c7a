"""Certificates (Art 14 (2)): kinds with their dated rules, certificates, work cards, evidence for Art 11."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.domain.parameters import Certainty
from gridadmin.domain.qualifications_cards import CardEnd
from gridadmin.domain.workers import Condition
from gridadmin.models.base import CanonicalJson, Record, references
from gridadmin.models.scans import ScanPage


class CertificateType(Record):
    """A kind of certificate; what holds for it stands in its rules."""

    __tablename__ = "certificate_type"
    feature = "qualifications"

    name: Mapped[str] = mapped_column(unique=True)
    ended_on: Mapped[date | None]


class CertificateRule(Record):
    """What holds for a kind of certificate from a day on, until the next row.

    `kinds` and `roles` are lists of the posts that need it (values of `EmploymentKind` and `AppointmentRole`).
    """

    __tablename__ = "certificate_rule"
    feature = "qualifications"
    __table_args__ = (Index(None, "type_id", "valid_from", unique=True),)

    type_id: Mapped[UUID] = mapped_column(references("certificate_type.id"))
    valid_from: Mapped[date]
    issuer: Mapped[str]
    validity_months: Mapped[int | None]
    lead_days: Mapped[int]
    kinds: Mapped[Any] = mapped_column(CanonicalJson)
    roles: Mapped[Any] = mapped_column(CanonicalJson)
    source: Mapped[str]
    certainty: Mapped[Certainty]
    note: Mapped[str]


class Certificate(Record):
    """A certificate as it was issued; a renewal is another row. `expires_on` None = it never expires."""

    __tablename__ = "certificate"
    feature = "qualifications"

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    type_id: Mapped[UUID] = mapped_column(references("certificate_type.id"), index=True)
    number: Mapped[str | None] = mapped_column(index=True)
    issued_on: Mapped[date]
    expires_on: Mapped[date | None]
    issuer: Mapped[str]
    document: Mapped[str | None]
    revoked_on: Mapped[date | None]
    revoked_reason: Mapped[str | None]
    remarks: Mapped[str | None]


class CertificateScan(ScanPage):
    """A page of a scanned certificate."""

    __tablename__ = "certificate_scan"
    feature = "qualifications"
    owner = "certificate_id"

    certificate_id: Mapped[UUID] = mapped_column(references("certificate.id"), index=True)


class WorkCard(Record):
    """A work card: numbered in a batch, printed, handed out, and given back, lost or replaced."""

    __tablename__ = "work_card"
    feature = "qualifications"

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    batch: Mapped[str] = mapped_column(index=True)
    number: Mapped[str] = mapped_column(index=True)
    made_on: Mapped[date]
    printed_on: Mapped[date | None]
    issued_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_by: Mapped[CardEnd | None]
    end_note: Mapped[str | None]
    shown_name: Mapped[str | None]
    shown_grids: Mapped[str | None]
    shown_role: Mapped[str | None]


class EligibilityEvidence(Record):
    """A paper that was seen for a condition of Art 11: what it is, who saw it and when."""

    __tablename__ = "eligibility_evidence"
    feature = "qualifications"

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    condition: Mapped[Condition]
    paper: Mapped[str]
    seen_by: Mapped[str]
    seen_on: Mapped[date]
    remark: Mapped[str | None]


class EvidenceScan(ScanPage):
    """A page of a scanned paper that was seen for a condition of Art 11."""

    __tablename__ = "evidence_scan"
    feature = "qualifications"
    owner = "evidence_id"

    evidence_id: Mapped[UUID] = mapped_column(references("eligibility_evidence.id"), index=True)
