"""The papers of a month: which ones, into which folder, looked at before, written by one button.

The page of pay calls `open_month_papers(self, desk, month)`; it can be used with the keyboard alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QScrollArea, QWidget

from gridadmin.domain.months import Month
from gridadmin.i18n import Message, _
from gridadmin.jobs.pay_papers import MONTH_PAPERS, WrittenPapers, preview_paper, write_month_papers
from gridadmin.jobs.pay_papers_terms import MonthPaper, PaperOptions
from gridadmin.ui.layouts import column, label, panel, resize_to, row, tool_button
from gridadmin.ui.pages import Desk
from gridadmin.ui.pay.writing_dialog import WritingDialog
from gridadmin.ui.pdf_dialog import PdfDialog
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, WIDE


def open_month_papers(
    parent: QWidget | None, desk: Desk, month: Month, *, of_adjustment: bool = False
) -> MonthPapersDialog:
    """Show the papers of a month's run, or of its back-adjustments; the dialog deletes itself when it is closed."""
    dialog = MonthPapersDialog(parent, desk, month, of_adjustment=of_adjustment)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class MonthPapersDialog(WritingDialog):
    """Which papers of a month are written, how, and where."""

    def __init__(self, parent: QWidget | None, desk: Desk, month: Month, *, of_adjustment: bool = False) -> None:
        title = _("Papers of the back-adjustment {month}") if of_adjustment else _("Papers of {month}")
        super().__init__(parent, desk, title.format(month=month), _("Write the papers"))
        self.month = month
        self.papers = [paper for paper in MONTH_PAPERS if paper.of_adjustment is of_adjustment]
        self.ticks = {paper.word: self._tick(paper) for paper in self.papers}
        self.full = QCheckBox(_("Full ID numbers in the sheets of tax and insurance; this is journaled"))
        self.large = QCheckBox(_("Pay sheet on A3"))
        self._build()
        self.ready()

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

    def show_paper(self, paper: MonthPaper) -> None:
        """Show the pages of a paper as they will be."""
        title = Message(paper.title).text()
        dialog = PdfDialog(self, self.desk, title, preview_paper, self.month, paper.word, self.options())
        dialog.open()

    def written_by(self, replace: bool) -> tuple[Any, ...]:
        """Return the job that writes what is ticked."""
        return write_month_papers, self.month, self.chosen, self.out, self.options(replace=replace)

    def files_of(self, written: WrittenPapers) -> tuple[Path, Sequence[Path]]:
        """Return the folder and the files that were written."""
        return written.folder, [path for _word, path in written.files]

    def ready(self) -> None:
        """Let what has no use be grey."""
        needs = [paper for paper in self.papers if paper.has_numbers and self.ticks[paper.word].isChecked()]
        self.full.setEnabled(bool(needs))
        self.full.setVisible(any(paper.has_numbers for paper in self.papers))
        self.large.setVisible("sheet" in self.ticks)
        self.large.setEnabled("sheet" in self.chosen)
        self.write.setEnabled(bool(self.chosen) and bool(self.folder.text().strip()))

    def _tick(self, paper: MonthPaper) -> QCheckBox:
        tick = QCheckBox(Message(paper.title).text())
        tick.setChecked(paper.is_chosen or paper.of_adjustment)
        tick.toggled.connect(lambda _on: self.ready())
        return tick

    def _line(self, paper: MonthPaper) -> QHBoxLayout:
        hint = _("Look at it before it is written")
        look = tool_button("eye", hint, partial(self.show_paper, paper)) if paper.has_preview else None
        note = row(label(Message(paper.note).text(), "muted", wrap=True), margins=(ROOMY + MEDIUM, 0, 0, 0))
        line = row(column(self.ticks[paper.word], note, spacing=0), look, spacing=SNUG)
        line.setStretch(0, 1)
        return line

    def _build(self) -> None:
        content = column(*(self._line(paper) for paper in self.papers), 1, spacing=MEDIUM, margins=(ROOMY,) * 4)
        lines = panel("card", content)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(lines)
        whole = column(
            label(self.windowTitle(), "title"), area, self.full, self.large, self.folder_line(), self.foot(),
            spacing=MEDIUM, margins=(WIDE,) * 4,
        )  # fmt: skip
        whole.setStretch(1, 1)
        self.setLayout(whole)
        resize_to(self, 620, 660 if len(self.papers) > 1 else 340)
