"""A theme, preferences, an office in memory, and the one door; tests wait for its `idle`."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from gridadmin.config import find_resources
from gridadmin.i18n import Message
from gridadmin.sync.lease import Lease
from gridadmin.ui.background import Background
from gridadmin.ui.preferences import PreferenceStore
from gridadmin.ui.theme import Theme, current, use_theme

ANSWER_MS = 15_000


class MemoryOffice:
    """An office whose services get a dict as their session; what they return is what they made of it."""

    name = "城关街道办事处"
    account_name = "王芳"
    practice = False

    def __init__(self) -> None:
        self.session: dict[str, Any] = {}
        self.acts: list[str] = []
        self.photos: dict[str, bytes] = {}
        self.on_changed: Callable[[frozenset[str]], None] = lambda _words: None
        self.closed = False

    def read(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return fn(self.session, *args, **kwargs)

    def act(
        self, sentence: Message | Callable[[Any], Message], fn: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> Any:
        result = fn(self.session, *args, **kwargs)
        self.acts.append(str(sentence(result) if callable(sentence) else sentence))
        self.on_changed(frozenset({"workers"}))
        return result

    def exchange(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return fn(self.session, *args, **kwargs)

    def take_lease(self) -> Lease:
        return Lease(lambda: None)

    def photo(self, digest: str) -> bytes | None:
        return self.photos.get(digest)

    def photo_digests(self) -> frozenset[str]:
        return frozenset(self.photos)

    def receive_photo(self, digest: str, content: bytes) -> None:
        self.photos[digest] = content

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def theme(qapp: QApplication) -> Theme:
    try:
        used = current()
    except IndexError:
        return use_theme(Theme(find_resources(), "light", 100))
    if (used.mode, used.text_percent) != ("light", 100):
        used.use("light", 100)
    return used


@pytest.fixture
def preferences(tmp_path: Path) -> PreferenceStore:
    return PreferenceStore(tmp_path / "settings.json")


@pytest.fixture
def office() -> MemoryOffice:
    return MemoryOffice()


@pytest.fixture
def background(qtbot: QtBot, office: MemoryOffice) -> Iterator[Background]:
    door = Background()
    door.use(office)
    yield door
    door.shut()


@pytest.fixture
def settle(qtbot: QtBot, background: Background) -> Callable[[], None]:
    """Wait until every answer has been handed out."""

    def wait() -> None:
        if not background.is_idle:
            with qtbot.waitSignal(background.idle, timeout=10_000):
                pass

    return wait


@pytest.fixture(autouse=True)
def no_dialog_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test whose dialog nobody answers, instead of waiting for a clerk who is not there."""
    unanswered: list[str] = []
    show = QDialog.exec

    def exec_for_a_while(dialog: QDialog) -> int:
        def give_up() -> None:
            words = [part.text() for part in dialog.findChildren(QLabel) if part.text()]
            unanswered.append(f"{type(dialog).__name__}: {' | '.join(words)}")
            dialog.reject()

        timer = QTimer(dialog, singleShot=True, interval=ANSWER_MS)
        timer.timeout.connect(give_up)
        timer.start()
        return show(dialog)

    monkeypatch.setattr(QDialog, "exec", exec_for_a_while)
    yield
    if unanswered:
        pytest.fail("nobody answered " + "; ".join(unanswered), pytrace=False)
