"""Papers seen for the conditions of Art 11, and everything that is kept of one person's qualifications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.qualifications import CertificateRow, CertificateType
from gridadmin.domain.qualifications_cards import WorkCard
from gridadmin.domain.qualifications_list import CertificateLine
from gridadmin.domain.workers import Condition


@dataclass(frozen=True)
class EvidenceRow:
    """A paper that was seen for a condition of Art 11."""

    id: UUID
    condition: Condition
    paper: str
    seen_by: str
    seen_on: date
    remark: str | None = None


@dataclass(frozen=True)
class EvidenceForm:
    """A paper that was seen."""

    condition: Condition
    paper: str
    seen_by: str
    seen_on: date
    remark: str | None = None


@dataclass(frozen=True)
class PersonQualifications:
    """Everything that is kept of one person's certificates and cards.

    Attributes:
        lines: what is needed or held on the day. certificates: every one issued by then, the newest first.
        types: kinds by id. cards: the newest first. evidence: papers seen for Art 11 by the day.
    """

    lines: tuple[CertificateLine, ...]
    certificates: tuple[CertificateRow, ...]
    types: Mapping[UUID, CertificateType]
    cards: tuple[WorkCard, ...]
    evidence: tuple[EvidenceRow, ...]
