"""The strip of scanned pages: filled by dropping, opened large, a page removed and brought back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from gridadmin.domain.queues import Target
from gridadmin.jobs.office import OpenOffice
from gridadmin.ui.background import Background
from gridadmin.ui.pages import Desk
from gridadmin.ui.preferences import PreferenceStore
from gridadmin.ui.scans import strip as strip_module
from gridadmin.ui.scans.strip import ScanStrip
from gridadmin.ui.scans.viewer import ScanViewer
from tests.peopled_offices import TODAY, filled
from tests.real_offices import real_office
from tests.scanned_papers import SCANS, pdf, with_contract

Settle = Callable[[], None]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path / "office") as opened:
        yield opened


@pytest.fixture
def contract(office: OpenOffice) -> UUID:
    return with_contract(office, filled(office).workers["张三"])


@pytest.fixture
def strip(
    qtbot: QtBot, background: Background, preferences: PreferenceStore, contract: UUID, settle: Settle
) -> ScanStrip:
    went: list[Target] = []
    made = ScanStrip(Desk(background, preferences, TODAY, went.append), SCANS)
    qtbot.addWidget(made)
    made.show()
    made.show_scans(contract, "劳动合同 张三", read_only=False)
    settle()
    return made


def drop(strip: ScanStrip, *paths: Path) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), action, data, Qt.MouseButton.LeftButton, none)
    entering.ignore()
    strip.dragEnterEvent(entering)
    if entering.isAccepted():
        strip.dropEvent(QDropEvent(QPointF(5, 5), action, data, Qt.MouseButton.LeftButton, none))
    return entering.isAccepted()


def thumbs(strip: ScanStrip) -> list[QPushButton]:
    return [each for each in strip.findChildren(strip_module._Thumb) if not each.isHidden()]


def test_dropped_files_become_pages_and_undo_takes_them_away(
    strip: ScanStrip, office: OpenOffice, background: Background, tmp_path: Path, settle: Settle
) -> None:
    (tmp_path / "note.txt").touch()
    assert not drop(strip, tmp_path / "note.txt")
    assert drop(strip, pdf(tmp_path / "合同.pdf", 3))
    settle()
    assert [row.title for row in strip.rows] == ["合同"] * 3
    assert len(thumbs(strip)) == 3
    assert all(thumb.iconSize().height() > 40 for thumb in thumbs(strip))
    background.call(office.undo)
    settle()
    assert thumbs(strip) == []


def test_a_page_is_seen_large_and_removed(
    qtbot: QtBot, strip: ScanStrip, tmp_path: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    strip.add_files([pdf(tmp_path / "合同.pdf", 2)])
    settle()
    qtbot.keyClick(thumbs(strip)[0], Qt.Key.Key_Return)
    settle()
    (viewer,) = strip.findChildren(ScanViewer)
    assert viewer._count.text() == "1 / 2"
    qtbot.keyClick(viewer, Qt.Key.Key_Right)
    settle()
    assert viewer._count.text() == "2 / 2"
    assert viewer._picture.pixmap().height() > 200
    viewer.zoom.choose("percent")
    settle()
    assert viewer._picture.pixmap().height() == 1754
    monkeypatch.setattr(strip_module, "ask", lambda *_args, **_kwargs: True)
    viewer._remove()
    settle()
    assert len(strip.rows) == 1


def test_what_was_not_taken_is_told(
    strip: ScanStrip, tmp_path: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 broken")
    told: list[str] = []
    monkeypatch.setattr(strip_module, "tell", lambda _parent, title, text, _tone: told.append(f"{title} {text}"))
    strip.add_files([tmp_path / "a.pdf"])
    settle()
    assert len(told) == 1
    assert "a.pdf" in told[0]


def test_a_past_day_offers_nothing(strip: ScanStrip, contract: UUID, tmp_path: Path, settle: Settle) -> None:
    strip.show_scans(contract, "合同", read_only=True)
    settle()
    assert not drop(strip, pdf(tmp_path / "a.pdf", 1))
    assert not strip._add.isVisible()
    assert not [each for each in strip.findChildren(QDialog) if each.isVisible()]
