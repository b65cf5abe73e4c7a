"""`assessment …`, `list assessments`, `import assessments`: schemes, periods, scores, results without a window."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from gridadmin.cli.assessment_words import (
    line_document,
    period_document,
    print_lines,
    print_periods,
    print_schemes,
    review_documents,
    scheme_document,
)
from gridadmin.cli.imports import import_document, print_import
from gridadmin.cli.opening import opened, progress_of
from gridadmin.cli.output import emit, print_facts
from gridadmin.cli.words import Verbs, add_as_of, add_group, add_out, add_sheet, add_verb, day
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.domain.assessment_rows import PeriodRow
    from gridadmin.jobs.office import OpenOffice


def add_list(verbs: Verbs) -> None:
    """Add `list assessments`."""
    add_as_of(add_verb(verbs, "assessments", _("list the periods of assessment"), run_list))


def add_import(verbs: Verbs) -> None:
    """Add `import assessments`."""
    verb = add_verb(verbs, "assessments", _("import a sheet of scores into a period"), run_import)
    add_sheet(verb)
    _add_period(verb)


def add_verbs(verbs: Verbs) -> None:
    """Add the verbs of `assessment`."""
    group = add_group(verbs, "assessment", _("assess grid workers by a scheme (Article 24)"), "what_of_assessment")
    add_verb(group, "schemes", _("list the schemes with their versions and the scores in no grade"), run_schemes)
    scheme = add_verb(group, "scheme", _("make a scheme, or a version of one, from a template or a file"), run_scheme)
    scheme.add_argument("source", metavar="A1…A8|FILE", help=_("a template by its id, or a definition as JSON"))
    scheme.add_argument(
        "--from", metavar="DATE", dest="since", type=day, required=True, help=_("the first day it holds")
    )
    scheme.add_argument("--document", metavar="NO", default=None, help=_("the paper it rests on"))
    scheme.add_argument("--of", metavar="SCHEME", default=None, help=_("a version of this scheme, not one of its own"))
    opening = add_verb(group, "open", _("open a period"), run_open)
    opening.add_argument("--scheme", metavar="NAME", required=True, help=_("the scheme, by its name or a part of it"))
    opening.add_argument("--round", metavar="KEY", default=None, help=_("which of the scheme's rounds"))
    opening.add_argument("--period", metavar="P", required=True, help=_("2026, 2026-H1, 2026-Q3 or 2026-09"))
    for name, summary, run in (
        ("score", _("everybody's score, rank and grade, with how they came about"), run_score),
        ("publish", _("publish the results; from then on only a correction changes one"), run_publish),
    ):
        _add_period(add_verb(group, name, summary, run))
    for name, summary in (
        ("summary", _("write the summary of a period as a workbook")),
        ("sheet", _("write score sheets with their derivation as PDF")),
        ("notice", _("write the notices of the results as PDF")),
    ):
        verb = add_verb(group, name, summary, run_paper)
        verb.set_defaults(paper=name)
        _add_period(verb)
        add_out(verb, _("the file"))
        if name != "summary":
            verb.add_argument("--worker", metavar="KEY", default=None, help=_("ID number, name or id of one person"))
    reviews = add_verb(
        group, "reviews", _("who is due for a review after poor results, and the reviews there are"), run_reviews
    )
    reviews.add_argument("--open", action="store_true", help=_("open those that are due"))
    add_as_of(reviews)


def _add_period(verb: ArgumentParser) -> None:
    verb.add_argument("--period", metavar="P", required=True, help=_("2026, 2026-H1, 2026-Q3 or 2026-09"))
    verb.add_argument("--scheme", metavar="NAME", default=None, help=_("the scheme, by its name or a part of it"))
    verb.add_argument("--round", metavar="KEY", default=None, help=_("which of the scheme's rounds"))


def _period(office: OpenOffice, words: Namespace) -> PeriodRow:
    from gridadmin.jobs.assessment import find_period

    return find_period(office, words.period, words.scheme, words.round)


def run_list(words: Namespace) -> int:
    """List the periods, the latest first."""
    from gridadmin.services.assessment import count_periods

    with opened(words) as office:
        rows = office.read(count_periods, words.as_of or office.today())
    emit(words, [period_document(row) for row in rows], lambda: print_periods(rows))
    return 0


def run_import(words: Namespace) -> int:
    """Import scores as one act, or rehearse it; rows that are refused do not make the import a failure."""
    from gridadmin.jobs.assessment import preview_scores, read_score_file, run_scores

    with opened(words) as office:
        period = _period(office, words)
        file = read_score_file(office, period.id, words.file, words.sheet)
        if words.dry_run:
            report = preview_scores(office, period, file, progress_of(words))
        else:
            report = run_scores(office, period, words.file, file, progress_of(words))
    about = {"file": words.file, "period": str(period.words), "dry_run": words.dry_run, "returned": None}
    document = import_document(report) | about
    emit(words, document, lambda: print_import(document))
    return 0


def run_schemes(words: Namespace) -> int:
    """List the schemes."""
    from gridadmin.services.assessment_schemes import list_schemes

    with opened(words) as office:
        rows = office.read(list_schemes)
    documents = [scheme_document(row) for row in rows]
    emit(words, documents, lambda: print_schemes(rows))
    return 0


def run_scheme(words: Namespace) -> int:
    """Make a scheme or a version."""
    from gridadmin.domain.assessment_json import definition_from_json
    from gridadmin.domain.assessment_rows import SchemeForm
    from gridadmin.i18n import N_, Message
    from gridadmin.services.assessment_schemes import add_version, create_scheme, find_scheme, get_scheme
    from gridadmin.services.assessment_templates import find_template

    if Path(words.source).suffix == ".json":
        definition = definition_from_json(_json_of(Path(words.source)))
    else:
        definition = find_template(words.source).definition
    form = SchemeForm(definition, words.since, document=words.document)
    with opened(words) as office:
        if words.of:
            scheme_id = office.read(find_scheme, words.of).id
            sentence = Message(
                N_("Added a version of {name} from {day}"), {"name": definition.name, "day": words.since}
            )
            office.act(sentence, add_version, scheme_id, form)
        else:
            scheme_id = office.act(
                Message(N_("Made the scheme {name}"), {"name": definition.name}), create_scheme, form
            )
        row = office.read(get_scheme, scheme_id)
    emit(words, scheme_document(row), lambda: print_schemes([row]))
    return 0


def _json_of(path: Path) -> object:
    from gridadmin.domain.errors import InvalidError, NotFoundError
    from gridadmin.i18n import N_

    if not path.is_file():
        raise NotFoundError(N_("There is no file {file}."), file=path)
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidError(N_("The scheme cannot be read: {detail}."), detail=str(error)) from error


def run_open(words: Namespace) -> int:
    """Open a period."""
    from gridadmin.jobs.assessment import open_named_period

    with opened(words) as office:
        row = open_named_period(office, words.scheme, words.period, words.round)
    emit(words, period_document(row), lambda: print_periods([row]))
    return 0


def run_score(words: Namespace) -> int:
    """Show everybody's score with its derivation."""
    from gridadmin.jobs.assessment import read_period

    with opened(words) as office:
        whole = read_period(office, _period(office, words).id)
    document = period_document(whole.period) | {"people": [line_document(row) for row in whole.participants]}
    emit(words, document, lambda: print_lines(whole))
    return 0


def run_publish(words: Namespace) -> int:
    """Publish a period."""
    from gridadmin.jobs.assessment import publish, read_period

    with opened(words) as office:
        period = _period(office, words)
        publish(office, period)
        row = read_period(office, period.id).period
    emit(words, period_document(row), lambda: print_periods([row]))
    return 0


def run_paper(words: Namespace) -> int:
    """Write the summary, the score sheets or the notices of a period."""
    from gridadmin.jobs.assessment_papers import write_notices, write_sheets, write_summary
    from gridadmin.services.workers import find_worker_id

    with opened(words) as office:
        period = _period(office, words)
        key = getattr(words, "worker", None)
        people = [office.read(find_worker_id, key)] if key else None
        if words.paper == "summary":
            whole = write_summary(office, period.id, words.out, progress_of(words))
        else:
            put = write_sheets if words.paper == "sheet" else write_notices
            whole = put(office, period.id, words.out, people, progress_of(words))
    document = {"out": words.out, "period": str(whole.period.words), "people": len(people or whole.assessed)}
    emit(words, document, lambda: print_facts({_("File"): words.out, _("People"): document["people"]}))
    return 0


def run_reviews(words: Namespace) -> int:
    """Show who is due for a review, or open those reviews."""
    from gridadmin.jobs.assessment import open_due_reviews
    from gridadmin.services.assessment_reviews import list_reviews, reviews_due

    with opened(words) as office:
        as_of = words.as_of or office.today()
        due = office.read(reviews_due, as_of)
        opened_now = open_due_reviews(office, [row.worker_id for row in due]) if words.open and due else 0
        document = review_documents(due, office.read(list_reviews, as_of)) | {"opened": opened_now}
    emit(words, document, lambda: print_facts({_("Due"): len(due), _("Opened"): opened_now}))
    return 0
