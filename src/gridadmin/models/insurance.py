"""Insurance: who is enrolled in which scheme, with what base, from which month to which."""

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
