"""The tab 资料: who a person is, with the phones of now and of before."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gridadmin.domain.codes import EDUCATIONS, ETHNICITIES, POLITICAL_STATUSES
from gridadmin.domain.masking import mask_id_number
from gridadmin.domain.workers import PhoneRow, WorkerDetail
from gridadmin.i18n import _
from gridadmin.ui.layouts import label, tool_button
from gridadmin.ui.panes import Facts, card
from gridadmin.ui.scroll import ScrollPane


class WorkerFacts(ScrollPane):
    """Shows what is kept about a person.

    Signals:
        reveal_asked: the ID number is wanted in full; whoever shows it writes that into the journal.
    """

    reveal_asked = Signal()

    def show_detail(self, detail: WorkerDetail, unmasked: bool) -> None:
        """Show the facts of a person, the ID number masked unless it may be shown."""
        self.fill(self._person(detail, unmasked), self._phones(detail), self._contact(detail))

    def _person(self, detail: WorkerDetail, unmasked: bool) -> QWidget:
        row = detail.row
        facts = Facts()
        facts.show_facts(
            [
                (_("ID number"), (row.id_number or "") if unmasked else mask_id_number(row.id_number)),
                (_("Birth date"), row.birth_date.isoformat() if row.birth_date else ""),
                (_("Sex"), row.sex.label),
                (_("Ethnicity"), ETHNICITIES.get(row.ethnicity or "", "")),
                (_("Political status"), POLITICAL_STATUSES.get(row.political_status or "", "")),
                (_("Education"), EDUCATIONS.get(row.education or "", "")),
                (_("Community or village"), row.community),
                (_("Remarks"), detail.remarks or ""),
            ]
        )
        reveal = tool_button("eye", _("Show the ID number; this is journaled"), self.reveal_asked.emit)
        return card(_("Person"), facts, act=reveal if row.id_number and not unmasked else None)

    def _phones(self, detail: WorkerDetail) -> QWidget:
        facts = Facts()
        facts.show_facts([(phone.purpose.label, _number(phone)) for phone in detail.phones])
        missing = label(_("No phone: the board of the grid cannot be printed without one (Art 15)."), wrap=True)
        missing.setProperty("tone", "danger")
        return card(_("Phones"), facts if detail.phones else missing)

    def _contact(self, detail: WorkerDetail) -> QWidget:
        facts = Facts()
        facts.show_facts(
            [
                (_("Address"), detail.address or ""),
                (_("Emergency contact"), detail.emergency_contact or ""),
                (_("Emergency phone"), detail.emergency_phone or ""),
            ]
        )
        return card(_("Address and emergency contact"), facts)


def _number(phone: PhoneRow) -> str:
    """The number, with the days it was in use where they are known."""
    if phone.valid_to is not None:
        return _("{number} (until {day})").format(number=phone.number, day=phone.valid_to.isoformat())
    if phone.valid_from is not None:
        return _("{number} (since {day})").format(number=phone.number, day=phone.valid_from.isoformat())
    return phone.number
