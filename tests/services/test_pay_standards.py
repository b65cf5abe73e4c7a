"""Pay standards on real offices: entered, raised, ended, corrected, taken away; results of assessments feed pay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from gridadmin.domain.assessment_rows import CorrectionForm
from gridadmin.domain.errors import ConflictError, InvalidError, NotFoundError, NotPermittedError
from gridadmin.domain.months import Month
from gridadmin.domain.pay import Nature
from gridadmin.domain.pay_runs import RunState
from gridadmin.domain.pay_standards import Formula, PayStandard
from gridadmin.domain.pay_standards_words import line_words
from gridadmin.domain.workers import AppointmentRole, EmploymentKind
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.assessment_results import correct_result
from gridadmin.services.pay import get_line
from gridadmin.services.pay_runs import draft_run, step_run
from gridadmin.services.pay_standards import (
    add_standard,
    end_standard,
    find_standard,
    get_standard,
    list_standard_rows,
    list_standards,
    remove_standard,
    take_over,
    update_standard,
)
from gridadmin.services.pay_standards_view import show_example, view_standards
from tests.assessment_offices import enter, hire, publish, template, with_period, with_scheme
from tests.peopled_offices import People, filled
from tests.real_offices import real_office

FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME
TODAY = date(2026, 11, 2)
ACT = Message("Act")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


def standard(code: str, amount: int = 240000, **more: Any) -> PayStandard:
    plain: dict[str, Any] = {
        "nature": Nature.TAXED, "formula": Formula.FIXED, "numbers": {"amount": amount}, "kind": FULL,
        "valid_from": date(2024, 1, 1), "document": "侨发〔2024〕1号",
    }  # fmt: skip
    return PayStandard(code, code, **{**plain, **more})


def pay(office: OpenOffice, month: int, today: date | None = None) -> UUID:
    """Pay a month of 2026 on the tenth of the next one."""
    on = Month(2026, month).plus(1).first_day.replace(day=10)
    run_id = office.act(ACT, draft_run, Month(2026, month), on, today or on)
    for state in (RunState.CHECKED, RunState.APPROVED, RunState.PAID):
        office.act(ACT, step_run, run_id, state, "李会计", on)
    return run_id


def test_a_raise_is_one_act_and_says_what_is_paid_already(office: OpenOffice, people: People) -> None:
    base = office.act(ACT, add_standard, standard("base", valid_to=date(2026, 12, 31)))
    for month in (7, 8, 9):
        pay(office, month)
    made, change = office.act(
        ACT, take_over, base, standard("base", 260000, valid_from=date(2026, 8, 16), document="侨发〔2026〕2号")
    )
    assert [str(month) for month in change.touched] == ["2026-08", "2026-09"]
    assert str(change.note) == "Paid already: 2026-08 to 2026-09. The next run makes up for it."
    old, new = (row.standard for row in office.read(list_standard_rows))
    assert (old.valid_to, new.valid_from, new.valid_to) == (date(2026, 8, 15), date(2026, 8, 16), date(2026, 12, 31))
    pay(office, 10)
    line = office.read(get_line, people.workers["张三"], Month(2026, 10))
    back = sum(each["amount"] for each in line.details["elements"] if each["code"] == "back")
    assert back == 20000 + round(20000 * 16 / 31)
    assert office.read(find_standard, "base", date(2026, 11, 1)).id == made


@pytest.mark.parametrize("first", [date(2024, 1, 1), date(2023, 12, 31), date(2027, 1, 2)])
def test_a_raise_lies_within_what_it_takes_over(office: OpenOffice, first: date) -> None:
    base = office.act(ACT, add_standard, standard("base", valid_to=date(2026, 12, 31)))
    with pytest.raises(InvalidError, match="holds from 2024-01-01 to 2026-12-31") as error:
        office.act(ACT, take_over, base, standard("base", 1, valid_from=first))
    assert "valid_from" in error.value.fields
    assert office.read(get_standard, base).standard.valid_to == date(2026, 12, 31), "a refusal leaves nothing behind"


def test_every_act_is_undone_exactly(office: OpenOffice) -> None:
    base = office.act(ACT, add_standard, standard("base"))
    row = office.read(get_standard, base)
    changed = replace(row.standard, name="基本报酬", numbers={"amount": 250000}, role=AppointmentRole.WORKER)
    acts: list[tuple[Any, ...]] = [
        (update_standard, base, changed, row.version),
        (end_standard, base, date(2026, 12, 31)),
        (take_over, base, standard("base", 1, valid_from=date(2026, 11, 1))),
        (remove_standard, base, row.version),
    ]
    before = [(each.id, each.standard, each.place) for each in office.read(list_standard_rows)]
    for fn, *args in acts:
        version = office.read(get_standard, base).version
        words = [version if fn in (update_standard, remove_standard) and each == row.version else each for each in args]
        office.act(ACT, fn, *words)
        assert [(each.id, each.standard, each.place) for each in office.read(list_standard_rows)] != before
        office.undo()
        assert [(each.id, each.standard, each.place) for each in office.read(list_standard_rows)] == before


def test_what_is_refused(office: OpenOffice, people: People) -> None:
    base = office.act(ACT, add_standard, standard("base"))
    with pytest.raises(InvalidError, match="“base” and “base” from 2024-01-01 would both hold"):
        office.act(ACT, add_standard, standard("base", kind=None, valid_from=date(2026, 1, 1)))
    with pytest.raises(InvalidError, match="is taken of an element before it, not of “bonus”"):
        office.act(
            ACT, add_standard, standard("extra", formula=Formula.PERCENT, numbers={"of": "bonus", "percent": 500})
        )
    extra = standard("extra", formula=Formula.PERCENT, numbers={"of": "base", "percent": 500})
    share = office.act(ACT, add_standard, extra)
    with pytest.raises(InvalidError, match="“extra” is a percentage of base"):
        office.act(ACT, remove_standard, base, 1)
    row = office.read(get_standard, base)
    with pytest.raises(InvalidError, match="is a percentage of base"):
        office.act(ACT, update_standard, base, replace(row.standard, code="other"), row.version)
    with pytest.raises(ConflictError):
        office.act(ACT, update_standard, base, row.standard, row.version + 1)
    with pytest.raises(InvalidError) as error:
        office.act(ACT, end_standard, base, date(2023, 12, 31))
    assert "valid_to" in error.value.fields
    later = office.act(ACT, add_standard, standard("late", valid_to=date(2026, 6, 30)))
    office.act(ACT, add_standard, standard("late", 1, valid_from=date(2026, 7, 1)))
    with pytest.raises(InvalidError, match="would both hold"):
        office.act(ACT, end_standard, later, date(2026, 7, 1))
    pay(office, 9)
    for used in (base, share):
        with pytest.raises((NotPermittedError, InvalidError)):
            office.act(ACT, remove_standard, used, office.read(get_standard, used).version)
    with pytest.raises(NotPermittedError, match="was used in the pay of 2026-09"):
        office.act(ACT, remove_standard, share, 1)
    with pytest.raises(NotFoundError, match="late"):
        office.read(find_standard, "nothing", TODAY)
    assert office.read(find_standard, "late", date(2026, 3, 1)).id == later


def test_years_long_past_are_told_apart(office: OpenOffice, people: People) -> None:
    base = office.act(ACT, add_standard, standard("base"))
    for year, month in ((2025, 8), (2025, 9), (2026, 9)):
        on = Month(year, month).plus(1).first_day.replace(day=10)
        run_id = office.act(ACT, draft_run, Month(year, month), on, on)
        for state in (RunState.CHECKED, RunState.APPROVED, RunState.PAID):
            office.act(ACT, step_run, run_id, state, "李会计", on)
    row = office.read(get_standard, base)
    change = office.act(ACT, update_standard, base, replace(row.standard, numbers={"amount": 1}), row.version)
    assert [str(month) for month in change.forgotten] == ["2025-08", "2025-09"]
    assert "not for 2025-09 and before" in str(change.note)


def test_the_view_names_holes_and_shows_an_example(office: OpenOffice, people: People) -> None:
    with_scheme(office, template("A8"))
    office.act(ACT, add_standard, standard("base"))
    seniority: dict[str, Any] = {"formula": Formula.SENIORITY, "numbers": {"amount": 2000}, "prorated": False}
    office.act(ACT, add_standard, standard("seniority", **seniority))
    view = office.read(view_standards, TODAY)
    assert [(row.hole.kind, row.people) for row in view.holes] == [(PART, 1)]
    assert list(view.schemes.values()) == [tuple(band.name for band in template("A8").bands)]
    example = office.read(show_example, people.workers["张三"], Month(2026, 10), TODAY)
    assert example is not None
    assert [line_words(line) for line in example.lines] == ["base 2400", "seniority 40 (2 × 20)"]
    candidate = standard("allow", 60000, kind=PART)
    tried = office.read(show_example, None, Month(2026, 10), TODAY, candidate)
    assert tried is not None
    assert (tried.name, [line_words(line) for line in tried.lines]) == ("李四", ["allow 600"])
    assert len(office.read(list_standards)) == 2, "trying keeps nothing"
    assert office.read(show_example, people.workers["孙小"], Month(2026, 10), TODAY) is None


def test_a_result_feeds_the_month_that_the_standard_says(office: OpenOffice) -> None:
    """The third quarter feeds October, one month later; what is corrected after an objection becomes back pay."""
    scheme = with_scheme(office, template("A8"))
    who, other = hire(office, "甲"), hire(office, "乙")
    marks = {key: "19" for key in ("check", "visit", "ask", "look", "listen")}
    second = with_period(office, scheme, "quarter", 2026, 2)
    enter(office, second, {who: marks, other: marks})
    publish(office, second, date(2026, 7, 8))
    (name,) = office.read(view_standards, TODAY).schemes
    numbers = {"amount": 50000, "scheme": name, "period": "quarter", "lag": 1}
    office.act(ACT, add_standard, standard("score", formula=Formula.SCORE, numbers=numbers))
    pay(office, 9)

    def score(month: int) -> dict[str, Any]:
        line = office.read(get_line, who, Month(2026, month))
        return next(each for each in line.details["elements"] if each["code"] == "score")

    assert (score(9)["amount"], score(9)["numbers"]["until"]) == (47500, "2026-06-30")
    third = with_period(office, scheme, "quarter", 2026, 3)
    enter(office, third, {who: {key: "16" for key in marks}, other: marks})
    publish(office, third, date(2026, 10, 8))
    pay(office, 10)
    assert (score(10)["amount"], score(10)["numbers"]["until"]) == (40000, "2026-09-30")
    right = CorrectionForm({key: Decimal(18) for key in marks}, "复核：扣分有误")
    office.act(ACT, correct_result, third, who, right, date(2026, 11, 20))
    pay(office, 11)
    line = office.read(get_line, who, Month(2026, 11))
    back = [each for each in line.details["elements"] if each["code"] == "back"]
    assert [(each["amount"], each["numbers"]["month"], each["numbers"]["code"]) for each in back] == [
        (5000, "2026-10", "score")
    ]
    assert score(11)["amount"] == 45000
    assert office.read(get_line, other, Month(2026, 11)).gross == 47500
