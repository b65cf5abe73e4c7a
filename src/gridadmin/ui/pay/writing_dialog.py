"""Writing papers of pay into a folder: named once, written with progress, never over other files unasked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QWidget

from gridadmin.domain.errors import CancelledError, ConflictError, GridAdminError
from gridadmin.i18n import _
from gridadmin.jobs.progress import Progress
from gridadmin.ui.dialogs import MessageDialog, ProgressDialog, ask, show_error
from gridadmin.ui.layouts import button, label, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.tokens import SNUG

SHOWN_FILES = 12


class WritingDialog(QDialog):
    """What both dialogs of papers have: the folder, the button that writes, what is asked and told then.

    A dialog says in `written_by` which job writes, and in `files_of` which files the job's answer names.
    """

    def __init__(self, parent: QWidget | None, desk: Desk, title: str, act: str) -> None:
        super().__init__(parent)
        self.desk = desk
        self.written: Any = None
        self.setWindowTitle(title)
        self.folder = QLineEdit(str(Path.home()))
        self.folder.setAccessibleName(_("Folder"))
        self.folder.textChanged.connect(lambda _text: self.ready())
        self.write = button(act, self.write_all, "primary", "printer")
        self.write.setDefault(True)

    def written_by(self, replace: bool) -> tuple[Any, ...]:
        """Return the job and what follows the office; `replace`: files that are there may be replaced."""
        raise NotImplementedError

    def files_of(self, written: Any) -> tuple[Path, Sequence[Path]]:
        """Return the folder and the files that the job wrote."""
        raise NotImplementedError

    def ready(self) -> None:
        """Show what can be chosen and done now."""
        raise NotImplementedError

    def folder_line(self) -> QHBoxLayout:
        """Return the line in which the folder is named."""
        where = row(label(_("Folder"), "caption"), self.folder, button(_("Choose …"), self.choose_folder), spacing=SNUG)
        where.setStretch(1, 1)
        return where

    def foot(self, *before: QWidget) -> QHBoxLayout:
        """Return the line of buttons."""
        return row(*before, 1, button(_("Cancel"), self.reject), self.write, spacing=SNUG)

    def choose_folder(self) -> None:
        """Ask for the folder."""
        found = QFileDialog.getExistingDirectory(self, _("Folder for the papers"), self.folder.text())
        if found:
            self.folder.setText(found)

    def write_all(self, *, replace: bool = False) -> None:
        """Write everything that is chosen: all files or none. Files that are there are asked about."""
        background, progress = self.desk.background, Progress()
        shown = ProgressDialog(self, self.windowTitle(), background, progress)

        def done(written: Any) -> None:
            shown.finish()
            self._tell(written)

        def failed(error: GridAdminError) -> None:
            shown.finish()
            self._refused(error)

        job, *args = self.written_by(replace)
        background.run(job, *args, done=done, failed=failed, caller=self, progress=progress)

    def _refused(self, error: GridAdminError) -> None:
        if isinstance(error, CancelledError):
            return
        if isinstance(error, ConflictError):
            if ask(self, _("Replace the files that are there?"), str(error), _("Replace"), grave=True):
                self.write_all(replace=True)
            return
        show_error(self, error)

    def _tell(self, written: Any) -> None:
        self.written = written
        told = papers_told(self, *self.files_of(written))
        told.finished.connect(lambda _result: self.accept())
        told.open()


def papers_told(parent: QWidget, folder: Path, files: Sequence[Path], warning: str = "") -> MessageDialog:
    """Return the message, still to be opened, of which papers were written where; `warning` is told below them."""
    text = "\n".join(path.name for path in files[:SHOWN_FILES])
    more = len(files) - SHOWN_FILES
    text += "\n" + _("and {count} more").format(count=more) if more > 0 else ""
    text += f"\n\n{warning}" if warning else ""
    told = MessageDialog(parent, _("The papers are written"), text, "warning" if warning else "good")
    told.add_button(_("Open the folder"), partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(folder))))
    return told
