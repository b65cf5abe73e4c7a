"""Insurance in the practice office's past: who enters is enrolled, who leaves is taken off, but for one of each.

Nothing is drawn: it follows from the lives that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.insurance_policies import PolicyForm
from gridadmin.domain.months import Month
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.workers import EmploymentForm, EmploymentKind
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.practice_lives import REFERENCE_DAY, Life
from gridadmin.jobs.practice_timeline import PAPERS, Timeline
from gridadmin.services.insurance import end_enrolments, enrol
from gridadmin.services.insurance_policies import add_policy, cover_people, end_cover

SOCIAL = (Scheme.PENSION, Scheme.MEDICAL, Scheme.UNEMPLOYMENT, Scheme.INJURY)
BASE = 3_000_00  # what full-timers earned a month last year, about; it lies below the floor
BEGAN = date(2026, 1, 5)
AFTER = timedelta(days=9)  # days until the clerk has done it
POLICY = PolicyForm(
    "中国人民财产保险股份有限公司聊城市分公司", "PEAC202637150000001", date(2026, 1, 1), date(2026, 12, 31), 300_000_00,
    120_00 * 150, "团体意外伤害保险",
)  # fmt: skip
FULL = EmploymentKind.FULL_TIME


def plan_insurance(
    timeline: Timeline, office: OpenOffice, worker_id: Callable[[Life], UUID], lives: Sequence[Life]
) -> None:
    """Plan enrolments, the accident policy of the year and its list; the newest of each change is left undone."""
    clerk = _Clerk(office, worker_id)
    spells = [(life, spell) for life in lives for spell in life.spells]
    there = [(life, spell) for life, spell in spells if _covers(spell, BEGAN)]
    timeline.at(BEGAN, PAPERS, partial(clerk.begin, there))
    for full in (True, False):
        own = [(life, spell) for life, spell in spells if (spell.kind is FULL) is full]
        entered = sorted((s.started_on, n) for n, (_life, s) in enumerate(own) if s.started_on > BEGAN)
        left = sorted((s.ended_on, n) for n, (_life, s) in enumerate(own) if s.ended_on and s.ended_on >= BEGAN)
        for day, number in entered[:-1]:
            _plan(timeline, day + AFTER, partial(clerk.enter, *own[number]))
        for day, number in left[:-1]:
            _plan(timeline, day + AFTER, partial(clerk.leave, *own[number]))


def _plan(timeline: Timeline, day: date, tell: Callable[[date], None]) -> None:
    if day <= REFERENCE_DAY:
        timeline.at(day, PAPERS, tell)


def _covers(spell: EmploymentForm, day: date) -> bool:
    return spell.started_on <= day and (spell.ended_on is None or day <= spell.ended_on)


class _Clerk:
    """Who enters all this."""

    def __init__(self, office: OpenOffice, worker_id: Callable[[Life], UUID]) -> None:
        self._office, self._worker_id = office, worker_id
        self._policy: UUID | None = None

    def begin(self, there: Sequence[tuple[Life, EmploymentForm]], on: date) -> None:
        """Enrol everybody who serves, and put the part-timers on the list of the new policy."""
        full = [self._worker_id(life) for life, spell in there if spell.kind is FULL]
        part = [self._worker_id(life) for life, spell in there if spell.kind is not FULL]
        sentence = Message(N_("Enrol {count} persons in social insurance"), {"count": len(full)})
        self._office.act(sentence, _enrol_all, full, Month.of(on))
        words = Message(
            N_("Enter accident policy {number} for {count} persons"), {"number": POLICY.number, "count": len(part)}
        )
        self._policy = self._office.act(words, _insure, part, on)

    def enter(self, life: Life, spell: EmploymentForm, _on: date) -> None:
        """Insure somebody who has entered."""
        worker_id = self._worker_id(life)
        if spell.kind is FULL:
            words = Message(N_("Enrol {name} in social insurance"), {"name": life.person.name})
            self._office.act(words, _enrol_all, [worker_id], Month.of(spell.started_on))
        elif self._policy is not None:
            words = Message(N_("Put {name} on the list of the accident policy"), {"name": life.person.name})
            self._office.act(words, cover_people, self._policy, [worker_id], max(spell.started_on, POLICY.valid_from))

    def leave(self, life: Life, spell: EmploymentForm, _on: date) -> None:
        """End the insurance of somebody who has left."""
        assert spell.ended_on is not None
        words = Message(N_("End the insurance of {name}"), {"name": life.person.name})
        self._office.act(words, _end, self._worker_id(life), spell.ended_on, spell.kind)


def _enrol_all(session: Session, people: Sequence[UUID], first: Month) -> None:
    for each in people:
        enrol(session, each, first, dict.fromkeys(SOCIAL, BASE))


def _insure(session: Session, people: Sequence[UUID], on: date) -> UUID:
    policy_id = add_policy(session, POLICY)
    cover_people(session, policy_id, people, POLICY.valid_from if on.month == 1 else on)
    return policy_id


def _end(session: Session, worker_id: UUID, last: date, kind: EmploymentKind) -> None:
    if kind is FULL:
        end_enrolments(session, worker_id, Month.of(last))
    else:
        end_cover(session, worker_id, last)
