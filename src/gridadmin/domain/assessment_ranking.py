"""Ranks with ties, and the grades of everybody together: bands, then quotas from the best grade down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import floor
from uuid import UUID

from gridadmin.domain.assessment import Arithmetic, Band, SchemeDefinition, TieRule
from gridadmin.domain.assessment_bands import band_of

Standing = tuple[Decimal, ...]
"""What people are put in order by: the score, then the points of the sections that break ties; higher is better."""


@dataclass(frozen=True)
class Graded:
    """Where somebody stands.

    Attributes:
        rank: 1 for the best; equals share a rank and the ones after them are left out (1, 2, 2, 4).
        band: the band that the score falls into; None for a hole.
        grade: the name of the grade given; another than the band's where a quota held it back; None = in no grade.
        held_back: the quota, not the score, decided.
    """

    rank: int
    band: Band | None
    grade: str | None
    held_back: bool = False


@dataclass(frozen=True)
class QuotaUse:
    """How much of a quota is used: places there are, people whose score reaches the grade, people who have it."""

    band: Band
    places: int
    reaching: int
    given: int


def ranks(standings: Mapping[UUID, Standing]) -> dict[UUID, int]:
    """Return everybody's rank; equals share it and the next ranks are left out."""
    ordered = sorted(standings.values(), reverse=True)
    first: dict[Standing, int] = {}
    for place, standing in enumerate(ordered, start=1):
        first.setdefault(standing, place)
    return {who: first[standing] for who, standing in standings.items()}


def places(quota: Decimal, people: int) -> int:
    """Return how many places a quota in per cent gives among so many people: whole ones only, never rounded up."""
    return floor(Fraction(quota) * people / 100)


def best_first(bands: Iterable[Band]) -> list[Band]:
    """Return the bands from the highest scores to the lowest."""
    return sorted(bands, key=lambda band: (band.least is not None, band.least or Decimal(0)), reverse=True)


def grade(
    definition: SchemeDefinition, standings: Mapping[UUID, Standing], people: int | None = None
) -> dict[UUID, Graded]:
    """Return where everybody stands.

    The quotas are filled from the best grade down, the best ranks first. Who does not fit into one has the grade below
    it, whose own quota counts those who fell; below the last grade nobody falls. Equals of whom only some would fit are
    all out, or all in, as the scheme says.

    Args:
        definition: with bands and quotas.
        standings: of who has a score.
        people: how many are assessed, of whom a quota is so many per cent; None = those with a score.
    """
    assessed = len(standings) if people is None else people
    placed = ranks(standings)
    given: dict[UUID, str | None] = {}
    bands = best_first(definition.bands)
    own = {who: band_of(standing[0], bands) for who, standing in standings.items()}
    waiting: list[UUID] = []
    for at, band in enumerate(bands):
        reaching = sorted([*waiting, *(who for who in own if own[who] is band)], key=placed.__getitem__)
        fitting = len(reaching)
        if band.quota is not None and at + 1 < len(bands):
            fitting = _fitting(reaching, placed, places(band.quota, assessed), definition.arithmetic)
        given |= {who: band.name for who in reaching[:fitting]}
        waiting = reaching[fitting:]
    return {
        who: Graded(placed[who], own[who], given.get(who), _held_back(own[who], given.get(who))) for who in standings
    }


def _held_back(own: Band | None, given: str | None) -> bool:
    return own is not None and own.name != given


def _fitting(reaching: Sequence[UUID], placed: Mapping[UUID, int], room: int, arithmetic: Arithmetic) -> int:
    """How many of those who reach a grade, best first, fit into its places."""
    if len(reaching) <= room:
        return len(reaching)
    border = placed[reaching[room]]  # the rank of the first who does not fit
    if room and placed[reaching[room - 1]] == border:
        equals = [at for at, who in enumerate(reaching) if placed[who] == border]
        return equals[-1] + 1 if arithmetic.ties is TieRule.IN else equals[0]
    return room


def quota_use(
    definition: SchemeDefinition, graded: Mapping[UUID, Graded], people: int | None = None
) -> tuple[QuotaUse, ...]:
    """Return how much of each quota is used, the best grade first; `people` as of `grade`."""
    return tuple(
        QuotaUse(
            band,
            places(band.quota, len(graded) if people is None else people),
            sum(each.band is band for each in graded.values()),
            sum(each.grade == band.name for each in graded.values()),
        )
        for band in best_first(definition.bands)
        if band.quota is not None
    )


@dataclass(frozen=True)
class Distribution:
    """How many people have each grade, the best first; `none` are in no grade."""

    grades: tuple[tuple[str, int], ...]
    none: int = 0
    people: int = field(default=0)


def distribution(definition: SchemeDefinition, grades: Iterable[str | None]) -> Distribution:
    """Count the grades of some people, those of the definition that nobody has included."""
    given = list(grades)
    names = [band.name for band in best_first(definition.bands)]
    counted = tuple((name, given.count(name)) for name in names)
    return Distribution(counted, len(given) - sum(count for _name, count in counted), len(given))
