"""A worker's whole file (档案) as one PDF; whoever asks for full numbers or for pay is journaled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from gridadmin.domain.workers_file import WorkerFile
from gridadmin.i18n import N_, Message
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.workers_file import worker_file


@dataclass(frozen=True)
class FileOptions:
    """What is asked for beyond the usual; either is journaled.

    Attributes:
        unmask: ID numbers, phones and accounts in full. with_pay: a section on pay.
    """

    unmask: bool = False
    with_pay: bool = False


USUAL = FileOptions()
_SENTENCES = {
    (True, False): N_("Printed the file of {name} with full ID number and phones"),
    (False, True): N_("Printed the file of {name} with pay"),
    (True, True): N_("Printed the file of {name} with pay, full ID number and phones"),
}


def print_worker_file(
    office: OpenOffice, worker_id: UUID, as_of: date, options: FileOptions = USUAL, progress: Progress | None = None
) -> bytes:
    """Return somebody's whole file as PDF; one with full numbers or with pay is journaled."""
    (progress or Progress()).check()
    return _printed(office, worker_id, as_of, options)[1]


def write_worker_file(
    office: OpenOffice, worker_id: UUID, as_of: date, out: Path, options: FileOptions = USUAL
) -> WorkerFile:
    """Write somebody's whole file as PDF and return what stands in it."""
    file, pdf = _printed(office, worker_id, as_of, options)
    write_file(out, pdf)
    return file


def _printed(office: OpenOffice, worker_id: UUID, as_of: date, options: FileOptions) -> tuple[WorkerFile, bytes]:
    from gridadmin.reports.workers_file import worker_file_pdf

    file = office.read(worker_file, worker_id, as_of, unmask=options.unmask, with_pay=options.with_pay)
    pdf = worker_file_pdf(file, office.photo)
    sentence = _SENTENCES.get((options.unmask, options.with_pay))
    if sentence is not None:
        office.event(Message(sentence, {"name": file.name}))
    return file, pdf
