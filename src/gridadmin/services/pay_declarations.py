"""Special additional deductions as workers declare them: entered, corrected, ended, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_deductions import Declaration, check_declarations, declared_amount
from gridadmin.domain.pay_people import DeclarationRow
from gridadmin.domain.pay_reading import read_tables
from gridadmin.domain.pay_tables import AdditionalRules
from gridadmin.i18n import N_, Message
from gridadmin.models.ids import new_id
from gridadmin.models.pay import PayDeclaration
from gridadmin.models.workers import Worker
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.pay_parameters import get_pay_parameters
from gridadmin.services.pay_touched import Change, declared
from gridadmin.services.worker_records import require_worker


def list_declarations(
    session: Session, month: Month, known_on: date, worker_id: UUID | None = None
) -> list[DeclarationRow]:
    """Return what was declared, by name, each with what it is worth in a month."""
    query = select(PayDeclaration, Worker.name).join(Worker, Worker.id == PayDeclaration.worker_id)
    query = query.order_by(Worker.name_pinyin, Worker.id, PayDeclaration.first_month, PayDeclaration.id)
    if worker_id is not None:
        query = query.where(PayDeclaration.worker_id == worker_id)
    rules = additional_rules(session, month, known_on)
    return [
        DeclarationRow(row.id, row.worker_id, name, _item(row), declared_amount(_item(row), month, rules), row.version)
        for row, name in session.execute(query)
    ]


def declarations_of(session: Session, worker_id: UUID) -> Sequence[Declaration]:
    """Return what a person declared."""
    return [item for _key, item in _items(session, worker_id)]


def additional_rules(session: Session, month: Month, known_on: date) -> AdditionalRules:
    """Return the amounts of a month as they are known on a day."""
    return read_tables(get_pay_parameters(session), month, known_on).additional


def declare(session: Session, worker_id: UUID, item: Declaration) -> UUID:
    """Enter a special additional deduction as it was declared and return its id.

    Raises:
        InvalidError: it does not go together with another one of the same year, or a share that no deduction has.
    """
    require_worker(session, worker_id)
    _check(session, worker_id, item, None)
    made = PayDeclaration(id=new_id(), worker_id=worker_id, **_values(item))
    session.add(made)
    session.flush()
    return made.id


def update_declaration(session: Session, declaration_id: UUID, item: Declaration, version: int) -> Change:
    """Correct a declaration and return what that changes of paid months; errors as `declare`."""
    row = _require(session, declaration_id)
    name = require_worker(session, row.worker_id).name
    require_version(row, version, name)
    _check(session, row.worker_id, item, declaration_id)
    first = min(Month.of(row.first_month), item.first)
    if not assign(row, **_values(item)):
        return Change(name)
    return declared(session, name, first, None)


def end_declaration(session: Session, declaration_id: UUID, last: Month) -> Change:
    """Let a declaration end with a month and return what that changes of paid months; errors as `declare`."""
    row = _require(session, declaration_id)
    item = replace(_item(row), last=last)
    if last < item.first:
        raise InvalidError(
            N_("{kind}: the last month lies before the first."),
            {"last": Message(N_("It began with {month}."), {"month": item.first})}, kind=item.kind.message,
        )  # fmt: skip
    before = _item(row).last
    name = update_declaration(session, declaration_id, item, row.version).name
    if before == last:
        return Change(name)
    first = last if before is None else min(before, last)
    until = None if before is None else max(before, last)
    return declared(session, name, first.plus(1), until)


def remove_declaration(session: Session, declaration_id: UUID, version: int) -> Change:
    """Take a declaration away that was never made, and return what that changes of paid months."""
    row = _require(session, declaration_id)
    name = require_worker(session, row.worker_id).name
    require_version(row, version, name)
    item = _item(row)
    session.delete(row)
    return declared(session, name, item.first, item.last)


def _check(session: Session, worker_id: UUID, item: Declaration, own_id: UUID | None) -> None:
    if item.last is not None and item.last < item.first:
        raise InvalidError(
            N_("{kind}: the last month lies before the first."),
            {"last": Message(N_("It began with {month}."), {"month": item.first})}, kind=item.kind.message,
        )  # fmt: skip
    declared_amount(item, item.first, additional_rules(session, item.first, date.max))
    known = [other for key, other in _items(session, worker_id) if key != own_id]
    for year in range(item.first.year, (item.last or item.first.plus(12)).year + 1):
        check_declarations([*known, item], year)


def _items(session: Session, worker_id: UUID) -> list[tuple[UUID, Declaration]]:
    query = select(PayDeclaration).where(PayDeclaration.worker_id == worker_id).order_by(PayDeclaration.first_month)
    return [(row.id, _item(row)) for row in session.scalars(query)]


def _item(row: PayDeclaration) -> Declaration:
    last = Month.of(row.last_month) if row.last_month else None
    return Declaration(row.kind, Month.of(row.first_month), last, row.percent, row.share, row.tier, row.subject or "")


def _values(item: Declaration) -> dict[str, object]:
    last = item.last.first_day if item.last else None
    return {
        "kind": item.kind, "first_month": item.first.first_day, "last_month": last,
        "percent": item.percent, "share": item.share, "tier": item.tier, "subject": item.subject.strip() or None,
    }  # fmt: skip


def _require(session: Session, declaration_id: UUID) -> PayDeclaration:
    row = session.get(PayDeclaration, declaration_id)
    if row is None:
        raise NotFoundError(N_("The declaration is no longer there."))
    return row
