"""`import rewards|problems|contracts`: a sheet of records about persons, as one act, with a rehearsal."""

from __future__ import annotations

from argparse import Namespace

from gridadmin.cli.imports import import_document, print_import
from gridadmin.cli.opening import opened, progress_of
from gridadmin.cli.output import emit
from gridadmin.cli.words import Verbs, add_sheet, add_verb
from gridadmin.i18n import _


def add_import(verbs: Verbs) -> None:
    """Add `import rewards`, `import problems` and `import contracts`."""
    kinds = (
        ("rewards", _("import a list of rewards")),
        ("problems", _("import a list of problems found in supervision")),
        ("contracts", _("import a register of contracts")),
    )
    for name, summary in kinds:
        verb = add_verb(verbs, name, summary, run_import)
        verb.set_defaults(rows_are=name)
        add_sheet(verb)


def run_import(words: Namespace) -> int:
    """Import a sheet as one act, or rehearse it; rows that are refused do not make the import a failure."""
    from gridadmin.jobs.record_imports import Records, preview_records, read_records, run_records

    kind = Records(words.rows_are)
    with opened(words) as office:
        file = read_records(kind, words.file, words.sheet)
        if words.dry_run:
            report = preview_records(office, kind, file, progress_of(words))
        else:
            report = run_records(office, kind, words.file, file, progress_of(words))
    about = {"file": words.file, "kind": words.rows_are, "dry_run": words.dry_run, "returned": None}
    document = import_document(report) | about
    emit(words, document, lambda: print_import(document))
    return 0
