"""The page of boards: what is false is named, the board is drawn, and all of them are printed in three clicks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gridadmin.domain.notices import BoardTemplate
from gridadmin.domain.queues import Target
from gridadmin.domain.snapshot import BoardStatus
from gridadmin.i18n import Message
from gridadmin.jobs.notices import BoardChoice, print_boards
from gridadmin.jobs.office import OpenOffice
from gridadmin.reports.preview import page_count
from gridadmin.services.notices_lists import list_boards
from gridadmin.services.worker_records import update_worker
from gridadmin.ui.notices.page import NoticesPage
from gridadmin.ui.notices.print_options import PrintScope
from gridadmin.ui.pages import Desk
from tests.peopled_offices import TODAY, People
from tests.ui.papers import dialog_of, shown

Settle = Callable[[], None]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def printed(office: OpenOffice, people: People, tmp_path: Path) -> None:
    """Every board hangs and is true."""
    assert people.workers
    print_boards(office, BoardChoice(size="A4"), tmp_path / "before.pdf")


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> NoticesPage:
    return shown(qtbot, desk, NoticesPage, settle)


def test_boards_that_were_never_printed_come_first(page: NoticesPage, people: People) -> None:
    assert page.bar.views.value() == "stale"
    assert {line.status for line in page.model.rows()} == {BoardStatus.MISSING}
    assert {line.subject.grid_id for line in page.model.rows()} == set(people.grids.values())
    assert "nothing printed yet" in page.model.columns[4].display(page.model.rows()[0])
    assert not page.grab().isNull()


def test_the_board_is_drawn_by_the_printers_own_renderer(page: NoticesPage, qtbot: QtBot, settle: Settle) -> None:
    with qtbot.waitSignal(page.pane.view.drawn, timeout=20_000):
        page.table.choose(0)
    assert page.pane.view.pages == 1
    fitted = page.pane.view.dpi()
    with qtbot.waitSignal(page.pane.view.drawn, timeout=20_000):
        page.pane.view.zoom.choose("percent")
    assert page.pane.view.dpi() > fitted
    with qtbot.waitSignal(page.pane.view.drawn, timeout=20_000):
        page.pane.view.zoom.choose("real")
    settle()


def test_views_kinds_and_words_narrow_the_list(page: NoticesPage, people: People) -> None:
    page.bar.kinds.choose("communities")
    assert all(line.is_community for line in page.model.rows())
    page.bar.kinds.choose("grids")
    name = page.model.rows()[0].name
    page.bar.box.setText(name)
    assert {line.name for line in page.model.rows()} == {name}
    page.bar.views.choose("current")
    assert page.model.rows() == []
    page.bar.clear()
    assert len(page.model.rows()) > len(people.grids)


def test_a_target_opens_its_view_or_its_board(page: NoticesPage, people: People) -> None:
    page.show_target(Target("notices", "missing"))
    assert page.bar.views.value() == "missing"
    grid = list(people.grids.values())[-1]
    page.show_target(Target("notices", record_id=str(grid)))
    assert page.table.current_row().subject.grid_id == grid


@pytest.mark.usefixtures("printed")
def test_all_that_is_false_is_printed_in_three_clicks(  # noqa: PLR0917 - fixtures
    page: NoticesPage,
    office: OpenOffice,
    people: People,
    qtbot: QtBot,
    settle: Settle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stale = [line for line in office.read(list_boards, TODAY) if line.status is BoardStatus.TO_REPRINT]
    assert stale == []
    give_phone(office, people)
    page.reload()
    settle()
    row = page.model.rows()[0]
    assert row.status is BoardStatus.TO_REPRINT
    assert "13900009999" in page.model.columns[4].display(row)
    out = tmp_path / "all.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    # The first click is the tile on the home page; the other two are these.
    qtbot.mouseClick(page.print_button, LEFT)
    dialog = dialog_of(page)
    settle()
    assert dialog.scopes.value() is PrintScope.STALE
    assert dialog.checked.grids == len({line.subject for line in page.model.rows()})
    boards = dialog.checked.grids
    qtbot.mouseClick(dialog.save, LEFT)
    settle()
    assert page_count(out.read_bytes()) == boards
    assert not shiboken6.isValid(dialog) or not dialog.isVisible()
    dialog_of(page).accept()
    lines = [line for line in office.read(list_boards, TODAY) if not line.is_community]
    assert {line.status for line in lines} == {BoardStatus.CURRENT}
    assert page.model.rows() == []


def give_phone(office: OpenOffice, people: People) -> None:
    """Give everybody on a grid another number, as of today."""
    from gridadmin.services.workers import get_worker
    from tests.peopled_offices import person

    for name, worker_id in people.workers.items():
        detail = office.read(get_worker, worker_id, TODAY)
        if detail.row.grids:
            birth = detail.row.birth_date
            assert birth is not None
            changes: dict[str, Any] = {
                "id_number": detail.row.id_number,
                "effective_on": TODAY,
                "version": detail.row.version,
            }
            form = person(name, birth, mobile="13900009999", **changes)
            office.act(Message("New phone"), update_worker, worker_id, form, TODAY)
            return


@pytest.mark.usefixtures("printed")
def test_the_pane_shows_the_wall_and_the_prints(page: NoticesPage, settle: Settle) -> None:
    page.bar.views.choose("all")
    settle()
    assert page.pane.detail is not None
    assert page.pane.detail.prints[0].size == "A4"
    page.pane.tabs.choose("wall")
    assert not page.grab().isNull()
    page.pane.tabs.choose("prints")
    assert not page.grab().isNull()


def test_a_place_is_added_and_removed(
    page: NoticesPage, office: OpenOffice, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle()
    page.pane.place_asked.emit()
    dialog = dialog_of(page)
    dialog.form.editor("place").set_value("幸福里南门")
    dialog.save()
    settle()
    line = next(line for line in office.read(list_boards, TODAY) if line.place == "幸福里南门")
    assert page.pane.detail is not None
    monkeypatch.setattr("gridadmin.ui.notices.page.ask", lambda *_args: True)
    page._wanted = line.subject.record_id
    page._show_list()
    settle()
    page.pane.place_removed.emit(page.pane.detail.places[0][0], "幸福里南门")
    settle()
    assert all(line.place != "幸福里南门" for line in office.read(list_boards, TODAY))


def test_the_dialog_says_what_is_wrong_before_anything_is_printed(page: NoticesPage, settle: Settle) -> None:
    page.print_stale()
    dialog = dialog_of(page)
    settle()
    assert dialog.checked is not None
    assert not dialog.checked.blocking
    assert dialog.save.isEnabled()
    assert not dialog.print.isEnabled() or dialog.printers.count()
    dialog.options.sizes.choose("free")
    dialog.options.free.setText("50x60")
    dialog._check()
    assert not dialog.save.isEnabled()
    dialog.options.free.setText("500x700")
    dialog.scopes.communities.setChecked(True)
    dialog.options.tiles[BoardTemplate.RED_CORRIDOR].click()
    dialog._check()
    settle()
    assert dialog.checked.communities > 0
    assert dialog.choice() == BoardChoice(
        stale_only=True, communities=True, template=BoardTemplate.RED_CORRIDOR, size="500x700"
    )
    assert not dialog.grab().isNull()
    dialog.reject()


def test_scopes_become_choices(page: NoticesPage, settle: Settle) -> None:
    page.table.selectAll()
    page.print_page()
    dialog = dialog_of(page)
    settle()
    assert dialog.scopes.value() is PrintScope.SELECTED
    selected = {line.subject.grid_id for line in page.table.selected_rows()}
    assert set(dialog.choice().grid_ids) == selected
    dialog.scopes.choose(PrintScope.THIS)
    assert dialog.choice().grid_ids == (page.pane.line.subject.grid_id,)  # type: ignore[union-attr]
    dialog.scopes.choose(PrintScope.COMMUNITY)
    assert dialog.choice().community_code == page.pane.line.code[:12]  # type: ignore[union-attr]
    dialog.scopes.choose(PrintScope.ALL)
    assert dialog.choice() == BoardChoice()
    settle()
    dialog.reject()


def test_another_day_prints_nothing(
    page: NoticesPage, desk: Desk, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("gridadmin.ui.notices.page.tell", lambda _parent, title, *_rest: told.append(title))
    desk.as_of, desk.read_only = TODAY - timedelta(days=30), True
    page.reload()
    settle()
    assert not page.print_button.isEnabled()
    page.print_page()
    assert told == ["Boards are printed as of today"]


def test_the_list_is_exported_as_it_is_seen(
    page: NoticesPage, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "boards.xlsx"
    told: list[str] = []
    monkeypatch.setattr("gridadmin.ui.list_export.ask_where", lambda *_args: out)
    monkeypatch.setattr("gridadmin.ui.list_export.tell", lambda _parent, title, *_rest: told.append(title))
    page.export_list()
    settle()
    assert out.stat().st_size > 3000
    assert told == ["Exported"]
