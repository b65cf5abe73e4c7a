"""Hand-over lists: made when service ends, ticked line by line, read as of a day (Art 24)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from gridadmin.config import find_resources
from gridadmin.domain.contracts import ContractKind
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.parameters import Certainty, Parameter
from gridadmin.domain.workers import EmploymentKind
from gridadmin.domain.workers_handover import (
    HANDOVER_KEY,
    NO_EXIT,
    ExitRow,
    HandoverMark,
    HandoverRow,
    HandoverTemplate,
    HandoverTemplateItem,
    chosen_items,
    due_day,
    handover_text,
    parse_handover_templates,
    read_handover_text,
    template_on,
)
from gridadmin.i18n import N_, Message
from gridadmin.models.contracts import Contract
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Appointment, Employment, Worker
from gridadmin.models.workers_leaving import HandoverItem
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.dated import chunks
from gridadmin.services.employment import ONE_DAY
from gridadmin.services.office import get_parameters, set_parameter


@cache
def shipped_handover() -> tuple[HandoverTemplate, ...]:
    """Return the shipped templates by their days."""
    path = find_resources() / "defaults" / "handover_items.json"
    return parse_handover_templates(json.loads(path.read_text(encoding="utf-8")))


def handover_templates(session: Session) -> tuple[HandoverTemplate, ...]:
    """Return the templates by their days: the shipped ones, and over them those that the office entered."""
    own = (
        HandoverTemplate(row.valid_from, row.source, read_handover_text(row.value))
        for row in get_parameters(session).rows
        if row.key == HANDOVER_KEY and isinstance(row.value, str)
    )
    return tuple(sorted((*shipped_handover(), *own), key=lambda found: found.valid_from))


def set_handover_template(session: Session, valid_from: date, source: str, text: str) -> int:
    """Record what is handed over from a day on and return how many lines; lists that were made stay as they are.

    Raises:
        InvalidError: a line cannot be read.
    """
    items = read_handover_text(text)
    words, paper = handover_text(items), source.strip()
    set_parameter(session, Parameter(HANDOVER_KEY, words, "", valid_from, paper, Certainty.LOCAL_RULE))
    return len(items)


def plan_handover(session: Session, employment_id: UUID) -> tuple[HandoverTemplateItem, ...]:
    """Return the lines that the hand-over list of a spell would get.

    None where it has a list, and where its end is none: the same person goes on serving, full-time instead of
    part-time, or without a day between.
    """
    spell = session.get(Employment, employment_id)
    if spell is None:
        raise NotFoundError(N_("The spell of service is no longer there."))
    if spell.ended_on is None or not _is_exit(session, spell) or _items(session, [spell.id]):
        return ()
    template = template_on(handover_templates(session), spell.ended_on)
    return chosen_items(template, _was_on_grid(session, spell), _was_employee(session, spell)) if template else ()


def make_handover(session: Session, employment_id: UUID) -> int:
    """Make the hand-over list of a spell that has an end, as `plan_handover` says; return how many lines it got."""
    lines = plan_handover(session, employment_id)
    for place, line in enumerate(lines, 1):
        session.add(
            HandoverItem(
                id=new_id(),
                employment_id=employment_id,
                place=place,
                item=line.item,
                title=line.title,
                basis=line.basis,
                due_days=line.due_days,
                needed=True,
            )
        )
    session.flush()
    return len(lines)


def spell_ending(session: Session, worker_id: UUID, last_day: date) -> UUID | None:
    """Return the spell of somebody's service that ends on a day; None where none does."""
    found: UUID | None = session.scalar(
        select(Employment.id).where(Employment.worker_id == worker_id, Employment.ended_on == last_day)
    )
    return found


def mark_handover(session: Session, item_id: UUID, mark: HandoverMark, version: int, today: date) -> HandoverRow:
    """Say that a line is done, not needed, or open again.

    Raises:
        NotFoundError: the line is gone. ConflictError: a lost race. InvalidError: done by nobody, or in the future.
    """
    item = session.get(HandoverItem, item_id)
    if item is None:
        raise NotFoundError(N_("The line of the hand-over list is no longer there."))
    require_version(item, version, item.title)
    fields: dict[str, Message] = {}
    if mark.done_on is not None and mark.done_on > today:
        fields["done_on"] = Message(N_("The day lies in the future."))
    if mark.done_on is not None and not (mark.done_by or "").strip():
        fields["done_by"] = Message(N_("Enter the name of who did it."))
    if fields:
        raise InvalidError(N_("The line cannot be marked like this."), fields)
    done_by = (mark.done_by or "").strip() or None
    remark = (mark.remark or "").strip() or None
    done_on = mark.done_on if mark.needed else None
    assign(item, needed=mark.needed, done_on=done_on, done_by=done_by if done_on else None, remark=remark)
    session.flush()
    spell = session.get_one(Employment, item.employment_id)
    return _row(item, spell, session.get_one(Worker, spell.worker_id).name)


def mark_all_handover(session: Session, employment_id: UUID, done_on: date, done_by: str, today: date) -> int:
    """Say of every open line of a list that it is done and return how many there were; errors as `mark_handover`."""
    waiting = [item for item in _items(session, [employment_id]) if item.needed and item.done_on is None]
    for item in waiting:
        mark_handover(session, item.id, HandoverMark(True, done_on, done_by, item.remark), item.version, today)
    return len(waiting)


def list_exits(session: Session, as_of: date, since: date | None = None) -> list[ExitRow]:
    """Return the spells that ended from `since` to a day, the newest first, each with its hand-over list."""
    query = select(Employment).where(Employment.ended_on.is_not(None), Employment.ended_on <= as_of)
    if since is not None:
        query = query.where(Employment.ended_on >= since)
    spells = [spell for spell in session.scalars(query) if spell.exit_reason not in NO_EXIT]
    return _exits(session, _without_followers(session, spells))


def exits_of(session: Session, worker_id: UUID) -> list[ExitRow]:
    """Return every end of somebody's service, the newest first, those that are still to come among them."""
    query = select(Employment).where(Employment.worker_id == worker_id, Employment.ended_on.is_not(None))
    spells = [spell for spell in session.scalars(query) if spell.exit_reason not in NO_EXIT]
    return _exits(session, _without_followers(session, spells))


def _exits(session: Session, spells: Sequence[Employment]) -> list[ExitRow]:
    names = _names(session, {spell.worker_id for spell in spells})
    items: dict[UUID, list[HandoverItem]] = defaultdict(list)
    for item in _items(session, [spell.id for spell in spells]):
        items[item.employment_id].append(item)
    rows = []
    for spell in spells:
        name = names[spell.worker_id]
        lines = tuple(_row(item, spell, name) for item in items[spell.id])
        assert spell.ended_on is not None
        rows.append(ExitRow(spell.worker_id, name, spell.id, spell.kind, spell.ended_on, spell.exit_reason, lines))
    return sorted(rows, key=lambda row: (-row.left_on.toordinal(), row.worker_name))


def _names(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for some in chunks(list(ids)):
        found |= {
            row.id: row.name for row in session.execute(select(Worker.id, Worker.name).where(Worker.id.in_(some)))
        }
    return found


def _items(session: Session, employment_ids: Sequence[UUID]) -> list[HandoverItem]:
    found: list[HandoverItem] = []
    for some in chunks(employment_ids):
        query = select(HandoverItem).where(HandoverItem.employment_id.in_(some))
        found += session.scalars(query.order_by(HandoverItem.employment_id, HandoverItem.place)).all()
    return found


def _row(item: HandoverItem, spell: Employment, name: str) -> HandoverRow:
    left_on = spell.ended_on or date.max
    return HandoverRow(
        id=item.id,
        worker_id=spell.worker_id,
        worker_name=name,
        left_on=left_on,
        item=item.item,
        title=item.title,
        basis=item.basis,
        due_on=due_day(left_on, item.due_days) if spell.ended_on else None,
        needed=item.needed,
        done_on=item.done_on,
        done_by=item.done_by,
        remark=item.remark,
        version=item.version or 1,
    )


def _is_exit(session: Session, spell: Employment) -> bool:
    return spell.exit_reason not in NO_EXIT and bool(_without_followers(session, [spell]))


def _without_followers(session: Session, spells: Sequence[Employment]) -> list[Employment]:
    """Leave out spells after which the same person goes on serving without a day between."""
    starts: set[tuple[UUID, date]] = set()
    for some in chunks([spell.worker_id for spell in spells]):
        rows = session.execute(
            select(Employment.worker_id, Employment.started_on).where(Employment.worker_id.in_(some))
        )
        starts |= {(row.worker_id, row.started_on) for row in rows}
    return [
        spell
        for spell in spells
        if spell.ended_on is not None and (spell.worker_id, spell.ended_on + ONE_DAY) not in starts
    ]


def _was_on_grid(session: Session, spell: Employment) -> bool:
    worked = (Appointment.worker_id == spell.worker_id, Appointment.started_on <= (spell.ended_on or date.max))
    query = select(
        exists().where(*worked, (Appointment.ended_on.is_(None)) | (Appointment.ended_on >= spell.started_on))
    )
    return bool(session.scalar(query))


def _was_employee(session: Session, spell: Employment) -> bool:
    """Whether the Labour Contract Law holds: a labour contract is on file, or, without any, the post was full-time."""
    kinds = set(session.scalars(select(Contract.kind).where(Contract.worker_id == spell.worker_id)))
    if kinds:
        return kinds != {ContractKind.SERVICE}
    return spell.kind is EmploymentKind.FULL_TIME
