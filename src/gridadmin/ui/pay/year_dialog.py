"""The statements of a year's pay: for everybody or for one person, looked at before, written as PDF and workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QWidget

from gridadmin.i18n import N_, _
from gridadmin.jobs.pay_papers import preview_year_statements, write_year_statements
from gridadmin.jobs.pay_papers_terms import PaperOptions
from gridadmin.services.pay_papers_year import paid_in_year, paid_years
from gridadmin.ui.fields import ChoiceField, Option
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.layouts import button, column, label, resize_to
from gridadmin.ui.pages import Desk
from gridadmin.ui.pay.writing_dialog import WritingDialog
from gridadmin.ui.pdf_dialog import PdfDialog
from gridadmin.ui.tokens import MEDIUM, WIDE

EVERYBODY = "everybody"


def open_year_statements(
    parent: QWidget | None, desk: Desk, year: int | None = None, who: UUID | None = None
) -> YearStatementsDialog:
    """Show the dialog of year statements; it deletes itself when it is closed."""
    dialog = YearStatementsDialog(parent, desk, year, who)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class YearStatementsDialog(WritingDialog):
    """Whose statement of which year is written, how, and where."""

    def __init__(self, parent: QWidget | None, desk: Desk, year: int | None = None, who: UUID | None = None) -> None:
        super().__init__(parent, desk, _("Year statements"), _("Write the statements"))
        self._wanted: Any = who or EVERYBODY
        self._first = year
        self.year, self.who = ChoiceField(), ChoiceField()
        self.full = QCheckBox(_("Full ID numbers; this is journaled"))
        self.look = button(_("Look at it"), self.show_statements, icon="eye")
        self._note = label("", "caption", wrap=True)
        self._build()
        self.year.changed.connect(self._read_people)
        self.who.changed.connect(self.ready)
        self.ready()
        desk.background.read(paid_years, done=self._show_years, caller=self)

    @property
    def only(self) -> list[UUID] | None:
        """Whose statements are wanted; None for everybody."""
        chosen = self.who.value()
        return None if chosen == EVERYBODY else [chosen]

    @property
    def out(self) -> Path:
        """The folder that the files go into: one of the year; a person's lie in one of their own."""
        name = _("Year statements of pay {year}").format(year=self.year.value())
        if self.only is not None:
            name += f" {self.who.currentText().partition(' ·')[0]}"
        return Path(self.folder.text().strip()) / name

    def show_statements(self) -> None:
        """Show the pages as they will be, with masked numbers."""
        if self.look.isEnabled():
            title = _("Year statements of pay {year}").format(year=self.year.value())
            PdfDialog(self, self.desk, title, preview_year_statements, self.year.value(), self.only).open()

    def written_by(self, replace: bool) -> tuple[Any, ...]:
        """Return the job that writes what is chosen."""
        options = PaperOptions(full_numbers=self.full.isChecked(), replace=replace)
        return write_year_statements, self.year.value(), self.only, self.out, options

    def files_of(self, written: Sequence[Path]) -> tuple[Path, Sequence[Path]]:
        """Return the folder and the files that were written."""
        return self.out, written

    def ready(self) -> None:
        """Let nothing be written before year, person and folder are known."""
        known = self.year.value() is not None and self.who.value() is not None
        self.look.setEnabled(known)
        self.write.setEnabled(known and bool(self.folder.text().strip()))

    def _show_years(self, years: Sequence[int]) -> None:
        if not years:
            self._note.setText(_("Nothing that was approved was paid yet."))
            return
        self.year.set_options([Option(year, str(year)) for year in years])
        self.year.set_value(self._first if self._first in years else years[0])
        self._read_people()

    def _read_people(self) -> None:
        year: int | None = self.year.value()
        if year is not None:
            self.desk.background.read(paid_in_year, year, done=self._show_people, caller=self)

    def _show_people(self, people: Sequence[tuple[UUID, str, str]]) -> None:
        kept = self.who.value() or self._wanted
        everybody = Option(EVERYBODY, _("Everybody, {count} persons").format(count=len(people)))
        found = [Option(key, f"{name} · {place}" if place else name) for key, name, place in people]
        self.who.set_options([everybody, *found])
        missing = kept not in (EVERYBODY, *(key for key, _name, _place in people))
        self.who.set_value(None if missing else kept)
        words = _(
            "Each person has pages of their own: every payment of the year, contributions, how the tax came about."
        )
        self._note.setText(_("This person was paid nothing in this year.") if missing else words)
        self.ready()

    def _build(self) -> None:
        form = Form(columns=1)
        form.add(FieldSpec("year", N_("Year of the payments"), self.year, required=True))
        form.add(FieldSpec("who", N_("Whose statement"), self.who, required=True))
        whole = column(
            label(self.windowTitle(), "title"), form, self._note, 1, self.full, self.folder_line(),
            self.foot(self.look), spacing=MEDIUM, margins=(WIDE,) * 4,
        )  # fmt: skip
        self.setLayout(whole)
        resize_to(self, 560, 420)
