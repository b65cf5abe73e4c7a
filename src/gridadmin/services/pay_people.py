"""Personal elements of pay and income categories: from day to day, with their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError, NotPermittedError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_codes import check_code
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_people import CategoryRow, ElementRow
from gridadmin.domain.pay_person import PersonElement
from gridadmin.i18n import N_, Message
from gridadmin.models.ids import new_id
from gridadmin.models.pay import PayCategory, PayElement, PayLine, PayRun
from gridadmin.models.workers import Employment, Worker
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.dated import holds_on
from gridadmin.services.pay_touched import Change, changed
from gridadmin.services.worker_records import require_worker

NEEDS_REASON = N_("Enter why; somebody will ask in a year.")
ONE_DAY = timedelta(days=1)


def list_elements(session: Session, on: date | None = None, worker_id: UUID | None = None) -> list[ElementRow]:
    """Return personal elements by the name of the person: those of a day, or all of them."""
    query = select(PayElement, Worker.name).join(Worker, Worker.id == PayElement.worker_id)
    query = query.order_by(Worker.name_pinyin, Worker.id, PayElement.code, PayElement.valid_from)
    if on is not None:
        query = query.where(holds_on(PayElement.valid_from, PayElement.valid_to, on))
    if worker_id is not None:
        query = query.where(PayElement.worker_id == worker_id)
    return [ElementRow(row.id, row.worker_id, name, _element(row), row.version) for row, name in session.execute(query)]


def _element(row: PayElement) -> PersonElement:
    return PersonElement(
        row.code, row.name, row.nature, row.amount, row.valid_from, row.valid_to, row.prorated, row.reason
    )


def add_element(session: Session, worker_id: UUID, element: PersonElement) -> UUID:
    """Enter an element of one person's pay and return its id.

    Raises:
        InvalidError: no code, name, amount or reason, a code that is taken, days in the wrong order, or the same
            element twice on a day.
    """
    worker = require_worker(session, worker_id)
    check_code(element.code)
    _check_element(session, worker, element, None)
    row = PayElement(id=new_id(), worker_id=worker_id, **_values(element))
    session.add(row)
    session.flush()
    return row.id


def update_element(session: Session, element_id: UUID, element: PersonElement, version: int) -> Change:
    """Correct an element: it was never so. Return what that changes of paid months.

    Raises:
        NotFoundError, ConflictError; InvalidError: as `add_element`.
    """
    row = _require_element(session, element_id)
    worker = require_worker(session, row.worker_id)
    require_version(row, version, worker.name)
    check_code(element.code)
    _check_element(session, worker, element, element_id)
    first, last = min(row.valid_from, element.valid_from), row.valid_to
    last = None if last is None or element.valid_to is None else max(last, element.valid_to)
    if not assign(row, **_values(element)):
        return Change(worker.name)
    return changed(session, worker.name, first, last)


def end_element(session: Session, element_id: UUID, last_day: date) -> Change:
    """Let an element end with a day and return what that changes of paid months; errors as `update_element`."""
    row = _require_element(session, element_id)
    worker = require_worker(session, row.worker_id)
    before = row.valid_to
    _check_element(session, worker, replace(_element(row), valid_to=last_day), element_id)
    if not assign(row, valid_to=last_day):
        return Change(worker.name)
    first = last_day if before is None else min(before, last_day)
    return changed(session, worker.name, first + ONE_DAY, None if before is None else max(before, last_day))


def remove_element(session: Session, element_id: UUID, version: int) -> str:
    """Take an element away that was entered by mistake, and return the person's name.

    Raises:
        NotPermittedError: it was paid already.
    """
    row = _require_element(session, element_id)
    worker = require_worker(session, row.worker_id)
    require_version(row, version, worker.name)
    query = select(PayRun.month, PayLine.details).join(PayLine, PayLine.run_id == PayRun.id)
    query = query.where(PayLine.worker_id == row.worker_id, PayRun.month >= Month.of(row.valid_from).first_day)
    for month, details in session.execute(query.order_by(PayRun.month)):
        if any(each["code"] == row.code and each["formula"] == "personal" for each in details["elements"]):
            raise NotPermittedError(
                N_("“{element}” of {name} was used in the pay of {month}. Let it end with a day instead."),
                element=row.name, name=worker.name, month=Month.of(month),
            )  # fmt: skip
    session.delete(row)
    return worker.name


def _require_element(session: Session, element_id: UUID) -> PayElement:
    row = session.get(PayElement, element_id)
    if row is None:
        raise NotFoundError(N_("The personal element is no longer there."))
    return row


def _values(element: PersonElement) -> dict[str, object]:
    return {
        "code": element.code.strip(), "name": element.name.strip(), "nature": element.nature, "amount": element.amount,
        "prorated": element.prorated, "valid_from": element.valid_from, "valid_to": element.valid_to,
        "reason": element.reason.strip(),
    }  # fmt: skip


def _check_element(session: Session, worker: Worker, element: PersonElement, own_id: UUID | None) -> None:
    if not (element.code.strip() and element.name.strip() and element.reason.strip()):
        raise InvalidError(N_("{name}: an element of pay needs a code, a name and a reason."), name=worker.name)
    if element.amount == 0:
        raise InvalidError(
            N_("{name}: an element of pay has an amount."),
            {"amount": Message(N_("Please fill in this field."))}, name=worker.name,
        )  # fmt: skip
    last = element.valid_to
    if last is not None and last < element.valid_from:
        raise InvalidError(
            N_("{name}: the last day lies before the first."),
            {"valid_to": Message(N_("It began on {day}."), {"day": element.valid_from.isoformat()})}, name=element.name,
        )  # fmt: skip
    query = select(PayElement).where(PayElement.worker_id == worker.id, PayElement.code == element.code.strip())
    for other in session.scalars(query):
        if (
            other.id != own_id
            and other.valid_from <= (last or date.max)
            and element.valid_from <= (other.valid_to or date.max)
        ):
            raise InvalidError(
                N_("{name} has “{element}” from {day} on already. End it first."),
                {"valid_from": Message(N_("Choose a day after it ended."))},
                name=worker.name, element=other.name, day=other.valid_from.isoformat(),
            )  # fmt: skip


def set_category(session: Session, worker_id: UUID, valid_from: date, category: IncomeCategory, reason: str) -> None:
    """Record as what a person's money is taxed from a day on; the same day is a correction.

    Raises:
        InvalidError: no reason.
    """
    require_worker(session, worker_id)
    if not reason.strip():
        raise InvalidError(NEEDS_REASON, {"reason": Message(NEEDS_REASON)})
    query = select(PayCategory).where(PayCategory.worker_id == worker_id, PayCategory.valid_from == valid_from)
    known = session.scalar(query)
    if known is None:
        session.add(
            PayCategory(
                id=new_id(), worker_id=worker_id, valid_from=valid_from, category=category, reason=reason.strip()
            )
        )
    else:
        assign(known, category=category, reason=reason.strip())


def set_categories(
    session: Session, worker_ids: Sequence[UUID], valid_from: date, category: IncomeCategory, reason: str
) -> Change:
    """Record the category of several persons, and return what that changes of paid months; errors as `set_category`.

    Raises:
        InvalidError: nobody is chosen.
    """
    if not worker_ids:
        raise InvalidError(N_("Choose somebody first."))
    for worker_id in worker_ids:
        set_category(session, worker_id, valid_from, category, reason)
    names = require_worker(session, worker_ids[0]).name
    return replace(changed(session, names, valid_from, None), in_tax_alone=True)


def remove_category(session: Session, worker_id: UUID, valid_from: date) -> Change:
    """Take a recorded category away, so that the one before holds again; NotFoundError where there is none."""
    query = select(PayCategory).where(PayCategory.worker_id == worker_id, PayCategory.valid_from == valid_from)
    known = session.scalar(query)
    if known is None:
        raise NotFoundError(N_("No income category was recorded from {day} on."), day=valid_from.isoformat())
    session.delete(known)
    return replace(changed(session, require_worker(session, worker_id).name, valid_from, None), in_tax_alone=True)


def list_categories(session: Session, on: date) -> list[CategoryRow]:
    """Return as what everybody in service on a day is taxed: part-timers without a record first, then by name."""
    query = select(Employment.worker_id, Employment.kind, Worker.name).join(Worker, Worker.id == Employment.worker_id)
    query = query.where(holds_on(Employment.started_on, Employment.ended_on, on))
    recorded = _latest(session.scalars(select(PayCategory).where(PayCategory.valid_from <= on)))
    rows = []
    for worker_id, kind, name in session.execute(query.order_by(Worker.name_pinyin, Worker.id)):
        known = recorded.get(worker_id)
        rows.append(
            CategoryRow(worker_id, name, kind, known.category, known.valid_from, known.reason)
            if known
            else CategoryRow(worker_id, name, kind, None, None, "")
        )
    return sorted(rows, key=lambda row: not row.missing)


def categories_of(session: Session, worker_id: UUID) -> list[tuple[date, IncomeCategory, str]]:
    """Return what was recorded of one person, the latest first."""
    query = select(PayCategory).where(PayCategory.worker_id == worker_id).order_by(PayCategory.valid_from.desc())
    return [(row.valid_from, row.category, row.reason) for row in session.scalars(query)]


def _latest(rows: Iterable[PayCategory]) -> dict[UUID, PayCategory]:
    found: dict[UUID, PayCategory] = {}
    for row in sorted(rows, key=lambda each: each.valid_from):
        found[row.worker_id] = row
    return found
