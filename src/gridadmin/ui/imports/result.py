"""Step 4: the work with its progress, then what it did, the way back, and what goes back to the sender."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from gridadmin.domain.imports import ImportReport, Outcome
from gridadmin.i18n import Message, _
from gridadmin.jobs.progress import Progress
from gridadmin.ui.background import Background
from gridadmin.ui.imports.preview import TITLES
from gridadmin.ui.layouts import button, column, icon_label, label, panel, row, with_icon
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import ICON_LARGE, MEDIUM, ROOMY, SNUG, WIDE


class WorkPane(QFrame):
    """How far the work is, and a way to stop it.

    Signals:
        stop_asked: the clerk wants it stopped.
    """

    stop_asked = Signal()

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._progress: Progress | None = None
        self._title = label("", "title")
        self._text = label("", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.stop = button(_("Stop"), self._on_stop)
        surface = panel(
            "card",
            column(self._title, self._bar, row(self._text, 1, self.stop), spacing=MEDIUM, margins=(WIDE,) * 4),
        )
        surface.setFixedWidth(current().px(520))
        self.setLayout(column(1, row(1, surface, 1), 2))
        background.progressed.connect(self._on_progressed)

    def start(self, title: str, progress: Progress) -> None:
        """Show a job from its beginning."""
        self._progress = progress
        self._title.setText(title)
        self._text.setText("")
        self._bar.setRange(0, 0)
        self.stop.setEnabled(True)

    def _on_stop(self) -> None:
        if self._progress is not None:
            self._progress.cancel()
            self.stop.setEnabled(False)
            self._text.setText(_("Stopping; nothing will be changed …"))
            self.stop_asked.emit()

    def _on_progressed(self, told: Progress, done: int, total: int, text: Message | None) -> None:
        if told is not self._progress or told.cancelled:
            return
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        count = _("{done} of {total}").format(done=done, total=total)
        self._text.setText(f"{text}  {count}" if text else count)


class ResultPane(QWidget):
    """What an import did.

    Signals:
        return_asked, undo_asked, list_asked, next_asked: the buttons.
    """

    return_asked = Signal()
    undo_asked = Signal()
    list_asked = Signal()
    next_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._icon = icon_label("circle-check", "good", ICON_LARGE)
        self.title = label("", "heading", wrap=True)
        self._numbers = label("", "title")
        self._note = label("", "muted", wrap=True)
        self.back = button(_("Make the workbook to return"), self.return_asked.emit, "", "file-text")
        self.undo = button(_("Undo this import"), self.undo_asked.emit, "", "undo-2")
        self.open = button(_("Open the list"), self.list_asked.emit, "primary", "arrow-right")
        self.next = button(_("Next file"), self.next_asked.emit, "", "upload")
        head = row(self._icon, self.title, spacing=MEDIUM)
        head.setStretch(1, 1)
        surface = panel(
            "card",
            column(
                head, self._numbers, self._note, row(self.next, self.undo, 1, self.back, self.open, spacing=SNUG),
                spacing=ROOMY, margins=(WIDE,) * 4,
            ),
        )  # fmt: skip
        surface.setMinimumWidth(current().px(640))
        self.setLayout(column(1, row(1, surface, 1), 2, margins=(ROOMY,) * 4))

    def show_import(self, file: str, report: ImportReport) -> None:
        """Show what was imported; with refused rows the main act is the workbook that goes back."""
        self._look("circle-check", "good")
        changed = bool(report.new or report.updated)
        self.title.setText(
            _("{file} is imported").format(file=file) if changed else _("Nothing was new in {file}").format(file=file)
        )
        numbers = (
            (Outcome.NEW, report.new), (Outcome.UPDATED, report.updated),
            (Outcome.UNCHANGED, report.unchanged), (Outcome.REJECTED, report.rejected),
        )  # fmt: skip
        self._numbers.setText("   ".join(f"{_(TITLES[outcome])} {number}" for outcome, number in numbers))
        note = _("{count} rows were refused. Return the workbook: the bad cells are coloured, with the reasons beside.")
        self._note.setText(
            note.format(count=report.rejected)
            if report.rejected
            else _("It is one act; the undo takes all of it back, today or later.")
        )
        self.back.setVisible(bool(report.problems))
        self.undo.setVisible(changed)
        (self.back if report.rejected else self.open).setFocus()

    def show_undone(self) -> None:
        """Say that everything is as it was."""
        self._look("undo-2", "accent_text")
        self.title.setText(_("The import is undone"))
        self._note.setText(_("Every field has its former value again."))
        self.undo.hide()
        self.next.setFocus()

    def say(self, text: str) -> None:
        """Say something below the numbers."""
        self._note.setText(text)

    def _look(self, icon: str, colour: str) -> None:
        with_icon(self._icon, icon, colour, ICON_LARGE)
