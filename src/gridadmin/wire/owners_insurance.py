"""Who may change what of insurance (参保): the township's own records; a person's base is sensitive."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridadmin.domain.pay_tables import Scheme
from gridadmin.wire.owner_fields import DAY, NOTE, SENSITIVE, UNTIL, WHOLE, about, choice, refers
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
    }
)
