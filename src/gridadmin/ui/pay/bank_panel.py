"""One person's accounts beside the list: the one that holds, and those before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from gridadmin.domain.bank_accounts import BankAccountRow, PaidPerson
from gridadmin.i18n import _
from gridadmin.jobs.bank_accounts import accounts_of_person
from gridadmin.ui.layouts import button, column, label, row, tool_button
from gridadmin.ui.listing import joined
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import Facts, card
from gridadmin.ui.pay.bank_account_acts import AccountActs
from gridadmin.ui.pay.bank_columns import short_number
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import EmptyState
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG


class AccountPanel(QWidget):
    """Shows a person's accounts, numbers masked."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._acts = AccountActs(self, desk)
        self.person: PaidPerson | None = None
        self.rows: list[BankAccountRow] = []
        self.enter = button(_("New account"), self.enter_account, "primary", "plus")
        self.enter.setToolTip(Key.NEW.shown())
        self.correct = tool_button("pencil", _("Correct"), self.correct_account)
        self.remove = tool_button("trash-2", _("Remove"), self.remove_account)
        self._build()

    def show_person(self, person: PaidPerson | None) -> None:
        """Show somebody; None shows that nobody is chosen."""
        self.person = person
        self._pages.setCurrentIndex(1 if person else 0)
        if person is not None:
            self._name.setText(person.name)
            self._desk.background.run(accounts_of_person, person.worker_id, done=self._show, caller=self)

    def enter_account(self) -> None:
        """Enter an account."""
        if self.person is not None and not self._desk.read_only:
            self._acts.enter(self.person.worker_id, self.person.name)

    def correct_account(self) -> None:
        """Correct the account that holds; enter one where there is none."""
        row = self._held()
        if row is None:
            self.enter_account()
        elif not self._desk.read_only:
            self._acts.correct(row.id, row.worker_id)

    def remove_account(self) -> None:
        """Take the account that holds away."""
        row = self._held()
        if row is not None and not self._desk.read_only:
            self._acts.remove(row)

    def _held(self) -> BankAccountRow | None:
        return next((row for row in self.rows if row.holds_on(self._desk.as_of)), None)

    def _show(self, rows: Sequence[BankAccountRow]) -> None:
        if self.person is None:
            return
        self.rows = list(rows)
        held = self._held()
        self._facts.show_facts(_facts(held) if held else [(_("Account number"), "")])
        others = [row for row in rows if row is not held]
        self._before.show_facts([(_days(row), f"{row.bank}  {short_number(row.number)}") for row in others])
        self._before_card.setVisible(bool(others))
        for act in (self.correct, self.remove):
            act.setEnabled(held is not None and not self._desk.read_only)
        self.enter.setEnabled(not self._desk.read_only)

    def _build(self) -> None:
        self._name = label("", "title")
        self._facts, self._before = Facts(), Facts()
        self._before_card = card(_("Other accounts"), self._before)
        acts = row(self.enter, self.correct, self.remove, 1, spacing=SNUG)
        inner = QWidget()
        now = card(_("Bank account"), self._facts)
        inner.setLayout(column(self._name, acts, now, self._before_card, 1, spacing=MEDIUM, margins=(ROOMY,) * 4))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        empty = EmptyState(icon="wallet")
        empty.say(_("Choose a person."))
        self._pages = QStackedWidget()
        self._pages.addWidget(empty)
        self._pages.addWidget(area)
        self.setLayout(column(self._pages))


def _facts(row: BankAccountRow) -> list[tuple[str, str]]:
    spelt = row.holder if row.holder != row.name else ""
    return [
        (_("Account number"), short_number(row.number)), (_("Bank"), row.bank), (_("Branch"), row.branch),
        (_("CNAPS number"), row.cnaps), (_("Name as the bank spells it"), spelt or row.name),
        (_("Own or other bank"), row.relation.label), (_("From"), row.valid_from.isoformat()),
        (_("Reason"), row.reason), (_("To look at"), joined(concern.label for concern in row.concerns)),
    ]  # fmt: skip


def _days(row: BankAccountRow) -> str:
    return f"{row.valid_from.isoformat()} – {row.valid_to.isoformat() if row.valid_to else ''}"
