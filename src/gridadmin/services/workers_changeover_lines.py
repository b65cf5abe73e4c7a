"""What a change-over means for service, hand-over, boards and grids that stay behind."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.grids import GridRow
from gridadmin.domain.snapshot import BoardStatus
from gridadmin.domain.workers import Condition, EmploymentKind
from gridadmin.domain.workers_changeover import LineTone
from gridadmin.i18n import N_, Message
from gridadmin.services.changeover_registry import Change, Consequence, consequence
from gridadmin.services.employment import ONE_DAY
from gridadmin.services.grids import get_grid
from gridadmin.services.notices_states import board_states
from gridadmin.services.workers import get_worker
from gridadmin.services.workers_handover import make_handover, plan_handover, spell_ending


@consequence("service", place=10)
def service(_session: Session, change: Change) -> Consequence | None:
    """Whether the outgoing person's service ends."""
    values = {"name": change.outgoing, "day": change.last_day}
    if change.reason is None:
        return Consequence(Message(N_("{name} leaves these grids after {day} and stays in service"), values))
    text = N_("The service of {name} ends on {day}: {reason}")
    return Consequence(Message(text, values | {"reason": change.reason.message}))


@consequence("begins", place=15)
def begins(_session: Session, change: Change) -> Consequence | None:
    """Whether the incoming person's service begins."""
    spell = change.begins
    if spell is None:
        return None
    values = {"name": change.incoming, "day": spell.started_on, "kind": spell.kind.message}
    return Consequence(Message(N_("The service of {name} begins on {day}, {kind}"), values))


@consequence("handover", place=20)
def handover(session: Session, change: Change) -> Consequence | None:
    """The hand-over list of the outgoing person (Art 24)."""
    spell_id = spell_ending(session, change.outgoing_id, change.last_day) if change.left else None
    lines = plan_handover(session, spell_id) if spell_id is not None else ()
    if spell_id is None or not lines:
        return None
    count = len(lines)
    text = Message(
        N_("A hand-over list of {count} lines is made for {name}"), {"count": count, "name": change.outgoing}
    )
    titles = tuple(line.title for line in lines)
    return Consequence(text, count, LineTone.ACT, titles, lambda: make_handover(session, spell_id))


@consequence("boards", place=50)
def boards(session: Session, change: Change) -> Consequence | None:
    """Boards that are false from the first day on (Art 15)."""
    grids = _grids(session, change, (*(grid.id for grid in change.grids), *change.other_grids))
    states = board_states(session, change.first_day, grids)
    false = {state.grid_id for state in states if state.status is BoardStatus.TO_REPRINT}
    names = tuple(grid.name for grid in grids if grid.id in false)
    if not names:
        return None
    text = N_("{count} boards are false from {day} on and want reprinting (Art 15)")
    return Consequence(Message(text, {"count": len(names), "day": change.first_day}), len(names), notes=names)


@consequence("left_alone", place=60)
def left_alone(session: Session, change: Change) -> Consequence | None:
    """Grids that nobody serves from the first day on (Art 10)."""
    empty = tuple(grid.name for grid in _grids(session, change, change.other_grids) if not grid.staff)
    if not empty:
        return None
    text = N_("{count} other grids of {name} will have nobody (Art 10)")
    return Consequence(
        Message(text, {"count": len(empty), "name": change.outgoing}), len(empty), LineTone.WARNING, empty
    )


@consequence("full_timer", place=65)
def full_timer(session: Session, change: Change) -> Consequence | None:
    """Grids that have no full-timer from the first day on, and had one (Art 10)."""
    outgoing = get_worker(session, change.outgoing_id, change.last_day).row
    if outgoing.kind is not EmploymentKind.FULL_TIME:
        return None
    grids = _grids(session, change, tuple(grid.id for grid in change.grids))
    lacking = tuple(
        grid.name for grid in grids if not any(person.kind is EmploymentKind.FULL_TIME for person in grid.staff)
    )
    if not lacking:
        return None
    text = Message(N_("{count} grids lose their full-timer (Art 10)"), {"count": len(lacking)})
    return Consequence(text, len(lacking), LineTone.WARNING, lacking)


@consequence("phone", place=80)
def phone(session: Session, change: Change) -> Consequence | None:
    """The board needs a number (Art 15)."""
    if get_worker(session, change.incoming_id, change.first_day).row.phones:
        return None
    text = Message(N_("{name} has no phone number for the board (Art 15)"), {"name": change.incoming})
    return Consequence(text, 1, LineTone.WARNING)


@consequence("attest", place=85)
def attest(session: Session, change: Change) -> Consequence | None:
    """What a person has still to attest of the incoming one (Art 11)."""
    known = {row.condition for row in get_worker(session, change.incoming_id, change.first_day).attestations}
    computed = {Condition.NATIONALITY_AND_AGE, Condition.EDUCATION}
    missing = [condition for condition in Condition if condition not in known | computed]
    if not missing:
        return None
    text = N_("{count} conditions of Article 11 are not attested for {name}")
    values = {"count": len(missing), "name": change.incoming}
    return Consequence(Message(text, values), len(missing), LineTone.WARNING)


def _grids(session: Session, change: Change, ids: Sequence[UUID]) -> list[GridRow]:
    return [get_grid(session, grid_id, change.first_day) for grid_id in dict.fromkeys(ids)]


@consequence("ends_again", place=62)
def ends_again(session: Session, change: Change) -> Consequence | None:
    """Grids that will have nobody once the incoming person leaves, where that day is on file already (Art 10)."""
    notes = []
    for post in get_worker(session, change.incoming_id, change.first_day).row.grids:
        if post.ended_on is not None and post.grid_id in {grid.id for grid in change.grids}:
            day = post.ended_on + ONE_DAY
            if not get_grid(session, post.grid_id, day).staff:
                notes.append(f"{post.grid_name} {day.isoformat()}")
    if not notes:
        return None
    text = N_("{name} leaves again, and {count} grids will have nobody then (Art 10)")
    values = {"name": change.incoming, "count": len(notes)}
    return Consequence(Message(text, values), len(notes), LineTone.WARNING, tuple(notes))


@consequence("lost_later", place=63)
def lost_later(session: Session, change: Change) -> Consequence | None:
    """Grids that will have nobody on the day on which the outgoing person was to begin there (Art 10)."""
    later = [(get_grid(session, grid_id, day), day) for grid_id, day in change.lost_later]
    notes = tuple(f"{grid.name} {day.isoformat()}" for grid, day in later if not grid.staff)
    if not notes:
        return None
    text = N_("{name} was to serve later on, and {count} grids will have nobody then (Art 10)")
    return Consequence(
        Message(text, {"name": change.outgoing, "count": len(notes)}), len(notes), LineTone.WARNING, notes
    )
