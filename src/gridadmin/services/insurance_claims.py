"""Claims on accident policies: reported, accepted, paid out or refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.insurance_policies import ClaimForm, ClaimRow, claim_faults
from gridadmin.i18n import N_
from gridadmin.models.ids import new_id
from gridadmin.models.insurance import AccidentClaim, AccidentPolicy
from gridadmin.models.workers import Worker
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.insurance_policies import list_covers
from gridadmin.services.scans import count_scans, remove_all_scans
from gridadmin.services.worker_records import require_worker

SCANS = "accident_claim_scan"


def add_claim(session: Session, policy_id: UUID, form: ClaimForm) -> UUID:
    """Enter a claim on a policy and return its id.

    Raises:
        InvalidError: the policy did not cover the person on that day, or the days and amounts contradict the state.
        NotFoundError: the policy or the person is gone.
    """
    _check(session, policy_id, form)
    row = AccidentClaim(id=new_id(), policy_id=policy_id, **_values(form))
    session.add(row)
    return row.id


def update_claim(session: Session, claim_id: UUID, form: ClaimForm, version: int) -> None:
    """Correct a claim or take it on; errors as `add_claim`, ConflictError for a lost race."""
    row = _require(session, claim_id)
    require_version(row, version, require_worker(session, row.worker_id).name)
    _check(session, row.policy_id, form)
    assign(row, **_values(form))


def remove_claim(session: Session, claim_id: UUID, version: int) -> None:
    """Take a claim away that was entered by mistake, with its scanned papers."""
    row = _require(session, claim_id)
    require_version(row, version, require_worker(session, row.worker_id).name)
    remove_all_scans(session, SCANS, claim_id)
    session.delete(row)


def list_claims(session: Session, policy_id: UUID | None = None, worker_id: UUID | None = None) -> list[ClaimRow]:
    """Return claims, the newest accident first: all, of a policy, or of a person."""
    query = (
        select(AccidentClaim, Worker.name, AccidentPolicy.insurer, AccidentPolicy.number)
        .join(Worker, Worker.id == AccidentClaim.worker_id)
        .join(AccidentPolicy, AccidentPolicy.id == AccidentClaim.policy_id)
        .order_by(AccidentClaim.happened_on.desc(), AccidentClaim.id)
    )
    if policy_id is not None:
        query = query.where(AccidentClaim.policy_id == policy_id)
    if worker_id is not None:
        query = query.where(AccidentClaim.worker_id == worker_id)
    found = session.execute(query).all()
    scans = count_scans(session, SCANS, [row.id for row, *_names in found])
    return [
        ClaimRow(
            row.id, row.policy_id, f"{insurer} {number}", name, _form(row), scans.get(row.id, 0), row.version
        )
        for row, name, insurer, number in found
    ]  # fmt: skip


def _check(session: Session, policy_id: UUID, form: ClaimForm) -> None:
    require_worker(session, form.worker_id)
    covers = [cover for cover in list_covers(session, policy_id) if cover.worker_id == form.worker_id]
    faults = claim_faults(form, covers)
    if faults:
        raise InvalidError(N_("The claim cannot be entered like this."), faults)


def _require(session: Session, claim_id: UUID) -> AccidentClaim:
    row = session.get(AccidentClaim, claim_id)
    if row is None:
        raise NotFoundError(N_("The claim is no longer there."))
    return row


def _values(form: ClaimForm) -> dict[str, Any]:
    return {
        "worker_id": form.worker_id, "happened_on": form.happened_on, "place": form.place.strip(),
        "circumstances": form.circumstances.strip(), "reported_on": form.reported_on, "state": form.state,
        "case_number": form.case_number.strip() or None, "claimed": form.claimed, "paid": form.paid,
        "decided_on": form.decided_on, "remarks": form.remarks.strip() or None,
    }  # fmt: skip


def _form(row: AccidentClaim) -> ClaimForm:
    return ClaimForm(
        row.worker_id, row.happened_on, row.place, row.circumstances, row.reported_on, row.state,
        row.case_number or "", row.claimed, row.paid, row.decided_on, row.remarks or "",
    )  # fmt: skip
