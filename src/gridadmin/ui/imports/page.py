"""The page of imports: drop a file, look at its columns, see what it does, correct cells, import, take it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from gridadmin.domain.errors import CancelledError, GridAdminError
from gridadmin.domain.imports import ImportKind, ImportReport
from gridadmin.domain.journal import ActRow
from gridadmin.domain.queues import Target
from gridadmin.i18n import _
from gridadmin.intake.tables import shown
from gridadmin.jobs.imports import ImportFile, check_import, list_imports, open_import, return_workbook, run_import
from gridadmin.jobs.photos import ENDINGS, PhotoLine, PhotosReport, import_photos, match_photo_files
from gridadmin.jobs.progress import Progress
from gridadmin.jobs.workers import undo_one
from gridadmin.services.office import list_communities
from gridadmin.ui.dialogs import show_error
from gridadmin.ui.imports.correct import RowPane, Tables
from gridadmin.ui.imports.mapping import MapPane
from gridadmin.ui.imports.photos import PhotosPane
from gridadmin.ui.imports.preview import PreviewPane, preview_rows
from gridadmin.ui.imports.result import ResultPane, WorkPane
from gridadmin.ui.imports.start import StartPane
from gridadmin.ui.imports.steps import StepBar
from gridadmin.ui.imports.words import changes_words
from gridadmin.ui.layouts import button, column
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import PageHeader


class ImportsPage(Page):
    """One file at a time, from the drop to the undo."""

    features = frozenset({"imports", "workers", "grids", "journal"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.file: ImportFile | None = None
        self.report: ImportReport | None = None
        self._view = "all"
        self._act_id: UUID | None = None
        self.leave = button(_("Another file"), self.start_again, "quiet", "x")
        self.header = PageHeader(_("Import"), self.leave)
        self.steps = StepBar()
        self.start, self.map = StartPane(), MapPane()
        self.detail = RowPane()
        self.preview = PreviewPane(self.detail)
        self.work, self.result, self.photos = WorkPane(desk.background), ResultPane(), PhotosPane()
        self.stack = QStackedWidget()
        for pane in (self.start, self.map, self.preview, self.work, self.result, self.photos):
            self.stack.addWidget(pane)
        self.setLayout(column(self.header, self.steps, self.stack, spacing=0))
        self._connect()
        self.start_again()

    def reload(self) -> None:
        """Read the newest imports and the villages again."""
        self.desk.background.run(list_imports, done=self.start.show_recent, caller=self)
        self.desk.background.read(list_communities, done=self.map.show_communities, caller=self)
        self.start.zone.setEnabled(not self.desk.read_only)

    def panes(self) -> list[QWidget]:
        """The list and the row below it, or the box to drop on."""
        if self.stack.currentWidget() is self.preview:
            return [self.preview.table, *self.detail.editors.values()][:2]
        return [self.start.zone.choose]

    def filter_list(self) -> None:
        """Ctrl+F shows the rows with problems."""
        if self.stack.currentWidget() is self.preview:
            self._correct()

    def new_record(self) -> None:
        """Ctrl+N: another file."""
        self.start_again()

    def start_again(self) -> None:
        """Forget the file in hand."""
        self.file = self.report = None
        self._show(self.start, "")
        self.header.say(_("Rosters of villages, lists of grids of the county, photos"))
        self.start.zone.choose.setFocus()

    def open_paths(self, paths: list[Path]) -> None:
        """Open what was dropped: a folder or pictures are photos, else the first file is a sheet."""
        if self.desk.read_only or not paths:
            return
        if any(path.is_dir() or path.suffix.lower() in ENDINGS for path in paths):
            self._run(_("Looking whose photos these are"), match_photo_files, paths, done=self._show_photos)
        else:
            self.open_file(paths[0])

    def open_file(self, path: Path, kind: ImportKind | None = None) -> None:
        """Read a file; a known sender goes straight to the preview."""
        title = _("Reading {file}").format(file=path.name)
        self._run(title, open_import, path, kind, done=self._on_opened, back=self.start)

    def _connect(self) -> None:
        self.start.dropped.connect(self.open_paths)
        self.start.page_asked.connect(self.desk.go)
        self.start.undo_asked.connect(lambda act: self._undo(act.id))
        self.steps.chosen.connect(self._on_step)
        self.map.preview_asked.connect(self._preview)
        self.map.kind_chosen.connect(self._open_as)
        self.preview.import_asked.connect(self._import)
        self.preview.corrections_asked.connect(self._correct)
        self.preview.row_chosen.connect(self.detail.show_row)
        self.detail.corrected.connect(self._recheck)
        self.detail.skipped.connect(self._recheck)
        self.result.return_asked.connect(self._return)
        self.result.undo_asked.connect(self._undo_this)
        self.result.list_asked.connect(self._open_list)
        self.result.next_asked.connect(self.start_again)
        self.photos.left.connect(self.start_again)
        self.photos.import_asked.connect(self._import_photos)

    def _on_opened(self, file: ImportFile) -> None:
        self.file, self.report, self._view = file, None, "all"
        self.map.show_file(file, self.desk.as_of)
        self.header.say(self._about(file))
        if file.recognised:
            self._preview()
        else:
            self._show(self.map, "map")

    def _about(self, file: ImportFile) -> str:
        kind = file.kind.label
        if file.recognised:
            return _("Recognised: {sender}, {kind} · {file}").format(
                sender=file.sender or _("this layout"), kind=kind, file=file.path.name
            )
        if file.sender:
            return _("From {sender}, {kind} · {file}").format(sender=file.sender, kind=kind, file=file.path.name)
        return f"{kind} · {file.path.name}"

    def _preview(self) -> None:
        if self.file is not None:
            self._run(_("Preview"), check_import, self.file, self.map.choice(), done=self._on_previewed, back=self.map)

    def _recheck(self, tables: Tables) -> None:
        for view, (table, _mapping) in zip(self.map.views, tables, strict=True):
            view.table = table
        self._view = "problems"
        self._preview()

    def _on_previewed(self, found: tuple[ImportFile, ImportReport]) -> None:
        self.file, self.report = found
        rows = preview_rows(self.report, partial(changes_words, self.file.kind), self._names(self.file))
        if self._view == "problems" and not any(item.serious for item in rows):
            self._view = "all"
        self.detail.use(self.file.kind, self.file.tables)
        self.preview.show_report(self.report, rows, self._view)
        self._show(self.preview, "fix" if self._view == "problems" else "preview")
        if self._view == "problems":
            self.detail.focus_first()
        else:
            self.preview.go.setFocus()

    def _names(self, file: ImportFile) -> dict[tuple[str, int], str]:
        names: dict[tuple[str, int], str] = {}
        for table, mapping in file.tables:
            index = mapping.column_of("name")
            if index is not None:
                names |= {(table.sheet, line.number): shown(line.cell(index)) for line in table.rows}
        return names

    def _correct(self) -> None:
        self._view = "problems"
        self.preview.show_view("problems")
        self._show(self.preview, "fix")
        self.detail.focus_first()

    def _import(self) -> None:
        if self.file is not None:
            self._run(_("Importing"), run_import, self.file, self.map.choice().options, done=self._on_imported,
                      back=self.preview, step="import")  # fmt: skip

    def _on_imported(self, report: ImportReport) -> None:
        self.report, self._act_id = report, report.act_id
        if self.file is not None:
            self.result.show_import(self.file.path.name, report)
        self._show(self.result, "import")

    def _open_as(self, kind: ImportKind) -> None:
        if self.file is not None:
            self.open_file(self.file.path, kind)

    def _undo_this(self) -> None:
        if self._act_id is not None:
            self._undo(self._act_id)

    def _undo(self, act_id: UUID) -> None:
        self.desk.background.run(undo_one, act_id, done=self._on_undone, caller=self)

    def _on_undone(self, _act: ActRow) -> None:
        self.result.show_undone()

    def _return(self) -> None:
        if self.file is None or self.report is None:
            return
        name = str(self.file.path.with_name(_("{name} to return").format(name=self.file.path.stem) + ".xlsx"))
        path, _kind = QFileDialog.getSaveFileName(self, _("The workbook to return"), name, _("Workbook") + " (*.xlsx)")
        if path:
            self.return_to(Path(path).with_suffix(".xlsx"))

    def return_to(self, out: Path) -> None:
        """Write the workbook that goes back to the sender."""
        self.desk.background.run(return_workbook, self.file, self.report, out, done=self._on_returned, caller=self)

    def _on_returned(self, out: Path) -> None:
        self.result.say(_("Saved: {file}").format(file=out))
        if self.isVisible() and self.windowHandle() is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(out.parent)))

    def _open_list(self) -> None:
        if self.file is not None:
            self.desk.go(Target(self.file.kind.value))
        self.start_again()

    def _show_photos(self, lines: list[PhotoLine]) -> None:
        self.photos.show_lines(lines)
        self._show(self.photos, "")

    def _import_photos(self) -> None:
        self._run(_("Importing photos"), import_photos, self.photos.lines, done=self._on_photos, back=self.photos)

    def _on_photos(self, report: PhotosReport) -> None:
        self.photos.show_done(report.kept, report.left)
        self._show(self.photos, "")

    def _on_step(self, key: str) -> None:
        if key == "map":
            self._show(self.map, "map")
        elif key == "fix":
            self._correct()
        elif self.report is not None:
            self._view = "all"
            self.preview.show_view("all")
            self._show(self.preview, "preview")
        else:
            self._preview()

    def _run(
        self,
        title: str,
        job: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], None],
        back: QWidget | None = None,
        step: str = "",
    ) -> None:
        progress = Progress()
        self.work.start(title, progress)
        self._show(self.work, step)

        def failed(error: GridAdminError) -> None:
            self._show(back or self.start, "" if back in (None, self.start, self.photos) else "map")
            if not isinstance(error, CancelledError):
                show_error(self.window(), error)

        self.desk.background.run(job, *args, done=done, failed=failed, caller=self, progress=progress)

    def _show(self, pane: QWidget, step: str) -> None:
        self.stack.setCurrentWidget(pane)
        self.steps.setVisible(bool(step))
        self.leave.setVisible(pane in (self.map, self.preview, self.photos))
        open_steps = {"map": ["preview"], "preview": ["map", "fix"], "fix": ["map", "preview"]}.get(step, [])
        self.steps.show_step(step or "map", open_steps)
