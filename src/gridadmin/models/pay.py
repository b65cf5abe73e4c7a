"""Pay: parameters of the office, standards, what is dated of a person, entries of a month, runs and their lines."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.domain.pay_deductions import AdditionalKind
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_parameters import PayCertainty
from gridadmin.domain.pay_person import EntryKind
from gridadmin.domain.pay_runs import RunKind, RunState
from gridadmin.domain.pay_standards import Formula
from gridadmin.domain.pay_tax import BasicMode
from gridadmin.domain.workers import AppointmentRole, EmploymentKind
from gridadmin.models.base import CanonicalJson, Record, references


class PayParameter(Record):
    """A value that the office entered; it lies over the shipped ones of the same key and dates."""

    __tablename__ = "pay_parameter"
    feature = "pay"
    __table_args__ = (Index(None, "key", "effective_from", "published_on", unique=True),)

    key: Mapped[str]
    value: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    effective_from: Mapped[date]
    published_on: Mapped[date]
    source: Mapped[str]
    certainty: Mapped[PayCertainty]
    note: Mapped[str]


class PayStandard(Record):
    """One element of pay for a group of people, by a formula of the closed set, from day to day."""

    __tablename__ = "pay_standard"
    feature = "pay"

    place: Mapped[int]
    code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    nature: Mapped[Nature]
    formula: Mapped[Formula]
    numbers: Mapped[Any] = mapped_column(CanonicalJson)
    kind: Mapped[EmploymentKind | None]
    role: Mapped[AppointmentRole | None]
    seniority_from: Mapped[int]
    seniority_to: Mapped[int | None]
    prorated: Mapped[bool]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document: Mapped[str | None]


class PayElement(Record):
    """An element of one person's pay, in fen of a whole month, from day to day."""

    __tablename__ = "pay_element"
    feature = "pay"

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    code: Mapped[str]
    name: Mapped[str]
    nature: Mapped[Nature]
    amount: Mapped[int]
    prorated: Mapped[bool]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    reason: Mapped[str]


class PayCategory(Record):
    """As what a person's money is taxed from a day on."""

    __tablename__ = "pay_category"
    feature = "pay"
    __table_args__ = (Index(None, "worker_id", "valid_from", unique=True),)

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"))
    valid_from: Mapped[date]
    category: Mapped[IncomeCategory]
    reason: Mapped[str]


class PayYear(Record):
    """A person's tax year: mode of the basic deduction, sums before the program was taken up, a confirmed deduction.

    Amounts in fen. `basic_confirmed` stands in place of the count for payments of the month `confirmed_month`.
    """

    __tablename__ = "pay_year"
    feature = "pay"
    __table_args__ = (Index(None, "worker_id", "year", unique=True),)

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"))
    year: Mapped[int]
    mode: Mapped[BasicMode]
    evidence: Mapped[str | None]
    months: Mapped[int]
    income: Mapped[int]
    exempt: Mapped[int]
    special: Mapped[int]
    additional: Mapped[int]
    other: Mapped[int]
    relief: Mapped[int]
    withheld: Mapped[int]
    basic_confirmed: Mapped[int | None]
    confirmed_month: Mapped[int | None]
    confirmed_reason: Mapped[str | None]


class PayDeclaration(Record):
    """A special additional deduction as declared; months are kept as their first days."""

    __tablename__ = "pay_declaration"
    feature = "pay"

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    kind: Mapped[AdditionalKind]
    first_month: Mapped[date]
    last_month: Mapped[date | None]
    percent: Mapped[int]
    share: Mapped[int | None]
    tier: Mapped[str]
    subject: Mapped[str | None]


class PayEntry(Record):
    """What belongs to one month alone; `number` in thousandths, `amount` in fen, by its kind."""

    __tablename__ = "pay_entry"
    feature = "pay"
    __table_args__ = (Index(None, "month", "worker_id"),)

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    month: Mapped[date]
    kind: Mapped[EntryKind]
    code: Mapped[str]
    name: Mapped[str]
    nature: Mapped[Nature]
    number: Mapped[int]
    amount: Mapped[int]
    grade: Mapped[str | None]
    reason: Mapped[str]


class PayRun(Record):
    """A run of pay; `month` is the first day of the month of the work, `known_on` the day of the knowledge it is by.

    `steps`: [state, day, by whom] of every step that was taken, reopenings with their reason.
    """

    __tablename__ = "pay_run"
    feature = "pay"
    __table_args__ = (Index(None, "month", "kind", "known_on"),)

    month: Mapped[date]
    kind: Mapped[RunKind]
    state: Mapped[RunState]
    pay_date: Mapped[date] = mapped_column(index=True)
    known_on: Mapped[date]
    steps: Mapped[Any] = mapped_column(CanonicalJson)


class PayLine(Record):
    """One person's line of a run, in fen, with everything that it was reckoned from."""

    __tablename__ = "pay_line"
    feature = "pay"
    __table_args__ = (Index(None, "run_id", "worker_id", unique=True),)

    run_id: Mapped[UUID] = mapped_column(references("pay_run.id"))
    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    category: Mapped[IncomeCategory]
    gross: Mapped[int]
    bonus: Mapped[int]
    worker_share: Mapped[int]
    unit_share: Mapped[int]
    tax: Mapped[int]
    kept: Mapped[int]
    owed_before: Mapped[int]
    net: Mapped[int]
    owed: Mapped[int]
    details: Mapped[Any] = mapped_column(CanonicalJson)
