"""`pay`: the month's run, the explanation of somebody's pay, and cases reckoned without an office."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_facts, print_table
from gridadmin.cli.pay_export import add_export
from gridadmin.cli.pay_words import month_word
from gridadmin.cli.words import Verbs, add_group, add_verb, day
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.domain.pay_explain import Figure
    from gridadmin.domain.pay_runs import PayLineRow
    from gridadmin.jobs.pay import RunView

STEPS = ("checked", "approved", "paid", "locked")


def add_verbs(verbs: Verbs) -> Verbs:
    """Add `pay run`, `pay explain`, `pay export` and `pay calc`; return where other features of pay add theirs."""
    group = add_group(verbs, "pay", _("reckon pay and insurance"), "what")
    run = add_verb(group, "run", _("reckon a month's pay as a draft, or take it a step on"), run_run)
    run.add_argument("--month", metavar="YYYY-MM", type=month_word, required=True, help=_("the month that is paid"))
    run.add_argument("--pay-date", metavar="DATE", type=day, default=None, help=_("day of payment; its year is taxed"))
    run.add_argument("--dry-run", action="store_true", help=_("reckon it just so, and keep nothing"))
    run.add_argument("--step", choices=STEPS, default=None, help=_("take the run to this state instead"))
    run.add_argument("--by", metavar="NAME", default="", help=_("who takes the step"))
    explain = add_verb(group, "explain", _("explain every figure of somebody's pay"), run_explain)
    explain.add_argument("--worker", metavar="KEY", required=True, help=_("name, ID number or id"))
    explain.add_argument("--month", metavar="YYYY-MM", type=month_word, required=True, help=_("the month that is paid"))
    add_export(group)
    calc = add_verb(group, "calc", _("answer pay cases of a JSON file; needs no office"), run_calc)
    calc.add_argument(
        "file", metavar="FILE", help=_("list of cases with id, topic and inputs; “-” reads them from stdin")
    )
    return group


def run_run(words: Namespace) -> int:
    """Reckon a month, or take its run a step on."""
    from gridadmin.domain.pay_runs import RunState
    from gridadmin.jobs.pay import run_month, take_step

    with opened(words) as office:
        if words.step:
            view = take_step(office, words.month, RunState(words.step), words.by or office.account_name)
        else:
            view = run_month(office, words.month, words.pay_date, dry_run=words.dry_run)
    document = run_document(view) | {"dry_run": words.dry_run}
    emit(words, document, lambda: _print_run(view, document))
    return 0


def run_document(view: RunView) -> Document:
    """Return a run by its documented keys; amounts are yuan as text."""
    from gridadmin.domain.pay_rounding import yuan_text

    run = view.run
    return {
        "month": str(run.month), "kind": run.kind.value, "state": run.state.value, "pay_date": run.pay_date,
        "known_on": run.known_on, "people": run.people,
        **{name: yuan_text(getattr(run, name)) for name in ("gross", "employee", "employer", "tax", "net")},
        "lines": [line_document(line) for line in view.lines],
        "changes": [
            {"name": change.name, "element": change.element, "was": yuan_text(change.was), "now": yuan_text(change.now),
             "fact": str(change.fact)}
            for change in view.changes
        ],
    }  # fmt: skip


def line_document(line: PayLineRow) -> Document:
    """Return a line by its documented keys."""
    from gridadmin.domain.pay_rounding import yuan_text

    amounts = ("gross", "bonus", "employee", "employer", "tax", "kept", "owed_before", "net", "owed")
    return {
        "id": line.worker_id, "name": line.name, "category": line.category.value,
        **{name: yuan_text(getattr(line, name)) for name in amounts},
        "concerns": list(line.details.get("concerns", [])),
    }  # fmt: skip


def _print_run(view: RunView, document: Document) -> None:
    from gridadmin.domain.pay_runs import Concern

    print_facts({_("Month"): document["month"], _("State"): view.run.state, _("Persons"): view.run.people})
    print_facts({_("Gross pay"): document["gross"], _("Net pay"): document["net"]})
    if document["changes"]:
        print()
        headings = (_("Name"), _("Element of pay"), _("Before"), _("Now"), _("Reason"))
        print_table(headings, [tuple(change.values()) for change in document["changes"]])
    concerns = [(line["name"], Concern(each)) for line in document["lines"] for each in line["concerns"]]
    if concerns:
        print()
        print_table((_("Name"), _("To look at")), concerns)


def run_explain(words: Namespace) -> int:
    """Explain somebody's pay."""
    from gridadmin.jobs.pay import explain

    with opened(words) as office:
        line, figures = explain(office, words.worker, words.month)
    document = line_document(line) | {"month": str(words.month), "figures": [_figure(each) for each in figures]}
    emit(words, document, lambda: _print_figures(document))
    return 0


def _figure(figure: Figure) -> Document:
    from gridadmin.domain.pay_rounding import yuan_text

    return {
        "key": figure.key, "name": str(figure.name), "amount": yuan_text(figure.amount), "how": str(figure.how),
        "source": figure.source,
    }  # fmt: skip


def _print_figures(document: Document) -> None:
    headings = (_("Figure"), _("Amount"), _("How"), _("Source"))
    rows = [(each["name"], each["amount"], each["how"], each["source"]) for each in document["figures"]]
    print_table(headings, rows)


def run_calc(words: Namespace) -> int:
    """Answer the cases; one that cannot be answered says why and holds up no other."""
    from gridadmin.jobs.pay_calc import calculate

    answers = calculate(words.file, date.today())
    emit(words, answers, lambda: _print(answers))
    return 0


def _print(answers: list[Document]) -> None:
    rows = [
        (answer["id"], json.dumps(answer["result"], ensure_ascii=False) if "result" in answer else answer["error"])
        for answer in answers
    ]
    print_table((_("Case"), _("Result")), rows)
