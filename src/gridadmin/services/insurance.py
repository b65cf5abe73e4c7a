"""Enrolment in insurance, and accident policies with the people on their lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_
from gridadmin.models.ids import new_id
from gridadmin.models.insurance import AccidentCover, AccidentPolicy, InsuranceEnrolment
from gridadmin.services.assignment import assign
from gridadmin.services.worker_records import require_worker


@dataclass(frozen=True)
class PolicyForm:
    """An accident policy as it is entered; both days included, amounts in fen."""

    insurer: str
    number: str
    valid_from: date
    valid_to: date
    sum_insured: int
    premium: int
    document: str = ""


def enrol(
    session: Session, worker_id: UUID, first: Month, bases: Mapping[Scheme, int], reason: str | None = None
) -> int:
    """Enrol somebody from a month on with a base for each scheme; a base that held before ends. Return how many began.

    Raises:
        InvalidError: a base below zero, or an enrolment that begins in that month or later already.
    """
    worker = require_worker(session, worker_id)
    for scheme, base in bases.items():
        if base < 0:
            raise InvalidError(N_("A contribution base cannot be below zero."))
        for known in _rows(session, worker_id, scheme):
            if known.first_month >= first.first_day:
                raise InvalidError(
                    N_("{name} is enrolled in {scheme} from {month} already. Correct that enrolment."),
                    name=worker.name, scheme=scheme.message, month=Month.of(known.first_month),
                )  # fmt: skip
            if known.last_month is None or known.last_month >= first.first_day:
                assign(known, last_month=first.plus(-1).first_day)
        session.add(
            InsuranceEnrolment(
                id=new_id(), worker_id=worker_id, scheme=scheme, first_month=first.first_day, base=base, reason=reason
            )
        )
    return len(bases)


def end_enrolments(session: Session, worker_id: UUID, last: Month) -> int:
    """Let every enrolment of somebody end with a month and return how many ended; one that had not begun is removed."""
    require_worker(session, worker_id)
    ended = 0
    for scheme in Scheme:
        for row in _rows(session, worker_id, scheme):
            if row.last_month is not None and row.last_month <= last.first_day:
                continue
            ended += 1
            if row.first_month > last.first_day:
                session.delete(row)
            else:
                assign(row, last_month=last.first_day)
    return ended


def _rows(session: Session, worker_id: UUID, scheme: Scheme) -> list[InsuranceEnrolment]:
    query = select(InsuranceEnrolment).where(
        InsuranceEnrolment.worker_id == worker_id, InsuranceEnrolment.scheme == scheme
    )
    return list(session.scalars(query.order_by(InsuranceEnrolment.first_month)))


def add_policy(session: Session, form: PolicyForm) -> UUID:
    """Enter an accident policy and return its id.

    Raises:
        InvalidError: no insurer or number, or days in the wrong order.
    """
    if not (form.insurer.strip() and form.number.strip()):
        raise InvalidError(N_("An accident policy needs its insurer and its number."))
    if form.valid_to < form.valid_from:
        raise InvalidError(N_("{name}: the last day lies before the first."), name=form.number)
    row = AccidentPolicy(
        id=new_id(), insurer=form.insurer.strip(), number=form.number.strip(), valid_from=form.valid_from,
        valid_to=form.valid_to, sum_insured=form.sum_insured, premium=form.premium, document=form.document or None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def cover_people(session: Session, policy_id: UUID, people: Sequence[UUID], first: date) -> int:
    """Put people on the list of a policy from a day on; return how many were not on it yet.

    Raises:
        NotFoundError: the policy is gone. InvalidError: the day lies outside of it.
    """
    policy = session.get(AccidentPolicy, policy_id)
    if policy is None:
        raise NotFoundError(N_("The accident policy is no longer there."))
    if not policy.valid_from <= first <= policy.valid_to:
        raise InvalidError(
            N_("The policy {number} holds from {first} to {last}."),
            number=policy.number, first=policy.valid_from.isoformat(), last=policy.valid_to.isoformat(),
        )  # fmt: skip
    query = select(AccidentCover.worker_id).where(
        AccidentCover.policy_id == policy_id, AccidentCover.valid_to.is_(None)
    )
    known = set(session.scalars(query))
    new = [worker_id for worker_id in dict.fromkeys(people) if worker_id not in known]
    for worker_id in new:
        require_worker(session, worker_id)
        session.add(AccidentCover(id=new_id(), policy_id=policy_id, worker_id=worker_id, valid_from=first))
    return len(new)


def end_cover(session: Session, worker_id: UUID, last: date) -> int:
    """Take somebody off every list after a day; return off how many. One that had not begun is removed."""
    rows = session.scalars(select(AccidentCover).where(AccidentCover.worker_id == worker_id))
    ended = 0
    for row in rows:
        if row.valid_to is not None and row.valid_to <= last:
            continue
        ended += 1
        if row.valid_from > last:
            session.delete(row)
        else:
            assign(row, valid_to=last)
    return ended
