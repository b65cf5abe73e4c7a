"""Out of which money pay is borne, and what is budgeted (Art 21)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.models.base import Record


class PayFundShare(Record):
    """What part of an item of cost a source bears from day to day; `part` in hundredths of a percent."""

    __tablename__ = "pay_fund_share"
    feature = "pay"

    cost_item: Mapped[str] = mapped_column(index=True)
    source: Mapped[str]
    part: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document: Mapped[str | None]


class PayBudget(Record):
    """What is budgeted for a year out of a source, in fen."""

    __tablename__ = "pay_budget"
    feature = "pay"
    __table_args__ = (Index(None, "year", "source", unique=True),)

    year: Mapped[int]
    source: Mapped[str]
    amount: Mapped[int]
    document: Mapped[str | None]
