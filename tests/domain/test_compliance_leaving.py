"""Article 24: leavers hand over; what the check and the home page make of their lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from gridadmin.domain.compliance import check_office
from gridadmin.domain.compliance_duties import Finding, Result
from gridadmin.domain.compliance_leaving import RECENT_DAYS, leaving_queues
from gridadmin.domain.parameters import Certainty, Parameter, ParameterTable
from gridadmin.domain.queues import Tone
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.domain.workers import EmploymentKind, ExitReason
from gridadmin.domain.workers_handover import ExitRow, HandoverRow
from gridadmin.domain.workers_leaving_facts import LeavingFacts

TODAY = date(2026, 11, 2)
LEFT = date(2026, 10, 20)
DAYS = ParameterTable((Parameter(RECENT_DAYS, 90, "日", date(2023, 11, 1), "", Certainty.ASSUMED),))
OFFICE = OfficeSnapshot(TODAY, "371525002", "崇文街道", "冠县", (), (), (), DAYS)


def item(due: date | None, done: date | None = None) -> HandoverRow:
    return HandoverRow(
        UUID(int=9), UUID(int=1), "张三", LEFT, "card", "收回工作证", None, due, True, done, "王芳", None
    )


def gone(*items: HandoverRow, left_on: date = LEFT) -> ExitRow:
    kind, reason = EmploymentKind.FULL_TIME, ExitReason.RESIGNED
    return ExitRow(UUID(int=1), "张三", UUID(int=2), kind, left_on, reason, items)


def found(*exits: ExitRow) -> Finding:
    snapshot = replace(OFFICE, leaving=LeavingFacts(exits))
    return next(each for each in check_office(snapshot) if each.duty == "art24.exit")


def test_every_case() -> None:
    due, late = TODAY, TODAY - timedelta(days=1)
    assert found().case == "no_exit"
    assert found(gone(item(due))).case == "handed_over"
    assert found(gone(item(late, late))).case == "handed_over"
    assert found(gone(item(None))).case == "handed_over"
    assert found(gone()).case == "handover_missing"
    assert found(gone(left_on=date(2026, 1, 1))).case == "no_exit", "what was long ago is not asked for"
    overdue = found(gone(item(late)))
    assert (overdue.result, overdue.case) == (Result.NOT_MET, "handover_overdue")
    assert overdue.page is not None
    assert (overdue.page.feature, overdue.page.view) == ("contracts", "exits")


def test_the_home_page_counts_lines_that_are_late() -> None:
    snapshot = replace(OFFICE, leaving=LeavingFacts((gone(item(TODAY), item(LEFT)),)))
    handover, contracts = leaving_queues(snapshot)
    assert (handover.count, handover.tone) == (1, Tone.URGENT)
    assert (contracts.count, contracts.tone) == (0, Tone.GOOD)
