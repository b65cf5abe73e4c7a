"""Assessment (考核, Art 24): what a scheme is made of. A version of a scheme is one definition that travels whole.

The regulation names neither cadence nor points nor grades, so all of them are data. Points are `Decimal`s and never
floats; every rounding is one that the definition names.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.parameters import Certainty
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_

ZERO, HUNDRED = Decimal(0), Decimal(100)


class PeriodKind(LabelledEnum):
    """How long a period of assessment is."""

    MONTH = "month", N_("Month")
    QUARTER = "quarter", N_("Quarter")
    HALF_YEAR = "half_year", N_("Half-year")
    YEAR = "year", N_("Year")


class Method(LabelledEnum):
    """How an indicator comes to its points."""

    POINTS = "points", N_("Points given")
    RATE = "rate", N_("Rate in per cent of the maximum")
    COUNT = "count", N_("Number of times, so many points each")
    EVENTS = "events", N_("Plus and minus by clause")


class Rounding(LabelledEnum):
    """What becomes of the digits that are not kept."""

    HALF_UP = "half_up", N_("Half up")
    HALF_EVEN = "half_even", N_("Half to even")
    DOWN = "down", N_("Cut off")


class TieRule(LabelledEnum):
    """What becomes of equals of whom only some would fit into a quota."""

    OUT = "out", N_("None of them gets the grade")
    IN = "in", N_("All of them get the grade")


class MissingRule(LabelledEnum):
    """What a composite does where a person has no result in one of its parts."""

    REWEIGH = "reweigh", N_("The parts there are count for the whole")
    ZERO = "zero", N_("The part counts as 0")
    NONE = "none", N_("There is no result")


@dataclass(frozen=True)
class Clause:
    """A clause by which points are given or taken: its code, its words, the points of one event.

    Attributes:
        points: of one event; negative ones are taken away.
        most: the points that the clause can move altogether, positive; None = without limit.
    """

    code: str
    text: str
    points: Decimal
    most: Decimal | None = None


@dataclass(frozen=True)
class Assessor:
    """One of several who score an indicator, and what that weighs; the weights count in proportion to their sum."""

    key: str
    name: str
    weight: Decimal


@dataclass(frozen=True)
class Indicator:
    """One line of the scheme.

    Attributes:
        maximum: full points; 0 for what only adds to the others.
        method: how it comes to its points.
        assessors: who scores it where several do (POINTS and RATE); empty where the office does.
        shares: each assessor gives points of an own share of the maximum; else each scores the whole of it.
        each: of COUNT, the points of one.
        from_full: EVENTS begin at the maximum, else at 0.
        least, most: what it cannot fall below and rise above; `most` None = the maximum.
        unlimited: it may rise without limit; `most` says nothing then.
        clauses: of EVENTS.
    """

    key: str
    name: str
    maximum: Decimal
    method: Method = Method.POINTS
    assessors: tuple[Assessor, ...] = ()
    shares: bool = False
    each: Decimal = ZERO
    from_full: bool = True
    least: Decimal = ZERO
    most: Decimal | None = None
    unlimited: bool = False
    clauses: tuple[Clause, ...] = ()

    @property
    def ceiling(self) -> Decimal | None:
        """The most points it can give; None = without limit."""
        if self.unlimited:
            return None
        return self.maximum if self.most is None else self.most


@dataclass(frozen=True)
class Section:
    """Indicators under one heading.

    Attributes:
        most: what all of them give at most; None = no limit of its own.
        rounds: keys of the rounds it belongs to; empty = all that are scored.
    """

    key: str
    name: str
    indicators: tuple[Indicator, ...]
    most: Decimal | None = None
    rounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """What the results of a round weigh in a composite: per cent of its whole."""

    round: str
    percent: Decimal


@dataclass(frozen=True)
class Round:
    """A kind of period that the scheme has: each quarter, the first half-year, the year as a whole.

    Attributes:
        kind: how long its periods are.
        numbers: which of a year there are; empty = all.
        parts: of a composite, whose score is computed from the results of other rounds of the year; else empty.
        missing: of a composite.
    """

    key: str
    name: str
    kind: PeriodKind
    numbers: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()
    missing: MissingRule = MissingRule.REWEIGH

    @property
    def is_composite(self) -> bool:
        """Whether nobody enters anything in it."""
        return bool(self.parts)


@dataclass(frozen=True)
class Band:
    """A grade with the scores that it is given for, both ends included; None = open.

    Attributes:
        quota: the most people who may have it, in per cent of those assessed; None = no limit.
        poor: the grade counts towards a review.
    """

    name: str
    least: Decimal | None = None
    most: Decimal | None = None
    quota: Decimal | None = None
    poor: bool = False


@dataclass(frozen=True)
class Eligibility:
    """Who is assessed: who is in service on the last day of the period, of these kinds, for so many whole months."""

    kinds: tuple[EmploymentKind, ...] = tuple(EmploymentKind)
    months: int = 0


@dataclass(frozen=True)
class Arithmetic:
    """How numbers are rounded and equals are told apart.

    Attributes:
        line_decimals: digits that each indicator keeps, so that the lines of a sheet add up to its total.
        decimals: digits of the score, by which bands and ranks go.
        floor: the score cannot fall below.
        ceiling: nor rise above; None = the bonus may exceed the full points.
        ties: of a quota. tie_breakers: sections whose points put equals in an order, the first first.
    """

    line_decimals: int = 2
    decimals: int = 2
    rounding: Rounding = Rounding.HALF_UP
    floor: Decimal = ZERO
    ceiling: Decimal | None = None
    ties: TieRule = TieRule.OUT
    tie_breakers: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReviewRule:
    """So many poor results in a row open a review; 0 = the scheme knows none."""

    in_a_row: int = 2


@dataclass(frozen=True)
class Origin:
    """Where a scheme comes from, how sure that is, and what of it was completed without a source."""

    source: str = ""
    certainty: Certainty = Certainty.LOCAL_RULE
    invented: tuple[str, ...] = ()


@dataclass(frozen=True)
class SchemeDefinition:
    """One version of a scheme, whole: everything by which a sheet is scored.

    Attributes:
        objection_days: calendar days after the publication in which somebody may object.
    """

    name: str
    rounds: tuple[Round, ...]
    sections: tuple[Section, ...]
    bands: tuple[Band, ...]
    eligibility: Eligibility = Eligibility()
    arithmetic: Arithmetic = Arithmetic()
    review: ReviewRule = ReviewRule()
    objection_days: int = 5
    origin: Origin = Origin()

    def round(self, key: str) -> Round:
        """Return a round by its key; KeyError where there is none."""
        return next(each for each in self.rounds if each.key == key) if self.has_round(key) else _missing(key)

    def has_round(self, key: str) -> bool:
        """Whether there is such a round."""
        return any(each.key == key for each in self.rounds)

    def sections_of(self, round_key: str) -> tuple[Section, ...]:
        """Return the sections that are scored in a round; none in a composite."""
        if self.round(round_key).is_composite:
            return ()
        return tuple(section for section in self.sections if not section.rounds or round_key in section.rounds)

    def full_points(self, round_key: str) -> Decimal:
        """Return the full points of a round, without what only adds; 100 of a composite, whose parts are scores."""
        if self.round(round_key).is_composite:
            return HUNDRED
        return sum((i.maximum for section in self.sections_of(round_key) for i in section.indicators), ZERO)


def _missing(key: str) -> Round:
    raise KeyError(key)
