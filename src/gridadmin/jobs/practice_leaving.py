"""The practice office's contracts, hand-overs and change-overs: five years of them, a quarter at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.contracts import ContractForm, ContractKind, ContractRow, ContractTerm
from gridadmin.domain.contracts_lapses import ContractLapse, LapseKind
from gridadmin.domain.contracts_rules import FIXED_TERMS_BEFORE_OPEN, fixed_terms_before, last_probation_day
from gridadmin.domain.terms import term_end
from gridadmin.domain.workers import ExitReason
from gridadmin.domain.workers_handover import ExitRow, HandoverMark
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.practice_grids import FIRST_DAY
from gridadmin.jobs.practice_lives import REFERENCE_DAY, Life
from gridadmin.jobs.practice_timeline import PAPERS, Timeline
from gridadmin.services.contracts import create_contracts, end_contracts_of, list_contracts, list_lapses
from gridadmin.services.workers_changeover import recognise_changeovers
from gridadmin.services.workers_handover import list_exits, make_handover, mark_handover

OFFICE, DISPATCH = "阳谷县侨润街道办事处", "阳谷县惠民劳务派遣有限公司（虚构）"
CLERKS = ("王芳", "刘建国", "练习")
SINCE = date(2023, 11, 1)  # the regulation, and with it the list of what is handed over
EVERY_DAYS = 91
AHEAD = timedelta(days=30)  # how long before its end a contract is renewed
NEVER, UNSIGNED, LATE = 3, 3, 6  # of a hundred: no contract at all, never signed, signed too late
DISPATCHED = 30  # of a hundred are employed by a company
NO_LIST = 8  # of a hundred leavers got no list
DONE_LATE = 7  # of a hundred lines are done after their day

PersonOf = Callable[[Life], UUID]
MISSING = (LapseKind.NO_CONTRACT, LapseKind.RAN_OUT, LapseKind.ENDS)


def plan_leaving(timeline: Timeline, office: OpenOffice, person_of: PersonOf, lives: Sequence[Life]) -> None:
    """Plan contracts every quarter, hand-over lists since the regulation, and the change-overs of every year."""
    told = _Past(office, person_of, lives)
    day = FIRST_DAY + timedelta(days=45)
    while day <= REFERENCE_DAY - timedelta(days=9):
        timeline.at(day, PAPERS, told.sign)
        timeline.at(day, PAPERS, told.hand_over)
        day += timedelta(days=EVERY_DAYS)
    timeline.at(REFERENCE_DAY - timedelta(days=9), PAPERS, told.hand_over)
    for year in range(FIRST_DAY.year + 1, REFERENCE_DAY.year):
        timeline.at(date(year, 12, 28), PAPERS, told.recognise)
    timeline.at(REFERENCE_DAY - timedelta(days=4), PAPERS, told.recognise)


@dataclass(frozen=True)
class _Habits:
    """What somebody's contracts are like: drawn once for each person."""

    never: bool
    dispatched: bool
    months: int
    tried: bool


class _Past:
    """Tells what happened; people come in the order of their lives, never of their ids."""

    def __init__(self, office: OpenOffice, person_of: PersonOf, lives: Sequence[Life]) -> None:
        self._office, self._person_of, self._lives = office, person_of, lives
        self._chance = Random(20231201)  # its own, so that nothing else of the past changes with it
        self._habits = [self._draw_habits() for _life in lives]
        self._last = FIRST_DAY

    def sign(self, day: date) -> None:
        """Enter what was signed since the last time, and end the contracts of who left."""
        people = self._people()
        lapses = self._office.read(list_lapses, day, day + AHEAD)
        missing = {lapse.worker_id: lapse for lapse in lapses if lapse.kind in MISSING}
        rows: dict[UUID, list[ContractRow]] = defaultdict(list)
        for row in self._office.read(list_contracts):
            rows[row.worker_id].append(row)
        forms = [
            (worker_id, self._form(missing[worker_id], habits, rows[worker_id], day))
            for worker_id, habits in people
            if worker_id in missing and not habits.never
        ]
        if forms:
            sentence = Message(N_("Enter {count} contracts"), {"count": len(forms)})
            self._office.act(sentence, create_contracts, forms)
        self._office.act(_ended, _end_of_leavers, self._left(day))

    def hand_over(self, day: date) -> None:
        """Make the lists of who left since the last time, and tick what is done by then."""
        if day < SINCE:
            return
        order = {worker_id: place for place, (worker_id, _habits) in enumerate(self._people())}
        gone = sorted(self._office.read(list_exits, day, SINCE), key=lambda row: (row.left_on, order[row.worker_id]))
        fresh = [row for row in gone if not row.items and row.left_on > day - timedelta(days=EVERY_DAYS + 1)]
        listed = [row for row in fresh if self._chance.randrange(100) >= NO_LIST]
        sentence = Message(N_("Hand-over lists of {count} persons"), {"count": len(listed)})
        self._office.act(sentence, _make_lists, [row.employment_id for row in listed])
        made = {row.employment_id for row in listed}
        again = [row for row in self._office.read(list_exits, day, SINCE) if row.employment_id in made]
        again.sort(key=lambda row: (row.left_on, order[row.worker_id]))
        marks = [each for row in again for each in self._marks(row, day)]
        sentence = Message(N_("{count} lines of hand-over lists done"), {"count": len(marks)})
        self._office.act(sentence, _mark_lines, marks, day)

    def recognise(self, day: date) -> None:
        """Record who took over from whom since the last time."""
        since, self._last = self._last, day + timedelta(days=1)
        self._office.act(_recognised, recognise_changeovers, since, day)

    def _people(self) -> list[tuple[UUID, _Habits]]:
        found = []
        for life, habits in zip(self._lives, self._habits, strict=True):
            try:
                found.append((self._person_of(life), habits))
            except KeyError:  # not entered yet
                continue
        return found

    def _left(self, day: date) -> list[ExitRow]:
        return self._office.read(list_exits, day, day - timedelta(days=EVERY_DAYS + 1))

    def _draw_habits(self) -> _Habits:
        chance = self._chance
        dispatched = chance.randrange(100) < DISPATCHED
        months = 24 if dispatched else chance.choice((12, 24, 36, 36))
        return _Habits(chance.randrange(100) < NEVER, dispatched, months, chance.randrange(2) == 0)

    def _form(self, lapse: ContractLapse, habits: _Habits, before: Sequence[ContractRow], day: date) -> ContractForm:
        start = lapse.day + timedelta(days=1) if lapse.kind is LapseKind.ENDS else _since(lapse)
        start = max(start, term_end(day, 1) - timedelta(days=400))
        form = ContractForm(
            kind=ContractKind.DISPATCH if habits.dispatched else ContractKind.LABOUR,
            term=ContractTerm.FIXED,
            employer=DISPATCH if habits.dispatched else OFFICE,
            started_on=start,
            ends_on=term_end(start, habits.months),
            number=f"侨润合〔{start.year}〕{self._chance.randrange(1, 900):03d}号",
        )
        if fixed_terms_before(form, before) >= FIXED_TERMS_BEFORE_OPEN and self._chance.randrange(3):
            form = _with(form, term=ContractTerm.OPEN, ends_on=None)
        probation = last_probation_day(form) if habits.tried and not before else None
        return _with(form, probation_until=probation, signed_on=self._signed(start, day))

    def _signed(self, start: date, day: date) -> date | None:
        drawn = self._chance.randrange(100)
        if drawn < UNSIGNED:
            return None
        late = drawn < UNSIGNED + LATE
        signed = start + timedelta(days=self._chance.randrange(40, 70) if late else self._chance.randrange(25))
        return min(signed, day)

    def _marks(self, row: ExitRow, day: date) -> Iterable[tuple[UUID, HandoverMark]]:
        """Most is done in time; what has a day after this one is still open, and a little is forgotten."""
        by = self._chance.choice(CLERKS)
        for item in row.items:
            late = self._chance.randrange(100) < DONE_LATE
            due = item.due_on or row.left_on
            done = (
                due + timedelta(days=self._chance.randrange(1, 20))
                if late
                else _between(row.left_on, due, self._chance)
            )
            if done <= day:
                yield item.id, HandoverMark(True, done, by)


def _since(lapse: ContractLapse) -> date:
    since = lapse.what.values["since"]
    assert isinstance(since, date)
    return since


def _between(first: date, last: date, chance: Random) -> date:
    return first + timedelta(days=chance.randrange((last - first).days + 1))


def _with(form: ContractForm, **changes: object) -> ContractForm:
    return replace(form, **changes)  # type: ignore[arg-type] # the names are the form's own


def _end_of_leavers(session: Session, gone: Sequence[ExitRow]) -> int:
    return sum(end_contracts_of(session, row.worker_id, row.left_on, row.reason or ExitReason.OTHER) for row in gone)


def _make_lists(session: Session, employment_ids: Sequence[UUID]) -> int:
    return sum(make_handover(session, each) for each in employment_ids)


def _mark_lines(session: Session, marks: Sequence[tuple[UUID, HandoverMark]], day: date) -> int:
    for item_id, mark in marks:
        mark_handover(session, item_id, mark, 1, day)
    return len(marks)


def _ended(count: int) -> Message:
    return Message(N_("Ended {count} contracts of who has left"), {"count": count})


def _recognised(count: int) -> Message:
    return Message(N_("Recognised {count} change-overs"), {"count": count})
