"""The yearly declaration of bases: everybody in one grid, suggested, pasted from Excel, in force from a month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.insurance_changes import SHEET_WORDS
from gridadmin.domain.months import Month
from gridadmin.domain.pay_rounding import parse_yuan
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_, Message, _
from gridadmin.services.insurance import DeclarationResult, DeclaredBases, declare_bases
from gridadmin.services.insurance_bases import DeclarationRow, list_declaration
from gridadmin.ui.dialogs import show_error, tell
from gridadmin.ui.entry_grid import EntryColumn, EntryGrid, EntryRow
from gridadmin.ui.fields import TextField
from gridadmin.ui.insurance.columns import SCHEMES
from gridadmin.ui.layouts import button, column, label, resize_to, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.pay.entered_fields import MonthField
from gridadmin.ui.pay.runs_columns import yuan_shown
from gridadmin.ui.tables import RIGHT
from gridadmin.ui.tokens import MEDIUM, SNUG, WIDE


class DeclarationDialog(QDialog):
    """Everybody who is enrolled, with the base that holds, the one that is suggested, and the one that is declared."""

    def __init__(self, parent: QWidget | None, desk: Desk, month: Month) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[DeclarationRow] = []
        self.setWindowTitle(_("Declare bases"))
        self.month = MonthField()
        self.month.set_value(month)
        self.reason = TextField(_("Reason, such as the yearly declaration"))
        self.reason.setText(_("Yearly declaration"))
        self.grid = EntryGrid(_columns())
        self.take = button(_("Take the suggested ones"), self.take_suggested, icon="check")
        self.save = button(_("Declare"), self.declare, "primary")
        self._note = label(
            _("From this month on; paste a column from Excel by name or ID number. What is left empty stays as it is."),
            "caption", wrap=True,
        )  # fmt: skip
        self._build()
        self.month.left.connect(self.reload)
        self.grid.save_asked.connect(self.declare)
        self.reload()

    def reload(self) -> None:
        """Read who is enrolled in the month."""
        month = self.month.value()
        if month is not None:
            args = (month, self._desk.as_of)
            self._desk.background.read(list_declaration, *args, done=self._show, failed=self._failed, caller=self)

    def take_suggested(self) -> None:
        """Write what is suggested into every base that somebody has."""
        model = self.grid.model
        model.set_values(
            (at, model.place_of(scheme.value), found.suggested)
            for at, found in enumerate(self._rows)
            for scheme in found.bases
            if scheme in SCHEMES
        )
        self.grid.cells.setFocus()

    def declare(self) -> None:
        """Keep what was entered as one act."""
        month, model = self.month.value(), self.grid.model
        if month is None or model.faults():
            self.grid.say(_("Correct what is marked, and the month."), "danger")
            return
        changed: dict[Any, dict[Scheme, int]] = {}
        for row_id, key, value in _changes(self.grid):
            if value is not None:
                changed.setdefault(row_id, {})[Scheme(key)] = value
        if not changed:
            self.grid.say(_("Nothing was entered yet."), "warning")
            return
        declared = [DeclaredBases(worker_id, bases) for worker_id, bases in changed.items()]
        sentence = Message(N_("Declare the bases of {count} persons from {month}"), {
            "count": len(declared), "month": month,
        })  # fmt: skip
        args = (month, declared, self.reason.value() or "")
        self._desk.background.act(sentence, declare_bases, *args, done=self._done, failed=self._failed, caller=self)

    def _show(self, rows: Sequence[DeclarationRow]) -> None:
        self._rows = list(rows)
        self.grid.model.set_rows([_entry(each) for each in rows])
        self.grid.choose(0)

    def _done(self, result: DeclarationResult) -> None:
        self.accept()
        words = _("{changed} bases changed, {begun} began, {same} were as declared already.")
        text = words.format(changed=result.changed, begun=result.begun, same=result.same)
        tell(self.parentWidget(), _("Declared"), text, "good")

    def _failed(self, error: GridAdminError) -> None:
        show_error(self, error)

    def _build(self) -> None:
        self.month.setMaximumWidth(self.fontMetrics().horizontalAdvance("0") * 12)
        head = row(label(_("From month"), "caption"), self.month, self.reason, self.take, spacing=SNUG)
        head.setStretch(2, 1)
        foot = row(1, button(_("Cancel"), self.reject), self.save, spacing=SNUG)
        whole = column(label(_("Declare bases"), "title"), head, self._note, self.grid, foot, spacing=MEDIUM,
                       margins=(WIDE,) * 4)  # fmt: skip
        whole.setStretch(3, 1)
        self.setLayout(whole)
        resize_to(self, 980, 640)


def _columns() -> list[EntryColumn]:
    def shown(value: Any) -> str:
        return "" if value is None else yuan_shown(value)

    return [
        EntryColumn("name", _("Name"), 12, frozen=True),
        EntryColumn("suggested", _("Suggested"), 11, show=shown, align=RIGHT, tone=lambda _value: "muted"),
        *(
            EntryColumn(each.value, each.label, 13, parse_yuan, shown, RIGHT, words=SHEET_WORDS[each])
            for each in SCHEMES
        ),
        EntryColumn("reckoning", _("How it was found"), 60),
    ]


def _entry(found: DeclarationRow) -> EntryRow:
    values: dict[str, Any] = {"name": found.name, "suggested": found.suggested, "reckoning": str(found.reckoning)}
    values |= {scheme.value: base for scheme, base in found.bases.items()}
    return EntryRow(found.worker_id, values, found.name, found.id_number)


def _changes(grid: EntryGrid) -> list[tuple[Any, str, Any]]:
    return [(row_id, key, value) for row_id, values in grid.model.changes().items() for key, value in values.items()]
