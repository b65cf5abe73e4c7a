"""`pay`: the month's run, the explanation of somebody's pay, and cases reckoned without an office."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from datetime import date
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened, progress_of
from gridadmin.cli.output import Document, emit, print_facts, print_table
from gridadmin.cli.pay_export import add_export
from gridadmin.cli.pay_words import month_word
from gridadmin.cli.words import Verbs, add_group, add_verb, day
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.domain.pay_bonus_choice import BonusChoice
    from gridadmin.domain.pay_explain import Figure
    from gridadmin.domain.pay_runs import PayLineRow, RunKind
    from gridadmin.jobs.office import OpenOffice
    from gridadmin.jobs.pay import RunView

STEPS = ("checked", "approved", "paid", "locked")


def add_verbs(verbs: Verbs) -> Verbs:
    """Add the verbs of the month, of explaining and of cases; return where other features of pay add theirs."""
    group = add_group(verbs, "pay", _("reckon pay and insurance"), "what")
    run = add_verb(group, "run", _("reckon a month's pay as a draft, or take it a step on"), run_run)
    _add_run_words(run, _("the month that is paid"))
    adjust = add_verb(
        group, "adjust", _("reckon what limits and bases known late change in paid months, or take it on"), run_adjust
    )
    _add_run_words(adjust, _("before which the paid months are looked at"))
    explain = add_verb(group, "explain", _("explain every figure of somebody's pay"), run_explain)
    explain.add_argument("--worker", metavar="KEY", required=True, help=_("name, ID number or id"))
    explain.add_argument("--month", metavar="YYYY-MM", type=month_word, required=True, help=_("the month that is paid"))
    add_export(group)
    calc = add_verb(group, "calc", _("answer pay cases of a JSON file; needs no office"), run_calc)
    calc.add_argument(
        "file", metavar="FILE", help=_("list of cases with id, topic and inputs; “-” reads them from stdin")
    )
    return group


def _add_run_words(verb: ArgumentParser, month_help: str) -> None:
    verb.add_argument("--month", metavar="YYYY-MM", type=month_word, required=True, help=month_help)
    verb.add_argument("--pay-date", metavar="DATE", type=day, default=None, help=_("day of payment; its year is taxed"))
    instead = verb.add_mutually_exclusive_group()
    instead.add_argument("--dry-run", action="store_true", help=_("reckon it just so, and keep nothing"))
    instead.add_argument("--step", choices=STEPS, default=None, help=_("take the run to this state instead"))
    instead.add_argument("--reopen", action="store_true", help=_("take the run back to a draft; give a reason"))
    instead.add_argument("--drop", action="store_true", help=_("throw the draft away"))
    verb.add_argument("--reason", metavar="TEXT", default="", help=_("why the run is reopened"))
    verb.add_argument("--by", metavar="NAME", default="", help=_("who takes the step, or reopens the run"))


def run_run(words: Namespace) -> int:
    """Reckon a month, take its run a step on, reopen it, or throw it away."""
    from gridadmin.domain.pay_runs import RunKind
    from gridadmin.jobs.pay import run_month

    with opened(words) as office:
        view = _instead(words, office, RunKind.REGULAR)
        if view is None:
            view = run_month(office, words.month, words.pay_date, dry_run=words.dry_run, progress=progress_of(words))
    document = run_document(view) | {"dry_run": words.dry_run, "dropped": words.drop}
    emit(words, document, lambda: _print_run(view, document))
    return 0


def run_adjust(words: Namespace) -> int:
    """Reckon the back-adjustment of insurance, take it a step on, reopen it, or throw it away."""
    from gridadmin.domain.pay_runs import RunKind
    from gridadmin.jobs.pay import adjust_months

    with opened(words) as office:
        view = _instead(words, office, RunKind.ADJUSTMENT)
        if view is None:
            told = progress_of(words)
            view = adjust_months(office, words.month, words.pay_date, dry_run=words.dry_run, progress=told)
    if view is None:
        nothing = {"month": str(words.month), "people": 0, "lines": [], "dry_run": words.dry_run}
        emit(words, nothing, lambda: print(_("Nothing differs from what was paid.")))
        return 0
    document = run_document(view) | {"dry_run": words.dry_run, "dropped": words.drop}
    emit(words, document, lambda: _print_run(view, document))
    return 0


def _instead(words: Namespace, office: OpenOffice, kind: RunKind) -> RunView | None:
    """Do what was asked instead of reckoning; None where nothing was. A thrown away draft is returned as it was."""
    from gridadmin.domain.pay_runs import RunState
    from gridadmin.jobs.pay import drop, reopen, see_run, take_on
    from gridadmin.services.pay import run_of_month

    if not (words.step or words.reopen or words.drop):
        return None
    run_id = office.read(run_of_month, words.month, kind).id
    by = words.by or office.account_name
    if words.step:
        return take_on(office, run_id, {RunState(words.step): by})
    if words.reopen:
        return reopen(office, run_id, words.reason, by)
    view = see_run(office, run_id)
    drop(office, run_id)
    return view


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
            {"id": change.worker_id, "name": change.name, "element": change.element, "label": str(change.label),
             "was": yuan_text(change.was), "now": yuan_text(change.now), "fact": str(change.fact)}
            for change in view.changes
        ],
        "bonuses": [bonus_document(choice) for choice in view.bonuses],
        "skipped": [str(month) for month in view.skipped],
        "steps": [list(step) for step in run.steps],
    }  # fmt: skip


def bonus_document(choice: BonusChoice) -> Document:
    """Return both ways of a bonus by their documented keys: the tax of the whole year, and the cliff behind it."""
    from gridadmin.domain.pay_rounding import yuan_text

    both = choice.comparison
    return {
        "id": choice.worker_id, "name": choice.name, "amount": yuan_text(choice.amount), "separate": choice.separate,
        "tax_separate": yuan_text(both.separate_total), "tax_merged": yuan_text(both.combined_total),
        "cliff": yuan_text(choice.cliff.bound) if choice.cliff else None,
        "refusal": str(choice.refusal) if choice.refusal else None,
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
    from gridadmin.domain.pay_runs import Concern, skipped_words

    print_facts({_("Month"): document["month"], _("State"): view.run.state, _("Persons"): view.run.people})
    print_facts({_("Gross pay"): document["gross"], _("Net pay"): document["net"]})
    if view.skipped:
        print(skipped_words(view.skipped))
    if document["changes"]:
        print()
        headings = (_("Name"), _("Element of pay"), _("Before"), _("Now"), _("Reason"))
        keys = ("name", "label", "was", "now", "fact")
        print_table(headings, [tuple(change[key] for key in keys) for change in document["changes"]])
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
