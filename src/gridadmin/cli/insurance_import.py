"""`import enrolments`: bases of a sheet, as one act, with a rehearsal."""

from __future__ import annotations

from argparse import Namespace

from gridadmin.cli.imports import import_document, print_import
from gridadmin.cli.opening import opened, progress_of
from gridadmin.cli.output import emit
from gridadmin.cli.pay_words import month_word
from gridadmin.cli.words import Verbs, add_sheet, add_verb
from gridadmin.i18n import _


def add_import(verbs: Verbs) -> None:
    """Add `import enrolments`."""
    verb = add_verb(verbs, "enrolments", _("import enrolments in insurance with their bases"), run_import)
    add_sheet(verb)
    verb.add_argument("--from", dest="month", metavar="YYYY-MM", type=month_word, required=True,
                      help=_("from which month they hold where a row names none"))  # fmt: skip


def run_import(words: Namespace) -> int:
    """Import a sheet as one act, or rehearse it; rows that are refused do not make the import a failure."""
    from gridadmin.jobs.insurance_imports import preview_enrolments, run_enrolments

    with opened(words) as office:
        put = preview_enrolments if words.dry_run else run_enrolments
        report = put(office, words.month, words.file, words.sheet, progress_of(words))
    about = {"file": words.file, "kind": "enrolments", "dry_run": words.dry_run, "from": str(words.month)}
    document = import_document(report) | about | {"returned": None}
    emit(words, document, lambda: print_import(document))
    return 0
