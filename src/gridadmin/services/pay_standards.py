"""Pay standards of the office: entering, ending, listing; two of one element never hold for one person on one day."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.pay_standards import PayStandard as Standard
from gridadmin.domain.pay_standards import check_standard, find_overlap
from gridadmin.i18n import N_
from gridadmin.models.ids import new_id
from gridadmin.models.pay import PayStandard
from gridadmin.services.assignment import assign

FIELDS = (
    "code", "name", "nature", "formula", "valid_from", "valid_to", "kind", "role", "seniority_from", "seniority_to",
    "prorated",
)  # fmt: skip


def list_standards(session: Session) -> tuple[Standard, ...]:
    """Return every standard in the order in which they are reckoned and printed."""
    return tuple(_standard(row) for row in _rows(session))


def _rows(session: Session) -> list[PayStandard]:
    return list(session.scalars(select(PayStandard).order_by(PayStandard.place, PayStandard.code, PayStandard.id)))


def _standard(row: PayStandard) -> Standard:
    return Standard(**{name: getattr(row, name) for name in FIELDS}, numbers=row.numbers, document=row.document or "")


def add_standard(session: Session, standard: Standard) -> UUID:
    """Enter a standard and return its id.

    Raises:
        InvalidError: it cannot be reckoned, or another of the same element holds for the same people and days.
    """
    check_standard(standard)
    known = _rows(session)
    _refuse_overlap([_standard(row) for row in known if row.code == standard.code], standard)
    place = next((row.place for row in known if row.code == standard.code), len({row.code for row in known}) + 1)
    row = PayStandard(id=new_id(), place=place, **_values(standard))
    session.add(row)
    session.flush()
    return row.id


def end_standard(session: Session, standard_id: UUID, last_day: date) -> str:
    """Let a standard end with a day and return its name.

    Raises:
        NotFoundError: it is gone. InvalidError: the day lies before its first.
    """
    row = session.get(PayStandard, standard_id)
    if row is None:
        raise NotFoundError(N_("The pay standard is no longer there."))
    if last_day < row.valid_from:
        raise InvalidError(N_("{name}: the last day lies before the first."), name=row.name)
    assign(row, valid_to=last_day)
    return row.name


def _values(standard: Standard) -> dict[str, Any]:
    return {name: getattr(standard, name) for name in FIELDS} | {
        "numbers": dict(standard.numbers),
        "document": standard.document or None,
    }


def _refuse_overlap(known: list[Standard], new: Standard) -> None:
    for other in known:
        if find_overlap((other, new)):
            raise InvalidError(
                N_("“{name}” and “{other}” from {day} would both hold for the same people. End one, or narrow it."),
                name=new.name, other=other.name, day=other.valid_from.isoformat(),
            )  # fmt: skip
