"""Bonuses of a run: what an older office has in several rows is one bonus."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.months import Month
from gridadmin.domain.pay import AdditionalKind, Declaration, Nature
from gridadmin.domain.pay_person import EntryKind, PersonElement
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.models.pay import PayEntry
from gridadmin.services.insurance import end_enrolments
from gridadmin.services.pay import get_line
from gridadmin.services.pay_bonus import bonus_choices, choose_bonus
from gridadmin.services.pay_declarations import declare
from gridadmin.services.pay_people import add_element
from tests.pay_offices import ACT, paying, run

MARCH = Month(2026, 3)


def enter_rows(session: Session, worker_id: UUID, *amounts: int) -> None:
    """Enter rows as they stand in an office that is older than the grid of entries."""
    for amount in amounts:
        session.add(
            PayEntry(
                id=new_id(), worker_id=worker_id, month=MARCH.first_day, kind=EntryKind.BONUS_SEPARATE, code="bonus",
                name="年终奖", nature=Nature.TAXED, number=0, amount=amount, grade=None, reason="侨办发〔2026〕1号",
            )
        )  # fmt: skip


def test_all_rows_of_a_bonus_are_weighed_and_chosen_together(office: OpenOffice) -> None:
    worker = paying(office).workers["张三"]
    office.act(ACT, enter_rows, worker, 2_000_000, 1_600_000)
    run_id = run(office, 3)
    (choice,) = office.read(bonus_choices, run_id)
    assert (choice.amount, choice.separate, choice.comparison.separate) == (3_600_000, True, 108_000)  # 36 000 × 3 %
    assert office.act(ACT, choose_bonus, [worker], MARCH, False) == 1
    run(office, 3)
    (choice,) = office.read(bonus_choices, run_id)
    line = office.read(get_line, worker, MARCH)
    assert (choice.amount, choice.separate, line.bonus) == (3_600_000, False, 3_600_000)
    assert "bonus_tax" not in line.details["tax"]


def test_a_declaration_that_is_made_up_for_is_projected_once(office: OpenOffice) -> None:
    """Two children declared in April for January on: 16 000 with this payment, 4 000 a month for the eight to come.

    By hand: nine payments of 9 240 from April to December are 83 160; less 60 000 and 12 × 4 000 of the children they
    leave 24 840 to spare, so that of 36 000 merged 11 160 are taxed: 334.80.
    """
    worker = paying(office).workers["张三"]
    office.act(ACT, end_enrolments, worker, Month(2025, 12))
    post = PersonElement("post", "岗位津贴", Nature.TAXED, 600_000, date(2020, 1, 1), None, False, "专技岗位")
    office.act(ACT, add_element, worker, post)
    for name in ("张小一", "张小二"):
        office.act(ACT, declare, worker, Declaration(AdditionalKind.CHILD, Month(2026, 1), subject=name))
    office.act(ACT, enter_rows, worker, 3_600_000)
    run_id = run(office, 3)
    line = office.read(get_line, worker, MARCH)
    assert (line.gross, line.employee, line.details["additional"]) == (924_000, 0, 1_600_000)
    (choice,) = office.read(bonus_choices, run_id)
    assert (choice.comparison.rest, choice.comparison.combined_total) == (0, 33_480)
