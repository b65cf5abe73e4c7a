"""Bonuses of a run: what an older office has in several rows is one bonus."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.months import Month
from gridadmin.domain.pay import Nature
from gridadmin.domain.pay_person import EntryKind
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.models.pay import PayEntry
from gridadmin.services.pay import get_line
from gridadmin.services.pay_bonus import bonus_choices, choose_bonus
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
