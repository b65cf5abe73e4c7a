"""The papers of a month: which ones, into which folder, looked at before, written by one button.

The page of pay calls `open_month_papers(self, desk, month)`; it can be used with the keyboard alone.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QHBoxLayout, QLineEdit, QScrollArea, QWidget

from gridadmin.domain.errors import CancelledError, ConflictError, GridAdminError
from gridadmin.domain.months import Month
from gridadmin.i18n import Message, _
from gridadmin.jobs.pay_papers import MONTH_PAPERS, WrittenPapers, preview_paper, write_month_papers
from gridadmin.jobs.pay_papers_terms import MonthPaper, PaperOptions
from gridadmin.jobs.progress import Progress
from gridadmin.ui.dialogs import MessageDialog, ProgressDialog, ask, show_error
from gridadmin.ui.layouts import button, column, label, panel, resize_to, row, tool_button
from gridadmin.ui.pages import Desk
from gridadmin.ui.pdf_dialog import PdfDialog
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, WIDE

SHOWN_FILES = 12


def open_month_papers(parent: QWidget | None, desk: Desk, month: Month) -> MonthPapersDialog:
    """Show the papers of a month's run; return the dialog, which deletes itself when it is closed."""
    dialog = MonthPapersDialog(parent, desk, month)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class MonthPapersDialog(QDialog):
    """Which papers of a month are written, how, and where."""

    def __init__(self, parent: QWidget | None, desk: Desk, month: Month) -> None:
        super().__init__(parent)
        self._desk, self.month = desk, month
        self.written: WrittenPapers | None = None
        self.setWindowTitle(_("Papers of {month}").format(month=month))
        self.ticks = {paper.word: self._tick(paper) for paper in MONTH_PAPERS}
        self.full = QCheckBox(_("Full ID numbers in the sheets of tax and insurance; this is journaled"))
        self.large = QCheckBox(_("Pay sheet on A3"))
        self.folder = QLineEdit(str(Path.home()))
        self.folder.setAccessibleName(_("Folder"))
        self.folder.textChanged.connect(lambda _text: self._ready())
        self.write = button(_("Write the papers"), self.write_all, "primary", "printer")
        self.write.setDefault(True)
        self._build()
        self._ready()

    @property
    def chosen(self) -> list[str]:
        """The words of the papers that are ticked."""
        return [word for word, tick in self.ticks.items() if tick.isChecked()]

    @property
    def out(self) -> Path:
        """The folder that the files go into: one of the month, within the one that is named."""
        return Path(self.folder.text().strip()) / _("Pay of {month}").format(month=self.month)

    def options(self, *, replace: bool = False) -> PaperOptions:
        """How the papers are made."""
        return PaperOptions(self.full.isChecked(), self.large.isChecked(), replace)

    def choose_folder(self) -> None:
        """Ask for the folder."""
        found = QFileDialog.getExistingDirectory(self, _("Folder for the papers of the month"), self.folder.text())
        if found:
            self.folder.setText(found)

    def show_paper(self, paper: MonthPaper) -> None:
        """Show the pages of a paper as they will be."""
        title = Message(paper.title).text()
        dialog = PdfDialog(self, self._desk, title, preview_paper, self.month, paper.word, self.options())
        dialog.open()

    def write_all(self, *, replace: bool = False) -> None:
        """Write everything that is ticked: all files or none. Files that are there are asked about."""
        background, progress = self._desk.background, Progress()
        shown = ProgressDialog(self, self.windowTitle(), background, progress)

        def done(written: WrittenPapers) -> None:
            shown.finish()
            self._tell(written)

        def failed(error: GridAdminError) -> None:
            shown.finish()
            self._refused(error)

        args = (self.month, self.chosen, self.out, self.options(replace=replace))
        background.run(write_month_papers, *args, done=done, failed=failed, caller=self, progress=progress)

    def _refused(self, error: GridAdminError) -> None:
        if isinstance(error, CancelledError):
            return
        if isinstance(error, ConflictError):
            if ask(self, _("Replace the files that are there?"), str(error), _("Replace"), grave=True):
                self.write_all(replace=True)
            return
        show_error(self, error)

    def _tell(self, written: WrittenPapers) -> None:
        self.written = written
        names = [path.name for _word, path in written.files]
        more = len(names) - SHOWN_FILES
        text = "\n".join(names[:SHOWN_FILES])
        text += "\n" + _("and {count} more").format(count=more) if more > 0 else ""
        told = MessageDialog(self, _("The papers are written"), text, "good")
        opened = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(written.folder)))
        told.add_button(_("Open the folder"), opened)
        told.finished.connect(lambda _result: self.accept())
        told.open()

    def _tick(self, paper: MonthPaper) -> QCheckBox:
        tick = QCheckBox(Message(paper.title).text())
        tick.setChecked(paper.is_chosen)
        tick.toggled.connect(lambda _on: self._ready())
        return tick

    def _line(self, paper: MonthPaper) -> QHBoxLayout:
        hint = _("Look at it before it is written")
        look = tool_button("eye", hint, partial(self.show_paper, paper)) if paper.has_preview else None
        note = row(label(Message(paper.note).text(), "muted", wrap=True), margins=(ROOMY + MEDIUM, 0, 0, 0))
        line = row(column(self.ticks[paper.word], note, spacing=0), look, spacing=SNUG)
        line.setStretch(0, 1)
        return line

    def _build(self) -> None:
        content = column(*(self._line(paper) for paper in MONTH_PAPERS), 1, spacing=MEDIUM, margins=(ROOMY,) * 4)
        lines = panel("card", content)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(lines)
        where = row(label(_("Folder"), "caption"), self.folder, button(_("Choose …"), self.choose_folder), spacing=SNUG)
        where.setStretch(1, 1)
        foot = row(1, button(_("Cancel"), self.reject), self.write, spacing=SNUG)
        whole = column(
            label(self.windowTitle(), "title"), area, self.full, self.large, where, foot,
            spacing=MEDIUM, margins=(WIDE,) * 4,
        )  # fmt: skip
        whole.setStretch(1, 1)
        self.setLayout(whole)
        resize_to(self, 620, 660)

    def _ready(self) -> None:
        needs = [paper for paper in MONTH_PAPERS if paper.has_numbers and self.ticks[paper.word].isChecked()]
        self.full.setEnabled(bool(needs))
        self.large.setEnabled(self.ticks["sheet"].isChecked())
        self.write.setEnabled(bool(self.chosen) and bool(self.folder.text().strip()))
