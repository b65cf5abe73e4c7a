"""The words for what the journal keeps of certificates and work cards."""

from __future__ import annotations

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.parameters import Certainty
from gridadmin.domain.qualifications_cards import CardEnd
from gridadmin.domain.workers import AppointmentRole, Condition, EmploymentKind
from gridadmin.i18n import N_

RECORDS: dict[str, str] = {
    "certificate_type": N_("Kind of certificate"),
    "certificate_rule": N_("Rule of a certificate"),
    "certificate": N_("Certificate"),
    "work_card": N_("Work card"),
    "eligibility_evidence": N_("Paper seen"),
    "certificate_scan": N_("Scanned page of a certificate"),
    "evidence_scan": N_("Scanned page of a paper seen"),
}

FIELDS: dict[str, str] = {
    "certificate_id": N_("Certificate"),
    "evidence_id": N_("Paper seen"),
    "type_id": N_("Kind of certificate"),
    "issuer": N_("Issued by"),
    "validity_months": N_("Valid for months"),
    "lead_days": N_("Reminder days"),
    "kinds": N_("Needed by kinds"),
    "roles": N_("Needed by roles"),
    "issued_on": N_("Issued on"),
    "expires_on": N_("Expires on"),
    "revoked_on": N_("Revoked on"),
    "revoked_reason": N_("Why it was revoked"),
    "batch": N_("Batch"),
    "made_on": N_("Numbered on"),
    "ended_by": N_("How it ended"),
    "end_note": N_("Note on its end"),
    "shown_name": N_("Name on the card"),
    "shown_grids": N_("Grids on the card"),
    "shown_role": N_("Role on the card"),
    "paper": N_("Paper"),
    "seen_by": N_("Seen by"),
    "seen_on": N_("Seen on"),
}

ENUMS: dict[tuple[str, str], type[LabelledEnum]] = {
    ("certificate_rule", "certainty"): Certainty,
    ("certificate_rule", "kinds"): EmploymentKind,
    ("certificate_rule", "roles"): AppointmentRole,
    ("work_card", "ended_by"): CardEnd,
    ("work_card", "shown_role"): AppointmentRole,
    ("eligibility_evidence", "condition"): Condition,
}
