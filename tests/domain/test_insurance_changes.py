"""The list for the bureau: what one month differs from the month before, and the bureau's columns as data."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.insurance import InsuredPerson
from gridadmin.domain.insurance_changes import InsuranceChange, changed_schemes, read_layout
from gridadmin.domain.insurance_enrolments import BaseSource, KnownPay, suggest_base
from gridadmin.domain.insurance_policies import CoverRow, list_changes
from gridadmin.domain.months import Month
from gridadmin.domain.pay_person import Enrolment
from gridadmin.domain.pay_tables import BaseLimits, Scheme

MARCH = Month(2026, 3)
LIMITS = dict.fromkeys(Scheme, BaseLimits(457_300, 2_286_300))
SCHEMES = (Scheme.PENSION, Scheme.MEDICAL, Scheme.INJURY)
MONTHS = st.integers(-3, 3).map(MARCH.plus)


@st.composite
def enrolled(draw: st.DrawFn) -> tuple[Enrolment, ...]:
    """One enrolment after the other in each scheme."""
    found = []
    for scheme in SCHEMES:
        first = draw(MONTHS)
        for _number in range(draw(st.integers(0, 3))):
            last = draw(st.none() | st.integers(0, 2).map(first.plus))
            found.append(Enrolment(scheme, first, last, draw(st.sampled_from((1, 457_300, 500_000, 9_999_900)))))
            if last is None:
                break
            first = last.plus(draw(st.integers(1, 2)))
    return tuple(found)


@given(enrolled())
def test_the_month_before_with_its_changes_is_the_month(enrolments: tuple[Enrolment, ...]) -> None:
    """Every increase, decrease and new base of one month leads from the bases before to the bases after."""

    def bases(month: Month) -> dict[Scheme, int]:
        return {e.scheme: min(max(e.base, 457_300), 2_286_300) for e in enrolments if e.covers(month)}

    lines = changed_schemes([InsuredPerson(UUID(int=1), "人", (), enrolments)], MARCH, LIMITS)
    held = bases(MARCH.plus(-1))
    for line in lines:
        if line.change is InsuranceChange.DECREASE:
            assert line.month == MARCH.plus(-1), "the last month that is paid"
            assert all(held.pop(scheme) == base for scheme, base in line.bases.items())
        else:
            assert line.month == MARCH
            assert all((scheme in held) == (line.change is InsuranceChange.BASE) for scheme in line.bases)
            held |= line.bases
    assert held == bases(MARCH)
    assert len({line.change for line in lines}) == len(lines)


def test_a_base_below_the_floor_is_no_change_when_it_stays_on_it() -> None:
    rows = (
        Enrolment(Scheme.PENSION, Month(2026, 1), Month(2026, 2), 300_000),
        Enrolment(Scheme.PENSION, MARCH, None, 310_000),
    )
    person = InsuredPerson(UUID(int=1), "人", (), rows)
    assert changed_schemes([person], MARCH, LIMITS) == []
    (line,) = changed_schemes([person], MARCH, {})
    assert line.bases == {Scheme.PENSION: 310_000}


def test_columns_are_data() -> None:
    layout = read_layout(
        {
            "title": "表",
            "columns": [{"key": "base:injury", "title": "工伤"}, {"key": "name", "title": "姓名", "verified": True}],
        }
    )
    assert [column.heading for column in layout.columns] == ["工伤※", "姓名"]
    for bad in ([], [{"key": "salary"}], [{"key": "name"}, {"key": "name"}], [{"key": "base:nothing"}]):
        with pytest.raises(InvalidError):
            read_layout({"columns": bad})


@pytest.mark.parametrize(
    ("known", "source", "found", "applied", "words"),
    [
        (KnownPay((12, 6_000_000)), BaseSource.AVERAGE, 500_000, 500_000, "60000.00 ÷ 12 months = 5000.00"),
        (KnownPay((7, 2_000_000)), BaseSource.AVERAGE, 285_714, 457_300, "below the floor 4573.00, so 4573.00"),
        (KnownPay(first_month=3_000_000), BaseSource.FIRST_MONTH, 3_000_000, 2_286_300, "above the ceiling 22863.00"),
        (KnownPay((0, 0), None, 480_000), BaseSource.STANDARD, 480_000, 480_000, "by the pay standards: 4800.00"),
        (KnownPay(), BaseSource.NOTHING, 0, 457_300, "no pay is known; below the floor"),
    ],
)  # fmt: skip
def test_a_base_is_suggested_with_its_reckoning(
    known: KnownPay, source: BaseSource, found: int, applied: int, words: str
) -> None:
    suggested = suggest_base(known, LIMITS[Scheme.PENSION])
    assert (suggested.source, suggested.found, suggested.applied) == (source, found, applied)
    assert words in str(suggested.reckoning)


DAYS = st.integers(0, 60).map(lambda days: date.fromordinal(date(2026, 1, 1).toordinal() + days))


@given(st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=6), DAYS, DAYS)
def test_the_list_before_with_its_endorsement_is_the_list_after(
    spans: list[tuple[date, date | None]], one: date, two: date
) -> None:
    before, after, end = min(one, two), max(one, two), date(2026, 12, 31)
    covers = [
        CoverRow(UUID(int=n), UUID(int=9), UUID(int=n), str(n), "", "", first, last and max(first, last),
                 max(first, last) if last else end)
        for n, (first, last) in enumerate(spans)
    ]  # fmt: skip
    insured = {cover.id for cover in covers if cover.covers(before)}
    for change in list_changes(covers, before, after, end):
        assert before <= change.day <= after
        if change.joined:
            assert change.cover.id not in insured
            insured.add(change.cover.id)
        else:
            insured.remove(change.cover.id)
    assert insured == {cover.id for cover in covers if cover.covers(after)}
