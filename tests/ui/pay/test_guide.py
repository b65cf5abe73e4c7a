"""The guided run: rehearsed, read, taken on, reopened, thrown away; what stops it leads to the records concerned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.months import Month
from gridadmin.domain.pay import IncomeCategory, PayCertainty, PayParameter, Scheme
from gridadmin.domain.pay_person import EntryKind, MonthEntry
from gridadmin.domain.pay_runs import Concern, RunState
from gridadmin.domain.queues import Target
from gridadmin.domain.workers import ExitReason
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Employment
from gridadmin.services.employment import end_employment
from gridadmin.services.insurance import enrol
from gridadmin.services.pay import list_runs, run_of_month
from gridadmin.services.pay_entries import enter_once
from gridadmin.services.pay_parameters import set_pay_parameter
from gridadmin.services.pay_people import set_category
from gridadmin.services.pay_runs import step_run
from gridadmin.ui.dialogs import MessageDialog
from gridadmin.ui.pay.page import PayPage
from gridadmin.ui.pay.papers_dialog import MonthPapersDialog
from gridadmin.ui.pay.wizard_guide import RECKON, REVIEW, STEPS
from gridadmin.ui.pay.wizard_reckon import STOPPED, SUMS
from gridadmin.ui.preferences import PreferenceStore
from tests.pay_offices import ACT, run
from tests.peopled_offices import People

OCTOBER = Month(2026, 10)
Settle = Callable[[], None]


def started(page: PayPage, settle: Settle) -> Any:
    """Open the guide for the month that is next, and wait for its rehearsal."""
    pane: Any = page.pane
    settle()
    pane.new_record()
    settle()
    settle()
    return pane.guide


def test_a_month_is_rehearsed_kept_read_and_locked(
    page: PayPage, office: OpenOffice, people: People, settle: Settle
) -> None:
    office.act(ACT, end_employment, people.workers["王五"], date(2026, 10, 12), ExitReason.RESIGNED)
    guide = started(page, settle)
    assert (guide.reckoning.month_value(), guide.reckoning.day_value()) == (OCTOBER, date(2026, 11, 10))
    assert guide.reckoning._stack.currentIndex() == SUMS
    assert [str(row.month) for row in office.read(list_runs)] == ["2026-09", "2026-08"], "nothing is kept yet"
    guide.keep()
    settle()
    settle()
    assert guide._stack.currentIndex() == REVIEW
    changes = guide.review.view.changes
    assert {change.name for change in changes} == {"王五"}
    assert any("12 of 31 days" in str(change.fact) for change in changes)
    assert not guide._next.isEnabled()
    guide.review.changes.selectAll()
    QTest.keyClick(guide.review.changes, Qt.Key.Key_Space)
    assert guide.review.unread() == 0
    guide.go_on()
    assert guide._stack.currentIndex() == STEPS
    guide.steps.names[RunState.APPROVED].set_value("")
    guide.steps.take_all()
    settle()
    assert office.read(run_of_month, OCTOBER).state is RunState.DRAFT, "somebody must be named for every step"
    guide.steps.names[RunState.APPROVED].set_value("王主任")
    guide.steps.take_all()
    settle()
    settle()
    locked = office.read(run_of_month, OCTOBER)
    assert locked.state is RunState.LOCKED
    assert [step[0] for step in locked.steps] == ["checked", "approved", "paid", "locked"]
    assert locked.steps[1][2] == "王主任"
    assert str(len(changes)) in locked.steps[0][3]


def test_a_month_that_is_passed_over_is_told_of(page: PayPage, settle: Settle) -> None:
    guide = started(page, settle)
    assert guide.reckoning._passed_over.isHidden()
    guide.reckoning.month.set_value(OCTOBER.plus(1))
    guide.reckoning.day.set_value(date(2026, 12, 10))
    settle()
    settle()
    assert guide.reckoning._stack.currentIndex() == SUMS
    assert guide.reckoning._passed_over.isVisibleTo(guide)
    assert "2026-10" in guide.reckoning._skipped.text()
    assert "2026-11" in guide._title.text()


def test_ticks_outlive_another_reckoning(page: PayPage, office: OpenOffice, people: People, settle: Settle) -> None:
    office.act(ACT, end_employment, people.workers["王五"], date(2026, 10, 12), ExitReason.RESIGNED)
    guide = started(page, settle)
    guide.keep()
    settle()
    settle()
    guide.review.tick_all()
    entry = MonthEntry(EntryKind.ONCE, "prize", "平安建设奖", amount=20000)
    office.act(ACT, enter_once, people.workers["张三"], OCTOBER, entry)
    guide._open(RECKON)
    guide.keep()
    settle()
    settle()
    assert guide.review.unread() == 1, "only what is new is to be read"


def test_everything_that_stops_a_run_is_listed_and_leads_to_its_record(
    page: PayPage, office: OpenOffice, people: People, went: list[Target], settle: Settle
) -> None:
    office.act(ACT, employ_twice, people.workers["张三"])
    bonus = MonthEntry(EntryKind.BONUS_MERGED, "bonus", "年终奖", amount=100000)
    office.act(ACT, enter_once, people.workers["李四"], OCTOBER, bonus)
    guide = started(page, settle)
    assert guide.reckoning._stack.currentIndex() == STOPPED
    found = {row.subject: str(row.reason) for row in guide.reckoning.obstacles.rows()}
    assert set(found) == {"张三", "李四"}
    assert "two employments hold on 2026-08-01" in found["张三"], "from the first paid month on"
    assert "only for those who are paid wages" in found["李四"]
    guide.reckoning.table.choose([row.subject for row in guide.reckoning.obstacles.rows()].index("张三"))
    guide.reckoning._on_lead()
    assert went[-1] == Target("workers", "service", str(people.workers["张三"]))
    guide.reckoning.table.choose([row.subject for row in guide.reckoning.obstacles.rows()].index("李四"))
    guide.reckoning._on_lead()
    assert went[-1] == Target("pay", "entries", f"2026-10/{people.workers['李四']}"), "where the bonus was entered"
    page.show_target(went[-1])
    settle()
    settle()
    entries: Any = page.pane
    assert str(entries.month) == "2026-10"
    assert entries.grid.model.rows[entries.grid.cells.currentIndex().row()].name == "李四"
    page.pane_of("runs")
    office.act(ACT, employ_once, people.workers["张三"])
    office.act(ACT, set_category, people.workers["李四"], date(2026, 10, 1), IncomeCategory.WAGES, "改签劳动合同")
    settle()
    settle()
    settle()
    assert guide.reckoning._stack.currentIndex() == SUMS, "it is reckoned again as soon as the records are put right"


def employ_twice(session: Session, worker_id: UUID) -> None:
    """What no form of the office lets through, but two computers can bring about."""
    one = session.scalars(select(Employment).where(Employment.worker_id == worker_id)).one()
    values = {key: getattr(one, key) for key in one.__table__.columns.keys() if key not in ("id", "version")}  # noqa: SIM118
    session.add(Employment(id=new_id(), **{**values, "started_on": date(2025, 3, 1)}))


def employ_once(session: Session, worker_id: UUID) -> None:
    query = select(Employment).where(Employment.worker_id == worker_id, Employment.started_on == date(2025, 3, 1))
    session.delete(session.scalars(query).one())


def test_a_reckoning_that_is_stopped_keeps_nothing(page: PayPage, office: OpenOffice, settle: Settle) -> None:
    pane: Any = page.pane
    settle()
    pane.new_record()
    pane.guide.stop()
    settle()
    settle()
    assert len(office.read(list_runs)) == 2
    assert not pane.guide._next.isEnabled()


def test_a_run_is_reopened_with_a_reason_and_its_draft_thrown_away(
    page: PayPage, office: OpenOffice, settle: Settle
) -> None:
    pane: Any = page.pane

    def dialog() -> Any:
        settle()
        return [found for found in page.findChildren(QDialog) if found.isVisible()][-1]

    pane._reopen()
    asked = dialog()
    asked._edit.setPlainText("银行退回一笔")
    asked.accept()
    settle()
    settle()
    reopened = office.read(run_of_month, Month(2026, 9))
    assert (reopened.state, reopened.steps[-1][3]) == (RunState.DRAFT, "银行退回一笔")
    pane._drop()
    dialog().accept()
    settle()
    settle()
    assert [str(row.month) for row in office.read(list_runs)] == ["2026-08"]


def test_an_adjustment_is_offered_where_limits_came_late(
    page: PayPage, office: OpenOffice, people: People, settle: Settle
) -> None:
    pane: Any = page.pane
    assert not pane._notice.isVisible()
    limits = {"floor": "4700.00", "ceiling": "22518.00"}
    row = PayParameter(
        "insurance.limits", limits, date(2026, 9, 1), date(2026, 11, 1), "鲁人社字〔2026〕99号", PayCertainty.ENTERED
    )
    office.act(ACT, set_pay_parameter, row)
    settle()
    settle()
    assert pane._notice.isVisible()
    assert "2026-09" in pane._due.text()
    assert "鲁人社字〔2026〕99号" in pane._due.text()
    pane.adjust()
    settle()
    settle()
    assert pane.guide.view.run.kind.value == "adjustment"
    assert {change.name for change in pane.guide.review.view.changes} == {"张三", "王五", "欧阳娜娜"}
    assert all("鲁人社字〔2026〕99号" in str(change.fact) for change in pane.guide.review.view.changes)
    office.act(ACT, step_run, pane.guide.view.run.id, RunState.CHECKED, "李会计", date(2026, 11, 10))
    pane.guide.left.emit()
    settle()
    settle()
    assert pane.panel.view.run.kind.value == "adjustment"
    page.print_page()
    dialog = pane.findChild(MonthPapersDialog)
    assert dialog.chosen == ["adjustment"], "its own sheet, and not those of the month"
    dialog.reject()


def test_a_bonus_shows_both_ways_and_its_cliff_and_the_choice_is_the_clerks(
    page: PayPage, office: OpenOffice, people: People, settle: Settle
) -> None:
    bonus = MonthEntry(EntryKind.BONUS_SEPARATE, "bonus", "年终奖", amount=36_100_00)
    office.act(ACT, enter_once, people.workers["张三"], OCTOBER, bonus)
    guide = started(page, settle)
    guide.keep()
    settle()
    settle()
    (choice,) = guide.view.bonuses
    assert (choice.amount, choice.separate, choice.cliff.bound) == (36_100_00, True, 36_000_00)
    assert choice.is_dearer, "3 240 yuan a month leave deductions to spare, which a merged bonus uses"
    guide.review.views.choose("bonuses")
    guide.review._choose_bonus(False)
    settle()
    settle()
    (choice,) = guide.view.bonuses
    assert not choice.separate
    line = next(line for line in guide.view.lines if line.name == "张三")
    assert "bonus_tax" not in line.details["tax"]


def test_every_amount_explains_itself_and_can_be_copied(
    page: PayPage, settle: Settle, qtbot: QtBot, preferences: PreferenceStore
) -> None:
    assert preferences
    pane: Any = page.pane
    panel = pane.panel
    place = next(at for at, row in enumerate(panel.model.rows()) if row.name == "张三")
    panel.lines.choose(place)
    for column in panel.model.columns:
        row = panel.model.rows()[place]
        if getattr(row, column.key, 0) and column.key in ("gross", "employee", "employer", "net"):
            panel._explain_cell(panel.model.index(place, panel.model.columns.index(column)))
            assert panel.explanation.chosen().amount == getattr(row, column.key)
    panel.lines.setFocus()
    panel.lines.setCurrentIndex(panel.model.index(place, 3))
    qtbot.keyClick(panel.lines, Qt.Key.Key_Return)
    assert panel.explanation.chosen().key == "employee"
    assert "4573.00" in panel.explanation.text.toPlainText()
    panel.explanation.copy()
    assert "张三" in QGuiApplication.clipboard().text()
    assert "4573.00 × 8%" in QGuiApplication.clipboard().text()


def test_the_year_is_shown_by_month(page: PayPage, office: OpenOffice, went: list[Target], settle: Settle) -> None:
    pane: Any = page.pane_of("year")
    settle()
    settle()
    rows = pane.model.rows()
    assert [str(row.month) for row in rows] == ["2026-08", "2026-09"]
    runs = {row.month: row for row in office.read(list_runs)}
    for row in rows:
        assert (row.gross, row.employer) == (runs[row.month].gross, runs[row.month].employer)
        assert row.part_time == 60000
    pane.chart.chosen.emit("2026-08")
    assert went[-1] == Target("pay", "runs", "2026-08")


def test_a_base_below_the_floor_is_told_of_once(
    page: PayPage, office: OpenOffice, people: People, settle: Settle
) -> None:
    assert page
    office.act(ACT, enrol, people.workers["张三"], OCTOBER, {Scheme.PENSION: 300000})
    run(office, 10, until=RunState.PAID)
    settle()
    concerned = office.read(lambda session: concerns_of_run(session, OCTOBER))
    assert concerned == {"张三": [Concern.BASE_BELOW_FLOOR.value]}


def concerns_of_run(session: Any, month: Month) -> dict[str, list[str]]:
    from gridadmin.services.pay import list_lines

    lines = list_lines(session, run_of_month(session, month).id)
    return {line.name: list(line.details["concerns"]) for line in lines if line.details.get("concerns")}


def test_a_locked_month_writes_its_papers_and_says_what_keeps_the_bank_waiting(
    page: PayPage, office: OpenOffice, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    guide = started(page, settle)
    guide.keep()
    settle()
    settle()
    guide.review.tick_all()
    guide.go_on()
    guide.steps.take_all()
    settle()
    settle()
    guide.steps.write_to(tmp_path)
    qtbot.waitUntil(lambda: guide.steps.written is not None, timeout=60_000)
    words = {word for word, _path in guide.steps.written.files}
    assert {"sheet", "tax", "changes"} <= words
    assert "bank" not in words
    told = guide.steps.findChildren(MessageDialog)[-1]
    assert "gpcn_bank.txt" in "".join(each.text() for each in told.findChildren(QLabel)), "no template was used yet"
    told.accept()
    page.print_page()
    papers, pane = page.findChildren(MonthPapersDialog), cast(Any, page.pane)
    assert [dialog.month for dialog in papers if dialog.isVisible()] == [pane.panel.view.run.month]
    papers[-1].reject()
    settle()
