"""`report file`: a worker's whole file (档案) as one PDF, masked unless asked for."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from gridadmin.cli.opening import opened
from gridadmin.cli.output import Document, emit, print_facts
from gridadmin.cli.words import Verbs, add_as_of, add_out, add_verb
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.domain.workers_file import WorkerFile


def add_verbs(verbs: Verbs) -> None:
    """Add `report file`."""
    file = add_verb(verbs, "file", _("a worker's whole file as PDF, with scanned papers"), run_file)
    file.add_argument("--worker", metavar="KEY", required=True, help=_("ID number, a name that occurs once, or an id"))
    add_as_of(file)
    file.add_argument(
        "--unmask",
        action="store_true",
        help=_("full ID numbers and phones; that you asked is written into the journal"),
    )
    add_out(file, _("the file (.pdf)"))


def run_file(words: Namespace) -> int:
    """Write the file."""
    from gridadmin.jobs.workers_file import write_worker_file
    from gridadmin.services.workers import find_worker_id

    with opened(words) as office:
        worker_id = office.read(find_worker_id, words.worker)
        as_of = words.as_of or office.today()
        file = write_worker_file(office, worker_id, as_of, words.out, unmask=words.unmask)
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
