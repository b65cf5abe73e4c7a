"""Cases of `pay calc` about retirement, numbers with check digits, and working days."""

from __future__ import annotations

from typing import Any

from gridadmin.domain.account_numbers import is_credit_code, passes_luhn
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.id_numbers import parse_id_number
from gridadmin.domain.months import Month
from gridadmin.domain.pay_cases_reading import Inputs
from gridadmin.domain.pay_cases_tables import CaseTables
from gridadmin.domain.retirement import RetirementCategory, find_retirement, least_contribution_months
from gridadmin.i18n import N_


def retirement(inputs: Inputs, _tables: CaseTables) -> dict[str, Any]:
    """`category` (male, female50, female55), `birth_month` or `birth_date`."""
    name = inputs.text("category")
    known = {category.value: category for category in RetirementCategory}
    category = known.get(name.strip().casefold().replace("_", "").replace("-", ""))
    if category is None:
        raise InvalidError(N_("There is no category “{name}”; there are {known}."), name=name, known="、".join(known))
    found = find_retirement(category, inputs.month("birth_month" if inputs.has("birth_month") else "birth_date"))
    return {
        "delay_months": found.delay_months,
        "age_years": found.age[0],
        "age_months": found.age[1],
        "retirement_month": str(found.month),
        "earliest_month": str(found.earliest),
        "latest_month": str(found.latest),
        "min_contribution": _years(least_contribution_months(found.month.year)),
    }


def retirement_min_contribution(inputs: Inputs, _tables: CaseTables) -> dict[str, Any]:
    """`retirement_year`."""
    months = least_contribution_months(inputs.natural("retirement_year"))
    return {"min_contribution": _years(months), "months": months}


def _years(months: int) -> str:
    return f"{months // 12}y{months % 12}m"


def id_number(inputs: Inputs, tables: CaseTables) -> dict[str, Any]:
    """`number`; `as_of`: births after it are in the future, today where it is left out."""
    text, today = inputs.text("number"), inputs.day("as_of", tables.today)
    try:
        number = parse_id_number(text, today, oldest=None)
    except InvalidError as error:
        return {"valid": False, "reason": str(error)}
    return {"valid": True, "birth_date": number.birth_date.isoformat(), "sex": number.sex.value}


def luhn(inputs: Inputs, _tables: CaseTables) -> dict[str, Any]:
    """`number`."""
    return {"valid": passes_luhn(inputs.text("number"))}


def uscc(inputs: Inputs, _tables: CaseTables) -> dict[str, Any]:
    """`code`."""
    return {"valid": is_credit_code(inputs.text("code"))}


def calendar(inputs: Inputs, tables: CaseTables) -> dict[str, Any]:
    """`year`."""
    number = inputs.natural("year")
    year = tables.working_days.year(number)
    return {
        "workdays_per_month": [tables.working_days.of_month(Month(number, month)) for month in range(1, 13)],
        "makeup_workdays": sorted(day.isoformat() for day in year.work),
        "provisional": year.provisional,
    }


IDENTITY_TOPICS = {
    "retirement": retirement,
    "retirement_min_contribution": retirement_min_contribution,
    "id_number": id_number,
    "luhn": luhn,
    "uscc": uscc,
    "calendar": calendar,
}
