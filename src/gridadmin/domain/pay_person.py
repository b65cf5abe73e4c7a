"""One person's line of a run, as a pure function of the person's dated facts and the month's tables.

The same function serves the run, its rehearsal, looking back at paid months, and the tests. Amounts in fen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.pay_bonus import BonusError
from gridadmin.domain.pay_contributions import months_insured
from gridadmin.domain.pay_deductions import Declaration, additional_so_far
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_month import Bonus, MonthPaid, MonthRules, Nature, PayElement, PersonMonth, pay_month
from gridadmin.domain.pay_proration import PAID_DAYS, ProrationBasis
from gridadmin.domain.pay_rounding import round_amount
from gridadmin.domain.pay_service import EmployedMonths, Spell, category_on, employed_months
from gridadmin.domain.pay_standards import (
    Assessed,
    ElementLine,
    MonthService,
    PayStandard,
    ServiceSpan,
    reckon_standard,
)
from gridadmin.domain.pay_tables import AdditionalRules, Scheme
from gridadmin.domain.pay_tax import BasicMode, YearSoFar
from gridadmin.domain.workers import AppointmentRole, EmploymentKind
from gridadmin.domain.working_days import WorkingDays
from gridadmin.i18n import N_

ABSENCE = "absence"
BACK = "back"
ONE_DAY = timedelta(days=1)
_ROLES = (AppointmentRole.LEADER, AppointmentRole.WORKER, AppointmentRole.ASSISTANT)


class EntryKind(LabelledEnum):
    """What is entered for one month alone."""

    EVENTS = "events", N_("Events counted")
    ABSENCE = "absence", N_("Days absent")
    ONCE = "once", N_("One-off amount")
    BONUS_SEPARATE = "bonus_separate", N_("Annual bonus, taxed by itself")
    BONUS_MERGED = "bonus_merged", N_("Annual bonus, merged with wages")
    GRADE = "grade", N_("Grade, where there is no assessment")


@dataclass(frozen=True)
class Post:
    """Work on a grid, both days included."""

    first: date
    last: date | None
    role: AppointmentRole


@dataclass(frozen=True)
class PersonElement:
    """An element of one person's pay, from day to day; `amount` of a whole month."""

    code: str
    name: str
    nature: Nature
    amount: int
    valid_from: date
    valid_to: date | None
    prorated: bool
    reason: str


@dataclass(frozen=True)
class MonthEntry:
    """What was entered for the month: `number` of events or days, `amount` in fen, or a `grade`, by its kind."""

    kind: EntryKind
    code: str
    reason: str
    name: str = ""
    nature: Nature = Nature.TAXED
    number: Decimal = Decimal(0)
    amount: int = 0
    grade: str = ""


@dataclass(frozen=True)
class Enrolment:
    """A base in one scheme, from month to month, both included."""

    scheme: Scheme
    first: Month
    last: Month | None
    base: int

    def covers(self, month: Month) -> bool:
        """Tell whether the enrolment holds in a month."""
        return self.first <= month and (self.last is None or month <= self.last)


@dataclass(frozen=True)
class PersonFacts:
    """Everything that is known of a person for one month.

    Attributes:
        categories: (from day, category), in rising order.
        grade, score: said by hand; results: of assessments as announced, in the order of the periods.
        opening: the sums of the tax year from before the program was taken up, which `year` holds, too.
        year: the sums of the tax year before; first_paid: the first month of payment with a line of wages in it.
        additional_told: special additional deductions that those lines had.
        labour_before, labour_withheld: labour remuneration paid earlier in the month of payment, and its tax.
        owed: from earlier lines. back: what late facts change in paid months.
    """

    worker_id: UUID
    name: str
    spells: tuple[Spell, ...]
    posts: tuple[Post, ...] = ()
    elements: tuple[PersonElement, ...] = ()
    entries: tuple[MonthEntry, ...] = ()
    categories: tuple[tuple[date, IncomeCategory], ...] = ()
    enrolments: tuple[Enrolment, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    grade: str | None = None
    score: Decimal | None = None
    results: tuple[Assessed, ...] = ()
    opening: YearSoFar = field(default_factory=YearSoFar)
    year: YearSoFar = field(default_factory=YearSoFar)
    first_paid: Month | None = None
    additional_told: int = 0
    mode: BasicMode = BasicMode.ORDINARY
    basic_confirmed: int | None = None
    labour_before: int = 0
    labour_withheld: int = 0
    owed: int = 0
    back: tuple[ElementLine, ...] = ()


@dataclass(frozen=True)
class RunTables:
    """What a run is reckoned by.

    Attributes:
        month: of the work; pay_month: of the payment, whose year is the tax year.
        basis: how parts of a month are paid.
        papers: key of a pay parameter -> 来源/文号, as they hold.
    """

    month: Month
    pay_month: Month
    rules: MonthRules
    additional: AdditionalRules
    standards: Sequence[PayStandard]
    working_days: WorkingDays
    basis: ProrationBasis = ProrationBasis.CALENDAR
    paid_days: Decimal = PAID_DAYS
    minimum_wage: int | None = None
    papers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReckonedLine:
    """A person's line with everything that it was reckoned from."""

    facts: PersonFacts
    category: IncomeCategory
    kind: EmploymentKind | None
    elements: tuple[ElementLine, ...]
    bases: Mapping[Scheme, int]
    person: PersonMonth
    paid: MonthPaid
    days: int
    whole: int
    employed: EmployedMonths
    service: tuple[ServiceSpan, ...] = ()


def service_spans(facts: PersonFacts, month: Month) -> tuple[ServiceSpan, ...]:
    """Return when and as what somebody was in service in a month; years of service as on the first of the days."""
    return spans_between(facts.spells, facts.posts, month.first_day, month.last_day)


def spans_between(spells: Sequence[Spell], posts: Sequence[Post], begin: date, end: date) -> tuple[ServiceSpan, ...]:
    """Return when and as what somebody was in service between two days, both included."""
    found: list[ServiceSpan] = []
    for spell in spells:
        first = max(spell.first, begin)
        last = end if spell.last is None else min(spell.last, end)
        if first > last:
            continue
        seniority = found[0].seniority if found else _full_years(spell.first, first)
        cuts = {first} | {day for post in posts for day in _changes(post) if first < day <= last}
        starts = sorted(cuts)
        ends = [*(day - ONE_DAY for day in starts[1:]), last]
        found += [
            ServiceSpan(start, stop, spell.kind, _role(posts, start), seniority)
            for start, stop in zip(starts, ends, strict=True)
        ]
    return tuple(found)


def _changes(post: Post) -> tuple[date, ...]:
    return (post.first,) if post.last is None else (post.first, post.last + ONE_DAY)


def _full_years(first: date, day: date) -> int:
    return day.year - first.year - ((day.month, day.day) < (first.month, first.day))


def _role(posts: Sequence[Post], day: date) -> AppointmentRole | None:
    held = [post.role for post in posts if post.first <= day and (post.last is None or day <= post.last)]
    return min(held, key=_ROLES.index, default=None)


def reckon_elements(
    facts: PersonFacts, tables: RunTables, spans: tuple[ServiceSpan, ...] | None = None
) -> tuple[ElementLine, ...]:
    """Return the elements of a month by standards, personal elements and entries; without back pay and bonus.

    Args:
        spans: the service in the month, where it is known already.
    """
    service = _service(facts, tables, service_spans(facts, tables.month) if spans is None else spans)
    lines: list[ElementLine] = []
    earlier: dict[str, int] = {}
    for standard in tables.standards:
        line = reckon_standard(standard, service, earlier) if service.spans else None
        if line is not None:
            lines.append(line)
            earlier[line.code] = earlier.get(line.code, 0) + line.amount
    lines += [line for element in facts.elements if (line := _personal(element, service)) is not None]
    lines += _absences(facts, lines, tables)
    lines += [
        ElementLine(entry.code, entry.name, entry.nature, entry.amount, EntryKind.ONCE.value, {"reason": entry.reason})
        for entry in facts.entries
        if entry.kind is EntryKind.ONCE
    ]
    return tuple(lines)


def _service(facts: PersonFacts, tables: RunTables, spans: tuple[ServiceSpan, ...]) -> MonthService:
    calendar = tables.basis is ProrationBasis.CALENDAR
    month, known = tables.month, tables.working_days
    grade = next((entry.grade for entry in facts.entries if entry.kind is EntryKind.GRADE), facts.grade)
    return MonthService(
        spans=spans,
        whole=month.days if calendar else known.of_month(month),
        basis=tables.basis,
        count=_calendar_days if calendar else known.count,
        grade=grade,
        score=facts.score,
        events={entry.code: entry.number for entry in facts.entries if entry.kind is EntryKind.EVENTS},
        month=month,
        results=facts.results,
        paid_days=tables.paid_days,
    )


def _calendar_days(first: date, last: date) -> int:
    return (last - first).days + 1


def _personal(element: PersonElement, service: MonthService) -> ElementLine | None:
    parts = [part for span in service.spans if (part := span.within(element.valid_from, element.valid_to))]
    if not parts:
        return None
    amount, present, whole = element.amount, 0, 0
    if element.prorated:
        amount, present, whole = service.part_of(element.amount, parts)
    told = {"reason": element.reason}
    return ElementLine(
        element.code, element.name, element.nature, amount, "personal", told, element.amount, present, whole
    )


def _absences(facts: PersonFacts, lines: Sequence[ElementLine], tables: RunTables) -> list[ElementLine]:
    days = sum((entry.number for entry in facts.entries if entry.kind is EntryKind.ABSENCE), Decimal(0))
    base = sum(line.full for line in lines if line.whole and line.nature is Nature.TAXED)
    earned = sum(line.amount for line in lines if line.whole and line.nature is Nature.TAXED)
    if not days or not base:
        return []
    amount = min(earned, round_amount(base * days / tables.paid_days))
    told = {"days": str(days), "base": base, "paid_days": str(tables.paid_days)}
    return [ElementLine(ABSENCE, "缺勤扣款", Nature.TAXED, -amount, ABSENCE, told)]


def bases_of(facts: PersonFacts, tables: RunTables) -> dict[Scheme, int]:
    """Return the declared base of every scheme that is paid for somebody in the month.

    Whoever is in the scheme the month before does not enter, nor leaves whoever is in it the month after: a new base
    takes over from month to month.
    """
    month, insurance = tables.month, tables.rules.insurance

    def held(scheme: Scheme, other: Month) -> bool:
        return any(each.scheme is scheme and each.covers(other) for each in facts.enrolments)

    found = {}
    for each in facts.enrolments:
        if each.covers(month):
            enters = each.first == month and not held(each.scheme, month.plus(-1))
            leaves = each.last == month and not held(each.scheme, month.plus(1))
            if months_insured(insurance, enters=enters, leaves=leaves):
                found[each.scheme] = each.base
    return found


def reckon_line(facts: PersonFacts, tables: RunTables) -> ReckonedLine | None:
    """Return a person's line; None for somebody with neither service, entries, enrolments nor anything owed or late.

    Raises:
        InvalidError: a base for a scheme without rates, a share that no deduction has, a bonus taxed in both ways.
    """
    spans = service_spans(facts, tables.month)
    elements = (*reckon_elements(facts, tables, spans), *facts.back)
    bases = bases_of(facts, tables)
    bonus = _bonus(facts.entries)
    if not (spans or elements or bases or bonus or facts.owed):
        return None
    kind = spans[-1].kind if spans else (facts.spells[-1].kind if facts.spells else None)
    category = category_on(facts.categories, tables.month.last_day, kind)
    employed = employed_months(facts.spells, facts.categories, tables.pay_month, facts.opening.months, facts.first_paid)
    person = PersonMonth(
        month=tables.pay_month.number,
        elements=tuple(PayElement(line.code, line.amount, line.nature) for line in elements),
        bases=bases,
        category=category,
        year=facts.year,
        months_employed=employed.count,
        mode=facts.mode,
        basic_confirmed=facts.basic_confirmed,
        additional=_additional(facts, tables, employed) if category is IncomeCategory.WAGES else 0,
        bonus=bonus,
        labour_before=facts.labour_before,
        labour_withheld=facts.labour_withheld,
        owed=facts.owed,
    )
    paid = pay_month(person, tables.rules)
    days = sum(_calendar_days(span.first, span.last) for span in spans)
    return ReckonedLine(facts, category, kind, elements, bases, person, paid, days, tables.month.days, employed, spans)


def _bonus(entries: Sequence[MonthEntry]) -> Bonus | None:
    """Return the month's annual bonus; several rows of one way of taxing are one amount, as the grid shows them."""
    separate, merged = (
        [entry.amount for entry in entries if entry.kind is kind]
        for kind in (EntryKind.BONUS_SEPARATE, EntryKind.BONUS_MERGED)
    )
    if separate and merged:
        raise BonusError(
            N_("The annual bonus is entered both by itself and merged. Empty one of the two, or move it to the other.")
        )
    return Bonus(sum(separate or merged), bool(separate)) if separate or merged else None


def _additional(facts: PersonFacts, tables: RunTables, employed: EmployedMonths) -> int:
    """What the declarations are worth over the months employed here this year, less what was deducted already.

    A declaration that comes late is made up for, as cumulative withholding has it.
    """
    return additional_so_far(facts.declarations, employed.months, tables.additional) - facts.additional_told
