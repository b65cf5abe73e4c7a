"""What a change-over means for insurance (Art 22; Social Insurance Law art. 58) and for accident lists."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.insurance import InsuredPerson, Run, listed_schemes
from gridadmin.domain.months import Month
from gridadmin.domain.workers import EmploymentKind
from gridadmin.domain.workers_changeover import LineTone
from gridadmin.i18n import N_, Message
from gridadmin.services.changeover_registry import Change, Consequence, consequence
from gridadmin.services.insurance import end_enrolments, enrol
from gridadmin.services.insurance_bases import suggest_bases
from gridadmin.services.insurance_facts import insured_people
from gridadmin.services.insurance_policies import cover_people, end_cover, policy_on


@consequence("insurance_ends", place=50)
def insurance_ends(session: Session, change: Change) -> Consequence | None:
    """The outgoing person's social insurance ends with the month of the last day."""
    reason, last = change.reason, Month.of(change.last_day)
    if reason is None:
        return None
    person = _person(session, change.outgoing_id)
    open_ones = [each for each in person.enrolments if each.last is None or each.last > last]
    if not open_ones:
        return None
    schemes = tuple(dict.fromkeys(each.scheme for each in open_ones))
    return Consequence(
        Message(N_("The insurance of {name} ends with {month}"), {"name": change.outgoing, "month": last}),
        len(schemes),
        LineTone.ACT,
        (listed_schemes(schemes),),
        lambda: end_enrolments(session, change.outgoing_id, last, reason.label),
    )


@consequence("cover_ends", place=51)
def cover_ends(session: Session, change: Change) -> Consequence | None:
    """Whoever leaves service is taken off the lists of accident policies."""
    if not change.left:
        return None
    held = [cover for cover in _person(session, change.outgoing_id).covers if cover.ends > change.last_day]
    if not held:
        return None
    values = {"name": change.outgoing, "day": change.last_day}
    return Consequence(
        Message(N_("{name} is taken off the accident list after {day}"), values),
        len(held),
        LineTone.ACT,
        tuple(cover.policy.title for cover in held),
        lambda: end_cover(session, change.outgoing_id, change.last_day),
    )


@consequence("insurance_begins", place=76)
def insurance_begins(session: Session, change: Change) -> Consequence | None:
    """A full-timer who enters is enrolled from the month of entry, at the latest 30 days after the first day."""
    begins = change.begins
    if begins is None or begins.kind is not EmploymentKind.FULL_TIME:
        return None
    first = Month.of(begins.started_on)
    missing = _person(session, change.incoming_id).missing_in(first)
    if not missing:
        return None
    due = Run(begins.started_on, None).register_by
    try:
        (suggested,) = suggest_bases(session, first, change.today, [change.incoming_id])
    except InvalidError:  # no parameters for that month yet: only the last day of registration is certain
        text = Message(N_("Register {name} for social insurance by {day}"), {"name": change.incoming, "day": due})
        return Consequence(text, len(missing), LineTone.WARNING, (listed_schemes(missing),))
    bases = {scheme: suggested.bases[scheme].found or suggested.bases[scheme].applied
             for scheme in missing if scheme in suggested.bases}  # fmt: skip
    words = N_("{name} is enrolled from {month}; to be registered by {day}")
    notes = (listed_schemes(missing), *dict.fromkeys(str(suggested.bases[scheme].reckoning) for scheme in bases))
    return Consequence(
        Message(words, {"name": change.incoming, "month": first, "day": due}),
        len(bases),
        LineTone.ACT,
        notes,
        lambda: enrol(session, change.incoming_id, first, bases),
    )


@consequence("cover_begins", place=77)
def cover_begins(session: Session, change: Change) -> Consequence | None:
    """A part-timer who enters is put on the list of the policy that holds; where none does that is a fact."""
    begins = change.begins
    if begins is None or begins.kind is not EmploymentKind.PART_TIME:
        return None
    if any(cover.covers(change.first_day) for cover in _person(session, change.incoming_id).covers):
        return None
    policy_id = policy_on(session, change.first_day)
    if policy_id is None:
        text = Message(N_("No accident policy holds on {day}; {name} is not covered"), {
            "name": change.incoming, "day": change.first_day,
        })  # fmt: skip
        return Consequence(text, 0, LineTone.FACT)
    values = {"name": change.incoming, "day": change.first_day}
    return Consequence(
        Message(N_("{name} is put on the accident list from {day}"), values),
        1,
        LineTone.ACT,
        (),
        lambda: cover_people(session, policy_id, [change.incoming_id], change.first_day),
    )


def _person(session: Session, worker_id: UUID) -> InsuredPerson:
    session.flush()
    (person,) = insured_people(session, worker_id)
    return person
