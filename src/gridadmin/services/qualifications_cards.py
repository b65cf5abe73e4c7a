"""Work cards: numbering a batch, printing, handing out, taking back, losing and replacing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.qualifications_cards import (
    MOST_IN_BATCH,
    CardEnd,
    CardLine,
    CardReturn,
    CardState,
    WorkCard,
    card_numbers,
    next_batch,
)
from gridadmin.domain.workers import AppointmentRole, WorkerRow, WorkerStatus
from gridadmin.i18n import N_, Message
from gridadmin.models import qualifications as stored
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Worker
from gridadmin.services.assignment import assign
from gridadmin.services.dated import chunks, columns_of
from gridadmin.services.qualifications_book import tidy
from gridadmin.services.workers import list_workers, worker_rows

_NAMES = (
    "id", "worker_id", "batch", "number", "made_on", "printed_on", "issued_on", "ended_on", "ended_by", "end_note",
    "shown_name", "shown_grids", "shown_role", "version",
)  # fmt: skip
_ROLES = tuple(AppointmentRole)


def cards_by_worker(session: Session, worker_ids: Sequence[UUID] | None = None) -> dict[UUID, list[WorkCard]]:
    """Return all cards of some persons, or of everybody, by person, in the order of their making."""
    every = select(*columns_of(stored.WorkCard))
    owner = stored.WorkCard.worker_id
    pieces = [every] if worker_ids is None else [every.where(owner.in_(piece)) for piece in chunks(worker_ids)]
    grouped: dict[UUID, list[WorkCard]] = defaultdict(list)
    for query in pieces:
        for row in session.execute(query):
            grouped[row.worker_id].append(_card(row))
    for cards in grouped.values():
        cards.sort(key=lambda card: (card.made_on, card.number))
    return grouped


def _card(row: object) -> WorkCard:
    return WorkCard(**{name: getattr(row, name) for name in _NAMES})


def list_cards(session: Session, as_of: date) -> list[CardLine]:
    """Return the register of cards on a day, the newest batch first, numbers in their order."""
    workers = {row.id: row for row in list_workers(session, as_of)}
    cards = [card for rows in cards_by_worker(session).values() for card in rows if card.made_on <= as_of]
    cards.sort(key=lambda card: card.number)
    cards.sort(key=lambda card: card.batch, reverse=True)
    return [_line(card, workers[card.worker_id], as_of) for card in cards if card.worker_id in workers]


def _line(card: WorkCard, worker: WorkerRow, day: date) -> CardLine:
    state = card.state_on(day)
    in_use = state in (CardState.PREPARED, CardState.IN_HAND)
    active = worker.status is WorkerStatus.ACTIVE
    grids, role = shown_grids(worker), shown_role(worker)
    shown = {"name": card.shown_name, "grid": card.shown_grids, "role": card.shown_role}
    true = {"name": worker.name, "grid": grids, "role": role}
    check = in_use and active and card.shown_name is not None
    return CardLine(
        card=card,
        state=state,
        name=worker.name,
        initials=worker.initials,
        in_service=active,
        community=worker.community,
        grids=grids,
        role=role,
        kind=worker.kind.value if worker.kind else "",
        photo=worker.photo,
        differences=tuple(key for key in shown if check and shown[key] != true[key]),
        must_return=state is CardState.IN_HAND and worker.status is WorkerStatus.LEFT,
    )


def shown_grids(worker: WorkerRow) -> str:
    """Return what a card says of somebody's grids."""
    return "、".join(post.grid_name for post in worker.grids)


def shown_role(worker: WorkerRow) -> str:
    """Return the role that a card names: the highest of the person's; a grid worker where there is none."""
    roles = [post.role for post in worker.grids]
    return min(roles, key=_ROLES.index, default=AppointmentRole.WORKER).value


def make_cards(session: Session, worker_ids: Sequence[UUID], on: date) -> str:
    """Number cards for some persons as a new batch, in the order given, and return the batch.

    Raises:
        InvalidError: nobody, too many for a batch, or somebody has a card already.
        NotFoundError: somebody is gone.
    """
    wanted = list(dict.fromkeys(worker_ids))
    if not 1 <= len(wanted) <= MOST_IN_BATCH:
        raise InvalidError(N_("A batch has from 1 to {most} cards."), most=MOST_IN_BATCH)
    names = _names(session, wanted)
    for cards in cards_by_worker(session, wanted).values():
        held = next((card for card in cards if card.is_in_use(on)), None)
        if held is not None:
            raise InvalidError(
                N_("{name} has the card {number} already. Take it back or replace it."),
                name=names[held.worker_id],
                number=held.number,
            )
    batch = next_batch(session.scalars(select(stored.WorkCard.batch).distinct()), on.year)
    for worker_id, number in zip(wanted, card_numbers(batch, len(wanted)), strict=True):
        session.add(stored.WorkCard(id=new_id(), worker_id=worker_id, batch=batch, number=number, made_on=on))
    return batch


def _names(session: Session, worker_ids: Sequence[UUID]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for piece in chunks(worker_ids):
        found |= {
            row.id: row.name for row in session.execute(select(Worker.id, Worker.name).where(Worker.id.in_(piece)))
        }
    if len(found) != len(set(worker_ids)):
        raise NotFoundError(N_("The person is no longer there."))
    return found


def workers_without_card(session: Session, as_of: date) -> list[WorkerRow]:
    """Return who serves on a grid and has no card, neither in hand nor prepared, by community and name."""
    cards = cards_by_worker(session)
    rows = [
        row
        for row in list_workers(session, as_of, WorkerStatus.ACTIVE)
        if row.grids and not any(card.is_in_use(as_of) for card in cards.get(row.id, ()))
    ]
    return sorted(rows, key=lambda row: row.community)


def record_card_print(session: Session, card_ids: Sequence[UUID], on: date) -> int:
    """Record that cards were printed, with what they say, and return how many."""
    cards = _require_cards(session, card_ids)
    workers = {row.id: row for row in worker_rows(session, [card.worker_id for card in cards], on)}
    for card in cards:
        worker = workers[card.worker_id]
        assign(
            card,
            printed_on=on,
            shown_name=worker.name,
            shown_grids=shown_grids(worker),
            shown_role=shown_role(worker),
        )
    return len(cards)


def hand_out_cards(session: Session, card_ids: Sequence[UUID], on: date) -> int:
    """Record that cards were handed out to their persons; those that are out already stay as they are."""
    cards = [card for card in _require_cards(session, card_ids) if card.issued_on is None]
    for card in cards:
        if card.ended_on is not None:
            raise InvalidError(N_("The card {number} is used no more."), number=card.number)
        if on < card.made_on:
            raise InvalidError(
                N_("The card {number} was made on {day} only."),
                {"issued_on": Message(N_("It was made on {day} only."), {"day": card.made_on})},
                number=card.number,
                day=card.made_on,
            )
        assign(card, issued_on=on)
    return len(cards)


def end_cards(session: Session, card_ids: Sequence[UUID], how: CardReturn) -> int:
    """Record that cards were given back, lost or replaced; InvalidError before they were made or where they ended."""
    cards = _require_cards(session, card_ids)
    for card in cards:
        if card.ended_on is not None:
            raise InvalidError(N_("The card {number} is used no more."), number=card.number)
        start = card.issued_on or card.made_on
        if how.ended_on < start:
            raise InvalidError(
                N_("The card {number} was handed out on {day} only."),
                {"ended_on": Message(N_("It was handed out on {day} only."), {"day": start})},
                number=card.number,
                day=start,
            )
        assign(card, ended_on=how.ended_on, ended_by=how.end, end_note=tidy(how.note))
    return len(cards)


def replace_card(session: Session, card_id: UUID, on: date, end: CardEnd, note: str | None = None) -> str:
    """End a card that was lost, is worn out or no longer true, number another one, and return its number."""
    (card,) = _require_cards(session, [card_id])
    end_cards(session, [card_id], CardReturn(on, end, note))
    session.flush()
    batch = make_cards(session, [card.worker_id], on)
    return card_numbers(batch, 1)[0]


def _require_cards(session: Session, card_ids: Sequence[UUID]) -> list[stored.WorkCard]:
    found: dict[UUID, stored.WorkCard] = {}
    for piece in chunks(card_ids):
        query = select(stored.WorkCard).where(stored.WorkCard.id.in_(piece))
        found |= {card.id: card for card in session.scalars(query)}
    if len(found) != len(set(card_ids)):
        raise NotFoundError(N_("The card is no longer there."))
    return [found[card_id] for card_id in dict.fromkeys(card_ids)]
