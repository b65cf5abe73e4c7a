"""Labour remuneration through the services: what is paid within one month is one income."""

from __future__ import annotations

from datetime import date

from gridadmin.domain.months import Month
from gridadmin.domain.pay_explain import explain_line
from gridadmin.domain.pay_person import EntryKind, MonthEntry
from gridadmin.domain.pay_runs import RunState
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.pay import get_line
from gridadmin.services.pay_entries import enter_once
from gridadmin.services.pay_runs import draft_run, step_run
from tests.pay_offices import ACT, paying


def test_labour_remuneration_of_one_month_is_one_income(office: OpenOffice) -> None:
    """600 yuan on 4 January and 900 on the 30th: (1 500 − 800) × 20 % = 140 by the second; each by itself has 0 and 20.

    The next month begins anew: 600 yuan have no tax.
    """
    worker = paying(office).workers["李四"]
    once = MonthEntry(EntryKind.ONCE, "once", "春节慰问", amount=30_000)
    office.act(ACT, enter_once, worker, Month(2026, 1), once)
    taxes = []
    for month, day in (
        (Month(2025, 12), date(2026, 1, 4)), (Month(2026, 1), date(2026, 1, 30)), (Month(2026, 2), date(2026, 2, 28)),
    ):  # fmt: skip
        run_id = office.act(ACT, draft_run, month, day, day)
        for state in (RunState.CHECKED, RunState.APPROVED, RunState.PAID):
            office.act(ACT, step_run, run_id, state, "李会计", day)
        row = office.read(get_line, worker, month)
        assert row.net == row.gross - row.tax
        taxes.append((row.gross, row.tax))
        if month == Month(2026, 1):
            words = next(str(each.how) for each in explain_line(row) if each.key == "tax")
    assert taxes == [(60_000, 0), (90_000, 14_000), (60_000, 0)]
    assert "(900.00 + 600.00 paid earlier in this month − 800.00) × 20%" in words
    assert "withheld before 0.00" in words
