"""Assessments in the practice office's past: each quarter and year by the township's scheme, stars by the county's.

Every state of a period has its case on the last day, and every rule its people: a quota that is full, an objection that
was upheld and one that waits, a review that was concluded and one that is due.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from random import Random
from typing import Any
from uuid import UUID

from gridadmin.config import find_resources
from gridadmin.domain.assessment import Method, PeriodKind, SchemeDefinition
from gridadmin.domain.assessment_entries import EntryColumn, entry_columns
from gridadmin.domain.assessment_json import definition_from_json
from gridadmin.domain.assessment_periods import period_words, span_of
from gridadmin.domain.assessment_rows import CorrectionForm, ObjectionDecision, PeriodSheet, SchemeForm
from gridadmin.i18n import N_, Message
from gridadmin.jobs.assessment import DECIDED, FILED, OPENED, OPENED_REVIEWS, PUBLISHED, SCORED
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.practice_acts import Acts
from gridadmin.jobs.practice_lives import Life
from gridadmin.jobs.practice_timeline import PAPERS, Timeline
from gridadmin.services.assessment import get_period, open_period
from gridadmin.services.assessment_results import (
    DecisionForm,
    decide_objection,
    file_objection,
    list_objections,
    publish_period,
)
from gridadmin.services.assessment_reviews import close_review, list_reviews, open_reviews, reviews_due
from gridadmin.services.assessment_schemes import add_version, create_scheme
from gridadmin.services.assessment_scores import enter_scores, entry_plan

SEED = 20220101
FIRST_YEAR, LAST_YEAR = 2022, 2026
AFTER_QUARTER, AFTER_YEAR = 6, 12  # days from the end of a period to its publication
STARS_PUBLISHED = date(2026, 10, 28)
GROUP = "网格员考核工作小组"
CLOSED = N_("Concluded the review of {name}")
_QUARTER, _YEAR = PeriodKind.QUARTER, PeriodKind.YEAR
_FULL_RATE = Decimal(100)
_POOR = (((2025, 1), (2025, 2)), ((2026, 1), (2026, 2)), ((2024, 3),))
"""The quarters in which three people do badly: one is reviewed, one is due for it, one does better again."""


@lru_cache(maxsize=1)
def _stories() -> dict[str, Any]:
    path = find_resources() / "defaults" / "practice_assessment.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def plan_assessment(timeline: Timeline, office: OpenOffice, acts: Acts, lives: Sequence[Life]) -> None:
    """Plan schemes, periods, objections and reviews; draws of its own, so that everything else stays as it was."""
    chance = Random(SEED)  # no secret: the same office every time is what is wanted
    steady = [life for life in lives if life.serving and len(life.spells) == 1 and life.first_day < date(2022, 1, 1)]
    clerk = _Clerk(office, acts, chance, chance.sample(steady, len(_POOR)))
    first, second, stars = (definition_from_json(each) for each in _stories()["schemes"])
    timeline.at(date(2021, 12, 20), PAPERS, partial(clerk.make_scheme, first, date(2022, 1, 1), "侨办发〔2021〕38号"))
    timeline.at(
        date(2023, 12, 18), PAPERS, partial(clerk.change_scheme, second, date(2024, 1, 1), "侨办发〔2023〕41号")
    )
    timeline.at(date(2026, 6, 24), PAPERS, partial(clerk.make_scheme, stars, date(2026, 7, 1), "东网办发〔2026〕9号"))
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for number in range(1, 5):
            _plan_quarter(timeline, clerk, first.name, year, number)
        if year < LAST_YEAR:
            day = date(year + 1, 1, AFTER_YEAR)
            timeline.at(day, PAPERS, partial(clerk.whole_year, first.name, year))
    timeline.at(STARS_PUBLISHED, PAPERS, partial(clerk.stars, stars.name))
    timeline.at(STARS_PUBLISHED + timedelta(days=2), PAPERS, clerk.object_and_wait)


def _plan_quarter(timeline: Timeline, clerk: _Clerk, scheme: str, year: int, number: int) -> None:
    end = span_of(_QUARTER, year, number).last
    if (year, number) > (LAST_YEAR, 3):
        return
    published = end + timedelta(days=AFTER_QUARTER)
    if (year, number) == (LAST_YEAR, 3):  # the one that waits for its scores
        timeline.at(published, PAPERS, partial(clerk.begin, scheme, year, number))
        return
    timeline.at(published, PAPERS, partial(clerk.quarter, scheme, year, number))
    if number % 2 == 0:
        timeline.at(published + timedelta(days=3), PAPERS, partial(clerk.object, scheme, year, number))
    if (year, number) == (2025, 2):
        timeline.at(published + timedelta(days=9), PAPERS, clerk.review)


@dataclass
class _Clerk:
    """Who assesses."""

    office: OpenOffice
    acts: Acts
    chance: Random
    weak: Sequence[Life]
    schemes: dict[str, UUID] = field(default_factory=dict)
    periods: dict[tuple[str, int, int], UUID] = field(default_factory=dict)
    skill: dict[UUID, float] = field(default_factory=dict)

    def make_scheme(self, definition: SchemeDefinition, since: date, document: str, _on: date) -> None:
        sentence = Message(N_("Made the scheme {name}"), {"name": definition.name})
        form = SchemeForm(definition, since, document=document)
        self.schemes[definition.name] = self.office.act(sentence, create_scheme, form)

    def change_scheme(self, definition: SchemeDefinition, since: date, document: str, _on: date) -> None:
        sentence = Message(N_("Added a version of {name} from {day}"), {"name": definition.name, "day": since})
        form = SchemeForm(definition, since, document=document)
        self.office.act(sentence, add_version, self.schemes[definition.name], form)

    def begin(self, scheme: str, year: int, number: int, _on: date) -> None:
        self._open(scheme, "quarter", year, number)

    def quarter(self, scheme: str, year: int, number: int, on: date) -> None:
        period = self._open(scheme, "quarter", year, number)
        cells = self._scores(*self.office.read(entry_plan, period), (year, number))
        sentence = Message(SCORED, {"period": period_words(_QUARTER, year, number), "count": len(cells)})
        report = self.office.act(sentence, enter_scores, period, cells)
        assert not report.refused, report.refused[0]
        self._publish(scheme, period, on)

    def stars(self, scheme: str, on: date) -> None:
        self.quarter(scheme, LAST_YEAR, 3, on)

    def whole_year(self, scheme: str, year: int, on: date) -> None:
        period = self._open(scheme, "year", year, 1)
        self._publish(scheme, period, on)

    def _open(self, scheme: str, round_key: str, year: int, number: int) -> UUID:
        kind = _QUARTER if round_key == "quarter" else _YEAR
        sentence = Message(OPENED, {"period": period_words(kind, year, number), "scheme": scheme})
        period = self.office.act(sentence, open_period, self.schemes[scheme], round_key, year, number)
        self.periods[(f"{scheme}/{round_key}", year, number)] = period
        return period

    def _publish(self, scheme: str, period: UUID, on: date) -> None:
        self.office.act(
            lambda done: Message(PUBLISHED, {"period": done.words, "scheme": scheme, "count": done.people}),
            publish_period,
            period,
            on,
        )

    def _scores(
        self, columns: Sequence[EntryColumn], people: Sequence[UUID], when: tuple[int, int]
    ) -> list[tuple[UUID, str, str]]:
        poor = {self.acts.worker_id(life) for life, days in zip(self.weak, _POOR, strict=True) if when in days}
        cells = []
        for who in people:
            known = self.skill.setdefault(who, self.chance.gauss(0.91, 0.035))
            skill = min(0.99, known + self.chance.gauss(0, 0.02))
            if who in poor:
                skill = 0.52
            cells += [(who, each.key, text) for each in columns if (text := self._cell(each, skill))]
        return cells

    def _cell(self, column: EntryColumn, skill: float) -> str:
        match column.indicator.method:
            case Method.EVENTS:
                return self._events(column, skill)
            case Method.RATE:
                return f"{min(100.0, 100 * skill + self.chance.gauss(3, 2)):.1f}"
            case _:
                most = float(column.most or 0)
                return f"{min(most, most * (skill + self.chance.gauss(0, 0.02))):.1f}"

    def _events(self, column: EntryColumn, skill: float) -> str:
        told = []
        for clause in column.indicator.clauses:
            likely = (1 - skill) * 3 if clause.points < 0 else (skill - 0.86) * 2
            times = sum(self.chance.random() < likely for _time in range(2))
            if times:
                told.append(f"{clause.code}*{times}" if times > 1 else clause.code)
        return " ".join(told)

    def object(self, scheme: str, year: int, number: int, on: date) -> None:
        """Somebody objects; every second time with reason."""
        period = self.periods[(f"{scheme}/quarter", year, number)]
        whole = self.office.read(get_period, period, on)
        ranked = whole.ranked
        person = ranked[len(ranked) * 3 // 4]
        words = self.chance.choice(_stories()["objections"])
        upheld = year % 2 == 0
        self.office.act(_filed(person.name), file_objection, period, person.worker_id, on, words["grounds"])
        objection = self.office.read(list_objections, on, period)[0]
        form = DecisionForm(
            ObjectionDecision.UPHELD if upheld else ObjectionDecision.REJECTED,
            on,
            GROUP,
            words["upheld"] if upheld else words["rejected"],
            correction=_raised(whole, person.worker_id, words["upheld"]) if upheld else None,
        )
        sentence = Message(DECIDED, {"name": person.name, "decision": form.decision.message})
        self.office.act(sentence, decide_objection, objection.id, form)

    def object_and_wait(self, on: date) -> None:
        stars = self.periods[(f"{_stories()['schemes'][2]['name']}/quarter", LAST_YEAR, 3)]
        whole = self.office.read(get_period, stars, on)
        for place, words in zip((7, 23), _stories()["objections"], strict=False):
            person = whole.ranked[place]
            self.office.act(_filed(person.name), file_objection, stars, person.worker_id, on, words["grounds"])

    def review(self, on: date) -> None:
        """Open the reviews that are due, and conclude them."""
        due = [row.worker_id for row in self.office.read(reviews_due, on)]
        self.office.act(lambda count: Message(OPENED_REVIEWS, {"count": count}), open_reviews, due, on)
        for row in self.office.read(list_reviews, on):
            if row.closed_on is None:
                closed = Message(CLOSED, {"name": row.name})
                self.office.act(closed, close_review, row.id, on, _stories()["review"])


def _filed(name: str) -> Message:
    return Message(FILED, {"name": name})


def _raised(whole: PeriodSheet, worker_id: UUID, reason: str) -> CorrectionForm:
    """The same sheet with full marks where an assessor or a rate was too low."""
    person = whole.participant(worker_id)
    assert person is not None
    columns = entry_columns(whole.definition, whole.period.round_key)
    rate = next(column for column in columns if column.indicator.method is Method.RATE)
    return CorrectionForm({**person.entries, rate.key: _FULL_RATE}, reason, "复核记录")
