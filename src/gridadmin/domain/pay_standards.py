"""Pay standards: what an element of pay is for, by which formula, for whom. A closed set of formulas, nothing is typed.

Amounts in fen. `numbers` of each formula:

* fixed: `amount`
* seniority: `amount` of each full year of service, `most` years (optional)
* grade: `grades`: grade -> amount; a grade that is not listed gives nothing
* score: `amount` at 100 points, `least` points below which nothing is paid (optional)
* grade and score look at the newest result of the last year, or, where it is said, of the `scheme` (its name), of the
  length of `period` (`PeriodKind`), whose period ended `lag` months before the month at the latest (all optional)
* event: `amount` of each event that was counted for the month
* percent: `of`: code of an earlier element, `percent` in hundredths
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gridadmin.domain.assessment import PeriodKind
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.pay_codes import check_code
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_proration import PAID_DAYS, ProrationBasis, prorate_part
from gridadmin.domain.pay_rounding import Amount, round_amount
from gridadmin.domain.workers import AppointmentRole, EmploymentKind
from gridadmin.i18n import N_

FULL_SCORE = 100
RESULT_MONTHS = 12  # an assessment older than that says nothing about the month any more
WORDS = ("grades", "of", "scheme", "period")  # what of `numbers` is no number


class Formula(LabelledEnum):
    """By which formula a standard is reckoned."""

    FIXED = "fixed", N_("Fixed amount")
    SENIORITY = "seniority", N_("Amount for each full year of service")
    GRADE = "grade", N_("By the grade of the assessment")
    SCORE = "score", N_("By the score of the assessment")
    EVENT = "event", N_("Amount for each event")
    PERCENT = "percent", N_("Percentage of another element")


@dataclass(frozen=True)
class PayStandard:
    """One element of pay for a group of people.

    Attributes:
        code: of the element; standards of one code take over from each other.
        kind, role: for whom; None for all. seniority_from, seniority_to: full years of service; no end where None.
        prorated: divided by the days to which it applied; else whole where it applies on the last day served.
    """

    code: str
    name: str
    nature: Nature
    formula: Formula
    numbers: Mapping[str, Any]
    valid_from: date
    valid_to: date | None = None
    kind: EmploymentKind | None = None
    role: AppointmentRole | None = None
    seniority_from: int = 0
    seniority_to: int | None = None
    prorated: bool = True
    document: str = ""

    def applies(self, span: ServiceSpan) -> bool:
        """Tell whether the standard is meant for somebody as who served in a span."""
        return (
            self.kind in (None, span.kind)
            and self.role in (None, span.role)
            and self.seniority_from <= span.seniority
            and (self.seniority_to is None or span.seniority <= self.seniority_to)
        )


@dataclass(frozen=True)
class ServiceSpan:
    """Days of a month, both included, on which somebody was in service as one and the same."""

    first: date
    last: date
    kind: EmploymentKind
    role: AppointmentRole | None
    seniority: int

    def within(self, first: date, last: date | None) -> tuple[date, date] | None:
        """Return the days of the span that lie between two days; None where there are none."""
        start, end = max(self.first, first), self.last if last is None else min(self.last, last)
        return (start, end) if start <= end else None


@dataclass(frozen=True)
class Assessed:
    """A result of an assessment that was announced: by which scheme, of what period, which ended on `last_day`."""

    scheme: str
    kind: PeriodKind
    last_day: date
    grade: str | None
    score: Decimal


@dataclass(frozen=True)
class MonthService:
    """What formulas may look at.

    Attributes:
        spans: the service in the month, in order. whole: days of the month by the basis.
        paid_days: of a month, where the basis divides by them.
        count: how many days between two days, both included, count by the basis (all, or working days alone).
        grade, score: said for the month by hand; they stand in place of every result. events: counted, by code.
        month, results: the month, and what was announced, in the order of the periods.
    """

    spans: tuple[ServiceSpan, ...]
    whole: int
    basis: ProrationBasis
    count: Callable[[date, date], int]
    grade: str | None = None
    score: Decimal | None = None
    events: Mapping[str, Decimal] = field(default_factory=dict)
    month: Month | None = None
    results: tuple[Assessed, ...] = ()
    paid_days: Decimal = PAID_DAYS

    def part_of(self, full: int, parts: Sequence[tuple[date, date]]) -> tuple[int, int, int]:
        """Return what a month's amount comes to on some of the days served, with those days and the month's."""
        present = sum(self.count(*part) for part in parts)
        served = sum(self.count(span.first, span.last) for span in self.spans)
        whole = max(self.whole, served)
        amount = prorate_part(full, self.basis, present, served, whole, self.paid_days) if whole else 0
        return amount, present, whole

    def assessed(self, numbers: Mapping[str, Any]) -> Assessed | None:
        """Return the result that a standard with these numbers looks at; None where there is none."""
        if self.month is None:
            return None
        last = self.month.plus(-numbers.get("lag", 0))
        oldest = last.plus(-RESULT_MONTHS).first_day
        fitting = [
            each
            for each in self.results
            if oldest <= each.last_day <= last.last_day
            and numbers.get("scheme", each.scheme) == each.scheme
            and numbers.get("period", each.kind) == each.kind
        ]
        return fitting[-1] if fitting else None


@dataclass(frozen=True)
class ElementLine:
    """An element of somebody's pay as it was reckoned.

    Attributes:
        full: before it was divided by days. present, whole: those days; 0 of 0 where it was not divided.
        numbers: what the formula looked at, for the explanation. document: 来源/文号.
    """

    code: str
    name: str
    nature: Nature
    amount: int
    formula: str
    numbers: Mapping[str, Any]
    full: int = 0
    present: int = 0
    whole: int = 0
    document: str = ""


def check_standard(standard: PayStandard) -> None:
    """Check that a standard can be reckoned.

    Raises:
        InvalidError: no code or name, a code that is taken, numbers that its formula does not have, days or years in
            the wrong order.
    """
    if not standard.code.strip() or not standard.name.strip():
        raise InvalidError(N_("A pay standard needs a code and a name."))
    check_code(standard.code)
    if standard.valid_to is not None and standard.valid_to < standard.valid_from:
        raise InvalidError(N_("{name}: the last day lies before the first."), name=standard.name)
    _check_result(standard)
    if standard.seniority_from < 0 or (standard.seniority_to or standard.seniority_from) < standard.seniority_from:
        raise InvalidError(N_("{name}: the years of service are in the wrong order."), name=standard.name)
    probe = MonthService((), 1, ProrationBasis.CALENDAR, lambda _first, _last: 1, "", Decimal(0))
    try:
        _full(standard, 0, probe, {standard.numbers.get("of", ""): 0})
        whole = all(isinstance(number, int) for number in _amounts(standard.numbers))
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError):
        whole = False
    if not whole:
        raise InvalidError(
            N_("{name}: the numbers do not fit the formula “{formula}”."),
            name=standard.name, formula=standard.formula.message,
        )  # fmt: skip


def _check_result(standard: PayStandard) -> None:
    period, lag = standard.numbers.get("period"), standard.numbers.get("lag", 0)
    if period is not None and period not in {kind.value for kind in PeriodKind}:
        raise InvalidError(N_("{name}: there is no period “{period}”."), name=standard.name, period=period)
    if not isinstance(lag, int) or not 0 <= lag <= RESULT_MONTHS:
        raise InvalidError(N_("{name}: a result counts at most {most} months later."), name=standard.name, most=12)


def _amounts(numbers: Mapping[str, Any]) -> list[Any]:
    grades = numbers.get("grades", {})
    return [*grades.values(), *(value for key, value in numbers.items() if key not in WORDS)]


def find_overlap(standards: Sequence[PayStandard]) -> tuple[PayStandard, PayStandard] | None:
    """Return two standards of one element that may hold for one person on one day; None where there are none."""
    for at, one in enumerate(standards):
        for other in standards[at + 1 :]:
            if one.code == other.code and _meet(one, other):
                return one, other
    return None


def _meet(one: PayStandard, other: PayStandard) -> bool:
    return (
        one.valid_from <= (other.valid_to or date.max)
        and other.valid_from <= (one.valid_to or date.max)
        and (one.kind is None or other.kind is None or one.kind is other.kind)
        and (one.role is None or other.role is None or one.role is other.role)
        and one.seniority_from <= _most(other)
        and other.seniority_from <= _most(one)
    )


def _most(standard: PayStandard) -> int:
    return standard.seniority_to if standard.seniority_to is not None else 999


def reckon_standard(standard: PayStandard, service: MonthService, earlier: Mapping[str, int]) -> ElementLine | None:
    """Return what a standard gives somebody in a month; None where it does not hold for that person.

    Args:
        earlier: amounts of the elements before it, by code, for percentages; of several parts of a month their sum.
    """
    held = [span for span in service.spans if standard.applies(span)]
    days = [(part, span) for span in held if (part := span.within(standard.valid_from, standard.valid_to))]
    if not days:
        return None
    (_first, last), span = days[-1]
    if not standard.prorated or standard.formula in (Formula.EVENT, Formula.PERCENT):
        if last != service.spans[-1].last:
            return None
        full, numbers = _full(standard, span.seniority, service, earlier)
        return _line(standard, full, full, 0, 0, numbers)
    full, numbers = _full(standard, span.seniority, service, earlier)
    return _line(standard, full, *service.part_of(full, [part for part, _span in days]), numbers)


def _line(
    standard: PayStandard, full: int, amount: int, present: int, whole: int, numbers: dict[str, Any]
) -> ElementLine:
    return ElementLine(
        standard.code, standard.name, standard.nature, amount, standard.formula.value, numbers, full, present, whole,
        standard.document,
    )  # fmt: skip


def _full(
    standard: PayStandard, seniority: int, service: MonthService, earlier: Mapping[str, int]
) -> tuple[int, dict[str, Any]]:
    """Return the amount of a whole month and the numbers that it was made of."""
    numbers = standard.numbers
    match standard.formula:
        case Formula.FIXED:
            amount: Amount = numbers["amount"]
            told: dict[str, Any] = {}
        case Formula.SENIORITY:
            years = min(seniority, numbers.get("most", seniority))
            amount, told = numbers["amount"] * years, {"years": years, "each": numbers["amount"]}
        case Formula.GRADE:
            found = service.assessed(numbers) if service.grade is None else None
            grade = found.grade if found else service.grade
            amount, told = dict(numbers["grades"]).get(grade, 0), {"grade": grade, **_period(found)}
        case Formula.SCORE:
            found = service.assessed(numbers) if service.score is None else None
            given = found.score if found else service.score
            score = Decimal(0) if given is None else given
            pays = score >= numbers.get("least", 0)
            amount = round_amount(Fraction(numbers["amount"]) * Fraction(score) / FULL_SCORE) if pays else 0
            told = {"score": None if given is None else str(score), "each": numbers["amount"], **_period(found)}
        case Formula.EVENT:
            count = service.events.get(standard.code, Decimal(0))
            amount, told = round_amount(numbers["amount"] * count), {"count": str(count), "each": numbers["amount"]}
        case Formula.PERCENT:
            base = earlier.get(numbers["of"], 0)
            amount = round_amount(Fraction(base * numbers["percent"], 10_000))
            told = {"of": numbers["of"], "base": base, "percent": numbers["percent"]}
    return round_amount(amount), told


def _period(found: Assessed | None) -> dict[str, Any]:
    return {"scheme": found.scheme, "until": found.last_day.isoformat()} if found else {}
