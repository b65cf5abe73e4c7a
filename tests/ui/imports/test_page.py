"""A clerk imports files by clicks and keys; the clicks are counted (J3: a known sender ≤ 4, a new one ≤ 12)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QFileDialog
from pytestqt.qtbot import QtBot

from gridadmin.domain.imports import ImportKind, Outcome
from gridadmin.domain.queues import Target
from gridadmin.domain.workers import EmploymentKind
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.journal import list_acts
from gridadmin.services.workers import list_workers
from gridadmin.ui.fields import ChoiceField
from gridadmin.ui.imports.page import ImportsPage
from tests.corpus.cases import HEADER, person
from tests.corpus.writers import xlsx
from tests.real_offices import TODAY, business_state

Settle = Callable[[], None]


class Hand:
    """Clicks, and counts them; a drop and a choice in a list are one each."""

    def __init__(self, page: ImportsPage, qtbot: QtBot, settle: Settle) -> None:
        self.page, self._qtbot, self._settle, self.clicks = page, qtbot, settle, 0

    def drop(self, path: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        self.page.start.zone.dropEvent(
            QDropEvent(
                QPointF(5, 5),
                Qt.DropAction.CopyAction,
                data,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )
        self._done()

    def click(self, button: QAbstractButton) -> None:
        assert button.isVisible()
        assert button.isEnabled()
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self._done()

    def choose(self, field: ChoiceField, value: object) -> None:
        field.set_value(value)
        self._done(2)

    def _done(self, clicks: int = 1) -> None:
        self.clicks += clicks
        self._settle()


@pytest.fixture
def hand(page: ImportsPage, qtbot: QtBot, settle: Settle) -> Hand:
    return Hand(page, qtbot, settle)


def numbers(page: ImportsPage) -> tuple[int, ...]:
    report = page.report
    assert report is not None
    return report.new, report.updated, report.unchanged, report.rejected


def test_a_known_sender_takes_four_clicks(
    page: ImportsPage, hand: Hand, office: OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settle: Settle
) -> None:
    first, second = tmp_path / "十月.xlsx", tmp_path / "十一月.xlsx"
    title = [["填报单位：提固新村村委会"]]
    xlsx([*title, HEADER, *(person(index) for index in range(1, 6))])(first)
    bad = [*person(8)[:2], "371525199001010", *person(8)[3:]]
    xlsx([*title, HEADER, *(person(index) for index in range(1, 8)), bad])(second)
    hand.drop(first)
    hand.click(page.map.go)
    hand.click(page.preview.go)
    page.start_again()
    out = tmp_path / "退回.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    monkeypatch.setattr("gridadmin.ui.imports.page.QDesktopServices.openUrl", lambda _url: True)
    hand.clicks = 0
    hand.drop(second)
    assert page.stack.currentWidget() is page.preview
    assert numbers(page) == (2, 0, 5, 1)
    hand.click(page.preview.go)
    hand.click(page.result.back)
    hand.clicks += 1  # the button of the system's dialog
    assert out.is_file()
    assert hand.clicks <= 4
    assert len(office.read(list_workers, TODAY)) == 7


def test_a_new_sender_takes_twelve_clicks(
    page: ImportsPage, hand: Hand, corpus: Path, tmp_path: Path, office: OpenOffice
) -> None:
    path = tmp_path / "陌生.xlsx"
    rows = ([*person(n)[1:5], person(n)[8]] for n in range(1, 6))
    xlsx([["姓名", "这个号", "性别", "打哪个", "归哪里"], *rows])(path)
    hand.drop(path)
    assert page.stack.currentWidget() is page.map
    view = page.map.views[0]
    for index, field in ((1, "id_number"), (3, "phones"), (4, "community")):
        hand.choose(view.pickers[index], field)
    hand.choose(page.map.employment, EmploymentKind.PART_TIME)
    hand.click(page.map.go)
    assert numbers(page) == (5, 0, 0, 0)
    hand.click(page.preview.go)
    assert hand.clicks <= 12
    assert len(office.read(list_workers, TODAY)) == 5


def test_preview_shows_rows_and_the_four_numbers_filter(page: ImportsPage, hand: Hand, corpus: Path) -> None:
    hand.drop(corpus / "codes_and_synonyms.xlsx")
    hand.click(page.map.go)
    assert numbers(page) == (4, 0, 0, 1)
    assert page.preview.model.rowCount() == 5
    hand.click(page.preview.tiles[Outcome.REJECTED])
    assert [item.outcome.row for item in page.preview.model.rows()] == [6]
    hand.click(page.preview.tiles[Outcome.REJECTED])
    assert page.preview.model.rowCount() == 5


def test_a_cell_is_corrected_in_place(
    page: ImportsPage, hand: Hand, corpus: Path, qtbot: QtBot, settle: Settle
) -> None:
    hand.drop(corpus / "codes_and_synonyms.xlsx")
    hand.click(page.map.go)
    hand.click(page.preview.fix)
    for _round in range(6):
        fixes = {"少先队员": "群众", "高小": "小学", "临时": "兼职", "亲戚": "其他", "队长": "网格长"}
        for editor in page.detail.editors.values():
            editor.setText(fixes.get(editor.text(), editor.text()))
        qtbot.keyClick(next(iter(page.detail.editors.values())), Qt.Key.Key_Return)
        settle()
        if numbers(page)[3] == 0:
            break
    assert numbers(page) == (5, 0, 0, 0)


def test_a_row_is_left_out(page: ImportsPage, hand: Hand, corpus: Path, settle: Settle) -> None:
    hand.drop(corpus / "codes_and_synonyms.xlsx")
    hand.click(page.map.go)
    hand.click(page.preview.fix)
    page.detail._skip()
    settle()
    assert numbers(page) == (4, 0, 0, 0)
    assert page.report is not None
    assert 6 in [item.row for item in page.report.skipped]


def test_the_undo_on_the_result_takes_all_back(page: ImportsPage, hand: Hand, corpus: Path, office: OpenOffice) -> None:
    before = business_state(office)
    hand.drop(corpus / "titles_and_totals.xlsx")
    hand.click(page.map.go)
    hand.click(page.preview.go)
    assert business_state(office) != before
    hand.click(page.result.undo)
    assert business_state(office) == before
    assert not page.result.undo.isVisible()


def test_recent_imports_can_be_undone(
    page: ImportsPage, hand: Hand, corpus: Path, office: OpenOffice, settle: Settle, went: list[Target]
) -> None:
    hand.drop(corpus / "grids_clean.xlsx")
    assert page.file is not None
    assert page.file.kind is ImportKind.GRIDS
    hand.click(page.map.go)
    hand.click(page.preview.go)
    hand.click(page.result.open)
    assert went == [Target("grids")]
    act = office.read(list_acts, 1)[0]
    page.start.undo_asked.emit(act)
    settle()
    assert office.read(list_acts, 1)[0].undoes == act.id


def test_what_is_no_sheet_is_said_and_nothing_is_open(
    page: ImportsPage, hand: Hand, tmp_path: Path, told: list[str]
) -> None:
    path = tmp_path / "空.xlsx"
    path.write_bytes(b"")
    hand.drop(path)
    assert page.stack.currentWidget() is page.start
    assert "空.xlsx" in told[0]


def test_photos_are_matched_and_imported(
    page: ImportsPage, hand: Hand, corpus: Path, tmp_path: Path, office: OpenOffice, resources: Path
) -> None:
    from PIL import Image

    hand.drop(corpus / "titles_and_totals.xlsx")
    hand.click(page.map.go)
    hand.click(page.preview.go)
    page.start_again()
    folder = tmp_path / "照片"
    folder.mkdir()
    for name in (f"{person(1)[2]}.jpg", f"{person(2)[1]}一寸照片.png", "没有这个人.jpg"):
        Image.new("RGB", (120, 160), "#557799").save(folder / name)
    hand.drop(folder)
    assert [line.worker_id is not None for line in page.photos.lines] == [True, True, False]
    hand.click(page.photos.go)
    with_photo = [row for row in office.read(list_workers, TODAY) if row.photo]
    assert len(with_photo) == 2
    act = office.read(list_acts, 1)[0]
    office.undo_act(act.id)
    assert not [row for row in office.read(list_workers, TODAY) if row.photo]
