"""Importing accounts from a sheet: matched by ID number, then by a unique name; a row goes in whole or not at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol
from uuid import UUID

from sqlalchemy import select
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
from gridadmin.domain.entries import half_width, typed_date
from gridadmin.domain.errors import GridAdminError, InvalidError
from gridadmin.domain.imports import ImportChange, ImportReport, Outcome, Problem, RowOutcome, Severity
from gridadmin.domain.text import clean_text
from gridadmin.i18n import N_, Message
from gridadmin.models.workers import Worker
from gridadmin.services.bank_accounts import accounts_of, correct_account, set_account

COMPARED = ("number", "bank", "branch", "cnaps", "holder", "relation")
RELATIONS = {
    "本行": BankRelation.OWN, "行内": BankRelation.OWN, "他行": BankRelation.OTHER, "跨行": BankRelation.OTHER,
    "行外": BankRelation.OTHER,
}  # fmt: skip
Letters = Callable[[str, str], str]


class AccountSheetRow(Protocol):
    """A row of a sheet of accounts as the intake reads it."""

    @property
    def sheet(self) -> str:
        """The sheet's name."""

    @property
    def row(self) -> int:
        """The number of the row, as Excel counts."""

    @property
    def name(self) -> str:
        """Whom it means."""

    @property
    def id_number(self) -> str:
        """The ID number; empty where there is none."""

    @property
    def cells(self) -> Mapping[str, str]:
        """What is filled in, by field of an account."""


class People:
    """Everybody on file by ID number and by name."""

    def __init__(self, session: Session) -> None:
        self._by_number: dict[str, tuple[UUID, str]] = {}
        self._by_name: dict[str, list[UUID]] = defaultdict(list)
        self._met: set[UUID] = set()
        for key, name, number in session.execute(select(Worker.id, Worker.name, Worker.id_number)):
            self._by_name[clean_text(name)].append(key)
            if number:
                self._by_number[number] = (key, clean_text(name))

    def find(self, name: str, id_number: str) -> UUID:
        """Return whom a row means: by the ID number, else by a name that occurs once.

        Raises:
            InvalidError: nobody, several persons, the ID number of somebody else, or a person that was met before.
        """
        number = half_width(id_number).strip().upper()
        found = self._by_number.get(number)
        if found is not None and found[1] != clean_text(name):
            raise InvalidError(N_("The ID number belongs to {name}."), name=found[1])
        if number and found is None:
            raise InvalidError(N_("Nobody on file has this ID number."))
        key = found[0] if found is not None else self._named(clean_text(name))
        if key in self._met:
            raise InvalidError(N_("This person stands twice in the sheet."))
        self._met.add(key)
        return key

    def _named(self, name: str) -> UUID:
        named = self._by_name.get(name, [])
        if len(named) > 1:
            raise InvalidError(N_("Several persons are called {name}; add the ID number."), name=name)
        if not named:
            raise InvalidError(N_("Nobody on file is called {name}."), name=name)
        return named[0]


def import_accounts(
    session: Session,
    rows: Sequence[AccountSheetRow],
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
    people = People(session)
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
    return _report(outcomes, problems)


def _put(
    session: Session, people: People, row: AccountSheetRow, effective_on: date
) -> tuple[RowOutcome, tuple[AccountConcern, ...]]:
    worker_id = people.find(row.name, row.id_number)
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


def _form(row: AccountSheetRow, effective_on: date) -> BankAccountForm:
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


def _filled_up(form: BankAccountForm, held: BankAccountRow, row: AccountSheetRow) -> BankAccountForm:
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


def _problem(row: AccountSheetRow, letter_of: Letters, field: str, reason: Message, severity: Severity) -> Problem:
    value = row.cells.get(field, "") if field else row.name
    value = mask_account(value) if field == "number" and severity is Severity.WARNING else value
    return Problem(row.sheet, row.row, letter_of(row.sheet, field), value, reason, severity, field)


def _report(outcomes: Sequence[RowOutcome], problems: Sequence[Problem]) -> ImportReport:
    counts = Counter(outcome.outcome for outcome in outcomes)
    return ImportReport(
        rows=len(outcomes), new=counts[Outcome.NEW], updated=counts[Outcome.UPDATED],
        unchanged=counts[Outcome.UNCHANGED], rejected=counts[Outcome.REJECTED], problems=tuple(problems),
        outcomes=tuple(outcomes),
    )  # fmt: skip
