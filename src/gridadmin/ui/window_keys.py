"""Binds the keys of `shortcuts` to the frame and to the page that is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QWidget

from gridadmin.ui.pages import Page
from gridadmin.ui.shortcuts import Key, KeysDialog, on_key


class Frame(Protocol):
    """What the keys need of the window."""

    def page(self) -> Page:
        """Return the page that is shown."""

    def open_search(self) -> None:
        """Ctrl+K."""

    def undo(self) -> None:
        """Ctrl+Z."""

    def redo(self) -> None:
        """Ctrl+Y."""


def bind_keys(window: QWidget, frame: Frame) -> None:
    """Give the window its keys; keys of a text field (its own Ctrl+Z) keep precedence, as Qt does it."""
    keys: dict[Key, Callable[[], object]] = {
        Key.FIND: frame.open_search,
        Key.UNDO: frame.undo,
        Key.REDO: frame.redo,
        Key.NEW: lambda: frame.page().new_record(),
        Key.FILTER: lambda: frame.page().filter_list(),
        Key.EXPORT: lambda: frame.page().export_list(),
        Key.PRINT: lambda: frame.page().print_page(),
        Key.REFRESH: lambda: frame.page().reload(),
        Key.NEXT_PANE: lambda: frame.page().next_pane(),
        Key.NEXT_RECORD: lambda: frame.page().step_record(1),
        Key.PREVIOUS_RECORD: lambda: frame.page().step_record(-1),
        Key.KEYS: lambda: KeysDialog(window).exec(),
    }
    for key, act in keys.items():
        on_key(key, window, act)
