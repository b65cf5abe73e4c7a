"""Who may change what of certificate types, certificates and work cards (证件): the township's own records."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridadmin.domain.parameters import Certainty
from gridadmin.domain.qualifications_cards import CardEnd
from gridadmin.domain.workers import Condition
from gridadmin.wire.owner_fields import (
    DAY,
    JSON,
    NOTE,
    PERSONAL,
    SENSITIVE,
    TEXT,
    UNTIL,
    WHOLE,
    about,
    choice,
    optional,
    refers,
)
from gridadmin.wire.owner_terms import Owner, RecordOwners
from gridadmin.wire.owners_scans import scan_page

QUALIFICATIONS: Mapping[str, RecordOwners] = MappingProxyType(
    {
        "certificate_type": RecordOwners(
            Owner.TOWNSHIP, {"name": TEXT, "ended_on": UNTIL}, natural_key=("name",), since=2
        ),
        "certificate_rule": RecordOwners(
            Owner.TOWNSHIP,
            {
                "type_id": refers("certificate_type"),
                "valid_from": DAY,
                "issuer": TEXT,
                "validity_months": optional(WHOLE),
                "lead_days": WHOLE,
                "kinds": JSON,
                "roles": JSON,
                "source": TEXT,
                "certainty": choice(Certainty),
                "note": TEXT,
            },
            natural_key=("type_id", "valid_from"),
            together=(frozenset({"kinds", "roles"}),),
            since=2,
        ),
        "certificate": RecordOwners(
            Owner.TOWNSHIP,
            {
                "worker_id": refers("worker"),
                "type_id": refers("certificate_type"),
                "number": about(PERSONAL, NOTE),
                "issued_on": about(PERSONAL, DAY),
                "expires_on": about(PERSONAL, UNTIL),
                "issuer": TEXT,
                "document": NOTE,
                "revoked_on": about(PERSONAL, UNTIL),
                "revoked_reason": about(PERSONAL, NOTE),
                "remarks": about(PERSONAL, NOTE),
            },
            twin_key=("worker_id", "type_id", "issued_on"),
            together=(frozenset({"issued_on", "expires_on"}), frozenset({"revoked_on", "revoked_reason"})),
            since=2,
        ),
        "work_card": RecordOwners(
            Owner.TOWNSHIP,
            {
                "worker_id": refers("worker"),
                "batch": TEXT,
                "number": about(PERSONAL, TEXT),
                "made_on": DAY,
                "printed_on": UNTIL,
                "issued_on": about(PERSONAL, UNTIL),
                "ended_on": about(PERSONAL, UNTIL),
                "ended_by": optional(choice(CardEnd)),
                "end_note": about(PERSONAL, NOTE),
                "shown_name": about(PERSONAL, NOTE),
                "shown_grids": about(PERSONAL, NOTE),
                "shown_role": about(PERSONAL, NOTE),
            },
            twin_key=("worker_id", "number"),
            together=(frozenset({"ended_on", "ended_by"}), frozenset({"shown_name", "shown_grids", "shown_role"})),
            since=2,
        ),
        "eligibility_evidence": RecordOwners(
            Owner.TOWNSHIP,
            {
                "worker_id": refers("worker"),
                "condition": choice(Condition),
                "paper": about(SENSITIVE, TEXT),  # one of the conditions is health (Art 11 (4))
                "seen_by": about(PERSONAL, TEXT),
                "seen_on": DAY,
                "remark": about(SENSITIVE, NOTE),
            },
            twin_key=("worker_id", "condition", "seen_on"),
            since=2,
        ),
        "certificate_scan": scan_page("certificate_id", "certificate"),
        "evidence_scan": scan_page("evidence_id", "eligibility_evidence"),
    }
)
