"""Standards, enrolments and runs of pay put into a real office with people. Nobody in it exists."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.months import Month
from gridadmin.domain.pay import Nature, Scheme
from gridadmin.domain.pay_runs import RunState
from gridadmin.domain.pay_standards import Formula, PayStandard
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.insurance import enrol
from gridadmin.services.pay_runs import draft_run, step_run
from gridadmin.services.pay_standards import add_standard
from tests.kept_acts import act_once
from tests.peopled_offices import People, filled

FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME
SOCIAL = (Scheme.PENSION, Scheme.MEDICAL, Scheme.UNEMPLOYMENT, Scheme.INJURY)
ACT = Message("Act")


def standard(code: str, amount: int, kind: EmploymentKind | None = FULL, **more: Any) -> PayStandard:
    """Return a pay standard, of a fixed amount in fen unless `more` says otherwise."""
    plain: dict[str, Any] = {"formula": Formula.FIXED, "numbers": {"amount": amount}, "valid_from": date(2024, 1, 1)}
    return PayStandard(code, code, Nature.TAXED, kind=kind, document="侨发〔2024〕1号", **{**plain, **more})


def set_up(session: Session, people: People) -> None:
    """Enter three standards, and enrol the full-timers by 3 200 yuan."""
    add_standard(session, standard("base", 320000))
    seniority: dict[str, Any] = {
        "formula": Formula.SENIORITY,
        "numbers": {"amount": 2000, "most": 10},
        "prorated": False,
    }
    add_standard(session, standard("seniority", 0, **seniority))
    add_standard(session, standard("allowance", 60000, PART))
    for name in ("张三", "王五", "欧阳娜娜"):
        enrol(session, people.workers[name], Month(2026, 1), dict.fromkeys(SOCIAL, 320000))


def paying(office: OpenOffice) -> People:
    """Fill an office with people and what they are paid by."""
    found = filled(office)
    act_once(office, ACT, set_up, found)
    return found


def run(office: OpenOffice, month: int, *, until: RunState = RunState.DRAFT, today: date | None = None) -> UUID:
    """Reckon a month, paid on the tenth of the next one, and take it to a state."""
    paid = Month(2026, month).plus(1).first_day.replace(day=10)
    run_id = act_once(office, ACT, draft_run, Month(2026, month), paid, today or paid)
    for state in list(RunState)[1 : list(RunState).index(until) + 1]:
        act_once(office, ACT, step_run, run_id, state, "李会计", paid)
    return run_id
