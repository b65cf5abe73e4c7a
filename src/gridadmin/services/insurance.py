"""Enrolment in insurance: entering, correcting, ending, the yearly declaration of bases."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.insurance_enrolments import EnrolmentForm
from gridadmin.domain.months import Month
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_
from gridadmin.models.ids import new_id
from gridadmin.models.insurance import InsuranceEnrolment
from gridadmin.services.assignment import assign, require_version, take_away
from gridadmin.services.worker_records import require_worker

BELOW_ZERO = N_("A contribution base cannot be below zero.")


def enrol(
    session: Session, worker_id: UUID, first: Month, bases: Mapping[Scheme, int], reason: str | None = None
) -> int:
    """Enrol somebody from a month on with a base for each scheme; a base that held before ends. Return how many began.

    Where an enrolment begins later already, the new one holds up to the month before it.

    Raises:
        InvalidError: a base below zero, or an enrolment that begins in that very month already.
    """
    worker = require_worker(session, worker_id)
    for scheme, base in bases.items():
        if base < 0:
            raise InvalidError(BELOW_ZERO)
        until: date | None = None
        for known in _rows(session, worker_id, scheme):
            if known.first_month == first.first_day:
                raise InvalidError(
                    N_("{name} is enrolled in {scheme} from {month} already. Correct that enrolment."),
                    name=worker.name, scheme=scheme.message, month=Month.of(known.first_month),
                )  # fmt: skip
            if known.first_month > first.first_day:
                until = until or Month.of(known.first_month).plus(-1).first_day
            elif known.last_month is None or known.last_month >= first.first_day:
                assign(known, last_month=first.plus(-1).first_day)
        session.add(
            InsuranceEnrolment(
                id=new_id(), worker_id=worker_id, scheme=scheme, first_month=first.first_day, last_month=until,
                base=base, reason=reason or None,
            )
        )  # fmt: skip
    return len(bases)


def end_enrolments(
    session: Session,
    worker_id: UUID,
    last: Month,
    reason: str | None = None,
    schemes: Collection[Scheme] = tuple(Scheme),
) -> int:
    """Let enrolments of somebody end with a month and return how many ended; one that had not begun is removed."""
    require_worker(session, worker_id)
    ended = 0
    for scheme in schemes:
        for row in _rows(session, worker_id, scheme):
            if row.last_month is not None and row.last_month <= last.first_day:
                continue
            ended += 1
            if row.first_month > last.first_day:
                take_away(session, row)
            else:
                assign(row, last_month=last.first_day, end_reason=reason or row.end_reason)
    return ended


def correct_enrolment(session: Session, enrolment_id: UUID, form: EnrolmentForm, version: int) -> None:
    """Correct an enrolment that was entered wrongly.

    Raises:
        InvalidError: a base below zero, months in the wrong order, or another enrolment in the scheme meets it.
        NotFoundError, ConflictError: it is gone, or was changed in the meantime.
    """
    row = _require(session, enrolment_id)
    worker = require_worker(session, row.worker_id)
    require_version(row, version, worker.name)
    if form.base < 0:
        raise InvalidError(BELOW_ZERO)
    if form.last is not None and form.last < form.first:
        raise InvalidError(N_("{name}: the last month lies before the first."), name=worker.name)
    for other in _rows(session, row.worker_id, form.scheme):
        begins_before = form.last is None or other.first_month <= form.last.first_day
        ends_after = other.last_month is None or other.last_month >= form.first.first_day
        if other.id != row.id and begins_before and ends_after:
            raise InvalidError(
                N_("{name} is enrolled in {scheme} from {month} already. Correct that enrolment."),
                name=worker.name, scheme=form.scheme.message, month=Month.of(other.first_month),
            )  # fmt: skip
    assign(
        row, scheme=form.scheme, first_month=form.first.first_day, base=form.base, reason=form.reason.strip() or None,
        last_month=form.last.first_day if form.last else None, end_reason=form.end_reason.strip() or None,
    )  # fmt: skip


def remove_enrolment(session: Session, enrolment_id: UUID, version: int) -> None:
    """Take an enrolment away that never was; errors as `correct_enrolment`."""
    row = _require(session, enrolment_id)
    require_version(row, version, require_worker(session, row.worker_id).name)
    session.delete(row)


@dataclass(frozen=True)
class DeclaredBases:
    """A person's bases of the yearly declaration, in fen."""

    worker_id: UUID
    bases: Mapping[Scheme, int]


@dataclass(frozen=True)
class DeclarationResult:
    """What a declaration did: enrolments whose base changed, that began anew, that were as declared already."""

    changed: int
    begun: int
    same: int


def declare_bases(session: Session, first: Month, declared: Sequence[DeclaredBases], reason: str) -> DeclarationResult:
    """Let bases hold from a month on; what holds already as declared stays untouched.

    A base that began in that very month is corrected. Somebody who was not in a scheme is enrolled in it.

    Raises:
        InvalidError: a base below zero.
    """
    changed = begun = same = 0
    for person in declared:
        for scheme, base in person.bases.items():
            rows = _rows(session, person.worker_id, scheme)
            held = next((row for row in rows if _holds(row, first)), None)
            if held is not None and held.base == base:
                same += 1
            elif held is not None and held.first_month == first.first_day:
                if base < 0:
                    raise InvalidError(BELOW_ZERO)
                assign(held, base=base, reason=reason or held.reason)
                changed += 1
            else:
                until, why = (held.last_month, held.end_reason) if held else (None, None)
                enrol(session, person.worker_id, first, {scheme: base}, reason)
                session.flush()
                if until is not None:  # an end that was known stays known
                    made = next(row for row in _rows(session, person.worker_id, scheme) if _holds(row, first))
                    assign(made, last_month=until, end_reason=why)
                changed, begun = changed + (held is not None), begun + (held is None)
    return DeclarationResult(changed, begun, same)


def _holds(row: InsuranceEnrolment, month: Month) -> bool:
    return row.first_month <= month.first_day and (row.last_month is None or row.last_month >= month.first_day)


def _require(session: Session, enrolment_id: UUID) -> InsuranceEnrolment:
    row = session.get(InsuranceEnrolment, enrolment_id)
    if row is None:
        raise NotFoundError(N_("The enrolment is no longer there."))
    return row


def _rows(session: Session, worker_id: UUID, scheme: Scheme) -> list[InsuranceEnrolment]:
    query = select(InsuranceEnrolment).where(
        InsuranceEnrolment.worker_id == worker_id, InsuranceEnrolment.scheme == scheme
    )
    return list(session.scalars(query.order_by(InsuranceEnrolment.first_month)))
