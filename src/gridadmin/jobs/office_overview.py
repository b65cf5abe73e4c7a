"""The home page and the frame: what waits, what Ctrl+Z would undo, and whether the last backup is good."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gridadmin.domain.office_overview import Overview
from gridadmin.domain.queues import most_urgent
from gridadmin.i18n import N_, Message
from gridadmin.jobs.backups import back_up, is_backed_up, last_backup
from gridadmin.jobs.exchange import to_settle_queue
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.opening import is_server
from gridadmin.jobs.progress import Progress
from gridadmin.services.journal_undo import next_undo
from gridadmin.services.office_overview import read_overview
from gridadmin.services.pay_overview import waiting_queue


def overview(office: OpenOffice, as_of: date, progress: Progress | None = None) -> Overview:
    """Return the home page of a day."""
    (progress or Progress()).check()
    found = office.read(read_overview, as_of)
    first = (to_settle_queue(office), office.read(waiting_queue, as_of))
    queues = (*(queue for queue in first if queue is not None), *found.queues)
    return replace(found, queues=most_urgent(queues), last_backup=last_backup(office))


def undo_last(office: OpenOffice, progress: Progress | None = None) -> Message | None:
    """Undo this account's newest act and return its sentence; None where there is nothing to undo."""
    (progress or Progress()).check()
    act = office.undo()
    return act.sentence if act else None


def redo_last(office: OpenOffice, progress: Progress | None = None) -> Message | None:
    """Take this account's newest undo back and return its sentence; None where there is nothing to redo."""
    (progress or Progress()).check()
    act = office.redo()
    return act.sentence if act else None


def undo_hint(office: OpenOffice, progress: Progress | None = None) -> Message | None:
    """Return the sentence of the act that an undo would reverse."""
    (progress or Progress()).check()
    act = office.read(next_undo, office.account.id)
    return act.sentence if act else None


def backup_note(office: OpenOffice, progress: Progress | None = None) -> Message | None:
    """Say when the last verified backup was made; None where there is none yet."""
    (progress or Progress()).check()
    made = last_backup(office)
    if made is None:
        return None
    return Message(N_("Verified backup of {moment}"), {"moment": f"{made.astimezone():%Y-%m-%d %H:%M}"})


def back_up_if_changed(office: OpenOffice, progress: Progress | None = None) -> bool:
    """Back the office up where something was done since the last backup, and return whether that was so.

    The practice office and one on a server are left alone: the one is invented, the other is its server's to back up.
    Raises StorageError as `back_up`.
    """
    if office.practice or is_server(office.location) or is_backed_up(office):
        return False
    (progress or Progress()).report(0, 1, Message(N_("Backing up and verifying the backup")))
    back_up(office)
    return True
