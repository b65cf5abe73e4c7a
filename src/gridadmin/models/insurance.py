"""Insurance: who is enrolled in which scheme with what base, accident policies and the people on their lists."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.domain.pay_tables import Scheme
from gridadmin.models.base import Record, references


class InsuranceEnrolment(Record):
    """A person's base in one scheme, in fen; months are kept as their first days, both included."""

    __tablename__ = "insurance_enrolment"
    feature = "insurance"

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    scheme: Mapped[Scheme]
    first_month: Mapped[date]
    last_month: Mapped[date | None]
    base: Mapped[int]
    reason: Mapped[str | None]


class AccidentPolicy(Record):
    """A commercial accident policy (人身意外伤害险); both days included, amounts in fen."""

    __tablename__ = "accident_policy"
    feature = "insurance"

    insurer: Mapped[str]
    number: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    sum_insured: Mapped[int]
    premium: Mapped[int]
    document: Mapped[str | None]


class AccidentCover(Record):
    """A person on the list of a policy, from day to day; no last day: as long as the policy."""

    __tablename__ = "accident_cover"
    feature = "insurance"

    policy_id: Mapped[UUID] = mapped_column(references("accident_policy.id"), index=True)
    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
