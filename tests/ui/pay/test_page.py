"""The page of pay: runs, their lines, the tabs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QFileDialog

from gridadmin.domain.months import Month
from gridadmin.domain.queues import Target
from gridadmin.domain.workers import ExitReason
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.employment import end_employment
from gridadmin.services.pay import list_runs, run_of_month
from gridadmin.ui import list_export
from gridadmin.ui.pay.page import PayPage
from gridadmin.ui.pay.run_view import TO_LOOK_AT
from gridadmin.ui.pay.runs_columns import yuan_shown
from tests.pay_offices import ACT, run
from tests.peopled_offices import People


def names(page: PayPage) -> list[str]:
    pane: Any = page.pane
    return [row.name for row in pane.panel.model.rows()]


def test_the_newest_run_is_shown_with_its_lines(page: PayPage, office: OpenOffice) -> None:
    pane: Any = page.pane
    runs = office.read(list_runs)
    assert [str(row.month) for row in pane.model.rows()] == ["2026-09", "2026-08"]
    assert pane.panel.view.run == runs[0]
    assert set(names(page)) == {"张三", "李四", "王五", "欧阳娜娜"}
    assert yuan_shown(runs[0].net) in pane.panel._facts.text()
    assert "李会计" in pane.panel._steps.text()


def test_another_run_is_chosen_by_the_cursor_and_by_a_target(
    page: PayPage, office: OpenOffice, settle: Callable[[], None]
) -> None:
    pane: Any = page.pane
    pane.table.step(1)
    settle()
    assert pane.panel.view.run.month == Month(2026, 8)
    newest: UUID = office.read(run_of_month, Month(2026, 9)).id
    page.show_target(Target("pay", "runs", str(newest)))
    settle()
    settle()
    assert pane.panel.view.run.month == Month(2026, 9)


def test_who_is_to_be_looked_at_stands_apart_and_can_be_found_by_name(
    page: PayPage, office: OpenOffice, people: People, settle: Callable[[], None]
) -> None:
    office.act(ACT, end_employment, people.workers["王五"], date(2026, 9, 30), ExitReason.RESIGNED)
    run(office, 10)
    settle()
    settle()
    pane: Any = page.pane
    assert pane.panel.view.run.month == Month(2026, 9), "the cursor stays on its run"
    pane.table.choose(0)
    settle()
    pane.panel.views.choose(TO_LOOK_AT)
    assert names(page) == ["王五"]
    assert "2" not in pane.panel.views.tabText(1)
    pane.panel.box.setText("没有")
    assert names(page) == []
    pane.panel.views.choose("lines")
    pane.panel.box.setText("欧阳")
    assert names(page) == ["欧阳娜娜"]


def test_lines_and_standards_leave_as_they_are_seen(
    page: PayPage, settle: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(list_export, "tell", lambda _pane, _title, text, _tone: told.append(text))
    for key, words in (("runs", "张三"), ("standards", "侨发〔2024〕1号")):
        out = tmp_path / f"{key}.xlsx"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, to=out: (str(to), ""))
        page.pane_of(key)
        settle()
        page.export_list()
        settle()
        assert told[-1] == str(out)
        cells = [str(cell) for row in load_workbook(out).worksheets[0].iter_rows(values_only=True) for cell in row]
        assert any(words in cell for cell in cells), (key, cells)
