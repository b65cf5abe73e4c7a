"""Accounts: the clerks of the office. Logging in is opening a key slot; the slot names its account."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.models.base import Record


class Account(Record):
    """A clerk who can open the office; the actor of what is done."""

    __tablename__ = "account"
    feature = "accounts"

    name: Mapped[str] = mapped_column(unique=True)
    disabled_on: Mapped[date | None]
