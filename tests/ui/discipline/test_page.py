"""The page of discipline: a case is walked in dialogs to the dismissal, a problem to its end, and papers are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gridadmin.domain.discipline import (
    Answer,
    Breach,
    CaseForm,
    CaseState,
    DeliveryMethod,
    EvidenceKind,
    Gravity,
    Outcome,
    StepForm,
    StepKind,
)
from gridadmin.domain.discipline_list import DisciplineLine
from gridadmin.domain.discipline_problems import ProblemForm, ProblemSource, ProblemState
from gridadmin.domain.discipline_rewards import RewardForm, RewardKind, RewardLevel
from gridadmin.domain.imports import ParsedRow
from gridadmin.domain.queues import Target
from gridadmin.domain.workers import ExitReason, WorkerImport
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.reports.preview import page_count
from gridadmin.services.discipline import open_case, record_step
from gridadmin.services.discipline_problems import record_problem
from gridadmin.services.discipline_rewards import list_rewards, record_reward
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.worker_imports import import_workers
from gridadmin.services.workers import get_worker
from gridadmin.ui.discipline.page import DisciplinePage
from gridadmin.ui.discipline.tab import DisciplineTab
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.pages import Desk
from tests.peopled_offices import TODAY, People
from tests.ui.papers import dialog_of, shown

Settle = Callable[[], None]
K = StepKind
DO = Message("Do")
START = date(2026, 10, 5)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> DisciplinePage:
    return shown(qtbot, desk, DisciplinePage, settle)


def opened(office: OpenOffice, people: People) -> Any:
    form = CaseForm(people.workers["张三"], Breach.SECRETS, START, "泄露居民信息", "李科员")
    return office.act(DO, open_case, form, TODAY)


def fill(dialog: FormDialog, settle: Settle, **values: Any) -> None:
    """Type values and save; the dialog closes."""
    for name, value in values.items():
        dialog.form.editor(name).set_value(value)
    dialog.save()
    settle()


def test_a_case_is_walked_in_dialogs_to_the_dismissal(
    page: DisciplinePage, office: OpenOffice, people: People, settle: Settle
) -> None:
    page.acts.add_case()
    settle()
    person = people.workers["张三"]
    fill(dialog_of(page), settle, worker_id=person, breach=Breach.SECRETS, found_on=START, words="泄露居民信息")
    pane = page.pane.case
    steps: tuple[tuple[StepKind, int, dict[str, Any]], ...] = (
        (K.EVIDENCE, 1, {"evidence": EvidenceKind.DATA, "words": "聊天记录"}),
        (K.NOTICE, 2, {"outcome": Outcome.DISMISSAL, "method": DeliveryMethod.DIRECT, "words": "拟予以辞退。"}),
        (K.STATEMENT, 3, {"answer": Answer.WAIVED, "words": ""}),
        (K.DECISION, 4, {"gravity": Gravity.IMPACT, "rule": "办法第十八条", "words": "收回工作证。"}),
        (K.DELIVERY, 5, {"method": DeliveryMethod.DIRECT}),
    )
    for kind, after, values in steps:
        assert kind.label in pane.next_button.text()
        pane.next_button.click()
        fill(dialog_of(page), settle, done_on=START + timedelta(days=after), **values)
    assert pane.case is not None
    assert pane.case.state is CaseState.TO_END_SERVICE
    pane.next_button.click()
    dialog = dialog_of(page)
    dialog.form.editor("last_day").set_value(START + timedelta(days=3))
    dialog.save()
    settle()
    assert "delivered" in dialog.form.messages()["last_day"], "before the delivery nobody is dismissed"
    fill(dialog, settle, last_day=START + timedelta(days=10))
    detail = office.read(get_worker, person, TODAY)
    assert detail.employments[-1].exit_reason is ExitReason.DISMISSED
    assert page.pane.case.case is not None
    assert page.pane.case.case.state is CaseState.CLOSED
    office.undo()
    assert office.read(get_worker, person, TODAY).employments[-1].ended_on is None


def test_what_is_refused_stands_under_its_field(
    page: DisciplinePage, office: OpenOffice, people: People, settle: Settle
) -> None:
    opened(office, people)
    settle()
    page.pane.case.next_button.click()
    dialog = dialog_of(page)
    fill(dialog, settle, done_on=START - timedelta(days=1), evidence=EvidenceKind.DATA, words="记录")
    assert "done_on" in dialog.form.messages()
    fill(dialog, settle, done_on=START)
    assert page.pane.case.case is not None
    assert len(page.pane.case.case.steps) == 2


def test_a_problem_is_followed_to_its_end(page: DisciplinePage, people: People, settle: Settle) -> None:
    page.new_record()
    settle()
    fill(
        dialog_of(page), settle, worker_id=people.workers["李四"], source=ProblemSource.PATROL, found_on=START,
        words="电话无人接听", due_on=START + timedelta(days=10),
    )  # fmt: skip
    pane = page.pane.problem
    assert pane.problem is not None
    assert pane.problem.overdue
    pane.next_button.click()
    fill(dialog_of(page), settle, done_on=START + timedelta(days=3), words="已更正")
    pane.next_button.click()
    fill(dialog_of(page), settle, passed=True, done_on=START + timedelta(days=4))
    assert pane.problem.state is ProblemState.CLOSED
    assert not pane.next_button.isVisible()
    assert not page.grab().isNull()


def test_a_reward_is_recorded_and_corrected(
    page: DisciplinePage, office: OpenOffice, people: People, settle: Settle
) -> None:
    page.acts.add_reward((people.workers["张三"], "张三"))
    fill(
        dialog_of(page), settle, kind=RewardKind.TITLE, level=RewardLevel.COUNTY, title="最美网格员",
        awarded_by="政法委", awarded_on=START,
    )  # fmt: skip
    page.pane.reward.edit.click()
    fill(dialog_of(page), settle, document="网办发〔2026〕8号")
    assert office.read(list_rewards, TODAY)[0].document == "网办发〔2026〕8号"


def test_views_and_the_box_narrow_the_list(
    page: DisciplinePage, office: OpenOffice, people: People, settle: Settle
) -> None:
    opened(office, people)
    reward = RewardForm(people.workers["李四"], RewardKind.PRAISE, RewardLevel.VILLAGE, "好人好事", "村委会", START)
    office.act(DO, record_reward, reward, TODAY)
    problem = ProblemForm(START, ProblemSource.DATA, "信息有误", people.workers["王五"], due_on=START)
    row = office.act(DO, record_problem, problem, TODAY)
    settle()

    def seen(view: str) -> list[str]:
        page.bar.open_view(view)
        return [line.who for line in page.model.rows()]

    assert seen("open") == ["王五", "张三"], "what is due first comes first"
    assert seen("overdue") == ["王五"]
    assert seen("cases") == ["张三"]
    assert seen("rewards") == ["李四"]
    page.bar.open_view("all")
    page.bar.box.setText("信息")
    assert {line.who for line in page.model.rows()} == {"张三", "王五"}
    page.show_target(Target("discipline", "problems", str(row.id)))
    page.reload()
    settle()
    line: DisciplineLine = page.table.current_row()
    assert line.id == row.id


def test_papers_are_shown_and_saved(
    page: DisciplinePage, office: OpenOffice, people: People, settle: Settle, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    case = opened(office, people)
    step = StepForm(K.EVIDENCE, START, "照片", evidence=EvidenceKind.RECORDING)
    office.act(DO, record_step, case.id, step, TODAY)
    settle()
    page.print_page()
    settle()
    dialog = dialog_of(page)
    assert page_count(dialog.pdf) == 2
    out = tmp_path / "案卷.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    monkeypatch.setattr("gridadmin.ui.pdf_dialog.tell", lambda *_args: None)
    dialog.save_file()
    settle()
    assert out.read_bytes() == dialog.pdf
    dialog.reject()


def test_another_day_shows_what_stood_then_and_offers_nothing(
    page: DisciplinePage, desk: Desk, office: OpenOffice, people: People, settle: Settle
) -> None:
    opened(office, people)
    desk.as_of, desk.read_only = START - timedelta(days=1), True
    page.reload()
    settle()
    assert page.lines == []
    assert not page.add_button.isEnabled()
    desk.as_of = START
    page.reload()
    settle()
    assert page.pane.case.case is not None
    assert not page.pane.case.next_button.isVisible()


def test_the_tab_shows_one_person_and_leads_to_the_page(
    qtbot: QtBot, desk: Desk, office: OpenOffice, people: People, settle: Settle, went: list[Target]
) -> None:
    case = opened(office, people)
    tab = DisciplineTab(desk)
    qtbot.addWidget(tab)
    tab.show()
    tab.show_worker(office.read(get_worker, people.workers["张三"], TODAY), TODAY, False)
    settle()
    assert [line.id for line in tab.lines] == [case.id]
    tab._open(tab.lines[0])
    assert went == [Target("discipline", "", str(case.id))]
    tab.show_worker(office.read(get_worker, people.workers["李四"], TODAY), TODAY, False)
    settle()
    assert tab.lines == []
    form = replace(
        CaseForm(people.workers["李四"], Breach.RULES, START, "未持证上岗"), occurred_on=START - timedelta(days=2)
    )
    desk.background.act(DO, open_case, form, TODAY)
    settle()
    assert [line.what for line in tab.lines] == ["未持证上岗"]


def test_the_tab_says_that_a_case_is_missing_and_how_to_mend_it(
    qtbot: QtBot, desk: Desk, office: OpenOffice, people: People, settle: Settle, went: list[Target]
) -> None:
    person = people.workers["张三"]
    born = office.read(get_worker, person, TODAY).row.birth_date
    record = WorkerImport(name="张三", birth_date=born, ended_on=START, exit_reason=ExitReason.DISMISSED)
    office.act(DO, import_workers, [ParsedRow("花名册", 2, record)], ImportOptions(TODAY))
    tab = DisciplineTab(desk)
    qtbot.addWidget(tab)
    tab.show()
    tab.show_worker(office.read(get_worker, person, TODAY), TODAY, False)
    settle()
    assert tab.bare.isVisible()
    assert START.isoformat() in tab.bare.text()
    tab._service.click()
    assert went == [Target("workers", "service", str(person))]
    tab.file_case.click()
    dialog = next(child for child in tab.findChildren(FormDialog) if child.isVisible())
    assert dialog.form.values()["found_on"] is None  # the papers say the day, it is not today
    dialog.reject()
    tab.show_worker(office.read(get_worker, people.workers["李四"], TODAY), TODAY, False)
    settle()
    assert not tab.bare.isVisible()


def test_the_list_leaves_as_it_is_seen_but_for_numbers_typed_into_its_words(
    page: DisciplinePage,
    office: OpenOffice,
    people: People,
    settle: Settle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = "冒用371525198506300007的账号"
    problem = ProblemForm(TODAY, ProblemSource.PATROL, words, worker_id=people.workers["张三"])
    office.act(DO, record_problem, problem, TODAY)
    page.reload()
    settle()
    out = tmp_path / "list.xlsx"
    monkeypatch.setattr("gridadmin.ui.list_export.ask_where", lambda *_args: out)
    monkeypatch.setattr("gridadmin.ui.list_export.tell", lambda *_args: None)
    page.export_list()
    settle()
    cells = [str(cell.value) for line in load_workbook(out).worksheets[0].iter_rows() for cell in line if cell.value]
    assert any("冒用371525********0007的账号" in cell for cell in cells)
    assert not any("371525198506300007" in cell for cell in cells)
