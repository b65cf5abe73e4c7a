"""Pay in the practice office's past: standards, and runs of the last months with their states.

Nothing is drawn: who is paid follows from the service that is there, so that nobody's life changes.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.assessment import PeriodKind
from gridadmin.domain.months import Month
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_runs import RunState
from gridadmin.domain.pay_standards import Formula, PayStandard
from gridadmin.domain.workers import AppointmentRole, EmploymentKind
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.practice_lives import REFERENCE_DAY
from gridadmin.jobs.practice_timeline import PAPERS, Timeline
from gridadmin.services.pay_adjustments import draft_adjustment
from gridadmin.services.pay_overview import pay_day
from gridadmin.services.pay_runs import draft_run, step_run
from gridadmin.services.pay_shipped import shipped_working_days
from gridadmin.services.pay_standards import add_standard

FIRST = Month(2026, 5)
LAST = Month.of(REFERENCE_DAY)
TRUED_UP = date(2026, 8, 20)  # the limits of 2026 were published on the 14th
ACCOUNTANT, CHIEF = "侨润街道财政所 孙会计", "侨润街道 王主任"
FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME
PAPER, RAISE = "侨办发〔2024〕6号", "侨办发〔2026〕2号"
BY_RESULT = {"scheme": "侨润街道网格员考核", "period": PeriodKind.QUARTER.value}
GRADES = {"优秀": 60000, "合格": 40000, "基本合格": 20000, "不合格": 0}


def _standard(code: str, name: str, formula: Formula, numbers: dict[str, Any], **more: Any) -> PayStandard:
    plain: dict[str, Any] = {"nature": Nature.TAXED, "valid_from": date(2024, 1, 1), "kind": FULL, "document": PAPER}
    return PayStandard(code, name, formula=formula, numbers=numbers, **{**plain, **more})


STANDARDS = (
    _standard("base", "基本报酬", Formula.FIXED, {"amount": 240000}, valid_to=date(2026, 8, 31)),
    _standard("base", "基本报酬", Formula.FIXED, {"amount": 260000}, valid_from=date(2026, 9, 1), document=RAISE),
    _standard("seniority", "工龄补贴", Formula.SENIORITY, {"amount": 2000, "most": 15}, prorated=False),
    _standard("performance", "绩效报酬", Formula.GRADE, {"grades": GRADES, **BY_RESULT, "lag": 1}),
    _standard("leader", "网格长津贴", Formula.FIXED, {"amount": 20000}, role=AppointmentRole.LEADER),
    _standard("allowance", "工作补贴", Formula.FIXED, {"amount": 60000}, kind=PART),
)


def plan_pay(timeline: Timeline, office: OpenOffice) -> None:
    """Plan standards and the runs: locked, the last ones paid, this month's in draft."""
    began, days = FIRST.first_day, shipped_working_days()
    timeline.at(began, PAPERS, partial(_enter_standards, office))
    for at in range(LAST.since(FIRST)):
        month = FIRST.plus(at)
        until = RunState.LOCKED if month < LAST.plus(-2) else RunState.PAID
        timeline.at(pay_day(month, days), PAPERS, partial(_run, office, month, pay_day(month, days), until))
    timeline.at(TRUED_UP, PAPERS, partial(_true_up, office))
    timeline.at(REFERENCE_DAY, PAPERS, partial(_run, office, LAST, pay_day(LAST, days), RunState.DRAFT))


def _enter_standards(office: OpenOffice, _on: date) -> None:
    office.act(Message(N_("Enter the pay standards of {paper}"), {"paper": PAPER}), _add_all)


def _add_all(session: Session) -> None:
    for standard in STANDARDS:
        add_standard(session, standard)


def _true_up(office: OpenOffice, on: date) -> None:
    run_id = office.act(Message(N_("Reckon the back-adjustment of insurance")), draft_adjustment, Month.of(on), on, on)
    if run_id is not None:
        _steps(office, run_id, Message(N_("Back-adjustment of insurance")), RunState.LOCKED, on)


def _run(office: OpenOffice, month: Month, paid_on: date, until: RunState, on: date) -> None:
    sentence = Message(N_("Reckon the pay of {month}"), {"month": month})
    run_id = office.act(sentence, draft_run, month, paid_on, on)
    _steps(office, run_id, Message(N_("Reckon the pay of {month}"), {"month": month}), until, on)


def _steps(office: OpenOffice, run_id: UUID, what: Message, until: RunState, on: date) -> None:
    states = list(RunState)
    for state in states[1 : states.index(until) + 1]:
        words = Message(N_("{what}: {state}"), {"what": what, "state": state.message})
        office.act(words, step_run, run_id, state, CHIEF if state is RunState.APPROVED else ACCOUNTANT, on)
