"""The page of certificates: who serves without one, whose ends soon, by month; the person beside; the card register."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedWidget, QWidget

from gridadmin.domain.qualifications_list import CertificateLine, expiries_by_month
from gridadmin.domain.queues import Target
from gridadmin.domain.workers import WorkerStatus
from gridadmin.i18n import N_, Message, _
from gridadmin.services.qualifications_list import list_certificates
from gridadmin.ui.layouts import button, column, label, panel, row
from gridadmin.ui.list_export import export_seen
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import ListDetail, PageHeader, action_button
from gridadmin.ui.qualifications.acts import QualificationActs
from gridadmin.ui.qualifications.columns import certificate_columns
from gridadmin.ui.qualifications.filters import CARDS, QualificationFilterBar
from gridadmin.ui.qualifications.months import MonthBar, MonthBars
from gridadmin.ui.qualifications.person import PersonSide
from gridadmin.ui.qualifications.register import CardRegister
from gridadmin.ui.qualifications.types_dialog import TypesDialog
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT

TITLE = N_("Qualifications")
MONTHS_AHEAD = 12


class QualificationsPage(Page):
    """The list of certificates, a line for each person and kind, and the register of work cards."""

    features = frozenset({"qualifications", "workers", "grids", "office"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.lines: list[CertificateLine] = []
        self._wanted: UUID | None = None
        self.acts = QualificationActs(self, desk)
        self.bar = QualificationFilterBar()
        self.months = MonthBars()
        self.model: TableModel[CertificateLine] = TableModel(certificate_columns(), self)
        self.table = RecordTable(self.model, "qualifications", desk.preferences)
        self.table.setProperty("look", "flat")
        self.person = PersonSide(desk, self.acts)
        self.register = CardRegister(desk)
        self._build()
        self._connect()

    def reload(self) -> None:
        """Read list and register again; the cursor stays on its person."""
        self.desk.background.read(list_certificates, self.desk.as_of, done=self.show_lines, caller=self)
        self.register.reload()

    def show_lines(self, lines: Sequence[CertificateLine]) -> None:
        """Show what was read."""
        self.lines = list(lines)
        self.bar.show_lines(lines)
        self._show_list()

    def show_target(self, target: Target) -> None:
        """Open a view, or a person whatever the filters are; `types` opens the kinds, `cards` the register."""
        if target.view == "types":
            self.open_types()
        elif target.view == CARDS:
            self.bar.views.choose(CARDS)
        elif target.record_id:
            self._wanted = UUID(target.record_id)
            self.bar.show_all()
        elif target.view:
            self.bar.open_view(target.view)

    def filter_list(self) -> None:
        """Ctrl+F."""
        box = self.register.box if self.bar.shows_cards else self.bar.box
        box.setFocus()
        box.selectAll()

    def print_page(self) -> None:
        """Ctrl+P: work cards in the register, else the sheet of Article 11 of the person under the cursor."""
        if self.bar.shows_cards:
            self.register.print_selected()
        else:
            self.person.print_sheet()

    def export_list(self) -> None:
        """Ctrl+E: the list that is seen, as it is seen."""
        view = self.bar.views.tabText(self.bar.views.currentIndex())
        if self.bar.shows_cards:
            export_seen(self, self.desk, self.register.table, Message(TITLE), (view,))
        else:
            export_seen(self, self.desk, self.table, Message(TITLE), (view, *self.bar.words().values()))

    def open_types(self) -> None:
        """Show the kinds of certificates."""
        dialog = TypesDialog(self, self.desk)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def renew_selected(self) -> None:
        """Renew the certificates of the selected lines."""
        self.acts.renew(self.table.selected_rows())

    def panes(self) -> list[QWidget]:
        """The list, the months and the person; or the register."""
        if self.bar.shows_cards:
            return [self.register.table]
        return [self.table, self.months, self.person.pane]

    def _build(self) -> None:
        export = action_button(_("Export"), "download", self.export_list, Key.EXPORT.shown())
        types = action_button(_("Kinds of certificates …"), "settings", self.open_types)
        self.cards = action_button(_("Number work cards …"), "plus", self.register.acts.make_missing, main=True)
        self.cards.hide()
        self.header = PageHeader(_(TITLE), types, export, self.cards)
        self._count = label("", "strong")
        renew = button(_("Renew …"), self.renew_selected, "primary")
        self._selection = panel("foot", row(self._count, 1, renew, margins=(ROOMY, SNUG, MEDIUM, SNUG)))
        self._selection.hide()
        picture = column(self.months, spacing=TIGHT, margins=(ROOMY, 0, MEDIUM, SNUG))
        self._picture = QWidget()
        self._picture.setLayout(picture)
        listing = QWidget()
        listed = column(self._picture, self.table, self._selection, spacing=0)
        listed.setStretch(1, 1)
        listing.setLayout(listed)
        self._stack = QStackedWidget()
        self._stack.addWidget(ListDetail(listing, self.person, "qualifications", self.desk.preferences))
        self._stack.addWidget(self.register)
        whole = column(self.header, self.bar, self._stack, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.table.set_empty(_("No certificate is found like this."), _("Show all"), self.bar.show_all)

    def _connect(self) -> None:
        self.bar.changed.connect(self._show_list)
        self.bar.columns_asked.connect(lambda: self.table.choose_columns(QPoint(0, 0)))
        self.bar.cards_asked.connect(self._show_cards)
        self.months.chosen.connect(self._pick_month)
        self.table.row_chosen.connect(self._on_chosen)
        self.table.row_opened.connect(lambda line: self._open_worker(line.worker.id))
        self.table.selection_changed.connect(self._on_selection)
        self.person.opened.connect(self._open_worker)
        self.person.pane.card_asked.connect(self._number_card)
        self.register.worker_opened.connect(self._open_worker)
        self.register.counted.connect(lambda count: self.bar.views.show_count(CARDS, _("Work cards"), count))

    def _pick_month(self, month: str) -> None:
        self.bar.show_month(None if self.bar.filter.month == month else month)

    def _show_cards(self, wanted: bool) -> None:
        self._stack.setCurrentIndex(1 if wanted else 0)
        self.cards.setVisible(wanted and not self.desk.read_only)

    def _show_list(self) -> None:
        kept: CertificateLine | None = self.table.current_row()
        wanted = self._wanted or (kept.worker.id if kept is not None else None)
        rows = self.bar.apply(self.lines)
        self.model.set_rows(rows)
        self.bar.show_counts(self.lines)
        self._show_months()
        shown = self.model.rows()
        places = [place for place, line in enumerate(shown) if line.worker.id == wanted]
        if places and self.lines:
            self._wanted = None
        self.table.choose(places[0] if places else 0)
        if not rows:
            self.person.show_line(None)
        self._say()

    def _show_months(self) -> None:
        first = self.desk.as_of.replace(day=1)
        wanted = [line for line in self.lines if line.needed and line.renewed_from is None]
        counts = expiries_by_month(wanted, first, MONTHS_AHEAD)
        lead = {key for key, _count in list(counts.items())[:2]}
        bars = [MonthBar(key, count, "warning" if key in lead else "accent") for key, count in counts.items()]
        self.months.show_months(bars, self.bar.filter.month or "")

    def _say(self) -> None:
        serving = [line for line in self.lines if line.needed and line.worker.status is WorkerStatus.ACTIVE]
        breaches = len({line.worker.id for line in serving if line.is_breach})
        words = _("{count} persons must hold a certificate as of {day}; {breaches} serve without one")
        count = len({line.worker.id for line in serving})
        self.header.say(words.format(count=count, day=self.desk.as_of.isoformat(), breaches=breaches))

    def _on_chosen(self, line: CertificateLine | None) -> None:
        self.person.show_line(line)

    def _on_selection(self, count: int) -> None:
        self._selection.setVisible(count > 1 and not self.desk.read_only)
        self._count.setText(_("{count} certificates selected").format(count=count))

    def _open_worker(self, worker_id: UUID) -> None:
        self.desk.go(Target("workers", "qualifications", str(worker_id)))

    def _number_card(self) -> None:
        if self.person.pane.worker_id is not None:
            self.register.acts.make([self.person.pane.worker_id])
