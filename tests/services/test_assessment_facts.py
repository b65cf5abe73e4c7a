"""What results mean for others: reviews after poor ones, facts for pay, the figures of a month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from gridadmin.domain.assessment_rows import CorrectionForm
from gridadmin.domain.statistics import monthly_tables
from gridadmin.domain.statistics_reading import MonthReading
from gridadmin.domain.statistics_rows import figure_rows
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.assessment_facts import assessment_facts
from gridadmin.services.assessment_results import (
    correct_result,
)
from gridadmin.services.assessment_reviews import close_review, list_reviews, open_reviews, reviews_due
from gridadmin.services.snapshots import take_month
from tests.assessment_offices import (
    DO,
    enter,
    hire,
    publish,
    template,
    with_period,
    with_scheme,
)
from tests.real_offices import real_office

D = Decimal
A8 = template("A8")
FULL_MARKS = {"check": "20", "visit": "20", "ask": "20", "look": "20", "listen": "20"}
ENDED, PUBLISHED = date(2026, 9, 30), date(2026, 10, 8)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


def marks(total: int) -> dict[str, str]:
    """Five marks that add up to a total of at most 100."""
    return {key: str(min(20, max(0, total - 20 * at))) for at, key in enumerate(FULL_MARKS)}


@pytest.fixture
def quarter(office: OpenOffice) -> tuple[UUID, list[UUID]]:
    """The third quarter of 2026 by A8 with ten people."""
    scheme = with_scheme(office, A8)
    return with_period(office, scheme, "quarter", 2026, 3), [
        hire(office, f"某{name}") for name in "甲乙丙丁戊己庚辛壬癸"
    ]


def test_two_poor_results_in_a_row_call_for_a_review(office: OpenOffice) -> None:
    scheme = with_scheme(office, A8)
    poor, once = hire(office, "连差"), hire(office, "一差")
    second = with_period(office, scheme, "quarter", 2026, 2)
    third = with_period(office, scheme, "quarter", 2026, 3)
    enter(office, second, {poor: marks(50), once: marks(80)})
    enter(office, third, {poor: marks(55), once: marks(40)})
    publish(office, second, date(2026, 7, 6))
    publish(office, third, PUBLISHED)
    assert office.read(reviews_due, date(2026, 10, 13)) == [], "who may still object is not reviewed"
    final = date(2026, 10, 14)
    due = office.read(reviews_due, final)
    assert [(row.name, [result.score for result in row.results]) for row in due] == [("连差", [D(50), D(55)])]
    assert office.act(DO, open_reviews, [poor, once], final) == 1
    assert office.read(reviews_due, final) == []
    review = office.read(list_reviews, final)[0]
    assert review.ground == ("2026-04-01～2026-06-30 50 不合格", "2026-07-01～2026-09-30 55 不合格")
    office.act(DO, close_review, review.id, date(2026, 10, 20), "约谈并限期整改")
    assert office.read(list_reviews, date(2026, 10, 20))[0].outcome == "约谈并限期整改"
    assert office.read(list_reviews, date(2026, 10, 19))[0].outcome is None


def test_facts_for_pay_are_those_of_the_day(office: OpenOffice, quarter: tuple[UUID, list[UUID]]) -> None:
    period, people = quarter
    enter(office, period, {who: marks(60 + 3 * at) for at, who in enumerate(people)})
    assert office.read(assessment_facts, PUBLISHED) == []
    publish(office, period, PUBLISHED)
    facts = {fact.worker_id: fact for fact in office.read(assessment_facts, PUBLISHED)}
    assert (facts[people[9]].score, facts[people[9]].grade, facts[people[9]].final) == (D(87), "良好", False)
    assert all(fact.final for fact in office.read(assessment_facts, date(2026, 10, 14)))
    assert office.read(assessment_facts, date(2026, 10, 14), date(2026, 10, 1)) == []
    assert len(office.read(assessment_facts, date(2026, 10, 14), date(2026, 7, 1), ENDED)) == 10


def test_the_month_counts_what_was_published_in_it(office: OpenOffice, quarter: tuple[UUID, list[UUID]]) -> None:
    period, people = quarter
    enter(office, period, {who: marks(50 if at < 2 else 80) for at, who in enumerate(people)})
    publish(office, period, PUBLISHED)
    form = CorrectionForm({key: D(20) for key in FULL_MARKS}, "漏算")
    office.act(DO, correct_result, period, people[0], form, date(2026, 11, 2))
    october = office.read(take_month, 2026, 10)
    assert (len(october.results), sum(result.poor for result in october.results)) == (10, 2)
    figures = monthly_tables(october).figures
    assert (figures["assessed"], figures["assessed_poor"]) == (10, 2)
    reading = MonthReading(october)
    assert [row.name for row in figure_rows(reading, "assessed_poor")] == ["某甲", "某乙"]
    assert office.read(take_month, 2026, 9).results == office.read(take_month, 2026, 11).results == ()
