"""What belongs to one month alone: a grid of people and columns, saved as one act; a closed month is refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError, NotPermittedError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_codes import check_code
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_people import Cell, EntryColumn, EntryPerson, EntrySheet
from gridadmin.domain.pay_person import ABSENCE, EntryKind, MonthEntry
from gridadmin.domain.pay_runs import RunKind, RunState
from gridadmin.domain.pay_standards import Formula
from gridadmin.i18n import N_, Message, _
from gridadmin.models.ids import new_id
from gridadmin.models.pay import PayEntry, PayRun
from gridadmin.models.workers import Employment, Worker
from gridadmin.services.assignment import assign
from gridadmin.services.pay_people import NEEDS_REASON
from gridadmin.services.pay_standards import list_standards
from gridadmin.services.worker_records import require_worker

THOUSAND = 1000
BONUS, GRADE = "bonus", "grade"
_ORDER = (
    EntryKind.EVENTS, EntryKind.ABSENCE, EntryKind.ONCE, EntryKind.BONUS_SEPARATE, EntryKind.BONUS_MERGED,
    EntryKind.GRADE,
)  # fmt: skip


@dataclass(frozen=True)
class EntriesReport:
    """What an act of entering did: cells that were set or emptied, of how many people."""

    cells: int
    people: int


def closed_reason(session: Session, month: Month) -> Message | None:
    """Return why nothing may be entered for a month any more, with the way out; None while it may."""
    state = session.scalar(select(PayRun.state).where(PayRun.month == month.first_day, PayRun.kind == RunKind.REGULAR))
    if state is None or state is RunState.DRAFT:
        return None
    values = {"month": month, "state": state.message, "next": month.plus(1)}
    return Message(N_("The pay of {month} is {state}. Reopen its run, or enter a one-off amount in {next}."), values)


def _refuse_closed(session: Session, month: Month) -> None:
    reason = closed_reason(session, month)
    if reason is not None:
        raise NotPermittedError(reason.msgid, **reason.values)


def enter_once(session: Session, worker_id: UUID, month: Month, entry: MonthEntry) -> UUID:
    """Enter what belongs to one month alone and return its id; the same kind and code of a month is replaced.

    Raises:
        NotPermittedError: the month is closed; it names the way out.
        InvalidError: no code or reason, a code that is taken, a number below zero, or more days than a month has.
    """
    _refuse_closed(session, month)
    worker = require_worker(session, worker_id)
    _check(entry, month, worker.name)
    known = session.scalars(
        select(PayEntry).where(
            PayEntry.worker_id == worker_id, PayEntry.month == month.first_day, PayEntry.kind == entry.kind,
            PayEntry.code == entry.code.strip(),
        )
    ).first()  # fmt: skip
    values = {
        "name": entry.name or entry.code, "nature": entry.nature, "number": int(entry.number * THOUSAND),
        "amount": entry.amount, "grade": entry.grade or None, "reason": entry.reason.strip(),
    }  # fmt: skip
    if known is not None:
        assign(known, **values)
        return known.id
    row = PayEntry(
        id=new_id(), worker_id=worker_id, month=month.first_day, kind=entry.kind, code=entry.code.strip(), **values
    )
    session.add(row)
    return row.id


def _check(entry: MonthEntry, month: Month, name: str) -> None:
    most = month.days if entry.kind is EntryKind.ABSENCE else 1_000_000
    if not (entry.reason.strip() and entry.code.strip()):
        raise InvalidError(NEEDS_REASON, {"reason": Message(NEEDS_REASON)})
    if entry.kind is EntryKind.ONCE:
        check_code(entry.code)
    if not 0 <= entry.number <= most or entry.number * THOUSAND != int(entry.number * THOUSAND):
        raise InvalidError(N_("{name}: {number} is no number of days or events."), name=name, number=entry.number)
    if entry.kind in (EntryKind.BONUS_SEPARATE, EntryKind.BONUS_MERGED) and entry.amount < 0:
        raise InvalidError(N_("{name}: a bonus is not below zero."), name=name)


def entry_sheet(session: Session, month: Month) -> EntrySheet:
    """Return the month's entries: everybody in service in it or with an entry, and the columns that are in use.

    Columns are the standards by event that hold, absence, one-off amounts of this month and the one before, the annual
    bonus, and the grade where a standard is by grade.
    """
    rows = list(session.scalars(select(PayEntry).where(PayEntry.month == month.first_day).order_by(PayEntry.id)))
    earlier = select(PayEntry).where(PayEntry.month == month.plus(-1).first_day, PayEntry.kind == EntryKind.ONCE)
    columns, grades = _columns(session, month, [*rows, *session.scalars(earlier)])
    by_person: dict[UUID, list[PayEntry]] = defaultdict(list)
    for row in rows:
        by_person[row.worker_id].append(row)
    people = tuple(_person(person, by_person.get(person[0], [])) for person in _people(session, month, set(by_person)))
    return EntrySheet(month, columns, people, closed_reason(session, month), grades)


def _columns(
    session: Session, month: Month, rows: Sequence[PayEntry]
) -> tuple[tuple[EntryColumn, ...], tuple[str, ...]]:
    held = [
        each
        for each in list_standards(session)
        if each.valid_from <= month.last_day and (each.valid_to is None or each.valid_to >= month.first_day)
    ]
    events = [EntryColumn(EntryKind.EVENTS, e.code, e.name, e.nature) for e in held if e.formula is Formula.EVENT]
    grades = tuple(
        dict.fromkeys(name for e in held if e.formula is Formula.GRADE for name in _best_first(e.numbers["grades"]))
    )
    fixed = [
        EntryColumn(EntryKind.ABSENCE, ABSENCE, _("Days absent")),
        EntryColumn(EntryKind.BONUS_SEPARATE, BONUS, _("Annual bonus by itself")),
        EntryColumn(EntryKind.BONUS_MERGED, BONUS, _("Annual bonus merged")),
        *([EntryColumn(EntryKind.GRADE, GRADE, _("Grade by hand"))] if grades else []),
    ]
    known = {column.key: column for column in [*events, *fixed]}
    for row in rows:
        column = EntryColumn(row.kind, row.code, row.name, row.nature)
        known.setdefault(column.key, column)
    ordered = sorted(known.values(), key=lambda column: _ORDER.index(column.kind))
    return tuple(ordered), grades


def _best_first(grades: Mapping[str, int]) -> list[str]:
    return sorted(grades, key=lambda grade: -grades[grade])


def _people(session: Session, month: Month, entered: set[UUID]) -> list[tuple[UUID, str, str, Any]]:
    query = select(Worker.id, Worker.name, Worker.id_number, Employment.kind)
    query = query.join(Employment, Employment.worker_id == Worker.id).where(
        Employment.started_on <= month.last_day,
        (Employment.ended_on.is_(None)) | (Employment.ended_on >= month.first_day),
    )
    found = {
        row.id: (row.id, row.name, row.id_number or "", row.kind)
        for row in session.execute(query.order_by(Worker.name_pinyin, Worker.id, Employment.started_on))
    }
    gone = select(Worker.id, Worker.name, Worker.id_number).where(Worker.id.in_(entered - found.keys()))
    for row in session.execute(gone.order_by(Worker.name_pinyin, Worker.id)):
        found[row.id] = (row.id, row.name, row.id_number or "", None)
    return list(found.values())


def _person(person: tuple[UUID, str, str, Any], rows: Sequence[PayEntry]) -> EntryPerson:
    cells: dict[str, Cell] = {}
    for row in rows:
        key = EntryColumn(row.kind, row.code, row.name).key
        cells[key] = _value(row) if key not in cells else _sum(cells[key], _value(row))
    reasons = "；".join(dict.fromkeys(row.reason for row in rows))
    return EntryPerson(person[0], person[1], person[2], person[3], cells, reasons)


def _sum(one: Cell, other: Cell) -> Cell:
    """Several rows of one column, as older offices have them, are shown as their sum; of grades the later one."""
    return other if isinstance(one, str) or isinstance(other, str) else one + other


def _value(row: PayEntry) -> Cell:
    if row.kind is EntryKind.GRADE:
        return row.grade or ""
    money = row.kind in (EntryKind.ONCE, EntryKind.BONUS_SEPARATE, EntryKind.BONUS_MERGED)
    return row.amount if money else Decimal(row.number) / THOUSAND


def set_entries(
    session: Session,
    month: Month,
    cells: Mapping[UUID, Mapping[str, Cell | None]],
    columns: Sequence[EntryColumn],
    basis: str,
    reasons: Mapping[UUID, str] | None = None,
) -> EntriesReport:
    """Set and empty cells of a month's grid, as one act.

    Args:
        cells: person -> key of a column -> value; None or nothing empties the cell.
        columns: those of the grid, new ones with them.
        basis: the paper or reason behind everything that has no reason of its own.
        reasons: person -> reason of that person's row.

    Raises:
        NotPermittedError: the month is closed; it names the way out.
        InvalidError: neither basis nor reason, or a value that the column cannot have; it names the person.
    """
    _refuse_closed(session, month)
    known = {column.key: column for column in columns}
    rows: dict[tuple[UUID, str], list[PayEntry]] = defaultdict(list)
    for row in session.scalars(select(PayEntry).where(PayEntry.month == month.first_day).order_by(PayEntry.id)):
        rows[row.worker_id, EntryColumn(row.kind, row.code, row.name).key].append(row)
    count = 0
    for worker_id, values in cells.items():
        reason = (reasons or {}).get(worker_id, "").strip() or basis.strip()
        for key, value in values.items():
            if key not in known:
                raise NotFoundError(N_("The entries of {month} have no column {key}."), month=month, key=key)
            count += _set(session, (worker_id, month), known[key], value, reason, rows[worker_id, key])
    _set_reasons(session, rows, reasons or {})
    return EntriesReport(count, len(cells))


def _set_reasons(
    session: Session, rows: Mapping[tuple[UUID, str], Sequence[PayEntry]], reasons: Mapping[UUID, str]
) -> None:
    """Let a reason that was typed stand at everything of that person's month."""
    for (owner, _key), found in rows.items():
        reason = reasons.get(owner, "").strip()
        for row in found if reason else ():
            if row not in session.deleted:
                assign(row, reason=reason)


def _set(
    session: Session, place: tuple[UUID, Month], column: EntryColumn, value: Cell | None, reason: str,
    known: list[PayEntry],
) -> int:  # fmt: skip
    worker_id, month = place
    for row in known[1:]:  # older offices may have several of one column: one remains
        session.delete(row)
    if value in (None, "", 0):
        for row in known[:1]:
            session.delete(row)
        return len(known[:1])
    entry = _entry(column, value, reason or (known[0].reason if known else ""))
    name = require_worker(session, worker_id).name
    try:
        _check(entry, month, name)
    except InvalidError as error:
        raise InvalidError(N_("{name}: {reason}"), error.fields, name=name, reason=error.message) from error
    stored = {
        "name": column.name, "nature": column.nature, "number": int(entry.number * THOUSAND), "amount": entry.amount,
        "grade": entry.grade or None, "reason": entry.reason.strip(),
    }  # fmt: skip
    if known:
        return int(assign(known[0], **stored))
    session.add(
        PayEntry(id=new_id(), worker_id=worker_id, month=month.first_day, kind=column.kind, code=column.code, **stored)
    )
    return 1


def _entry(column: EntryColumn, value: Cell, reason: str) -> MonthEntry:
    if column.kind is EntryKind.GRADE:
        return MonthEntry(column.kind, column.code, reason, column.name, grade=str(value))
    if column.is_money:
        return MonthEntry(column.kind, column.code, reason, column.name, column.nature, amount=int(value))
    return MonthEntry(column.kind, column.code, reason, column.name, column.nature, number=Decimal(value))


def once_column(name: str, nature: Nature, columns: Sequence[EntryColumn]) -> EntryColumn:
    """Return the column of a one-off amount with a name: the one that is there, or a new one.

    Raises:
        InvalidError: no name, or another column is called so.
    """
    plain = name.strip()
    if not plain:
        raise InvalidError(N_("Give the amount a name; it is printed on the payslip."))
    for column in columns:
        if column.name == plain:
            if column.kind is not EntryKind.ONCE or column.nature is not nature:
                raise InvalidError(N_("There is a column “{name}” already. Choose another name."), name=plain)
            return column
    return EntryColumn(EntryKind.ONCE, plain, plain, nature)
