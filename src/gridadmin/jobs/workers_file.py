"""A worker's whole file (档案) as one PDF; whoever asks for full numbers is journaled."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

from gridadmin.domain.workers_file import WorkerFile
from gridadmin.i18n import N_, Message
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.workers_file import worker_file


def print_worker_file(
    office: OpenOffice, worker_id: UUID, as_of: date, unmask: bool = False, progress: Progress | None = None
) -> bytes:
    """Return somebody's whole file as PDF; one with full ID number and phones is journaled."""
    (progress or Progress()).check()
    return _printed(office, worker_id, as_of, unmask)[1]


def write_worker_file(
    office: OpenOffice, worker_id: UUID, as_of: date, out: Path, *, unmask: bool = False
) -> WorkerFile:
    """Write somebody's whole file as PDF and return what stands in it."""
    file, pdf = _printed(office, worker_id, as_of, unmask)
    write_file(out, pdf)
    return file


def _printed(office: OpenOffice, worker_id: UUID, as_of: date, unmask: bool) -> tuple[WorkerFile, bytes]:
    from gridadmin.reports.workers_file import worker_file_pdf

    file = office.read(worker_file, worker_id, as_of, unmask=unmask)
    pdf = worker_file_pdf(file, office.photo)
    if unmask:
        office.event(Message(N_("Printed the file of {name} with full ID number and phones"), {"name": file.name}))
    return file, pdf
