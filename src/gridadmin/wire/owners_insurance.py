"""Who may change what of insurance (参保): the township's own records; a person's base is sensitive."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridadmin.domain.pay_tables import Scheme
from gridadmin.wire.owner_fields import DAY, NOTE, PERSONAL, SENSITIVE, TEXT, UNTIL, WHOLE, about, choice, refers
from gridadmin.wire.owner_terms import Owner, RecordOwners

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
            },
            together=(frozenset({"valid_from", "valid_to"}),),
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
    }
)
