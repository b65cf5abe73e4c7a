"""Who is enrolled in a month with which bases, who is still to be; entering, ending, and the yearly declaration."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QWidget

from gridadmin.domain.insurance_enrolments import InsuredRow
from gridadmin.domain.months import Month
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.queues import Target
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.insurance_imports import preview_enrolments, run_enrolments
from gridadmin.services.insurance_bases import list_insured
from gridadmin.ui.fields import TextField
from gridadmin.ui.insurance.acts import InsuranceActs
from gridadmin.ui.insurance.columns import insured_columns
from gridadmin.ui.insurance.declaration import DeclarationDialog
from gridadmin.ui.insurance.month_bar import MonthBar
from gridadmin.ui.layouts import button, column, label, panel, row
from gridadmin.ui.list_export import export_seen
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import Switch, action_button
from gridadmin.ui.pay.entered_fields import MonthField
from gridadmin.ui.pay.tabs import PayPane
from gridadmin.ui.sheet_import import RehearsedImport, change_words, choose_sheet
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel, fitted
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG

ALL, LACKING = "all", "lacking"


class EnrolmentsPane(PayPane):
    """The people of a month."""

    features = frozenset({"insurance", "workers", "pay"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rows: list[InsuredRow] = []
        self._wanted: UUID | None = None
        self.work = InsuranceActs(self, desk, lambda: desk.as_of)
        self.months = MonthBar(desk.as_of)
        self.standing = Switch([(ALL, _("Everybody")), (LACKING, _("To enrol or end"))], ALL)
        self.box = TextField(_("Filter: a part of a name"))
        self.model: TableModel[InsuredRow] = TableModel(fitted(insured_columns()), self)
        self.table = RecordTable(self.model, "insurance/enrolments", desk.preferences)
        self.enrol = button(_("Enrol …"), self.new_record, "primary")
        self.end = button(_("End the enrolment …"), self._end)
        self.acts = [
            action_button(_("Import …"), "file-input", self._import),
            action_button(_("Declare bases …"), "pencil", self._declare),
            action_button(_("Export"), "download", self.export_list, Key.EXPORT.shown()),
        ]
        self._build()
        self.months.chosen.connect(lambda _month: self.reload())
        self.standing.chosen.connect(lambda _key: self._narrow())
        self.box.changed.connect(self._narrow)
        self.table.row_opened.connect(lambda found: desk.go(Target("workers", "insurance", str(found.worker_id))))
        self.table.row_chosen.connect(self._show_chosen)

    def reload(self) -> None:
        """Read the people of the month again."""
        self.months.look_at(self.desk.as_of)
        args = (self.months.value, self.desk.as_of)
        self.desk.background.read(list_insured, *args, done=self.show_rows, caller=self)

    def show_rows(self, rows: Sequence[InsuredRow]) -> None:
        """Show what was read."""
        self.rows = list(rows)
        self._narrow()
        serving = [each for each in rows if each.serves]
        words = _("{count} full-timers in {month}; {done} in every statutory scheme, {lacking} lack one")
        lacking = sum(bool(each.missing) for each in serving)
        self.said.emit(
            words.format(count=len(serving), month=self.months.value, done=len(serving) - lacking, lacking=lacking)
        )

    def show_target(self, target: Target) -> None:
        """Choose a person."""
        if target.record_id:
            self._wanted = UUID(target.record_id)
            self._narrow()

    def new_record(self) -> None:
        """Ctrl+N: enrol the person under the cursor."""
        chosen: InsuredRow | None = self.table.current_row()
        if chosen is not None and not self.desk.read_only:
            self.work.enrol(chosen.worker_id, chosen.name, self.months.value, chosen.missing or chosen.statutory)

    def filter_list(self) -> None:
        """Ctrl+F."""
        self.box.setFocus()

    def export_list(self) -> None:
        """Ctrl+E: the list as it is seen."""
        title = Message(N_("Enrolments {month}"), {"month": self.months.value})
        export_seen(self, self.desk, self.table, title)

    def panes(self) -> list[QWidget]:
        """The list."""
        return [self.table]

    def _narrow(self) -> None:
        name, lacking = self.box.text().strip().casefold(), self.standing.value() == LACKING
        shown = [
            each
            for each in self.rows
            if name in each.name.casefold() and (not lacking or each.missing or not each.serves)
        ]
        kept = self._wanted or getattr(self.table.current_row(), "worker_id", None)
        self.model.set_rows(shown)
        places = [place for place, each in enumerate(self.model.rows()) if each.worker_id == kept]
        self._wanted = None if places else self._wanted
        self.table.choose(places[0] if places else 0)

    def _show_chosen(self, chosen: InsuredRow | None) -> None:
        self._foot.setVisible(chosen is not None and not self.desk.read_only)
        if chosen is not None:
            self._who.setText(chosen.name)
            self.end.setEnabled(bool(chosen.bases))

    def _end(self) -> None:
        chosen: InsuredRow | None = self.table.current_row()
        if chosen is not None:
            self.work.end(chosen.worker_id, chosen.name, self.months.value, tuple(chosen.bases))

    def _declare(self) -> None:
        if not self.desk.read_only:
            dialog = DeclarationDialog(self, self.desk, self.months.value)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _import(self) -> None:
        if not self.desk.read_only:
            choose_sheet(self, self.desk, _("Import enrolments"), enrolments_import(self.months.value))

    def _build(self) -> None:
        self.table.setProperty("look", "flat")
        self.table.set_empty(_("Nobody serves full-time in this month."))
        bar = row(self.months, self.standing, self.box, spacing=SNUG, margins=(ROOMY, SNUG, ROOMY, SNUG))
        bar.setStretch(2, 1)
        self._who = label("", "strong")
        self._foot = panel("foot", row(self._who, 1, self.end, self.enrol, margins=(ROOMY, SNUG, MEDIUM, SNUG)))
        self._foot.hide()
        whole = column(bar, self.table, self._foot, spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)


def enrolments_import(month: Month) -> RehearsedImport:
    """Return the import of a sheet of enrolments; rows without a month of their own hold from `month`."""
    names = {scheme.value: scheme.label for scheme in Scheme}
    words = change_words(lambda key: names.get(key, key), lambda _change, value: str(value))
    title = N_("Rows without a month hold from")
    return RehearsedImport(preview_enrolments, run_enrolments, month, words, MonthField(), title)
