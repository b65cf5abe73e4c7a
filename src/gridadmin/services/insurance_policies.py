"""Accident policies: entering and renewing them, the people on their lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError, NotPermittedError
from gridadmin.domain.insurance import runs_of
from gridadmin.domain.insurance_policies import CoverRow, PolicyForm, PolicyRow, policy_faults
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_
from gridadmin.models.ids import new_id
from gridadmin.models.insurance import AccidentClaim, AccidentCover, AccidentPolicy
from gridadmin.models.workers import Employment, Worker
from gridadmin.services.assignment import assign, require_version, take_away
from gridadmin.services.insurance_facts import insured_people, phones_of
from gridadmin.services.scans import count_scans, remove_all_scans
from gridadmin.services.worker_records import require_worker

SCANS = "accident_policy_scan"


def add_policy(session: Session, form: PolicyForm) -> UUID:
    """Enter an accident policy and return its id.

    Raises:
        InvalidError: no insurer or number, days in the wrong order, an answer of the tax office without its source.
    """
    _check(form)
    row = AccidentPolicy(id=new_id(), **_values(form))
    session.add(row)
    session.flush()
    return row.id


def update_policy(session: Session, policy_id: UUID, form: PolicyForm, version: int) -> None:
    """Correct a policy; errors as `add_policy`.

    Raises:
        InvalidError: somebody's cover begins outside of the new days. ConflictError: changed in the meantime.
    """
    row = _require_policy(session, policy_id)
    require_version(row, version, row.number)
    _check(form)
    outside = select(func.count()).where(
        AccidentCover.policy_id == policy_id,
        (AccidentCover.valid_from < form.valid_from) | (AccidentCover.valid_from > form.valid_to),
    )
    if session.scalar(outside):
        raise InvalidError(N_("Somebody on the list of {number} begins outside of these days."), number=form.number)
    assign(row, **_values(form))


def remove_policy(session: Session, policy_id: UUID, version: int) -> None:
    """Take a policy away that was entered by mistake, with its list and scanned pages.

    Raises:
        NotPermittedError: there is a claim on it.
    """
    row = _require_policy(session, policy_id)
    require_version(row, version, row.number)
    if session.scalar(select(AccidentClaim.id).where(AccidentClaim.policy_id == policy_id).limit(1)):
        raise NotPermittedError(N_("There are claims on the policy {number}; it stays on file."), number=row.number)
    remove_all_scans(session, SCANS, policy_id)
    for cover in session.scalars(select(AccidentCover).where(AccidentCover.policy_id == policy_id)):
        session.delete(cover)
    session.flush()
    session.delete(row)


def renew_policy(session: Session, policy_id: UUID, form: PolicyForm) -> UUID:
    """Enter the policy that follows one, with everybody on its list who is covered to its last day and still serves.

    Returns its id. Errors as `add_policy`; InvalidError where it begins before the old one does.
    """
    old = _require_policy(session, policy_id)
    if form.valid_from <= old.valid_from:
        raise InvalidError(N_("The policy that follows begins after {day}."), day=old.valid_from)
    made = add_policy(session, form)
    held = [row for row in list_covers(session, policy_id) if row.covers(old.valid_to)]
    serving = _serving(session, form.valid_from)
    people = [row.worker_id for row in held if row.worker_id in serving]
    cover_people(session, made, people, form.valid_from)
    return made


def cover_people(session: Session, policy_id: UUID, people: Sequence[UUID], first: date) -> int:
    """Put people on the list of a policy from a day on; return how many were not on it yet.

    Raises:
        NotFoundError: the policy is gone. InvalidError: the day lies outside of it.
    """
    policy = _require_policy(session, policy_id)
    if not policy.valid_from <= first <= policy.valid_to:
        raise InvalidError(
            N_("The policy {number} holds from {first} to {last}."),
            number=policy.number, first=policy.valid_from.isoformat(), last=policy.valid_to.isoformat(),
        )  # fmt: skip
    query = select(AccidentCover.worker_id).where(
        AccidentCover.policy_id == policy_id, AccidentCover.valid_to.is_(None) | (AccidentCover.valid_to >= first)
    )
    known = set(session.scalars(query))
    new = [worker_id for worker_id in dict.fromkeys(people) if worker_id not in known]
    for worker_id in new:
        require_worker(session, worker_id)
        session.add(AccidentCover(id=new_id(), policy_id=policy_id, worker_id=worker_id, valid_from=first))
    return len(new)


def move_cover(session: Session, cover_id: UUID, first: date, last: date | None, version: int) -> None:
    """Correct from when to when somebody is on a list; no last day: as long as the policy.

    Raises:
        InvalidError: the days lie outside of the policy or in the wrong order. ConflictError, NotFoundError.
    """
    row = _cover(session, cover_id)
    policy, worker = _require_policy(session, row.policy_id), require_worker(session, row.worker_id)
    require_version(row, version, worker.name)
    if not policy.valid_from <= first <= (last or policy.valid_to) <= policy.valid_to:
        raise InvalidError(
            N_("The policy {number} holds from {first} to {last}."),
            number=policy.number, first=policy.valid_from.isoformat(), last=policy.valid_to.isoformat(),
        )  # fmt: skip
    assign(row, valid_from=first, valid_to=last)


def end_cover(session: Session, worker_id: UUID, last: date) -> int:
    """Take somebody off every list after a day; return off how many. One that had not begun is removed."""
    rows = session.execute(
        select(AccidentCover, AccidentPolicy.valid_to)
        .join(AccidentPolicy, AccidentPolicy.id == AccidentCover.policy_id)
        .where(AccidentCover.worker_id == worker_id)
    )
    ended = 0
    for row, policy_last in rows.all():
        if min(row.valid_to or date.max, policy_last) <= last:
            continue
        ended += 1
        if row.valid_from > last:
            take_away(session, row)
        else:
            assign(row, valid_to=last)
    return ended


def end_covers(session: Session, cover_ids: Sequence[UUID], last: date) -> int:
    """Take people off one list after a day; return how many. One that had not begun is removed."""
    for cover_id in cover_ids:
        row = _cover(session, cover_id)
        if row.valid_from > last:
            session.delete(row)
        else:
            assign(row, valid_to=last)
    return len(cover_ids)


def list_policies(session: Session, as_of: date) -> list[PolicyRow]:
    """Return every policy, the newest first, with how many are on its list on a day."""
    rows = list(session.scalars(select(AccidentPolicy).order_by(AccidentPolicy.valid_from.desc(), AccidentPolicy.id)))
    covers = session.execute(
        select(AccidentCover.policy_id, AccidentCover.worker_id, AccidentCover.valid_from, AccidentCover.valid_to)
    ).all()
    ever = Counter(policy_id for policy_id, _who in {(each.policy_id, each.worker_id) for each in covers})
    now = Counter(
        each.policy_id for each in covers if each.valid_from <= as_of and (each.valid_to or date.max) >= as_of
    )
    claims = Counter(session.scalars(select(AccidentClaim.policy_id)))
    scans = count_scans(session, SCANS, [row.id for row in rows])
    return [
        PolicyRow(
            row.id, _form(row), now[row.id] if row.valid_from <= as_of <= row.valid_to else 0, ever[row.id],
            claims[row.id], scans.get(row.id, 0), row.version,
        )
        for row in rows
    ]  # fmt: skip


def get_policy(session: Session, policy_id: UUID, as_of: date) -> PolicyRow:
    """Return a policy as of a day; NotFoundError where it is gone."""
    _require_policy(session, policy_id)
    return next(row for row in list_policies(session, as_of) if row.id == policy_id)


def list_covers(session: Session, policy_id: UUID) -> list[CoverRow]:
    """Return everybody who was ever on the list of a policy, by name; ID numbers in full."""
    policy = _require_policy(session, policy_id)
    query = (
        select(AccidentCover, Worker.name, Worker.id_number)
        .join(Worker, Worker.id == AccidentCover.worker_id)
        .where(AccidentCover.policy_id == policy_id)
        .order_by(Worker.name_pinyin, Worker.id, AccidentCover.valid_from)
    )
    found = session.execute(query).all()
    phones = phones_of(session)
    return [_cover_row(row, name, number, phones, policy.valid_to) for row, name, number in found]


def list_uncovered(session: Session, day: date) -> list[tuple[UUID, str]]:
    """Return (id, name) of everybody who serves part-time on a day and is on no accident list, by name."""
    return [
        (person.worker_id, person.name)
        for person in insured_people(session)
        if any(run.meets(day, day) for run in runs_of(person.spells, EmploymentKind.PART_TIME))
        and not any(cover.covers(day) for cover in person.covers)
    ]


def find_policy_id(session: Session, key: str) -> UUID:
    """Return the policy with an id or a number; NotFoundError names those that there are."""
    rows = session.execute(select(AccidentPolicy.id, AccidentPolicy.number)).all()
    found: UUID | None = next((row.id for row in rows if key.strip() in (str(row.id), row.number)), None)
    if found is None:
        raise NotFoundError(
            N_("There is no accident policy {key}. There are: {known}"),
            key=key, known="、".join(row.number for row in rows) or "—",
        )  # fmt: skip
    return found


def policy_on(session: Session, day: date) -> UUID | None:
    """Return the policy that holds on a day; of several the one with the latest end; None where there is none."""
    query = (
        select(AccidentPolicy.id)
        .where(AccidentPolicy.valid_from <= day, AccidentPolicy.valid_to >= day)
        .order_by(AccidentPolicy.valid_to.desc(), AccidentPolicy.id)
    )
    return session.scalar(query.limit(1))


def _require_policy(session: Session, policy_id: UUID) -> AccidentPolicy:
    """Return a policy; NotFoundError where it is gone."""
    row = session.get(AccidentPolicy, policy_id)
    if row is None:
        raise NotFoundError(N_("The accident policy is no longer there."))
    return row


def _cover(session: Session, cover_id: UUID) -> AccidentCover:
    row = session.get(AccidentCover, cover_id)
    if row is None:
        raise NotFoundError(N_("This person is no longer on the list of the accident policy."))
    return row


def _check(form: PolicyForm) -> None:
    faults = policy_faults(form)
    if faults:
        raise InvalidError(N_("The accident policy cannot be entered like this."), faults)


def _values(form: PolicyForm) -> dict[str, Any]:
    return {
        "insurer": form.insurer.strip(), "number": form.number.strip(), "valid_from": form.valid_from,
        "valid_to": form.valid_to, "sum_insured": form.sum_insured, "premium": form.premium,
        "document": form.document.strip() or None, "premium_taxed": form.premium_taxed,
        "premium_said_on": form.premium_said_on, "premium_basis": form.premium_basis.strip() or None,
    }  # fmt: skip


def _form(row: AccidentPolicy) -> PolicyForm:
    return PolicyForm(
        row.insurer, row.number, row.valid_from, row.valid_to, row.sum_insured, row.premium, row.document or "",
        row.premium_taxed, row.premium_said_on, row.premium_basis or "",
    )  # fmt: skip


def _cover_row(row: AccidentCover, name: str, number: str | None, phones: Mapping[UUID, str], last: date) -> CoverRow:
    return CoverRow(
        row.id, row.policy_id, row.worker_id, name, number or "", phones.get(row.worker_id, ""), row.valid_from,
        row.valid_to, min(row.valid_to or last, last), row.version,
    )  # fmt: skip


def _serving(session: Session, day: date) -> set[UUID]:
    query = select(Employment.worker_id).where(
        Employment.started_on <= day, Employment.ended_on.is_(None) | (Employment.ended_on >= day)
    )
    return set(session.scalars(query))
