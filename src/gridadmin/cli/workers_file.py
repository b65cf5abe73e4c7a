"""`report file`, `report roster`: a worker's whole file as one PDF, and the roster; masked unless asked for."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_facts
from gridadmin.cli.words import Verbs, add_as_of, add_out, add_unmask, add_verb
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.domain.workers_file import WorkerFile


def add_verbs(verbs: Verbs) -> None:
    """Add `report file` and `report roster`."""
    add_roster(verbs)
    file = add_verb(verbs, "file", _("a worker's whole file as PDF, with scanned papers"), run_file)
    file.add_argument("--worker", metavar="KEY", required=True, help=_("ID number, a name that occurs once, or an id"))
    add_as_of(file)
    add_unmask(file)
    file.add_argument("--pay", action="store_true", help=_("with a section on pay; that you asked is journaled"))
    add_out(file, _("the file (.pdf)"))


def add_roster(verbs: Verbs) -> None:
    """Add `report roster`."""
    verb = add_verb(verbs, "roster", _("the roster of those in service as a workbook"), run_roster)
    add_as_of(verb)
    add_unmask(verb)
    add_out(verb, _("the workbook (.xlsx)"))


def run_roster(words: Namespace) -> int:
    """Write the roster (花名册) in the official layout."""
    from gridadmin.jobs.rosters import write_roster

    with opened(words) as office:
        as_of = words.as_of or office.today()
        rows = write_roster(office, as_of, words.out, unmask=words.unmask)
    document: Document = {"out": words.out, "as_of": as_of, "persons": len(rows), "unmasked": words.unmask}
    emit(words, document, lambda: print_facts({_("File"): words.out, _("Persons"): len(rows)}))
    return 0


def run_file(words: Namespace) -> int:
    """Write the file."""
    from gridadmin.jobs.workers_file import FileOptions, write_worker_file
    from gridadmin.services.workers import find_worker_id

    with opened(words) as office:
        worker_id = office.read(find_worker_id, words.worker)
        as_of = words.as_of or office.today()
        file = write_worker_file(office, worker_id, as_of, words.out, FileOptions(words.unmask, words.pay))
    document = file_document(file) | {"out": words.out}
    emit(words, document, lambda: _print(document))
    return 0


def file_document(file: WorkerFile) -> Document:
    """Return what stands in the file."""
    return {
        "name": file.name,
        "as_of": file.as_of,
        "unmasked": file.unmasked,
        "sections": [
            {"key": section.key, "title": section.title, "scans": len(section.scans)} for section in file.sections
        ],
    }


def _print(document: Document) -> None:
    titles = [str(section["title"]) for section in document["sections"]]
    print_facts({_("File"): document["out"], _("Name"): document["name"], _("Sections"): titles})
