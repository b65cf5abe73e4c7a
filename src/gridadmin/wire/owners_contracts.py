"""Who may change what of contracts, hand-overs and change-overs (合同、退出、换人): the township's own records."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridadmin.domain.contracts import ContractEnd, ContractKind, ContractTerm
from gridadmin.domain.workers import ExitReason
from gridadmin.wire.owner_fields import (
    BOARD,
    DAY,
    NOTE,
    PERSONAL,
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

CONTRACTS: Mapping[str, RecordOwners] = MappingProxyType(
    {
        "contract": RecordOwners(
            Owner.TOWNSHIP,
            {
                "worker_id": refers("worker"),
                "kind": about(PERSONAL, choice(ContractKind)),
                "term": about(PERSONAL, choice(ContractTerm)),
                "employer": about(PERSONAL, TEXT),
                "number": about(PERSONAL, NOTE),
                "signed_on": about(PERSONAL, UNTIL),
                "started_on": about(PERSONAL, DAY),
                "ends_on": about(PERSONAL, UNTIL),
                "probation_until": about(PERSONAL, UNTIL),
                "weekly_hours": about(PERSONAL, optional(WHOLE)),
                "ended_on": about(PERSONAL, UNTIL),
                "end_reason": about(PERSONAL, optional(choice(ContractEnd))),
                "remarks": about(PERSONAL, NOTE),
            },
            twin_key=("worker_id", "started_on", "employer"),
            together=(frozenset({"term", "ends_on"}), frozenset({"ended_on", "end_reason"})),
            since=2,
        ),
        "contract_scan": scan_page("contract_id", "contract"),
        "handover_item": RecordOwners(
            Owner.TOWNSHIP,
            {
                "employment_id": refers("employment"),
                "place": WHOLE,
                "item": TEXT,
                "title": TEXT,
                "basis": NOTE,
                "due_days": optional(WHOLE),
                "needed": TRUTH,
                "done_on": UNTIL,
                "done_by": about(PERSONAL, NOTE),
                "remark": about(PERSONAL, NOTE),
            },
            twin_key=("employment_id", "item"),
            together=(frozenset({"needed", "done_on", "done_by"}),),
            since=2,
        ),
        "changeover": RecordOwners(
            Owner.TOWNSHIP,
            {
                "grid_id": refers("grid"),
                "outgoing_id": refers("worker"),
                "incoming_id": refers("worker"),
                "effective_on": about(BOARD, DAY),
                "reason": about(PERSONAL, optional(choice(ExitReason))),
                "document": NOTE,
                "remark": about(PERSONAL, NOTE),
            },
            twin_key=("grid_id", "outgoing_id", "effective_on"),
            since=2,
        ),
    }
)
