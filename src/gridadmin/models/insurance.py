"""Insurance: enrolments with their bases, accident policies with lists and claims, findings that were explained."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.domain.insurance import Fault
from gridadmin.domain.insurance_policies import ClaimState
from gridadmin.domain.pay_tables import Scheme
from gridadmin.models.base import Record, references
from gridadmin.models.scans import ScanPage


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
    end_reason: Mapped[str | None]


class AccidentPolicy(Record):
    """A commercial accident policy (人身意外伤害险); both days included, amounts in fen.

    `premium_taxed` is what the tax office said about the premium being the workers' income: None while nobody asked.
    """

    __tablename__ = "accident_policy"
    feature = "insurance"

    insurer: Mapped[str]
    number: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    sum_insured: Mapped[int]
    premium: Mapped[int]
    document: Mapped[str | None]
    premium_taxed: Mapped[bool | None]
    premium_said_on: Mapped[date | None]
    premium_basis: Mapped[str | None]


class AccidentCover(Record):
    """A person on the list of a policy, from day to day; no last day: as long as the policy."""

    __tablename__ = "accident_cover"
    feature = "insurance"

    policy_id: Mapped[UUID] = mapped_column(references("accident_policy.id"), index=True)
    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class AccidentClaim(Record):
    """A claim on a policy after an accident of an insured person; amounts in fen."""

    __tablename__ = "accident_claim"
    feature = "insurance"

    policy_id: Mapped[UUID] = mapped_column(references("accident_policy.id"), index=True)
    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    happened_on: Mapped[date]
    place: Mapped[str]
    circumstances: Mapped[str]
    reported_on: Mapped[date]
    case_number: Mapped[str | None]
    claimed: Mapped[int | None]
    paid: Mapped[int | None]
    state: Mapped[ClaimState]
    decided_on: Mapped[date | None]
    remarks: Mapped[str | None]


class PolicyScan(ScanPage):
    """A page of a scanned accident policy, its list or an endorsement."""

    __tablename__ = "accident_policy_scan"
    feature = "insurance"
    owner = "policy_id"

    policy_id: Mapped[UUID] = mapped_column(references("accident_policy.id"), index=True)


class ClaimScan(ScanPage):
    """A page of a paper that belongs to a claim: the report, bills, the insurer's decision."""

    __tablename__ = "accident_claim_scan"
    feature = "insurance"
    owner = "claim_id"

    claim_id: Mapped[UUID] = mapped_column(references("accident_claim.id"), index=True)


class InsuranceExplanation(Record):
    """Why something that does not fit between service and insurance is in order, from month to month.

    One row for each scheme that it speaks of; none for accident cover. No last month: until further notice.
    """

    __tablename__ = "insurance_explanation"
    feature = "insurance"

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    fault: Mapped[Fault]
    scheme: Mapped[Scheme | None]
    first_month: Mapped[date]
    last_month: Mapped[date | None]
    reason: Mapped[str]
    explained_on: Mapped[date]
