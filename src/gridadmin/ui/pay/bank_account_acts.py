"""What a clerk does with accounts: entering one, correcting it, taking it away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QCompleter, QWidget

from gridadmin.domain.bank_accounts import BankAccountForm, BankAccountRow, BankRelation, account_warnings
from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_, Message, _
from gridadmin.services.bank_accounts import (
    accounts_of,
    correct_account,
    known_banks,
    remove_account,
    set_account,
)
from gridadmin.ui.act_dialogs import fit
from gridadmin.ui.code_options import enum_options
from gridadmin.ui.dialogs import ask
from gridadmin.ui.fields import ChoiceField, CodeField, DateField, TextField
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.pages import Desk

PLAIN = ("bank", "branch", "cnaps", "holder", "relation", "reason")


def account_form(today: date, *, dated: bool) -> Form:
    """Return the fields of an account; `dated` asks from when it holds."""
    form = Form(columns=2)
    form.add(FieldSpec("bank", N_("Bank"), TextField(), required=True))
    form.add(FieldSpec("branch", N_("Branch"), TextField()))
    form.add(FieldSpec("number", N_("Account number"), CodeField(), required=True))
    again = FieldSpec(
        "number_again", N_("The number once more"), CodeField(), required=True, hint=N_("Typed from the card again")
    )
    form.add(again)
    holder = FieldSpec(
        "holder", N_("Name as the bank spells it"), TextField(), hint=N_("Only where it is not the name itself")
    )
    form.add(holder)
    cnaps = FieldSpec("cnaps", N_("CNAPS number"), CodeField(), hint=N_("12 digits; for accounts with other banks"))
    form.add(cnaps)
    form.add(FieldSpec("relation", N_("Own or other bank"), ChoiceField(enum_options(BankRelation)), required=True))
    if dated:
        form.add(FieldSpec("valid_from", N_("Pay goes there from"), DateField(lambda: today), required=True))
    form.add(FieldSpec("reason", N_("Reason"), TextField()), whole_row=True)
    return form


def account_of(values: dict[str, Any], valid_from: date, reason: str = "") -> BankAccountForm:
    """Return the account that the fields hold; the reason for saving in spite of warnings is added to its own."""
    plain: dict[str, Any] = {name: values.get(name) or "" for name in PLAIN}
    plain["relation"] = values.get("relation") or BankRelation.BY_NAME
    plain["reason"] = " ".join(part for part in (plain["reason"], reason) if part)
    again = values.get("number_again") or ""
    return BankAccountForm(values.get("number") or "", valid_from=valid_from, number_again=again, **plain)


class AccountActs:
    """Dialogs of one person's accounts."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        self._parent, self._desk = parent, desk

    def enter(self, worker_id: UUID, name: str) -> None:
        """Enter an account; one that holds ends on the day before."""
        title = _("Bank account of {name}").format(name=name)
        dialog = self._dialog(title, account_form(self._desk.as_of, dated=True), f"account of {worker_id}")

        def save(values: dict[str, Any], reason: str, _following: bool) -> None:
            form = account_of(values, values["valid_from"], reason)
            sentence = Message(N_("Enter the bank account of {name}"), {"name": name})
            self._save(dialog, form, reason, (sentence, set_account, worker_id, form))

        dialog.save_asked.connect(save)
        dialog.start({"relation": BankRelation.BY_NAME, "valid_from": self._desk.as_of})

    def correct(self, account_id: UUID, worker_id: UUID) -> None:
        """Correct an account; it is read whole for that."""
        done = partial(self._correct, account_id)
        self._desk.background.read(accounts_of, worker_id, done=done, caller=self._parent)

    def _correct(self, account_id: UUID, rows: Sequence[BankAccountRow]) -> None:
        row = next((each for each in rows if each.id == account_id), None)
        if row is None:
            return
        title = _("Correct the account of {name}").format(name=row.name)
        dialog = self._dialog(title, account_form(self._desk.as_of, dated=False), f"account {row.id}")

        def save(values: dict[str, Any], reason: str, _following: bool) -> None:
            form = account_of(values, row.valid_from, reason)
            sentence = Message(N_("Correct the bank account of {name}"), {"name": row.name})
            self._save(dialog, form, reason, (sentence, correct_account, row.id, form, row.version))

        dialog.save_asked.connect(save)
        shown = {name: getattr(row, name) or None for name in PLAIN}
        shown["holder"] = row.holder if row.holder != row.name else None
        dialog.start({**shown, "number": row.number, "number_again": row.number})

    def remove(self, row: BankAccountRow) -> None:
        """Take an account away that was entered by mistake; the one before holds again."""
        words = _("{bank} {number} from {day}. Ctrl+Z brings it back.")
        text = words.format(bank=row.bank, number=row.number, day=row.valid_from.isoformat())
        if ask(self._parent, _("Remove this account?"), text, _("Remove the account"), grave=True):
            sentence = Message(N_("Removed a bank account of {name}"), {"name": row.name})
            self._desk.background.act(sentence, remove_account, row.id, row.version, caller=self._parent)

    def _dialog(self, title: str, form: Form, name: str) -> FormDialog:
        dialog = FormDialog(self._parent, title, form, name)
        dialog.finished.connect(dialog.deleteLater)
        self._desk.background.read(known_banks, done=partial(_complete, form.editor("bank")), caller=dialog)
        fit(dialog)
        dialog.open()
        return dialog

    def _save(self, dialog: FormDialog, form: BankAccountForm, reason: str, act: tuple[Any, ...]) -> None:
        doubts = account_warnings(form)
        if doubts and not reason:
            dialog.refused(InvalidError(N_("Save it with a reason, or change it.")), doubts)
            return
        saved = lambda _done: dialog.saved()  # noqa: E731 - the answer is not needed
        self._desk.background.act(*act, done=saved, failed=dialog.refused, caller=dialog)


def _complete(editor: TextField, banks: list[str]) -> None:
    editor.setCompleter(QCompleter(banks, editor))
