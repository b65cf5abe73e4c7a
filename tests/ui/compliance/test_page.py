"""The page of compliance: a cell leads to the facts, the words of the law, and the page that mends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from gridadmin.domain.compliance import MATRIX_ARTICLES
from gridadmin.domain.compliance_duties import DUTIES, Result
from gridadmin.domain.queues import Target
from gridadmin.jobs.compliance import check_office
from gridadmin.jobs.office import OpenOffice
from gridadmin.ui.compliance.columns import SIGNS
from gridadmin.ui.compliance.page import CompliancePage
from gridadmin.ui.pages import Desk
from tests.peopled_offices import TODAY, People
from tests.ui.papers import dialog_of, shown

Settle = Callable[[], None]


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> CompliancePage:
    return shown(qtbot, desk, CompliancePage, settle)


def words(page: CompliancePage) -> str:
    QApplication.processEvents()
    return "\n".join(found.text() for found in page.pane.findChildren(QLabel) if found.isVisible())


def test_grids_down_and_articles_across(page: CompliancePage, people: People) -> None:
    rows = page.matrix.rows()
    assert {row.grid.id for row in rows} == set(people.grids.values())
    shown_text = [page.matrix.index(0, 1 + place).data() for place in range(len(MATRIX_ARTICLES))]
    for text, article in zip(shown_text, MATRIX_ARTICLES, strict=True):
        assert text.startswith(SIGNS[rows[0].results[article]])  # a sign and a word, never the colour alone
    assert not page.grab().isNull()


def test_a_cell_shows_facts_law_and_the_way_to_mend_it(page: CompliancePage, went: list[Target]) -> None:
    place, article = next(
        (place, 1 + column)
        for place, row in enumerate(page.matrix.rows())
        for column, key in enumerate(MATRIX_ARTICLES)
        if row.results[key] is Result.NOT_MET
    )
    page.matrix_table.setCurrentIndex(page.matrix.index(place, article))
    findings = page.matrix.rows()[place].findings[MATRIX_ARTICLES[article - 1]]
    worst = next(found for found in findings if found.result is Result.NOT_MET)
    text = words(page)
    assert DUTIES[worst.duty].quote in text
    assert str(worst.facts[0]) in text
    page.pane.mends[0].click()  # type: ignore[attr-defined]
    assert went == [worst.page]


def test_filters_by_article_result_community_and_words(page: CompliancePage) -> None:
    page.bar.article.set_value("15")
    page.bar.result.set_value(Result.NOT_MET)
    assert all(row.results["15"] is Result.NOT_MET for row in page.matrix.rows())
    home = page.matrix.rows()[0].grid
    page.bar.community.set_value(home.community_id)
    assert {row.grid.community_id for row in page.matrix.rows()} == {home.community_id}
    page.bar.box.setText("没有这样的网格")
    assert page.matrix.rows() == []
    page.bar.clear()
    assert len(page.matrix.rows()) > 0


def test_findings_list_workers_and_communities_too(page: CompliancePage, office: OpenOffice) -> None:
    page.bar.views.choose("all")
    assert page.list.rowCount() == len(check_office(office, TODAY))
    kinds = {found.subject_type.value for found in page.list.rows()}
    assert {"grid", "worker", "community"} <= kinds
    page.show_target(Target("compliance", "not_met"))
    assert {found.result for found in page.list.rows()} == {Result.NOT_MET}
    page.bar.article.set_value("15")
    assert {found.article for found in page.list.rows()} == {"15"}
    page.list_table.choose(0)
    assert page.list.rows()[0].subject in words(page)


def test_any_grid_in_two_acts(page: CompliancePage, people: People, went: list[Target], qtbot: QtBot) -> None:
    grid = list(people.grids.values())[-1]
    page.show_target(Target("compliance", record_id=str(grid)))
    assert page.matrix_table.current_row().grid.id == grid
    qtbot.keyClick(page.matrix_table, Qt.Key.Key_Return)
    assert went == [Target("grids", record_id=str(grid))]


def test_before_the_regulation_nothing_applies(page: CompliancePage, desk: Desk, settle: Settle) -> None:
    desk.as_of, desk.read_only = date(2023, 10, 31), True
    page.reload()
    settle()
    assert page.view is not None
    assert {found.result for found in page.view.findings} <= {Result.NOT_APPLICABLE}


def test_the_workbook_is_written(
    page: CompliancePage, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "check.xlsx"
    monkeypatch.setattr("gridadmin.ui.compliance.page.ask_where", lambda *_args: out)
    page.export_list()
    settle()
    assert len(load_workbook(out).sheetnames) == 4
    dialog_of(page).accept()


def test_the_models_behave(page: CompliancePage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.matrix)
    qtmodeltester.check(page.list)
