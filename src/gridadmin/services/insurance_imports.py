"""Importing enrolments from a sheet: matched by ID number, then by a unique name; a row goes in whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.imports import Effect, ImportChange, ImportReport, Outcome
from gridadmin.domain.insurance import InsuredPerson
from gridadmin.domain.months import Month
from gridadmin.domain.pay_rounding import parse_yuan, yuan_text
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_, Message
from gridadmin.services.import_people import Letters, PeopleBook, Row, put_rows
from gridadmin.services.insurance import DeclaredBases, declare_bases
from gridadmin.services.insurance_facts import insured_people

ALL_SCHEMES = "base"
FIRST = "first"
SHARED = (Scheme.PENSION, Scheme.MEDICAL, Scheme.UNEMPLOYMENT, Scheme.INJURY)


def import_enrolments(
    session: Session,
    rows: Sequence[Row],
    first: Month,
    letter_of: Letters = lambda _sheet, _field: "",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> ImportReport:
    """Enter the bases of a sheet and return the report; the caller decides whether to keep it.

    A base under `base` is that of every statutory scheme; one of a scheme's own column goes before it. Empty cells
    change nothing.

    Args:
        session: within an act.
        rows: as read; `first`: from which month they hold where a row names none.
    """
    known = {each.worker_id: each for each in insured_people(session)}

    def put(worker_id: UUID, row: Row) -> Effect:
        return _put(session, known[worker_id], row, first)

    return put_rows(PeopleBook(session, strict=True).find, rows, put, letter_of, progress)


def _put(session: Session, known: InsuredPerson, row: Row, first: Month) -> Effect:
    bases, month = _bases(row), _month(row, first)
    held = {each.scheme: each.base for each in known.enrolments if each.covers(month)}
    changes = tuple(
        ImportChange(scheme.value, yuan_text(held[scheme]) if scheme in held else "", yuan_text(base))
        for scheme, base in bases.items()
        if held.get(scheme) != base
    )
    if not changes:
        return Outcome.UNCHANGED, ()
    declare_bases(session, month, [DeclaredBases(known.worker_id, bases)], row.cells.get("reason", ""))
    return Outcome.UPDATED if held else Outcome.NEW, changes


def _month(row: Row, first: Month) -> Month:
    written = row.cells.get(FIRST, "").replace("年", "-").replace("月", "").replace("/", "-").replace(".", "-")
    try:
        return Month.parse(written) if written else first
    except InvalidError as error:
        raise InvalidError(error.message.msgid, {FIRST: error.message}, month=written) from None


def _bases(row: Row) -> dict[Scheme, int]:
    """Return the bases of a row.

    Raises:
        InvalidError: an amount that cannot be read, or none at all.
    """
    found: dict[Scheme, int] = {}
    if row.cells.get(ALL_SCHEMES):
        found = dict.fromkeys(SHARED, _amount(row, ALL_SCHEMES))
    for scheme in Scheme:
        if row.cells.get(scheme.value):
            found[scheme] = _amount(row, scheme.value)
    if not found:
        raise InvalidError(N_("There is no base in this row."))
    return found


def _amount(row: Row, field: str) -> int:
    try:
        base = parse_yuan(row.cells[field])
    except InvalidError as error:
        raise InvalidError(error.message.msgid, {field: error.message}, text=row.cells[field]) from None
    if base <= 0:
        wrong = Message(N_("A contribution base is above zero."))
        raise InvalidError(wrong.msgid, {field: wrong})
    return base
