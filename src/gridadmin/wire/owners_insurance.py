"""Who may change what of insurance (参保): the township's own records; a person's base is sensitive."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridadmin.domain.insurance import Fault
from gridadmin.domain.insurance_policies import ClaimState
from gridadmin.domain.pay_tables import Scheme
from gridadmin.wire.owner_fields import (
    DAY,
    NOTE,
    PERSONAL,
    SENSITIVE,
    TEXT,
    TRUTH,
    UNTIL,
    WHOLE,
    about,
    choice,
    optional,
    refers,
)
from gridadmin.wire.owner_terms import Owner, RecordOwners
from gridadmin.wire.owners_scans import scan_page

INSURANCE: Mapping[str, RecordOwners] = MappingProxyType(
    {
        "insurance_enrolment": RecordOwners(
            Owner.TOWNSHIP,
            {
                "worker_id": refers("worker"),
                "scheme": about(SENSITIVE, choice(Scheme)),
                "first_month": about(SENSITIVE, DAY),
                "last_month": about(SENSITIVE, UNTIL),
                "base": about(SENSITIVE, WHOLE),
                "reason": about(SENSITIVE, NOTE),
                "end_reason": about(SENSITIVE, NOTE),
            },
            since=2,
        ),
        "accident_policy": RecordOwners(
            Owner.TOWNSHIP,
            {
                "insurer": TEXT,
                "number": TEXT,
                "valid_from": DAY,
                "valid_to": DAY,
                "sum_insured": WHOLE,
                "premium": WHOLE,
                "document": NOTE,
                "premium_taxed": optional(TRUTH),
                "premium_said_on": UNTIL,
                "premium_basis": NOTE,
            },
            together=(
                frozenset({"valid_from", "valid_to"}),
                frozenset({"premium_taxed", "premium_said_on", "premium_basis"}),
            ),
            since=2,
        ),
        "accident_cover": RecordOwners(
            Owner.TOWNSHIP,
            {
                "policy_id": refers("accident_policy"),
                "worker_id": refers("worker"),
                "valid_from": about(PERSONAL, DAY),
                "valid_to": about(PERSONAL, UNTIL),
            },
            twin_key=("policy_id", "worker_id", "valid_from"),
            since=2,
        ),
        "accident_claim": RecordOwners(
            Owner.TOWNSHIP,
            {
                "policy_id": refers("accident_policy"),
                "worker_id": refers("worker"),
                "happened_on": about(SENSITIVE, DAY),
                "place": about(SENSITIVE, TEXT),
                "circumstances": about(SENSITIVE, TEXT),
                "reported_on": about(SENSITIVE, DAY),
                "case_number": about(SENSITIVE, NOTE),
                "claimed": about(SENSITIVE, optional(WHOLE)),
                "paid": about(SENSITIVE, optional(WHOLE)),
                "state": about(SENSITIVE, choice(ClaimState)),
                "decided_on": about(SENSITIVE, UNTIL),
                "remarks": about(SENSITIVE, NOTE),
            },
            twin_key=("policy_id", "worker_id", "happened_on"),
            together=(frozenset({"state", "paid", "decided_on"}),),
            since=2,
        ),
        "accident_policy_scan": scan_page("policy_id", "accident_policy"),
        "accident_claim_scan": scan_page("claim_id", "accident_claim"),
        "insurance_explanation": RecordOwners(
            Owner.TOWNSHIP,
            {
                "worker_id": refers("worker"),
                "fault": about(SENSITIVE, choice(Fault)),
                "scheme": about(SENSITIVE, optional(choice(Scheme))),
                "first_month": about(SENSITIVE, DAY),
                "last_month": about(SENSITIVE, UNTIL),
                "reason": about(SENSITIVE, TEXT),
                "explained_on": DAY,
            },
            since=2,
        ),
    }
)
