"""Runs of pay: their states, what is shown of a run and its lines, and what a line keeps of how it was reckoned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_month import MonthRules, Nature
from gridadmin.domain.pay_person import ABSENCE, BACK, EntryKind, MonthEntry, ReckonedLine, RunTables
from gridadmin.domain.pay_rounding import round_amount
from gridadmin.domain.pay_service import is_employed
from gridadmin.domain.pay_standards import Formula
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.pay_tax import YearSoFar
from gridadmin.i18n import N_, Message


class RunKind(LabelledEnum):
    """What a run pays."""

    REGULAR = "regular", N_("Month's pay")
    ADJUSTMENT = "adjustment", N_("Back-adjustment of insurance")


class RunState(LabelledEnum):
    """How far a run has come; each step is taken by a named person on a day."""

    DRAFT = "draft", N_("Draft")
    CHECKED = "checked", N_("Checked over")
    APPROVED = "approved", N_("Approved")
    PAID = "paid", N_("Paid")
    LOCKED = "locked", N_("Locked")


STATES = tuple(RunState)
CLOSED = (RunState.PAID, RunState.LOCKED)


class Concern(LabelledEnum):
    """What somebody should look at before a run is approved; none of it stops a run."""

    BELOW_MINIMUM = "below_minimum", N_("Below the minimum wage")
    NOTHING_PAID = "nothing_paid", N_("In service, but no standard gives anything")
    OWED = "owed", N_("Net pay below zero; carried to the next month")
    INSURED_AFTER_LEAVING = "insured_after_leaving", N_("Insured, but not in service")
    UNINSURED = "uninsured", N_("Full-time and in service, but not insured")
    NO_RESULT = "no_result", N_("No assessment for the performance pay")
    BASE_BELOW_FLOOR = "base_below_floor", N_("New enrolment below the floor; paid by the floor")
    OPENING_MISSING = "opening_missing", N_("Wages were paid here earlier this year, but their sums are not entered")
    ENTRY_UNUSED = "entry_unused", N_("Entered for the month, but nothing is paid or taken off by it")
    CHANGED = "changed", N_("Differs from last month")


@dataclass(frozen=True)
class PayRunRow:
    """A run as a list shows it; amounts are sums over its lines.

    Attributes:
        steps: (state, day, by whom) of every step, with a note or the reason of a reopening where there is one.
    """

    id: UUID
    month: Month
    kind: RunKind
    state: RunState
    pay_date: date
    known_on: date
    people: int
    gross: int
    employee: int
    employer: int
    tax: int
    net: int
    steps: tuple[tuple[str, ...], ...] = ()
    version: int = 1


@dataclass(frozen=True)
class PayLineRow:
    """One person's line.

    Attributes:
        tax: on wages or labour remuneration, with that of a bonus by itself.
        details: what it was reckoned from, see `line_details`.
        concerns: (concern, in words).
    """

    id: UUID
    run_id: UUID
    worker_id: UUID
    name: str
    category: IncomeCategory
    gross: int
    bonus: int
    employee: int
    employer: int
    tax: int
    kept: int
    owed_before: int
    net: int
    owed: int
    details: Mapping[str, Any]


def line_details(line: ReckonedLine, tables: RunTables) -> dict[str, Any]:
    """Return everything that a line was reckoned from, as JSON without floats."""
    details: dict[str, Any] = {
        "name": line.facts.name,
        "kind": line.kind.value if line.kind else None,
        "days": [line.days, line.whole],
        "service": [[span.first.isoformat(), span.last.isoformat()] for span in line.service],
        "pay_month": str(tables.pay_month),
        "elements": [{**vars(element), "nature": element.nature.value} for element in line.elements],
        "schemes": _schemes(line, tables.rules),
        "tax": _tax(line),
        "year": year_json(line.paid.year),
        "opening": year_json(line.facts.opening),
        "additional": round_amount(line.person.additional),
        "papers": dict(tables.papers),
    }
    concerns = [concern.value for concern in find_concerns(line, tables)]
    return details | ({"concerns": concerns} if concerns else {})


def _schemes(line: ReckonedLine, rules: MonthRules) -> dict[str, Any]:
    found = {}
    for scheme, paid in line.paid.contributions.items():
        rule = rules.insurance.schemes[scheme]
        found[scheme.value] = {
            "declared": line.bases[scheme], "base": round_amount(paid.base),
            "floor": rule.limits.floor, "ceiling": rule.limits.ceiling,
            "rates": [str(rule.employee), str(rule.employer)], "fixed": rule.employee_fixed,
            "rounding": [rule.employee_rounding.value, rule.employer_rounding.value],
            "combined": rule.combined.value if rule.combined else None,
            "paid": [paid.employee, paid.employer],
        }  # fmt: skip
    return found


def _tax(line: ReckonedLine) -> dict[str, Any]:
    paid, bonus = line.paid, {"bonus_tax": line.paid.bonus_tax} if line.paid.bonus_tax else {}
    if paid.labour is not None:
        labour, before = paid.labour, {}
        if line.person.labour_before:
            before = {"labour_before": line.person.labour_before, "withheld_before": line.person.labour_withheld}
        return {
            "labour": line.paid.gross - line.paid.exempt, "expenses": round_amount(labour.expenses),
            "taxable": round_amount(labour.taxable), "rate": str(labour.rate), "quick": labour.quick, "tax": labour.tax,
            **before,
        }  # fmt: skip
    if paid.withholding is None:
        return {"tax": 0}
    held, year = paid.withholding, paid.year
    return {
        "mode": line.person.mode.value, "confirmed": line.person.basic_confirmed is not None, "months": year.months,
        "employed": [month.number for month in line.employed.months], "opening_months": line.employed.opening,
        **{key: value for key, value in year_json(year).items() if key not in ("months", "withheld")},
        "basic": round_amount(held.basic), "taxable": round_amount(held.taxable), "rate": str(held.rate),
        "quick": held.quick, "withheld_before": year.withheld - held.tax, "tax": held.tax, **bonus,
    }  # fmt: skip


YEAR_FIELDS = tuple(field.name for field in fields(YearSoFar))


def year_json(year: YearSoFar) -> dict[str, int]:
    """Return the sums of a tax year as JSON, whole fen."""
    return {name: round_amount(getattr(year, name)) for name in YEAR_FIELDS}


def year_of(details: Mapping[str, Any], opening: YearSoFar) -> YearSoFar:
    """Return the sums of the tax year that a line ends with, by the opening sums as they are known now.

    A line keeps the opening sums that it was reckoned with; what was entered or corrected since is made up for, as
    cumulative withholding has it. Lines that were kept without them stand as they are.
    """
    was = details.get("opening", year_json(opening))
    year = {name: fen + getattr(opening, name) - was[name] for name, fen in details["year"].items()}
    return YearSoFar(**year)


def skipped_words(months: Sequence[Month]) -> Message:
    """Return what a clerk is told of months that a run passes over."""
    text = N_("{months} has no run. Once a later month is paid, it can no longer be reckoned here.")
    return Message(text, {"months": ", ".join(map(str, months))})


def find_concerns(line: ReckonedLine, tables: RunTables) -> list[Concern]:
    """Return what somebody should look at in a line."""
    full_time = line.kind is not None and line.kind.value == "full_time"
    counted = sum(e.amount for e in line.elements if e.nature is not Nature.KEPT and e.formula != BACK)
    least = round_amount(Fraction((tables.minimum_wage or 0) * line.days, line.whole)) if line.whole else 0
    checks = (
        (Concern.BELOW_MINIMUM, full_time and line.days > 0 and counted < least),
        (Concern.NOTHING_PAID, line.days > 0 and not line.elements),
        (Concern.OWED, line.paid.owed > 0),
        (Concern.INSURED_AFTER_LEAVING, line.days == 0 and bool(line.bases)),
        (Concern.UNINSURED, full_time and line.days > 0 and Scheme.PENSION not in line.bases),
        (Concern.BASE_BELOW_FLOOR, _starts_below_floor(line, tables)),
        (Concern.OPENING_MISSING, _lacks_opening(line, tables)),
        (Concern.ENTRY_UNUSED, any(_is_unused(entry, line) for entry in line.facts.entries)),
        (Concern.NO_RESULT, any(_without_result(element.formula, element.numbers) for element in line.elements)),
    )
    return [concern for concern, holds in checks if holds]


def _starts_below_floor(line: ReckonedLine, tables: RunTables) -> bool:
    """Tell of it in the first month alone: the bureau takes the floor, and every month after is the same."""
    schemes = tables.rules.insurance.schemes
    begun = [each for each in line.facts.enrolments if each.first == tables.month and each.scheme in line.bases]
    return any(each.base < (schemes[each.scheme].limits.floor or 0) for each in begun)


def _lacks_opening(line: ReckonedLine, tables: RunTables) -> bool:
    """Tell of months whose wages are in no sums, in the first line of a tax year that would be taxed by itself.

    Months of employment count whether the program paid them or not, so that without their wages too little is
    withheld. Months that this line pays late are no such months.
    """
    facts, paid = line.facts, line.paid
    by_itself = paid.gross - paid.exempt - paid.employee > tables.rules.wages.basic_month
    if paid.withholding is None or facts.first_paid is not None or facts.opening.months or not by_itself:
        return False
    first = Month(tables.pay_month.year, 1).plus(tables.month.since(tables.pay_month))
    late = {element.numbers["month"] for element in line.elements if element.formula == BACK}
    earlier = (first.plus(at) for at in range(tables.month.since(first)))
    return any(is_employed(facts.spells, facts.categories, each) and str(each) not in late for each in earlier)


def _is_unused(entry: MonthEntry, line: ReckonedLine) -> bool:
    """Tell of events that no standard pays this person, days absent of pay that is not by days, a grade for nothing."""
    formulas = {element.formula for element in line.elements}
    match entry.kind:
        case EntryKind.EVENTS:
            paid = {element.code for element in line.elements if element.formula == Formula.EVENT}
            return bool(entry.number) and entry.code not in paid
        case EntryKind.ABSENCE:
            return bool(entry.number) and ABSENCE not in formulas
        case EntryKind.GRADE:
            return Formula.GRADE.value not in formulas
    return False


def _without_result(formula: str, numbers: Mapping[str, Any]) -> bool:
    return (formula == "grade" and numbers.get("grade") is None) or (
        formula == "score" and numbers.get("score") is None
    )
