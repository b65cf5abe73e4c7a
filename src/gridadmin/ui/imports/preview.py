"""Steps 2 and 3: the four numbers, every row with its outcome, and below it what it changes or what is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from unicodedata import category

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from gridadmin.domain.imports import ImportReport, Outcome, Problem, RowOutcome, Severity
from gridadmin.i18n import N_, _
from gridadmin.ui.imports.words import TONES
from gridadmin.ui.layouts import Tile, button, column, label, panel, row
from gridadmin.ui.panes import Switch
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import RIGHT, Column, TableModel
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG

TITLES = {
    Outcome.NEW: N_("New"),
    Outcome.UPDATED: N_("Updated"),
    Outcome.UNCHANGED: N_("Unchanged"),
    Outcome.REJECTED: N_("Rejected"),
}
_FIGURE_TONES = {Outcome.NEW: "good", Outcome.UPDATED: "", Outcome.UNCHANGED: "faint", Outcome.REJECTED: "danger"}


@dataclass(frozen=True)
class PreviewRow:
    """One row of the sheet with its outcome and what is to be said about it."""

    outcome: RowOutcome
    problems: tuple[Problem, ...]
    changes: str
    name: str

    @property
    def serious(self) -> bool:
        """Whether the row wants a look: it is kept out, or let in with a warning."""
        return any(problem.severity is not Severity.NOTE for problem in self.problems)

    @property
    def words(self) -> str:
        """What the list says about the row: the reasons first, else the changes."""
        reasons = [str(problem.reason) for problem in self.problems if problem.severity is not Severity.NOTE]
        if len(reasons) > 1:
            reasons = [_without_stop(reason) for reason in reasons]
        return _("; ").join(reasons) or self.changes


def _without_stop(sentence: str) -> str:
    """Return a sentence that is joined with others into one line without its full stop, whatever the language."""
    return sentence[:-1] if sentence and category(sentence[-1]) == "Po" else sentence


def preview_rows(
    report: ImportReport, words: Callable[[RowOutcome], str], names: Mapping[tuple[str, int], str] | None = None
) -> list[PreviewRow]:
    """Return the rows of a report as the list shows them.

    Args:
        words: what a row changes. names: what the cells of refused rows say.
    """
    problems: dict[tuple[str, int], list[Problem]] = defaultdict(list)
    for problem in report.problems:
        problems[problem.sheet, problem.row].append(problem)
    rows = []
    for outcome in report.outcomes:
        place = (outcome.sheet, outcome.row)
        name = outcome.subject or (names or {}).get(place, "")
        rows.append(PreviewRow(outcome, tuple(problems[place]), words(outcome), name))
    return rows


class NumberTile(Tile):
    """One of the four numbers; pressed, the list shows only its rows."""

    def __init__(self, outcome: Outcome) -> None:
        self._figure = label("0", "figure", _FIGURE_TONES[outcome])
        super().__init__(
            row(
                self._figure, label(_(TITLES[outcome]), "strong"), 1, spacing=MEDIUM, margins=(ROOMY, SNUG, ROOMY, SNUG)
            )
        )
        self.setCheckable(True)
        self.outcome = outcome

    def show_number(self, number: int) -> None:
        """Show how many rows it is."""
        self._figure.setText(str(number))
        self.setAccessibleName(f"{_(TITLES[self.outcome])}: {number}")


class PreviewPane(QWidget):
    """The preview of an import; it is the real import, taken back.

    Signals:
        import_asked: do it; corrections_asked: go to the rows with problems; row_chosen: PreviewRow or None.
    """

    import_asked = Signal()
    corrections_asked = Signal()
    row_chosen = Signal(object)

    def __init__(self, detail: QWidget) -> None:
        super().__init__()
        self._rows: list[PreviewRow] = []
        self.tiles = {outcome: NumberTile(outcome) for outcome in Outcome}
        for outcome, tile in self.tiles.items():
            tile.clicked.connect(partial(self._on_tile, outcome))
        self.switch = Switch([("all", _("All")), ("problems", _("With problems")), ("good", _("Good"))], "all")
        self.switch.chosen.connect(self._on_switch)
        self.model = TableModel[PreviewRow](preview_columns(), self)
        self.table = RecordTable(self.model)
        self.table.set_empty(_("No row is like this."))
        self.table.row_chosen.connect(self.row_chosen)
        self._sum = label("", "muted")
        self.fix = button("", self.corrections_asked.emit, "", "pencil")
        self.go = button(_("Import"), self.import_asked.emit, "primary", "check")
        numbers = row(*self.tiles.values(), spacing=MEDIUM)
        bar = row(self.switch, self._sum, 1, spacing=MEDIUM)
        self._split = split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(detail)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        body = column(numbers, bar, split, spacing=MEDIUM, margins=(ROOMY, SNUG, ROOMY, SNUG))
        body.setStretch(2, 1)
        foot = panel("foot", row(1, self.fix, self.go, spacing=SNUG, margins=(ROOMY, SNUG, ROOMY, SNUG)))
        self.setLayout(column(body, foot, spacing=0))

    def show_report(self, report: ImportReport, rows: Sequence[PreviewRow], view: str = "all") -> None:
        """Show a report; the cursor goes to the first row of the view."""
        self._rows = list(rows)
        numbers = {
            Outcome.NEW: report.new, Outcome.UPDATED: report.updated,
            Outcome.UNCHANGED: report.unchanged, Outcome.REJECTED: report.rejected,
        }  # fmt: skip
        for outcome, tile in self.tiles.items():
            tile.show_number(numbers[outcome])
        self._sum.setText(_("{count} rows in the sheet").format(count=report.rows))
        bad = sum(item.serious for item in rows)
        self.switch.show_counts({"all": len(rows), "problems": bad, "good": len(rows) - bad})
        self.fix.setText(" " + _("Correct {count} rows").format(count=bad))
        self.fix.setVisible(bad > 0)
        self.go.setText(" " + _("Import {count} rows").format(count=report.new + report.updated))
        self.go.setEnabled(report.new + report.updated > 0)
        self.show_view(view)
        self.go.setFocus()

    def show_view(self, view: str) -> None:
        """Show all rows, those with problems, or the good ones; corrections get the larger part of the room."""
        self._split.setSizes([200, 300] if view == "problems" else [300, 200])
        self.switch.choose(view)
        self._on_switch(view)

    def _on_tile(self, outcome: Outcome) -> None:
        checked = self.tiles[outcome].isChecked()
        for other, tile in self.tiles.items():
            tile.setChecked(checked and other is outcome)
        if checked:
            self._show([item for item in self._rows if item.outcome.outcome is outcome])
        else:
            self._on_switch(self.switch.value())

    def _on_switch(self, view: str) -> None:
        for tile in self.tiles.values():
            tile.setChecked(False)
        wanted = {"all": (True, False), "problems": (True,), "good": (False,)}[view]
        self._show([item for item in self._rows if item.serious in wanted])

    def _show(self, rows: Sequence[PreviewRow]) -> None:
        self.model.set_rows(rows)
        if rows:
            self.table.choose(0)
        else:
            self.row_chosen.emit(None)


def preview_columns() -> list[Column[PreviewRow]]:
    """Return the columns of a preview: the row, whose it is, what becomes of it, and why."""
    return [
        Column("row", N_("Row"), 6, lambda item: str(item.outcome.row), lambda item: item.outcome.row, RIGHT),
        Column("name", N_("Name"), 18, lambda item: item.name),
        Column(
            "outcome", N_("Outcome"), 10, lambda item: _(TITLES[item.outcome.outcome]),
            tone=lambda item: TONES[item.outcome.outcome], badge=True,
        ),
        Column(
            "words", N_("What changes, or what is wrong"), 60, lambda item: item.words,
            tone=_words_tone,
        ),
    ]  # fmt: skip


def _words_tone(item: PreviewRow) -> str:
    if item.outcome.outcome is Outcome.REJECTED:
        return "danger"
    return "warning" if item.serious else ""
