"""Grade bands (等次): where they overlap, where they leave holes, which one a score falls into.

Scores lie on a lattice, 10 to the power of minus `decimals` apart, so that 80–94 and 95–100 touch where scores are
whole and leave a hole where they have two digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gridadmin.domain.assessment import ZERO, Band, SchemeDefinition


@dataclass(frozen=True)
class Hole:
    """Scores that no band covers, both ends included; `most` None = and everything above."""

    least: Decimal
    most: Decimal | None


def band_of(score: Decimal, bands: Iterable[Band]) -> Band | None:
    """Return the band that a score falls into; None where it falls into a hole."""
    return next((band for band in bands if covers(band, score)), None)


def covers(band: Band, score: Decimal) -> bool:
    """Return whether a score lies in a band."""
    return (band.least is None or band.least <= score) and (band.most is None or score <= band.most)


def overlaps(bands: Sequence[Band]) -> tuple[tuple[Band, Band], ...]:
    """Return the pairs of bands that have a score in common, in the order in which they are written."""
    return tuple(
        (first, second)
        for at, first in enumerate(bands)
        for second in bands[at + 1 :]
        if not _is_empty(first) and not _is_empty(second) and _meet(first, second)
    )


def _meet(first: Band, second: Band) -> bool:
    return _reaches(first, second) and _reaches(second, first)


def _reaches(lower: Band, upper: Band) -> bool:
    """Whether the lower end of one lies not above the upper end of the other."""
    return lower.least is None or upper.most is None or lower.least <= upper.most


def _is_empty(band: Band) -> bool:
    return band.least is not None and band.most is not None and band.least > band.most


def holes(bands: Sequence[Band], decimals: int, least: Decimal, most: Decimal | None) -> tuple[Hole, ...]:
    """Return the scores from `least` to `most` (None = without end) that no band covers, from the lowest up.

    Args:
        bands: in any order; overlapping ones are no hole.
        decimals: digits of a score.
        least, most: the lowest and the highest score that can be reached.
    """
    step = Decimal(1).scaleb(-decimals)
    found, reached = [], least
    for band in sorted((b for b in bands if not _is_empty(b)), key=_from):
        start = least if band.least is None else max(band.least, least)
        if most is not None and start > most:
            break
        if start > reached:
            found.append(Hole(reached, start - step))
        if band.most is None:
            return tuple(found)
        reached = max(reached, band.most + step)
    if most is None or reached <= most:
        found.append(Hole(reached, most))
    return tuple(found)


def _from(band: Band) -> tuple[bool, Decimal]:
    return band.least is not None, band.least or ZERO


def reachable(definition: SchemeDefinition) -> tuple[Decimal, Decimal | None]:
    """Return the lowest and the highest score that any round of a scheme can give; None = without end."""
    arithmetic = definition.arithmetic
    scored = [each for each in definition.rounds if not each.is_composite]
    tops = [_top(definition, each.key) for each in scored]
    top = None if any(each is None for each in tops) else max((each for each in tops if each is not None), default=None)
    if arithmetic.ceiling is not None:
        top = arithmetic.ceiling if top is None else min(top, arithmetic.ceiling)
    return arithmetic.floor, top


def _top(definition: SchemeDefinition, round_key: str) -> Decimal | None:
    """The highest sum of a round; None where an indicator has no limit and its section has none either."""
    total = ZERO
    for section in definition.sections_of(round_key):
        ceilings = [indicator.ceiling for indicator in section.indicators]
        reached = None if None in ceilings else sum((c for c in ceilings if c is not None), ZERO)
        if section.most is not None:
            reached = section.most if reached is None else min(reached, section.most)
        if reached is None:
            return None
        total += reached
    return total


def scheme_holes(definition: SchemeDefinition) -> tuple[Hole, ...]:
    """Return the scores that somebody can reach and that are in no grade."""
    least, most = reachable(definition)
    return holes(definition.bands, definition.arithmetic.decimals, least, most)
