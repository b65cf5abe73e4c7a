"""Everybody's lines of a month, reckoned from what is known; nothing is kept here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_bonus import check_separate
from gridadmin.domain.pay_look_back import MonthElements, back_pay, check_spells
from gridadmin.domain.pay_obstacles import Obstacle, RunStoppedError
from gridadmin.domain.pay_person import EntryKind, PersonFacts, ReckonedLine, RunTables, reckon_line
from gridadmin.domain.pay_standards import ElementLine
from gridadmin.services.pay_facts import FactBook
from gridadmin.services.pay_obstacles import person_obstacle
from gridadmin.services.pay_parameters import TablesBook
from gridadmin.services.pay_past import PaidLines, PaidTexts, sum_paid

TOLD_EVERY = 20
Tell = Callable[[int, int], None]
"""Told how many of how many persons are reckoned; what it raises ends the work."""


def reckon_run(
    book: FactBook, lines: PaidLines, tables: TablesBook, now: RunTables, tell: Tell | None = None
) -> list[ReckonedLine]:
    """Return the line of everybody who has one.

    Raises:
        RunStoppedError: somebody's facts cannot be reckoned; it names everybody of whom that is so.
    """
    past = [MonthElements(tables.of(closed, now.pay_month)) for closed in lines.closed_months(now.month)]
    back = LookBack(book, lines, past)
    found: list[ReckonedLine] = []
    obstacles: list[Obstacle] = []
    people = list(book.people())
    for done, worker_id in enumerate(people):
        if tell is not None and done % TOLD_EVERY == 0:
            tell(done, len(people))
        try:
            line = _reckon(book, back, now, worker_id)
        except GridAdminError as error:
            obstacles.append(person_obstacle(worker_id, book.names[worker_id], now.month, error))
        else:
            found += [line] if line is not None else []
    if obstacles:
        raise RunStoppedError(now.month, obstacles)
    return found


class LookBack:
    """What late facts change in paid months; what is the same for many people is compared once."""

    def __init__(self, book: FactBook, lines: PaidLines, past: Sequence[MonthElements]) -> None:
        self._book, self._lines, self._past = book, lines, past
        self._known: dict[tuple[Month, int, PaidTexts], tuple[ElementLine, ...]] = {}

    def of(self, worker_id: UUID, now: Month) -> list[ElementLine]:
        """Return somebody's 补发 and 扣回.

        Raises:
            InvalidError: the person was employed twice on one day.
        """
        months = [each.month for each in self._past]
        check_spells(self._book.spells(worker_id), min((*months, now)).first_day)
        paid = self._lines.paid_for(worker_id)
        found: list[ElementLine] = []
        for elements in self._past:
            month = elements.month
            facts = partial(self._book.of_month, worker_id, month)
            due, texts = elements.of(self._book.parts_of(worker_id, month), facts), paid.get(month, ())
            key = (month, id(due), texts)  # `elements` keeps what is due, so that its id is its own
            if key not in self._known:
                self._known[key] = back_pay(month, due, sum_paid(month, texts))
            found += self._known[key]
        return found


def _reckon(book: FactBook, back: LookBack, tables: RunTables, worker_id: UUID) -> ReckonedLine | None:
    late = back.of(worker_id, tables.month)
    facts = book.of_line(worker_id, tables.month, tables.pay_month, late)
    _check_bonus(book, facts, tables)
    return reckon_line(facts, tables)


def _check_bonus(book: FactBook, facts: PersonFacts, tables: RunTables) -> None:
    if any(entry.kind is EntryKind.BONUS_SEPARATE for entry in facts.entries):
        used = book.used_bonus(facts.worker_id, tables.pay_month.year)
        check_separate(tables.pay_month, used, tables.rules.bonus)
