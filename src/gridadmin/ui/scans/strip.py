"""A card with the scanned pages of a record as thumbnails: files are chosen or dropped, opened large, removed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QPixmap
from PySide6.QtWidgets import QFileDialog, QFrame, QMenu, QPushButton, QScrollArea, QWidget

from gridadmin.domain.scans import Paper, ScanRow
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.scans import ENDINGS, ScansReport, file_scans
from gridadmin.services.scans import list_scans, remove_scan
from gridadmin.ui.dialogs import ProgressDialog, ask, tell
from gridadmin.ui.dropped_files import dropped_files
from gridadmin.ui.layouts import button, column, label, restyle, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.scans.pictures import thumbnail
from gridadmin.ui.scans.viewer import ScanViewer
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, SNUG

THUMB_WIDTH, THUMB_HEIGHT = 84, 112
EDGE = 6


class ScanStrip(QFrame):
    """The scanned pages of one record; it reads them itself and again after every act.

    Signals:
        counted: how many pages there are.
    """

    counted = Signal(int)

    def __init__(self, desk: Desk, table: str, title: str = "") -> None:
        """Make a strip for pages in a table (`models/scans.py`); nothing is shown until `show_scans`."""
        super().__init__()
        self._desk, self._table = desk, table
        self._owner_id: UUID | None = None
        self._of = ""
        self._title = title
        self.rows: tuple[ScanRow, ...] = ()
        self._read_only = True
        self.setProperty("panel", "card")
        self.setAcceptDrops(True)
        self._heading = label(title or _("Scanned papers"), "strong")
        self._add = button(_("Add …"), self.choose_files, "quiet", "plus")
        self._add.setToolTip(_("Pictures or PDF files; they can be dropped here, too"))
        self._nothing = label("", "muted", wrap=True)
        self._line = row(spacing=SNUG)
        self._area = self._make_area()
        body = column(row(self._heading, 1, self._add), self._nothing, self._area, spacing=SNUG, margins=(MEDIUM,) * 4)
        self.setLayout(body)
        desk.background.changed.connect(self._on_changed)

    def show_scans(self, owner_id: UUID | None, of: str, read_only: bool) -> None:
        """Show the pages of a record; `of` is what it is called in the journal's sentences. None shows nothing."""
        if owner_id != self._owner_id:
            self._show_rows(())
        self._owner_id, self._of, self._read_only = owner_id, of, read_only
        self._add.setVisible(owner_id is not None and not read_only)
        self._read()

    def choose_files(self) -> None:
        """Ask for picture files and PDFs and file them."""
        kinds = _("Pictures and PDF") + f" ({' '.join(sorted('*' + ending for ending in ENDINGS))})"
        paths, _kind = QFileDialog.getOpenFileNames(self, _("Scanned papers"), "", kinds)
        self.add_files([Path(path) for path in paths])

    def add_files(self, paths: Sequence[Path]) -> None:
        """File pictures and PDFs with the record."""
        if not paths or self._owner_id is None or self._read_only:
            return
        paper = Paper(self._table, self._owner_id, self._of)
        done, failed = self._on_filed, self._on_failed
        told = self._desk.background.run(file_scans, paper, list(paths), done=done, failed=failed, caller=self)
        self._working = ProgressDialog(self, _("Reading scanned papers"), self._desk.background, told)

    def open_page(self, place: int) -> None:
        """Show a page large."""
        viewer = ScanViewer(self, self._desk, self.rows, place)
        viewer.remove_asked.connect(self.remove)
        viewer.finished.connect(viewer.deleteLater)
        viewer.open()

    def remove(self, page: ScanRow) -> None:
        """Take a page away after asking; it can be undone."""
        if self._read_only:
            return
        words = _("{title}, page {place}, filed on {day}. Ctrl+Z brings it back.")
        text = words.format(title=page.title, place=page.place, day=page.added_on.isoformat())
        if ask(self, _("Remove this page?"), text, _("Remove the page"), grave=True):
            sentence = Message(N_("Removed a scanned page of {of}"), {"of": self._of})
            self._desk.background.act(sentence, remove_scan, self._table, page.id, page.version, caller=self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept pictures and PDFs."""
        if self._owner_id is not None and not self._read_only and dropped_files(event, *ENDINGS):
            restyle(self, panel="drop", over="true")
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Look as before."""
        restyle(self, panel="card", over="")

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        restyle(self, panel="card", over="")
        event.acceptProposedAction()
        self.add_files(dropped_files(event, *ENDINGS))

    def _make_area(self) -> QScrollArea:
        holder = QWidget()
        holder.setLayout(row(self._line, 1))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        area.setMinimumHeight(current().px(THUMB_HEIGHT + 4 * EDGE + 4))
        area.setMaximumHeight(current().px(THUMB_HEIGHT + 4 * EDGE + 4))
        area.hide()
        return area

    def _read(self) -> None:
        if self._owner_id is not None:
            args = (self._table, self._owner_id)
            self._desk.background.read(list_scans, *args, done=self._show_rows, caller=self)

    def _show_rows(self, rows: Sequence[ScanRow]) -> None:
        if tuple(rows) != self.rows or not rows:
            self.rows = tuple(rows)
            self._fill()
        self.counted.emit(len(rows))

    def _fill(self) -> None:
        while (item := self._line.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for place, page in enumerate(self.rows):
            self._line.addWidget(self._thumb(place, page))
        title = self._title or _("Scanned papers")
        self._heading.setText(f"{title} {len(self.rows)}" if self.rows else title)
        hint = _("Nothing is filed yet.") if self._read_only else _("Drop pictures or PDF files here, or add them.")
        self._nothing.setText(hint)
        self._nothing.setVisible(not self.rows)
        self._area.setVisible(bool(self.rows))

    def _thumb(self, place: int, page: ScanRow) -> QPushButton:
        made = _Thumb(page)
        made.clicked.connect(lambda _checked=False: self.open_page(place))
        made.remove_asked.connect(partial(self.remove, page))
        made.customContextMenuRequested.connect(lambda at: self._menu(made, place, page).popup(made.mapToGlobal(at)))
        office: Any = self._desk.background.office
        size = QSize(current().px(THUMB_WIDTH), current().px(THUMB_HEIGHT))
        done = made.show_picture
        self._desk.background.call(thumbnail, office, page.digest, size, done=done, caller=made)
        return made

    def _menu(self, parent: QWidget, place: int, page: ScanRow) -> QMenu:
        menu = QMenu(parent)
        menu.addAction(_("Open"), lambda: self.open_page(place))
        if not self._read_only:
            menu.addAction(_("Remove the page"), lambda: self.remove(page))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _on_filed(self, report: ScansReport) -> None:
        self._working.finish()
        if report.left:
            lines = "\n".join(f"{left.file.name}: {left.reason}" for left in report.left)
            title = _("{count} files were not taken").format(count=len(report.left))
            tell(self, title, lines, "warning")

    def _on_failed(self, error: Any) -> None:
        self._working.finish()
        self._desk.background.on_failed(error)

    def _on_changed(self, _features: frozenset[str]) -> None:
        if self.isVisible():
            self._read()


class _Thumb(QPushButton):
    """One page, small; Enter opens it, Delete removes it."""

    remove_asked = Signal()

    def __init__(self, page: ScanRow) -> None:
        super().__init__()
        self.setProperty("look", "tile")
        self.setAutoDefault(False)
        self.setFixedSize(current().px(THUMB_WIDTH + 2 * EDGE), current().px(THUMB_HEIGHT + 2 * EDGE))
        words = _("{title}, page {place}, filed on {day}")
        text = words.format(title=page.title, place=page.place, day=page.added_on.isoformat())
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.setIcon(current().icon("file-text", "faint", 28))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def show_picture(self, picture: Any) -> None:
        """Show the page; a lost picture keeps the sign of a paper and says so."""
        if picture is None:
            self.setToolTip(self.toolTip() + "\n" + _("The picture is not here yet."))
            return
        pixmap = QPixmap.fromImage(picture)
        self.setIcon(pixmap)
        self.setIconSize(pixmap.size())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete asks to remove the page, Enter opens it."""
        if event.key() == Qt.Key.Key_Delete:
            self.remove_asked.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Delete belongs to the page while it has the focus, whatever the window does with it."""
        if event.type() == QEvent.Type.ShortcutOverride and cast(QKeyEvent, event).key() == Qt.Key.Key_Delete:
            event.accept()
            return True
        return super().event(event)
