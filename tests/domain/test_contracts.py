"""What the Labour Contract Law says of contracts: on entering them, and as the days go by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.contracts import ContractEnd, ContractForm, ContractKind, ContractRow, ContractTerm
from gridadmin.domain.contracts_lapses import ContractLapse, LapseKind, ServiceFact, contract_lapses
from gridadmin.domain.contracts_rules import (
    contract_errors,
    contract_warnings,
    fixed_terms_before,
    keep_until,
    last_probation_day,
    most_probation_months,
)
from gridadmin.domain.queues import Tone
from gridadmin.domain.terms import term_end, whole_months
from gridadmin.domain.workers import EmploymentKind, Sex

START = date(2024, 1, 1)
WHO = UUID(int=1)
FORM = ContractForm(ContractKind.LABOUR, ContractTerm.FIXED, "街道办", START, term_end(START, 24), START)
dates = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def row(number: int = 1, **changes: Any) -> ContractRow:
    plain = ContractRow(
        id=UUID(int=number), worker_id=WHO, worker_name="张三", kind=ContractKind.LABOUR, term=ContractTerm.FIXED,
        employer="街道办", number=None, signed_on=START, started_on=START, ends_on=term_end(START, 24),
        probation_until=None, weekly_hours=None, ended_on=None, end_reason=None, remarks=None,
    )  # fmt: skip
    return replace(plain, **changes)


def terms(*months: int, gap: int = 0, start: date = START) -> list[ContractRow]:
    """Return fixed terms that follow each other, with so many days between."""
    rows = []
    for number, each in enumerate(months, 1):
        end = term_end(start, each)
        rows.append(row(number, started_on=start, signed_on=start, ends_on=end))
        start = end + timedelta(days=1 + gap)
    return rows


def lapses(
    contracts: Sequence[ContractRow], today: date, until: date | None = None, **changes: Any
) -> dict[LapseKind, ContractLapse]:
    service = ServiceFact(WHO, "张三", EmploymentKind.FULL_TIME, START, None, date(1985, 6, 30), Sex.MALE)
    found = contract_lapses(replace(service, **changes), contracts, today, until or today)
    return {each.kind: each for each in found}


@pytest.mark.parametrize(("months", "most"), [(2, 0), (3, 1), (11, 1), (12, 2), (35, 2), (36, 6), (60, 6)])
def test_probation_by_the_length_of_the_term(months: int, most: int) -> None:
    for start in (START, date(2024, 2, 29), date(2025, 1, 31)):
        for kind in (ContractKind.LABOUR, ContractKind.DISPATCH):
            assert most_probation_months(kind, ContractTerm.FIXED, start, term_end(start, months)) == most


def test_probation_of_other_terms() -> None:
    assert most_probation_months(ContractKind.LABOUR, ContractTerm.OPEN, START, None) == 6
    assert most_probation_months(ContractKind.LABOUR, ContractTerm.TASK, START, None) == 0
    assert most_probation_months(ContractKind.HOURLY, ContractTerm.FIXED, START, term_end(START, 36)) == 0
    assert last_probation_day(replace(FORM, kind=ContractKind.SERVICE)) is None


@given(dates, st.integers(0, 2500))
def test_probation_never_outlasts_a_term_and_grows_with_it(start: date, length: int) -> None:
    form = replace(FORM, started_on=start, ends_on=start + timedelta(days=length))
    last = last_probation_day(form)
    if last is None:
        assert whole_months(start, form.ends_on or start) < 3
        return
    assert start < last < (form.ends_on or last)
    assert "probation_until" not in contract_errors(replace(form, probation_until=last))
    assert "probation_until" in contract_errors(replace(form, probation_until=last + timedelta(days=1)))
    longer = last_probation_day(replace(form, ends_on=start + timedelta(days=length + 1)))
    assert longer is not None
    assert longer >= last


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"employer": " "}, "employer"),
        ({"ends_on": None}, "ends_on"),
        ({"term": ContractTerm.OPEN}, "ends_on"),
        ({"ends_on": date(2023, 12, 31)}, "ends_on"),
        ({"ended_on": date(2023, 12, 31), "end_reason": ContractEnd.AGREED}, "ended_on"),
        ({"ended_on": date(2026, 1, 1), "end_reason": ContractEnd.AGREED}, "ended_on"),
        ({"ended_on": date(2025, 1, 1)}, "end_reason"),
        ({"probation_until": date(2023, 12, 1)}, "probation_until"),
        ({"kind": ContractKind.HOURLY, "probation_until": date(2024, 1, 5)}, "probation_until"),
    ],
)
def test_errors_stand_at_their_field(changes: dict[str, Any], field: str) -> None:
    assert contract_errors(FORM) == {}
    assert field in contract_errors(replace(FORM, **changes))


def test_two_labour_contracts_do_not_overlap_but_part_time_ones_may() -> None:
    others = [row()]
    second = replace(FORM, started_on=date(2025, 12, 31), ends_on=term_end(date(2025, 12, 31), 12))
    assert "started_on" in contract_errors(second, others)
    touching = replace(FORM, started_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    assert contract_errors(touching, others) == {}
    for kind in (ContractKind.HOURLY, ContractKind.SERVICE):
        assert contract_errors(replace(second, kind=kind), others) == {}


def test_doubts_can_be_saved() -> None:
    assert contract_warnings(FORM) == {}
    assert "signed_on" in contract_warnings(replace(FORM, signed_on=date(2024, 2, 1)))
    assert "signed_on" not in contract_warnings(replace(FORM, signed_on=date(2024, 1, 31)))
    hourly = replace(FORM, kind=ContractKind.HOURLY, weekly_hours=25)
    assert "weekly_hours" in contract_warnings(hourly)
    assert "weekly_hours" not in contract_warnings(replace(hourly, weekly_hours=24))
    dispatch = replace(FORM, kind=ContractKind.DISPATCH, ends_on=term_end(START, 23))
    assert "ends_on" in contract_warnings(dispatch)
    assert contract_warnings(replace(dispatch, ends_on=term_end(START, 24))) == {}


def test_the_third_fixed_term_is_flagged() -> None:
    first, second, third = terms(12, 12, 12)
    assert fixed_terms_before(third, [first, second]) == 2
    form = replace(FORM, started_on=third.started_on, ends_on=third.ends_on, signed_on=third.started_on)
    assert "term" in contract_warnings(form, [first, second])
    assert "term" not in contract_warnings(form, [second])
    assert "term" not in contract_warnings(replace(form, employer="派遣公司"), [first, second])
    assert fixed_terms_before(terms(12, 12, 12, gap=40)[2], terms(12, 12, gap=40)) == 0
    found = lapses([first, second, third], third.started_on)
    assert found[LapseKind.OPEN_ENDED].day == third.started_on


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6))
def test_terms_one_after_the_other_are_counted(months: list[int]) -> None:
    rows = terms(*months)
    assert [fixed_terms_before(each, [other for other in rows if other is not each]) for each in rows] == list(
        range(len(rows))
    )


def test_no_contract_for_a_month_and_for_a_year() -> None:
    for today, text, tone in (
        (date(2024, 1, 31), "by 2024-01-31", Tone.WARNING),
        (date(2024, 2, 1), "Double pay is due since 2024-02-01", Tone.URGENT),
        (date(2024, 12, 31), "Double pay", Tone.URGENT),
        (date(2025, 1, 1), "open-ended contract since 2025-01-01", Tone.URGENT),
    ):
        found = lapses([], today, date(2026, 1, 1))[LapseKind.NO_CONTRACT]
        assert text in str(found.breaks[0])
        assert (found.tone, found.day) == (tone, date(2024, 1, 31))
    assert LapseKind.NO_CONTRACT not in lapses([], START, date(2026, 1, 1), kind=EmploymentKind.PART_TIME)


def test_unsigned_and_ran_out() -> None:
    assert LapseKind.UNSIGNED in lapses([row(signed_on=None)], date(2024, 3, 1))
    assert lapses([row()], date(2024, 3, 1)) == {}
    assert lapses([row()], date(2026, 1, 10), date(2026, 3, 1)).keys() == {LapseKind.RAN_OUT}
    assert lapses([row()], date(2026, 1, 10), date(2026, 3, 1))[LapseKind.RAN_OUT].day == date(2026, 1, 31)


def test_an_end_that_comes_is_told_until_a_renewal_is_on_file() -> None:
    first, second = terms(24, 12)
    found = lapses([first], date(2025, 12, 1), date(2025, 12, 31))
    assert found.keys() == {LapseKind.ENDS}
    assert found[LapseKind.ENDS].day == date(2025, 12, 31)
    assert lapses([first], date(2025, 12, 1), date(2025, 12, 30)) == {}
    assert lapses([first, second], date(2025, 12, 1), date(2025, 12, 31)) == {}
    asks = lapses([first, second], date(2026, 12, 1), date(2026, 12, 31))[LapseKind.ENDS]
    assert "open-ended" in str(asks.breaks[-1])
    leaving = lapses([first], date(2025, 12, 1), date(2025, 12, 31), serving_until=date(2025, 12, 20))
    assert leaving == {}, "who leaves before needs no renewal"


def test_probation_ten_years_and_retirement() -> None:
    assert LapseKind.PROBATION in lapses([row(probation_until=date(2024, 2, 28))], START, date(2024, 3, 1))
    assert LapseKind.PROBATION not in lapses([row(probation_until=date(2024, 2, 28))], date(2024, 2, 29))
    ten = lapses([row()], START, date(2034, 1, 1))
    assert ten[LapseKind.LONG_SERVICE].day == date(2034, 1, 1)
    assert LapseKind.LONG_SERVICE not in lapses([row(term=ContractTerm.OPEN, ends_on=None)], START, date(2040, 1, 1))
    born = date(1965, 5, 31)  # the second row of the table: 60 years and 2 months, in 2025-07
    retiring = lapses([row()], START, date(2025, 7, 31), birth_date=born)
    assert retiring[LapseKind.RETIREMENT].day == date(2025, 7, 31)
    assert LapseKind.RETIREMENT in lapses([row()], date(2025, 9, 1), birth_date=born), "the contract still holds"
    assert LapseKind.RETIREMENT not in lapses([], date(2025, 9, 1), birth_date=born)
    woman = lapses([row()], START, date(2026, 5, 31), birth_date=date(1975, 11, 1), sex=Sex.FEMALE)
    assert woman[LapseKind.RETIREMENT].day == date(2026, 5, 31)
    assert len(woman[LapseKind.RETIREMENT].breaks) == 2


@given(st.lists(st.integers(1, 30), max_size=4), dates, st.integers(0, 800))
def test_looking_further_ahead_never_hides_anything(months: list[int], today: date, ahead: int) -> None:
    near = lapses(terms(*months), today, today)
    far = lapses(terms(*months), today, today + timedelta(days=ahead))
    assert near.keys() <= far.keys()


def test_an_ended_contract_is_kept_for_two_years() -> None:
    assert keep_until(row(ended_on=date(2024, 2, 29), end_reason=ContractEnd.AGREED)) == date(2026, 2, 28)
    assert keep_until(row(term=ContractTerm.OPEN, ends_on=None)) is None
