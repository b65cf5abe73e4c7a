"""Assessment (考核, Art 24): schemes and their versions, periods, sheets, results, objections, reviews."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.domain.assessment_rows import ObjectionDecision
from gridadmin.models.base import CanonicalJson, Record, references


class AssessmentScheme(Record):
    """A scheme of assessment; what it says stands in its versions."""

    __tablename__ = "assessment_scheme"
    feature = "assessment"

    name: Mapped[str]


class AssessmentSchemeVersion(Record):
    """What a scheme says from a day on, whole: sections, indicators, clauses, assessors, grades, arithmetic."""

    __tablename__ = "assessment_scheme_version"
    feature = "assessment"
    __table_args__ = (Index(None, "scheme_id", "valid_from", unique=True),)

    scheme_id: Mapped[UUID] = mapped_column(references("assessment_scheme.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document: Mapped[str | None]
    definition: Mapped[Any] = mapped_column(CanonicalJson)


class AssessmentPeriod(Record):
    """A period in which people are assessed by one version of a scheme.

    Attributes:
        round_key: which of the version's rounds it is.
        published_on: the day of the publication; objections are filed until `objections_until`.
    """

    __tablename__ = "assessment_period"
    feature = "assessment"
    __table_args__ = (Index(None, "scheme_version_id", "round_key", "year", "number", unique=True),)

    scheme_version_id: Mapped[UUID] = mapped_column(references("assessment_scheme_version.id"))
    round_key: Mapped[str]
    year: Mapped[int]
    number: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date] = mapped_column(index=True)
    published_on: Mapped[date | None]
    objections_until: Mapped[date | None]


class AssessmentSheet(Record):
    """What was entered about one person in one period, cell by cell; `excused` = left out, with the reason."""

    __tablename__ = "assessment_sheet"
    feature = "assessment"
    __table_args__ = (Index(None, "period_id", "worker_id", unique=True),)

    period_id: Mapped[UUID] = mapped_column(references("assessment_period.id"))
    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    entries: Mapped[Any] = mapped_column(CanonicalJson)
    excused: Mapped[str | None]


class AssessmentResult(Record):
    """A result as it was announced, with what it was computed from; a correction is a further row, never a change.

    Attributes:
        score_milli: thousandths of a point.
        entries: the cells, or for a composite the results of its parts.
        reason: why it was corrected; None for the publication.
    """

    __tablename__ = "assessment_result"
    feature = "assessment"

    period_id: Mapped[UUID] = mapped_column(references("assessment_period.id"), index=True)
    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    announced_on: Mapped[date]
    score_milli: Mapped[int]
    grade: Mapped[str | None]
    entries: Mapped[Any] = mapped_column(CanonicalJson)
    reason: Mapped[str | None]
    document: Mapped[str | None]


class AssessmentObjection(Record):
    """An objection of a person to a published result, and what was decided about it."""

    __tablename__ = "assessment_objection"
    feature = "assessment"

    period_id: Mapped[UUID] = mapped_column(references("assessment_period.id"), index=True)
    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    filed_on: Mapped[date]
    grounds: Mapped[str]
    decision: Mapped[ObjectionDecision | None]
    decided_on: Mapped[date | None]
    decided_by: Mapped[str | None]
    reasons: Mapped[str | None]


class AssessmentReview(Record):
    """A review of somebody's post after poor results in a row: why, since when, how it ended."""

    __tablename__ = "assessment_review"
    feature = "assessment"

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    scheme_id: Mapped[UUID] = mapped_column(references("assessment_scheme.id"))
    period_id: Mapped[UUID] = mapped_column(references("assessment_period.id"))
    opened_on: Mapped[date]
    ground: Mapped[Any] = mapped_column(CanonicalJson)
    closed_on: Mapped[date | None]
    outcome: Mapped[str | None]
