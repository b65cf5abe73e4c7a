"""What is entered about pay, as sentences of the journal: the same from the window and from the command line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_deductions import AdditionalKind, Declaration
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_parameter_forms import form_of
from gridadmin.domain.pay_people import YearRow
from gridadmin.domain.pay_person import PersonElement
from gridadmin.domain.pay_rounding import parse_yuan
from gridadmin.domain.pay_standards import PayStandard
from gridadmin.domain.pay_standards_words import formula_words
from gridadmin.domain.pay_tax import BasicMode
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.pay_declarations import declare, end_declaration, list_declarations
from gridadmin.services.pay_entries import EntriesReport, entry_sheet, once_column, set_entries
from gridadmin.services.pay_imports import read_cell
from gridadmin.services.pay_parameters_view import Asked, enter_parameter
from gridadmin.services.pay_people import add_element, end_element, list_elements, set_categories
from gridadmin.services.pay_standards import (
    StandardRow,
    add_standard,
    end_standard,
    find_standard,
    remove_standard,
    take_over,
    update_standard,
)
from gridadmin.services.pay_touched import Change, changed
from gridadmin.services.pay_years import confirm_deduction, confirm_sixty, list_years, set_tax_year
from gridadmin.services.workers import find_worker_id

ADDED = N_("Enter the pay standard {name} from {day}: {formula}")
CORRECTED = N_("Correct the pay standard {name}: {formula}")
ENDED = N_("The pay standard {name} ends with {day}")
TAKEN_OVER = N_("The pay standard {name} from {day}: {formula}")
REMOVED = N_("Take the pay standard {name} away")
PARAMETER = N_("Enter the pay parameter {name} from {month}")
PARAMETER_GONE = N_("Take the entered value of {name} from {month} away")
ENTRIES = N_("Enter what belongs to the pay of {month}: {people} persons")
ELEMENT = N_("Enter {element} of {name} from {day}")
ELEMENT_CORRECTED = N_("Correct {element} of {name}")
ELEMENT_ENDED = N_("{element} of {name} ends with {day}")
ELEMENT_GONE = N_("Take {element} of {name} away")
CATEGORY = N_("Income category of {count} persons from {day}")
CATEGORY_GONE = N_("Take the income category of {name} from {day} away")
DECLARED = N_("Special additional deduction of {name}: {kind}")
DECLARATION_CORRECTED = N_("Correct the special additional deduction of {name}: {kind}")
DECLARATION_ENDED = N_("The special additional deduction of {name} ends with {month}: {kind}")
DECLARATION_GONE = N_("Take the special additional deduction of {name} away: {kind}")
YEAR = N_("Tax year {year} of {name}")
YEAR_CONFIRMED = N_("Basic deduction of {name} in {month} as the tax office's client has it")
YEAR_WITHDRAWN = N_("Count the basic deduction of {name} in {year} here again")
SIXTY = N_("Confirm the 60 000 rule of {year} for {count} persons")


def standard_sentence(msgid: str, standard: PayStandard) -> Message:
    """Return the sentence of an act on a standard."""
    values = {"name": standard.name, "day": standard.valid_from.isoformat(), "formula": formula_words(standard)}
    return Message(msgid, values)


def enter_standard(office: OpenOffice, standard: PayStandard) -> UUID:
    """Enter a standard as one act; errors as `services.pay_standards.add_standard`."""
    return office.act(standard_sentence(ADDED, standard), add_standard, standard)


def correct_standard(office: OpenOffice, key: str, changes: dict[str, Any]) -> tuple[StandardRow, Change]:
    """Correct the standard that is meant by changing some of its fields, as one act."""
    row = office.read(find_standard, key, office.today())
    asked = replace(row.standard, **changes)
    change = office.act(standard_sentence(CORRECTED, asked), update_standard, row.id, asked, row.version)
    return row, change


def let_standard_end(office: OpenOffice, key: str, last_day: date) -> tuple[StandardRow, Change]:
    """Let the standard that is meant end with a day, as one act."""
    row = office.read(find_standard, key, office.today())
    sentence = Message(ENDED, {"name": row.standard.name, "day": last_day.isoformat()})
    return row, office.act(sentence, end_standard, row.id, last_day)


def raise_standard(office: OpenOffice, key: str, changes: dict[str, Any]) -> tuple[UUID, Change]:
    """Let another standard take over from the one that is meant from `valid_from` on, as one act."""
    row = office.read(find_standard, key, office.today())
    successor = replace(row.standard, valid_to=None, **changes)
    return office.act(standard_sentence(TAKEN_OVER, successor), take_over, row.id, successor)


def drop_standard(office: OpenOffice, key: str) -> StandardRow:
    """Take away the standard that is meant, as one act."""
    row = office.read(find_standard, key, office.today())
    office.act(Message(REMOVED, {"name": row.standard.name}), remove_standard, row.id, row.version)
    return row


def enter_value(office: OpenOffice, asked: Asked) -> tuple[UUID, Change]:
    """Enter a pay parameter as one act; errors as `services.pay_parameters_view.enter_parameter`."""
    said = {"name": Message(form_of(asked.key).title), "month": Month.of(asked.effective_from)}
    return office.act(Message(PARAMETER, said), enter_parameter, asked)


def enter_cell(
    office: OpenOffice, worker: str, month: Month, column: tuple[str, str], text: str, reason: str
) -> EntriesReport:
    """Enter one cell of a month's entries by the name or key of its column, or as a new one-off amount, as one act.

    Raises:
        NotFoundError: nobody is called so. NotPermittedError: the month is closed. InvalidError: an unreadable value.
    """
    worker_id = office.read(find_worker_id, worker)
    sheet = office.read(entry_sheet, month)
    name, nature = column
    found = next((each for each in sheet.columns if name in (each.key, each.name)), None)
    made = found or once_column(name, Nature(nature), sheet.columns)
    value = read_cell(made, text, sheet.grades) if text.strip() else None
    cells = {worker_id: {made.key: value}}
    sentence = Message(ENTRIES, {"month": month, "people": 1})
    return office.act(sentence, set_entries, month, cells, [*sheet.columns, made], reason, {worker_id: reason})


def enter_person_element(office: OpenOffice, worker: str, asked: Any) -> Change:
    """Enter a personal element, or let the one of its name end where only a last day is given, as one act.

    Args:
        asked: name, amount (yuan as text), nature, valid_from, valid_to, reason.

    Raises:
        NotFoundError: nobody, or no such element. InvalidError: as `services.pay_people.add_element`.
    """
    worker_id = office.read(find_worker_id, worker)
    if asked.amount is None:
        rows = office.read(list_elements, None, worker_id)
        row = next((each for each in reversed(rows) if each.element.name == asked.name), None)
        if row is None or asked.valid_to is None:
            names = "、".join(each.element.name for each in rows) or "—"
            raise NotFoundError(
                N_("No element “{element}” to end with --to, and no --amount. There are: {names}"),
                element=asked.name, names=names,
            )  # fmt: skip
        said = {"element": asked.name, "name": row.worker, "day": asked.valid_to.isoformat()}
        return office.act(Message(ELEMENT_ENDED, said), end_element, row.id, asked.valid_to)
    since = asked.valid_from or Month.of(office.today()).first_day
    element = PersonElement(
        asked.name, asked.name, Nature(asked.nature), parse_yuan(asked.amount), since, asked.valid_to, True,
        asked.reason,
    )  # fmt: skip
    said = {"element": asked.name, "name": worker, "day": since.isoformat()}
    office.act(Message(ELEMENT, said), add_element, worker_id, element)
    return office.read(changed, worker, since, asked.valid_to)


def record_category(office: OpenOffice, worker: str, category: IncomeCategory, since: date, reason: str) -> Change:
    """Record an income category as one act; errors as `services.pay_people.set_categories`."""
    worker_id = office.read(find_worker_id, worker)
    sentence = Message(CATEGORY, {"count": 1, "day": since.isoformat()})
    return office.act(sentence, set_categories, [worker_id], since, category, reason)


def enter_declaration(office: OpenOffice, worker: str, asked: Any) -> Change:
    """Enter a declaration, or let the one of its kind and subject end where only a last month is given, as one act.

    Args:
        asked: kind, first, last, percent, share (yuan as text), tier, subject.

    Raises:
        NotFoundError: nobody, or nothing to end. InvalidError: as `services.pay_declarations.declare`.
    """
    worker_id, kind = office.read(find_worker_id, worker), AdditionalKind(asked.kind)
    said = {"name": worker, "kind": kind.message}
    if asked.first is None:
        rows = office.read(list_declarations, Month.of(office.today()), office.today(), worker_id)
        fitting = [each for each in rows if each.item.kind is kind and asked.subject in ("", each.item.subject)]
        if not fitting or asked.last is None:
            raise NotFoundError(
                N_("{name} has nothing of “{kind}” to end with --to, and no --from."), name=worker, kind=kind.message
            )
        sentence = Message(DECLARATION_ENDED, {**said, "month": asked.last})
        return office.act(sentence, end_declaration, fitting[-1].id, asked.last)
    share = parse_yuan(asked.share) if asked.share else None
    item = Declaration(kind, asked.first, asked.last, asked.percent, share, asked.tier, asked.subject)
    office.act(Message(DECLARED, said), declare, worker_id, item)
    return office.read(changed, worker, item.first.first_day, item.last.last_day if item.last else None)


def set_year(office: OpenOffice, asked: Any) -> list[YearRow]:
    """Set a tax year, confirm the 60 000 rule for all whom the records prove it of, or a deduction; return the rows.

    Args:
        asked: year, worker, mode, evidence, confirm_sixty, confirmed (yuan as text), month, reason.

    Raises:
        InvalidError: nothing to do is named; and as the services of `services.pay_years`.
    """
    today = office.today()
    if asked.confirm_sixty:
        ids = [row.worker_id for row in office.read(list_years, asked.year, today) if row.proposed]
        office.act(Message(SIXTY, {"year": asked.year, "count": len(ids)}), confirm_sixty, asked.year, ids, today)
        return [row for row in office.read(list_years, asked.year, today) if row.worker_id in set(ids)]
    if asked.worker is None or (asked.mode is None and asked.confirmed is None):
        raise InvalidError(N_("Name a worker and --mode or --confirmed, or give --confirm-sixty."))
    worker_id = office.read(find_worker_id, asked.worker)
    if asked.confirmed is not None:
        month = asked.month or Month.of(today)
        sentence = Message(YEAR_CONFIRMED, {"name": asked.worker, "month": month})
        office.act(sentence, confirm_deduction, worker_id, month, parse_yuan(asked.confirmed), asked.reason)
    else:
        sentence = Message(YEAR, {"year": asked.year, "name": asked.worker})
        office.act(sentence, set_tax_year, worker_id, asked.year, BasicMode(asked.mode), asked.evidence)
    return office.read(list_years, asked.year, today, worker_id)
