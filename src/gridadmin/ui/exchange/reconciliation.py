"""Reconciling with the city's list: drop it, decide each difference with 1, 2 or 3, make the submission list (J11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from gridadmin.domain.exchange_reconciliation import Choice, Comparison, DifferenceRow, Fact
from gridadmin.domain.imports import ImportKind
from gridadmin.i18n import N_, _
from gridadmin.jobs.exchange_reconciliation import (
    compare_file,
    keep_own,
    list_waiting,
    make_submission,
    take_theirs,
)
from gridadmin.jobs.imports import ImportFile, open_import
from gridadmin.services.import_tally import ImportOptions
from gridadmin.ui.dropped_files import dropped_files
from gridadmin.ui.exchange.packages import PackagePanel
from gridadmin.ui.exchange.reconciliation_columns import CHOICE_TONES, Decided, difference_columns
from gridadmin.ui.layouts import button, column, label, panel, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import ViewTabs
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel
from gridadmin.ui.tokens import ROOMY, SNUG

KEYS = {Choice.THEIRS: "1", Choice.OURS: "2", Choice.LATER: "3"}
_ALL = "all"
_VIEWS = ((_ALL, N_("All differences")), ("open", N_("Undecided")))
_ONLY_HERE = N_(
    "Only this office has this; no list of the city can take it away. Keep ours to have it submitted, or end it where"
    " it is shown."
)


class ReconciliationPane(QWidget):
    """The city's list beside the office's facts; every difference takes one key."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.file: ImportFile | None = None
        self.comparison: Comparison | None = None
        self._decided: dict[Fact, Choice] = {}
        self._receipt = ""
        self.setAcceptDrops(True)
        self.views = ViewTabs([(key, _(title)) for key, title in _VIEWS])
        self.model: TableModel[Decided] = TableModel(difference_columns(), self)
        self.table = RecordTable(self.model, "exchange/reconciliation", desk.preferences)
        self.note = label("", "muted", wrap=True)
        self.packages = PackagePanel(desk)
        self._build()
        self._connect()
        self._show()

    def reload(self) -> None:
        """Count what waits to be submitted, and read how the packages stand."""
        self.desk.background.run(list_waiting, done=self._on_waiting, caller=self)
        self.packages.reload()

    def open_file(self, path: Path, kind: ImportKind | None = None) -> None:
        """Read the city's list and compare."""
        self._run(open_import, path, kind, done=self._on_opened)

    def decide(self, choice: Choice) -> None:
        """Decide the selected differences, and go down to the next one that is open.

        What only this office has stays open where the city's side is chosen: no list can take it away.
        """
        place = self.table.currentIndex().row()
        rows = [found.row for found in self.table.selected_rows()]
        can = [each for each in rows if choice is not Choice.THEIRS or _can_take(each)]
        self._decided |= {each.fact: choice for each in can}
        self._show()
        if len(can) < len(rows):
            self.note.setText(_(_ONLY_HERE))
            self.table.choose(place)
            return
        self.table.choose(min(place + (self.views.value() == _ALL), self.model.rowCount() - 1))

    def decide_as_suggested(self) -> None:
        """Decide everything that only one side changed in that side's favour; the rest stays open."""
        if self.comparison is not None:
            suggested = {row.fact: row.suggested for row in self.comparison.differences}
            self._decided = {fact: each for fact, each in suggested.items() if each is not Choice.LATER} | self._decided
            self._show()

    def carry_out(self) -> None:
        """Take over what is decided for the city, list what is decided for us, and compare again."""
        if self.file is None:
            return
        theirs = self._decided_for(Choice.THEIRS)
        ours = self._decided_for(Choice.OURS)
        if theirs:
            self._run(take_theirs, self.file, theirs, self._options(), done=lambda _report: None)
        if ours:
            self._run(keep_own, self.file, ours, done=lambda _count: None)
        self._compare()

    def submit_to(self, out: Path) -> None:
        """Write the submission list."""
        self._run(make_submission, out, done=partial(self._on_submitted, out))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Compare with the file that was dropped."""
        paths = dropped_files(event)
        if paths:
            event.acceptProposedAction()
            self.open_file(paths[0])

    def _build(self) -> None:
        self.choose = button(_("Choose the city's list …"), self._ask_file, "", "upload")
        self.suggest = button(_("Decide as suggested"), self.decide_as_suggested, "", "check")
        self.go = button(_("Carry out"), self.carry_out, "primary")
        self.submit = button(_("Make the submission list"), self._ask_out, "", "file-text")
        words = {Choice.THEIRS: _("Take the city's"), Choice.OURS: _("Keep ours"), Choice.LATER: _("Look into it")}
        self.choices = {
            choice: button(f"{KEYS[choice]}  {words[choice]}", partial(self.decide, choice)) for choice in KEYS
        }
        line = row(self.note, self.choose, self.submit, spacing=SNUG, margins=(ROOMY, SNUG, ROOMY, SNUG))
        line.setStretch(0, 1)  # a note that wraps takes no more than it is given
        head = panel("bar", line)
        self.foot = panel(
            "foot",
            row(*self.choices.values(), 1, self.suggest, self.go, spacing=SNUG, margins=(ROOMY, SNUG, ROOMY, SNUG)),
        )
        self.table.setProperty("look", "flat")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        above = column(self.packages, margins=(ROOMY, SNUG, ROOMY, SNUG))
        whole = column(above, head, self.views, self.stack, self.foot, spacing=0)
        whole.setStretch(3, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.views.chosen.connect(lambda _key: self._show())
        for choice, key in KEYS.items():
            shortcut = QShortcut(QKeySequence(key), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(partial(self.decide, choice))

    def _on_opened(self, file: ImportFile) -> None:
        self.file, self._decided, self._receipt = file, {}, ""
        self._compare()

    def _compare(self) -> None:
        if self.file is not None:
            self._run(compare_file, self.file, self._options(), done=self._on_compared)

    def _on_compared(self, found: Comparison) -> None:
        self.comparison = found
        here = {row.fact for row in found.differences if not row.submitted}
        self._decided = {fact: choice for fact, choice in self._decided.items() if fact in here}
        self._show()
        self.table.choose(0)
        self.table.setFocus()
        self.reload()

    def _on_waiting(self, count: int) -> None:
        self.submit.setEnabled(count > 0 and not self.desk.read_only)
        text = _("Make the submission list")
        self.submit.setText(f" {text} {count}" if count else f" {text}")

    def _on_submitted(self, out: Path, made: tuple[str, int]) -> None:
        receipt, count = made
        written = _(
            "{file} is written: receipt {receipt}, {count} facts. When the city has them, its next list closes them."
        )
        self._receipt = written.format(file=out.name, receipt=receipt, count=count)
        self.note.setText(self._receipt)
        self._compare()
        self.reload()

    def _decided_for(self, choice: Choice) -> list[DifferenceRow]:
        rows = self.comparison.differences if self.comparison else ()
        return [row for row in rows if self._decided.get(row.fact) is choice]

    def _show(self) -> None:
        found = self.comparison
        rows = [Decided(row, self._decided.get(row.fact), found.kind) for row in found.differences] if found else []
        undecided = [each for each in rows if each.choice is None]
        counts = {_ALL: len(rows), "open": len(undecided)}
        for key, title in _VIEWS:
            self.views.show_count(key, _(title), counts[key])
        self.model.set_rows(rows if self.views.value() == _ALL else undecided)
        for part in (self.views, self.foot):  # nothing to view or to decide yet: the words on what to do have the room
            part.setVisible(found is not None)
        taken = Counter(each.choice for each in rows)
        for widget in (*self.choices.values(), self.suggest):
            widget.setEnabled(bool(rows) and not self.desk.read_only)
        self.go.setEnabled(bool(taken[Choice.THEIRS] + taken[Choice.OURS]) and not self.desk.read_only)
        self._say(found, rows)

    def _say(self, found: Comparison | None, rows: Sequence[Decided]) -> None:
        if found is None:
            self.table.set_empty(
                _("Drop the list that the city platform exported. Nothing is changed before you say so."),
                _("Choose the city's list …"),
                self._ask_file,
            )
            self.note.setText(_("What both lists had when they were last compared tells who changed what."))
            return
        self.table.set_empty(_("Both lists say the same."))
        words = [
            _("{count} rows compared, {differences} differences").format(count=found.records, differences=len(rows))
        ]
        if found.refused:
            words.append(_("{count} rows could not be read").format(count=found.refused))
            words += [_("row {row}: {reason}").format(row=row, reason=reason) for row, reason in found.reasons]
        if found.closed:
            words.append(_("{count} submitted facts have arrived").format(count=found.closed))
        self.note.setText(self._receipt or _("; ").join(words))

    def _options(self) -> ImportOptions:
        return ImportOptions(self.desk.as_of)

    def _run(self, job: Callable[..., Any], *args: Any, done: Callable[[Any], None]) -> None:
        self.desk.background.run(job, *args, done=done, caller=self)

    def _ask_file(self) -> None:
        kinds = _("Workbooks and tables") + " (*.xlsx *.xls *.xlsm *.csv *.et)"
        path, _kind = QFileDialog.getOpenFileName(self, _("The city's list"), "", kinds)
        if path:
            self.open_file(Path(path))

    def _ask_out(self) -> None:
        name = f"{_('Submission to the city')} {self.desk.as_of.isoformat()}.xlsx"
        path, _kind = QFileDialog.getSaveFileName(
            self, _("Make the submission list"), name, _("Workbook") + " (*.xlsx)"
        )
        if path:
            self.submit_to(Path(path).with_suffix(".xlsx"))


def _can_take(row: DifferenceRow) -> bool:
    """Whether the city's side can be taken over: what only this office has is in no row of its list."""
    return bool(row.fact.sheet)


__all__ = ["CHOICE_TONES", "KEYS", "ReconciliationPane"]
