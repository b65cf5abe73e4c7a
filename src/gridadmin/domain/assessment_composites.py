"""Composite rounds: a year made of its quarters, or of a half-year at 40 % and the end of the year at 60 %."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gridadmin.domain.assessment import ZERO, Arithmetic, MissingRule, Part, Round
from gridadmin.domain.assessment_rounding import plain_number, rounded
from gridadmin.domain.assessment_scoring import TIMES


@dataclass(frozen=True)
class PartScore:
    """What one part brings: the scores of its periods, their mean, its weight; mean None = no result there."""

    part: Part
    name: str
    scores: tuple[Decimal, ...]
    mean: Decimal | None


@dataclass(frozen=True)
class CompositeScore:
    """The score of a composite with its derivation; None where there is no result."""

    parts: tuple[PartScore, ...]
    score: Decimal | None
    formula: str


def compose(
    whole: Round, names: Mapping[str, str], results: Mapping[str, Sequence[Decimal]], arithmetic: Arithmetic
) -> CompositeScore:
    """Compute a composite.

    Each part is the mean of a person's results in its round, rounded like a line; the whole is rounded like a score.

    Args:
        whole: the composite round.
        names: of the rounds, by their keys.
        results: round key -> the scores of a person in its periods.
        arithmetic: of the scheme.
    """
    parts = tuple(_part(part, names, results.get(part.round, ()), arithmetic) for part in whole.parts)
    there = [each for each in parts if each.mean is not None]
    if not there or (whole.missing is MissingRule.NONE and len(there) < len(parts)):
        return CompositeScore(parts, None, "")
    counted = there if whole.missing is MissingRule.REWEIGH else list(parts)
    weighed = sum(((each.mean or ZERO) * each.part.percent for each in counted), ZERO)
    weights = sum((each.part.percent for each in counted), ZERO)
    exact = Fraction(weighed) / Fraction(weights)
    score = rounded(exact, arithmetic.decimals, arithmetic.rounding)
    return CompositeScore(parts, score, f"{_words(counted, weights)} = {plain_number(score)}")


def _part(part: Part, names: Mapping[str, str], scores: Sequence[Decimal], arithmetic: Arithmetic) -> PartScore:
    if not scores:
        return PartScore(part, names[part.round], (), None)
    mean = rounded(Fraction(sum(scores, ZERO)) / len(scores), arithmetic.line_decimals, arithmetic.rounding)
    return PartScore(part, names[part.round], tuple(scores), mean)


def _words(parts: Sequence[PartScore], weights: Decimal) -> str:
    products = " + ".join(
        f"{plain_number(each.mean or ZERO)}{TIMES}{plain_number(each.part.percent)}%" for each in parts
    )
    return products if weights == 100 else f"({products})÷{plain_number(weights)}%"
