"""Ranks with ties, quotas on grades: held against the plainest way to say the same."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.assessment import (
    Arithmetic,
    Band,
    Indicator,
    PeriodKind,
    Round,
    SchemeDefinition,
    Section,
    TieRule,
)
from gridadmin.domain.assessment_ranking import distribution, grade, places, quota_use, ranks

BANDS = (
    Band("优秀", Decimal(90), None, Decimal(20)),
    Band("良好", Decimal(80), Decimal(89), Decimal(30)),
    Band("合格", Decimal(60), Decimal(79)),
    Band("不合格", None, Decimal(59), None, poor=True),
)
SCHEME = SchemeDefinition(
    "考核",
    (Round("quarter", "季度", PeriodKind.QUARTER),),
    (Section("all", "全部", (Indicator("work", "工作", Decimal(100)),)),),
    BANDS,
    arithmetic=Arithmetic(decimals=0),
)


def people(scores: list[int]) -> dict[UUID, tuple[Decimal, ...]]:
    return {UUID(int=at): (Decimal(score),) for at, score in enumerate(scores)}


scores = st.lists(st.integers(50, 100), max_size=40)


@given(scores)
def test_a_rank_is_one_more_than_how_many_are_better(given_scores: list[int]) -> None:
    standings = people(given_scores)
    found = ranks(standings)
    for who, standing in standings.items():
        assert found[who] == 1 + sum(other > standing for other in standings.values())


def test_equals_share_a_rank_and_the_next_is_left_out() -> None:
    assert list(ranks(people([90, 95, 90, 80])).values()) == [2, 1, 2, 4]


def test_a_section_can_break_a_tie() -> None:
    first, second = UUID(int=1), UUID(int=2)
    found = ranks({first: (Decimal(90), Decimal(5)), second: (Decimal(90), Decimal(7))})
    assert found == {second: 1, first: 2}


@given(scores, st.sampled_from(list(TieRule)))
def test_quotas_hold_and_nobody_is_passed_over(given_scores: list[int], ties: TieRule) -> None:
    scheme = replace(SCHEME, arithmetic=Arithmetic(decimals=0, ties=ties))
    standings = people(given_scores)
    graded = grade(scheme, standings)
    best_first = {"优秀": 0, "良好": 1, "合格": 2, "不合格": 3}
    for who, at in graded.items():
        assert at.grade is not None, "these bands have no hole"
        assert at.band is not None
        assert best_first[at.grade] >= best_first[at.band.name], "nobody is lifted above the score's own band"
        assert at.held_back is (at.grade != at.band.name)
        for other, below in graded.items():
            if standings[other] == standings[who]:
                assert below.grade == at.grade, "equals have the same grade"
            elif standings[other] < standings[who]:
                assert best_first[below.grade or ""] >= best_first[at.grade]
    if ties is TieRule.OUT:
        for name, quota in (("优秀", 20), ("良好", 30)):
            assert sum(at.grade == name for at in graded.values()) <= places(Decimal(quota), len(standings))


def test_who_does_not_fit_falls_into_the_next_grade() -> None:
    graded = grade(SCHEME, people([99, 98, 97, 85, 84, 83, 82, 70, 65, 50]))
    grades = [at.grade for at in graded.values()]
    assert grades == ["优秀", "优秀", "良好", "良好", "良好", "合格", "合格", "合格", "合格", "不合格"]
    uses = quota_use(SCHEME, graded)
    assert [(use.band.name, use.places, use.reaching, use.given) for use in uses] == [
        ("优秀", 2, 3, 2),
        ("良好", 3, 4, 3),
    ]
    assert distribution(SCHEME, grades).grades == (("优秀", 2), ("良好", 3), ("合格", 4), ("不合格", 1))


def test_equals_at_the_border_are_all_out_or_all_in() -> None:
    standings = people([99, 95, 95, 85, 84, 83, 82, 70, 65, 50])
    out = grade(SCHEME, standings)
    assert [at.grade for at in out.values()][:3] == ["优秀", "良好", "良好"]
    inside = grade(replace(SCHEME, arithmetic=Arithmetic(decimals=0, ties=TieRule.IN)), standings)
    assert [at.grade for at in inside.values()][:3] == ["优秀", "优秀", "优秀"]


@given(st.integers(0, 100), st.integers(0, 500))
def test_places_are_whole_and_never_rounded_up(quota: int, count: int) -> None:
    assert places(Decimal(quota), count) == quota * count // 100
