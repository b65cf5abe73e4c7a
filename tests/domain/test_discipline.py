"""The walk of a discipline case and the life of a problem: order, intervals, and what a dismissal needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.discipline import (
    Answer,
    CaseState,
    DeliveryMethod,
    EvidenceKind,
    Gravity,
    Outcome,
    StepForm,
    StepKind,
    StepRow,
)
from gridadmin.domain.discipline_problems import (
    ProblemRow,
    ProblemSource,
    ProblemState,
    ProblemStepForm,
    ProblemStepKind,
    ProblemStepRow,
    problem_standing,
    problem_step_faults,
)
from gridadmin.domain.discipline_steps import (
    BEFORE_DISMISSAL,
    counts_until,
    next_kinds,
    period_end,
    standing,
    step_faults,
    why_no_dismissal,
    with_due,
)
from gridadmin.domain.parameters import ParameterTable
from gridadmin.domain.working_days import WorkingDays, year_from
from tests.offices import id_of, parameters

K = StepKind
FIRST = date(2026, 3, 2)
LATER = date(2040, 12, 31)
SATURDAY = 5
DAYS = st.dates(date(2023, 11, 1), date(2035, 12, 31))

WHOLE: dict[StepKind, dict[str, Any]] = {
    K.FACT: {"words": "未佩戴工作证入户"},
    K.EVIDENCE: {"words": "照片两张", "evidence": EvidenceKind.RECORDING},
    K.NOTICE: {"words": "拟予以辞退", "outcome": Outcome.DISMISSAL, "method": DeliveryMethod.DIRECT},
    K.STATEMENT: {"words": "请求从轻", "answer": Answer.STATED},
    K.DECISION: {"words": "予以辞退", "outcome": Outcome.DISMISSAL, "gravity": Gravity.IMPACT, "rule": "办法第十八条"},
    K.DELIVERY: {"method": DeliveryMethod.DIRECT},
    K.RECTIFICATION: {"words": "已补走"},
    K.CHECK: {"words": "到位", "upheld": True},
    K.REEXAMINATION: {"words": "维持", "upheld": True},
    K.ENDED: {"words": "事实不成立"},
}


def form(kind: StepKind, day: date = FIRST, **changes: Any) -> StepForm:
    return StepForm(kind, day, **(WHOLE[kind] | changes))


def walked(*forms: StepForm, table: ParameterTable | None = None) -> tuple[StepRow, ...]:
    """Return the steps after each was found to be in order."""
    table = table or parameters()
    steps: tuple[StepRow, ...] = ()
    for each in forms:
        filled = replace(each, due_on=with_due(each, table))
        assert step_faults(steps, filled, table, LATER) == {}
        steps = (*steps, StepRow(**{name: getattr(filled, name) for name in StepForm.__dataclass_fields__}))
    return steps


def to_delivery(outcome: Outcome = Outcome.DISMISSAL, start: date = FIRST) -> tuple[StepForm, ...]:
    kinds = (K.FACT, K.EVIDENCE, K.NOTICE, K.STATEMENT, K.DECISION, K.DELIVERY)
    return tuple(
        form(kind, start + timedelta(days=2 * at), **({"outcome": outcome} if kind is K.DECISION else {}))
        for at, kind in enumerate(kinds)
    )


@given(DAYS, st.integers(0, 400))
def test_a_period_begins_on_the_next_day_and_never_ends_on_a_weekend(first: date, days: int) -> None:
    end = period_end(first, days)
    plain = first + timedelta(days=days)
    assert end.weekday() < SATURDAY
    assert timedelta(0) <= end - plain <= timedelta(days=2)
    assert (end == plain) == (plain.weekday() < SATURDAY)


@pytest.mark.parametrize(
    ("first", "days", "end"),
    [
        (date(2026, 9, 24), 7, date(2026, 10, 8)),  # 1 October: the holidays last until the 7th
        (date(2026, 9, 26), 14, date(2026, 10, 10)),  # a Saturday that is worked instead
        (date(2026, 9, 27), 14, date(2026, 10, 12)),  # a Sunday that is none
        (date(2031, 9, 24), 7, date(2031, 10, 1)),  # a year without a notice: weekends alone
    ],
)
def test_a_period_does_not_end_in_the_holidays(first: date, days: int, end: date) -> None:
    """Civil Code Art 203: it ends on the first day after them."""
    rest = [f"10-0{day}" for day in range(1, 8)]
    calendar = WorkingDays({2026: year_from(2026, rest, ["10-10"])})
    assert period_end(first, days, calendar) == end


@given(DAYS, st.integers(0, 100), st.integers(0, 100))
def test_a_longer_period_never_ends_earlier(first: date, days: int, more: int) -> None:
    assert period_end(first, days) <= period_end(first, days + more)


@given(st.lists(st.sampled_from(list(StepKind)), max_size=14))
def test_whatever_is_tried_only_the_order_of_the_law_comes_about(tried: list[StepKind]) -> None:
    table, day = parameters(), FIRST
    steps: tuple[StepRow, ...] = ()
    for kind in tried:
        each = form(kind, day)
        each = replace(each, due_on=with_due(each, table))
        if "kind" in step_faults(steps, each, table, LATER):
            assert kind not in next_kinds(steps)
            continue
        steps = (*steps, StepRow(**{name: getattr(each, name) for name in StepForm.__dataclass_fields__}))
        day += timedelta(days=1)
    kinds = [step.kind for step in steps]
    assert not kinds or kinds[0] is K.FACT
    for before, after in (*pairwise(BEFORE_DISMISSAL), (K.DELIVERY, K.RECTIFICATION)):
        if after in kinds:
            assert before in kinds[: kinds.index(after)]
    assert kinds.count(K.DECISION) <= 1
    assert kinds.count(K.DELIVERY) <= 1
    assert K.ENDED not in kinds[:-1]
    assert K.ENDED not in kinds or K.DECISION not in kinds


@given(st.sets(st.sampled_from(BEFORE_DISMISSAL)))
def test_nobody_is_dismissed_while_one_step_is_missing(missing: set[StepKind]) -> None:
    whole = walked(*to_delivery())
    left = tuple(step for step in whole if step.kind not in missing)
    assert (why_no_dismissal(left, LATER) is None) == (not missing)


def test_a_dismissal_takes_effect_with_its_delivery() -> None:
    steps = walked(*to_delivery())
    delivered = steps[-1].done_on
    assert why_no_dismissal(steps, delivered - timedelta(days=1)) is not None
    assert why_no_dismissal(steps, delivered) is None
    revoked = walked(*to_delivery(), form(K.REEXAMINATION, delivered, upheld=False))
    assert why_no_dismissal(revoked, LATER) is not None


@given(DAYS, st.integers(0, 30))
def test_silence_is_recorded_only_when_the_time_is_over(start: date, after: int) -> None:
    steps = walked(*(replace(each, done_on=start) for each in to_delivery()[:3]), table=parameters())
    until = steps[-1].due_on
    assert until is not None
    day = start + timedelta(days=after)
    faults = step_faults(steps, form(K.STATEMENT, day, answer=Answer.SILENT, words=""), parameters(), date.max)
    assert ("done_on" in faults) == (day <= until)


@given(st.sampled_from(list(Outcome)), st.sampled_from(list(Outcome)))
def test_nothing_heavier_is_decided_than_was_announced(told: Outcome, decided: Outcome) -> None:
    before = to_delivery()
    steps = walked(*before[:2], replace(before[2], outcome=told), before[3])
    faults = step_faults(steps, replace(before[4], outcome=decided), parameters(), LATER)
    assert ("outcome" in faults) == (decided.weight > told.weight)


def test_a_dismissal_needs_its_gravity_and_its_rule() -> None:
    steps = walked(*to_delivery()[:4])
    faults = step_faults(steps, replace(to_delivery()[4], gravity=None, rule=" "), parameters(), LATER)
    assert set(faults) == {"gravity", "rule"}


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_steps_never_go_back_in_time_nor_ahead_of_today(first: date, second: date) -> None:
    steps = walked(form(K.FACT, date(2024, 1, 1)), form(K.EVIDENCE, date(2024, 1, 1)))
    steps = (replace(steps[0], done_on=first), replace(steps[1], done_on=first))
    faults = step_faults(steps, form(K.NOTICE, second), parameters(), date(2027, 1, 1))
    assert ("done_on" in faults) == (second < first or second > date(2027, 1, 1))


def test_a_case_goes_through_its_states() -> None:
    forms = (
        *to_delivery(Outcome.CORRECTION),
        form(K.RECTIFICATION, date(2026, 3, 20)),
        form(K.CHECK, date(2026, 3, 23), upheld=False),
        form(K.RECTIFICATION, date(2026, 4, 1)),
        form(K.CHECK, date(2026, 4, 2)),
    )
    steps = walked(*forms)
    states = [standing(steps[: count + 1], parameters(), True).state for count in range(len(steps))]
    assert states == [
        CaseState.TO_PROVE,
        CaseState.TO_NOTIFY,
        CaseState.TO_HEAR,
        CaseState.TO_DECIDE,
        CaseState.TO_DELIVER,
        CaseState.TO_RECTIFY,
        CaseState.TO_CHECK,
        CaseState.TO_RECTIFY,
        CaseState.TO_CHECK,
        CaseState.CLOSED,
    ]
    assert standing(steps, parameters(), True).closed_on == date(2026, 4, 2)
    assert next_kinds(steps) == (K.REEXAMINATION,)


def test_a_dismissal_waits_for_the_end_of_the_service() -> None:
    steps = walked(*to_delivery())
    assert standing(steps, parameters(), in_service=True).state is CaseState.TO_END_SERVICE
    assert standing(steps, parameters(), in_service=False).state is CaseState.CLOSED


@pytest.mark.parametrize(
    ("decided", "until"),
    [(date(2023, 11, 30), date(2024, 11, 29)), (date(2024, 2, 29), date(2025, 2, 27)), (FIRST, date(2027, 3, 1))],
)
def test_a_decision_counts_for_its_months(decided: date, until: date) -> None:
    steps = tuple(replace(step, done_on=decided) for step in walked(*to_delivery()))
    assert counts_until(steps, parameters()) == until


def problem(*steps: ProblemStepRow) -> ProblemRow:
    state, due_on, closed_on = problem_standing(date(2026, 4, 1), steps)
    return ProblemRow(
        id_of("problem"), None, "", id_of("grid"), "第一网格", FIRST, ProblemSource.PATROL, None, "电话无人接听", None,
        None, date(2026, 4, 1), steps, state, due_on, False, closed_on,
    )  # fmt: skip


REPORT = ProblemStepRow(ProblemStepKind.REPORT, date(2026, 3, 20), "已更正")
FAILED = ProblemStepRow(ProblemStepKind.CHECK, date(2026, 3, 22), "仍无人接听", None, False, date(2026, 4, 10))
PASSED = ProblemStepRow(ProblemStepKind.CHECK, date(2026, 4, 8), "已接通", None, True)


def test_a_problem_is_followed_until_it_is_put_right() -> None:
    assert [problem(*steps).state for steps in ((), (REPORT,), (REPORT, FAILED), (REPORT, FAILED, PASSED))] == [
        ProblemState.TO_RECTIFY,
        ProblemState.TO_CHECK,
        ProblemState.TO_RECTIFY,
        ProblemState.CLOSED,
    ]
    assert problem(REPORT, FAILED).due_on == date(2026, 4, 10)
    assert problem(REPORT, FAILED, PASSED).closed_on == date(2026, 4, 8)


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        (ProblemStepForm(ProblemStepKind.REPORT, date(2026, 3, 1), "早"), {"done_on"}),
        (ProblemStepForm(ProblemStepKind.REPORT, date(2026, 3, 20), " "), {"words"}),
        (ProblemStepForm(ProblemStepKind.CHECK, date(2026, 3, 20)), {"passed"}),
        (ProblemStepForm(ProblemStepKind.CHECK, date(2026, 3, 20), "", None, False), {"due_on"}),
        (ProblemStepForm(ProblemStepKind.CHECK, date(2041, 3, 20), "", None, True), {"done_on"}),
        (ProblemStepForm(ProblemStepKind.CHECK, date(2026, 3, 20), "", None, True), set()),
    ],
)
def test_a_step_of_a_problem_that_cannot_be(form: ProblemStepForm, wrong: set[str]) -> None:
    assert set(problem_step_faults(problem(), form, LATER)) == wrong


def test_nothing_follows_a_problem_that_was_put_right() -> None:
    late = ProblemStepForm(ProblemStepKind.REPORT, date(2026, 5, 1), "再次整改")
    assert "kind" in problem_step_faults(problem(REPORT, PASSED), late, LATER)
