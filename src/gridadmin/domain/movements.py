"""Movements of a month: who came, who left, who changed between full-time and part-time.

On each day on which a spell of a person begins or is over, the day before is held against the day itself, so that the
head count at the end is always the one before plus arrivals minus leavers, in all and by kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gridadmin.domain.snapshot import ONE_DAY, MonthFacts, SpellFact
from gridadmin.domain.workers import EmploymentKind


class MovementKind(StrEnum):
    """What happened to a person on a day."""

    ARRIVAL = "arrival"
    LEAVING = "leaving"
    CHANGE = "change"


@dataclass(frozen=True)
class Movement:
    """A person's arrival, leaving or change of kind.

    Attributes:
        on: first day in service, out of service, or of the new kind.
        before, after: the spells of the day before and of the day; None = not in service.
        rehired: an arrival of somebody who served before.
    """

    kind: MovementKind
    on: date
    before: SpellFact | None
    after: SpellFact | None
    rehired: bool = False

    @property
    def spell(self) -> SpellFact:
        """The spell that begins with an arrival or change, or that a leaving ends."""
        spell = self.after or self.before
        assert spell is not None
        return spell


def spell_on(spells: Iterable[SpellFact], day: date) -> SpellFact | None:
    """Return the spell under which one person serves on a day: the one begun last; None = not in service."""
    return max((spell for spell in spells if spell.holds(day)), key=lambda spell: spell.started_on, default=None)


def by_worker(spells: Iterable[SpellFact]) -> tuple[tuple[SpellFact, ...], ...]:
    """Return the spells of each person together."""
    groups: dict[object, list[SpellFact]] = {}
    for spell in spells:
        groups.setdefault(spell.worker_id, []).append(spell)
    return tuple(tuple(group) for group in groups.values())


def head_count(spells: Iterable[SpellFact], day: date, kind: EmploymentKind | None = None) -> int:
    """Return how many persons serve on a day, of one kind or of both; nobody counts twice."""
    serving = (spell_on(group, day) for group in by_worker(spells))
    return sum(spell is not None and kind in (None, spell.kind) for spell in serving)


def movements(facts: MonthFacts) -> tuple[Movement, ...]:
    """Return every movement of the month by day and name; one person can have several."""
    found = [movement for group in by_worker(facts.spells) for movement in _person(group, facts.first, facts.last)]
    return tuple(sorted(found, key=lambda movement: (movement.on, movement.spell.name)))


def _person(spells: tuple[SpellFact, ...], first: date, last: date) -> Iterable[Movement]:
    turns = {spell.started_on for spell in spells} | {spell.gone_on for spell in spells if spell.gone_on}
    for day in sorted(turn for turn in turns if first <= turn <= last):
        before, after = spell_on(spells, day - ONE_DAY), spell_on(spells, day)
        if before is None and after is not None:
            rehired = any(spell.started_on < day for spell in spells)
            yield Movement(MovementKind.ARRIVAL, day, None, after, rehired)
        elif before is not None and after is None:
            yield Movement(MovementKind.LEAVING, day, before, None)
        elif before is not None and after is not None and before.kind is not after.kind:
            yield Movement(MovementKind.CHANGE, day, before, after)
