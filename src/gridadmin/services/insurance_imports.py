"""Importing enrolments from a sheet: matched by ID number, then by a unique name; a row goes in whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.errors import GridAdminError, InvalidError
from gridadmin.domain.imports import ImportChange, ImportReport, Outcome, Problem, RowOutcome, Severity
from gridadmin.domain.insurance import InsuredPerson
from gridadmin.domain.months import Month
from gridadmin.domain.pay_rounding import parse_yuan, yuan_text
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_, Message
from gridadmin.services.import_people import Letters, PeopleBook, Row, report_of
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
    people, known = PeopleBook(session, strict=True), {each.worker_id: each for each in insured_people(session)}
    outcomes, problems = list[RowOutcome](), list[Problem]()
    for done, row in enumerate(rows):
        if done % 50 == 0:
            progress(done, len(rows))
        try:
            outcomes.append(_put(session, people, known, row, first))
        except GridAdminError as error:
            fields = error.fields if isinstance(error, InvalidError) else {}
            field, reason = next(iter(fields.items()), ("", error.message))
            value = row.cells.get(field, "") if field else row.name
            place = letter_of(row.sheet, field)
            problems.append(Problem(row.sheet, row.row, place, value, reason, Severity.ERROR, field))
            outcomes.append(RowOutcome(row.sheet, row.row, Outcome.REJECTED, row.name))
    progress(len(rows), len(rows))
    return report_of(outcomes, problems)


def _put(session: Session, people: PeopleBook, known: dict[UUID, InsuredPerson], row: Row, first: Month) -> RowOutcome:
    worker_id = people.require(row)
    bases, month = _bases(row), _month(row, first)
    held = {each.scheme: each.base for each in known[worker_id].enrolments if each.covers(month)}
    changes = tuple(
        ImportChange(scheme.value, yuan_text(held[scheme]) if scheme in held else "", yuan_text(base))
        for scheme, base in bases.items()
        if held.get(scheme) != base
    )
    if not changes:
        return RowOutcome(row.sheet, row.row, Outcome.UNCHANGED, row.name)
    declare_bases(session, month, [DeclaredBases(worker_id, bases)], row.cells.get("reason", ""))
    return RowOutcome(row.sheet, row.row, Outcome.UPDATED if held else Outcome.NEW, row.name, changes)


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
