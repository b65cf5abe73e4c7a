"""Importing accounts from a sheet: matched by ID number, then by a unique name; a row goes in whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from gridadmin.domain.account_numbers import plain_number
from gridadmin.domain.bank_accounts import (
    AccountConcern,
    BankAccountForm,
    BankAccountRow,
    BankRelation,
    account_concerns,
    checked_account,
    mask_account,
)
from gridadmin.domain.entries import typed_date
from gridadmin.domain.errors import GridAdminError, InvalidError
from gridadmin.domain.imports import ImportChange, ImportReport, Outcome, Problem, RowOutcome, Severity
from gridadmin.domain.text import clean_text
from gridadmin.i18n import N_, Message
from gridadmin.services.bank_accounts import accounts_of, correct_account, set_account
from gridadmin.services.import_people import Letters, PeopleBook, Row, require_results

COMPARED = ("number", "bank", "branch", "cnaps", "holder", "relation")
RELATIONS = {
    "本行": BankRelation.OWN, "行内": BankRelation.OWN, "他行": BankRelation.OTHER, "跨行": BankRelation.OTHER,
    "行外": BankRelation.OTHER,
}  # fmt: skip


def import_accounts(
    session: Session,
    rows: Sequence[Row],
    effective_on: date,
    letter_of: Letters = lambda _sheet, _field: "",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> ImportReport:
    """Enter the accounts of a sheet and return the report; the caller decides whether to keep it.

    Args:
        session: within an act.
        rows: as read.
        effective_on: from when accounts hold where a row names no day.
        letter_of: (sheet, field) -> letter of the column, for the places of problems.
        progress: told (done, total).
    """
    people = PeopleBook(session, strict=True)
    outcomes, problems = list[RowOutcome](), list[Problem]()
    for done, row in enumerate(rows):
        if done % 50 == 0:
            progress(done, len(rows))
        try:
            outcome, concerns = _put(session, people, row, effective_on)
        except GridAdminError as error:
            field, reason = _fault(error)
            problems.append(_problem(row, letter_of, field, reason, Severity.ERROR))
            outcome, concerns = RowOutcome(row.sheet, row.row, Outcome.REJECTED, row.name), ()
        problems += [_problem(row, letter_of, "number", each.message, Severity.WARNING) for each in concerns]
        outcomes.append(outcome)
    progress(len(rows), len(rows))
    return ImportReport.of(len(rows), outcomes, problems)


def _put(
    session: Session, people: PeopleBook, row: Row, effective_on: date
) -> tuple[RowOutcome, tuple[AccountConcern, ...]]:
    worker_id = people.require(row)
    require_results(row)
    form = checked_account(_form(row, effective_on), clean_text(row.name))
    concerns = account_concerns(form, clean_text(row.name))
    held = next((each for each in accounts_of(session, worker_id) if each.holds_on(form.valid_from)), None)
    if held is None:
        set_account(session, worker_id, form)
        return RowOutcome(row.sheet, row.row, Outcome.NEW, row.name), concerns
    form = _filled_up(form, held, row)
    changes = _changes(form, held)
    if not changes:
        return RowOutcome(row.sheet, row.row, Outcome.UNCHANGED, row.name), ()
    if form.number == held.number:
        correct_account(session, held.id, form, held.version)  # the same account, only better described
    else:
        set_account(session, worker_id, form)
    return RowOutcome(row.sheet, row.row, Outcome.UPDATED, row.name, changes), concerns


def _form(row: Row, effective_on: date) -> BankAccountForm:
    cells = row.cells
    written, relation = cells.get("valid_from", ""), cells.get("relation", "")
    try:
        day = typed_date(written, effective_on) or effective_on
    except ValueError:
        unread = Message(N_("“{text}” is no day; write it like 2026-10-31"), {"text": written})
        raise InvalidError(unread.msgid, {"valid_from": unread}, text=written) from None
    if relation and relation not in RELATIONS:
        raise InvalidError(
            N_("“{value}” is neither 本行 nor 他行."),
            {"relation": Message(N_("“{value}” is neither 本行 nor 他行."), {"value": relation})},
            value=relation,
        )
    return BankAccountForm(
        number=cells.get("number", ""), bank=cells.get("bank", ""), valid_from=day, branch=cells.get("branch", ""),
        cnaps=cells.get("cnaps", ""), holder=cells.get("holder", ""), reason=cells.get("reason", ""),
        relation=RELATIONS.get(relation, BankRelation.BY_NAME),
    )  # fmt: skip


def _filled_up(form: BankAccountForm, held: BankAccountRow, row: Row) -> BankAccountForm:
    """An empty cell changes nothing of an account that is the same."""
    if plain_number(form.number) != held.number:
        return form
    known = {name: getattr(held, name) for name in ("branch", "cnaps", "holder", "relation", "reason")}
    filled = replace(form, **{name: value for name, value in known.items() if not row.cells.get(name)})
    return replace(filled, holder="" if filled.holder == held.name else filled.holder)


def _changes(form: BankAccountForm, held: BankAccountRow) -> tuple[ImportChange, ...]:
    found = []
    for name in COMPARED:
        was, now = getattr(held, name), getattr(form, name)
        now = (now or held.name) if name == "holder" else now
        if was != now:
            shown = (mask_account(was), mask_account(now)) if name == "number" else (was, now)
            found.append(ImportChange(name, *shown))
    return tuple(found)


def _fault(error: GridAdminError) -> tuple[str, Message]:
    fields = error.fields if isinstance(error, InvalidError) else {}
    return next(iter(fields.items()), ("", error.message))


def _problem(row: Row, letter_of: Letters, field: str, reason: Message, severity: Severity) -> Problem:
    value = row.cells.get(field, "") if field else row.name
    value = mask_account(value) if field == "number" and severity is Severity.WARNING else value
    return Problem(row.sheet, row.row, letter_of(row.sheet, field), value, reason, severity, field)
