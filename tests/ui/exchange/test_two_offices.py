"""Two townships with two computers each and one city, in real windows, the connection cut at every step of everything.

Each computer has a line of its own to the city. Whatever it does, it does again and again while the cable is pulled
before the first request, behind it, before the second and so on, until one attempt gets through. The windows as they
stood at each stage are kept beside the test's other files, to be looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import chain, repeat
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.exchange import RoundResult
from gridadmin.domain.queues import Target
from gridadmin.i18n import Message
from gridadmin.jobs.exchange import list_cards
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.journal import list_acts
from gridadmin.services.office import set_community_urban
from gridadmin.services.workers import find_worker_id
from gridadmin.ui.background import Background
from gridadmin.ui.exchange import page as page_module
from gridadmin.ui.main_window import MainWindow
from tests.city_servers import CityServer
from tests.exchanging_offices import address_of, change, enter, take_over_community
from tests.fault_proxy import FaultProxy, fault_proxy
from tests.faults import DROP_REPLY, DROP_REQUEST, PASS, Fault
from tests.real_offices import CLERK, TOWNSHIP, business_state, real_office, with_grids

pytestmark = pytest.mark.slow
LONG_MS = 60_000
OTHER_TOWNSHIP = "371525003"
MOST_CUTS = 40
OpenWindow = Callable[[OpenOffice], MainWindow]
SettleAll = Callable[[Background], None]


@dataclass
class Computer:
    """A clerk's computer: its office, its window, and the cable that gets pulled.

    Attributes:
        cut: what was cut so far, as (request, whether the city had done it by then).
    """

    name: str
    office: OpenOffice
    window: MainWindow
    proxy: FaultProxy
    hands: Hands
    cut: set[tuple[str, bool]] = field(default_factory=set)

    @property
    def page(self) -> Any:
        """The page of the exchange, opened."""
        self.window.go(Target("exchange"))
        self.hands.settle_all(self.window.desk.background)
        return self.window.page()

    @property
    def says(self) -> str:
        """What the frame says of the exchange."""
        return self.window._top.exchange.text()  # the frame has no other way to be read

    def sit_down(self) -> None:
        """Turn to this computer: its window is the one that hears the keyboard."""
        self.window.activateWindow()
        self.hands.qtbot.waitUntil(self.window.isActiveWindow)

    def enrol(self, code: Callable[[], str]) -> None:
        """Type address and code into the form until the city has taken them and the first exchange is through.

        A code whose answer was lost is spent: the clerk asks for another one.
        """
        page = self.page
        form = page.setup.form
        for faults in cuts():
            form.editor("address").setText(self.proxy.address)
            form.editor("code").setText(code())
            form.editor("computer").setText(self.name)
            self.proxy.follow(faults)
            with self.hands.qtbot.waitSignal(page.setup.courier.came_back, timeout=LONG_MS):
                self.hands.qtbot.mouseClick(page.setup.enrol_button, Qt.MouseButton.LeftButton)
            self.hands.settle_all(self.window.desk.background)
            self._note_cuts()
            if page.state.isVisible():
                break
            assert page.setup.isVisible()
            assert "connection" in seen(page.setup).casefold()
            self.hands.picture(self, "enrolment cut off")
        else:
            raise AssertionError("never enrolled")
        self.proxy.follow([])
        self.hands.wait_for_rest(self.window)
        self.exchange()

    def exchange(self) -> None:
        """Press the button again and again, the cable pulled a little later each time, until all is through."""
        for faults in cuts():
            self.proxy.follow(faults)
            result = self._attempt()
            self._note_cuts()
            if result is not None and result.problem is None and result.complete:
                break
            assert "No connection" in self.says, (result, self.says)
            self.window.go(Target("workers"))  # work goes on meanwhile
            self.hands.settle_all(self.window.desk.background)
            assert self.window.page().isEnabled()
        else:
            raise AssertionError("never through")
        self.proxy.follow([])
        assert "No connection" not in self.says

    def exchange_undisturbed(self) -> None:
        """Press the button once."""
        self.proxy.follow([])
        result = self._attempt()
        assert result is not None
        assert result.complete, result

    def _attempt(self) -> RoundResult | None:
        """Exchange at once; return what came of it, None where nothing could."""
        loop = self.window.exchange
        assert loop is not None
        self.hands.wait_for_rest(self.window)
        with self.hands.qtbot.waitSignal(loop.courier.came_back, timeout=LONG_MS) as back:
            loop.now()
        self.hands.settle_all(self.window.desk.background)
        assert back.args is not None
        result: RoundResult | None = back.args[0]
        return result

    def _note_cuts(self) -> None:
        self.cut |= {
            (each.line.rpartition("/v1")[2] or "/", each.fault is DROP_REPLY)
            for each in self.proxy.seen
            if each.fault is not PASS
        }


@dataclass
class Hands:
    """What a person at the computers does beside typing: wait, and look."""

    qtbot: QtBot
    settle_all: SettleAll
    album: Path

    def wait_for_rest(self, window: MainWindow) -> None:
        """Wait until no attempt is under way."""
        loop = window.exchange
        assert loop is not None
        self.qtbot.waitUntil(lambda: not loop.is_out, timeout=LONG_MS)
        self.settle_all(window.desk.background)

    def picture(self, computer: Computer, what: str) -> None:
        """Keep how a window stands now."""
        QApplication.processEvents()
        self.album.mkdir(exist_ok=True)
        number = len(list(self.album.iterdir()))
        assert computer.window.grab().save(str(self.album / f"{number:02} {computer.name} {what}.png"))


def cuts() -> Iterator[Iterator[Fault]]:
    """Yield what happens on the line in each attempt: the cable is pulled before a request arrives, then behind it."""
    for place in range(MOST_CUTS):
        for last in (DROP_REQUEST, DROP_REPLY):
            yield chain(repeat(PASS, place), [last], repeat(DROP_REQUEST))


def seen(widget: QWidget) -> str:
    """Return all that a widget says."""
    QApplication.processEvents()
    return "\n".join(found.text() for found in widget.findChildren(QLabel) if found.isVisible())


def history(office: OpenOffice) -> set[tuple[UUID, datetime, str, str]]:
    """Return what clerks did, when and by whom, as the journal of a computer tells it."""
    return {(act.id, act.at, act.actor, str(act.sentence)) for act in office.read(list_acts) if act.actor == CLERK}


@pytest.fixture
def hands(qtbot: QtBot, settle_all: SettleAll, tmp_path: Path) -> Hands:
    return Hands(qtbot, settle_all, tmp_path / "pictures")


@contextmanager
def computer(
    name: str, township: str, folder: Path, city: CityServer, open_window: OpenWindow, hands: Hands
) -> Iterator[Computer]:
    with real_office(folder / name, township) as office, fault_proxy(city.address) as proxy:
        window = open_window(office)
        yield Computer(name, office, window, proxy, hands)
        assert window.exchange is not None
        window.exchange.stop()


def test_two_offices_two_computers_each_and_a_city_with_the_connection_cut_at_every_step(
    city: CityServer, open_window: OpenWindow, hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "ask", lambda *_words, **_more: True)
    with ExitStack() as stack:
        first, second, third, fourth = (
            stack.enter_context(computer(name, township, tmp_path, city, open_window, hands))
            for name, township in (
                ("崇文1号机", TOWNSHIP),
                ("崇文2号机", TOWNSHIP),
                ("另镇1号机", OTHER_TOWNSHIP),
                ("另镇2号机", OTHER_TOWNSHIP),
            )
        )
        all_of_them = (first, second, third, fourth)
        begin(first, third, city)
        join(second, fourth, city)
        settle_a_conflict(first, second)
        be_sent_back(first, second, city)
        for each in (first, second, third, fourth, first):
            each.exchange_undisturbed()
        assert business_state(first.office) == business_state(second.office)
        assert business_state(third.office) == business_state(fourth.office)
        assert history(third.office) == history(fourth.office)
        # What the city did not take as it was stays with the computer on which it was done.
        own = {sentence for *_act, sentence in history(first.office) ^ history(second.office)}
        assert own == {"Change 张三", "Turn 直隶村社区居民委员会"}
        for each in all_of_them:
            assert not list_cards(each.office)
            assert each.page.pending.rows() == []
            assert each.office.verify().ok
            hands.picture(each, "at rest")
        requests = {request for each in all_of_them for request, _done in each.cut}
        assert {"/enrol", "/token", "/push", "/pull"} <= requests, requests
        for request in ("/enrol", "/push", "/pull"):
            assert {done for each in all_of_them for name, done in each.cut if name == request} == {True, False}


def begin(first: Computer, third: Computer, city: CityServer) -> None:
    """One computer of each township has worked for a while and then takes part."""
    for each, person, township in ((first, "张三", TOWNSHIP), (third, "孙七", OTHER_TOWNSHIP)):
        with_grids(each.office, each=1)
        enter(each.office, person, address="城关村12号")
        each.enrol(partial(city.issue_code, township))
        each.exchange()
        each.hands.picture(each, "takes part")


def join(second: Computer, fourth: Computer, city: CityServer) -> None:
    """The other computer of each township gets what the first one has, and nothing of the neighbours'."""
    for each, person, stranger, township in (
        (second, "张三", "孙七", TOWNSHIP),
        (fourth, "孙七", "张三", OTHER_TOWNSHIP),
    ):
        each.enrol(partial(city.issue_code, township))
        assert address_of(each.office, person) == "城关村12号"
        with pytest.raises(NotFoundError):
            each.office.read(find_worker_id, stranger)
        each.window.go(Target("workers", record_id=str(each.office.read(find_worker_id, person))))
        each.hands.settle_all(each.window.desk.background)
        assert "城关村12号" in seen(each.window.page())
        each.hands.picture(each, "has what the other one entered")


def settle_a_conflict(first: Computer, second: Computer) -> None:
    """Both computers of a township change the same address; the second one's clerk decides with a key."""
    change(first.office, address="城关村8号")
    change(second.office, address="城关村21号")
    first.exchange()
    second.exchange()
    assert "To be settled 1" in second.says
    second.sit_down()
    table = second.page.issues["conflict"].table
    second.hands.qtbot.mouseClick(second.window._top.exchange, Qt.MouseButton.LeftButton)
    second.hands.picture(second, "conflict")
    second.hands.qtbot.keyClick(table, Qt.Key.Key_2)
    second.hands.settle_all(second.window.desk.background)
    assert not list_cards(second.office)
    second.exchange()
    first.exchange()
    assert address_of(first.office) == address_of(second.office)
    first.window.go(Target("journal"))
    first.hands.settle_all(first.window.desk.background)
    first.hands.picture(first, "history after the conflict")


def be_sent_back(first: Computer, second: Computer, city: CityServer) -> None:
    """The county takes over a community that a clerk then changes; she gives her change up."""
    community = take_over_community(city, first.office)
    first.office.act(
        Message("Turn {name}", {"name": community.name}),
        lambda session: set_community_urban(session, community.id, urban=not community.urban),
    )
    first.exchange()
    (card,) = list_cards(first.office)
    assert card.issue.kind == "refusal"
    first.window.go(Target("exchange", "refusal"))
    first.hands.settle_all(first.window.desk.background)
    first.hands.picture(first, "sent back")
    page: Any = first.window.page()
    page.issues["refusal"].pane.acts["give_up"].click()
    first.hands.settle_all(first.window.desk.background)
    assert not list_cards(first.office)
    first.exchange()
    second.exchange()
