"""The journal's words for pay and insurance: names of records and fields, labels of coded values."""

from __future__ import annotations

from gridadmin.domain.insurance import Fault
from gridadmin.domain.insurance_policies import ClaimState
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.pay_deductions import AdditionalKind
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_parameters import PayCertainty
from gridadmin.domain.pay_person import EntryKind
from gridadmin.domain.pay_runs import RunKind, RunState
from gridadmin.domain.pay_standards import Formula
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.pay_tax import BasicMode
from gridadmin.domain.workers import AppointmentRole, EmploymentKind
from gridadmin.i18n import N_

RECORDS: dict[str, str] = {
    "pay_parameter": N_("Pay parameter"),
    "pay_standard": N_("Pay standard"),
    "pay_element": N_("Personal element of pay"),
    "pay_category": N_("Income category"),
    "pay_year": N_("Tax year"),
    "pay_declaration": N_("Special additional deduction"),
    "pay_entry": N_("Entry of the month's pay"),
    "pay_fund_share": N_("Fund source of pay"),
    "pay_budget": N_("Budget of pay"),
    "pay_run": N_("Pay run"),
    "pay_line": N_("Line of a pay run"),
    "insurance_enrolment": N_("Enrolment in insurance"),
    "accident_policy": N_("Accident policy"),
    "accident_cover": N_("Person on an accident policy"),
    "accident_claim": N_("Claim on an accident policy"),
    "accident_policy_scan": N_("Scanned page of an accident policy"),
    "accident_claim_scan": N_("Scanned page of a claim"),
    "insurance_explanation": N_("Explained finding of insurance"),
}

FIELDS: dict[str, str] = {
    "run_id": N_("Pay run"),
    "policy_id": N_("Accident policy"),
    "claim_id": N_("Claim on an accident policy"),
    "cost_item": N_("Item of cost"),
    "part": N_("Share (hundredths of a percent)"),
    "effective_from": N_("In force from month"),
    "published_on": N_("Published on"),
    "nature": N_("What it does"),
    "formula": N_("Formula"),
    "numbers": N_("Figures of the formula"),
    "seniority_from": N_("From years of service"),
    "seniority_to": N_("To years of service"),
    "prorated": N_("Divided by days"),
    "amount": N_("Amount (yuan)"),
    "category": N_("Income category"),
    "mode": N_("Basic deduction"),
    "months": N_("Months employed"),
    "income": N_("Income (yuan)"),
    "exempt": N_("Not taxed (yuan)"),
    "special": N_("Contributions (yuan)"),
    "additional": N_("Special additional deductions (yuan)"),
    "other": N_("Other deductions (yuan)"),
    "relief": N_("Tax forgiven (yuan)"),
    "withheld": N_("Tax withheld (yuan)"),
    "basic_confirmed": N_("Confirmed basic deduction (yuan)"),
    "confirmed_month": N_("For payments of month"),
    "confirmed_reason": N_("Reason of the confirmation"),
    "first_month": N_("From month"),
    "last_month": N_("Until month"),
    "percent": N_("Percent"),
    "share": N_("Share (yuan)"),
    "tier": N_("Size of the city"),
    "subject": N_("For whom or what"),
    "month": N_("Month"),
    "state": N_("State"),
    "pay_date": N_("Paid on"),
    "known_on": N_("By what was known on"),
    "steps": N_("Steps"),
    "gross": N_("Gross (yuan)"),
    "bonus": N_("Bonus (yuan)"),
    "worker_share": N_("Contributions of the worker (yuan)"),
    "unit_share": N_("Contributions of the unit (yuan)"),
    "tax": N_("Tax (yuan)"),
    "kept": N_("Kept back (yuan)"),
    "owed_before": N_("Owed before (yuan)"),
    "net": N_("Net pay (yuan)"),
    "owed": N_("Owed (yuan)"),
    "details": N_("How it was reckoned"),
    "scheme": N_("Scheme"),
    "base": N_("Base (yuan)"),
    "insurer": N_("Insurer"),
    "sum_insured": N_("Sum insured (yuan)"),
    "premium": N_("Premium (yuan)"),
    "premium_taxed": N_("Premium is income"),
    "premium_said_on": N_("Said on"),
    "premium_basis": N_("By whom, on what paper"),
    "happened_on": N_("Day of the accident"),
    "circumstances": N_("What happened"),
    "reported_on": N_("Reported to the insurer on"),
    "case_number": N_("Case number"),
    "claimed": N_("Amount claimed (yuan)"),
    "paid": N_("Amount paid (yuan)"),
    "decided_on": N_("Decided on"),
    "fault": N_("What does not fit"),
    "explained_on": N_("Explained on"),
}

ENUMS: dict[tuple[str, str], type[LabelledEnum]] = {
    ("pay_parameter", "certainty"): PayCertainty,
    ("pay_standard", "nature"): Nature,
    ("pay_standard", "formula"): Formula,
    ("pay_standard", "kind"): EmploymentKind,
    ("pay_standard", "role"): AppointmentRole,
    ("pay_element", "nature"): Nature,
    ("pay_category", "category"): IncomeCategory,
    ("pay_year", "mode"): BasicMode,
    ("pay_declaration", "kind"): AdditionalKind,
    ("pay_entry", "kind"): EntryKind,
    ("pay_entry", "nature"): Nature,
    ("pay_run", "kind"): RunKind,
    ("pay_run", "state"): RunState,
    ("pay_line", "category"): IncomeCategory,
    ("insurance_enrolment", "scheme"): Scheme,
    ("accident_claim", "state"): ClaimState,
    ("insurance_explanation", "fault"): Fault,
    ("insurance_explanation", "scheme"): Scheme,
}

MONEY = frozenset(
    {
        "amount",
        "income",
        "exempt",
        "special",
        "additional",
        "other",
        "relief",
        "withheld",
        "basic_confirmed",
        "share",
        "gross",
        "bonus",
        "worker_share",
        "unit_share",
        "tax",
        "kept",
        "owed_before",
        "net",
        "owed",
        "base",
        "sum_insured",
        "premium",
        "claimed",
        "paid",
    }
)
"""Amounts: kept in fen, shown in yuan."""

UNTOLD = frozenset({"run_id", "policy_id", "details"})
"""The run whose history is read, and what only the explanation shows."""
