"""What the editor refuses in a scheme, and what it only points at: a hole between grades is real, but must be seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from gridadmin.domain.assessment import HUNDRED, ZERO, Band, Clause, Indicator, Method, Round, SchemeDefinition
from gridadmin.domain.assessment_bands import Hole, overlaps, scheme_holes
from gridadmin.domain.assessment_periods import MONTHS
from gridadmin.domain.assessment_rounding import plain_number
from gridadmin.i18n import N_, Message

MOST_DECIMALS = 3


@dataclass(frozen=True)
class SchemeProblem:
    """Something wrong with a scheme.

    Attributes:
        place: the part of the editor it concerns: scheme, rounds, sections, bands.
        refused: such a scheme is not kept; else it only must be seen.
    """

    place: str
    reason: Message
    refused: bool = True


def check_scheme(definition: SchemeDefinition) -> tuple[SchemeProblem, ...]:
    """Return everything that is wrong with a scheme; what is refused first."""
    found = tuple(
        chain(
            _whole(definition),
            _rounds(definition),
            _sections(definition),
            _bands(definition),
        )
    )
    refused = tuple(each for each in found if each.refused)
    return refused or tuple(hole_problems(definition))


def hole_problems(definition: SchemeDefinition) -> Iterator[SchemeProblem]:
    """Say of each hole between the grades that scores in it have no grade."""
    for hole in scheme_holes(definition):
        yield SchemeProblem("bands", hole_words(hole), refused=False)


def hole_words(hole: Hole) -> Message:
    """Say which scores are in no grade."""
    least = plain_number(hole.least)
    if hole.most is None:
        return Message(N_("Scores from {least} on are in no grade."), {"least": least})
    if hole.least == hole.most:
        return Message(N_("The score {least} is in no grade."), {"least": least})
    return Message(
        N_("Scores from {least} to {most} are in no grade."), {"least": least, "most": plain_number(hole.most)}
    )


def _whole(definition: SchemeDefinition) -> Iterator[SchemeProblem]:
    if not definition.name.strip():
        yield SchemeProblem("scheme", Message(N_("Give the scheme a name.")))
    if not definition.eligibility.kinds:
        yield SchemeProblem("scheme", Message(N_("Say who is assessed: full-timers, part-timers or both.")))
    if definition.objection_days < 0 or definition.eligibility.months < 0 or definition.review.in_a_row < 0:
        yield SchemeProblem("scheme", Message(N_("Days and months cannot be negative.")))
    arithmetic = definition.arithmetic
    if not all(0 <= digits <= MOST_DECIMALS for digits in (arithmetic.decimals, arithmetic.line_decimals)):
        yield SchemeProblem("scheme", Message(N_("Points have at most {digits} decimals."), {"digits": MOST_DECIMALS}))
    if arithmetic.ceiling is not None and arithmetic.ceiling <= arithmetic.floor:
        yield SchemeProblem("scheme", Message(N_("The highest score lies below the lowest.")))
    known = {section.key for section in definition.sections}
    if not set(arithmetic.tie_breakers) <= known:
        yield SchemeProblem("scheme", Message(N_("What breaks a tie is no section of this scheme.")))


def _rounds(definition: SchemeDefinition) -> Iterator[SchemeProblem]:
    if not any(not each.is_composite for each in definition.rounds):
        yield SchemeProblem("rounds", Message(N_("Say how often it is assessed.")))
    yield from _twice("rounds", [each.key for each in definition.rounds])
    for each in definition.rounds:
        if not all(1 <= number <= 12 // MONTHS[each.kind] for number in each.numbers):
            yield SchemeProblem("rounds", Message(N_("A year has no such period: {name}."), {"name": each.name}))
        if each.is_composite:
            yield from _composite(definition, each)
        elif not definition.sections_of(each.key):
            yield SchemeProblem("rounds", Message(N_("Nothing is scored in {name}."), {"name": each.name}))


def _composite(definition: SchemeDefinition, whole: Round) -> Iterator[SchemeProblem]:
    values = {"name": whole.name}
    names = [part.round for part in whole.parts]
    known = all(definition.has_round(name) and not definition.round(name).is_composite for name in names)
    if not known or len(set(names)) < len(names):
        yield SchemeProblem("rounds", Message(N_("{name} must be made of scored rounds, each of them once."), values))
    if any(part.percent <= ZERO for part in whole.parts) or sum((p.percent for p in whole.parts), ZERO) != HUNDRED:
        yield SchemeProblem("rounds", Message(N_("The parts of {name} must add up to 100 %."), values))


def _sections(definition: SchemeDefinition) -> Iterator[SchemeProblem]:
    indicators = [indicator for section in definition.sections for indicator in section.indicators]
    yield from _twice("sections", [section.key for section in definition.sections])
    yield from _twice("sections", [indicator.key for indicator in indicators])
    for section in definition.sections:
        if not section.indicators:
            yield SchemeProblem("sections", Message(N_("{name} has no indicator."), {"name": section.name}))
        if not all(definition.has_round(key) for key in section.rounds):
            yield SchemeProblem(
                "sections", Message(N_("{name} belongs to a round that is not there."), {"name": section.name})
            )
        if not section.name.strip() or not all(each.name.strip() for each in section.indicators):
            yield SchemeProblem("sections", Message(N_("Every section and every indicator needs a name.")))
    for indicator in indicators:
        yield from _indicator(indicator)


def _indicator(indicator: Indicator) -> Iterator[SchemeProblem]:
    values = {"name": indicator.name}
    if "/" in indicator.key or not indicator.key:
        yield SchemeProblem("sections", Message(N_("{name} has a key that cannot be used."), values))
    if indicator.maximum < ZERO or (indicator.ceiling is not None and indicator.ceiling < indicator.least):
        yield SchemeProblem("sections", Message(N_("{name}: the most points lie below the fewest."), values))
    if indicator.method is Method.EVENTS:
        yield from _clauses(indicator)
    elif indicator.clauses:
        yield SchemeProblem("sections", Message(N_("{name}: only plus and minus by clause has clauses."), values))
    if indicator.method is Method.COUNT and indicator.each == ZERO:
        yield SchemeProblem("sections", Message(N_("{name}: say how many points one counts."), values))
    if indicator.method is Method.RATE and indicator.maximum == ZERO:
        yield SchemeProblem("sections", Message(N_("{name}: a rate needs full points."), values))
    yield from _assessors(indicator)


def _clauses(indicator: Indicator) -> Iterator[SchemeProblem]:
    yield from _twice("sections", [clause.code.casefold() for clause in indicator.clauses])
    values = {"name": indicator.name}
    if not indicator.clauses:
        yield SchemeProblem(
            "sections", Message(N_("{name}: enter the clauses by which points are given or taken."), values)
        )
    if any(_unusable(clause) for clause in indicator.clauses):
        yield SchemeProblem(
            "sections", Message(N_("{name}: a clause needs a short code without blanks, a text and points."), values)
        )


def _unusable(clause: Clause) -> bool:
    code = clause.code
    parts_badly = not code or any(sign.isspace() or sign in "*×,，;；、+" for sign in code) or code.isdigit()
    return parts_badly or clause.points == ZERO or (clause.most is not None and clause.most <= ZERO)


def _assessors(indicator: Indicator) -> Iterator[SchemeProblem]:
    yield from _twice("sections", [assessor.key for assessor in indicator.assessors])
    values = {"name": indicator.name}
    if indicator.assessors and indicator.method not in (Method.POINTS, Method.RATE):
        yield SchemeProblem(
            "sections", Message(N_("{name}: only points and rates can have several assessors."), values)
        )
    if any(assessor.weight <= ZERO for assessor in indicator.assessors):
        yield SchemeProblem("sections", Message(N_("{name}: every assessor's weight must be above 0."), values))


def _bands(definition: SchemeDefinition) -> Iterator[SchemeProblem]:
    if not definition.bands:
        yield SchemeProblem("bands", Message(N_("Enter the grades.")))
    yield from _twice("bands", [band.name for band in definition.bands])
    for band in definition.bands:
        yield from _band(band)
    for first, second in overlaps(definition.bands):
        values = {"first": first.name, "second": second.name}
        yield SchemeProblem("bands", Message(N_("{first} and {second} overlap: one score, two grades."), values))


def _band(band: Band) -> Iterator[SchemeProblem]:
    values = {"name": band.name}
    if not band.name.strip():
        yield SchemeProblem("bands", Message(N_("Every grade needs a name.")))
    if band.least is not None and band.most is not None and band.least > band.most:
        yield SchemeProblem("bands", Message(N_("{name} ends below where it begins."), values))
    if band.quota is not None and not ZERO <= band.quota <= HUNDRED:
        yield SchemeProblem("bands", Message(N_("The quota of {name} must lie between 0 and 100 %."), values))


def _twice(place: str, keys: Iterable[str]) -> Iterator[SchemeProblem]:
    for key, count in Counter(keys).items():
        if count > 1:
            yield SchemeProblem(place, Message(N_("“{key}” is there twice."), {"key": key}))
