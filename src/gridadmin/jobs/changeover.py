"""Change-over as the window and the command line do it: the page of consequences is the real act, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.workers import AppointmentRow, WorkerDetail
from gridadmin.domain.workers_changeover import ChangeoverForm, ChangeoverOutcome
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.dated import covers
from gridadmin.services.grids import find_grid_id
from gridadmin.services.workers import find_worker_id, get_worker
from gridadmin.services.workers_changeover import change_over, changeover_sentence


def preview_changeover(office: OpenOffice, form: ChangeoverForm, progress: Progress | None = None) -> ChangeoverOutcome:
    """Return what a change-over would do; errors as `change_over`."""
    (progress or Progress()).check()
    return office.rehearse(change_over, form, office.today())


def do_changeover(office: OpenOffice, form: ChangeoverForm, progress: Progress | None = None) -> ChangeoverOutcome:
    """Do a change-over as one act with one undo; errors as `change_over`."""
    (progress or Progress()).check()
    return office.act(changeover_sentence, change_over, form, office.today())


@dataclass(frozen=True)
class ChangeoverKeys:
    """A change-over as it is typed: people and grids by what they are called by.

    Attributes:
        outgoing, incoming: an ID number, a name that occurs once, or an id; `incoming` empty where a newcomer is given.
        grids: codes; empty = every grid on which the outgoing person serves the day before.
    """

    outgoing: str
    incoming: str
    grids: tuple[str, ...]
    first_day: date


@dataclass(frozen=True)
class ChangeoverPeople:
    """Who and what was meant."""

    outgoing: WorkerDetail
    incoming_id: UUID | None
    posts: tuple[AppointmentRow, ...]


def find_people(session: Session, keys: ChangeoverKeys, last_day: date) -> ChangeoverPeople:
    """Return who and which grids are meant; NotFoundError names what is unknown.

    Raises:
        InvalidError: the outgoing person serves on no grid the day before.
    """
    outgoing = get_worker(session, find_worker_id(session, keys.outgoing), last_day)
    wanted = {find_grid_id(session, code) for code in keys.grids}
    posts = posts_on(outgoing.appointments, last_day)
    if wanted:
        posts = [post for post in posts if post.grid_id in wanted]
    if not posts or len({post.grid_id for post in posts}) < len(wanted):
        raise InvalidError(
            N_("{name} does not serve on this grid on {day}, the day before."),
            {"grid_ids": Message(N_("Choose at least one grid that changes hands."))},
            name=outgoing.row.name,
            day=last_day.isoformat(),
        )
    incoming_id = find_worker_id(session, keys.incoming) if keys.incoming else None
    return ChangeoverPeople(outgoing, incoming_id, tuple(posts))


def posts_on(appointments: Sequence[AppointmentRow], day: date) -> list[AppointmentRow]:
    """Return the appointments that hold on a day, by grid code."""
    held = (post for post in appointments if covers(post.started_on, post.ended_on, day))
    return sorted(held, key=lambda post: post.grid_code)
