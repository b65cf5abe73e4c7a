"""The dialogs that pages share: a question, a message, a reason, long work, and before/after of a bulk edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLayout, QPlainTextEdit, QProgressBar, QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.progress import Progress
from gridadmin.ui.background import Background
from gridadmin.ui.layouts import button, column, icon_label, label, resize_to, row
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import Column, TableModel
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import ICON_LARGE, MEDIUM, WIDE

SHOW_AFTER_MS = 400


class _Plain(QDialog):
    """An icon, a heading, words, and buttons at the lower right."""

    def __init__(self, parent: QWidget | None, title: str, text: str, icon: tuple[str, str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._body = column(label(title, "title", wrap=True), spacing=MEDIUM)
        if text:
            self._body.addWidget(label(text, "muted", wrap=True))
        self._buttons = row(1)
        top = row(column(icon_label(*icon, ICON_LARGE), 1), self._body, spacing=MEDIUM)
        top.setStretch(1, 1)
        self.setLayout(column(top, 1, self._buttons, spacing=MEDIUM, margins=(WIDE,) * 4))
        self.setMinimumWidth(current().px(440))

    def showEvent(self, event: QShowEvent) -> None:
        """Grow to the height that the wrapped words need at this width."""
        super().showEvent(event)
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def add(self, item: QWidget | QLayout) -> None:
        """Put something below the words."""
        if isinstance(item, QWidget):
            self._body.addWidget(item)
        else:
            self._body.addLayout(item)

    def add_button(self, text: str, on_click: Callable[[], object], look: str = "") -> QWidget:
        """Put a button right of those that are there; the primary one answers to Enter."""
        made = button(text, on_click, look)
        made.setDefault(look == "primary")
        self._buttons.addWidget(made)
        return made


class QuestionDialog(_Plain):
    """A question whose buttons say what they do; `yes` is a verb, never "Yes"."""

    def __init__(self, parent: QWidget | None, title: str, text: str, yes: str, grave: bool = False) -> None:
        super().__init__(parent, title, text, ("circle-question-mark", "danger" if grave else "accent_text"))
        keep = self.add_button(_("Cancel"), self.reject)
        self.add_button(yes, self.accept, "danger" if grave else "primary")
        if grave:
            keep.setFocus()


class MessageDialog(_Plain):
    """Something the clerk must have read."""

    def __init__(self, parent: QWidget | None, title: str, text: str = "", tone: str = "accent_text") -> None:
        icon = {"danger": "circle-alert", "warning": "triangle-alert", "good": "circle-check"}.get(tone, "info")
        super().__init__(parent, title, text, (icon, tone))
        self._close = self.add_button(_("Close"), self.accept, "primary")

    def add_button(self, text: str, on_click: Callable[[], object], look: str = "") -> QWidget:
        """Put a button before the one that closes: the main one stands at the right in every dialog."""
        made = super().add_button(text, on_click, look)
        if look != "primary":
            self._buttons.removeWidget(made)
            self._buttons.insertWidget(self._buttons.count() - 1, made)
            self.setTabOrder(made, self._close)
        return made


class ReasonDialog(_Plain):
    """Asks for the reason of an unusual act; it cannot be left empty."""

    def __init__(self, parent: QWidget | None, title: str, text: str, yes: str) -> None:
        super().__init__(parent, title, text, ("file-text", "accent_text"))
        self._edit = QPlainTextEdit()
        self._edit.setPlaceholderText(_("Reason, as it will stand in the journal"))
        self._edit.setTabChangesFocus(True)
        self._edit.setFixedHeight(self.fontMetrics().height() * 5)
        self.add(self._edit)
        self.add_button(_("Cancel"), self.reject)
        save = self.add_button(yes, self.accept, "primary")
        save.setEnabled(False)
        self._edit.textChanged.connect(lambda: save.setEnabled(bool(self.reason)))
        self._edit.setFocus()

    @property
    def reason(self) -> str:
        """The reason without blanks at its ends."""
        return self._edit.toPlainText().strip()


class ProgressDialog(_Plain):
    """Long work: what is being done, how far, and a way to stop it. Short work never shows it."""

    def __init__(self, parent: QWidget | None, title: str, background: Background, progress: Progress) -> None:
        super().__init__(parent, title, "", ("refresh-cw", "accent_text"))
        self.progress = self._progress = progress
        self._text = label("", "muted", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self.add(self._text)
        self.add(self._bar)
        self._stop = self.add_button(_("Stop"), self.reject)
        self._over = False
        background.progressed.connect(self._on_progressed)
        self._late = QTimer(self, singleShot=True, interval=SHOW_AFTER_MS)
        self._late.timeout.connect(self.open)
        self._late.start()

    def finish(self) -> None:
        """The work is over, whatever its end."""
        self._over = True
        self._late.stop()
        self.accept()

    def reject(self) -> None:
        """Stop the work; the dialog closes when the work has really stopped."""
        if self._over:
            super().reject()
            return
        self._progress.cancel()
        self._stop.setEnabled(False)
        self._text.setText(_("Stopping; nothing will be changed …"))

    def closeEvent(self, event: QCloseEvent) -> None:
        """The close button of the window stops the work too."""
        event.ignore()
        self.reject()

    def _on_progressed(self, told: Progress, done: int, total: int, text: Message | None) -> None:
        if told is not self._progress or told.cancelled:
            return
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        count = _("{done} of {total}").format(done=done, total=total)
        self._text.setText(f"{text}  {count}" if text else count)


@dataclass(frozen=True)
class CellChange:
    """One cell that a bulk edit changes."""

    record: str
    field: str
    before: str
    after: str


class BeforeAfterDialog(QDialog):
    """Every cell that a bulk edit will change, before and after; the button says how many records it touches."""

    def __init__(self, parent: QWidget | None, title: str, changes: Sequence[CellChange], yes: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        model = TableModel[CellChange](
            (
                Column("record", N_("Record"), 16, lambda change: change.record),
                Column("field", N_("Field"), 12, lambda change: change.field),
                Column("before", N_("Before"), 20, lambda change: change.before, tone=lambda _change: "muted"),
                Column("after", N_("After"), 20, lambda change: change.after, tone=lambda _change: "accent_text"),
            ),
            self,
        )
        model.set_rows(changes)
        table = RecordTable(model)
        buttons = row(1, button(_("Cancel"), self.reject), button(yes, self.accept, "primary"))
        note = label(_("Nothing is changed yet. It will be one act, and one undo."), "muted", wrap=True)
        self.setLayout(column(label(title, "title"), note, table, buttons, spacing=MEDIUM, margins=(WIDE,) * 4))
        resize_to(self, 820, 520)


def ask(parent: QWidget | None, title: str, text: str, yes: str, grave: bool = False) -> bool:
    """Ask a question and return whether the clerk wants it; `grave` puts the focus on Cancel."""
    return QuestionDialog(parent, title, text, yes, grave).exec() == QDialog.DialogCode.Accepted


def tell(parent: QWidget | None, title: str, text: str = "", tone: str = "accent_text") -> None:
    """Show a message without holding up the rest of the window's work."""
    MessageDialog(parent, title, text, tone).exec()


def show_error(parent: QWidget | None, error: GridAdminError) -> None:
    """Show an expected error in the user's words."""
    tell(parent, _("That did not work"), str(error), "warning")


def ask_reason(parent: QWidget | None, title: str, text: str, yes: str) -> str | None:
    """Ask for a reason; None when the clerk went back."""
    dialog = ReasonDialog(parent, title, text, yes)
    return dialog.reason if dialog.exec() == QDialog.DialogCode.Accepted else None
