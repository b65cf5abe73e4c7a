"""Contracts of grid workers and their scanned pages."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.domain.contracts import ContractEnd, ContractKind, ContractTerm
from gridadmin.models.base import Record, references
from gridadmin.models.scans import ScanPage


class Contract(Record):
    """A contract with a grid worker; a renewal is a row of its own. `ends_on` was agreed, `ended_on` happened."""

    __tablename__ = "contract"
    feature = "contracts"

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    kind: Mapped[ContractKind]
    term: Mapped[ContractTerm]
    employer: Mapped[str]
    number: Mapped[str | None]
    signed_on: Mapped[date | None]
    started_on: Mapped[date]
    ends_on: Mapped[date | None]
    probation_until: Mapped[date | None]
    weekly_hours: Mapped[int | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[ContractEnd | None]
    remarks: Mapped[str | None]


class ContractScan(ScanPage):
    """A page of a scanned contract, or of a paper that belongs to it."""

    __tablename__ = "contract_scan"
    feature = "contracts"
    owner = "contract_id"

    contract_id: Mapped[UUID] = mapped_column(references("contract.id"), index=True)
