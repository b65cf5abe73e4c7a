"""Cards of every kind on the page: what is offered, what asks once more, what goes for several at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QApplication, QFrame, QLabel
from pytestqt.qtbot import QtBot

from gridadmin.domain.exchange import ExchangeState, ExchangeStatus, IssueRow, IssueValue
from gridadmin.domain.exchange_cards import ExchangeView, IssueCard, value_lines
from gridadmin.domain.queues import Target
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.ui.background import Background
from gridadmin.ui.exchange import page as page_module
from gridadmin.ui.exchange.cards import IssuePane
from gridadmin.ui.main_window import MainWindow
from gridadmin.ui.theme import Theme

NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)
STATUS = ExchangeStatus(
    ExchangeState.ATTENTION,
    "聊城市",
    address="https://wg.example.gov.cn/exchange/v1",
    conflicts=2,
    refused=1,
    orphans=1,
    questions=1,
)
ADDRESS = IssueValue("address", "城关村12号", "城关村21号", "城关村8号")
NUMBER = IssueValue("number", "13900000001", "139", None)


def card(kind: str, choices: tuple[str, ...], *values: IssueValue, reason: str = "why") -> IssueCard:
    """Return a made-up card; real ones come from a city in test_page.py."""
    about = None if kind in ("mass_deletion", "divergence") else "worker"
    record = new_id() if about else None
    found = IssueRow(
        new_id(), kind, "value", NOON, Message(reason), about, record, "张三", values, "王芳", NOON, choices,
        entered_by="李敏", entered_at=NOON,
    )  # fmt: skip
    return IssueCard(found, value_lines(found, {}), Target("workers", record_id=str(record)) if record else None)


CARDS = (
    card("conflict", ("mine", "theirs"), ADDRESS),
    card("conflict", ("mine", "theirs"), ADDRESS),
    card("refusal", ("mend", "send", "give_up"), NUMBER),
    card("orphan", ("keep", "delete")),
    card("mass_deletion", ("confirm", "give_up")),
    card("divergence", ("confirm",)),
)


@pytest.fixture
def page(
    open_window: Callable[[OpenOffice], MainWindow], newcomer: OpenOffice, settle_all: Callable[[Background], None]
) -> Any:
    window = open_window(newcomer)
    window.go(Target("exchange"))
    settle_all(window.desk.background)
    found: Any = window.page()
    found.show_view(ExchangeView(STATUS, cards=CARDS))
    return found


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked before it is done; the answer is always no."""
    heard: list[str] = []

    def ask(_parent: object, title: str, text: str, yes: str, grave: bool = False) -> bool:
        heard.append(f"{title} | {text} | {yes} | {grave}")
        return False

    monkeypatch.setattr(page_module, "ask", ask)
    return heard


def test_every_kind_has_its_place(page: Any) -> None:
    texts = [page.tabs.tabText(place) for place in range(page.tabs.count()) if page.tabs.isTabVisible(place)]
    assert texts == [
        "To be sent 0", "Conflicts 2", "Sent back 1", "Not at the city 1", "Attempts so far", "By file",
    ]  # fmt: skip
    assert [set(asked.acts) for asked in page.questions] == [{"confirm", "give_up"}, {"confirm"}]
    assert page.questions[1].acts["confirm"].text() == "Noted"


def test_a_conflict_says_who_entered_either_value(page: Any) -> None:
    page.tabs.choose("conflict")
    pane = page.issues["conflict"].pane
    told = [each.text() for each in pane.findChildren(QLabel) if each.isVisible()]
    assert [each.split(" · ")[0] for each in told if " · " in each] == ["李敏", "王芳"]


def test_giving_up_says_what_comes_back(page: Any, asked: list[str]) -> None:
    page.tabs.choose("refusal")
    page.issues["refusal"].pane.acts["give_up"].click()
    assert len(asked) == 1
    assert "Number：13900000001" in asked[0]
    assert asked[0].endswith("True")


def test_a_mass_deletion_asks_and_a_note_does_not(
    page: Any, asked: list[str], settle_all: Callable[[Background], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[Any] = []

    def settle(_office: object, ids: Any, choice: str, progress: object = None) -> int:
        settled.append((tuple(ids), choice))
        return len(ids)

    monkeypatch.setattr(page_module, "settle_issues", settle)
    page.questions[0].acts["confirm"].click()
    assert len(asked) == 1
    page.questions[1].acts["confirm"].click()
    settle_all(page.desk.background)
    assert len(asked) == 1
    assert settled == [((CARDS[5].issue.id,), "confirm")]


def test_mending_opens_the_record(page: Any, asked: list[str], settle_all: Callable[[Background], None]) -> None:
    page.tabs.choose("refusal")
    page.issues["refusal"].pane.acts["mend"].click()
    settle_all(page.desk.background)
    assert page.window()._shown == "workers"
    assert asked == []


def test_several_are_settled_alike(page: Any, qtbot: QtBot) -> None:
    page.tabs.choose("conflict")
    view = page.issues["conflict"]
    heard: list[Any] = []
    view.settled.disconnect()
    view.settled.connect(lambda cards, choice: heard.append((len(cards), choice)))
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for place in range(2):
        view.table.selectionModel().select(view.model.index(place, 0), flags)
    assert view._foot.isVisible()
    acts = [view._acts.itemAt(place).widget() for place in range(view._acts.count())]
    assert [act.text().strip() for act in acts] == ["Take my value", "Take the city's value"]
    acts[1].click()
    assert heard == [(2, "theirs")]


def test_values_stand_below_each_other_where_there_is_no_room(page: Any) -> None:
    page.tabs.choose("conflict")
    pane = page.issues["conflict"].pane
    page.issues["conflict"].setSizes([200, 900])
    QApplication.processEvents()
    wide = pane.acts["mine"].y()
    assert pane.acts["theirs"].y() == wide
    page.issues["conflict"].setSizes([900, 200])
    QApplication.processEvents()
    assert pane.acts["theirs"].y() != pane.acts["mine"].y()


@pytest.mark.parametrize("width", range(500, 1000, 100))
def test_no_button_squeezes_a_value_or_is_cut_off(theme: Theme, qtbot: QtBot, width: int) -> None:
    theme.use(text_percent=150)
    pane = IssuePane()
    qtbot.addWidget(pane)
    pane.resize(width, 700)
    pane.show()
    pane.show_card(card("conflict", ("mine", "theirs"), ADDRESS))
    QApplication.processEvents()
    values = [each for each in pane.findChildren(QFrame) if each.property("panel") in ("value", "accent", "warning")]
    assert len(values) == 3
    assert max(each.width() for each in values) - min(each.width() for each in values) <= 1
    pane.show_card(card("refusal", ("same", "mend", "send", "give_up"), NUMBER))
    QApplication.processEvents()
    assert max(act.mapTo(pane, act.rect().topRight()).x() for act in pane.acts.values()) < width


def test_a_later_tab_is_kept_and_the_state_leaves_room_for_files(page: Any) -> None:
    assert page.state.isVisible()
    page.tabs.choose("file")
    assert not page.state.isVisible()
    page.show_view(replace(page.view, status=replace(STATUS, state=ExchangeState.NOT_ENROLLED)))
    assert page.tabs.value() == "file"
    page.tabs.choose("setup")
    assert page.setup.isVisible()
