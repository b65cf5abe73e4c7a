"""A month's pay of many invented people, reckoned by the rules themselves and without an office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from gridadmin.domain.id_numbers import check_char
from gridadmin.domain.months import Month
from gridadmin.domain.pay import Nature, Scheme
from gridadmin.domain.pay_papers import PaidMonth, PaidPerson, masked_month
from gridadmin.domain.pay_person import (
    BACK,
    Enrolment,
    EntryKind,
    MonthEntry,
    PersonElement,
    PersonFacts,
    RunTables,
    reckon_line,
)
from gridadmin.domain.pay_runs import PayLineRow, PayRunRow, RunKind, RunState, line_details
from gridadmin.domain.pay_service import Spell
from gridadmin.domain.pay_standards import ElementLine, Formula, PayStandard
from gridadmin.domain.workers import EmploymentKind
from tests.pay_tables import month_rules, shipped, tables

SPACE = UUID(int=63)
MONTH, PAY_DATE = Month(2026, 10), date(2026, 11, 10)
FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME
SOCIAL = (Scheme.PENSION, Scheme.MEDICAL, Scheme.UNEMPLOYMENT, Scheme.INJURY, Scheme.HOUSING_FUND)
NAMES = ("王小明", "李𬱖", "𠮷田一郎", "欧阳娜娜", "阿卜杜拉·麦麦提", "㛃䶮", "赵六", "孙七")
COMMUNITIES = ("东唐村村民委员会", "北顺社区居民委员会", "大迷魂阵村村民委员会", "")


def standard(code: str, name: str, amount: int, **more: Any) -> PayStandard:
    """A fixed standard."""
    plain: dict[str, Any] = {"valid_from": date(2024, 1, 1), "kind": FULL, "document": "侨办发〔2024〕6号"}
    return PayStandard(code, name, Nature.TAXED, Formula.FIXED, {"amount": amount}, **{**plain, **more})


STANDARDS = (
    standard("base", "基本报酬", 260000),
    standard("performance", "绩效报酬", 40000),
    standard("allowance", "工作补贴", 60000, kind=PART),
)


def run_tables(month: Month = MONTH, pay_month: Month | None = None) -> RunTables:
    """What the month is reckoned by: the shipped tables."""
    found = tables(month.year, month.number)
    rules, paid = month_rules(found), pay_month or Month.of(PAY_DATE)
    return RunTables(month, paid, rules, found.additional, STANDARDS, shipped().working_days)


def facts_of(at: int, **more: Any) -> PersonFacts:
    """Somebody, full-time two times out of three, with now and then something special."""
    full = at % 3 != 2
    first = Month(2026, 1)
    plain: dict[str, Any] = {
        "worker_id": uuid5(SPACE, str(at)),
        "name": NAMES[at % len(NAMES)] if at % 5 == 0 else f"{'赵钱孙李周吴郑王'[at % 8]}{'某甲乙丙丁戊'[at % 6]}{at}",
        "spells": (Spell(date(2020, 1, 6), date(2026, 10, 12) if at % 17 == 0 else None, FULL if full else PART),),
        "enrolments": tuple(Enrolment(scheme, first, None, 300000) for scheme in SOCIAL) if full else (),
    }
    return PersonFacts(**{**plain, **specials(at, full=full), **more})


def specials(at: int, *, full: bool) -> dict[str, Any]:
    """What only some have: back pay, days absent, something kept back, a bonus, something owed, a high wage."""
    late = {"month": "2026-08", "code": "base", "was": 240000, "is": 260000}
    found: dict[str, Any] = {}
    if at % 7 == 0 and full:
        found["back"] = (ElementLine(BACK, "基本报酬", Nature.TAXED, 20000, BACK, late),)
    if at % 11 == 0 and full:
        found["entries"] = (MonthEntry(EntryKind.ABSENCE, "absence", "事假", number=Decimal("1.5")),)
    if at % 13 == 0 and full:
        found["elements"] = (
            PersonElement("rent", "宿舍租金", Nature.KEPT, 15050, date(2026, 1, 1), None, False, "租赁协议"),
            PersonElement("meal", "误餐补助", Nature.EXEMPT, 20000, date(2026, 1, 1), None, False, "侨办发〔2026〕3号"),
        )
    if at % 19 == 0 and full:
        found["entries"] = (MonthEntry(EntryKind.BONUS_SEPARATE, "bonus", "2025年度", amount=1200000),)
    if at % 23 == 0 and full:
        found["owed"] = 400000
    if at % 29 == 0 and full:
        found["elements"] = (
            PersonElement(
                "chief", "站长津贴", Nature.TAXED, 9000000, date(2026, 1, 1), None, False, "侨办发〔2026〕9号"
            ),
        )
    return found


def line_of(facts: PersonFacts, by: RunTables | None = None) -> PayLineRow:
    """The line of somebody, as a run keeps it."""
    run = by or run_tables()
    line = reckon_line(facts, run)
    assert line is not None
    paid = line.paid
    return PayLineRow(
        id=facts.worker_id, run_id=SPACE, worker_id=facts.worker_id, name=facts.name, category=line.category,
        gross=paid.gross, bonus=paid.bonus, employee=paid.employee, employer=paid.employer,
        tax=paid.tax + paid.bonus_tax, kept=paid.kept, owed_before=facts.owed, net=paid.net, owed=paid.owed,
        details=line_details(line, run),
    )  # fmt: skip


def paid_month(
    count: int, state: RunState = RunState.APPROVED, *, full_numbers: bool = False, facts: Sequence[PersonFacts] = ()
) -> PaidMonth:
    """A run of so many people, in a state; the same every time."""
    lines = [line_of(each) for each in facts or [facts_of(at) for at in range(count)]]
    steps = (("checked", "2026-11-08", "孙会计"), ("approved", "2026-11-09", "王主任"))
    run = PayRunRow(
        id=SPACE, month=MONTH, kind=RunKind.REGULAR, state=state, pay_date=PAY_DATE, known_on=date(2026, 11, 7),
        people=len(lines), gross=sum(line.gross + line.bonus for line in lines),
        employee=sum(line.employee for line in lines), employer=sum(line.employer for line in lines),
        tax=sum(line.tax for line in lines), net=sum(line.net for line in lines),
        steps=() if state is RunState.DRAFT else steps,
    )  # fmt: skip
    people = [
        PaidPerson(0, line, invented_number(at), COMMUNITIES[at % len(COMMUNITIES)], "第一网格")
        for at, line in enumerate(lines)
    ]
    people.sort(key=lambda person: (person.is_part_time, not person.community, person.community))
    full = sum(not person.is_part_time for person in people)
    numbered = [replace(p, number=at - full * p.is_part_time) for at, p in enumerate(people, start=1)]
    whole = PaidMonth(run, tuple(numbered), full_numbers=True)
    return whole if full_numbers else masked_month(whole)


def invented_number(at: int) -> str:
    """An ID number that nobody has."""
    first = f"371525{date(1970 + at % 30, 1 + at % 12, 1 + at % 28):%Y%m%d}{at % 10:03}"
    return first + check_char(first)
