"""The print dialog: which boards and how, what is wrong with them before anything is printed, and then the print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from gridadmin.domain.errors import CancelledError, GridAdminError
from gridadmin.domain.notices import BoardIssue, BoardTemplate
from gridadmin.domain.notices_lists import BoardLine, BoardSubject
from gridadmin.i18n import _
from gridadmin.jobs.notices import BoardChoice, CheckedChoice, PrintedBoards, check_choice, preview_boards, print_boards
from gridadmin.jobs.progress import Progress
from gridadmin.ui.dialogs import ProgressDialog, show_error
from gridadmin.ui.fields import ChoiceField, Option
from gridadmin.ui.layouts import button, column, icon_label, label, panel, resize_to, row
from gridadmin.ui.notices.paper import PaperPrint
from gridadmin.ui.notices.print_options import PrintOptions, PrintScope, ScopeChoice
from gridadmin.ui.pages import Desk
from gridadmin.ui.pdf_view import PdfView
from gridadmin.ui.printing import BOARD_OPTIONS, printer_names, tell_written
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import ICON_SMALL, MEDIUM, ROOMY, SNUG, TIGHT, WIDE

TYPED_MS = 250
MOST_SHOWN = 60
CODE_OF_COMMUNITY = 12  # digits of a community's code, with which those of its grids begin
SCROLLED = 24  # units for the scroll bar beside the choices


class PrintDialog(QDialog):
    """Prints boards on paper or into a PDF; both are recorded, and only when the file or the printer has them."""

    def __init__(
        self,
        parent: QWidget | None,
        desk: Desk,
        scope: PrintScope,
        line: BoardLine | None,
        selected: Sequence[BoardSubject],
    ) -> None:
        super().__init__(parent)
        self._desk, self._line, self._selected = desk, line, tuple(selected)
        self.checked: CheckedChoice | None = None
        self.setWindowTitle(_("Print boards"))
        kept = desk.preferences.recall(BOARD_OPTIONS, {})
        known = {template.value: template for template in BoardTemplate}
        template = known.get(kept.get("template", ""), BoardTemplate.STANDARD_BLUE)
        self.scopes = ScopeChoice(self._scopes(), scope)
        self.options = PrintOptions(template, kept.get("size", "A3"))
        self.preview = PdfView(desk.background)
        self._issues, self._sum = ScrollPane(), label("", "strong")
        self._late = QTimer(self, singleShot=True, interval=TYPED_MS)
        self._late.timeout.connect(self._check)
        self._build()
        self.scopes.changed.connect(self._late.start)
        self.options.changed.connect(self._late.start)
        self._check()

    def _scopes(self) -> list[tuple[PrintScope, str]]:
        scopes = [(PrintScope.STALE, "")]
        if len(self._selected) > 1:
            scopes.append((PrintScope.SELECTED, f"({len(self._selected)})"))
        if self._line is not None:
            scopes += [(PrintScope.THIS, self._line.name), (PrintScope.COMMUNITY, self._line.community)]
        elif len(self._selected) == 1:
            scopes.append((PrintScope.SELECTED, "(1)"))
        return [*scopes, (PrintScope.ALL, "")]

    def _build(self) -> None:
        self.printers = ChoiceField([Option(name, name) for name in printer_names()], _("No printer is set up"))
        self.printers.setCurrentIndex(0 if self.printers.count() else -1)
        self.save = button(_("Save as PDF …"), self.save_pdf, icon="save")
        self.print = button(_("Print"), self.print_on_paper, "primary", "printer")
        self.print.setDefault(True)
        cancel = button(_("Cancel"), self.reject)
        left = ScrollPane()
        left.fill(label(_("Which boards"), "strong"), self.scopes, label(_("How"), "strong"), self.options)
        left.setMinimumWidth(self.options.sizeHint().width() + current().px(SCROLLED))
        left.setMaximumWidth(left.minimumWidth())
        issues = column(self._sum, self._issues, spacing=SNUG, margins=(ROOMY, MEDIUM, MEDIUM, MEDIUM))
        issues.setStretch(1, 1)
        right = column(self.preview, panel("card", issues), spacing=MEDIUM)
        right.setStretch(0, 3)
        right.setStretch(1, 2)
        body = row(left, right, spacing=WIDE)
        body.setStretch(1, 1)
        printer = row(label(_("Printer"), "caption"), self.printers, spacing=SNUG)
        printer.setStretch(1, 1)
        foot = row(printer, cancel, self.save, self.print, spacing=SNUG)
        foot.setStretch(0, 1)
        whole = column(label(_("Print boards"), "title"), body, foot, spacing=MEDIUM, margins=(WIDE,) * 4)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        resize_to(self, 1040, 660)

    def choice(self) -> BoardChoice:
        """Return what would be printed."""
        how: dict[str, Any] = {
            "template": self.options.template,
            "size": self.options.size_name,
            "photos": self.options.photos.isChecked(),
        }
        both = self.scopes.communities.isChecked()
        scope = self.scopes.value()
        if scope is PrintScope.SELECTED:
            return _of(self._selected, how)
        if scope is PrintScope.THIS and self._line is not None:
            return _of((self._line.subject,), how)
        if scope is PrintScope.COMMUNITY and self._line is not None:
            how["community_code"] = self._line.code[:CODE_OF_COMMUNITY]
        stale = scope is PrintScope.STALE
        return BoardChoice(stale_only=stale, communities=both, **how)

    def _check(self) -> None:
        fault = self.options.fault()
        self.checked = None
        self._show_buttons()
        if fault:
            self._sum.setText(fault)
            self._issues.fill()
            self.preview.say(fault)
            return
        self._sum.setText(_("Checking the boards …"))
        background, choice = self._desk.background, self.choice()

        def done(found: CheckedChoice) -> None:
            if choice == self.choice():
                self._show_checked(found, choice)

        background.run(check_choice, choice, done=done, failed=self._say_why, caller=self)

    def _show_checked(self, found: CheckedChoice, choice: BoardChoice) -> None:
        self.checked = found
        issues = sorted(found.issues, key=lambda issue: not issue.is_blocking)
        words = _("{grids} boards of grids, {communities} of communities: {issues} remarks")
        self._sum.setText(words.format(grids=found.grids, communities=found.communities, issues=len(issues)))
        lines: list[QWidget] = [_issue_line(issue) for issue in issues[:MOST_SHOWN]]
        if len(issues) > MOST_SHOWN:
            lines.append(label(_("and {count} more").format(count=len(issues) - MOST_SHOWN), "muted"))
        self._issues.fill(*(lines or [_all_well(found)]))
        self._show_buttons()
        self._draw_first(found, choice)

    def _draw_first(self, found: CheckedChoice, choice: BoardChoice) -> None:
        """Draw one board of the choice, as a sample of how they will look; it is the same drawing as the print."""
        if not found.boards or found.blocking:
            self.preview.say(_("Nothing to print.") if not found.boards else _("First mend what is marked below."))
            return
        self.preview.say(_("Drawing the boards …"))

        def done(printed: PrintedBoards) -> None:
            if choice == self.choice():
                self.preview.show_pdf(printed.pdf, printed.pages)

        self._desk.background.run(preview_boards, choice, done=done, failed=self._say_why, caller=self)

    def _say_why(self, error: GridAdminError) -> None:
        self._sum.setText(str(error))
        self.preview.say(str(error))

    def _show_buttons(self) -> None:
        ready = self.checked is not None and self.checked.boards > 0 and not self.checked.blocking
        self.save.setEnabled(ready)
        self.print.setEnabled(ready and self.printers.value() is not None)
        count = self.checked.boards if self.checked else 0
        self.print.setText(" " + (_("Print {count} boards").format(count=count) if count else _("Print")))
        if not self.printers.count():
            self.print.setToolTip(_("No printer is set up on this computer; save the boards as PDF."))
            self.save.setDefault(ready)

    def save_pdf(self) -> None:
        """Ask for a file and write the boards into it."""
        name = _("Boards {day}").format(day=self._desk.as_of.isoformat()) + ".pdf"
        path, _kind = QFileDialog.getSaveFileName(self, _("Save as PDF"), name, _("PDF file") + " (*.pdf)")
        if path:
            self.save_to(Path(path).with_suffix(".pdf"))

    def save_to(self, out: Path) -> None:
        """Write the boards into a file, with progress, and record them."""
        self._keep_options()
        shown = self._progress(_("Drawing boards"))

        def done(printed: PrintedBoards) -> None:
            shown.finish()
            self.accept()
            tell_written(self.parentWidget(), out, printed.pages)

        self._desk.background.run(
            print_boards,
            self.choice(),
            out,
            done=done,
            failed=lambda error: self._on_failed(shown, error),
            caller=self,
            progress=shown.progress,
        )

    def print_on_paper(self) -> None:
        """Send the boards to the printer that is chosen, with progress, and record them."""
        printer = self.printers.value()
        if printer is None:
            return
        self._keep_options()
        shown = self._progress(_("Printing boards"))
        paper = PaperPrint(self, self._desk.background, shown)
        paper.finished.connect(self.accept)
        paper.failed.connect(lambda error: self._on_failed(shown, error))
        paper.start(self.choice(), printer)

    def _progress(self, title: str) -> ProgressDialog:
        return ProgressDialog(self, title, self._desk.background, Progress())

    def _on_failed(self, shown: ProgressDialog, error: GridAdminError) -> None:
        shown.finish()
        if not isinstance(error, CancelledError):
            show_error(self, error)

    def _keep_options(self) -> None:
        kept = {"template": self.options.template.value, "size": self.options.size_name}
        self._desk.preferences.remember(BOARD_OPTIONS, kept)


def _of(subjects: Sequence[BoardSubject], how: dict[str, Any]) -> BoardChoice:
    grids = tuple(subject.grid_id for subject in subjects if subject.grid_id is not None)
    homes = tuple(subject.community_id for subject in subjects if subject.grid_id is None)
    return BoardChoice(grid_ids=grids, community_ids=homes, **how)


def _issue_line(issue: BoardIssue) -> QWidget:
    icon, tone = ("circle-alert", "danger") if issue.is_blocking else ("triangle-alert", "warning")
    text = str(issue.message)
    if issue.is_blocking:
        text = _("Stops the print: {issue}").format(issue=text)
    holder = QWidget()
    words = row(icon_label(icon, tone, ICON_SMALL), label(text, wrap=True), spacing=SNUG, margins=(0, TIGHT, 0, 0))
    words.setStretch(1, 1)
    holder.setLayout(words)
    return holder


def _all_well(found: CheckedChoice) -> QWidget:
    text = _("Nothing is missing on these boards.") if found.boards else _("No board needs to be printed.")
    holder = QWidget()
    holder.setLayout(row(icon_label("circle-check", "good", ICON_SMALL), label(text, "muted"), 1, spacing=SNUG))
    return holder
