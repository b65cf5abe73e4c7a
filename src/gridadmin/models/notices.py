"""Notices: where boards hang, and what each printed board said (Art 15)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.models.base import CanonicalJson, Record, references


class PostingPlace(Record):
    """A prominent place where the board of a grid hangs, or (`grid_id` None) that of a whole community (Art 15)."""

    __tablename__ = "posting_place"
    feature = "notices"

    grid_id: Mapped[UUID | None] = mapped_column(references("grid.id"), index=True)
    community_id: Mapped[UUID] = mapped_column(references("community.id"), index=True)
    place: Mapped[str]
    removed_on: Mapped[date | None]


class BoardPrint(Record):
    """A board as it was printed: number and statutory items word for word, so that a stale one can be named."""

    __tablename__ = "board_print"
    feature = "notices"

    grid_id: Mapped[UUID | None] = mapped_column(references("grid.id"), index=True)
    community_id: Mapped[UUID] = mapped_column(references("community.id"), index=True)
    number: Mapped[int]
    printed_on: Mapped[date]
    template: Mapped[str]
    size: Mapped[str]
    fingerprint: Mapped[str]
    content: Mapped[Any] = mapped_column(CanonicalJson)
