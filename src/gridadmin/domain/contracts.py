"""Contracts (合同) of grid workers: kinds, terms, and one contract as the office keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_


class ContractKind(LabelledEnum):
    """What was agreed; the Labour Contract Law holds for all but a service agreement (劳务协议)."""

    LABOUR = "labour", N_("Labour contract")
    HOURLY = "hourly", N_("Part-time labour contract (Art 68–72)")
    DISPATCH = "dispatch", N_("Labour contract with a dispatch company")
    SERVICE = "service", N_("Service agreement")


class ContractTerm(LabelledEnum):
    """Labour Contract Law Art 12: fixed, open-ended, or until a task is done."""

    FIXED = "fixed", N_("Fixed term")
    OPEN = "open", N_("Open-ended")
    TASK = "task", N_("Until a task is done")


class ContractEnd(LabelledEnum):
    """Why a contract ended (Labour Contract Law Art 36–41, 44)."""

    EXPIRED = "expired", N_("The term ran out")
    AGREED = "agreed", N_("Ended by agreement")
    RESIGNED = "resigned", N_("Ended by the worker")
    DISMISSED = "dismissed", N_("Ended by the employer")
    RETIRED = "retired", N_("Retirement")
    DIED = "died", N_("Death")
    REPLACED = "replaced", N_("Replaced by another contract")
    OTHER = "other", N_("Other reason")


@dataclass(frozen=True)
class ContractRow:
    """One contract; a renewal is another one.

    Attributes:
        employer: the other party (用人单位): the office itself or a dispatch company.
        signed_on: None while it is not signed.
        ends_on: the last day of the agreed term; None for open-ended ones and for a task.
        probation_until: the last day of probation (试用期); None where none was agreed.
        weekly_hours: what was agreed for a week, for part-time labour.
        ended_on: the day on which it really ended, where that is known.
        scans: how many scanned pages are filed with it.
    """

    id: UUID
    worker_id: UUID
    worker_name: str
    kind: ContractKind
    term: ContractTerm
    employer: str
    number: str | None
    signed_on: date | None
    started_on: date
    ends_on: date | None
    probation_until: date | None
    weekly_hours: int | None
    ended_on: date | None
    end_reason: ContractEnd | None
    remarks: str | None
    scans: int = 0
    version: int = 1

    @property
    def last_day(self) -> date | None:
        """The day on which it ended or will end; None = open."""
        return self.ended_on or self.ends_on

    def holds_on(self, day: date) -> bool:
        """Return whether it holds on a day."""
        return self.started_on <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True)
class ContractForm:
    """A new or edited contract."""

    kind: ContractKind
    term: ContractTerm
    employer: str
    started_on: date
    ends_on: date | None = None
    signed_on: date | None = None
    probation_until: date | None = None
    weekly_hours: int | None = None
    number: str | None = None
    ended_on: date | None = None
    end_reason: ContractEnd | None = None
    remarks: str | None = None
    accepted_warnings: tuple[str, ...] = ()
