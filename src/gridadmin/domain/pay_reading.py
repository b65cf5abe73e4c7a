"""Pay parameters become the frozen tables of a month.

The forms, yuan and rates as text: `tax.annual` and tables within others: [[up to, rate, quick deduction], …], the
last up to null; `tax.basic`: month, year; `tax.labour`, `tax.bonus`, `tax.additional`: the fields of `LabourRules`,
`BonusRules`, `AdditionalRules`; `insurance.<scheme>`: employee, employer; `insurance.limits`,
`insurance.housing_fund_limits`: floor, ceiling; `insurance.large_claim`: yuan a month or null; `insurance.rounding`:
scheme: [employee, employer] or, rounded together, [employee, employer, combined]; `insurance.months`: entry_full,
leaving_full; `pay.minimum_wage`, `pay.paid_days`, `pay.proration`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_parameters import PayParameters
from gridadmin.domain.pay_proration import ProrationBasis
from gridadmin.domain.pay_rounding import Rounding, parse_yuan
from gridadmin.domain.pay_tables import (
    AdditionalRules,
    BaseLimits,
    BonusRules,
    Bracket,
    InsuranceRules,
    LabourRules,
    PayTables,
    Scheme,
    SchemeRule,
    TaxTable,
    WageTaxRules,
)
from gridadmin.i18n import N_

_MALFORMED = N_("The pay parameter “{key}” of {month} has not the form that it needs ({why}). Enter it again.")


def read_tables(parameters: PayParameters, month: Month, known_on: date) -> PayTables:
    """Return every table of a month by what was known on a day.

    A scheme without rates or limits is left out; that is an error only for somebody who has a base for it.

    Raises:
        InvalidError: a parameter that everybody needs is missing, or has not the form it needs; it is named.
    """
    reading = _Reading(parameters, month, known_on)
    return PayTables(
        month=month,
        wages=WageTaxRules(reading.read("tax.annual", read_table), *reading.read("tax.basic", _basic)),
        bonus=reading.read("tax.bonus", _bonus),
        labour=reading.read("tax.labour", _labour),
        additional=reading.read("tax.additional", _additional),
        insurance=_insurance(reading),
        minimum_wage=reading.optional("pay.minimum_wage", parse_yuan),
        paid_days=reading.read("pay.paid_days", Decimal),
        basis=reading.optional("pay.proration", ProrationBasis) or ProrationBasis.CALENDAR,
    )


class _Reading:
    """One month's values by one day's knowledge, each read by a function that may find it malformed."""

    def __init__(self, parameters: PayParameters, month: Month, known_on: date) -> None:
        self.parameters, self.month, self.known_on = parameters, month, known_on

    def read(self, key: str, form: Any) -> Any:
        """Return a value in its form; InvalidError where it is missing or malformed."""
        return self.formed(key, self.parameters.needed(key, self.month, self.known_on).value, form)

    def optional(self, key: str, form: Any) -> Any:
        """Return a value in its form; None where it is missing or deliberately not set."""
        row = self.parameters.row(key, self.month, self.known_on)
        return None if row is None or row.value is None else self.formed(key, row.value, form)

    def formed(self, key: str, value: Any, form: Any) -> Any:
        """Return a value in its form; InvalidError where it is malformed."""
        try:
            return form(value)
        except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError, InvalidError) as error:
            why = str(error) if isinstance(error, InvalidError) else f"{type(error).__name__}: {error}"
            raise InvalidError(_MALFORMED, key=key, month=self.month, why=why) from error


def read_table(rows: Sequence[Sequence[Any]]) -> TaxTable:
    """Return a rate table; ValueError where it does not rise, or its last step has an end."""
    brackets = tuple(
        Bracket(None if up_to is None else parse_yuan(up_to), Decimal(rate), parse_yuan(quick))
        for up_to, rate, quick in rows
    )
    ends = [bracket.up_to for bracket in brackets]
    bounds = [end for end in ends[:-1] if end is not None]
    if not ends or ends[-1] is not None or len(bounds) != len(ends) - 1 or bounds != sorted(set(bounds)):
        raise ValueError("steps rise, and the last is open")
    return TaxTable(brackets)


def _basic(value: Mapping[str, str]) -> tuple[int, int]:
    return parse_yuan(value["month"]), parse_yuan(value["year"])


def _bonus(value: Mapping[str, Any]) -> BonusRules:
    until = value["separate_until"]
    return BonusRules(read_table(value["monthly"]), Month.parse(until) if until else None)


def _labour(value: Mapping[str, Any]) -> LabourRules:
    return LabourRules(
        small_up_to=parse_yuan(value["small_up_to"]),
        fixed_expenses=parse_yuan(value["fixed_expenses"]),
        expenses_share=Decimal(value["expenses_share"]),
        table=read_table(value["table"]),
        annual_share=Decimal(value["annual_share"]),
    )


def _additional(value: Mapping[str, Any]) -> AdditionalRules:
    money = {
        key: parse_yuan(value[key])
        for key in ("child", "elderly_only", "elderly_share", "studies", "certificate", "loan")
    }
    rent = {tier: parse_yuan(amount) for tier, amount in value["rent"].items()}
    return AdditionalRules(
        **money, studies_months=int(value["studies_months"]), loan_months=int(value["loan_months"]), rent=rent
    )


def _insurance(reading: _Reading) -> InsuranceRules:
    social = reading.optional("insurance.limits", _limits)
    housing = reading.optional("insurance.housing_fund_limits", _limits)
    large_claim = reading.optional("insurance.large_claim", parse_yuan) or 0
    rounding = reading.optional("insurance.rounding", _mapping) or {}
    schemes = {}
    for scheme in Scheme:
        limits = housing if scheme is Scheme.HOUSING_FUND else social
        rates = reading.optional(f"insurance.{scheme.value}", _rates)
        if rates is None or limits is None:
            continue
        ways = reading.formed("insurance.rounding", rounding.get(scheme.value, ()), _roundings)
        schemes[scheme] = SchemeRule(
            employee=rates[0],
            employer=rates[1],
            employee_fixed=large_claim if scheme is Scheme.MEDICAL else 0,
            employee_rounding=ways[0],
            employer_rounding=ways[1],
            combined=ways[2],
            limits=limits,
        )
    months = reading.optional("insurance.months", _mapping) or {}
    return InsuranceRules(schemes, bool(months.get("entry_full", True)), bool(months.get("leaving_full", True)))


def _mapping(value: Mapping[str, Any]) -> dict[str, Any]:
    return dict(value.items())


def _limits(value: Mapping[str, str]) -> BaseLimits:
    return BaseLimits(parse_yuan(value["floor"]), parse_yuan(value["ceiling"]))


def _rates(value: Mapping[str, str]) -> tuple[Decimal, Decimal]:
    rates = Decimal(value["employee"]), Decimal(value["employer"])
    if not all(rate.is_finite() and 0 <= rate < 1 for rate in rates):
        raise ValueError("a rate is written as a fraction, 0.08 for 8 %")
    return rates


def _roundings(value: Sequence[str]) -> tuple[Rounding, Rounding, Rounding | None]:
    ways = [Rounding(way) for way in value]
    default = Rounding.FEN_HALF_UP
    employee, employer, combined = [*ways, *[None] * 3][:3]
    return employee or default, employer or default, combined
