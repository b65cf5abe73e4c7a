"""`list pay-standards` and `pay standard add|correct|raise|end|remove`: what is paid to whom, by which formula."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_facts, print_table
from gridadmin.cli.words import Verbs, add_as_of, add_group, add_verb, day
from gridadmin.i18n import _

if TYPE_CHECKING:
    from uuid import UUID

    from gridadmin.domain.pay_standards import Formula
    from gridadmin.services.pay_standards import StandardRow
    from gridadmin.services.pay_standards_view import HoleRow, StandardsView
    from gridadmin.services.pay_touched import Change

FORMULAS = ("fixed", "seniority", "grade", "score", "event", "percent")
NATURES = ("taxed", "exempt", "kept")


def add_lists(lists: Verbs) -> None:
    """Add `list pay-standards`."""
    verb = add_verb(lists, "pay-standards", _("list pay standards, with whom nothing is paid to"), run_list)
    add_as_of(verb)
    verb.add_argument("--all", action="store_true", help=_("those of other days, too"))


def add_verbs(group: Verbs) -> None:
    """Add `pay standard …`."""
    verbs = add_group(group, "standard", _("enter, raise, end pay standards"), "act")
    added = add_verb(verbs, "add", _("enter a pay standard"), run_add)
    _add_fields(added, required=True)
    for name, summary, run in (
        ("correct", _("correct a pay standard: it was never so"), run_correct),
        ("raise", _("let another amount take over from a day on"), run_raise),
    ):
        verb = add_verb(verbs, name, summary, run)
        _add_key(verb)
        _add_fields(verb, required=False)
    ended = add_verb(verbs, "end", _("let a pay standard end"), run_end)
    _add_key(ended)
    ended.add_argument("--last-day", metavar="DATE", type=day, required=True, help=_("the last day on which it holds"))
    _add_key(add_verb(verbs, "remove", _("take a pay standard away that was never used"), run_remove))


def _add_key(verb: ArgumentParser) -> None:
    verb.add_argument("standard", metavar="KEY", help=_("its code or name, or its id where several hold"))


def _add_fields(verb: ArgumentParser, *, required: bool) -> None:
    verb.add_argument("--code", default=None, required=required, help=_("code of the element, such as base"))
    verb.add_argument("--name", default=None, required=required, help=_("name of the element as it is printed"))
    verb.add_argument("--formula", choices=FORMULAS, default=None, required=required, help=_("how it is reckoned"))
    verb.add_argument(
        "--numbers", metavar="JSON", default=None, required=required,
        help=_('figures of the formula, yuan as text: {"amount": "2400"}'),
    )  # fmt: skip
    verb.add_argument("--from", metavar="DATE", dest="valid_from", type=day, default=None, required=required,
                      help=_("the first day on which it holds"))  # fmt: skip
    verb.add_argument("--to", metavar="DATE", dest="valid_to", type=day, default=None, help=_("the last day"))
    verb.add_argument("--nature", choices=NATURES, default=None, help=_("paid and taxed, paid untaxed, kept back"))
    verb.add_argument("--kind", choices=("full_time", "part_time"), default=None, help=_("only for these workers"))
    verb.add_argument("--role", choices=("leader", "worker", "assistant"), default=None, help=_("only in this role"))
    verb.add_argument("--years", metavar="N-M", default=None, help=_("only with these full years of service: 5-9, 10-"))
    verb.add_argument("--whole", action="store_true", help=_("never divided by days"))
    verb.add_argument("--document", default=None, help=_("the paper it is from"))


def asked_fields(words: Namespace, formula: Formula | None = None) -> dict[str, Any]:
    """Return the fields of a standard that were given.

    Raises:
        InvalidError: numbers that are no JSON or not those of the formula, or years that are none.
    """
    from gridadmin.domain.pay_month import Nature
    from gridadmin.domain.pay_standards import Formula
    from gridadmin.domain.workers import AppointmentRole, EmploymentKind

    plain = ("code", "name", "valid_from", "valid_to", "document")
    given = {name: getattr(words, name) for name in plain if getattr(words, name) is not None}
    enums: tuple[tuple[str, Any], ...] = (
        ("nature", Nature), ("formula", Formula), ("kind", EmploymentKind), ("role", AppointmentRole),
    )  # fmt: skip
    given |= {name: enum(value) for name, enum in enums if (value := getattr(words, name)) is not None}
    if words.numbers is not None:
        given["numbers"] = _numbers(given.get("formula", formula), words.numbers)
    if words.years is not None:
        given |= _years(words.years)
    return given | ({"prorated": False} if words.whole else {})


def _numbers(formula: Any, text: str) -> dict[str, Any]:
    from gridadmin.domain.errors import InvalidError
    from gridadmin.domain.pay_standards_reading import read_numbers
    from gridadmin.i18n import N_

    try:
        written = json.loads(text, parse_float=str)
        if not isinstance(written, dict):
            raise TypeError
    except (ValueError, TypeError):
        raise InvalidError(N_("“{text}” is no JSON object of figures."), text=text) from None
    return read_numbers(formula, written)


def _years(text: str) -> dict[str, int | None]:
    from gridadmin.domain.errors import InvalidError
    from gridadmin.i18n import N_

    first, _dash, last = text.partition("-")
    if not first.isdigit() or (last and not last.isdigit()):
        raise InvalidError(N_("“{text}” are no years of service. Write 5-9, or 10- for ten and more."), text=text)
    return {"seniority_from": int(first), "seniority_to": int(last) if last else None}


def run_list(words: Namespace) -> int:
    """List standards and holes."""
    from gridadmin.services.pay_standards_view import view_standards

    with opened(words) as office:
        on = words.as_of or office.today()
        view = office.read(view_standards, on)
    rows = list(view.rows) if words.all else view.held(on)
    document = {
        "standards": [standard_document(row) for row in rows], "holes": [hole_document(hole) for hole in view.holes],
    }  # fmt: skip
    emit(words, document, lambda: _print_standards(view, rows))
    return 0


def standard_document(row: StandardRow) -> Document:
    """Return a standard by its documented keys; amounts are yuan as text."""
    from gridadmin.domain.pay_standards_reading import written_numbers
    from gridadmin.domain.pay_standards_words import formula_words

    held = row.standard
    return {
        "id": row.id, "code": held.code, "name": held.name, "nature": held.nature.value,
        "formula": held.formula.value, "numbers": written_numbers(held.numbers), "words": str(formula_words(held)),
        "kind": held.kind.value if held.kind else None, "role": held.role.value if held.role else None,
        "years": [held.seniority_from, held.seniority_to], "prorated": held.prorated, "from": held.valid_from,
        "to": held.valid_to, "document": held.document or None,
    }  # fmt: skip


def hole_document(row: HoleRow) -> Document:
    """Return a hole by its documented keys."""
    hole = row.hole
    return {
        "kind": hole.kind.value, "roles": [role.value if role else None for role in hole.roles],
        "years": [hole.seniority_from, hole.seniority_to], "from": hole.first, "to": hole.last,
        "element": hole.element[0] if hole.element else None, "people": row.people,
    }  # fmt: skip


def _print_standards(view: StandardsView, rows: list[StandardRow]) -> None:
    from gridadmin.domain.pay_standards_words import formula_words, holders_words, hole_words

    names = view.names()
    headings = (_("Code"), _("Element of pay"), _("Applies to"), _("Formula"), _("From"), _("To"), _("Document"))
    print_table(
        headings,
        [
            (each.code, each.name, holders_words(each), formula_words(each, names), each.valid_from, each.valid_to,
             each.document)
            for each in (row.standard for row in rows)
        ],
    )  # fmt: skip
    for hole in view.holes:
        print(f"! {hole_words(hole.hole, hole.people)}")


def run_add(words: Namespace) -> int:
    """Enter a standard."""
    from gridadmin.domain.pay_month import Nature
    from gridadmin.domain.pay_standards import PayStandard
    from gridadmin.jobs.pay_facts import enter_standard

    fields = {"nature": Nature.TAXED} | asked_fields(words)
    with opened(words) as office:
        made = enter_standard(office, PayStandard(**fields))
        document = _changed(office, made, None)
    emit(words, document, lambda: print_change(document))
    return 0


def run_correct(words: Namespace) -> int:
    """Correct a standard."""
    from gridadmin.jobs.pay_facts import correct_standard
    from gridadmin.services.pay_standards import find_standard

    with opened(words) as office:
        known = office.read(find_standard, words.standard, office.today()).standard
        row, change = correct_standard(office, words.standard, asked_fields(words, known.formula))
        document = _changed(office, row.id, change)
    emit(words, document, lambda: print_change(document))
    return 0


def run_raise(words: Namespace) -> int:
    """Let another amount take over."""
    from gridadmin.domain.errors import InvalidError
    from gridadmin.i18n import N_
    from gridadmin.jobs.pay_facts import raise_standard
    from gridadmin.services.pay_standards import find_standard

    if words.valid_from is None:
        raise InvalidError(N_("Say with --from on which day the new amount takes over."))
    with opened(words) as office:
        known = office.read(find_standard, words.standard, office.today()).standard
        made, change = raise_standard(office, words.standard, asked_fields(words, known.formula))
        document = _changed(office, made, change)
    emit(words, document, lambda: print_change(document))
    return 0


def run_end(words: Namespace) -> int:
    """Let a standard end."""
    from gridadmin.jobs.pay_facts import let_standard_end

    with opened(words) as office:
        row, change = let_standard_end(office, words.standard, words.last_day)
        document = _changed(office, row.id, change)
    emit(words, document, lambda: print_change(document))
    return 0


def run_remove(words: Namespace) -> int:
    """Take a standard away."""
    from gridadmin.jobs.pay_facts import drop_standard

    with opened(words) as office:
        document = standard_document(drop_standard(office, words.standard)) | change_document(None)
    emit(words, document, lambda: print_change(document))
    return 0


def _changed(office: Any, standard_id: UUID, change: Change | None) -> Document:
    from gridadmin.services.pay_standards import get_standard

    return standard_document(office.read(get_standard, standard_id)) | change_document(change)


def change_document(change: Change | None) -> Document:
    """Return the paid months that a change touches, and what follows for them."""
    note = change.note if change else None
    return {
        "touches": [str(month) for month in change.touched] if change else [], "note": str(note) if note else None,
    }  # fmt: skip


def print_change(document: Document) -> None:
    """Print a standard that was entered, and what follows for paid months."""
    print_facts({_("Element of pay"): document["name"], _("Formula"): document["words"], _("From"): document["from"],
                 _("To"): document["to"]})  # fmt: skip
    if document["note"]:
        print(document["note"])
