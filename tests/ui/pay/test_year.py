"""The year in the window: fund sources, budgets, and the statements of a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gridadmin.domain.pay_funds import REST, Budget
from gridadmin.domain.queues import Target
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.journal import list_acts
from gridadmin.services.pay import list_runs
from gridadmin.services.pay_funds import list_budgets, list_fund_shares
from gridadmin.ui.pages import Desk
from gridadmin.ui.pay import funds_acts
from gridadmin.ui.pay.page import PayPage
from gridadmin.ui.pay.year_dialog import YearStatementsDialog
from gridadmin.ui.pdf_dialog import PdfDialog
from tests.peopled_offices import People
from tests.ui.pay.test_entered import fill

Settle = Callable[[], None]
JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)


@pytest.fixture
def view(page: PayPage, settle: Settle) -> Any:
    page.show_target(Target("pay", "funds"))
    settle()
    settle()
    pane: Any = page.pane
    return pane.funds


def test_cost_that_nobody_bears_is_said_and_divided_by_the_first_rule(
    view: Any, office: OpenOffice, settle: Settle
) -> None:
    cost = sum(run.gross + run.employer for run in office.read(list_runs))
    assert [(row.source, row.spent) for row in view.sources.rows()] == [("", cost)]
    assert view._open.isVisible()
    dialog = view.forms.enter_rule(view.found)
    parts = dialog.form.editor("parts")
    parts.set_value((("县财政", 7000), ("街道财政", 2000)))
    dialog.save()
    settle()
    assert dialog.isVisible(), "90 % are no whole"
    assert "100 %" in str(parts.fault())
    fill(dialog, settle, parts=(("县财政", 6667), ("街道财政", 3333)), document="阳财〔2026〕1号")
    assert sum(row.spent for row in view.sources.rows()) == cost
    assert {row.source for row in view.sources.rows()} == {"县财政", "街道财政"}
    assert not view._open.isVisible()
    assert [rule.document for rule in view.rules.rows()] == ["阳财〔2026〕1号"]


def test_a_rule_is_followed_corrected_and_taken_away(
    view: Any, office: OpenOffice, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(funds_acts, "ask", lambda *_args, **_more: True)
    fill(view.forms.enter_rule(view.found), settle, parts=(("县财政", 10000),))
    fill(view.forms.enter_rule(view.found, view.rules.rows()[0]), settle, valid_from=JULY, parts=(("市财政", 10000),))
    assert [(row.source, row.valid_from, row.valid_to) for row in office.read(list_fund_shares)] == [
        ("县财政", JANUARY, date(2026, 6, 30)), ("市财政", JULY, None),
    ]  # fmt: skip
    assert [rule.parts for rule in view.rules.rows()] == [(("市财政", 10000),)], "what is over is shown among all"
    view.list.choose(0)
    view._on_rule(lambda found, rule: view.forms.remove_rule(rule, found))
    settle()
    settle()
    assert [(row.source, row.valid_to) for row in office.read(list_fund_shares)] == [("县财政", None)]
    assert "2026-07-01" in str(office.read(list_acts)[0].sentence)
    assert office.undo() is not None
    assert len(office.read(list_fund_shares)) == 2


def test_a_budget_is_entered_for_the_year_seen_and_taken_away(
    view: Any, page: PayPage, office: OpenOffice, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(funds_acts, "ask", lambda *_args, **_more: True)
    fill(view.forms.enter_rule(view.found, item=REST), settle, parts=(("县财政", 10000),))
    view.table.choose(0)
    dialog = view.forms.enter_budget(view.found, view.table.current_row())
    assert dialog.form.editor("source").value() == "县财政"
    fill(dialog, settle, amount=1_000_00)
    (row,) = view.sources.rows()
    assert row.budget == 1_000_00
    left = next(column for column in view.sources.columns if column.key == "left")
    assert left.display(row).startswith("-")
    assert left.tone(row) == "danger", "more was paid than was budgeted"
    view.table.choose(0)
    view._drop_budget()
    settle()
    settle()
    assert office.read(list_budgets, 2026) == ()
    assert view.sources.rows()[0].budget is None
    pane: Any = page.pane
    pane.year.set_value(2027)
    settle()
    fill(view.forms.enter_budget(view.found), settle, source="县财政", amount=2_000_00)
    assert office.read(list_budgets, 2027) == (Budget(2027, "县财政", 2_000_00),)


def test_statements_of_one_person_are_looked_at_and_written(
    qtbot: QtBot, desk: Desk, people: People, office: OpenOffice, settle: Settle, tmp_path: Path
) -> None:
    dialog = YearStatementsDialog(None, desk, None, people.workers["王五"])
    qtbot.addWidget(dialog)
    dialog.folder.setText(str(tmp_path))
    dialog.show()
    settle()
    settle()
    assert dialog.year.value() == 2026
    assert dialog.only == [people.workers["王五"]]
    dialog.show_statements()
    settle()
    (shown,) = dialog.findChildren(PdfDialog)
    assert shown.pdf.startswith(b"%PDF")
    shown.reject()
    acts = len(office.read(list_acts))
    dialog.full.setChecked(True)
    dialog.write_all()
    settle()
    settle()
    assert sorted(path.suffix for path in dialog.written) == [".pdf", ".xlsx"]
    assert all(path.parent == dialog.out and "王五" in str(path.parent) for path in dialog.written)
    newest = office.read(list_acts)
    assert len(newest) == acts + 1, "looking at it leaves no trace, writing it does"
    assert "full ID numbers" in str(newest[0].sentence)
    for each in QApplication.topLevelWidgets():
        each.close()


def test_statements_begin_with_everybody_of_the_newest_year(
    qtbot: QtBot, page: PayPage, people: People, settle: Settle
) -> None:
    pane: Any = page.pane_of("year")
    settle()
    settle()
    page.print_page()
    settle()
    settle()
    dialog = pane.findChild(YearStatementsDialog)
    assert dialog.only is None
    assert dialog.year.value() == 2026
    assert str(len(people.workers)) in dialog.who.currentText() or "4" in dialog.who.currentText()
    assert dialog.write.isEnabled()
    dialog.who.set_value(None)
    assert not dialog.write.isEnabled()
    dialog.reject()
