"""The register of work cards: a batch is numbered, printed, handed out, taken back, replaced."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridadmin.domain.qualifications_cards import CardLine, CardState
from gridadmin.i18n import _
from gridadmin.services.qualifications_cards import list_cards
from gridadmin.ui.dialogs import tell
from gridadmin.ui.fields import ChoiceField, Option, TextField
from gridadmin.ui.layouts import button, column, label, panel, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import Switch
from gridadmin.ui.qualifications.card_acts import CardActs
from gridadmin.ui.qualifications.columns import card_columns, to_do_words
from gridadmin.ui.qualifications.sheet_dialog import CardsDialog
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG

TO_DO, IN_USE, ENDED, EVERY = "to_do", "in_use", "ended", "all"
USABLE = (CardState.PREPARED, CardState.IN_HAND)


class CardRegister(QWidget):
    """Every card a line; it reads itself.

    Signals:
        counted: how many cards have something to be done about them.
        worker_opened: the id of a person whose file is wanted.
    """

    counted = Signal(int)
    worker_opened = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.acts = CardActs(self, desk)
        self.lines: list[CardLine] = []
        self.model: TableModel[CardLine] = TableModel(card_columns(), self)
        self.table = RecordTable(self.model, "cards", desk.preferences)
        self.table.setProperty("look", "flat")
        choices = [(TO_DO, _("To be done")), (IN_USE, _("In use")), (ENDED, _("Out of use")), (EVERY, _("All"))]
        self.switch = Switch(choices, IN_USE)
        self.switch.chosen.connect(lambda _key: self._show_list())
        self.batch = ChoiceField(placeholder=_("Every batch"))
        self.batch.setAccessibleName(_("Batch"))
        self.batch.changed.connect(self._show_list)
        self.box = TextField(_("Name, number or grid"))
        self.box.setClearButtonEnabled(True)
        self.box.changed.connect(self._show_list)
        self._build()
        self.table.selection_changed.connect(self._on_selection)
        self.table.row_opened.connect(lambda line: self.worker_opened.emit(line.card.worker_id))

    def reload(self) -> None:
        """Read the register again."""
        self._desk.background.read(list_cards, self._desk.as_of, done=self.show_lines, caller=self)

    def show_lines(self, lines: Sequence[CardLine]) -> None:
        """Show what was read."""
        self.lines = list(lines)
        batches = dict.fromkeys(line.card.batch for line in lines)
        self.batch.set_options([Option(None, _("Every batch")), *(Option(name, name) for name in batches)])
        self.counted.emit(sum(bool(to_do_words(line)) for line in lines))
        self._show_list()

    def _build(self) -> None:
        line = row(self.switch, self.batch, self.box, spacing=SNUG, margins=(ROOMY, 0, SNUG, SNUG))
        line.setStretch(1, 1)
        line.setStretch(2, 2)
        top = QWidget()
        top.setLayout(line)
        top.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._count = label("", "strong")
        self.give = button(_("Hand out …"), self._hand_out)
        self.back = button(_("Take back …"), self._take_back)
        self.other = button(_("Replace …"), self._replace)
        self.print = button(_("Print …"), self.print_selected, "primary", "printer")
        foot = row(self._count, 1, self.give, self.back, self.other, self.print, spacing=SNUG,
                   margins=(ROOMY, SNUG, MEDIUM, SNUG))  # fmt: skip
        self._foot = panel("foot", foot)
        self._foot.hide()
        whole = column(top, self.table, self._foot, spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        text = _("No work card is found like this.")
        self.table.set_empty(text, _("Number cards for whoever has none"), self.acts.make_missing)

    def print_selected(self) -> None:
        """Print the selected cards; where none is selected, all that were never printed."""
        chosen = [line for line in self.table.selected_rows() if line.state in USABLE]
        lines = chosen or [line for line in self.lines if line.state in USABLE and line.card.printed_on is None]
        if not lines:
            tell(self, _("No work card to print."), _("Select cards, or number a batch first."))
            return
        dialog = CardsDialog(self, self._desk, [line.card.id for line in lines])
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_list(self) -> None:
        wanted, batch = self.switch.value(), self.batch.value()
        words = (self.box.value() or "").casefold()
        shows: dict[str, Callable[[CardLine], bool]] = {
            TO_DO: lambda line: bool(to_do_words(line)),
            IN_USE: lambda line: line.state in USABLE,
            ENDED: lambda line: line.state not in USABLE,
            EVERY: lambda _line: True,
        }
        narrowed = [line for line in self.lines if batch in (None, line.card.batch) and _has(line, words)]
        self.switch.show_counts({key: sum(map(test, narrowed)) for key, test in shows.items()})
        self.model.set_rows([line for line in narrowed if shows[wanted](line)])

    def _on_selection(self, count: int) -> None:
        lines: list[CardLine] = self.table.selected_rows()
        usable = [line for line in lines if line.state in USABLE]
        self._foot.setVisible(bool(usable) and not self._desk.read_only)
        self._count.setText(_("{count} cards selected").format(count=count))
        self.give.setEnabled(any(line.state is CardState.PREPARED for line in usable))
        self.other.setEnabled(len(usable) == 1)

    def _hand_out(self) -> None:
        self.acts.hand_out([line for line in self.table.selected_rows() if line.state is CardState.PREPARED])

    def _take_back(self) -> None:
        self.acts.end([line for line in self.table.selected_rows() if line.state in USABLE])

    def _replace(self) -> None:
        lines = [line for line in self.table.selected_rows() if line.state in USABLE]
        if len(lines) == 1:
            self.acts.replace(lines[0])


def _has(line: CardLine, words: str) -> bool:
    texts = (line.name, line.initials, line.card.number, line.grids, line.community)
    return not words or any(words in text.casefold() for text in texts)
