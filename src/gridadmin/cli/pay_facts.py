"""Lists and verbs of what is entered about pay: elements, categories, declarations, tax years, entries, imports."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from gridadmin.cli.imports import import_document, print_import
from gridadmin.cli.opening import opened, progress_of
from gridadmin.cli.output import Document, emit, print_facts, print_table
from gridadmin.cli.pay_words import month_word
from gridadmin.cli.words import Verbs, add_as_of, add_sheet, add_verb, day
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.domain.pay_people import CategoryRow, DeclarationRow, ElementRow, EntrySheet, YearRow
    from gridadmin.services.pay_touched import Change

KINDS = ("infant", "child", "elderly", "studies", "certificate", "loan", "rent")


def add_lists(lists: Verbs) -> None:
    """Add `list pay-elements|pay-categories|pay-declarations|pay-years|pay-entries`."""
    add_as_of(add_verb(lists, "pay-elements", _("list personal elements of pay"), run_elements))
    categories = add_verb(lists, "pay-categories", _("list as what everybody's money is taxed"), run_categories)
    add_as_of(categories)
    categories.add_argument("--missing", action="store_true", help=_("only part-timers without a record"))
    add_as_of(add_verb(lists, "pay-declarations", _("list special additional deductions"), run_declarations))
    years = add_verb(lists, "pay-years", _("list tax years, with whom the 60 000 rule is proposed for"), run_years)
    years.add_argument("--year", metavar="YYYY", type=int, required=True, help=_("the tax year"))
    entries = add_verb(lists, "pay-entries", _("list what belongs to the pay of one month alone"), run_entries)
    _add_month(entries)


def add_import(importing: Verbs) -> None:
    """Add `import pay-entries|pay-declarations|pay-openings`."""
    for name, summary in (
        ("pay-entries", _("import what belongs to the pay of one month")),
        ("pay-declarations", _("import special additional deductions")),
        ("pay-openings", _("import opening balances of a tax year")),
    ):
        verb = add_verb(importing, name, summary, run_import)
        verb.set_defaults(rows_are=name)
        add_sheet(verb)
        if name == "pay-entries":
            _add_month(verb)
            verb.add_argument("--basis", default="", help=_("why, for rows without a reason; the file's name"))
        if name == "pay-openings":
            verb.add_argument("--year", metavar="YYYY", type=int, required=True, help=_("the tax year"))


def add_verbs(group: Verbs) -> None:
    """Add `pay entry`, `pay element`, `pay category`, `pay declare` and `pay year`."""
    entry = add_verb(group, "entry", _("enter what belongs to the pay of one month"), run_entry)
    _add_worker(entry)
    _add_month(entry)
    entry.add_argument("--column", metavar="NAME", required=True, help=_("name or key of the column, or a new amount"))
    entry.add_argument("--value", required=True, help=_("days, events, yuan or a grade; empty takes it away"))
    entry.add_argument("--nature", choices=("taxed", "exempt", "kept"), default="taxed", help=_("of a new amount"))
    _add_reason(entry)
    element = add_verb(group, "element", _("enter a personal element of pay, or let it end"), run_element)
    _add_worker(element)
    element.add_argument("--name", required=True, help=_("name of the element as it is printed"))
    element.add_argument("--amount", metavar="YUAN", default=None, help=_("of a whole month"))
    element.add_argument("--from", metavar="DATE", dest="valid_from", type=day, default=None, help=_("the first day"))
    element.add_argument("--to", metavar="DATE", dest="valid_to", type=day, default=None,
                         help=_("the last day; alone it lets the element end"))  # fmt: skip
    element.add_argument("--nature", choices=("taxed", "exempt", "kept"), default="taxed",
                         help=_("paid and taxed, paid untaxed, kept back"))  # fmt: skip
    element.add_argument("--reason", default="", help=_("why; it stands in the journal"))
    category = add_verb(group, "category", _("record as what somebody's money is taxed"), run_category)
    _add_worker(category)
    category.add_argument("category", choices=("wages", "labour", "untaxed"))
    category.add_argument("--from", metavar="DATE", dest="valid_from", type=day, required=True, help=_("the first day"))
    _add_reason(category)
    _add_declare(group)
    _add_year(group)


def _add_declare(group: Verbs) -> None:
    declared = add_verb(group, "declare", _("enter a special additional deduction, or let it end"), run_declare)
    _add_worker(declared)
    declared.add_argument("kind", choices=KINDS)
    declared.add_argument("--from", metavar="YYYY-MM", dest="first", type=month_word, default=None,
                          help=_("the first month"))  # fmt: skip
    declared.add_argument("--to", metavar="YYYY-MM", dest="last", type=month_word, default=None,
                          help=_("the last month; alone it lets the deduction end"))  # fmt: skip
    declared.add_argument("--percent", type=int, choices=(50, 100), default=100, help=_("of a child"))
    declared.add_argument("--share", metavar="YUAN", default=None, help=_("of parents, one of several children"))
    declared.add_argument("--tier", choices=("large", "medium", "small"), default="", help=_("of rent: the city"))
    declared.add_argument("--subject", default="", help=_("for whom or what"))


def _add_year(group: Verbs) -> None:
    year = add_verb(group, "year", _("set how the basic deduction of a tax year counts"), run_year)
    year.add_argument("--year", metavar="YYYY", type=int, required=True, help=_("the tax year"))
    year.add_argument("--worker", metavar="KEY", default=None, help=_("name, ID number or id"))
    year.add_argument("--mode", choices=("ordinary", "first_job", "sixty"), default=None, help=_("how it counts"))
    year.add_argument("--evidence", default="", help=_("the declaration and its day"))
    year.add_argument("--confirm-sixty", action="store_true", help=_("confirm all whom the records prove it of"))
    year.add_argument("--confirmed", metavar="YUAN", default=None, help=_("deduction so far as the client shows it"))
    year.add_argument("--month", metavar="YYYY-MM", type=month_word, default=None, help=_("the month it is shown for"))
    year.add_argument("--reason", default="", help=_("why; it stands in the journal"))


def _add_worker(verb: ArgumentParser) -> None:
    verb.add_argument("--worker", metavar="KEY", required=True, help=_("name, ID number or id"))


def _add_month(verb: ArgumentParser) -> None:
    verb.add_argument("--month", metavar="YYYY-MM", type=month_word, required=True, help=_("the month of the work"))


def _add_reason(verb: ArgumentParser) -> None:
    verb.add_argument("--reason", required=True, help=_("why; it stands in the journal"))


def run_elements(words: Namespace) -> int:
    """List personal elements."""
    from gridadmin.services.pay_people import list_elements

    with opened(words) as office:
        rows = office.read(list_elements, words.as_of or office.today())
    documents = [element_document(row) for row in rows]
    headings = (_("Name"), _("Element of pay"), _("Amount of a month"), _("From"), _("To"), _("Reason"))
    keys = ("worker", "name", "amount", "from", "to", "reason")
    emit(words, documents, lambda: print_table(headings, [[each[key] for key in keys] for each in documents]))
    return 0


def element_document(row: ElementRow) -> Document:
    """Return an element by its documented keys."""
    from gridadmin.domain.pay_rounding import yuan_text

    held = row.element
    return {
        "id": row.id, "worker": row.worker, "code": held.code, "name": held.name, "nature": held.nature.value,
        "amount": yuan_text(held.amount), "prorated": held.prorated, "from": held.valid_from, "to": held.valid_to,
        "reason": held.reason,
    }  # fmt: skip


def run_categories(words: Namespace) -> int:
    """List income categories."""
    from gridadmin.services.pay_people import list_categories

    with opened(words) as office:
        rows = office.read(list_categories, words.as_of or office.today())
    rows = [row for row in rows if row.missing or not words.missing]
    documents = [category_document(row) for row in rows]
    table = [(row.worker, row.kind, row.category or "—", row.valid_from, row.reason) for row in rows]
    headings = (_("Name"), _("Kind"), _("Income category"), _("From"), _("Reason"))
    emit(words, documents, lambda: print_table(headings, table))
    return 0


def category_document(row: CategoryRow) -> Document:
    """Return an income category by its documented keys."""
    return {
        "id": row.worker_id, "worker": row.worker, "kind": row.kind.value,
        "category": row.category.value if row.category else None, "from": row.valid_from, "reason": row.reason,
        "missing": row.missing,
    }  # fmt: skip


def run_declarations(words: Namespace) -> int:
    """List special additional deductions with what they are worth in the month."""
    from gridadmin.domain.months import Month
    from gridadmin.services.pay_declarations import list_declarations

    with opened(words) as office:
        on = words.as_of or office.today()
        rows = office.read(list_declarations, Month.of(on), on)
    documents = [declaration_document(row) for row in rows]
    table = [(row.worker, row.item.kind, row.item.subject, d["amount"], d["from"], d["to"])
             for row, d in zip(rows, documents, strict=True)]  # fmt: skip
    headings = (_("Name"), _("Kind"), _("For whom or what"), _("Amount"), _("From month"), _("Until month"))
    emit(words, documents, lambda: print_table(headings, table))
    return 0


def declaration_document(row: DeclarationRow) -> Document:
    """Return a declaration by its documented keys."""
    from gridadmin.domain.pay_rounding import yuan_text

    item = row.item
    return {
        "id": row.id, "worker": row.worker, "kind": item.kind.value, "subject": item.subject, "percent": item.percent,
        "share": None if item.share is None else yuan_text(item.share), "tier": item.tier, "from": str(item.first),
        "to": str(item.last) if item.last else None, "amount": yuan_text(row.amount),
    }  # fmt: skip


def run_years(words: Namespace) -> int:
    """List tax years."""
    from gridadmin.services.pay_years import list_years

    with opened(words) as office:
        rows = office.read(list_years, words.year, office.today())
    documents = [year_document(row) for row in rows]
    table = [(row.worker, row.mode, "✓" if row.proposed else "", row.opening.months, row.evidence) for row in rows]
    headings = (_("Name"), _("Basic deduction"), _("60 000 rule proposed"), _("Opening months"), _("Evidence"))
    emit(words, documents, lambda: print_table(headings, table))
    return 0


def year_document(row: YearRow) -> Document:
    """Return a tax year by its documented keys."""
    from gridadmin.domain.pay_rounding import yuan_text
    from gridadmin.domain.pay_runs import year_json

    opening = year_json(row.opening)
    proof = row.proof
    return {
        "id": row.worker_id, "worker": row.worker, "year": row.year, "mode": row.mode.value, "evidence": row.evidence,
        "opening": {key: value if key == "months" else yuan_text(value) for key, value in opening.items()},
        "confirmed": None if row.confirmed is None else {
            "month": row.confirmed[0], "amount": yuan_text(row.confirmed[1]), "reason": row.confirmed[2],
        },
        "months_before": proof.months if proof else None,
        "income_before": yuan_text(proof.income) if proof else None,
        "proposed": row.proposed,
    }  # fmt: skip


def run_entries(words: Namespace) -> int:
    """List the month's entries."""
    from gridadmin.services.pay_entries import entry_sheet

    with opened(words) as office:
        sheet = office.read(entry_sheet, words.month)
    document = entries_document(sheet)
    rows = [(each["worker"], name, value, each["reason"]) for each in document["people"]
            for name, value in each["cells"].items()]  # fmt: skip
    emit(words, document, lambda: print_table((_("Name"), _("Column"), _("Value"), _("Reason")), rows))
    return 0


def entries_document(sheet: EntrySheet) -> Document:
    """Return the month's entries by their documented keys: only who has some; yuan as text."""
    from gridadmin.domain.pay_rounding import yuan_text

    columns = {column.key: column for column in sheet.columns}
    return {
        "month": str(sheet.month), "closed": str(sheet.closed) if sheet.closed else None,
        "columns": [
            {"key": each.key, "name": each.name, "kind": each.kind.value, "nature": each.nature.value}
            for each in sheet.columns
        ],
        "people": [
            {
                "id": person.worker_id, "worker": person.worker, "reason": person.reason,
                "cells": {
                    key: yuan_text(int(value)) if columns[key].is_money else str(value)
                    for key, value in person.cells.items()
                },
            }
            for person in sheet.people if person.cells
        ],
    }  # fmt: skip


def run_import(words: Namespace) -> int:
    """Import a sheet as one act, or rehearse it."""
    from gridadmin.jobs.pay_imports import DeclarationPlace, EntryPlace, OpeningPlace, Place, preview_rows, run_rows

    with opened(words) as office:
        place: Place = DeclarationPlace(office.today())
        if words.rows_are == "pay-entries":
            place = EntryPlace(words.month, words.basis or words.file.stem)
        elif words.rows_are == "pay-openings":
            place = OpeningPlace(words.year)
        job = preview_rows if words.dry_run else run_rows
        report = job(office, place, words.file, words.sheet, progress_of(words))
    document = import_document(report) | {"file": str(words.file), "dry_run": words.dry_run, "returned": None}
    emit(words, document, lambda: print_import(document))
    return 0


def run_entry(words: Namespace) -> int:
    """Enter one cell of the month."""
    from gridadmin.jobs.pay_facts import enter_cell
    from gridadmin.services.pay_entries import entry_sheet

    with opened(words) as office:
        enter_cell(office, words.worker, words.month, (words.column, words.nature), words.value, words.reason)
        document = entries_document(office.read(entry_sheet, words.month))
    emit(words, document, lambda: print_facts({_("Month"): document["month"], _("Persons"): len(document["people"])}))
    return 0


def run_element(words: Namespace) -> int:
    """Enter an element, or let it end."""
    from gridadmin.jobs.pay_facts import enter_person_element

    with opened(words) as office:
        change = enter_person_element(office, words.worker, words)
    return _told(words, change)


def run_category(words: Namespace) -> int:
    """Record an income category."""
    from gridadmin.domain.pay_labour import IncomeCategory
    from gridadmin.jobs.pay_facts import record_category

    with opened(words) as office:
        change = record_category(office, words.worker, IncomeCategory(words.category), words.valid_from, words.reason)
    return _told(words, change)


def run_declare(words: Namespace) -> int:
    """Enter a declaration, or let it end."""
    from gridadmin.jobs.pay_facts import enter_declaration

    with opened(words) as office:
        change = enter_declaration(office, words.worker, words)
    return _told(words, change)


def run_year(words: Namespace) -> int:
    """Set a tax year, confirm the 60 000 rule, or confirm a deduction."""
    from gridadmin.jobs.pay_facts import set_year

    with opened(words) as office:
        rows = set_year(office, words)
    documents = [year_document(row) for row in rows]
    emit(words, documents, lambda: print_table((_("Name"), _("Basic deduction")), [(r.worker, r.mode) for r in rows]))
    return 0


def _told(words: Namespace, change: Change) -> int:
    document: dict[str, Any] = {
        "worker": change.name, "touches": [str(month) for month in change.touched],
        "note": str(change.note) if change.note else None,
    }  # fmt: skip
    emit(words, document, lambda: print_facts({_("Name"): change.name, _("What follows"): document["note"]}))
    return 0
