"""`pay export`: the papers of a month's pay as files."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from gridadmin.cli import bank_export
from gridadmin.cli.opening import opened, progress_of
from gridadmin.cli.output import Document, emit, print_facts, print_table
from gridadmin.cli.pay_words import month_word
from gridadmin.cli.words import Verbs, add_out, add_verb
from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_, _

if TYPE_CHECKING:
    from gridadmin.jobs.pay_papers import WrittenPapers

ALL, YEAR = "all", "year"


def add_export(group: Verbs) -> None:
    """Add `pay export`."""
    export = add_verb(group, "export", _("write papers of a month's pay: sheet, slips, tax, social, …"), run_export)
    export.add_argument("papers", metavar="PAPER", nargs="+", help=_("which papers; “all” for those usual each month"))
    span = export.add_mutually_exclusive_group(required=True)
    span.add_argument("--month", metavar="YYYY-MM", type=month_word, help=_("the month that is paid"))
    span.add_argument("--year", type=int, help=_("the year of the payments, for “year”"))
    export.add_argument(
        "--worker", metavar="KEY", action="append", default=[], help=_("only this person, for “year”; may be repeated")
    )
    add_out(export, _("a folder; or one file, where one of that ending is made"))
    export.add_argument("--unmask", action="store_true", help=_("full ID numbers; that you asked is journaled"))
    export.add_argument("--a3", action="store_true", help=_("A3 in place of A4"))
    export.add_argument("--replace", action="store_true", help=_("replace files that are there"))
    bank_export.add_words(export)


def run_export(words: Namespace) -> int:
    """Write papers into a folder, all of them or none."""
    if words.papers == [bank_export.BANK]:
        return bank_export.run_export(words)
    from gridadmin.jobs.pay_papers import write_month_papers
    from gridadmin.jobs.pay_papers_terms import PaperOptions

    if (words.papers == [YEAR]) != (words.year is not None):
        raise InvalidError(N_("The year statement goes with --year, every other paper with --month."))
    if words.year is not None:
        return _run_year(words)
    options = PaperOptions(words.unmask, words.a3, words.replace, bank_template=words.template)
    with opened(words) as office:
        chosen = _chosen(words.papers)
        written = write_month_papers(office, words.month, chosen, words.out, options, progress_of(words))
    document = written_document(written) | {"month": str(words.month), "unmasked": words.unmask}
    emit(words, document, lambda: _print(written))
    return 0


def _run_year(words: Namespace) -> int:
    from gridadmin.jobs.pay_papers import write_year_statements
    from gridadmin.jobs.pay_papers_terms import PaperOptions
    from gridadmin.services.workers import find_worker_id

    options = PaperOptions(full_numbers=words.unmask, replace=words.replace)
    with opened(words) as office:
        only = [office.read(find_worker_id, key) for key in words.worker] or None
        files = write_year_statements(office, words.year, only, words.out, options, progress_of(words))
    listed = [{"paper": YEAR, "file": path} for path in files]
    document = {"out": words.out, "year": words.year, "files": listed, "unmasked": words.unmask}
    emit(words, document, lambda: print_table((_("File"),), [(path,) for path in files]))
    return 0


def _chosen(words: list[str]) -> list[str]:
    from gridadmin.jobs.pay_papers import MONTH_PAPERS

    usual = [paper.word for paper in MONTH_PAPERS if paper.is_chosen]
    return [each for word in words for each in (usual if word == ALL else [word])]


def written_document(written: WrittenPapers) -> Document:
    """Return what was written by its documented keys."""
    return {
        "out": written.folder,
        "check": written.check,
        "files": [{"paper": word, "file": path} for word, path in written.files],
    }


def _print(written: WrittenPapers) -> None:
    print_facts({_("Folder"): written.folder, _("Check number"): written.check})
    print()
    print_table((_("Paper"), _("File")), [(word, _shown(written.folder, path)) for word, path in written.files])


def _shown(folder: Path, path: Path) -> str:
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)
