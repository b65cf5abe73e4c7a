"""Accounts of persons: entering, correcting, ending, listing; no account belongs to two persons on one day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.bank_accounts import (
    BankAccountForm,
    BankAccountRow,
    PaidPerson,
    account_concerns,
    checked_account,
)
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.text import clean_text
from gridadmin.domain.workers import WorkerStatus
from gridadmin.i18n import N_, Message
from gridadmin.models.bank import BankAccount
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Worker
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.worker_records import ONE_DAY, require_worker
from gridadmin.services.workers import list_workers


def list_accounts(session: Session, as_of: date | None = None) -> list[BankAccountRow]:
    """Return accounts by the name of the person, the newest first; only those that hold on a day where one is given."""
    query = select(BankAccount, Worker.name, Worker.id_number).join(Worker, Worker.id == BankAccount.worker_id)
    query = query.order_by(Worker.name_pinyin, Worker.id, BankAccount.valid_from.desc(), BankAccount.id)
    rows = [_account(row, name, id_number) for row, name, id_number in session.execute(query)]
    return [row for row in rows if as_of is None or row.holds_on(as_of)]


def list_paid_people(session: Session, as_of: date) -> list[PaidPerson]:
    """Return everybody in service on a day with the account that holds then, in the order of names."""
    held = accounts_on(session, as_of)
    return [PaidPerson(row.id, row.name, held.get(row.id)) for row in list_workers(session, as_of, WorkerStatus.ACTIVE)]


def accounts_on(session: Session, day: date) -> dict[UUID, BankAccountRow]:
    """Return the account to which everybody is paid on a day."""
    return {row.worker_id: row for row in list_accounts(session, day)}


def accounts_of(session: Session, worker_id: UUID) -> list[BankAccountRow]:
    """Return somebody's accounts, the newest first; NotFoundError where the person is gone."""
    worker = require_worker(session, worker_id)
    query = select(BankAccount).where(BankAccount.worker_id == worker_id)
    query = query.order_by(BankAccount.valid_from.desc(), BankAccount.id)
    return [_account(row, worker.name, worker.id_number) for row in session.scalars(query)]


def _account(row: BankAccount, name: str, id_number: str | None) -> BankAccountRow:
    form = BankAccountForm(
        row.number, row.bank, row.valid_from, row.branch or "", row.cnaps or "", row.holder or "", row.relation,
        row.reason or "",
    )  # fmt: skip
    return BankAccountRow(
        id=row.id, worker_id=row.worker_id, name=name, id_number=id_number, number=row.number, bank=row.bank,
        branch=form.branch, cnaps=form.cnaps, holder=form.holder or name, relation=row.relation,
        valid_from=row.valid_from, valid_to=row.valid_to, reason=form.reason, version=row.version,
        concerns=account_concerns(form, name),
    )  # fmt: skip


def set_account(session: Session, worker_id: UUID, form: BankAccountForm) -> UUID:
    """Enter the account to which somebody is paid from a day on and return its id; one before ends on the day before.

    One that began on the same day is corrected.

    Raises:
        InvalidError: as `checked_account`; the account is somebody else's; one that begins later is there.
        NotFoundError: the person is gone.
    """
    worker = require_worker(session, worker_id)
    clean = checked_account(form, clean_text(worker.name))
    known = _accounts(session, worker_id)
    same = next((row for row in known if row.valid_from == clean.valid_from), None)
    later = min((row.valid_from for row in known if row.valid_from > clean.valid_from), default=None)
    if later is not None:
        raise InvalidError(
            N_("{name} has an account from {day} already. Correct that one, or begin later."),
            {"valid_from": Message(N_("An account from {day} is there."), {"day": later})},
            name=worker.name, day=later,
        )  # fmt: skip
    _refuse_shared(session, worker, clean, None)
    if same is not None:
        assign(same, valid_to=None, **_values(clean))
        return same.id
    for row in known:
        if row.valid_to is None or row.valid_to >= clean.valid_from:
            assign(row, valid_to=clean.valid_from - ONE_DAY)
    made = BankAccount(id=new_id(), worker_id=worker_id, valid_from=clean.valid_from, **_values(clean))
    session.add(made)
    session.flush()
    return made.id


def correct_account(session: Session, account_id: UUID, form: BankAccountForm, version: int) -> None:
    """Correct an account that was entered wrongly; its days stay.

    Raises:
        InvalidError: as `set_account`. ConflictError: a lost race.
    """
    row = _require(session, account_id)
    worker = require_worker(session, row.worker_id)
    require_version(row, version, worker.name)
    clean = checked_account(form, clean_text(worker.name))
    _refuse_shared(session, worker, clean, row)
    assign(row, **_values(clean))


def end_account(session: Session, account_id: UUID, last_day: date, reason: str) -> None:
    """Let an account end with a day, such as a closed one; InvalidError where the day lies before its first."""
    row = _require(session, account_id)
    if last_day < row.valid_from:
        name = require_worker(session, row.worker_id).name
        raise InvalidError(N_("{name}: the last day lies before the first."), name=name)
    assign(row, valid_to=last_day, reason=clean_text(reason) or row.reason)


def remove_account(session: Session, account_id: UUID, version: int) -> None:
    """Take away an account that was entered by mistake; the one before it holds again.

    Raises:
        NotFoundError: it is gone. ConflictError: a lost race.
    """
    row = _require(session, account_id)
    require_version(row, version, require_worker(session, row.worker_id).name)
    before = [other for other in _accounts(session, row.worker_id) if other.valid_to == row.valid_from - ONE_DAY]
    for other in before:
        assign(other, valid_to=row.valid_to)
    session.delete(row)


def _accounts(session: Session, worker_id: UUID) -> list[BankAccount]:
    return list(session.scalars(select(BankAccount).where(BankAccount.worker_id == worker_id)))


def _require(session: Session, account_id: UUID) -> BankAccount:
    row = session.get(BankAccount, account_id)
    if row is None:
        raise NotFoundError(N_("The account is no longer there."))
    return row


def _refuse_shared(session: Session, worker: Worker, form: BankAccountForm, own: BankAccount | None) -> None:
    start = own.valid_from if own is not None else form.valid_from
    end = own.valid_to if own is not None else None
    query = select(BankAccount, Worker.name).join(Worker, Worker.id == BankAccount.worker_id)
    query = query.where(BankAccount.number == form.number, BankAccount.worker_id != worker.id)
    for row, name in session.execute(query):
        if (row.valid_to is None or row.valid_to >= start) and (end is None or row.valid_from <= end):
            raise InvalidError(
                N_("The account of {name} is already that of {other}. One account cannot belong to two persons."),
                {"number": Message(N_("This is the account of {other}."), {"other": name})},
                name=worker.name, other=name,
            )  # fmt: skip


def _values(form: BankAccountForm) -> dict[str, Any]:
    optional = {name: getattr(form, name) or None for name in ("branch", "cnaps", "holder", "reason")}
    return {"number": form.number, "bank": form.bank, "relation": form.relation, **optional}


def known_banks(session: Session) -> list[str]:
    """Return the names of banks that occur, the most frequent first, for completing what is typed."""
    counts: dict[str, int] = {}
    banks: Iterable[str] = session.scalars(select(BankAccount.bank))
    for bank in banks:
        counts[bank] = counts.get(bank, 0) + 1
    return sorted(counts, key=lambda bank: (-counts[bank], bank))
