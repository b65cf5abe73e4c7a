"""What a change-over means for contracts: the outgoing person's end, the incoming person's are to be signed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from gridadmin.domain.contracts import ContractKind
from gridadmin.domain.contracts_lapses import LapseKind
from gridadmin.domain.terms import term_end
from gridadmin.domain.workers import EmploymentKind
from gridadmin.domain.workers_changeover import LineTone
from gridadmin.i18n import N_, Message
from gridadmin.services.changeover_registry import Change, Consequence, consequence
from gridadmin.services.contracts import contracts_of, end_contracts_of, lapses_of


@consequence("contract_ends", place=30)
def contract_ends(session: Session, change: Change) -> Consequence | None:
    """The outgoing person's contracts end with the service."""
    reason = change.reason
    if reason is None:
        return None
    open_ones = [
        row
        for row in contracts_of(session, change.outgoing_id)
        if row.holds_on(change.last_day) and row.ended_on is None and row.ends_on != change.last_day
    ]
    if not open_ones:
        return None
    return Consequence(
        Message(N_("The contract of {name} ends on {day}"), {"name": change.outgoing, "day": change.last_day}),
        len(open_ones),
        LineTone.ACT,
        tuple(f"{row.kind.label} {row.employer}" for row in open_ones),
        lambda: end_contracts_of(session, change.outgoing_id, change.last_day, reason),
    )


@consequence("contract_due", place=70)
def contract_due(session: Session, change: Change) -> Consequence | None:
    """The incoming person needs a written contract within a month of the first day of service (Art 10)."""
    begins = change.begins
    if begins is None or begins.kind is not EmploymentKind.FULL_TIME:
        return None
    holding = [row for row in contracts_of(session, change.incoming_id) if row.holds_on(change.first_day)]
    if any(row.signed_on is not None or row.kind is ContractKind.SERVICE for row in holding):
        return None
    by = term_end(begins.started_on, 1)
    text = Message(
        N_("A written contract with {name} is due by {day} (Labour Contract Law Art 10)"),
        {"name": change.incoming, "day": by},
    )
    return Consequence(text, 1, LineTone.WARNING)


@consequence("retirement", place=75)
def retirement(session: Session, change: Change) -> Consequence | None:
    """The incoming person reaches the statutory retirement age within a year."""
    soon = lapses_of(session, change.incoming_id, change.first_day, term_end(change.first_day, 12))
    found = [lapse for lapse in soon if lapse.kind is LapseKind.RETIREMENT]
    return Consequence(found[0].what, 1, LineTone.WARNING) if found else None
