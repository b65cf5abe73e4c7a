"""What the end of somebody's service leaves to be done, and who took over a grid from whom (退出、换人)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.domain.workers import ExitReason
from gridadmin.models.base import Record, references


class HandoverItem(Record):
    """One line of the hand-over list (交接清单) of a spell of service that ends.

    `due_days` counts from the last day of service, so that a corrected last day moves what is due with it.
    """

    __tablename__ = "handover_item"
    feature = "workers"

    employment_id: Mapped[UUID] = mapped_column(references("employment.id"), index=True)
    place: Mapped[int]
    item: Mapped[str]
    title: Mapped[str]
    basis: Mapped[str | None]
    due_days: Mapped[int | None]
    needed: Mapped[bool]
    done_on: Mapped[date | None]
    done_by: Mapped[str | None]
    remark: Mapped[str | None]


class Changeover(Record):
    """One grid passed from one person to another on a day; `reason` None: the one who leaves it stays in service."""

    __tablename__ = "changeover"
    feature = "workers"

    grid_id: Mapped[UUID] = mapped_column(references("grid.id"), index=True)
    outgoing_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    incoming_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    effective_on: Mapped[date]
    reason: Mapped[ExitReason | None]
    document: Mapped[str | None]
    remark: Mapped[str | None]
