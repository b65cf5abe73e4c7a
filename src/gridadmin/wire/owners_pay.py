"""Who may change what of pay (薪酬): the township's own records; what is a person's pay is sensitive."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridadmin.domain.pay_deductions import AdditionalKind
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_parameters import PayCertainty
from gridadmin.domain.pay_person import EntryKind
from gridadmin.domain.pay_runs import RunKind, RunState
from gridadmin.domain.pay_standards import Formula
from gridadmin.domain.pay_tax import BasicMode
from gridadmin.domain.workers import AppointmentRole, EmploymentKind
from gridadmin.wire.owner_fields import (
    DAY,
    JSON,
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
from gridadmin.wire.owner_terms import Field, Owner, RecordOwners


def _sensitive(**fields: Field) -> dict[str, Field]:
    return {name: about(SENSITIVE, field) for name, field in fields.items()}


def _amounts(*names: str) -> dict[str, Field]:
    return _sensitive(**dict.fromkeys(names, WHOLE))


_OFFICE = {
    "pay_parameter": RecordOwners(
        Owner.TOWNSHIP,
        {
            "key": TEXT, "value": optional(JSON), "effective_from": DAY, "published_on": DAY, "source": TEXT,
            "certainty": choice(PayCertainty), "note": TEXT,
        },
        natural_key=("key", "effective_from", "published_on"),
        since=2,
    ),
    "pay_standard": RecordOwners(
        Owner.TOWNSHIP,
        {
            "place": WHOLE, "code": TEXT, "name": TEXT, "nature": choice(Nature), "formula": choice(Formula),
            "numbers": JSON, "kind": optional(choice(EmploymentKind)), "role": optional(choice(AppointmentRole)),
            "seniority_from": WHOLE, "seniority_to": optional(WHOLE), "prorated": TRUTH, "valid_from": DAY,
            "valid_to": UNTIL, "document": NOTE,
        },
        together=(frozenset({"formula", "numbers"}),),
        since=2,
    ),
    "pay_fund_share": RecordOwners(
        Owner.TOWNSHIP,
        {"cost_item": TEXT, "source": TEXT, "part": WHOLE, "valid_from": DAY, "valid_to": UNTIL, "document": NOTE},
        since=2,
    ),
    "pay_budget": RecordOwners(
        Owner.TOWNSHIP,
        {"year": WHOLE, "source": TEXT, "amount": WHOLE, "document": NOTE},
        natural_key=("year", "source"),
        since=2,
    ),
}  # fmt: skip

_PEOPLE = {
    "pay_element": RecordOwners(
        Owner.TOWNSHIP,
        {"worker_id": refers("worker")}
        | _sensitive(
            code=TEXT, name=TEXT, nature=choice(Nature), amount=WHOLE, prorated=TRUTH, valid_from=DAY, valid_to=UNTIL,
            reason=TEXT,
        ),
        since=2,
    ),
    "pay_category": RecordOwners(
        Owner.TOWNSHIP,
        {"worker_id": refers("worker"), "valid_from": DAY}
        | _sensitive(category=choice(IncomeCategory), reason=TEXT),
        natural_key=("worker_id", "valid_from"),
        since=2,
    ),
    "pay_year": RecordOwners(
        Owner.TOWNSHIP,
        {"worker_id": refers("worker"), "year": WHOLE, "mode": about(PERSONAL, choice(BasicMode)),
         "evidence": about(PERSONAL, NOTE)}
        | _amounts("months", "income", "exempt", "special", "additional", "other", "relief", "withheld")
        | _sensitive(
            basic_confirmed=optional(WHOLE), confirmed_month=optional(WHOLE), confirmed_reason=NOTE,
        ),
        natural_key=("worker_id", "year"),
        together=(
            frozenset({"months", "income", "exempt", "special", "additional", "other", "relief", "withheld"}),
            frozenset({"basic_confirmed", "confirmed_month", "confirmed_reason"}),
        ),
        since=2,
    ),
    "pay_declaration": RecordOwners(
        Owner.TOWNSHIP,
        {"worker_id": refers("worker")}
        | _sensitive(
            kind=choice(AdditionalKind), first_month=DAY, last_month=UNTIL, percent=WHOLE, share=optional(WHOLE),
            tier=TEXT, subject=NOTE,
        ),
        since=2,
    ),
    "pay_entry": RecordOwners(
        Owner.TOWNSHIP,
        {"worker_id": refers("worker"), "month": DAY}
        | _sensitive(
            kind=choice(EntryKind), code=TEXT, name=TEXT, nature=choice(Nature), number=WHOLE, amount=WHOLE, grade=NOTE,
            reason=TEXT,
        ),
        since=2,
    ),
}  # fmt: skip

_RUNS = {
    "pay_run": RecordOwners(
        Owner.TOWNSHIP,
        {
            "month": DAY, "kind": choice(RunKind), "state": choice(RunState), "pay_date": DAY, "known_on": DAY,
            "steps": about(PERSONAL, JSON),
        },
        together=(frozenset({"state", "steps"}),),
        since=2,
    ),
    "pay_line": RecordOwners(
        Owner.TOWNSHIP,
        {"run_id": refers("pay_run"), "worker_id": refers("worker"),
         "category": about(SENSITIVE, choice(IncomeCategory))}
        | _amounts("gross", "bonus", "worker_share", "unit_share", "tax", "kept", "owed_before", "net", "owed")
        | _sensitive(details=JSON),
        natural_key=("run_id", "worker_id"),
        together=(
            frozenset(
                {"category", "gross", "bonus", "worker_share", "unit_share", "tax", "kept", "owed_before", "net",
                 "owed", "details"}
            ),
        ),
        since=2,
    ),
}  # fmt: skip

PAY: Mapping[str, RecordOwners] = MappingProxyType({**_OFFICE, **_PEOPLE, **_RUNS})
