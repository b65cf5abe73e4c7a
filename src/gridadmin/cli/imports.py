"""`import grids|workers|certificates FILE`: the import of the window; `--dry-run` is the real one, taken back."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened, progress_of
from gridadmin.cli.output import Document, emit, print_facts, print_table
from gridadmin.cli.words import Verbs, add_group, add_sheet, add_verb, day
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.domain.imports import ImportReport
    from gridadmin.jobs.imports import ImportFile
    from gridadmin.jobs.office import OpenOffice


def add_verbs(verbs: Verbs) -> Verbs:
    """Add `import grids`, `import workers` and `import certificates`; return where other features add theirs."""
    group = add_group(verbs, "import", _("import a sheet of records"), "kind_of_rows")
    kinds = (
        ("grids", _("import the county's list")),
        ("workers", _("import a village's roster")),
        ("certificates", _("import a sheet of certificates")),
    )
    for name, summary in kinds:
        verb = add_verb(group, name, summary, run_import)
        verb.set_defaults(rows_are=name)
        add_sheet(verb)
        verb.add_argument(
            "--effective", metavar="DATE", type=day, default=None, help=_("the day from which changes hold; today")
        )
        verb.add_argument(
            "--return",
            metavar="FILE",
            dest="returned",
            type=Path,
            default=None,
            help=_("write the sender's own workbook here, refused cells coloured, reasons added"),
        )
        if name == "workers":
            verb.add_argument(
                "--kind",
                choices=("full_time", "part_time"),
                default=None,
                help=_("what newcomers are where the sheet does not say"),
            )
    return group


def run_import(words: Namespace) -> int:
    """Import a file as one act, or rehearse it; rows that are refused do not make the import a failure."""
    from gridadmin.domain.imports import ImportKind
    from gridadmin.domain.workers import EmploymentKind
    from gridadmin.jobs.imports import preview_import, read_import, run_import, write_returned
    from gridadmin.services.import_tally import ImportOptions

    kind = getattr(words, "kind", None)
    with opened(words) as office:
        file = read_import(office, ImportKind(words.rows_are), words.file)
        file = _only_sheet(office, file, words.sheet)
        options = ImportOptions(words.effective or office.today(), EmploymentKind(kind) if kind else None)
        put = preview_import if words.dry_run else run_import
        report = put(office, file, options, progress_of(words))
        if words.returned is not None:
            write_returned(file, report, words.returned)
    document = import_document(report) | {
        "file": words.file,
        "kind": words.rows_are,
        "dry_run": words.dry_run,
        "effective_on": options.effective_on,
        "returned": words.returned,
    }
    emit(words, document, lambda: print_import(document))
    return 0


def _only_sheet(office: OpenOffice, file: ImportFile, sheet: str | None) -> ImportFile:
    from gridadmin.domain.errors import NotFoundError
    from gridadmin.i18n import N_
    from gridadmin.jobs.imports import remap_import

    if sheet is None:
        return file
    tables = [pair for pair in file.tables if pair[0].sheet == sheet]
    if not tables:
        names = "、".join(table.sheet for table, _mapping in file.tables)
        message = N_("There is no table on a sheet called {sheet}. There is one on: {names}")
        raise NotFoundError(message, sheet=sheet, names=names)
    return remap_import(office, file, tables)


def import_document(report: ImportReport) -> Document:
    """Return the four numbers, the problems and the skipped rows."""
    return {
        "rows": report.rows,
        "new": report.new,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": report.rejected,
        "problems": [
            {
                "sheet": problem.sheet,
                "row": problem.row,
                "column": problem.column,
                "value": problem.value,
                "reason": str(problem.reason),
                "severity": problem.severity.value,
                "field": problem.field,
            }
            for problem in report.problems
        ],
        "skipped": [
            {"sheet": row.sheet, "row": row.row, "text": row.text, "reason": str(row.reason)} for row in report.skipped
        ],
    }


def print_import(document: Document) -> None:
    """Print the numbers and a line for each problem."""
    numbers = _("{rows} rows: {new} new, {updated} updated, {unchanged} unchanged, {rejected} rejected")
    facts: dict[str, object] = {
        _("File"): document["file"],
        _("Rehearsed, nothing was changed") if document["dry_run"] else _("Imported"): numbers.format(**document),
        _("Skipped"): len(document["skipped"]),
    }
    if document["returned"]:
        facts[_("Returned workbook")] = document["returned"]
    print_facts(facts)
    if document["problems"]:
        print()
        rows = [(p["sheet"], p["row"], p["column"], p["value"], p["reason"]) for p in document["problems"]]
        print_table((_("Sheet"), _("Row"), _("Column"), _("Value"), _("Reason")), rows)
