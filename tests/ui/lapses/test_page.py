"""The calendar of what lapses: months as views, the sheet of a month with its keys, the way to where it is mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gridadmin.domain.discipline_problems import ProblemForm, ProblemSource
from gridadmin.domain.lapses import LapseKind
from gridadmin.domain.queues import Target
from gridadmin.domain.workers import ExitReason
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.discipline_problems import record_problem
from gridadmin.services.employment import end_employment
from gridadmin.ui.lapses.page import LapsePage
from gridadmin.ui.pages import Desk
from gridadmin.ui.theme import Theme
from tests.peopled_offices import TODAY, People
from tests.ui.papers import shown

Settle = Callable[[], None]
DO = Message("Do")


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, office: OpenOffice, people: People, settle: Settle) -> LapsePage:
    worker = people.workers["张三"]
    office.act(DO, end_employment, worker, date(2026, 12, 11), ExitReason.TERM_ENDED)
    for due in (date(2026, 10, 20), date(2026, 11, 20)):
        form = ProblemForm(date(2026, 10, 1), ProblemSource.DATA, "信息有误", people.workers["李四"], due_on=due)
        office.act(DO, record_problem, form, TODAY)
    return shown(qtbot, desk, LapsePage, settle)


def test_what_ends_is_shown_with_what_it_breaks(page: LapsePage) -> None:
    ended = next(lapse for lapse in page.model.rows() if lapse.kind is LapseKind.SERVICE)
    assert ended.day == date(2026, 12, 12)
    assert [lapse.day for lapse in page.lapses] == sorted(lapse.day for lapse in page.lapses)
    assert page.table.current_row().day >= TODAY, "what is overdue lies above the cursor"
    assert not page.grab().isNull()


def test_months_are_views_with_counts(page: LapsePage) -> None:
    titles = [page.bar.views.tabText(place) for place in range(page.bar.views.count())]
    assert [title.rsplit(" ", 1)[0] for title in titles][:3] == ["All", "Past the last day", "2026-11"]
    page.bar.views.choose("overdue")
    late = [(lapse.kind, lapse.day) for lapse in page.model.rows()]
    assert all(day < TODAY for _kind, day in late)
    assert (LapseKind.PROBLEM, date(2026, 10, 20)) in late
    page.bar.views.choose("2026-12")
    assert {lapse.day.month for lapse in page.model.rows()} == {12}


def test_kind_weight_and_box_narrow_the_list(page: LapsePage) -> None:
    page.bar.kind.set_value(LapseKind.PROBLEM)
    assert {lapse.kind for lapse in page.model.rows()} == {LapseKind.PROBLEM}
    page.bar.show_all()
    page.bar.weight.choose("breaking")
    assert page.model.rows()
    assert all(lapse.breaks for lapse in page.model.rows())
    page.bar.show_all()
    page.bar.box.setText("张三")
    assert "张三" in {lapse.who for lapse in page.model.rows()}
    assert all("张三" in str(lapse.what) for lapse in page.model.rows())


def test_looking_further_reads_again_and_is_remembered(page: LapsePage, desk: Desk, settle: Settle) -> None:
    page.bar.months.choose("1")
    settle()
    assert max(lapse.day for lapse in page.lapses) <= page.until == date(2026, 12, 2)
    assert desk.preferences.recall("lapses/months") == 1


def test_the_sheet_goes_from_day_to_day(page: LapsePage, qtbot: QtBot) -> None:
    page.bar.kind.set_value(LapseKind.PROBLEM)
    page.table.choose(1)
    assert page.grid.day == page.model.rows()[1].day == date(2026, 11, 20)
    page.bar.show_all()
    page.grid.show_day(date(2026, 11, 20))
    qtbot.keyClick(page.grid, Qt.Key.Key_Right)
    qtbot.keyClick(page.grid, Qt.Key.Key_Down)
    assert page.grid.day == date(2026, 11, 28)
    qtbot.keyClick(page.grid, Qt.Key.Key_PageDown)
    assert page.grid.day == date(2026, 12, 28)
    page.grid.show_day(date(2026, 12, 11))
    qtbot.keyClick(page.grid, Qt.Key.Key_Right)
    current = page.table.current_row()
    assert current is not None
    assert current.day == date(2026, 12, 12)
    place = page.grid._rect(0).center()
    assert page.grid._day_at(place) is None or page.grid._day_at(place) == date(2026, 12, 1)


def test_enter_leads_to_where_it_is_mended(page: LapsePage, people: People, went: list[Target]) -> None:
    place = next(at for at, lapse in enumerate(page.model.rows()) if lapse.kind is LapseKind.SERVICE)
    page.table.choose(place)
    page.table.row_opened.emit(page.table.current_row())
    assert went == [Target("workers", "service", str(people.workers["张三"]))]


def test_nothing_that_fires_once_is_missed(page: LapsePage, desk: Desk, settle: Settle) -> None:
    """Three weeks later the same is still ahead, and what came due in between is shown as past its day."""

    def seen() -> set[tuple[date, str]]:
        return {(lapse.day, str(lapse.what)) for lapse in page.lapses}

    before = seen()
    desk.as_of = date(2026, 11, 23)
    page.reload()
    settle()
    assert {one for one in before if one[0] > desk.as_of} <= seen()
    assert {date(2026, 10, 20), date(2026, 11, 20)} <= {day for day, _what in seen() if day < desk.as_of}


def test_the_month_can_be_read_beside_the_list_in_large_text(page: LapsePage, theme: Theme) -> None:
    theme.use(text_percent=150)
    page.resize(1276, 640)  # in a window of 1366 × 768
    for _round in range(6):
        QApplication.processEvents()
    assert page.width() == 1276
    assert page.grid.width() >= theme.px(7 * 36)
    assert page.bar.months.x() == page.bar.weight.x()
    theme.use(text_percent=100)
    for _round in range(6):
        QApplication.processEvents()
    assert page.bar.months.y() == page.bar.weight.y()
