"""Pay standards of the office: entering, correcting, ending, taking over, taking away.

Two of one element never hold for one person on one day. A change that touches paid months is allowed: it returns which
ones, and the next run makes up for them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError, NotPermittedError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_standards import Formula, check_standard, find_overlap
from gridadmin.domain.pay_standards import PayStandard as Standard
from gridadmin.i18n import N_, Message
from gridadmin.models.ids import new_id
from gridadmin.models.pay import PayLine, PayRun, PayStandard
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.pay_touched import Change, changed

FIELDS = (
    "code", "name", "nature", "formula", "valid_from", "valid_to", "kind", "role", "seniority_from", "seniority_to",
    "prorated",
)  # fmt: skip
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class StandardRow:
    """A standard as the office keeps it; `place` is the order in which elements are reckoned and printed."""

    id: UUID
    standard: Standard
    place: int
    version: int


def list_standards(session: Session) -> tuple[Standard, ...]:
    """Return every standard in the order in which they are reckoned and printed."""
    return tuple(_standard(row) for row in _rows(session))


def list_standard_rows(session: Session, on: date | None = None) -> list[StandardRow]:
    """Return the standards that hold on a day, or all of them, the history of an element from its first day on."""
    found = [StandardRow(row.id, _standard(row), row.place, row.version) for row in _rows(session)]
    held = [row for row in found if on is None or _holds(row.standard, on)]
    return sorted(held, key=lambda row: (row.place, row.standard.code, row.standard.valid_from))


def get_standard(session: Session, standard_id: UUID) -> StandardRow:
    """Return one standard; NotFoundError where it is gone."""
    row = _require(session, standard_id)
    return StandardRow(row.id, _standard(row), row.place, row.version)


def find_standard(session: Session, key: str, on: date) -> StandardRow:
    """Return the standard with an id, or the one of an element (code or name) that holds on a day.

    Raises:
        NotFoundError: none, or several for different people; the message names them with their ids.
    """
    rows = list_standard_rows(session)
    named = [row for row in rows if key in (str(row.id), row.standard.code, row.standard.name)]
    found = named if len(named) == 1 else [row for row in named if _holds(row.standard, on)]
    if len(found) != 1:
        told = named or rows
        names = "、".join(f"{row.standard.code} {row.standard.name} {row.id}" for row in told[:8]) or "—"
        raise NotFoundError(N_("No one pay standard is meant by {key}. There are: {names}"), key=key, names=names)
    return found[0]


def _holds(standard: Standard, on: date) -> bool:
    return standard.valid_from <= on and (standard.valid_to is None or on <= standard.valid_to)


def _rows(session: Session) -> list[PayStandard]:
    return list(session.scalars(select(PayStandard).order_by(PayStandard.place, PayStandard.code, PayStandard.id)))


def _standard(row: PayStandard) -> Standard:
    return Standard(**{name: getattr(row, name) for name in FIELDS}, numbers=row.numbers, document=row.document or "")


def add_standard(session: Session, standard: Standard) -> UUID:
    """Enter a standard and return its id.

    Raises:
        InvalidError: it cannot be reckoned, a percentage of an element that does not come before it, or another of the
            same element holds for the same people and days.
    """
    check_standard(standard)
    known = _rows(session)
    _refuse_overlap([_standard(row) for row in known if row.code == standard.code], standard)
    last = max((row.place for row in known), default=0)
    place = next((row.place for row in known if row.code == standard.code), last + 1)
    _refuse_loose_percent(known, standard, place)
    row = PayStandard(id=new_id(), place=place, **_values(standard))
    session.add(row)
    session.flush()
    return row.id


def update_standard(session: Session, standard_id: UUID, standard: Standard, version: int) -> Change:
    """Correct a standard: it was never so. Return what that changes of paid months.

    Raises:
        NotFoundError: it is gone. ConflictError: somebody else changed it. InvalidError: as `add_standard`.
    """
    row = _require(session, standard_id)
    require_version(row, version, row.name)
    check_standard(standard)
    known = _rows(session)
    _refuse_overlap([_standard(each) for each in known if each.code == standard.code and each.id != row.id], standard)
    place = next((each.place for each in known if each.code == standard.code), row.place)
    _refuse_loose_percent(known, standard, place)
    if standard.code != row.code:
        _refuse_orphan(known, row)
    first, last = min(row.valid_from, standard.valid_from), _later(row.valid_to, standard.valid_to)
    if not assign(row, place=place, **_values(standard)):
        return Change(row.name)
    session.flush()
    return changed(session, row.name, first, last)


def end_standard(session: Session, standard_id: UUID, last_day: date) -> Change:
    """Let a standard end with a day, earlier or later than it said, and return what that changes of paid months.

    Raises:
        NotFoundError: it is gone. InvalidError: the day lies before its first, or it would overlap another then.
    """
    row = _require(session, standard_id)
    if last_day < row.valid_from:
        raise InvalidError(
            N_("{name}: the last day lies before the first."),
            {"valid_to": Message(N_("It began on {day}."), {"day": row.valid_from.isoformat()})},
            name=row.name,
        )
    ended = replace(_standard(row), valid_to=last_day)
    _refuse_overlap([_standard(each) for each in _rows(session) if each.code == row.code and each.id != row.id], ended)
    before = row.valid_to
    if not assign(row, valid_to=last_day):
        return Change(row.name)
    session.flush()
    first = last_day if before is None else min(before, last_day)
    return changed(session, row.name, first + ONE_DAY, _later(before, last_day))


def take_over(session: Session, standard_id: UUID, successor: Standard) -> tuple[UUID, Change]:
    """Let a standard end and another of the same element hold from the day after (a raise), as one act.

    The successor ends when the old one would have. Return its id and what that changes of paid months.

    Raises:
        NotFoundError: it is gone. InvalidError: the day does not lie within it, or as `add_standard`.
    """
    row = _require(session, standard_id)
    first = successor.valid_from
    if first <= row.valid_from or (row.valid_to is not None and first > row.valid_to + ONE_DAY):
        raise InvalidError(
            N_("{name} holds from {first} to {last}; a new amount takes over within these days."),
            {"valid_from": Message(N_("Choose a later day, or correct the old one."))},
            name=row.name, first=row.valid_from.isoformat(), last=row.valid_to.isoformat() if row.valid_to else "—",
        )  # fmt: skip
    until = successor.valid_to or (row.valid_to if row.valid_to and row.valid_to >= first else None)
    made = replace(successor, code=row.code, valid_to=until)
    assign(row, valid_to=first - ONE_DAY)
    session.flush()
    return add_standard(session, made), changed(session, made.name, first, until)


def remove_standard(session: Session, standard_id: UUID, version: int) -> str:
    """Take a standard away that was entered by mistake, and return its name.

    Raises:
        NotPermittedError: a run was reckoned with it. InvalidError: a percentage is taken of its element.
    """
    row = _require(session, standard_id)
    require_version(row, version, row.name)
    used = _first_use(session, row)
    if used is not None:
        raise NotPermittedError(
            N_("{name} was used in the pay of {month}. Let it end with a day instead, or correct it."),
            name=row.name, month=used,
        )  # fmt: skip
    _refuse_orphan(_rows(session), row)
    session.delete(row)
    return row.name


def _first_use(session: Session, row: PayStandard) -> Month | None:
    query = select(PayRun.month, PayLine.details).join(PayLine, PayLine.run_id == PayRun.id)
    query = query.where(PayRun.month >= Month.of(row.valid_from).first_day).order_by(PayRun.month)
    if row.valid_to is not None:
        query = query.where(PayRun.month <= row.valid_to)
    for month, details in session.execute(query):
        if any(each["code"] == row.code and each["formula"] == row.formula.value for each in details["elements"]):
            return Month.of(month)
    return None


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


def _require(session: Session, standard_id: UUID) -> PayStandard:
    row = session.get(PayStandard, standard_id)
    if row is None:
        raise NotFoundError(N_("The pay standard is no longer there."))
    return row


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


def _refuse_loose_percent(known: list[PayStandard], new: Standard, place: int) -> None:
    if new.formula is not Formula.PERCENT:
        return
    of = str(new.numbers.get("of"))
    if not any(row.code == of and row.place < place for row in known):
        codes = "、".join(dict.fromkeys(f"{row.code} {row.name}" for row in known if row.place < place)) or "—"
        raise InvalidError(
            N_("{name}: a percentage is taken of an element before it, not of “{of}”. There are: {codes}"),
            {"of": Message(N_("Choose an element that comes before this one."))},
            name=new.name, of=of, codes=codes,
        )  # fmt: skip


def _refuse_orphan(known: list[PayStandard], going: PayStandard) -> None:
    """Refuse to take the last standard of an element away while a percentage is taken of it."""
    if any(row.code == going.code and row.id != going.id for row in known):
        return
    for row in known:
        if row.formula is Formula.PERCENT and row.numbers["of"] == going.code:
            raise InvalidError(
                N_("“{name}” is a percentage of {of}. Take that away first."), name=row.name, of=going.name
            )
