"""Grade bands: overlaps and holes found on paper are those found by trying every score."""

from __future__ import annotations

import itertools
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.assessment import Band
from gridadmin.domain.assessment_bands import Hole, band_of, covers, holes, overlaps

TOP = 30


def ends() -> st.SearchStrategy[Decimal | None]:
    return st.one_of(st.none(), st.integers(0, TOP).map(Decimal))


@st.composite
def bands(draw: st.DrawFn) -> list[Band]:
    return [Band(f"等次{at}", draw(ends()), draw(ends())) for at in range(draw(st.integers(0, 5)))]


@given(bands(), st.sampled_from([0, 1]), st.booleans())
def test_holes_are_exactly_the_scores_that_no_band_covers(grades: list[Band], decimals: int, bounded: bool) -> None:
    step = Decimal(1).scaleb(-decimals)
    most = Decimal(TOP + 3) if bounded else None
    found = holes(grades, decimals, Decimal(0), most)
    for number in range((TOP + 3) * 10**decimals + 1):
        score = number * step
        in_hole = any(hole.least <= score and (hole.most is None or score <= hole.most) for hole in found)
        assert in_hole is (band_of(score, grades) is None), score
    assert all(hole.most is None or hole.least <= hole.most for hole in found)
    for lower, upper in itertools.pairwise(found):
        assert lower.most is not None
        assert upper.least > lower.most + step, "two holes that touch are one"


@given(bands())
def test_overlaps_are_exactly_the_pairs_with_a_score_in_common(grades: list[Band]) -> None:
    scores = [Decimal(number) for number in range(-1, TOP + 2)]
    found = overlaps(grades)
    for at, first in enumerate(grades):
        for second in grades[at + 1 :]:
            common = any(covers(first, score) and covers(second, score) for score in scores)
            assert ((first, second) in found) is common


def test_grades_of_whole_points_touch_and_of_two_digits_do_not() -> None:
    grades = [Band("优秀", Decimal(95)), Band("合格", Decimal(80), Decimal(94)), Band("不合格", None, Decimal(79))]
    assert holes(grades, 0, Decimal(0), Decimal(100)) == ()
    assert holes(grades, 2, Decimal(0), Decimal(100)) == (
        Hole(Decimal("79.01"), Decimal("79.99")),
        Hole(Decimal("94.01"), Decimal("94.99")),
    )


def test_no_band_at_all_is_one_hole() -> None:
    assert holes([], 0, Decimal(0), Decimal(100)) == (Hole(Decimal(0), Decimal(100)),)
    assert holes([], 0, Decimal(0), None) == (Hole(Decimal(0), None),)
