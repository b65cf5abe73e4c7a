"""What the window does with people beyond one service: previews that are the real act, photos, reveals, one undo."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.journal import ActRow
from gridadmin.domain.workers import ExitReason
from gridadmin.domain.workers_leaving import EndConsequences
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.worker_records import set_photo
from gridadmin.services.workers_leaving import end_appointment_seen, end_employment_seen


def preview_end_of_service(
    office: OpenOffice, worker_id: UUID, last_day: date, reason: ExitReason, progress: Progress
) -> EndConsequences:
    """Return what would follow if somebody's service ended; errors as `end_employment`."""
    progress.check()
    return office.rehearse(end_employment_seen, worker_id, last_day, reason)


def preview_end_of_appointment(
    office: OpenOffice, worker_id: UUID, appointment_id: UUID, last_day: date, progress: Progress
) -> EndConsequences:
    """Return what would follow if an appointment ended; errors as `end_appointment`."""
    progress.check()
    return office.rehearse(end_appointment_seen, worker_id, appointment_id, last_day)


def put_worker_photo(office: OpenOffice, worker_id: UUID, name: str, path: Path, progress: Progress) -> str:
    """Keep a picture file as somebody's photo and return its digest.

    Raises:
        NotFoundError: the file cannot be read. InvalidError: it is no picture, or too large a one.
    """
    progress.check()
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotFoundError(N_("The picture {path} cannot be read."), path=path) from error
    digest = office.put_photo(content)
    office.act(Message(N_("Set the photo of {name}"), {"name": name}), set_photo, worker_id, digest)
    return digest


def reveal_id_numbers(office: OpenOffice, who: str, count: int, progress: Progress) -> None:
    """Journal that ID numbers were shown in full: of one person by name, or of a whole list."""
    progress.check()
    if who:
        office.event(Message(N_("Looked at the full ID number of {name}"), {"name": who}))
    else:
        office.event(Message(N_("Looked at the full ID numbers of {count} persons"), {"count": count}))


def undo_one(office: OpenOffice, act_id: UUID, progress: Progress) -> ActRow:
    """Undo one act by its id; ConflictError names the later act that builds on it."""
    progress.check()
    return office.undo_act(act_id)
