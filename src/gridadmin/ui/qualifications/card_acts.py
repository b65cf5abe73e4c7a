"""What is done with work cards: numbering, handing out, taking back, replacing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from gridadmin.domain.qualifications_cards import CardEnd, CardLine
from gridadmin.domain.workers import WorkerRow
from gridadmin.i18n import N_, Message, _
from gridadmin.services.qualifications_cards import (
    end_cards,
    hand_out_cards,
    make_cards,
    replace_card,
    workers_without_card,
)
from gridadmin.ui.act_dialogs import Act, open_act_dialog
from gridadmin.ui.dialogs import ask, tell
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.pages import Desk
from gridadmin.ui.qualifications.forms import card_end_form, card_return_of, hand_out_form

REPLACING = (CardEnd.LOST, CardEnd.REPLACED)


class CardActs:
    """What the register and the tab of a person do with cards."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        self._parent, self._desk = parent, desk

    def today(self) -> date:
        """Return the day at the office."""
        office: Any = self._desk.background.office
        day: date = office.today()
        return day

    def make(self, worker_ids: Sequence[UUID]) -> None:
        """Number a batch for some persons."""
        sentence = Message(N_("Number {count} work cards as a batch"), {"count": len(worker_ids)})
        self._desk.background.act(sentence, make_cards, list(worker_ids), self.today(), caller=self._parent)

    def make_missing(self) -> None:
        """Number a batch for everybody on a grid who has no card, after asking."""
        self._desk.background.read(workers_without_card, self._desk.as_of, done=self._ask_missing, caller=self._parent)

    def _ask_missing(self, rows: Sequence[WorkerRow]) -> None:
        if not rows:
            tell(self._parent, _("Nobody lacks a work card"), _("Everybody who serves on a grid has one."), "good")
            return
        names = _(", ").join(row.name for row in rows[:8]) + (" …" if len(rows) > 8 else "")
        title = _("Number {count} work cards?").format(count=len(rows))
        if ask(self._parent, title, names, _("Number a batch")):
            self.make([row.id for row in rows])

    def hand_out(self, lines: Sequence[CardLine]) -> None:
        """Note that cards were handed out."""
        ids = [line.card.id for line in lines]
        title = _("Hand out {count} work cards").format(count=len(ids))
        dialog = FormDialog(self._parent, title, hand_out_form(self.today), f"hand out {ids[:1]}")
        sentence = Message(N_("Hand out {count} work cards"), {"count": len(ids)})
        open_act_dialog(
            self._desk.background, dialog, lambda values: Act(sentence, hand_out_cards, (ids, values["issued_on"]))
        )
        dialog.start({"issued_on": self.today()})

    def end(self, lines: Sequence[CardLine]) -> None:
        """Note that cards were given back or lost."""
        ids = [line.card.id for line in lines]
        title = _("Take back {count} work cards").format(count=len(ids))
        dialog = FormDialog(self._parent, title, card_end_form(self.today, tuple(CardEnd)), f"take back {ids[:1]}")

        def act_of(values: dict[str, Any]) -> Act:
            how = card_return_of(values)
            sentence = Message(N_("Take back {count} work cards"), {"count": len(ids)})
            if how.end is not CardEnd.RETURNED:
                facts = {"count": len(ids), "how": how.end.message}
                sentence = Message(N_("Put {count} work cards out of use: {how}"), facts)
            return Act(sentence, end_cards, (ids, how))

        open_act_dialog(self._desk.background, dialog, act_of)
        dialog.start({"ended_on": self.today(), "end": CardEnd.RETURNED})

    def replace(self, line: CardLine) -> None:
        """Put a card out of use and number another one for the same person, as one act."""
        title = _("Replace the work card of {name}").format(name=line.name)
        dialog = FormDialog(self._parent, title, card_end_form(self.today, REPLACING), f"replace {line.card.id}")

        def act_of(values: dict[str, Any]) -> Act:
            how = card_return_of(values)
            text = N_("Replace the work card of {name}")
            if how.end is CardEnd.LOST:
                text = N_("Replace the lost work card of {name}")
            args = (line.card.id, how.ended_on, how.end, how.note)
            return Act(Message(text, {"name": line.name}), replace_card, args)

        open_act_dialog(self._desk.background, dialog, act_of)
        first = CardEnd.REPLACED if line.differences else CardEnd.LOST
        dialog.start({"ended_on": self.today(), "end": first})
