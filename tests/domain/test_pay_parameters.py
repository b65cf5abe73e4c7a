"""Pay parameters: two times, what is shipped, and what is malformed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay import BaseLimits, PayCertainty, PayParameter, PayParameters, Rounding, Scheme, read_tables
from tests.pay_tables import TODAY, parameters, tables

MAY = Month(2026, 5)


def row(key: str, value: Any, effective: date, published: date) -> PayParameter:
    return PayParameter(key, value, effective, published, "文", PayCertainty.ENTERED)


def test_until_the_paper_is_out_last_years_limits_hold() -> None:
    pension = Scheme.PENSION
    assert tables(2026, 5, date(2026, 8, 13)).insurance.schemes[pension].limits == BaseLimits(450400, 2251800)
    assert tables(2026, 5, date(2026, 8, 14)).insurance.schemes[pension].limits == BaseLimits(457300, 2286300)
    assert tables(2025, 12).insurance.schemes[pension].limits == BaseLimits(450400, 2251800)


def test_what_a_late_paper_changed_is_named() -> None:
    late = parameters().changed(MAY, date(2026, 5, 31), TODAY)
    assert [(each.key, each.source) for each in late] == [("insurance.limits", "鲁人社字〔2026〕75号")]
    assert parameters().changed(MAY, TODAY, TODAY) == ()


def test_deductions_of_2023_were_raised_in_august() -> None:
    assert tables(2023, 5, date(2023, 8, 27)).additional.child == 100000
    assert tables(2023, 5).additional.child == 200000
    assert tables(2023, 5).additional.elderly_share == 150000


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_every_month_has_its_tables(year: int) -> None:
    for month in range(1, 13):
        found = tables(year, month)
        assert set(found.insurance.schemes) >= {Scheme.PENSION, Scheme.MEDICAL, Scheme.UNEMPLOYMENT, Scheme.INJURY}
        assert found.minimum_wage is not None
        assert found.bonus.separate_until is not None
        assert found.bonus.separate_until >= Month(year, month)
    assert (Scheme.HOUSING_FUND in tables(year, 12).insurance.schemes) == (year == 2026)


def test_the_latest_month_counts_then_the_latest_paper() -> None:
    day = date(2026, 1, 1)
    own = PayParameters().plus(
        [
            row("a", "1", day, day),
            row("a", "2", day, date(2026, 3, 1)),
            row("a", "3", date(2026, 4, 1), date(2026, 2, 1)),
            row("a", "4", day, date(2026, 5, 1)),
        ]
    )

    def value(month: int, known_on: date) -> Any:
        found = own.row("a", Month(2026, month), known_on)
        return found and found.value

    assert [value(1, date(2025, 12, 31)), value(1, day), value(1, date(2026, 4, 1)), value(1, TODAY)] == [
        None, "1", "2", "4",
    ]  # fmt: skip
    assert value(4, TODAY) == "3"
    assert own.row("b", MAY, TODAY) is None


def test_what_is_missing_is_named() -> None:
    gone = PayParameters(tuple(each for each in parameters().rows if each.key != "tax.labour"))
    with pytest.raises(InvalidError, match=r"tax\.labour.*2026-05"):
        read_tables(gone, MAY, TODAY)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tax.annual", [["1", "0.1", "0"]]),
        ("tax.annual", [["2", "0.1", "0"], ["1", "0.2", "0"], [None, "0.3", "0"]]),
        ("tax.annual", "text"),
        ("tax.basic", {"month": "5000"}),
        ("tax.basic", {"month": "abc", "year": "60000"}),
        ("insurance.pension", {"employee": "8", "employer": "16"}),
        ("insurance.limits", {"floor": 4573, "ceiling": "1"}),
        ("insurance.rounding", {"pension": ["sideways"]}),
        ("insurance.rounding", []),
        ("pay.paid_days", "viel"),
    ],
)
def test_what_is_malformed_is_named(key: str, value: Any) -> None:
    wrong = parameters().plus([row(key, value, date(2026, 5, 1), date(2026, 5, 1))])
    with pytest.raises(InvalidError):
        read_tables(wrong, MAY, TODAY)


def test_an_office_enters_what_is_open() -> None:
    day = date(2026, 1, 1)
    own = parameters().plus(
        [
            row("insurance.large_claim", "12.50", day, day),
            row("insurance.rounding", {"housing_fund": ["fen_half_up", "fen_half_up", "yuan_down"]}, day, day),
            row("insurance.months", {"entry_full": False}, day, day),
        ]
    )
    found = read_tables(own, Month(2026, 8), TODAY).insurance
    assert found.schemes[Scheme.MEDICAL].employee_fixed == 1250
    assert found.schemes[Scheme.HOUSING_FUND].combined is Rounding.YUAN_DOWN
    assert (found.entry_month_full, found.leaving_month_full) == (False, True)


def test_every_value_says_where_it_comes_from_or_that_nobody_knows() -> None:
    for each in parameters().rows:
        assert each.source or each.note
        assert each.certainty is PayCertainty.OFFICIAL or each.note or each.source
    assert replace(parameters().rows[0], note="x").note == "x"
