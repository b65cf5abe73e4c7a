"""A folder of photos: whose each one is, which are left over, and all of them as one act."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gridadmin.i18n import N_, _
from gridadmin.jobs.photos import PhotoLine
from gridadmin.ui.layouts import button, column, label, panel, row
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import Column, TableModel
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG


class PhotosPane(QWidget):
    """The photos that were dropped, matched ones first.

    Signals:
        import_asked: keep those that belong to somebody; left: go back.
    """

    import_asked = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[PhotoLine] = []
        self._words = label("", "title", wrap=True)
        self._note = label(
            _("A file is known by the ID number in its name, or by a name that only one person bears."),
            "muted",
            wrap=True,
        )
        self.model = TableModel[PhotoLine](
            (
                Column("file", N_("File"), 34, lambda line: line.file.name),
                Column("person", N_("Person"), 16, lambda line: line.name or "—"),
                Column("what", N_("Outcome"), 12, _outcome, tone=_tone, badge=True),
                Column("reason", N_("Reason"), 60, lambda line: str(line.reason) if line.reason else ""),
            ),
            self,
        )
        self.table = RecordTable(self.model)
        self.table.set_empty(_("There is no picture in this folder."))
        self.go = button("", self.import_asked.emit, "primary", "check")
        back = button(_("Back"), self.left.emit)
        body = column(self._words, self._note, self.table, spacing=SNUG, margins=(ROOMY, MEDIUM, ROOMY, SNUG))
        body.setStretch(2, 1)
        foot = panel("foot", row(1, back, self.go, spacing=SNUG, margins=(ROOMY, SNUG, ROOMY, SNUG)))
        self.setLayout(column(body, foot, spacing=0))

    def show_lines(self, lines: Sequence[PhotoLine]) -> None:
        """Show what was found."""
        self.lines = list(lines)
        self.model.set_rows(lines)
        matched = sum(line.worker_id is not None for line in lines)
        words = _("{count} photos belong to somebody, {left} are left over")
        self._words.setText(words.format(count=matched, left=len(lines) - matched))
        self.go.setText(" " + _("Import {count} photos").format(count=matched))
        self.go.setEnabled(matched > 0)
        self.go.setFocus()

    def show_done(self, kept: int, left: Sequence[PhotoLine]) -> None:
        """Show what was kept and list what is left over."""
        self.show_lines(left)
        words = _("{count} photos were imported, {left} are left over")
        self._words.setText(words.format(count=kept, left=len(left)))


def _outcome(line: PhotoLine) -> str:
    if line.worker_id is None:
        return _("left over")
    return _("replaces") if line.replaces else _("new")


def _tone(line: PhotoLine) -> str:
    return "danger" if line.worker_id is None else "accent_text" if line.replaces else "good"
