"""Work on a thread of its own reaches the office through the database thread alone, and holds up no page."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from gridadmin.domain.errors import CancelledError, NotFoundError
from gridadmin.domain.exchange import Connection
from gridadmin.jobs.office import utc_now
from gridadmin.jobs.progress import Progress
from gridadmin.sync.city import NoAnswerError
from gridadmin.sync.http import HttpCity
from gridadmin.ui.background import Background
from gridadmin.ui.exchange.courier import Courier
from tests.ui.conftest import MemoryOffice


@pytest.fixture
def courier(qtbot: QtBot) -> Courier:
    return Courier()


@pytest.fixture
def silent_city() -> Iterator[socket.socket]:
    """A server that takes a connection and says nothing until it is closed."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def sent(courier: Courier, work: Callable[[Progress], Any], qtbot: QtBot) -> tuple[Any, Any]:
    with qtbot.waitSignal(courier.came_back, timeout=10_000) as back:
        assert courier.send(work)
    result, error = back.args or (None, None)
    return result, error


def test_steps_are_done_on_the_database_thread(courier: Courier, background: Background, qtbot: QtBot) -> None:
    steps, threads = background.steps(), list[Any]()
    background.read(lambda _session: QThread.currentThread(), done=threads.append)

    def attempt(_progress: Progress) -> list[Any]:
        here = QThread.currentThread()
        return [here, steps.read(lambda _session: QThread.currentThread()), steps.exchange(lambda _session: "written")]

    (here, there, written), error = sent(courier, attempt, qtbot)
    assert error is None
    assert there is threads[0]
    assert here is not there
    assert here is not QThread.currentThread()
    assert written == "written"


def test_photos_go_the_same_way(courier: Courier, background: Background, office: MemoryOffice, qtbot: QtBot) -> None:
    steps = background.steps()

    def attempt(_progress: Progress) -> object:
        steps.receive_photo("a1", b"a photo")
        return steps.photo_digests(), steps.photo("a1"), steps.photo("b2")

    result, error = sent(courier, attempt, qtbot)
    assert error is None
    assert result == (frozenset({"a1"}), b"a photo", None)
    assert office.photos == {"a1": b"a photo"}


def test_what_a_step_raises_is_raised_where_it_was_asked(
    courier: Courier, background: Background, qtbot: QtBot
) -> None:
    steps = background.steps()

    def missing(_session: object) -> None:
        raise NotFoundError("gone")

    result, error = sent(courier, lambda _progress: steps.read(missing), qtbot)
    assert result is None
    assert isinstance(error, NotFoundError)


def test_a_page_reads_while_the_city_does_not_answer(
    courier: Courier, background: Background, qtbot: QtBot, silent_city: socket.socket
) -> None:
    steps = background.steps()
    city = HttpCity(Connection(f"http://127.0.0.1:{silent_city.getsockname()[1]}"), None, clock=utc_now)

    def attempt(_progress: Progress) -> object:
        steps.read(lambda _session: None)
        return city.capabilities()

    with qtbot.waitSignal(courier.came_back, timeout=10_000) as back:
        assert courier.send(attempt)
        connection, _address = silent_city.accept()  # the question has left, and nothing will answer it
        heard: list[str] = []
        background.read(lambda _session: "a page", done=heard.append)
        qtbot.waitUntil(lambda: heard == ["a page"])
        assert courier.is_out
        assert not courier.send(attempt)
        connection.close()
    assert back.args is not None
    assert isinstance(back.args[1], NoAnswerError)
    assert not courier.is_out


def test_steps_end_with_the_office(courier: Courier, background: Background, qtbot: QtBot) -> None:
    steps = background.steps()

    def attempt(_progress: Progress) -> None:
        background.shut()
        steps.read(lambda _session: None)

    _result, error = sent(courier, attempt, qtbot)
    assert isinstance(error, CancelledError)


def test_a_closed_office_is_touched_by_no_step(
    courier: Courier, background: Background, office: MemoryOffice, qtbot: QtBot
) -> None:
    steps = background.steps()
    office.close()
    _result, error = sent(courier, lambda _progress: steps.read(lambda _session: None), qtbot)
    assert isinstance(error, CancelledError)
