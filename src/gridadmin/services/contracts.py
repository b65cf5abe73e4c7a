"""Contracts: entering, renewing, ending them (Labour Contract Law Art 10–50), and what of them wants attention."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.contracts import ContractEnd, ContractForm, ContractKind, ContractRow
from gridadmin.domain.contracts_lapses import ContractLapse, ServiceFact, contract_lapses
from gridadmin.domain.contracts_rules import contract_errors, contract_warnings, keep_until
from gridadmin.domain.errors import InvalidError, NotFoundError, NotPermittedError
from gridadmin.domain.workers import ExitReason
from gridadmin.i18n import N_, Message
from gridadmin.models.contracts import Contract
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Employment, Worker
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.dated import covers
from gridadmin.services.employment import ONE_DAY
from gridadmin.services.scans import count_scans, remove_all_scans
from gridadmin.services.worker_records import require_worker

SCANS = "contract_scan"
END_OF = {
    ExitReason.RESIGNED: ContractEnd.RESIGNED,
    ExitReason.TERM_ENDED: ContractEnd.EXPIRED,
    ExitReason.TRANSFERRED: ContractEnd.AGREED,
    ExitReason.RETIRED: ContractEnd.RETIRED,
    ExitReason.DISMISSED: ContractEnd.DISMISSED,
    ExitReason.DIED: ContractEnd.DIED,
    ExitReason.CHANGED_KIND: ContractEnd.REPLACED,
    ExitReason.OTHER: ContractEnd.OTHER,
}


def list_contracts(session: Session) -> list[ContractRow]:
    """Return every contract by the name of the person, the newest first."""
    query = select(Contract, Worker.name).join(Worker, Worker.id == Contract.worker_id)
    query = query.order_by(Worker.name_pinyin, Worker.id, Contract.started_on.desc())
    return _rows(session, [(row[0], row[1]) for row in session.execute(query)])


def contracts_of(session: Session, worker_id: UUID) -> list[ContractRow]:
    """Return somebody's contracts, the oldest first; NotFoundError where the person is gone."""
    name = require_worker(session, worker_id).name
    query = select(Contract).where(Contract.worker_id == worker_id).order_by(Contract.started_on, Contract.id)
    return _rows(session, [(row, name) for row in session.scalars(query)])


def create_contract(session: Session, worker_id: UUID, form: ContractForm) -> UUID:
    """Enter a contract and return its id.

    Raises:
        InvalidError: days in the wrong order, probation beyond the law, or another contract holds at that time.
    """
    _check(form, contracts_of(session, worker_id))
    row = Contract(id=new_id(), worker_id=worker_id, **_values(form))
    session.add(row)
    return row.id


def create_contracts(session: Session, forms: Sequence[tuple[UUID, ContractForm]]) -> int:
    """Enter contracts of several persons as one act and return how many; errors as `create_contract`."""
    for worker_id, form in forms:
        create_contract(session, worker_id, form)
    return len(forms)


def update_contract(session: Session, contract_id: UUID, form: ContractForm, version: int) -> None:
    """Correct a contract; errors as `create_contract`, ConflictError for a lost race."""
    row = _require(session, contract_id)
    others = contracts_of(session, row.worker_id)
    require_version(row, version, others[0].worker_name)
    _check(form, [other for other in others if other.id != contract_id])
    assign(row, **_values(form))


def end_contract(session: Session, contract_id: UUID, last_day: date, reason: ContractEnd) -> None:
    """Write down when and why a contract ended; InvalidError where the day lies outside of it."""
    row = _require(session, contract_id)
    if not covers(row.started_on, row.ends_on, last_day):
        raise InvalidError(
            N_("The contract does not hold on {day}."),
            {"ended_on": Message(N_("Enter a day of the contract."))},
            day=last_day,
        )
    assign(row, ended_on=last_day, end_reason=reason)


def end_contracts_of(session: Session, worker_id: UUID, last_day: date, reason: ExitReason) -> int:
    """End every contract of somebody that holds on the last day of service and beyond; return how many."""
    ending = [
        row
        for row in contracts_of(session, worker_id)
        if row.holds_on(last_day) and row.ended_on is None and row.ends_on != last_day
    ]
    for row in ending:
        end_contract(session, row.id, last_day, END_OF[reason])
    return len(ending)


def remove_contract(session: Session, contract_id: UUID, version: int, today: date) -> None:
    """Take a contract away that was entered by mistake, with its scanned pages.

    Raises:
        NotPermittedError: it was signed and has to be kept: while it holds, and two years after its end (Art 50).
    """
    row = _require(session, contract_id)
    (found,) = [each for each in contracts_of(session, row.worker_id) if each.id == contract_id]
    require_version(row, version, found.worker_name)
    kept = keep_until(found)
    if found.signed_on is not None and (kept is None or today <= kept):
        raise NotPermittedError(
            N_("A signed contract is kept for two years after its end at least (Art 50). Correct it instead.")
        )
    remove_all_scans(session, SCANS, contract_id)
    session.delete(row)


def warnings_of(session: Session, worker_id: UUID, form: ContractForm, contract_id: UUID | None) -> dict[str, Message]:
    """Return what is doubtful in a contract before it is saved, by field."""
    return contract_warnings(form, [row for row in contracts_of(session, worker_id) if row.id != contract_id])


def list_lapses(session: Session, today: date, until: date) -> list[ContractLapse]:
    """Return what of contracts has lapsed by a day, and what will by another one, of everybody in service."""
    contracts: dict[UUID, list[ContractRow]] = defaultdict(list)
    for row in list_contracts(session):
        contracts[row.worker_id].append(row)
    found = [
        lapse
        for fact in _services(session, today)
        for lapse in contract_lapses(fact, contracts[fact.worker_id], today, until)
    ]
    return sorted(found, key=lambda lapse: (lapse.day, lapse.name, lapse.kind))


def lapses_of(session: Session, worker_id: UUID, today: date, until: date) -> list[ContractLapse]:
    """Return the same of one person; nothing for somebody who is not in service."""
    contracts = contracts_of(session, worker_id)
    facts = _services(session, today, worker_id)
    return [lapse for fact in facts for lapse in contract_lapses(fact, contracts, today, until)]


def _services(session: Session, today: date, worker_id: UUID | None = None) -> list[ServiceFact]:
    columns = (Employment.worker_id, Employment.kind, Employment.started_on, Employment.ended_on)
    query = select(*columns, Worker.name, Worker.birth_date, Worker.sex).join(Worker, Worker.id == Employment.worker_id)
    if worker_id is not None:
        query = query.where(Employment.worker_id == worker_id)
    spells: dict[UUID, list[Any]] = defaultdict(list)
    for row in session.execute(query.order_by(Employment.started_on)):
        spells[row.worker_id].append(row)
    return [fact for rows in spells.values() if (fact := _service(rows, today)) is not None]


def _service(spells: Sequence[Any], today: date) -> ServiceFact | None:
    """The unbroken service that holds on a day; spells that follow each other without a day between are one."""
    held = next((row for row in spells if covers(row.started_on, row.ended_on, today)), None)
    if held is None:
        return None
    since, until = held.started_on, held.ended_on
    for row in reversed(spells):
        if row.ended_on is not None and row.ended_on + ONE_DAY == since and row.kind is held.kind:
            since = row.started_on
    for row in spells:
        if until is not None and row.started_on == until + ONE_DAY:
            until = row.ended_on
    return ServiceFact(held.worker_id, held.name, held.kind, since, until, held.birth_date, held.sex)


def _check(form: ContractForm, others: Sequence[ContractRow]) -> None:
    faults = contract_errors(form, others)
    if faults:
        raise InvalidError(N_("The contract cannot be entered like this."), faults)


def _require(session: Session, contract_id: UUID) -> Contract:
    row = session.get(Contract, contract_id)
    if row is None:
        raise NotFoundError(N_("The contract is no longer there."))
    return row


def _values(form: ContractForm) -> dict[str, object]:
    return {
        "kind": form.kind,
        "term": form.term,
        "employer": form.employer.strip(),
        "number": form.number or None,
        "signed_on": form.signed_on,
        "started_on": form.started_on,
        "ends_on": form.ends_on,
        "probation_until": form.probation_until,
        "weekly_hours": form.weekly_hours if form.kind is ContractKind.HOURLY else None,
        "ended_on": form.ended_on,
        "end_reason": form.end_reason,
        "remarks": form.remarks or None,
    }


def _rows(session: Session, found: Iterable[tuple[Contract, str]]) -> list[ContractRow]:
    pairs = list(found)
    scans = count_scans(session, SCANS, [row.id for row, _name in pairs])
    return [_row(row, name, scans.get(row.id, 0)) for row, name in pairs]


def _row(row: Contract, name: str, scans: int) -> ContractRow:
    return ContractRow(
        id=row.id,
        worker_id=row.worker_id,
        worker_name=name,
        kind=row.kind,
        term=row.term,
        employer=row.employer,
        number=row.number,
        signed_on=row.signed_on,
        started_on=row.started_on,
        ends_on=row.ends_on,
        probation_until=row.probation_until,
        weekly_hours=row.weekly_hours,
        ended_on=row.ended_on,
        end_reason=row.end_reason,
        remarks=row.remarks,
        scans=scans,
        version=row.version or 1,
    )
