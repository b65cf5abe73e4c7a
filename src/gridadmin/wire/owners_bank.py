"""Who may change what of bank transfer (银行代发): the township's own records; where a person is paid is sensitive."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridadmin.domain.bank_accounts import BankRelation
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
    refers,
)
from gridadmin.wire.owner_terms import Owner, RecordOwners

BANK: Mapping[str, RecordOwners] = MappingProxyType(
    {
        "bank_account": RecordOwners(
            Owner.TOWNSHIP,
            {
                "worker_id": refers("worker"),
                "number": about(SENSITIVE, TEXT),
                "bank": about(SENSITIVE, TEXT),
                "branch": about(SENSITIVE, NOTE),
                "cnaps": about(SENSITIVE, NOTE),
                "holder": about(SENSITIVE, NOTE),
                "relation": about(SENSITIVE, choice(BankRelation)),
                "valid_from": about(SENSITIVE, DAY),
                "valid_to": about(SENSITIVE, UNTIL),
                "reason": about(SENSITIVE, NOTE),
            },
            together=(frozenset({"number", "bank", "branch", "cnaps", "holder", "relation"}),),
            since=2,
        ),
        "bank_template": RecordOwners(
            Owner.TOWNSHIP,
            {"name": TEXT, "definition": JSON},
            natural_key=("name",),
            since=2,
        ),
        "bank_export": RecordOwners(
            Owner.TOWNSHIP,
            {
                "run_id": refers("pay_run"),
                "template_name": TEXT,
                "made_at": TEXT,
                "made_by": about(PERSONAL, TEXT),
                "rows": WHOLE,
                "total": WHOLE,
                "files": JSON,
                "left_out": about(SENSITIVE, JSON),
                "unverified": JSON,
            },
            since=2,
        ),
    }
)
