"""`list pay-parameters` and `pay parameter`: what holds, what a year lacks, and entering a value by its form."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_facts, print_table
from gridadmin.cli.pay_words import month_word
from gridadmin.cli.words import Verbs, add_verb, day
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.services.pay_parameters_view import ParameterView


def add_lists(lists: Verbs) -> None:
    """Add `list pay-parameters`."""
    verb = add_verb(lists, "pay-parameters", _("list pay parameters, their sources, and what a year lacks"), run_list)
    verb.add_argument("--month", metavar="YYYY-MM", type=month_word, default=None, help=_("the month asked about; now"))
    verb.add_argument("--known-on", metavar="DATE", type=day, default=None, help=_("by what was known on; today"))
    verb.add_argument("--key", default=None, help=_("every value that this parameter ever had"))
    verb.add_argument("--missing", metavar="YYYY", type=int, default=None, help=_("the year whose gaps are listed"))


def add_verbs(group: Verbs) -> None:
    """Add `pay parameter`."""
    verb = add_verb(group, "parameter", _("enter a pay parameter over the shipped ones"), run_set)
    verb.add_argument("key", metavar="KEY", help=_("such as insurance.limits; see “list pay-parameters”"))
    verb.add_argument("values", metavar="FIELD=VALUE", nargs="*",
                      help=_("its fields: floor=4700 ceiling=23500; tables as JSON; none: not set"))  # fmt: skip
    verb.add_argument("--from", metavar="DATE", dest="effective_from", type=day, required=True,
                      help=_("the first day on which it holds"))  # fmt: skip
    verb.add_argument("--published", metavar="DATE", type=day, default=None, help=_("known since; today"))
    verb.add_argument("--source", required=True, help=_("the paper it is from"))
    verb.add_argument("--note", default="", help=_("remarks"))


def run_list(words: Namespace) -> int:
    """List parameters, or the history of one."""
    from gridadmin.domain.months import Month
    from gridadmin.services.pay_parameters_view import missing_words, parameter_history, view_parameters

    with opened(words) as office:
        today = office.today()
        month, known = words.month or Month.of(today), words.known_on or today
        year = words.missing or month.year + 1
        view = office.read(view_parameters, month, known, year)
        rows = office.read(parameter_history, words.key) if words.key else list(view.rows)
    lacks = [
        {"key": each.key, "lack": each.lack.value, "words": str(missing_words(each, year))} for each in view.missing
    ]
    document = {
        "month": str(month), "known_on": known, "parameters": [parameter_document(row) for row in rows], "year": year,
        "missing": lacks,
    }  # fmt: skip
    emit(words, document, lambda: _print(document))
    return 0


def parameter_document(row: ParameterView) -> Document:
    """Return a parameter by its documented keys; `values` are as they are written, fields by their keys."""
    from gridadmin.domain.pay_parameter_forms import value_words, written

    held = row.row
    return {
        "key": row.form.key, "name": row.form.name,
        "values": written(row.form, held.value) if held and held.value is not None else None,
        "words": value_words(row.form, held.value) if held else None, "from": held.effective_from if held else None,
        "published": held.published_on if held else None, "source": held.source if held else None,
        "certainty": held.certainty.value if held else None, "note": held.note if held else None,
        "shipped": held is not None and row.own_id is None,
    }  # fmt: skip


def _print(document: Document) -> None:
    headings = (_("Key"), _("Parameter"), _("Value"), _("From"), _("Published on"), _("Source"))
    keys = ("key", "name", "words", "from", "published", "source")
    print_table(headings, [[each[key] for key in keys] for each in document["parameters"]])
    for lack in document["missing"]:
        print(f"! {lack['words']}")


def run_set(words: Namespace) -> int:
    """Enter a value."""
    from gridadmin.jobs.pay_facts import enter_value
    from gridadmin.services.pay_parameters_view import Asked, parameter_history

    typed = read_words(words.values)
    with opened(words) as office:
        asked = Asked(
            words.key, typed, words.effective_from, words.published or office.today(), words.source, words.note
        )
        made, change = enter_value(office, asked)
        rows = office.read(parameter_history, words.key)
    row = next(each for each in rows if each.own_id == made)
    note = change.note
    document = parameter_document(row) | {
        "touches": [str(month) for month in change.touched], "note": str(note) if note else None,
        "remark": row.row.note if row.row else "",
    }  # fmt: skip
    emit(words, document, lambda: print_facts({document["name"]: document["words"], _("What follows"): note or ""}))
    return 0


def read_words(values: list[str]) -> dict[str, Any] | None:
    """Return the fields of `floor=4700 ceiling=23500`; None for none; tables are JSON lists.

    Raises:
        InvalidError: a word without “=”, or a table that is no JSON.
    """
    from gridadmin.domain.errors import InvalidError
    from gridadmin.i18n import N_

    typed: dict[str, Any] = {}
    for word in values:
        key, sign, text = word.partition("=")
        try:
            typed[key] = json.loads(text) if text.startswith("[") else text
        except ValueError:
            sign = ""
        if not sign:
            raise InvalidError(N_("“{word}” is no field with its value, such as floor=4700."), word=word)
    return typed or None
