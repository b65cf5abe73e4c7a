"""Which ones? The grids or persons behind a figure, each a way to its own page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from gridadmin.domain.statistics_rows import FigureRow
from gridadmin.i18n import _
from gridadmin.ui.fields import TextField
from gridadmin.ui.layouts import button, column, label, resize_to, row
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import Column, TableModel
from gridadmin.ui.tokens import MEDIUM, WIDE

WIDTHS = {"grids": (22, 18, 17, 11, 24), "workers": (14, 10, 26, 30), "notices": (22, 18, 17, 11, 24)}


def columns_of(rows: tuple[FigureRow, ...]) -> tuple[Column[FigureRow], ...]:
    """Return the columns for the rows of one figure, headed by what its rows say that they hold."""
    name, *about = rows[0].headings
    widths = WIDTHS[rows[0].target.feature]
    first: Column[FigureRow] = Column("name", name, widths[0], lambda found: found.name)
    return (first, *(_about(place, heading, widths[place + 1]) for place, heading in enumerate(about)))


def _about(place: int, heading: str, width: int) -> Column[FigureRow]:
    return Column(f"about{place}", heading, width, lambda found: str(found.about[place]))


class RowsDialog(QDialog):
    """A figure's rows.

    Signals:
        row_chosen: the FigureRow that is to be opened on its page.
    """

    row_chosen = Signal(object)

    def __init__(self, parent: QWidget | None, title: str, figure: str, rows: tuple[FigureRow, ...]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._rows = rows
        self.model = TableModel(columns_of(rows), self)
        self.table = RecordTable(self.model)
        self.table.row_opened.connect(self._open)
        self.box = TextField(_("Narrow down"))
        self.box.changed.connect(self._narrow)
        self._count = label("", "muted")
        close = button(_("Close"), self.reject)
        self._go = button(_("Open"), lambda: self._open(self.table.current_row()), "primary", "arrow-right")
        head = row(label(title, "title", wrap=True), 1, label(figure, "figure"), spacing=MEDIUM)
        foot = row(self._count, 1, close, self._go)
        self.setLayout(column(head, self.box, self.table, foot, spacing=MEDIUM, margins=(WIDE,) * 4))
        resize_to(self, 820, 560)
        self._narrow()
        self.table.setFocus()
        self.table.choose(0)

    def _narrow(self) -> None:
        words = (self.box.value() or "").casefold()
        found = [each for each in self._rows if words in " ".join((each.name, *map(str, each.about))).casefold()]
        self.model.set_rows(found)
        self._count.setText(_("{count} rows. Enter opens one.").format(count=len(found)))
        self._go.setEnabled(bool(found))

    def _open(self, found: FigureRow | None) -> None:
        if found is not None:
            self.accept()
            self.row_chosen.emit(found)
