"""From what was entered to the score, every step written down: the derivation that a sheet prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gridadmin.domain.assessment import (
    HUNDRED,
    ZERO,
    Arithmetic,
    Clause,
    Indicator,
    Method,
    SchemeDefinition,
    Section,
)
from gridadmin.domain.assessment_entries import Entries, Entry, EntryColumn, Event, entry_columns
from gridadmin.domain.assessment_rounding import Exact, plain_number, rounded

MINUS, TIMES = "−", "×"


@dataclass(frozen=True)
class IndicatorScore:
    """The points of one indicator.

    Attributes:
        score: None while an entry is missing.
        formula: how it came about, `30×98.75% = 29.63`; empty while it is missing.
        events: what was entered of clauses.
    """

    indicator: Indicator
    score: Decimal | None
    formula: str
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class SectionScore:
    """The points of a section; `capped` where its own limit held them back."""

    section: Section
    score: Decimal
    indicators: tuple[IndicatorScore, ...]
    capped: bool = False


@dataclass(frozen=True)
class SheetScore:
    """A sheet, scored.

    Attributes:
        score: None while entries are missing.
        missing: keys of the columns that are empty and may not be.
        formula: how the sections add up.
    """

    sections: tuple[SectionScore, ...]
    score: Decimal | None
    missing: tuple[str, ...]
    formula: str

    @property
    def so_far(self) -> Decimal:
        """The sum of what is there, for the running total of a sheet that is not complete."""
        return sum((section.score for section in self.sections), ZERO)

    def section_points(self, key: str) -> Decimal:
        """Return the points of a section; 0 where the round does not have it."""
        return next((each.score for each in self.sections if each.section.key == key), ZERO)


@dataclass(frozen=True)
class Scorer:
    """Scores the sheets of one round of one definition; made once, used for everybody."""

    definition: SchemeDefinition
    round_key: str
    columns: tuple[EntryColumn, ...]

    def missing(self, entries: Entries) -> tuple[str, ...]:
        """Return the keys of the columns that are empty and may not be."""
        return tuple(column.key for column in self.columns if _is_missing(column, entries))

    def score(self, entries: Entries) -> SheetScore:
        """Return a sheet with its derivation."""
        arithmetic = self.definition.arithmetic
        missing = self.missing(entries)
        sections = tuple(
            _section_score(section, entries, arithmetic) for section in self.definition.sections_of(self.round_key)
        )
        total, formula = _total(sections, arithmetic)
        return SheetScore(sections, None if missing else total, missing, formula)


def scorer_of(definition: SchemeDefinition, round_key: str) -> Scorer:
    """Return what scores the sheets of a round."""
    return Scorer(definition, round_key, entry_columns(definition, round_key))


def score_sheet(definition: SchemeDefinition, round_key: str, entries: Entries) -> SheetScore:
    """Score one sheet."""
    return scorer_of(definition, round_key).score(entries)


def _is_missing(column: EntryColumn, entries: Entries) -> bool:
    """Events need no entry: nothing happened. Everything else does: an empty cell is no 0."""
    return column.indicator.method is not Method.EVENTS and column.key not in entries


def _section_score(section: Section, entries: Entries, arithmetic: Arithmetic) -> SectionScore:
    lines = tuple(_indicator_score(indicator, entries, arithmetic) for indicator in section.indicators)
    total = sum((line.score for line in lines if line.score is not None), ZERO)
    if section.most is not None and total > section.most:
        return SectionScore(section, section.most, lines, capped=True)
    return SectionScore(section, total, lines)


def _total(sections: Sequence[SectionScore], arithmetic: Arithmetic) -> tuple[Decimal, str]:
    total = sum((section.score for section in sections), ZERO)
    score = rounded(total, arithmetic.decimals, arithmetic.rounding)
    held = max(arithmetic.floor, score if arithmetic.ceiling is None else min(score, arithmetic.ceiling))
    formula = _sum_of([section.score for section in sections])
    if len(sections) > 1 or held != total:
        formula += f" = {plain_number(total)}"
    return held, formula + (f" → {plain_number(held)}" if held != total else "")


def _sum_of(points: Sequence[Decimal]) -> str:
    if not points:
        return "0"
    rest = [f" {MINUS if each < 0 else '+'} {plain_number(abs(each))}" for each in points[1:]]
    return signed(points[0]) + "".join(rest)


def signed(number: Decimal) -> str:
    """Return a number as papers write it, with a true minus sign."""
    return (MINUS if number < 0 else "") + plain_number(abs(number))


def _indicator_score(indicator: Indicator, entries: Entries, arithmetic: Arithmetic) -> IndicatorScore:
    if indicator.method is Method.EVENTS:
        return _event_score(indicator, entries.get(indicator.key), arithmetic)
    if indicator.assessors:
        return _assessors_score(indicator, entries, arithmetic)
    entry = entries.get(indicator.key)
    if not isinstance(entry, Decimal):
        return IndicatorScore(indicator, None, "")
    match indicator.method:
        case Method.RATE:
            rate = min(entry, HUNDRED)
            exact = (indicator.maximum * rate).scaleb(-2)
            words = f"{plain_number(indicator.maximum)}{TIMES}{plain_number(entry)}%"
            return _held(indicator, exact, words, arithmetic)
        case Method.COUNT:
            words = f"{plain_number(entry)}{TIMES}{plain_number(indicator.each)}"
            return _held(indicator, entry * indicator.each, words, arithmetic)
    return _held(indicator, entry, "", arithmetic)


def _assessors_score(indicator: Indicator, entries: Entries, arithmetic: Arithmetic) -> IndicatorScore:
    given = [entries.get(f"{indicator.key}/{assessor.key}") for assessor in indicator.assessors]
    numbers = [each for each in given if isinstance(each, Decimal)]
    if len(numbers) < len(given):
        return IndicatorScore(indicator, None, "")
    if indicator.method is Method.POINTS and indicator.shares:
        return _held(indicator, sum(numbers, ZERO), _sum_of(numbers), arithmetic)
    weights = [assessor.weight for assessor in indicator.assessors]
    if indicator.method is Method.RATE:
        numbers = [min(each, HUNDRED) for each in numbers]
    weighed = sum((number * weight for number, weight in zip(numbers, weights, strict=True)), ZERO)
    exact = Fraction(weighed) / Fraction(sum(weights, ZERO))
    words = _weighed(numbers, weights)
    if indicator.method is Method.RATE:
        exact *= Fraction(indicator.maximum) / 100
        words = f"{plain_number(indicator.maximum)}{TIMES}{words}%"
    return _held(indicator, exact, words, arithmetic)


def _weighed(numbers: Sequence[Decimal], weights: Sequence[Decimal]) -> str:
    if len(set(weights)) == 1:
        return f"({' + '.join(map(plain_number, numbers))})÷{len(numbers)}"
    products = (f"{plain_number(n)}{TIMES}{plain_number(w)}" for n, w in zip(numbers, weights, strict=True))
    return f"({' + '.join(products)})÷{plain_number(sum(weights, ZERO))}"


def _event_score(indicator: Indicator, entry: Entry | None, arithmetic: Arithmetic) -> IndicatorScore:
    if isinstance(entry, Decimal):
        return _held(indicator, entry, "", arithmetic)
    events = entry or ()
    total = indicator.maximum if indicator.from_full else ZERO
    words = [plain_number(total)] if indicator.from_full or not events else []
    for clause in indicator.clauses:
        times = sum(event.times for event in events if event.clause == clause.code)
        if times:
            moved = _moved(clause, times)
            total += moved
            words.append(_clause_words(clause, times, moved, first=not words))
    held = _held(indicator, total, " ".join(words), arithmetic)
    return IndicatorScore(indicator, held.score, held.formula, events)


def _moved(clause: Clause, times: int) -> Decimal:
    moved = clause.points * times
    if clause.most is None or abs(moved) <= clause.most:
        return moved
    return clause.most.copy_sign(moved)


def _clause_words(clause: Clause, times: int, moved: Decimal, *, first: bool) -> str:
    sign = (MINUS if moved < 0 else "") if first else (f"{MINUS} " if moved < 0 else "+ ")
    size = plain_number(abs(clause.points))
    count = f"{TIMES}{times}" if times > 1 else ""
    held = f"≤{plain_number(abs(moved))}" if moved != clause.points * times else ""
    return f"{sign}{size}{count}〔{clause.code}〕{held}"


def _held(indicator: Indicator, exact: Exact, words: str, arithmetic: Arithmetic) -> IndicatorScore:
    """Round the points of a line and hold them between what it cannot fall below and rise above."""
    points = rounded(exact, arithmetic.line_decimals, arithmetic.rounding)
    ceiling = indicator.ceiling
    score = max(indicator.least, points if ceiling is None else min(points, ceiling))
    formula = words or signed(points)
    if words and words != plain_number(points):
        formula += f" = {signed(points)}"
    return IndicatorScore(indicator, score, formula + (f" → {signed(score)}" if score != points else ""))
