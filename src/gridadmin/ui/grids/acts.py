"""What the page does with a grid: its township fields, proposals, posting places, appointments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from gridadmin.domain.grids import GridProposalRow, GridRow, ProposalStatus
from gridadmin.domain.journal_words import FIELDS
from gridadmin.domain.workers import AppointmentRole, WorkerRow
from gridadmin.i18n import N_, Message, _
from gridadmin.services.employment import appoint_worker
from gridadmin.services.grids import update_grid
from gridadmin.services.notices import add_place, remove_place
from gridadmin.services.proposals import file_proposal, set_proposal_status
from gridadmin.services.workers_forms import workers_in_service
from gridadmin.ui.act_dialogs import Act, open_act_dialog
from gridadmin.ui.dialogs import ask
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.grids.forms import (
    TOWNSHIP_FIELDS,
    place_form,
    proposal_form,
    proposal_of,
    staff_form,
    staff_of,
    township_form,
    township_of,
)
from gridadmin.ui.pages import Desk


class GridActs:
    """Opens the dialogs of a grid and runs their acts; `on_next()` is told after "save and next"."""

    def __init__(self, parent: QWidget, desk: Desk, today: Callable[[], date]) -> None:
        self._parent, self._desk, self._today = parent, desk, today
        self.on_next: Callable[[], None] = lambda: None

    def edit(self, row: GridRow) -> None:
        """Change what the township owns."""
        title = _("What the township adds to {grid}").format(grid=row.name)
        dialog = FormDialog(self._parent, title, township_form(self._today), f"grid {row.id}", with_next=True)

        def act_of(values: dict[str, Any]) -> Act:
            sentence = Message(N_("Change the township's facts of {grid}"), {"grid": row.name})
            return Act(sentence, update_grid, (row.id, township_of(values, row.version), self._today()))

        open_act_dialog(
            self._desk.background, dialog, act_of, lambda _row, following: self.on_next() if following else None
        )
        dialog.start({name: getattr(row, name) for name in TOWNSHIP_FIELDS})

    def propose(self, row: GridRow, field: str = "") -> None:
        """File a change of what the county owns."""
        title = _("Propose a change of {grid} to the county").format(grid=row.name)
        dialog = FormDialog(self._parent, title, proposal_form(row), f"proposal {row.id}")

        def act_of(values: dict[str, Any]) -> Act:
            name = Message(FIELDS[values["field"]])
            facts = {"grid": row.name, "field": name, "value": values["proposed"]}
            sentence = Message(N_("Propose to the county: {field} of {grid} becomes “{value}”"), facts)
            return Act(sentence, file_proposal, (proposal_of(row.id, values), self._today()))

        open_act_dialog(self._desk.background, dialog, act_of)
        dialog.start({"field": field or None})

    def settle(self, proposal: GridProposalRow, status: ProposalStatus) -> None:
        """Record what became of a proposal."""
        name = Message(FIELDS[proposal.field])
        facts = {"grid": proposal.grid_name, "field": name, "status": status.message}
        sentence = Message(N_("Proposal on {field} of {grid}: {status}"), facts)
        self._desk.background.act(sentence, set_proposal_status, proposal.id, status, caller=self._parent)

    def add_place(self, row: GridRow) -> None:
        """Add a place where the board hangs."""
        title = _("Where a board of {grid} hangs").format(grid=row.name)
        dialog = FormDialog(self._parent, title, place_form(), f"place {row.id}")

        def act_of(values: dict[str, Any]) -> Act:
            facts = {"grid": row.name, "place": values["place"]}
            sentence = Message(N_("The board of {grid} hangs at “{place}”"), facts)
            return Act(sentence, add_place, (row.id, values["place"], self._today()))

        open_act_dialog(self._desk.background, dialog, act_of)
        dialog.start({})

    def remove_place(self, row: GridRow, place_id: UUID, place: str) -> None:
        """Record that a board no longer hangs somewhere."""
        title = _("Is the board taken down from “{place}”?").format(place=place)
        text = _("The place stays in the history; one undo brings it back.")
        if ask(self._parent, title, text, _("Take it down")):
            sentence = Message(
                N_("The board of {grid} is taken down from “{place}”"), {"grid": row.name, "place": place}
            )
            self._desk.background.act(sentence, remove_place, place_id, self._today(), caller=self._parent)

    def appoint(self, row: GridRow) -> None:
        """Appoint somebody to this grid."""
        show = partial(self._open_appoint, row)
        self._desk.background.read(workers_in_service, self._today(), done=show, caller=self._parent)

    def _open_appoint(self, row: GridRow, people: Sequence[WorkerRow]) -> None:
        title = _("Appoint somebody to {grid}").format(grid=row.name)
        dialog = FormDialog(self._parent, title, staff_form(self._today, people), f"staff {row.id}")
        names = {person.id: person.name for person in people}

        def act_of(values: dict[str, Any]) -> Act:
            post = staff_of(row.id, values)
            facts = {"name": names[values["worker_id"]], "grid": row.name, "role": post.role.message}
            sentence = Message(N_("Appoint {name} to {grid} as {role}"), facts)
            return Act(sentence, appoint_worker, (values["worker_id"], post))

        open_act_dialog(self._desk.background, dialog, act_of)
        dialog.start({"role": AppointmentRole.WORKER, "started_on": self._today()})
