"""The page of contracts and leaving over the practice office."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from gridadmin.config import load_config
from gridadmin.domain.queues import Target
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.practice import open_practice
from gridadmin.services.workers_handover import handover_templates
from gridadmin.ui.background import Background
from gridadmin.ui.contracts.page import ContractsPage
from gridadmin.ui.pages import Desk
from gridadmin.ui.preferences import PreferenceStore
from tests.practice_offices import practice_at
from tests.ui.papers import dialog_of

Settle = Callable[[], None]
VIEWS = ("lapses", "contracts", "exits", "changeovers")


@pytest.fixture
def office(own_home: Path) -> OpenOffice:
    practice_at(own_home)
    return open_practice(load_config())


@pytest.fixture
def went() -> list[Target]:
    return []


@pytest.fixture
def page(
    qtbot: QtBot, background: Background, office: OpenOffice, preferences: PreferenceStore, went: list[Target],
    settle: Settle,
) -> ContractsPage:  # fmt: skip
    made = ContractsPage(Desk(background, preferences, office.today(), went.append))
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.reload()
    settle()
    return made


def test_five_years_stand_in_four_lists(page: ContractsPage, went: list[Target], qtmodeltester: Any) -> None:
    counts = {key: page.models[key].rowCount() for key in VIEWS}
    assert counts["contracts"] > 200
    assert counts["exits"] > 50
    assert counts["lapses"] > 10
    assert counts["changeovers"] > 3
    for key in VIEWS:
        page.show_target(Target("contracts", key))
        assert page.panes() == [page.tables[key]]
        qtmodeltester.check(page.models[key])
        page.tables[key].row_opened.emit(page.models[key].row_at(0))
    assert [(target.feature, target.view) for target in went] == [("workers", "contracts")] * 3 + [("grids", "")]


def test_the_box_narrows_every_list_and_what_is_seen_leaves(
    page: ContractsPage, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.show_target(Target("contracts", "contracts"))
    every = page.models["contracts"].rowCount()
    page.filter_list()
    page.box.setText("虚构")
    dispatched = page.models["contracts"].rowCount()
    assert 0 < dispatched < every
    told: list[str] = []
    monkeypatch.setattr("gridadmin.ui.list_export.tell", lambda _parent, title, *_args: told.append(title))
    monkeypatch.setattr("gridadmin.ui.list_export.ask_where", lambda *_args: tmp_path / "list.xlsx")
    page.export_list()
    settle()
    assert told == ["Exported"]
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").active
    assert sheet is not None
    texts = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert sum("虚构" in text for text in texts) >= dispatched


def test_the_office_s_own_hand_over_list_is_edited_from_the_exits(
    page: ContractsPage, office: OpenOffice, settle: Settle
) -> None:
    page.show_target(Target("contracts", "contracts"))
    assert not page.template.isVisible()
    page.show_target(Target("contracts", "exits"))
    page.template.click()
    settle()
    dialog = dialog_of(page)
    assert "收回工作证｜全部｜0" in dialog.form.values()["lines"].splitlines()
    dialog.form.fill({**dialog.form.values(), "lines": "收回工作牌｜村支书"})
    dialog.save()
    settle()
    assert dialog.isVisible(), "a line that nobody can read is said at its field"
    dialog.form.fill({**dialog.form.values(), "lines": "收回工作牌｜全部｜0"})
    dialog.save()
    settle()
    found = office.read(handover_templates)
    assert [item.title for item in found[-1].items] == ["收回工作牌"]
