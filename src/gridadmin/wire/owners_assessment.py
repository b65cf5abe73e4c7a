"""Who may change what of schemes, periods, scores and objections (考核): the township's own records."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridadmin.domain.assessment_rows import ObjectionDecision
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

ASSESSMENT: Mapping[str, RecordOwners] = MappingProxyType(
    {
        "assessment_scheme": RecordOwners(Owner.TOWNSHIP, {"name": TEXT}, since=2),
        "assessment_scheme_version": RecordOwners(
            Owner.TOWNSHIP,
            {
                "scheme_id": refers("assessment_scheme"),
                "valid_from": DAY,
                "valid_to": UNTIL,
                "document": NOTE,
                "definition": JSON,
            },
            natural_key=("scheme_id", "valid_from"),
            since=2,
        ),
        "assessment_period": RecordOwners(
            Owner.TOWNSHIP,
            {
                "scheme_version_id": refers("assessment_scheme_version"),
                "round_key": TEXT,
                "year": WHOLE,
                "number": WHOLE,
                "first_day": DAY,
                "last_day": DAY,
                "published_on": UNTIL,
                "objections_until": UNTIL,
            },
            natural_key=("scheme_version_id", "round_key", "year", "number"),
            together=(frozenset({"published_on", "objections_until"}),),
            since=2,
        ),
        "assessment_sheet": RecordOwners(
            Owner.TOWNSHIP,
            {
                "period_id": refers("assessment_period"),
                "worker_id": refers("worker"),
                "entries": about(PERSONAL, JSON),
                "excused": about(SENSITIVE, NOTE),  # an illness is a usual reason
            },
            natural_key=("period_id", "worker_id"),
            since=2,
        ),
        "assessment_result": RecordOwners(
            Owner.TOWNSHIP,
            {
                "period_id": refers("assessment_period"),
                "worker_id": refers("worker"),
                "announced_on": DAY,
                "score_milli": about(PERSONAL, WHOLE),
                "grade": about(PERSONAL, NOTE),
                "entries": about(PERSONAL, JSON),
                "reason": about(PERSONAL, NOTE),
                "document": NOTE,
            },
            twin_key=("period_id", "worker_id", "announced_on"),
            together=(frozenset({"score_milli", "grade", "entries", "reason"}),),
            since=2,
        ),
        "assessment_objection": RecordOwners(
            Owner.TOWNSHIP,
            {
                "period_id": refers("assessment_period"),
                "worker_id": refers("worker"),
                "filed_on": DAY,
                "grounds": about(SENSITIVE, TEXT),
                "decision": about(PERSONAL, optional(choice(ObjectionDecision))),
                "decided_on": UNTIL,
                "decided_by": about(PERSONAL, NOTE),
                "reasons": about(SENSITIVE, NOTE),
            },
            twin_key=("period_id", "worker_id", "filed_on"),
            together=(frozenset({"decision", "decided_on", "decided_by", "reasons"}),),
            since=2,
        ),
        "assessment_review": RecordOwners(
            Owner.TOWNSHIP,
            {
                "worker_id": refers("worker"),
                "scheme_id": refers("assessment_scheme"),
                "period_id": refers("assessment_period"),
                "opened_on": DAY,
                "ground": about(PERSONAL, JSON),
                "closed_on": UNTIL,
                "outcome": about(SENSITIVE, NOTE),
            },
            twin_key=("worker_id", "scheme_id", "period_id"),
            together=(frozenset({"closed_on", "outcome"}),),
            since=2,
        ),
    }
)
