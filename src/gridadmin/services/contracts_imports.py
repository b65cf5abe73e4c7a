"""Importing contracts from a sheet (合同台账): each row goes in whole or not at all, by the checks of a typed one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.contracts import ContractForm, ContractKind, ContractRow, ContractTerm
from gridadmin.domain.contracts_sheets import CONTRACT_END, CONTRACT_KIND, CONTRACT_TERM, OPEN_ENDS
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.imports import Effect, ImportReport, Outcome
from gridadmin.domain.text import squeeze
from gridadmin.i18n import N_
from gridadmin.services.contracts import create_contract, list_contracts, update_contract
from gridadmin.services.import_cells import Readers, changes_of, read_cells, read_day, require_filled
from gridadmin.services.import_people import Letters, PeopleBook, Progress, Row, put_rows
from gridadmin.services.office import get_office

MOST_HOURS = 168
FIELDS = (
    "kind", "term", "employer", "started_on", "ends_on", "signed_on", "probation_until", "weekly_hours", "number",
    "ended_on", "end_reason", "remarks",
)  # fmt: skip


def _last_day(written: str) -> date | None:
    return None if squeeze(written) in OPEN_ENDS else read_day(written)


def _hours(written: str) -> int:
    digits = squeeze(written).removesuffix("小时")
    if not digits.isdecimal() or int(digits) > MOST_HOURS:
        raise InvalidError(N_("“{value}” is not a number of hours."), value=written)
    return int(digits)


READERS: Readers = {
    "started_on": read_day, "ends_on": _last_day, "kind": CONTRACT_KIND.read, "term": CONTRACT_TERM.read,
    "employer": str, "number": str, "signed_on": read_day, "probation_until": read_day, "weekly_hours": _hours,
    "ended_on": read_day, "end_reason": CONTRACT_END.read, "remarks": str,
}  # fmt: skip


def import_contracts(
    session: Session, rows: Sequence[Row], _today: date, letter_of: Letters, progress: Progress
) -> ImportReport:
    """Enter the contracts of a sheet and return the report; the caller decides whether to keep it.

    A contract on file (the same person and first day) is corrected, and only in what the row fills. Where the sheet
    does not say: a labour contract with the office; open-ended where its last day says so, else for a fixed term.
    """
    office = get_office(session).organisation
    known: dict[UUID, dict[date, ContractRow]] = defaultdict(dict)
    for contract in list_contracts(session):
        known[contract.worker_id][contract.started_on] = contract

    def put(worker_id: UUID, row: Row) -> Effect:
        values = read_cells(row.cells, READERS)
        require_filled(values, "started_on")
        held = known[worker_id].get(values["started_on"])
        if held is not None:
            return _correct(session, held, values)
        form = ContractForm(**_defaults(values, office) | values)
        create_contract(session, worker_id, form)
        session.flush()
        return Outcome.NEW, ()

    return put_rows(PeopleBook(session, once=False, strict=True).find, rows, put, letter_of, progress)


def _defaults(values: Mapping[str, Any], office: str) -> dict[str, Any]:
    is_open = "ends_on" in values and values["ends_on"] is None
    term = ContractTerm.OPEN if is_open else ContractTerm.FIXED
    return {"kind": ContractKind.LABOUR, "term": term, "employer": office}


def _correct(session: Session, held: ContractRow, values: Mapping[str, Any]) -> Effect:
    changes = changes_of(held, values)
    if not changes:
        return Outcome.UNCHANGED, ()
    form = ContractForm(**{name: getattr(held, name) for name in FIELDS} | dict(values))
    update_contract(session, held.id, form, held.version)
    session.flush()
    return Outcome.UPDATED, changes
