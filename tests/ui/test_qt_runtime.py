"""What the locked Qt must be able to do on the Python that runs it; other versions have failed here."""

from __future__ import annotations

import sys

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


def test_many_calls_do_not_wear_out_none(qtbot: QtBot) -> None:
    """PySide6 6.12 takes one reference too many from None per call: before Python 3.12 the interpreter aborts.

    On 3.12 and newer None is immortal and this cannot fail.
    """
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(300_000):
        label.setText("1" if number % 2 else "2")
    assert abs(sys.getrefcount(None) - before) < 10_000


def test_qt_is_of_the_versions_that_start_on_the_target_desktops() -> None:
    assert (6, 8) <= tuple(map(int, qVersion().split(".")[:2])) < (6, 10)
