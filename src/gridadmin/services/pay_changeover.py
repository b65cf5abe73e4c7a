"""What a change-over means for pay: parts of a month, personal elements that end, the category that is to be set."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.months import Month
from gridadmin.domain.workers import EmploymentKind
from gridadmin.domain.workers_changeover import LineTone
from gridadmin.i18n import N_, Message
from gridadmin.models.pay import PayCategory, PayElement
from gridadmin.services.assignment import assign, take_away
from gridadmin.services.changeover_registry import Change, Consequence, consequence


@consequence("pay_by_days", place=54)
def pay_by_days(_session: Session, change: Change) -> Consequence | None:
    """The months of leaving and entry are paid by days, where they are not whole; a run does that by itself."""
    parts = []
    month = Month.of(change.last_day)
    if change.left and change.last_day < month.last_day:
        parts.append(_days(change.outgoing, month, change.last_day.day))
    if change.begins is not None and change.first_day.day > 1:
        entry = Month.of(change.first_day)
        parts.append(_days(change.incoming, entry, entry.days - change.first_day.day + 1))
    if not parts:
        return None
    return Consequence(
        Message(N_("Pay is divided by days; the month's run does it by itself")), len(parts), LineTone.FACT,
        tuple(map(str, parts)),
    )  # fmt: skip


def _days(name: str, month: Month, days: int) -> Message:
    values = {"name": name, "month": month, "days": days, "whole": month.days}
    return Message(N_("{name}: at most {days} of {whole} days in {month}"), values)


@consequence("pay_elements_end", place=55)
def pay_elements_end(session: Session, change: Change) -> Consequence | None:
    """Personal elements of pay end with the last day of service."""
    if not change.left:
        return None
    rows = _elements_after(session, change.outgoing_id, change.last_day)
    if not rows:
        return None
    text = Message(N_("The personal elements of pay of {name} end on {day}"), {
        "name": change.outgoing, "day": change.last_day,
    })  # fmt: skip
    names = tuple(row.name for row in rows)
    return Consequence(text, len(rows), LineTone.ACT, names, lambda: _end(session, rows, change.last_day))


@consequence("pay_category", place=78)
def pay_category(session: Session, change: Change) -> Consequence | None:
    """As what a new part-timer's money is taxed is recorded by a person, never inferred."""
    begins = change.begins
    if begins is None or begins.kind is not EmploymentKind.PART_TIME:
        return None
    query = select(PayCategory.id).where(
        PayCategory.worker_id == change.incoming_id, PayCategory.valid_from <= change.first_day
    )
    if session.scalar(query.limit(1)) is not None:
        return None
    words = N_("As what the money of {name} is taxed is to be set; labour remuneration until then")
    return Consequence(Message(words, {"name": change.incoming}), 1, LineTone.WARNING)


def _elements_after(session: Session, worker_id: UUID, last: date) -> list[PayElement]:
    query = select(PayElement).where(
        PayElement.worker_id == worker_id, PayElement.valid_to.is_(None) | (PayElement.valid_to > last)
    )
    return list(session.scalars(query.order_by(PayElement.valid_from, PayElement.id)))


def _end(session: Session, rows: list[PayElement], last: date) -> None:
    for row in rows:
        if row.valid_from > last:
            take_away(session, row)
        else:
            assign(row, valid_to=last)
