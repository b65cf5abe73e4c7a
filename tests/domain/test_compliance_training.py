"""Article 23 on frozen offices: the plan, the hours, what a person must decide while a number is only assumed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from gridadmin.domain.compliance import check_office
from gridadmin.domain.compliance_duties import Finding, Result
from gridadmin.domain.compliance_training import training_queues
from gridadmin.domain.parameters import Certainty, ParameterTable
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.domain.training_hours import TrainingFacts, YearHours
from gridadmin.domain.training_plan import PlanForm, PlanRow, PlanState
from tests.offices import office, parameters, worker

DAY = date(2026, 10, 31)
NOBODY = UUID(int=0)


def line(state: PlanState, held: int = 0) -> PlanRow:
    return PlanRow(NOBODY, PlanForm(2026, NOBODY, 3, 2), "业务培训", 40, 0, held, state)


def findings(snapshot: OfficeSnapshot, duty: str) -> list[Finding]:
    return [found for found in check_office(snapshot) if found.duty == duty]


def with_training(hours: YearHours | None = None, *plan: PlanRow, to_enter: int = 0) -> OfficeSnapshot:
    person = worker("张三")
    facts = TrainingFacts({person.id: hours} if hours else {}, plan, to_enter)
    return replace(office(DAY, workers=(person,)), training=facts)


def confirmed(table: ParameterTable) -> ParameterTable:
    return ParameterTable(tuple(replace(row, certainty=Certainty.LOCAL_RULE) for row in table.rows))


def test_the_plan_is_missing_late_or_kept() -> None:
    (missing,) = findings(with_training(), "art23.plan")
    assert (missing.result, missing.case) == (Result.NEEDS_PERSON, "no_plan")
    (late,) = findings(with_training(None, line(PlanState.OVERDUE, 1), line(PlanState.HELD, 2)), "art23.plan")
    assert late.result is Result.NOT_MET
    assert "1" in str(late.facts[0])
    assert late.page is not None
    assert late.page.view == "plan"
    (kept,) = findings(with_training(None, line(PlanState.HELD, 2), line(PlanState.PLANNED)), "art23.plan")
    assert kept.result is Result.MET


def test_hours_behind_are_a_breach_only_of_a_number_that_somebody_set() -> None:
    behind = with_training(YearHours(2026, 240, 200, 180))
    (found,) = findings(behind, "art23.hours")
    assert (found.result, found.case) == (Result.NEEDS_PERSON, "behind_assumed")
    (found,) = findings(replace(behind, parameters=confirmed(parameters())), "art23.hours")
    assert found.result is Result.NOT_MET
    assert "18" in str(found.facts[0])
    (found,) = findings(with_training(YearHours(2026, 240, 200, 210)), "art23.hours")
    assert found.result is Result.MET
    (found,) = findings(with_training(), "art23.hours")
    assert found.result is Result.NOT_APPLICABLE


def test_queues_count_what_waits() -> None:
    snapshot = with_training(YearHours(2026, 240, 200, 180), to_enter=2)
    waiting, behind = training_queues(check_office(snapshot), snapshot)
    assert (waiting.count, waiting.target.view) == (2, "to_enter")
    assert (behind.count, behind.target.view) == (1, "short")
