from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.exchange import IssueRow, IssueValue
from gridadmin.domain.exchange_cards import CHOICES, WARNINGS, IssueCard, ids_in, masked_apart, value_lines
from gridadmin.domain.journal_words import FIELDS
from gridadmin.i18n import Message
from gridadmin.wire.owner_terms import Kind
from gridadmin.wire.owners import OWNERS

GRID = UUID("0192f0c4-7d1c-7a3e-8000-0000000000a1")
DIGITS = st.text("0123456789X", min_size=18, max_size=18)


def issue(record_type: str, *values: IssueValue, record: str = "张三") -> IssueRow:
    at = datetime(2026, 11, 2, tzinfo=UTC)
    return IssueRow(
        GRID, "conflict", "value", at, Message("differs"), record_type, GRID, record, values, None, None, ("mine",)
    )


@given(DIGITS, DIGITS)
def test_id_numbers_are_masked_but_for_their_ends_and_for_what_differs(one: str, other: str) -> None:
    first, second = masked_apart([one, other])
    for place, sign in enumerate(one):
        shown = place < 6 or place >= 14 or sign != other[place]
        assert first[place] == (sign if shown else "*")
        assert second[place] == (other[place] if shown else "*")


@given(st.lists(st.text("0123456789X", max_size=18), min_size=1, max_size=3))
def test_masking_keeps_lengths_and_shows_no_middle_of_numbers_of_another_length(numbers: list[str]) -> None:
    masked = masked_apart(numbers)
    assert [len(number) for number in masked] == [len(number) for number in numbers]
    if len({len(number) for number in numbers if number}) > 1:
        assert all(set(number[6:-4]) <= {"*"} for number in masked if len(number) > 10)


def test_values_are_in_words() -> None:
    values = (IssueValue("grid_id", None, str(GRID), None), IssueValue("role", "worker", "leader", "assistant"))
    grid, role = value_lines(issue("appointment", *values), {str(GRID): "城关01网格"})
    assert (grid.was, grid.mine, grid.theirs) == ("", "城关01网格", "")
    assert role.mine != "leader"
    assert ids_in([issue("appointment", *values)]) == {GRID}


def test_no_code_of_a_dated_parameter_is_shown() -> None:
    fields = {"key": "art15.update_days", "certainty": "local_rule", "publisher": "county", "value": 5}
    (whole,) = value_lines(issue("parameter", IssueValue(None, None, fields, None)), {})
    assert whole.mine == (
        "Key Art 15: days in which a board must be put right，Certainty Set by a local paper，"
        "Published by The county，Value 5"
    )


def test_a_list_is_told_without_brackets() -> None:
    bands, steps = IssueValue("value", None, [18, 35], None), IssueValue("steps", None, [], None)
    assert value_lines(issue("parameter", bands), {})[0].mine == "18、35"
    assert value_lines(issue("pay_run", steps), {})[0].mine == ""


def test_a_period_is_not_told_by_the_technical_key_of_its_round() -> None:
    fields = {"round_key": "quarter", "first_day": "2026-07-01"}
    (whole,) = value_lines(issue("assessment_period", IssueValue(None, None, fields, None)), {})
    assert whole.mine == "First day 2026-07-01"


def test_money_is_shown_in_yuan() -> None:
    """Whoever decides between two amounts must not be off by two places."""
    (base,) = value_lines(issue("insurance_enrolment", IssueValue("base", 300_000, 301_050, None)), {})
    assert (base.field, base.was, base.mine, base.theirs) == ("Base (yuan)", "3000.00", "3010.50", "")
    (numbers,) = value_lines(issue("pay_standard", IssueValue("numbers", None, {"amount": 240_000}, None)), {})
    assert numbers.mine == "Amount (yuan) 2400.00"


def test_no_field_is_called_after_fen() -> None:
    assert [name for name, words in FIELDS.items() if "(fen)" in words] == []


def test_a_record_as_a_whole_is_told_field_by_field() -> None:
    whole = issue("worker", IssueValue(None, None, {"name": "张三", "name_pinyin": "zhangsan", "address": None}, None))
    (line,) = value_lines(whole, {})
    assert line.field == ""
    assert "张三" in line.mine
    assert "zhangsan" not in line.mine


def test_a_record_that_has_no_name_is_not_called_by_its_id() -> None:
    step = {"case_id": str(GRID), "kind": "fact", "words": "未佩戴工作证"}
    (line,) = value_lines(issue("discipline_step", IssueValue(None, None, step, None)), {})
    assert str(GRID) not in line.mine
    assert "未佩戴工作证" in line.mine
    (line,) = value_lines(issue("pay_line", IssueValue("run_id", None, str(GRID), None)), {})
    assert line.mine == ""


def test_a_grid_has_no_name_as_a_person_has_one() -> None:
    (grid,) = value_lines(issue("grid_version", IssueValue("name", None, "城关一网格", None)), {})
    (person,) = value_lines(issue("worker", IssueValue("name", None, "张三", None)), {})
    assert (grid.field, person.field) == ("Designation", "Name")


def test_to_list_what_the_city_lacks_deletes_nothing() -> None:
    lacks = replace(issue("worker"), kind="mass_deletion", choices=("confirm",))
    assert "Nothing is deleted" in IssueCard(lacks, (), None).warning("confirm")
    deletes = replace(lacks, mid=GRID)
    assert "go to the city" in IssueCard(deletes, (), None).warning("confirm")


def test_every_reference_has_a_word() -> None:
    references = {name for owner in OWNERS.values() for name, field in owner.fields.items() if field.kind is Kind.ID}
    assert references <= FIELDS.keys()


def test_a_card_says_whose_and_what() -> None:
    assert IssueCard(issue("worker"), (), None).subject == "张三"
    assert IssueCard(issue("worker_phone"), (), None).subject.startswith("张三 · ")
    assert IssueCard(issue("worker_phone", record=""), (), None).subject == "Phone"
    assert set(WARNINGS) <= set(CHOICES)
