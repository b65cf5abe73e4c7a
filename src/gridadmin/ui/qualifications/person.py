"""The side of the page: who is under the cursor, and everything that is kept of the person's certificates."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from gridadmin.domain.qualifications_list import CertificateLine
from gridadmin.i18n import _
from gridadmin.ui.layouts import badge, button, column, label, restyle, row
from gridadmin.ui.listing import joined
from gridadmin.ui.pages import Desk
from gridadmin.ui.qualifications.acts import QualificationActs
from gridadmin.ui.qualifications.pane import CertificatesPane
from gridadmin.ui.qualifications.sheet_dialog import SheetDialog
from gridadmin.ui.table_view import EmptyState
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT


class PersonSide(QWidget):
    """Shows the person of a line.

    Signals:
        opened: the id of the person, whose file is wanted.
    """

    opened = Signal(object)

    def __init__(self, desk: Desk, acts: QualificationActs) -> None:
        super().__init__()
        self._desk = desk
        self.line: CertificateLine | None = None
        self.pane = CertificatesPane(desk, acts)
        self.pane.sheet_asked.connect(self.print_sheet)
        self._name, self._words = label("", "heading", wrap=True), label("", "muted", wrap=True)
        self._name.setMinimumWidth(1)
        self._status = badge("")
        opened = button(_("Open this person's file"), self._open, "quiet", "arrow-right")
        names = row(self._name, self._status, opened, spacing=SNUG)
        names.setStretch(0, 1)
        body = QWidget()
        head = column(names, self._words, spacing=TIGHT)
        whole = column(head, self.pane, spacing=SNUG, margins=(ROOMY, MEDIUM, MEDIUM, 0))
        whole.setStretch(1, 1)
        body.setLayout(whole)
        empty = EmptyState(icon="badge-check")
        empty.say(_("Choose a person in the list."))
        self._pages = QStackedWidget()
        self._pages.addWidget(empty)
        self._pages.addWidget(body)
        self.setLayout(column(self._pages))

    def show_line(self, line: CertificateLine | None) -> None:
        """Read and show the person of a line; None shows nobody."""
        self.line = line
        self._pages.setCurrentIndex(0 if line is None else 1)
        if line is None:
            self.pane.show_person(None, "", self._desk.as_of, self._desk.read_only)
            return
        worker = line.worker
        self._name.setText(worker.name)
        self._status.setText(worker.status.label if worker.status else "")
        restyle(self._status, tone="good" if line.in_service else "")
        posts = joined(f"{post.grid_name} {post.role.label}" for post in worker.grids)
        parts = (worker.kind.label if worker.kind else "", posts or worker.community)
        self._words.setText(" · ".join(part for part in parts if part))
        self.pane.show_person(worker.id, worker.name, self._desk.as_of, self._desk.read_only)

    def print_sheet(self) -> None:
        """Show the sheet of Article 11, to be printed."""
        if self.line is not None:
            dialog = SheetDialog(self, self._desk, [self.line.worker.id], self.line.worker.name)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _open(self) -> None:
        if self.line is not None:
            self.opened.emit(self.line.worker.id)
