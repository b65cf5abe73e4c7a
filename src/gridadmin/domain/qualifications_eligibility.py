"""The sheet of Article 11 (资格审查表): each condition with what is on file, papers seen and a person's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gridadmin.domain.compliance_duties import DUTIES, Finding, Result
from gridadmin.domain.qualifications_evidence import EvidenceRow
from gridadmin.domain.workers import AttestationRow, Condition, WorkerRow
from gridadmin.i18n import Message

PREFIX = "art11."
NUMERALS = "一二三四五六七"


@dataclass(frozen=True)
class EligibilityLine:
    """One condition.

    Attributes:
        numeral: 一 … 七, as the article counts them. quote: its words, exactly.
        facts: what is on file. evidence: papers seen, newest last. attestation: the last word of a person; None = none.
    """

    condition: Condition
    numeral: str
    quote: str
    result: Result
    facts: tuple[Message, ...]
    evidence: tuple[EvidenceRow, ...]
    attestation: AttestationRow | None


@dataclass(frozen=True)
class EligibilitySheet:
    """The sheet of one person on a day; ID number and phones as they may be shown."""

    worker: WorkerRow
    as_of: date
    organisation: str
    lines: tuple[EligibilityLine, ...]
    photo: bytes | None = None
    practice: bool = False


def eligibility_lines(
    findings: Sequence[Finding], evidence: Sequence[EvidenceRow], attestations: Sequence[AttestationRow], day: date
) -> tuple[EligibilityLine, ...]:
    """Return a line for each condition of Art 11, in its order; without a finding nothing is decided yet."""
    by_duty = {finding.duty: finding for finding in findings}
    lines = []
    for numeral, condition in zip(NUMERALS, Condition, strict=True):
        found = by_duty.get(PREFIX + condition.value)
        words = [row for row in attestations if row.condition is condition and row.attested_on <= day]
        lines.append(
            EligibilityLine(
                condition=condition,
                numeral=numeral,
                quote=DUTIES[PREFIX + condition.value].quote,
                result=found.result if found else Result.NEEDS_PERSON,
                facts=found.facts if found else (),
                evidence=tuple(row for row in evidence if row.condition is condition and row.seen_on <= day),
                attestation=max(words, key=lambda row: row.attested_on, default=None),
            )
        )
    return tuple(lines)
