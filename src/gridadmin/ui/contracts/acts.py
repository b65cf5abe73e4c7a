"""What a clerk does with contracts and hand-over lists: dialogs and their acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from gridadmin.domain.contracts import ContractRow
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.workers_handover import (
    ExitRow,
    HandoverMark,
    HandoverRow,
    HandoverTemplate,
    handover_text,
    template_on,
)
from gridadmin.i18n import N_, Message, _
from gridadmin.services.contracts import create_contract, end_contract, remove_contract, update_contract, warnings_of
from gridadmin.services.workers_handover import (
    handover_templates,
    make_handover,
    mark_all_handover,
    mark_handover,
    set_handover_template,
)
from gridadmin.ui.act_dialogs import Act, fit, open_act_dialog
from gridadmin.ui.contracts.forms import (
    contract_form,
    contract_of,
    end_form,
    first_contract,
    mark_form,
    renewal_of,
    shown_contract,
    template_form,
)
from gridadmin.ui.dialogs import ask
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.pages import Desk


class ContractActs:
    """Dialogs of one person's contracts; `today` is the day on which things are done."""

    def __init__(self, parent: QWidget, desk: Desk, today: Callable[[], date]) -> None:
        self._parent, self._desk, self._today = parent, desk, today

    def enter(self, worker_id: UUID, name: str, employer: str, since: date) -> None:
        """Enter a contract."""
        self._edit(worker_id, None, _("Contract of {name}").format(name=name), name, first_contract(employer, since))

    def renew(self, row: ContractRow) -> None:
        """Enter the contract that follows one."""
        title = _("Renewal for {name}").format(name=row.worker_name)
        self._edit(row.worker_id, None, title, row.worker_name, renewal_of(row))

    def correct(self, row: ContractRow) -> None:
        """Correct a contract."""
        title = _("Correct the contract of {name}").format(name=row.worker_name)
        self._edit(row.worker_id, row, title, row.worker_name, shown_contract(row))

    def end(self, row: ContractRow) -> None:
        """Say when and why a contract ended."""
        title = _("The contract of {name} ends").format(name=row.worker_name)
        dialog = FormDialog(self._parent, title, end_form(self._today), f"end contract {row.id}")

        def act_of(values: dict[str, Any]) -> Act:
            said = {"name": row.worker_name, "day": values["ended_on"], "reason": values["end_reason"].message}
            sentence = Message(N_("The contract of {name} ended on {day}: {reason}"), said)
            return Act(sentence, end_contract, (row.id, values["ended_on"], values["end_reason"]))

        open_act_dialog(self._desk.background, dialog, act_of)
        dialog.start({"ended_on": self._today()})

    def remove(self, row: ContractRow) -> None:
        """Take a contract away that was entered by mistake."""
        words = _("{kind} with {employer} from {day}. Ctrl+Z brings it back.")
        text = words.format(kind=row.kind.label, employer=row.employer, day=row.started_on.isoformat())
        if ask(self._parent, _("Remove this contract?"), text, _("Remove the contract"), grave=True):
            sentence = Message(N_("Removed a contract of {name}"), {"name": row.worker_name})
            args = (row.id, row.version, self._today())
            self._desk.background.act(sentence, remove_contract, *args, caller=self._parent)

    def _edit(
        self, worker_id: UUID, row: ContractRow | None, title: str, name: str, values: Mapping[str, object]
    ) -> None:
        form = contract_form(self._today, ended=row is not None)
        dialog = FormDialog(self._parent, title, form, f"contract {row.id if row else worker_id}")
        background = self._desk.background

        def save(typed: dict[str, Any], reason: str, _following: bool) -> None:
            asked = contract_of(typed, "")
            done = partial(_save_or_warn, typed, reason)
            background.read(warnings_of, worker_id, asked, row.id if row else None, done=done, caller=dialog)

        def _save_or_warn(typed: dict[str, Any], reason: str, doubts: dict[str, Message]) -> None:
            if doubts and not reason:
                dialog.refused(InvalidError(N_("Save it with a reason, or change it.")), doubts)
                return
            asked = contract_of(typed, reason if doubts else "")
            saved, failed = (lambda _done: dialog.saved()), dialog.refused
            if row is None:
                sentence = Message(N_("Contract of {name} from {day}"), {"name": name, "day": asked.started_on})
                args: tuple[Any, ...] = (sentence, create_contract, worker_id, asked)
            else:
                sentence = Message(N_("Correct the contract of {name}"), {"name": name})
                args = (sentence, update_contract, row.id, asked, row.version)
            background.act(*args, done=saved, failed=failed, caller=dialog)

        dialog.save_asked.connect(save)
        dialog.finished.connect(dialog.deleteLater)
        fit(dialog)
        dialog.open()
        dialog.start(dict(values))


class HandoverActs:
    """Marks lines of a hand-over list."""

    def __init__(self, parent: QWidget, desk: Desk, today: Callable[[], date]) -> None:
        self._parent, self._desk, self._today = parent, desk, today

    def edit_template(self) -> None:
        """Edit what every later hand-over list is made of; it begins as the list that holds today."""
        self._desk.background.read(handover_templates, done=self._edit_template, caller=self._parent)

    def _edit_template(self, templates: Sequence[HandoverTemplate]) -> None:
        holding = template_on(templates, self._today())
        dialog = FormDialog(self._parent, _("Hand-over list of the office"), template_form(), "handover template")

        def act_of(values: dict[str, Any]) -> Act:
            day, source = values["valid_from"], values["source"] or ""
            sentence = Message(N_("Hand-over list from {day} on"), {"day": day})
            return Act(sentence, set_handover_template, (day, source, values["lines"]))

        open_act_dialog(self._desk.background, dialog, act_of)
        lines = handover_text(holding.items) if holding else ""
        dialog.start({"lines": lines, "valid_from": self._today(), "source": None})

    def make(self, gone: ExitRow) -> None:
        """Make the list of an exit that has none."""
        sentence = Message(N_("Hand-over list of {name}"), {"name": gone.worker_name})
        self._desk.background.act(sentence, make_handover, gone.employment_id, caller=self._parent)

    def tick(self, item: HandoverRow) -> None:
        """Say that a line is done today by who works here, or open again."""
        done = item.done_on is None
        mark = HandoverMark(True, self._today(), self._who(), item.remark) if done else HandoverMark(remark=item.remark)
        msgid = N_("Handed over for {name}: {title}") if done else N_("Open again for {name}: {title}")
        self._mark(item, mark, msgid)

    def not_needed(self, item: HandoverRow) -> None:
        """Say that a line is not needed, or needed after all."""
        msgid = N_("Not needed for {name}: {title}") if item.needed else N_("Open again for {name}: {title}")
        self._mark(item, HandoverMark(needed=not item.needed, remark=item.remark), msgid)

    def edit(self, item: HandoverRow) -> None:
        """Say when and by whom a line was done."""
        dialog = FormDialog(self._parent, item.title, mark_form(self._today), f"handover {item.id}")

        def act_of(values: dict[str, Any]) -> Act:
            mark = HandoverMark(True, values["done_on"], values["done_by"], values["remark"])
            said = {"name": item.worker_name, "title": item.title}
            sentence = Message(N_("Handed over for {name}: {title}"), said)
            return Act(sentence, mark_handover, (item.id, mark, item.version, self._today()))

        open_act_dialog(self._desk.background, dialog, act_of)
        done_by = item.done_by or self._who()
        dialog.start({"done_on": item.done_on or self._today(), "done_by": done_by, "remark": item.remark})

    def tick_all(self, gone: ExitRow) -> None:
        """Say that everything that is open is done."""
        sentence = Message(N_("Everything is handed over for {name}"), {"name": gone.worker_name})
        args = (gone.employment_id, self._today(), self._who(), self._today())
        self._desk.background.act(sentence, mark_all_handover, *args, caller=self._parent)

    def _mark(self, item: HandoverRow, mark: HandoverMark, msgid: str) -> None:
        sentence = Message(msgid, {"name": item.worker_name, "title": item.title})
        args = (item.id, mark, item.version, self._today())
        self._desk.background.act(sentence, mark_handover, *args, caller=self._parent)

    def _who(self) -> str:
        office = self._desk.background.office
        return office.account_name if office else ""
