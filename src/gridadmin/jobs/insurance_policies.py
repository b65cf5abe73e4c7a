"""Accident policies and their claims, each step as one act; the sentences are those of the window, too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.insurance_policies import ClaimForm, ClaimRow, CoverRow, PolicyForm, PolicyRow
from gridadmin.domain.masking import mask_id_number, mask_phone
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.insurance_claims import add_claim, list_claims, remove_claim, update_claim
from gridadmin.services.insurance_policies import (
    add_policy,
    find_policy_id,
    get_policy,
    list_covers,
    remove_policy,
    renew_policy,
    update_policy,
)
from gridadmin.services.workers import find_worker_id, get_worker

ENTERED = N_("Enter accident policy {number}")
CORRECTED = N_("Correct accident policy {number}")
RENEWED = N_("Renew accident policy {number} as {new}")
REMOVED = N_("Remove accident policy {number}")
CLAIMED = N_("Enter a claim of {name} after an accident on {day}")
CLAIM_SETTLED = N_("Claim of {name}: {state}")
CLAIM_GONE = N_("Remove a claim of {name} after an accident on {day}")


def policy(office: OpenOffice, key: str) -> PolicyRow:
    """Return a policy by its number or id, as of today; NotFoundError names those that there are."""
    return office.read(get_policy, office.read(find_policy_id, key), office.today())


def covers(office: OpenOffice, key: str, *, unmask: bool = False) -> list[CoverRow]:
    """Return everybody who was ever on a policy's list; ID numbers and phones masked, or in full and journaled."""
    found = policy(office, key)
    rows = office.read(list_covers, found.id)
    if unmask:
        values = {"number": found.form.number}
        office.event(Message(N_("Listed the insured of accident policy {number} with full numbers"), values))
        return rows
    return [replace(row, id_number=mask_id_number(row.id_number), mobile=mask_phone(row.mobile)) for row in rows]


def enter_policy(office: OpenOffice, form: PolicyForm) -> PolicyRow:
    """Enter a policy; raises as `services.insurance_policies.add_policy`."""
    made = office.act(Message(ENTERED, {"number": form.number}), add_policy, form)
    return office.read(get_policy, made, office.today())


def correct_policy(office: OpenOffice, key: str, fields: dict[str, Any]) -> PolicyRow:
    """Correct the fields of a policy that are given; raises as `services.insurance_policies.update_policy`."""
    row = policy(office, key)
    sentence = Message(CORRECTED, {"number": row.form.number})
    office.act(sentence, update_policy, row.id, replace(row.form, **fields), row.version)
    return office.read(get_policy, row.id, office.today())


def follow_policy(office: OpenOffice, key: str, fields: dict[str, Any]) -> PolicyRow:
    """Enter the policy that follows one, with its list; what is not given is as it was, the tax answer open again.

    Raises:
        As `services.insurance_policies.renew_policy`.
    """
    row = policy(office, key)
    asked = replace(row.form, premium_taxed=None, premium_said_on=None, premium_basis="")
    form = replace(asked, **fields)
    sentence = Message(RENEWED, {"number": row.form.number, "new": form.number})
    return office.read(get_policy, office.act(sentence, renew_policy, row.id, form), office.today())


def drop_policy(office: OpenOffice, key: str) -> PolicyRow:
    """Take a policy away that was entered by mistake; raises as `services.insurance_policies.remove_policy`."""
    row = policy(office, key)
    office.act(Message(REMOVED, {"number": row.form.number}), remove_policy, row.id, row.version)
    return row


def claims(office: OpenOffice, policy_key: str | None = None, worker: str | None = None) -> list[ClaimRow]:
    """Return claims, the newest accident first: all, of a policy, of a person."""
    policy_id = office.read(find_policy_id, policy_key) if policy_key else None
    worker_id = office.read(find_worker_id, worker) if worker else None
    return office.read(list_claims, policy_id, worker_id)


def claim(office: OpenOffice, key: str) -> ClaimRow:
    """Return a claim by its id or case number; NotFoundError where there is none."""
    rows = office.read(list_claims)
    found = next((row for row in rows if key.strip() in (str(row.id), row.form.case_number or None)), None)
    if found is None:
        raise NotFoundError(N_("There is no claim {key}. `list claims` tells their ids."), key=key)
    return found


def enter_claim(office: OpenOffice, policy_key: str, worker: str, fields: dict[str, Any]) -> ClaimRow:
    """Enter a claim on a policy; raises as `services.insurance_claims.add_claim`."""
    policy_id, worker_id = office.read(find_policy_id, policy_key), office.read(find_worker_id, worker)
    form = ClaimForm(worker_id=worker_id, **fields)
    name = office.read(get_worker, worker_id, office.today()).row.name
    made = office.act(claimed_sentence(name, form.happened_on), add_claim, policy_id, form)
    return _claim(office, made)


def correct_claim(office: OpenOffice, key: str, fields: dict[str, Any]) -> ClaimRow:
    """Correct a claim or take it on; raises as `services.insurance_claims.update_claim`."""
    row = claim(office, key)
    form = replace(row.form, **fields)
    sentence = Message(CLAIM_SETTLED, {"name": row.name, "state": form.state.message})
    office.act(sentence, update_claim, row.id, form, row.version)
    return _claim(office, row.id)


def drop_claim(office: OpenOffice, key: str) -> ClaimRow:
    """Take a claim away that was entered by mistake, with its scanned papers."""
    row = claim(office, key)
    office.act(claim_gone_sentence(row), remove_claim, row.id, row.version)
    return row


def claimed_sentence(name: str, day: date) -> Message:
    """Return the sentence of entering a claim."""
    return Message(CLAIMED, {"name": name, "day": day})


def claim_gone_sentence(row: ClaimRow) -> Message:
    """Return the sentence of removing a claim."""
    return Message(CLAIM_GONE, {"name": row.name, "day": row.form.happened_on})


def _claim(office: OpenOffice, claim_id: UUID) -> ClaimRow:
    return next(row for row in office.read(list_claims) if row.id == claim_id)
