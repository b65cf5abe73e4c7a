"""Papers of a month on a real office: whose lines, in which order, fund sources as dated facts, cost of the year."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from gridadmin.domain.errors import CancelledError, ConflictError, InvalidError, NotFoundError
from gridadmin.domain.months import Month
from gridadmin.domain.pay import PayCertainty, PayParameter
from gridadmin.domain.pay_deductions import AdditionalKind, Declaration
from gridadmin.domain.pay_funds import Budget
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_papers import masked_month
from gridadmin.domain.pay_papers_tax import TaxForm, tax_lines
from gridadmin.domain.pay_runs import STATES, RunState
from gridadmin.domain.workers import ExitReason
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.pay_funds import drop_fund_rule, enter_budget, enter_fund_shares
from gridadmin.jobs.pay_papers import MONTH_PAPERS, write_month_papers
from gridadmin.jobs.pay_papers_cost import cost_paper
from gridadmin.jobs.pay_papers_terms import PaperOptions, PaperWork
from gridadmin.jobs.progress import Progress
from gridadmin.reports.pay_adjustment import month_table, person_table
from gridadmin.reports.pay_tax import tax_xlsx
from gridadmin.reports.workbook import PaperOffice
from gridadmin.services.employment import end_employment
from gridadmin.services.insurance import end_enrolments
from gridadmin.services.journal import list_acts
from gridadmin.services.pay_adjustments import draft_adjustment
from gridadmin.services.pay_declarations import declare
from gridadmin.services.pay_funds import FundForm, fund_year, list_budgets, list_fund_shares, year_choices
from gridadmin.services.pay_papers import read_adjustments, read_paid_month
from gridadmin.services.pay_parameters import set_pay_parameter
from gridadmin.services.pay_runs import draft_run, take_steps
from gridadmin.services.pay_tax_forms import additional_by_kind, shipped_tax_templates
from tests.pay_offices import ACT, paying, run
from tests.peopled_offices import People

MARCH = Month(2026, 3)
WORDS = [paper.word for paper in MONTH_PAPERS if paper.is_chosen]


@pytest.fixture
def people(office: OpenOffice) -> People:
    return paying(office)


@pytest.fixture
def paid(office: OpenOffice, people: People) -> People:
    """An office that has paid February and March."""
    office.act(
        ACT, declare, people.workers["张三"], Declaration(AdditionalKind.ELDERLY, Month(2026, 1), None, 100, None, "")
    )
    for month in (2, 3):
        run(office, month, until=RunState.PAID)
    return people


def test_papers_are_whole_or_not_there(office: OpenOffice, paid: People, tmp_path: Path) -> None:
    assert paid
    out = tmp_path / "new"
    seen: list[int] = []

    def stop(done: int, _total: int, _text: object) -> None:
        seen.append(done)
        if done == 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        write_month_papers(office, MARCH, WORDS, out, progress=Progress(stop))
    assert not out.exists()
    written = write_month_papers(office, MARCH, WORDS, out)
    files = {path for _word, path in written.files}
    assert {path for path in out.rglob("*") if path.is_file()} == files
    assert len(files) == len(written.files) >= 5
    one = written.files[0][1]
    one.write_bytes(b"mine")
    with pytest.raises(ConflictError, match=one.name):
        write_month_papers(office, MARCH, WORDS, out)
    assert one.read_bytes() == b"mine"
    write_month_papers(office, MARCH, WORDS, out, PaperOptions(replace=True))
    assert one.read_bytes() != b"mine"
    assert {path for path in out.rglob("*") if path.is_file()} == files


def test_exports_are_journaled_and_whole_numbers_by_name(office: OpenOffice, paid: People, tmp_path: Path) -> None:
    assert paid
    write_month_papers(office, MARCH, ["tax"], tmp_path / "masked")
    write_month_papers(office, MARCH, ["tax"], tmp_path / "full", PaperOptions(full_numbers=True))
    sentences = [str(act.sentence) for act in office.read(list_acts)][:2]
    assert "with full ID numbers" in sentences[0]
    assert "with full ID numbers" not in sentences[1]
    assert all("2026-03" in sentence for sentence in sentences)


def test_lines_stand_by_kind_and_community(office: OpenOffice, paid: People) -> None:
    assert paid
    month = office.read(read_paid_month, MARCH)
    kinds = [person.is_part_time for person in month.people]
    assert kinds == sorted(kinds)
    assert [person.number for person in month.of_kind(part_time=False)] == list(range(1, kinds.count(False) + 1))
    assert all(len(person.id_number) == 18 for person in month.people)
    work = PaperWork(office, MARCH)
    assert all("*" in person.id_number for person in work.paid.people)
    assert work.paid_for_authority is work.paid
    assert PaperWork(office, MARCH, PaperOptions(full_numbers=True)).paid_for_authority.people[0].id_number.isalnum()


def test_declarations_count_for_the_months_employed(office: OpenOffice, paid: People) -> None:
    month = office.read(read_paid_month, MARCH)
    found = office.read(additional_by_kind, month.run)
    assert found == {paid.workers["张三"]: {AdditionalKind.ELDERLY: 4 * 300000}}, "January to April, paid twice"
    line = next(person.line for person in month.people if person.line.name == "张三")
    assert line.details["tax"]["additional"] == 4 * 300000


def test_fund_sources_are_dated_and_never_overlap(office: OpenOffice, people: People) -> None:
    assert people
    first, later = date(2026, 1, 1), date(2026, 3, 1)
    enter_fund_shares(office, FundForm("base", (("县财政", 7000), ("街道财政", 3000)), first, "阳财1号"))
    enter_fund_shares(office, FundForm("base", (("县财政", 10000),), later))
    rows = office.read(list_fund_shares)
    assert [(row.source, row.percent, row.valid_from, row.valid_to) for row in rows] == [
        ("县财政", 7000, first, date(2026, 2, 28)), ("街道财政", 3000, first, date(2026, 2, 28)),
        ("县财政", 10000, later, None),
    ]  # fmt: skip
    enter_fund_shares(office, FundForm("base", (("市财政", 10000),), later))
    assert [row.source for row in office.read(list_fund_shares) if row.valid_to is None] == ["市财政"]
    with pytest.raises(InvalidError, match="2026-03-01"):
        enter_fund_shares(office, FundForm("base", (("县财政", 10000),), first))
    with pytest.raises(InvalidError, match="bonuss"):
        enter_fund_shares(office, FundForm("bonuss", (("县财政", 10000),), first))
    assert office.undo() is not None
    assert [row.source for row in office.read(list_fund_shares) if row.valid_to is None] == ["县财政"]
    drop_fund_rule(office, "base", later)
    rows = office.read(list_fund_shares)
    assert [(row.source, row.valid_to) for row in rows] == [("县财政", None), ("街道财政", None)], (
        "the one before holds on"
    )
    drop_fund_rule(office, "base", first)
    assert office.read(list_fund_shares) == ()
    with pytest.raises(NotFoundError, match="2026-01-01"):
        drop_fund_rule(office, "base", first)


def test_the_money_of_a_year_is_what_its_payments_cost(office: OpenOffice, paid: People) -> None:
    assert paid
    enter_fund_shares(office, FundForm("", (("县财政", 3333), ("街道财政", 6667)), date(2026, 1, 1)))
    enter_budget(office, Budget(2027, "县财政", 100_000_00))
    found = office.read(fund_year, 2026)
    months = [office.read(read_paid_month, Month(2026, month)).run for month in (2, 3)]
    assert sum(each.spent for each in found.sources) == sum(row.gross + row.employer for row in months)
    assert [rule.parts for rule in found.rules] == [(("街道财政", 6667), ("县财政", 3333))]
    later = office.read(fund_year, 2027)
    assert [(each.source, each.spent, each.budget) for each in later.sources] == [("县财政", 0, 100_000_00)]
    choices = office.read(year_choices, date(2025, 12, 31))
    assert (choices.first, choices.years) == (2026, (2027, 2026, 2025))


def test_a_run_is_spent_when_it_is_paid(office: OpenOffice, paid: People) -> None:
    assert paid
    enter_budget(office, Budget(2026, "县财政", 100_000_00))
    before = office.read(fund_year, 2026)
    run(office, 4, until=RunState.APPROVED)
    april = office.read(read_paid_month, Month(2026, 4)).run
    waiting = office.read(fund_year, 2026)
    assert (waiting.sources, before.unpaid, waiting.unpaid) == (before.sources, 0, april.gross + april.employer)
    office.act(ACT, take_steps, april.id, {RunState.PAID: "李会计"}, april.pay_date)
    after = office.read(fund_year, 2026)
    spent = [sum(each.spent for each in year.sources) for year in (before, after)]
    assert (spent[1] - spent[0], after.unpaid) == (waiting.unpaid, 0)


def test_cost_of_the_year_is_that_of_its_runs(office: OpenOffice, paid: People) -> None:
    assert paid
    enter_fund_shares(office, FundForm("", (("县财政", 3333), ("街道财政", 6667)), date(2026, 1, 1)))
    enter_budget(office, Budget(2026, "县财政", 100_000_00))
    cost = cost_paper(PaperWork(office, MARCH))
    months = [office.read(read_paid_month, Month(2026, month)).run for month in (2, 3)]
    assert [run.total for run in cost.runs] == [row.gross + row.employer for row in months]
    assert [run.total for run in cost.month] == [months[1].gross + months[1].employer]
    assert sum(each.spent for each in cost.sources) == sum(row.gross + row.employer for row in months)
    assert [(each.source, each.budget) for each in cost.sources] == [("街道财政", None), ("县财政", 100_000_00)]
    enter_budget(office, Budget(2026, "县财政", 0))
    assert office.read(list_budgets, 2026) == ()


def test_whoever_left_before_an_adjustment_is_on_the_tax_sheet_with_it(office: OpenOffice, people: People) -> None:
    """The floor of February comes down by 204 yuan: 463.91 − 442.90 go back for each month, to a leaver, too."""
    for month in (2, 3):
        run(office, month, until=RunState.PAID)
    office.act(ACT, end_employment, people.workers["王五"], date(2026, 3, 31), ExitReason.RESIGNED)
    office.act(ACT, end_enrolments, people.workers["王五"], Month(2026, 3))
    limits, known = {"floor": "4300.00", "ceiling": "22518.00"}, date(2026, 5, 4)
    row = PayParameter("insurance.limits", limits, date(2026, 2, 1), known, "号", PayCertainty.ENTERED)
    office.act(ACT, set_pay_parameter, row)
    adjusted = office.act(ACT, draft_adjustment, Month(2026, 4), known, known)
    assert adjusted is not None
    office.act(ACT, take_steps, adjusted, dict.fromkeys(STATES[1:4], "李会计"), known)
    run(office, 4)
    paid = office.read(read_paid_month, Month(2026, 4))
    lines = {each.person.line.name: each for each in tax_lines(paid, TaxForm.WAGES, {})}
    assert list(lines) == [*(p.line.name for p in paid.people if p.line.category is IncomeCategory.WAGES), "王五"]
    left = lines["王五"]
    social = ("pension", "medical", "unemployment", "housing_fund")
    assert sum(int(left.values[key]) for key in social) == -2 * 2101
    assert (left.values["income"], left.values["number"]) == (0, f"A{len(paid.people) + 1:03}")
    assert [str(note) for note in left.notes] == ["a back-adjustment of contributions alone, no pay"]
    shown = sum(int(each.values[key]) for each in lines.values() for key in social)
    assert shown == sum(p.line.employee for p in (*paid.people, *paid.adjusted))
    content = tax_xlsx(
        paid, shipped_tax_templates()[TaxForm.WAGES], tuple(lines.values()), PaperOffice("侨润街道"), office.clock()
    )
    compared = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]
    assert any("王五" in row for row in compared.iter_rows(values_only=True))


def test_two_months_paid_in_one_tax_period_are_one_row_a_person(
    office: OpenOffice, people: People, tmp_path: Path
) -> None:
    """December on 4 January and January on the 30th: the client takes one row, so that the second sheet has both."""
    office.act(ACT, end_employment, people.workers["王五"], date(2025, 12, 31), ExitReason.RESIGNED)
    office.act(ACT, end_enrolments, people.workers["王五"], Month(2025, 12))
    paid = []
    for month, day in ((Month(2025, 12), date(2026, 1, 4)), (Month(2026, 1), date(2026, 1, 30))):
        run_id = office.act(ACT, draft_run, month, day, day)
        office.act(ACT, take_steps, run_id, dict.fromkeys(STATES[1:4], "李会计"), day)
        paid.append(office.read(read_paid_month, month))
    for form, category in ((TaxForm.WAGES, IncomeCategory.WAGES), (TaxForm.LABOUR, IncomeCategory.LABOUR)):
        lines = tax_lines(paid[1], form, {})
        own = [p.line for each in paid for p in each.people if p.line.category is category]
        assert len(lines) == len({line.worker_id for line in own})
        assert sum(int(each.values["income"]) for each in lines) == sum(line.gross for line in own)
        assert len({each.values["number"] for each in lines}) == len(lines)
    wages = {each.person.line.name: each for each in tax_lines(paid[1], TaxForm.WAGES, {})}
    assert wages["张三"].values["pension"] == sum(
        p.line.details["schemes"].get("pension", {"paid": [0]})["paid"][0]
        for each in paid for p in each.people if p.line.name == "张三"
    )  # fmt: skip
    assert list(wages)[-1] == "王五", "paid on the 4th alone"
    assert [each.earlier is None for each in paid] == [True, False]
    masked = masked_month(paid[1])
    assert masked.earlier is not None
    assert all("*" in person.id_number for person in masked.earlier.people)
    written = write_month_papers(office, Month(2026, 1), ["tax"], tmp_path)
    remarks = openpyxl.load_workbook(written.files[0][1]).worksheets[2].iter_rows(values_only=True)
    assert any("With the pay of 2025-12, paid in the same tax period" in str(row[0]) for row in remarks)
    office.act(ACT, draft_run, Month(2026, 2), date(2026, 2, 28), date(2026, 2, 28))
    assert office.read(read_paid_month, Month(2026, 2)).earlier is None


def test_an_adjustment_paid_on_one_day_with_a_month_is_on_the_papers_of_that_month_alone(
    office: OpenOffice, people: People
) -> None:
    assert people
    run(office, 2, until=RunState.PAID)
    known = date(2026, 4, 10)
    limits = {"floor": "4300.00", "ceiling": "22518.00"}
    row = PayParameter(
        "insurance.limits", limits, date(2026, 2, 1), known, "鲁人社字〔2026〕99号", PayCertainty.ENTERED
    )
    office.act(ACT, set_pay_parameter, row)
    adjustment = office.act(ACT, draft_adjustment, MARCH, known, known)
    assert adjustment is not None
    office.act(ACT, take_steps, adjustment, dict.fromkeys(STATES[1:4], "李会计"), known)
    run(office, 3, until=RunState.PAID)
    run(office, 4)
    months = [office.read(read_paid_month, month) for month in (MARCH, MARCH.plus(1))]
    assert [len(month.adjusted) for month in months] == [3, 0], "else it is declared to the tax office twice"


def test_a_back_adjustment_has_a_sheet_that_adds_up(office: OpenOffice, paid: People, tmp_path: Path) -> None:
    assert paid
    with pytest.raises(NotFoundError, match="2026-04"):
        write_month_papers(office, Month(2026, 4), ["adjustment"], tmp_path)
    limits = {"floor": "4300.00", "ceiling": "22518.00"}
    paper, known = "鲁人社字〔2026〕99号", date(2026, 5, 4)
    row = PayParameter("insurance.limits", limits, date(2026, 2, 1), known, paper, PayCertainty.ENTERED)
    office.act(ACT, set_pay_parameter, row)
    run_id = office.act(ACT, draft_adjustment, Month(2026, 4), known, known)
    (adjusted,) = office.read(read_adjustments, Month(2026, 4))
    assert adjusted.run.id == run_id
    assert not adjusted.is_approved
    people, months = person_table(adjusted), month_table(adjusted)
    worker, unit = (Decimal(fen).scaleb(-2) for fen in (adjusted.run.employee, adjusted.run.employer))
    assert worker < 0, "the floor came down: the schemes pay back"
    assert people.total is not None
    assert months.total is not None
    assert months.total[5:7] == (worker, unit)
    assert people.total[-6] == worker
    assert people.total[-2] == unit
    assert people.total[-3] == Decimal(adjusted.run.net).scaleb(-2) == -worker, (
        "what comes back is paid out, and signed"
    )
    assert {cells[2:4] for cells in months.rows} == {("2026-02 — 2026-03", 2)}, "months that differ alike are one line"
    assert {cells[-1] for cells in months.rows} == {paper}
    written = write_month_papers(office, Month(2026, 4), ["adjustment"], tmp_path / "补差")
    assert [path.suffix for _word, path in written.files] == [".pdf", ".xlsx"]
    assert written.check == adjusted.check
