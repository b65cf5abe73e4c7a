"""Cases of `pay calc` about insurance, the housing fund and parts of a month."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay_cases_reading import FoundRounding, Inputs, percent, read_rounding, read_roundings
from gridadmin.domain.pay_cases_tables import CaseTables
from gridadmin.domain.pay_contributions import Contribution, base_limits, contribute, sums
from gridadmin.domain.pay_proration import days_pay, raised_pay
from gridadmin.domain.pay_rounding import Amount, Rounding, round_amount, yuan_text
from gridadmin.domain.pay_tables import BaseLimits, Scheme, SchemeRule
from gridadmin.i18n import N_


def si_base(inputs: Inputs, _tables: CaseTables) -> dict[str, Any]:
    """`annual_average`; `floor_pct` (60), `ceiling_pct` (300)."""
    limits = base_limits(
        inputs.money("annual_average"), inputs.number("floor_pct", 60), inputs.number("ceiling_pct", 300)
    )
    return {"floor": yuan_text(limits.floor or 0), "ceiling": yuan_text(limits.ceiling or 0)}


def scheme_rates(value: object) -> dict[Scheme, tuple[Decimal, Decimal]]:
    """Return the rates of `rates_percent`: `{"pension": [8, 16]}`; a scheme that is null is not paid.

    Raises:
        InvalidError: an unknown scheme, or other than two percentages.
    """
    rates = {}
    for name, pair in Inputs(value, "rates_percent").values.items():
        if name not in set(Scheme):
            raise InvalidError(
                N_("There is no scheme “{name}”; there are {known}."), name=name, known="、".join(Scheme)
            )
        if pair is None:
            continue
        if not isinstance(pair, list) or len(pair) != 2:
            raise InvalidError(N_("“{key}” needs two rates in percent: [employee, employer]."), key=name)
        both = Inputs({"employee": pair[0], "employer": pair[1]})
        rates[Scheme(name)] = (
            percent(both.number("employee"), name), percent(both.number("employer"), name)
        )  # fmt: skip
    return rates


def scheme_rule(rates: tuple[Decimal, Decimal], rounding: FoundRounding, limits: BaseLimits) -> SchemeRule:
    """Return the rule of a scheme that a case describes."""
    return SchemeRule(
        employee=rates[0], employer=rates[1],
        employee_rounding=rounding.rounding, employer_rounding=rounding.rounding,
        combined=rounding.rounding if rounding.combined else None, limits=limits,
    )  # fmt: skip


def limits_of(inputs: Inputs, floor: str, ceiling: str) -> BaseLimits:
    """Return the limits that two inputs give, in whole fen; no bound where one is left out."""
    return BaseLimits(_whole(inputs, floor), _whole(inputs, ceiling))


def _whole(inputs: Inputs, key: str) -> int | None:
    amount = inputs.money_or_none(key)
    return None if amount is None else round_amount(amount)


def pairs(contributions: Mapping[Scheme, Contribution]) -> dict[str, list[str]]:
    """Return contributions as `{"pension": [employee, employer]}`."""
    return {
        scheme.value: [yuan_text(each.employee), yuan_text(each.employer)] for scheme, each in contributions.items()
    }


def si_contribution(inputs: Inputs, tables: CaseTables) -> dict[str, Any]:
    """`base`, `rates_percent`; `floor`, `ceiling`: no bound; `rounding`: to the fen, half up, each side.

    Without `rates_percent` the rates, limits and roundings of Liaocheng for the month are used, without the housing
    fund.
    """
    base = inputs.money("base")
    social, housing = read_roundings(inputs.text("rounding") if inputs.has("rounding") else None)
    if inputs.has("rates_percent"):
        limits = limits_of(inputs, "floor", "ceiling")
        rules = {
            scheme: scheme_rule(rates, housing if scheme is Scheme.HOUSING_FUND else social, limits)
            for scheme, rates in scheme_rates(inputs.raw("rates_percent")).items()
        }
    else:
        rules = dict(tables.of(inputs).insurance.schemes)
        rules.pop(Scheme.HOUSING_FUND, None)
    found = {scheme: contribute(base, rule) for scheme, rule in rules.items()}
    employee, employer = sums(found.values())
    return {**pairs(found), "employee_total": yuan_text(employee), "employer_total": yuan_text(employer)}


def hf_rounding(inputs: Inputs, _tables: CaseTables) -> dict[str, Any]:
    """`base_floor`, `base_ceiling`; `rate_each`, or `min_rate_each`, `max_rate_each`; `rounding` (fen, each side)."""
    default = FoundRounding(Rounding.FEN_HALF_UP, False)
    rounding = read_rounding(inputs.text("rounding")) if inputs.has("rounding") else default
    return {
        "min_combined": _combined(inputs, "base_floor", "min_rate_each", rounding),
        "max_combined": _combined(inputs, "base_ceiling", "max_rate_each", rounding),
    }


def _combined(inputs: Inputs, base: str, rate_key: str, rounding: FoundRounding) -> str | None:
    if not inputs.has(base):
        return None
    rate, _fixed = inputs.rate(rate_key if inputs.has(rate_key) else "rate_each")
    rule = scheme_rule((rate, rate), rounding, BaseLimits())
    return yuan_text(contribute(inputs.money(base), rule).combined)


def proration_21_75(inputs: Inputs, tables: CaseTables) -> dict[str, Any]:
    """`monthly`, `working_days`: the plain formula monthly ÷ 21.75 × days."""
    paid = inputs.number("paid_days", tables.of(inputs).paid_days)
    amount = days_pay(inputs.money("monthly"), inputs.number("working_days"), Decimal(paid))
    return {"amount": yuan_text(amount)}


def proration_mid_month_raise(inputs: Inputs, _tables: CaseTables) -> dict[str, Any]:
    """`old`, `new`, `days_before`, `days_after`; `working_days`: the sum of both where it is left out."""
    before, after = inputs.number("days_before"), inputs.number("days_after")
    whole: Amount = inputs.number("working_days", before + after)
    return {"amount": yuan_text(raised_pay(inputs.money("old"), inputs.money("new"), before, after, whole))}


INSURANCE_TOPICS = {
    "si_base_shandong": si_base,
    "si_contribution": si_contribution,
    "hf_rounding": hf_rounding,
    "proration_21_75": proration_21_75,
    "proration_mid_month_raise": proration_mid_month_raise,
}
