"""Pay through the services: standards, a month's run on real offices, late facts, states."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotPermittedError
from gridadmin.domain.insurance import Fault
from gridadmin.domain.insurance_policies import PolicyForm
from gridadmin.domain.months import Month
from gridadmin.domain.pay import (
    AdditionalKind,
    BasicMode,
    Declaration,
    IncomeCategory,
    Nature,
    PayCertainty,
    PayParameter,
    Scheme,
    YearSoFar,
)
from gridadmin.domain.pay_person import EntryKind, MonthEntry, PersonElement
from gridadmin.domain.pay_runs import Concern, PayLineRow, RunState
from gridadmin.domain.pay_standards import Formula
from gridadmin.domain.workers import ExitReason
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.models.pay import PayLine, PayRun
from gridadmin.services.employment import end_employment
from gridadmin.services.insurance import end_enrolments, enrol
from gridadmin.services.insurance_policies import add_policy, cover_people, end_cover
from gridadmin.services.insurance_reconciliation import reconcile_insurance
from gridadmin.services.pay import get_line, list_lines, list_runs, run_changes, run_of_month
from gridadmin.services.pay_adjustments import draft_adjustment
from gridadmin.services.pay_declarations import declare
from gridadmin.services.pay_entries import enter_once
from gridadmin.services.pay_parameters import get_pay_parameters, set_pay_parameter
from gridadmin.services.pay_people import add_element, set_category
from gridadmin.services.pay_runs import draft_run, drop_draft, reopen_run, step_run
from gridadmin.services.pay_standards import add_standard, end_standard, list_standards
from gridadmin.services.pay_years import confirm_deduction, set_tax_year
from tests.pay_offices import ACT, paying, run, standard
from tests.peopled_offices import People, add_worker, person


@pytest.fixture
def people(office: OpenOffice) -> People:
    return paying(office)


def line(office: OpenOffice, people: People, name: str, month: int) -> PayLineRow:
    return office.read(get_line, people.workers[name], Month(2026, month))


def balanced(row: PayLineRow) -> bool:
    return row.gross + row.bonus - row.employee - row.tax - row.kept == row.net + row.owed_before - row.owed


def test_a_month_pays_who_was_in_service(office: OpenOffice, people: People) -> None:
    run_id = run(office, 3)
    lines = {row.name: row for row in office.read(list_lines, run_id)}
    assert set(lines) == {"张三", "李四", "王五", "欧阳娜娜", "赵六"}
    full = lines["张三"]
    assert (full.gross, full.employee, full.tax) == (324000, 46391, 0)  # by the floor of 2025: 4 504
    assert (lines["李四"].gross, lines["李四"].net, lines["李四"].category) == (60000, 60000, IncomeCategory.LABOUR)
    assert all(balanced(row) for row in lines.values())
    (row,) = office.read(list_runs)
    assert (row.people, row.net) == (5, sum(each.net for each in lines.values()))


def test_leavers_and_the_owed(office: OpenOffice, people: People) -> None:
    office.act(ACT, end_employment, people.workers["王五"], date(2026, 3, 10), ExitReason.RESIGNED)
    run(office, 3, until=RunState.PAID)
    left = line(office, people, "王五", 3)
    assert left.gross == round(320000 * 10 / 31) + 4000
    run(office, 4, until=RunState.PAID)
    gone = line(office, people, "王五", 4)
    assert (gone.gross, gone.net, gone.owed) == (0, 0, gone.employee)
    assert Concern.INSURED_AFTER_LEAVING.value in gone.details["concerns"]
    office.act(ACT, end_enrolments, people.workers["王五"], Month(2026, 4))
    run(office, 5, until=RunState.PAID)
    later = line(office, people, "王五", 5)
    assert (later.owed_before, later.owed, later.employee) == (gone.owed, gone.owed, 0)


def test_a_late_leaver_is_taken_back_next_month(office: OpenOffice, people: People) -> None:
    run(office, 3, until=RunState.LOCKED)
    office.act(ACT, end_employment, people.workers["张三"], date(2026, 3, 15), ExitReason.RESIGNED)
    before = line(office, people, "张三", 3)
    run(office, 4)
    after = line(office, people, "张三", 4)
    back = {e["numbers"]["code"]: e["amount"] for e in after.details["elements"] if e["code"] == "back"}
    assert back == {"base": round(320000 * 15 / 31) - 320000, "seniority": 0} or back == {
        "base": round(320000 * 15 / 31) - 320000
    }
    assert line(office, people, "张三", 3) == before, "what was paid stays as it was"
    changes = office.read(run_changes, after.run_id)
    assert any("2026-03" in str(change.fact) for change in changes if change.name == "张三")


def test_a_standard_changed_backwards_is_made_up_once(office: OpenOffice, people: People) -> None:
    run(office, 3, until=RunState.PAID)
    (old,) = [row for row in office.read(list_standards) if row.code == "base"]
    assert old.numbers["amount"] == 320000

    def raise_base(session: Session) -> None:
        from gridadmin.models.pay import PayStandard as Row

        row = session.query(Row).filter_by(code="base").one()
        end_standard(session, row.id, date(2026, 2, 28))
        add_standard(session, standard("base", 340000, valid_from=date(2026, 3, 1)))

    office.act(ACT, raise_base)
    run(office, 4, until=RunState.PAID)
    april = line(office, people, "张三", 4)
    assert april.gross == 344000 + 20000
    run(office, 5, until=RunState.PAID)
    assert line(office, people, "张三", 5).gross == 344000


def test_the_tax_year_goes_on_from_what_was_before(office: OpenOffice, people: People) -> None:
    worker = people.workers["张三"]
    high = PersonElement("post", "岗位津贴", Nature.TAXED, 1_000_000, date(2026, 1, 1), None, True, "专技岗位")
    office.act(ACT, add_element, worker, high)
    opening = YearSoFar(2, 2_600_000, special=92_782, withheld=45_217)
    office.act(ACT, set_tax_year, worker, 2026, BasicMode.ORDINARY, "", opening)
    run(office, 3, until=RunState.PAID)
    first = line(office, people, "张三", 3)
    year = first.details["year"]
    assert (year["months"], year["income"]) == (3, 2_600_000 + first.gross)
    assert first.tax == max(0, round((year["income"] - year["special"] - 1_500_000) * 0.03) - 45_217)
    office.act(ACT, confirm_deduction, worker, Month(2026, 5), 2_500_000, "离职后重新入职，扣缴端显示")
    run(office, 4, until=RunState.PAID)
    second = line(office, people, "张三", 4)
    assert second.details["tax"]["basic"] == 2_500_000
    assert second.details["year"]["withheld"] == year["withheld"] + second.tax


def test_a_month_that_two_computers_reckoned_is_cleared_up_before_anything_is_paid(
    office: OpenOffice, people: People
) -> None:
    """Each of two runs of March would count as paid, and April would take a month's pay back from everybody."""
    kept = run(office, 3, until=RunState.PAID)

    def arrive(session: Session) -> UUID:
        """Put the other computer's run of the month beside, as a pull does."""
        here = session.get_one(PayRun, kept)
        named = {name: getattr(here, name) for name in ("month", "kind", "state", "pay_date", "known_on", "steps")}
        other = PayRun(id=new_id(), **named)
        session.add(other)
        session.flush()
        columns = [each.key for each in PayLine.__table__.columns if each.key not in ("id", "run_id", "version")]
        for row in session.scalars(select(PayLine).where(PayLine.run_id == kept)).all():
            session.add(PayLine(id=new_id(), run_id=other.id, **{name: getattr(row, name) for name in columns}))
        return other.id

    other = office.act(ACT, arrive)
    words = r"2026-03 was reckoned twice, on two computers: paid on 2026-04-10 \(Paid\) and on 2026-04-10"
    for act in (
        lambda: run(office, 4),
        lambda: office.act(ACT, step_run, other, RunState.LOCKED, "李会计", date(2026, 4, 10)),
        lambda: office.act(ACT, draft_adjustment, Month(2026, 4), date(2026, 4, 20), date(2026, 4, 20)),
    ):
        with pytest.raises(NotPermittedError, match=words):
            act()
    office.act(ACT, reopen_run, min(kept, other), "两台电脑各算一次", "李会计", date(2026, 4, 11))
    office.act(ACT, drop_draft, min(kept, other))
    run(office, 4)
    april = line(office, people, "张三", 4)
    assert (april.gross, [each["code"] for each in april.details["elements"]]) == (324000, ["base", "seniority"])


def test_a_deduction_is_confirmed_before_its_month_is_paid(office: OpenOffice, people: People) -> None:
    worker, may = people.workers["张三"], Month(2026, 5)
    run_id = run(office, 4)
    office.act(ACT, confirm_deduction, worker, may, 2_500_000, "扣缴端显示")
    run(office, 4)
    assert line(office, people, "张三", 4).details["tax"]["basic"] == 2_500_000, "a draft is reckoned again"
    office.act(ACT, step_run, run_id, RunState.CHECKED, "李会计", date(2026, 5, 10))
    for month in (may, Month(2026, 4)):
        with pytest.raises(NotPermittedError, match="张三: the payment of 2026-05-10 is Checked over already"):
            office.act(ACT, confirm_deduction, worker, month, 2_000_000, "扣缴端显示")
    office.act(ACT, confirm_deduction, worker, Month(2026, 6), 3_000_000, "扣缴端显示")
    office.act(ACT, confirm_deduction, people.workers["李四"], Month(2026, 6), 3_000_000, "扣缴端显示")
    office.act(ACT, reopen_run, run_id, "更正减除费用", "李会计", date(2026, 5, 11))
    office.act(ACT, confirm_deduction, worker, may, 2_000_000, "扣缴端显示")
    run(office, 4)
    assert line(office, people, "张三", 4).details["tax"]["basic"] == 2_000_000


def test_months_employed_count_not_payments(office: OpenOffice, people: People) -> None:
    """Joined in June, paid 9 200 yuan from July on: 10 000 deducted by then, 15 000 by August, no more after leaving.

    By hand: July 9 200 − 10 000; August 18 400 − 15 000 = 3 400 × 3 % = 102; paid 10 000 more in September, having
    left on 31 August, 18 400 + 9 200 + 10 000 − 15 000 = 22 600 × 3 % = 678, less 102.
    """
    assert people.workers["张三"]
    joined = office.act(ACT, lambda session: add_worker(session, person("周新", serial=3), started_on=date(2026, 6, 1)))
    post = PersonElement("post", "岗位津贴", Nature.TAXED, 600_000, date(2026, 1, 1), None, False, "专技岗位")
    office.act(ACT, add_element, joined, post)
    people.workers["周新"] = joined
    for month, tax in ((6, 0), (7, 10_200)):
        run(office, month, until=RunState.PAID)
        row = line(office, people, "周新", month)
        assert (row.gross, row.tax, row.details["tax"]["employed"]) == (920_000, tax, list(range(6, month + 2)))
    office.act(ACT, end_employment, joined, date(2026, 8, 31), ExitReason.RESIGNED)
    office.act(ACT, enter_once, joined, Month(2026, 8), MonthEntry(EntryKind.ONCE, "once", "结算", amount=1_000_000))
    run(office, 8, until=RunState.PAID)
    last = line(office, people, "周新", 8)
    assert (last.details["tax"]["basic"], last.details["tax"]["employed"]) == (1_500_000, [6, 7, 8])
    assert last.tax == 67_800 - 10_200


def test_two_payments_in_one_month_deduct_it_once(office: OpenOffice, people: People) -> None:
    """December's wages on 4 January, January's on the 30th: one month employed by both; it stopped the run before."""
    office.act(ACT, declare, people.workers["张三"], Declaration(AdditionalKind.ELDERLY, Month(2026, 1)))
    for month, day in ((Month(2025, 12), date(2026, 1, 4)), (Month(2026, 1), date(2026, 1, 30))):
        run_id = office.act(ACT, draft_run, month, day, day)
        for state in (RunState.CHECKED, RunState.APPROVED, RunState.PAID):
            office.act(ACT, step_run, run_id, state, "李会计", day)
    tax = line(office, people, "张三", 1).details["tax"]
    assert (tax["basic"], tax["additional"]) == (500_000, 300_000)


def test_opening_sums_that_come_late_are_carried_once(office: OpenOffice, people: People) -> None:
    worker = people.workers["张三"]
    run(office, 3, until=RunState.PAID)
    first = line(office, people, "张三", 3)
    office.act(ACT, set_tax_year, worker, 2026, BasicMode.ORDINARY, "", YearSoFar(2, 2_600_000, withheld=45_217))
    for month in (4, 5):
        run(office, month, until=RunState.PAID)
        year = line(office, people, "张三", month).details["year"]
        months = month - 2
        assert (year["months"], year["income"], year["withheld"]) == (
            months + 2, months * first.gross + 2_600_000, 45_217
        ), month  # fmt: skip


def test_what_belongs_to_one_month(office: OpenOffice, people: People) -> None:
    worker = people.workers["张三"]
    office.act(ACT, add_standard, standard("night", 0, formula=Formula.EVENT, numbers={"amount": 5000}))
    march = Month(2026, 3)
    entries = [
        MonthEntry(EntryKind.EVENTS, "night", "值班表", number=Decimal(3)),
        MonthEntry(EntryKind.ABSENCE, "absence", "事假", number=Decimal("1.5")),
        MonthEntry(EntryKind.ONCE, "prize", "平安建设奖", amount=20000),
        MonthEntry(EntryKind.BONUS_SEPARATE, "bonus", "年终奖", amount=300000),
    ]
    for entry in entries:
        office.act(ACT, enter_once, worker, march, entry)
    run(office, 3)
    row = line(office, people, "张三", 3)
    absence = round(320000 * Decimal("1.5") / Decimal("21.75"))
    assert row.gross == 324000 + 15000 + 20000 - absence
    assert (row.bonus, row.tax) == (300000, 9000)
    office.act(ACT, set_category, people.workers["李四"], date(2026, 1, 1), IncomeCategory.UNTAXED, "村干部，由村发放")
    assert line(office, people, "李四", 3).category is IncomeCategory.LABOUR
    run(office, 3)
    assert line(office, people, "李四", 3).category is IncomeCategory.UNTAXED


def test_states_go_forward_and_only_the_newest_comes_back(office: OpenOffice, people: People) -> None:
    march = run(office, 3, until=RunState.CHECKED)
    with pytest.raises(NotPermittedError):
        run(office, 3)
    with pytest.raises(NotPermittedError):
        office.act(ACT, step_run, march, RunState.PAID, "李会计", date(2026, 4, 10))
    office.act(ACT, step_run, march, RunState.APPROVED, "王主任", date(2026, 4, 10))
    office.act(ACT, step_run, march, RunState.PAID, "李会计", date(2026, 4, 10))
    april = run(office, 4)
    with pytest.raises(NotPermittedError, match="still a draft"):
        run(office, 5)
    with pytest.raises(NotPermittedError, match="builds on this one"):
        office.act(ACT, reopen_run, march, "更正", "李会计", date(2026, 5, 1))
    office.act(ACT, drop_draft, april)
    office.act(ACT, reopen_run, march, "银行退回", "李会计", date(2026, 5, 1))
    assert office.read(run_of_month, Month(2026, 3)).state is RunState.DRAFT
    with pytest.raises(InvalidError):
        office.act(ACT, step_run, march, RunState.CHECKED, " ", date(2026, 5, 1))
    with pytest.raises(NotPermittedError):
        office.act(ACT, drop_draft, run(office, 3, until=RunState.CHECKED))


def test_reckoning_again_without_a_new_fact_changes_nothing(office: OpenOffice, people: People) -> None:
    run(office, 3)
    before = office.read(list_lines, office.read(run_of_month, Month(2026, 3)).id)
    run(office, 3)
    assert office.read(list_lines, office.read(run_of_month, Month(2026, 3)).id) == before
    run(office, 3, until=RunState.PAID)
    run(office, 4)
    lines = office.read(list_lines, office.read(run_of_month, Month(2026, 4)).id)
    assert not [e for row in lines for e in row.details["elements"] if e["code"] == "back"]


def test_what_is_wrong_is_named(office: OpenOffice, people: People) -> None:
    with pytest.raises(InvalidError, match="would both hold"):
        office.act(ACT, add_standard, standard("base", 1, None))
    with pytest.raises(InvalidError, match="do not fit the formula"):
        office.act(ACT, add_standard, standard("x", 1, formula=Formula.GRADE))
    with pytest.raises(InvalidError, match="already"):
        office.act(ACT, enrol, people.workers["张三"], Month(2026, 1), {Scheme.PENSION: 1})
    office.act(ACT, enrol, people.workers["张三"], Month(2026, 1), {Scheme.HOUSING_FUND: 320000})
    with pytest.raises(InvalidError, match="张三: There are no rates of Housing fund"):
        run(office, 3)
    row = PayParameter("pay.minimum_wage", "oops", date(2026, 1, 1), date(2026, 1, 1), "", PayCertainty.ENTERED)
    with pytest.raises(InvalidError, match="has not the form"):
        office.act(ACT, set_pay_parameter, row)


def test_the_office_enters_parameters_over_the_shipped_ones(office: OpenOffice, people: People) -> None:
    day = date(2026, 1, 1)
    row = PayParameter("insurance.large_claim", "5", day, day, "聊医保发〔2026〕1号", PayCertainty.ENTERED)
    assert office.act(ACT, set_pay_parameter, row) == office.act(ACT, set_pay_parameter, row)
    assert office.read(get_pay_parameters).row("insurance.large_claim", Month(2026, 3), day) == row
    run(office, 3)
    medical = line(office, people, "张三", 3).details["schemes"]["medical"]
    assert (medical["fixed"], medical["paid"][0]) == (500, 9008 + 500)
    assert "聊医保发〔2026〕1号" in line(office, people, "张三", 3).details["papers"].values()


def test_limits_published_late_make_a_run_of_their_own(office: OpenOffice, people: People) -> None:
    """Paid from January by the limits of 2025; those of 2026 are published on 14 August."""
    for month in range(1, 8):
        run(office, month, until=RunState.PAID)
    assert office.act(ACT, draft_adjustment, Month(2026, 8), date(2026, 8, 13), date(2026, 8, 13)) is None
    run_id = office.act(ACT, draft_adjustment, Month(2026, 8), date(2026, 8, 20), date(2026, 8, 20))
    assert run_id is not None
    assert office.act(ACT, draft_adjustment, Month(2026, 8), date(2026, 8, 20), date(2026, 8, 20)) == run_id
    rows = {row.name: row for row in office.read(list_lines, run_id)}
    assert set(rows) == {"张三", "王五", "欧阳娜娜"}
    assert (rows["张三"].employee, rows["张三"].owed, rows["张三"].net) == (711 * 7, 711 * 7, 0)
    assert all(balanced(row) for row in rows.values())
    for state in (RunState.CHECKED, RunState.APPROVED, RunState.PAID):
        office.act(ACT, step_run, run_id, state, "李会计", date(2026, 8, 20))
    assert office.act(ACT, draft_adjustment, Month(2026, 8), date(2026, 8, 21), date(2026, 8, 21)) is None
    run(office, 8, until=RunState.PAID)
    august = line(office, people, "张三", 8)
    assert (august.owed_before, august.owed) == (711 * 7, 0)
    assert august.details["year"]["special"] == 46391 * 7 + 711 * 7 + 47102
    assert august.details["year"]["months"] == 9, "January to September"


def test_a_month_is_not_paid_before_an_adjustment_that_was_paid(office: OpenOffice, people: People) -> None:
    """The tax year and what is owed go on in the order of payment: a run dated earlier would fall out of both."""
    run(office, 7, until=RunState.PAID)
    adjusted = office.act(ACT, draft_adjustment, Month(2026, 8), date(2026, 9, 14), date(2026, 9, 14))
    assert adjusted is not None
    for state in (RunState.CHECKED, RunState.APPROVED, RunState.PAID):
        office.act(ACT, step_run, adjusted, state, "李会计", date(2026, 9, 14))
    with pytest.raises(NotPermittedError, match="before what was paid"):
        run(office, 8)
    office.act(ACT, draft_run, Month(2026, 8), date(2026, 9, 14), date(2026, 9, 14))
    august = line(office, people, "张三", 8)
    assert (august.owed_before, august.details["year"]["months"]) == (711, 9)


def test_insurance_is_held_against_service(office: OpenOffice, people: People) -> None:
    month, today = Month(2026, 3), date(2026, 6, 1)
    found = office.read(reconcile_insurance, month, today)
    assert {finding.name: finding.fault for finding in found} == dict.fromkeys(("李四", "赵六"), Fault.ON_NO_LIST)
    form = PolicyForm("人保财险", "P1", date(2026, 1, 1), date(2026, 12, 31), 30_000_000, 1_200_000)
    policy = office.act(ACT, add_policy, form)
    part = [people.workers[name] for name in ("李四", "赵六")]
    assert office.act(ACT, cover_people, policy, part, date(2026, 1, 1)) == 2
    assert office.act(ACT, cover_people, policy, part, date(2026, 2, 1)) == 0
    assert office.read(reconcile_insurance, month, today) == []
    late = office.read(reconcile_insurance, Month(2026, 4), today)
    assert [(finding.name, finding.fault) for finding in late] == [("赵六", Fault.LISTED_GONE)]
    assert office.act(ACT, end_cover, people.workers["赵六"], date(2026, 3, 31)) == 1
    assert office.read(reconcile_insurance, Month(2026, 4), today) == []
    with pytest.raises(InvalidError):
        office.act(ACT, cover_people, policy, part, date(2027, 1, 1))
    with pytest.raises(InvalidError):
        office.act(ACT, add_policy, PolicyForm(" ", "P", date(2026, 1, 1), date(2026, 12, 31), 1, 1))
