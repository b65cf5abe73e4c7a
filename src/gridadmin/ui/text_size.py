"""Ctrl and the wheel, Ctrl and plus, minus, 0: one size of text for the whole program."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent, QWindow
from PySide6.QtWidgets import QWidget

from gridadmin.ui.preferences import TEXT_STEP, PreferenceStore
from gridadmin.ui.shortcuts import Key, on_key
from gridadmin.ui.theme import current


class _WheelWatch(QObject):
    """Takes Ctrl+wheel before any list scrolls by it.

    It watches the windows as the screen knows them, each from the first time it is active: what arrives there is what
    a person does. A filter on the whole application would be called for every event of every widget, a third of the
    time in which a page is built.
    """

    def __init__(self, window: QWidget, preferences: PreferenceStore) -> None:
        super().__init__(window)
        self._preferences = preferences
        self._turned = 0
        QGuiApplication.instance().focusWindowChanged.connect(self._watch)  # type: ignore[union-attr]
        self._watch(QGuiApplication.focusWindow())

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Return True for the wheel turned with Ctrl; a notch is 120, and touch pads send fractions of it."""
        if not isinstance(event, QWheelEvent) or not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if event.isBeginEvent() or event.angleDelta().y():
            self._turned += event.angleDelta().y()
            notches = int(self._turned / 120)
            if notches:
                self._turned -= notches * 120
                change_text_size(self._preferences, notches)
        return True


def change_text_size(preferences: PreferenceStore, steps: int) -> None:
    """Make text larger (or smaller, steps < 0) by steps of 10 %, between 90 and 200 %."""
    set_text_size(preferences, preferences.now.text_percent + steps * TEXT_STEP)


def set_text_size(preferences: PreferenceStore, percent: int) -> None:
    """Set the size of text in percent and remember it."""
    before = preferences.now.text_percent
    now = preferences.change(text_percent=percent).text_percent
    if now != before or now != current().text_percent:
        current().use(text_percent=now)


def follow_text_size(window: QWidget, preferences: PreferenceStore) -> None:
    """Give a window the keys and the wheel of the text size."""
    _WheelWatch(window, preferences)
    on_key(Key.LARGER, window, partial(change_text_size, preferences, 1))
    on_key(Key.SMALLER, window, partial(change_text_size, preferences, -1))
    on_key(Key.NORMAL_SIZE, window, partial(set_text_size, preferences, 100))
