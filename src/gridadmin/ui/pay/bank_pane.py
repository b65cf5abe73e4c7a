"""The bank's tab: everybody in service with the account that holds, who has none, what to look at; files, templates."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QSizePolicy, QWidget

from gridadmin.domain.bank_accounts import PaidPerson
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.bank_accounts import paid_people
from gridadmin.ui.layouts import column, row
from gridadmin.ui.list_export import export_seen
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import ListDetail, Switch, action_button
from gridadmin.ui.pay.bank_columns import account_columns, is_doubtful
from gridadmin.ui.pay.bank_export_dialog import BankExportDialog
from gridadmin.ui.pay.bank_files_dialog import BankFilesDialog
from gridadmin.ui.pay.bank_panel import AccountPanel
from gridadmin.ui.pay.bank_paste_dialog import PasteDialog
from gridadmin.ui.pay.bank_templates_dialog import BankTemplatesDialog
from gridadmin.ui.pay.tabs import PayPane
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel, fitted
from gridadmin.ui.text_field import TextField
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import ROOMY, SNUG

ALL, MISSING, DOUBTFUL = "all", "missing", "doubtful"
TITLE = N_("Bank accounts")
LIST_WIDTH, DETAIL_WIDTH = 780, 420


class BankPane(PayPane):
    """Accounts of persons, files for the bank and their templates."""

    features = frozenset({"pay", "workers"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.people: list[PaidPerson] = []
        self._wanted = ""
        self.model: TableModel[PaidPerson] = TableModel(fitted(account_columns()), self)
        self.table = RecordTable(self.model, "pay/bank", desk.preferences)
        words = [(ALL, _("All")), (MISSING, _("No account")), (DOUBTFUL, _("To look at"))]
        self.switch = Switch(words, ALL)
        self.box = TextField(_("Name or bank"))
        self.detail = AccountPanel(desk)
        self._build()
        self.acts = self._make_acts()
        self.switch.chosen.connect(lambda _key: self._show_rows())
        self.box.changed.connect(self._show_rows)
        self.table.row_chosen.connect(self.detail.show_person)
        self.table.row_opened.connect(lambda _row: self.detail.correct_account())

    def reload(self) -> None:
        """Read everybody again."""
        self.desk.background.run(paid_people, self.desk.as_of, done=self.show_people, caller=self)

    def show_people(self, people: Sequence[PaidPerson]) -> None:
        """Show everybody; the cursor stays on its person."""
        self.people = list(people)
        missing = sum(person.account is None for person in people)
        doubtful = sum(map(is_doubtful, people))
        self.switch.show_counts({ALL: len(people), MISSING: missing, DOUBTFUL: doubtful})
        words = _("{count} persons in service    {missing} without an account    {doubtful} to look at")
        self.said.emit(words.format(count=len(people), missing=missing, doubtful=doubtful))
        self._show_rows()

    def new_record(self) -> None:
        """Ctrl+N: an account of the person that is chosen."""
        self.detail.enter_account()

    def filter_list(self) -> None:
        """Ctrl+F."""
        self.box.setFocus()
        self.box.selectAll()

    def export_list(self) -> None:
        """Ctrl+E: the list as it is seen, numbers masked."""
        export_seen(self, self.desk, self.table, Message(TITLE), self._filters())

    def export_files(self) -> None:
        """Open the dialog of the files for the bank."""
        BankExportDialog(self, self.desk).open()

    def import_accounts(self) -> None:
        """Open the dialog of pasted cells and files."""
        PasteDialog(self, self.desk).open()

    def show_written(self) -> None:
        """Open the dialog of the files that were written, where one is checked."""
        dialog = BankFilesDialog(self, self.desk)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_templates(self) -> None:
        """Open the dialog of templates."""
        BankTemplatesDialog(self, self.desk).open()

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.table, self.detail]

    def _make_acts(self) -> list[QWidget]:
        export = action_button(_("Files for the bank"), "download", self.export_files, main=True)
        export.setEnabled(not self.desk.read_only)
        paste = action_button(_("Import …"), "file-input", self.import_accounts)
        paste.setEnabled(not self.desk.read_only)
        written = action_button(_("Files written"), "history", self.show_written)
        return [paste, action_button(_("Templates"), "file-text", self.show_templates), written, export]

    def _build(self) -> None:
        self.table.setProperty("look", "flat")
        self.table.set_empty(_("Nobody here."))
        self.box.setClearButtonEnabled(True)
        self.box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        bar = row(self.switch, 1, self.box, spacing=SNUG, margins=(ROOMY, SNUG, ROOMY, SNUG))
        split = ListDetail(self.table, self.detail, "pay/bank", self.desk.preferences)
        if self.desk.preferences.recall("split/pay/bank") is None:
            split.setSizes([current().px(LIST_WIDTH), current().px(DETAIL_WIDTH)])
        whole = column(bar, split, spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _filters(self) -> tuple[str, ...]:
        view = {MISSING: _("No account"), DOUBTFUL: _("To look at")}.get(self.switch.value(), "")
        return tuple(text for text in (view, self.box.value() or "") if text)

    def _show_rows(self) -> None:
        words, view = (self.box.value() or "").casefold(), self.switch.value()
        kept = self.table.current_row()
        self.model.set_rows([person for person in self.people if _is_seen(person, view, words)])
        rows = self.model.rows()
        same = (at for at, person in enumerate(rows) if kept and person.worker_id == kept.worker_id)
        self.table.choose(next(same, 0))
        self.detail.show_person(self.table.current_row())


def _is_seen(person: PaidPerson, view: str, words: str) -> bool:
    if view == MISSING and person.account is not None:
        return False
    if view == DOUBTFUL and not is_doubtful(person):
        return False
    account = person.account
    return not words or words in f"{person.name} {account.bank if account else ''}".casefold()
