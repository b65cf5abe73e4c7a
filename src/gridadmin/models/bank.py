"""Bank transfer: accounts of persons, the office's own templates of files, what went to the bank for a run."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.domain.bank_accounts import BankRelation
from gridadmin.models.base import CanonicalJson, Record, references


class BankAccount(Record):
    """An account of a person, from day to day; both days included."""

    __tablename__ = "bank_account"
    feature = "pay"

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    number: Mapped[str] = mapped_column(index=True)
    bank: Mapped[str]
    branch: Mapped[str | None]
    cnaps: Mapped[str | None]
    holder: Mapped[str | None]
    relation: Mapped[BankRelation]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    reason: Mapped[str | None]


class BankTemplate(Record):
    """A template of a bank's file that the office made, as `domain.bank_reading` reads it."""

    __tablename__ = "bank_template"
    feature = "pay"

    name: Mapped[str] = mapped_column(unique=True)
    definition: Mapped[Any] = mapped_column(CanonicalJson)


class BankExport(Record):
    """What was written for the bank from a run: by which template, when, by whom, its files with their hashes.

    `made_at` is a moment in UTC as ISO text; amounts in fen.
    """

    __tablename__ = "bank_export"
    feature = "pay"

    run_id: Mapped[UUID] = mapped_column(references("pay_run.id"), index=True)
    template_name: Mapped[str]
    made_at: Mapped[str]
    made_by: Mapped[str]
    rows: Mapped[int]
    total: Mapped[int]
    files: Mapped[Any] = mapped_column(CanonicalJson)
    left_out: Mapped[Any] = mapped_column(CanonicalJson)
    unverified: Mapped[Any] = mapped_column(CanonicalJson)
