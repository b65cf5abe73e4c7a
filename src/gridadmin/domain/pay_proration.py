"""Parts of a month's pay: by days paid, by calendar days, around a raise; overtime; the minimum wage.

Sources: 人社部发〔2025〕2号 (21.75 paid days a month, daily wage = monthly ÷ 21.75, hourly = daily ÷ 8); Labour Law
art. 44 (overtime 150, 200, 300 %); Provisions on Minimum Wages (2004) art. 12. Amounts in fen; a part is rounded half
up to the fen, once.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.pay_rounding import Amount, round_amount
from gridadmin.i18n import N_

PAID_DAYS = Decimal("21.75")
HOURS_A_DAY = 8


class ProrationBasis(LabelledEnum):
    """How the pay of a part of a month is found."""

    PAID_DAYS = "paid_days", N_("Working days present ÷ 21.75")
    PAID_DAYS_MISSED = "paid_days_missed", N_("Whole pay − working days missed ÷ 21.75")
    CALENDAR = "calendar", N_("Calendar days ÷ days of the month")
    WORKING_DAYS = "working_days", N_("Working days ÷ working days of the month")


def days_pay(monthly: Amount, days: Amount, paid_days: Decimal = PAID_DAYS) -> int:
    """Return the pay of some working days: monthly ÷ 21.75 × days.

    It is the plain formula: 22 days of a month of 22 give more than the month. Who was there all month gets the month;
    see `prorate`.

    Raises:
        InvalidError: days below zero.
    """
    if days < 0 or paid_days <= 0:
        raise InvalidError(N_("Days cannot be below zero."))
    return round_amount(Fraction(monthly) * Fraction(days) / Fraction(paid_days))


def prorate(
    monthly: Amount, basis: ProrationBasis, present: Amount, whole: Amount, paid_days: Decimal = PAID_DAYS
) -> int:
    """Return the pay of a month of which `present` of `whole` days were served; all of them give the whole month.

    Args:
        present, whole: calendar days with `CALENDAR`, working days with the others.

    Never less than nothing and never more than the month, whichever way is set.

    Raises:
        InvalidError: a month without days, or more days served than it has.
    """
    return prorate_part(monthly, basis, present, present, whole, paid_days)


def prorate_part(
    monthly: Amount, basis: ProrationBasis, present: Amount, served: Amount, whole: Amount,
    paid_days: Decimal = PAID_DAYS,
) -> int:  # fmt: skip
    """Return the pay of those days on which an amount held, `present` of the `served` ones of a month of `whole`.

    What the days served are worth is found by the basis, once; the amounts that held on them share that by their days,
    as `raised_pay` does. So a raise within the month neither adds pay nor takes some away.

    Raises:
        InvalidError: a month without days, or more days served than it has.
    """
    if whole <= 0 or not 0 <= present <= served <= whole:
        raise InvalidError(N_("{present} days do not fit into a month of {whole}."), present=served, whole=whole)
    if present == 0 or served == whole:
        return round_amount(Fraction(monthly) * Fraction(present) / Fraction(whole))
    shares = Fraction(paid_days)
    match basis:
        case ProrationBasis.PAID_DAYS:
            share = min(Fraction(1), Fraction(served) / shares)
        case ProrationBasis.PAID_DAYS_MISSED:
            share = max(Fraction(0), 1 - Fraction(whole - served) / shares)
        case _:
            share = Fraction(served) / Fraction(whole)
    return round_amount(Fraction(monthly) * share * Fraction(present) / Fraction(served))


def raised_pay(old: Amount, new: Amount, days_before: Amount, days_after: Amount, working_days: Amount) -> int:
    """Return the pay of a month in which it changed: each rate by its working days, rounded once.

    Raises:
        InvalidError: no working day, days below zero, or more than the month has.
    """
    if working_days <= 0 or days_before < 0 or days_after < 0:
        raise InvalidError(N_("Days cannot be below zero, and a month has at least one working day."))
    if days_before + days_after > working_days:
        raise InvalidError(
            N_("{present} days do not fit into a month of {whole}."),
            present=days_before + days_after, whole=working_days,
        )  # fmt: skip
    exact = Fraction(old) * Fraction(days_before) + Fraction(new) * Fraction(days_after)
    return round_amount(exact / Fraction(working_days))


def overtime_pay(monthly: Amount, hours: Amount, percent: Amount, paid_days: Decimal = PAID_DAYS) -> int:
    """Return overtime pay: monthly ÷ 21.75 ÷ 8 × hours × percent (150 working days, 200 rest days, 300 holidays).

    Raises:
        InvalidError: hours or percent below zero.
    """
    if hours < 0 or percent < 0:
        raise InvalidError(N_("Hours cannot be below zero."))
    hourly = Fraction(monthly) / Fraction(paid_days) / HOURS_A_DAY
    return round_amount(hourly * Fraction(hours) * Fraction(percent) / 100)


def minimum_wage_gap(counted: int, minimum: int, part: Fraction | None = None) -> int:
    """Return by how much a full-time worker's pay lies below the minimum wage; 0 where it does not.

    Args:
        counted: pay without overtime and without allowances for special conditions, before deductions (Provisions on
            Minimum Wages art. 12).
        minimum: of the month and place.
        part: the part of the month that was served; the minimum is reduced with it.
    """
    asked = round_amount(minimum * (Fraction(1) if part is None else part))
    return max(0, asked - counted)
