"""What a change-over means for certificates and work cards (Art 14 (2))."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.qualifications import CertificateState
from gridadmin.domain.qualifications_cards import CardEnd, CardReturn, CardState, WorkCard
from gridadmin.domain.workers_changeover import LineTone
from gridadmin.i18n import N_, Message
from gridadmin.services.changeover_registry import Change, Consequence, consequence
from gridadmin.services.qualifications_cards import cards_by_worker, end_cards, make_cards
from gridadmin.services.qualifications_list import worker_qualifications


@consequence("card_back", place=40)
def card_back(session: Session, change: Change) -> Consequence | None:
    """The card of somebody who leaves service is taken back."""
    if not change.left:
        return None
    cards = _in_use(session, change, change.outgoing_id)
    ids = [card.id for card in cards if (card.issued_on or card.made_on) <= change.last_day]
    if not ids:
        return None
    text = Message(N_("The work card of {name} is taken back"), {"name": change.outgoing})
    how = CardReturn(change.last_day, CardEnd.RETURNED)
    return Consequence(
        text, len(ids), LineTone.ACT, tuple(card.number for card in cards), lambda: end_cards(session, ids, how)
    )


@consequence("card_new", place=45)
def card_new(session: Session, change: Change) -> Consequence | None:
    """A card is numbered for the incoming person, who has none."""
    if _in_use(session, change, change.incoming_id):
        return None
    text = Message(N_("A work card is numbered for {name}, to be printed"), {"name": change.incoming})
    day = min(change.today, change.first_day)
    return Consequence(text, 1, LineTone.ACT, (), lambda: make_cards(session, [change.incoming_id], day))


@consequence("card_stale", place=46)
def card_stale(session: Session, change: Change) -> Consequence | None:
    """A card that the incoming person has already shows other grids."""
    printed = [card for card in _in_use(session, change, change.incoming_id) if card.shown_grids is not None]
    if not printed:
        return None
    text = Message(N_("The work card of {name} shows other grids and wants replacing"), {"name": change.incoming})
    return Consequence(text, len(printed), LineTone.FACT, tuple(card.number for card in printed))


@consequence("certificate_gap", place=68)
def certificate_gap(session: Session, change: Change) -> Consequence | None:
    """The incoming person lacks a certificate that the post needs on the first day, or holds one that ends soon."""
    lines = worker_qualifications(session, change.incoming_id, change.first_day).lines
    lacking = [line for line in lines if line.is_breach]
    if lacking:
        text = N_("{name} may not serve yet: {count} certificates are lacking on {day} (Art 14)")
        values = {"name": change.incoming, "count": len(lacking), "day": change.first_day}
        notes = tuple(f"{line.type.name}  {line.state.label}" for line in lacking)
        return Consequence(Message(text, values), len(lacking), LineTone.WARNING, notes)
    soon = [line for line in lines if line.needed and line.state is CertificateState.DUE]
    if not soon:
        return None
    text = N_("{count} certificates of {name} expire soon")
    notes = tuple(f"{line.type.name}  {line.expires_on}" for line in soon)
    return Consequence(Message(text, {"name": change.incoming, "count": len(soon)}), len(soon), LineTone.WARNING, notes)


def _in_use(session: Session, change: Change, worker_id: UUID) -> list[WorkCard]:
    """Return the cards that somebody has, or that wait to be handed out."""
    usable = (CardState.PREPARED, CardState.IN_HAND)
    cards = cards_by_worker(session, [worker_id])[worker_id]
    return [card for card in cards if card.ended_on is None and card.state_on(change.last_day) in usable]
